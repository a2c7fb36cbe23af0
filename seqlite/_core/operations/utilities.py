"""Questions about types and sizes, and settings: most are here because programs ask for them."""

from __future__ import annotations

from typing import Any

from ..tensor_base import TensorBase
from .declare import function

Tensor = Any  # avoids a circular import


@function(out=False)
def is_tensor(obj: Any) -> bool:
    """Whether `obj` is a tensor. Any object.

    >>> torch.is_tensor([1])
    False
    """
    return isinstance(obj, TensorBase)


@function(out=False)
def numel(input: Tensor) -> int:
    """The number of elements. An int, for any shape.

    >>> torch.numel(torch.ones(2, 3))
    6
    """
    return input.numel()


@function(out=False)
def get_num_threads() -> int:
    """One: NumPy decides for itself.

    >>> torch.get_num_threads()
    1
    """
    return 1


@function(out=False)
def set_num_threads(number: int) -> None:
    """Accepted for compatibility; NumPy decides for itself.

    >>> torch.set_num_threads(1)
    """


@function(out=False)
def set_float32_matmul_precision(precision: str) -> None:
    """Accepted for compatibility: products are always computed in full precision.

    >>> torch.set_float32_matmul_precision("high")
    """


class Deterministic:
    """The settings of `use_deterministic_algorithms`. All algorithms are deterministic in any case."""

    mode = warn_only = False


@function(out=False)
def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Accepted for compatibility: all algorithms here are deterministic. TypeError for other than bools.

    >>> torch.use_deterministic_algorithms(False)
    """
    if not isinstance(mode, bool):
        raise TypeError(
            "_set_deterministic_algorithms(): argument 'mode' (position 1) must be bool, not "
            f"{type(mode).__name__}"
        )
    if not isinstance(warn_only, bool):
        raise TypeError(
            "_set_deterministic_algorithms(): argument 'warn_only' must be bool, not "
            f"{type(warn_only).__name__}"
        )
    Deterministic.mode, Deterministic.warn_only = mode, warn_only


@function(out=False)
def are_deterministic_algorithms_enabled() -> bool:
    """What `use_deterministic_algorithms` was told last.

    >>> torch.are_deterministic_algorithms_enabled()
    False
    """
    return Deterministic.mode


@function(out=False)
def is_deterministic_algorithms_warn_only_enabled() -> bool:
    """The `warn_only` that `use_deterministic_algorithms` was told last.

    >>> torch.is_deterministic_algorithms_warn_only_enabled()
    False
    """
    return Deterministic.warn_only


@function(out=False)
def compile(model: Any = None, **options: Any) -> Any:
    """Not available: NotImplementedError.

    >>> torch.compile(nn.ReLU())  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    NotImplementedError: torch.compile: seqlite runs eagerly
    """
    raise NotImplementedError(
        "torch.compile: seqlite runs eagerly; leave the call out, or run the program on PyTorch (for "
        "example in Colab)"
    )


@function(method=True, out=False)
def is_signed(input: Tensor) -> bool:
    """Whether the type has negative numbers. Any shape.

    >>> torch.is_signed(torch.ones(1, dtype=torch.uint8))
    False
    """
    return bool(input._array.dtype.kind in "if")


@function(method=True, out=False)
def is_complex(input: Tensor) -> bool:
    """False: there are no complex numbers here. Any shape.

    >>> torch.is_complex(torch.ones(1))
    False
    """
    return False
