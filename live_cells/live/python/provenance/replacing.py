"""Other things in the place of attributes, for as long as cells run again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

_MISSING = object()


@contextmanager
def replacing(places: Sequence[tuple[Any, str, Any]]) -> Iterator[None]:
    """Within this block.

    Args:
        places: an object, the name of its attribute, and what takes its place.
    """
    kept = [(home, name, vars(home).get(name, _MISSING)) for home, name, _ in places]
    try:
        for home, name, new in places:
            setattr(home, name, new)
        yield
    finally:
        for home, name, old in kept:
            if old is _MISSING:
                delattr(home, name)
            else:
                setattr(home, name, old)
