"""`torch.cuda`: no GPU is available."""

from .._core.absent import refuse as _refuse
from .._core.lazy import lazy_names as _lazy_names


def is_available() -> bool:
    """False.

    >>> "cuda" if torch.cuda.is_available() else "cpu"
    'cpu'
    """
    return False


def is_bf16_supported(including_emulation: bool = True) -> bool:
    """False."""
    return False


def device_count() -> int:
    """0.

    >>> torch.cuda.device_count()
    0
    """
    return 0


def manual_seed(seed: int) -> None:
    """Nothing to seed.

    >>> torch.cuda.manual_seed(0)
    """


def manual_seed_all(seed: int) -> None:
    """Nothing to seed.

    >>> torch.cuda.manual_seed_all(0)
    """


def empty_cache() -> None:
    """Nothing to empty.

    >>> torch.cuda.empty_cache()
    """


def synchronize(device: object = None) -> None:
    """Nothing to wait for.

    >>> if torch.cuda.is_available():
    ...     torch.cuda.synchronize()
    """


__getattr__ = _lazy_names(__name__, {"amp": "amp"}, _refuse("torch.cuda"))
