"""Further questions and settings of `torch`: most are here because programs ask for them."""

from __future__ import annotations

import warnings
from typing import Any

from .. import dtypes
from ..tensor_base import TensorBase
from .declare import function
from .utilities import Deterministic, use_deterministic_algorithms

Tensor = Any  # avoids a circular import


class Settings:
    """What was set, and is told when asked for."""

    precision = "highest"
    warn_always = False
    autocast_cache = True


@function(out=False)
def get_float32_matmul_precision() -> str:
    """The precision of products: "highest" here, whatever was set.

    >>> torch.get_float32_matmul_precision()
    'highest'
    """
    return Settings.precision


@function(out=False)
def get_num_interop_threads() -> int:
    """One: operations run one after the other.

    >>> torch.get_num_interop_threads()
    1
    """
    return 1


@function(out=False)
def set_num_interop_threads(number: int) -> None:
    """Accepted for compatibility: operations run one after the other. RuntimeError unless `number` is
    positive.

    >>> torch.set_num_interop_threads(1)
    """
    if number < 1:
        raise RuntimeError("expected positive number of inter-op threads")


@function(out=False)
def set_flush_denormal(mode: bool) -> bool:
    """Whether denormal numbers are flushed to zero as asked: they never are, so True for False.

    >>> torch.set_flush_denormal(False)
    True
    """
    return not mode


@function(out=False)
def is_warn_always_enabled() -> bool:
    """What `set_warn_always` was told last.

    >>> torch.is_warn_always_enabled()
    False
    """
    return Settings.warn_always


@function(out=False)
def set_warn_always(b: bool) -> None:
    """Accepted for compatibility, and told by `is_warn_always_enabled`.

    >>> torch.set_warn_always(False)
    """
    Settings.warn_always = b


DEBUG_MODES = {"default": 0, "warn": 1, "error": 2}


@function(out=False)
def set_deterministic_debug_mode(debug_mode: int | str) -> None:
    """`use_deterministic_algorithms` by a mode: "default" or 0, "warn" or 1, "error" or 2. RuntimeError for
    others.

    >>> torch.set_deterministic_debug_mode("default")
    """
    if not isinstance(debug_mode, (int, str)):
        raise TypeError(f"debug_mode must be str or int, but got {type(debug_mode)}")
    mode = DEBUG_MODES.get(debug_mode, debug_mode) if isinstance(debug_mode, str) else debug_mode
    if mode not in (0, 1, 2):
        known = "one of `default`, `warn`, `error`" if isinstance(debug_mode, str) else "0, 1, 2"
        raise RuntimeError(f"invalid value of debug_mode, expected {known}, but got {debug_mode}")
    use_deterministic_algorithms(mode > 0, warn_only=mode == 1)


@function(out=False)
def get_deterministic_debug_mode() -> int:
    """The mode that `set_deterministic_debug_mode` knows: 0, 1 or 2.

    >>> torch.get_deterministic_debug_mode()
    0
    """
    return (1 if Deterministic.warn_only else 2) if Deterministic.mode else 0


@function(out=False)
def set_default_tensor_type(t: Any) -> None:
    """Set the floating type of new tensors by a legacy type or its name: PyTorch, too, wants
    `set_default_dtype` in its place. TypeError for another type.

    >>> torch.set_default_tensor_type(torch.FloatTensor)
    """
    warnings.warn(
        "torch.set_default_tensor_type() is deprecated as of PyTorch 2.1, please use "
        "torch.set_default_dtype() and torch.set_default_device() as alternatives.",
        UserWarning,
        stacklevel=2,
    )
    name = t.rpartition(".")[2] if isinstance(t, str) else getattr(t, "__name__", "")
    kind = next((kind for kind in dtypes.TYPES if kind.legacy == name), None)
    if kind is None:
        raise TypeError("invalid type object: only floating-point types are supported as the default type")
    dtypes.set_default_dtype(kind)


@function(out=False)
def typename(obj: Any) -> str:
    """The name of the type of an object, with its module; of a tensor, its legacy type.

    >>> torch.typename(torch.ones(1))
    'torch.FloatTensor'
    """
    if isinstance(obj, TensorBase):
        return str(obj.type())  # type: ignore[attr-defined]
    thing = obj if hasattr(obj, "__qualname__") else type(obj)
    module = getattr(thing, "__module__", "") or ""
    module = module.replace(f"{__name__.partition('.')[0]}.", "torch.")
    return thing.__qualname__ if module in ("builtins", "") else f"{module}.{thing.__qualname__}"


@function(out=False)
def is_autocast_cache_enabled() -> bool:
    """What `set_autocast_cache_enabled` was told last.

    >>> torch.is_autocast_cache_enabled()
    True
    """
    return Settings.autocast_cache


@function(out=False)
def set_autocast_cache_enabled(enabled: bool) -> None:
    """Accepted for compatibility: weights are cast anew each time.

    >>> torch.set_autocast_cache_enabled(True)
    """
    Settings.autocast_cache = enabled


@function(out=False)
def clear_autocast_cache() -> None:
    """Accepted for compatibility: nothing is kept.

    >>> torch.clear_autocast_cache()
    """


@function(out=False)
def cudnn_is_acceptable(tensor: Tensor) -> bool:
    """Whether cuDNN takes the tensor: never.

    >>> torch.cudnn_is_acceptable(torch.ones(1))
    False
    """
    return False


@function(out=False)
def is_vulkan_available() -> bool:
    """Whether there is a device for Vulkan: no.

    >>> torch.is_vulkan_available()
    False
    """
    return False
