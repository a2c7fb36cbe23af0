"""cuDNN is not available; programs may still set its switches."""

from collections.abc import Iterator as _Iterator
from contextlib import contextmanager as _contextmanager

deterministic = False
benchmark = False
enabled = False


def is_available() -> bool:
    """Return False."""
    return False


def version() -> None:
    """Return None."""


@_contextmanager
def flags(
    enabled: bool = False,
    benchmark: bool = False,
    benchmark_limit: int = 10,
    deterministic: bool = False,
    allow_tf32: bool = True,
    fp32_precision: str = "none",
) -> _Iterator[None]:
    """A block with other flags, which have no effect here."""
    yield
