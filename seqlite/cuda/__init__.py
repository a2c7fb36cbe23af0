"""`torch.cuda`: no GPU is available."""

from .._core.absent import absent_attribute as _refuse
from .._core.absent import lazy_names as _lazy_names


def is_available() -> bool:
    """Return False.

    >>> "cuda" if torch.cuda.is_available() else "cpu"
    'cpu'
    """
    return False


def is_bf16_supported(including_emulation: bool = True) -> bool:
    """Return False."""
    return False


def device_count() -> int:
    """Return 0.

    >>> torch.cuda.device_count()
    0
    """
    return 0


def manual_seed(seed: int) -> None:
    """Do nothing: there is no GPU.

    >>> torch.cuda.manual_seed(0)
    """


def manual_seed_all(seed: int) -> None:
    """Do nothing: there is no GPU.

    >>> torch.cuda.manual_seed_all(0)
    """


def empty_cache() -> None:
    """Do nothing: there is no GPU.

    >>> torch.cuda.empty_cache()
    """


def synchronize(device: object = None) -> None:
    """Do nothing: there is no GPU.

    >>> if torch.cuda.is_available():
    ...     torch.cuda.synchronize()
    """


__getattr__ = _lazy_names(__name__, {"amp": "amp"}, _refuse("torch.cuda"))
