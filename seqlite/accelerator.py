"""`torch.accelerator`: no accelerator is available."""

from __future__ import annotations

from typing import NoReturn

from ._core.absent import absent_attribute as _refuse
from ._core.tensor_attributes import device


def is_available() -> bool:
    """Return False.

    >>> torch.accelerator.is_available()
    False
    """
    return False


def device_count() -> int:
    """Return 0.

    >>> torch.accelerator.device_count()
    0
    """
    return 0


def current_accelerator(check_available: bool = False) -> device | None:
    """Return None.

    >>> torch.accelerator.current_accelerator() is None
    True
    """
    return None


def set_device_index(device: object) -> NoReturn:
    """Raise `RuntimeError`: there is none.

    >>> if torch.accelerator.is_available():
    ...     torch.accelerator.set_device_index(0)
    """
    raise RuntimeError(
        "Cannot access accelerator device when none is available: seqlite computes on the CPU alone. Write "
        "device = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else 'cpu'"
    )


__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
__getattr__ = _refuse("torch.accelerator")
