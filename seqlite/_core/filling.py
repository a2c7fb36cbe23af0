"""New tensors of one value, and of none."""

from __future__ import annotations

from typing import Any

import numpy as np

from .conversion import to_array
from .creation import Kind, finish, kind_of, shape_of
from .devices import check_device
from .dtypes import from_numpy_dtype, get_default_dtype, number_dtype
from .layouts import layout, memory_format, strided
from .memory import room
from .operations.arguments import size_of
from .operations.settings import Deterministic
from .ops.layouts import channels_last
from .tensor import Tensor

__all__ = ["empty", "eye", "full", "ones", "scalar_tensor", "zeros"]


def zeros(
    *sizes: Any,
    size: Any = None,
    out: Tensor | None = None,
    dtype: Kind = None,
    layout: layout = strided,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Zeros of this size.

    >>> torch.zeros(1, 2)
    tensor([[0., 0.]])
    """
    check_device(device)
    kind, shape = kind_of(dtype, "zeros", out), shape_of(sizes, size, "zeros")
    with room(shape, kind):
        array = np.zeros(shape, kind)
    return finish(array, requires_grad, device, layout, pin_memory, out, "zeros")


def ones(
    *sizes: Any,
    size: Any = None,
    out: Tensor | None = None,
    dtype: Kind = None,
    layout: layout = strided,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Ones of this size.

    >>> torch.ones(2)
    tensor([1., 1.])
    """
    check_device(device)
    kind, shape = kind_of(dtype, "ones", out), shape_of(sizes, size, "ones")
    with room(shape, kind):
        array = np.ones(shape, kind)
    return finish(array, requires_grad, device, layout, pin_memory, out, "ones")


def mark_uninitialized(array: Any) -> None:
    """Under `use_deterministic_algorithms`, what is in the memory is the same each time: nan, or the largest
    number of the type."""
    if Deterministic.mode:
        kind = array.dtype
        array.fill(np.nan if kind.kind == "f" else True if kind.kind == "b" else np.iinfo(kind).max)


def empty(
    *sizes: Any,
    size: Any = None,
    out: Tensor | None = None,
    dtype: Kind = None,
    layout: layout = strided,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    memory_format: memory_format | None = None,
) -> Tensor:
    """Memory of this size with whatever is in it.

    >>> torch.empty(2, 3).shape
    torch.Size([2, 3])
    """
    check_device(device)
    kind, shape = kind_of(dtype, "empty", out), shape_of(sizes, size, "empty")
    with room(shape, kind):
        array = np.empty(shape, kind)
    mark_uninitialized(array)
    if memory_format is not None and memory_format.name == "channels_last":
        if len(shape) != 4:
            raise RuntimeError("required rank 4 tensor to use channels_last format")
        array = channels_last(array)
    return finish(array, requires_grad, device, layout, pin_memory, out, "empty")


def full(
    size: Any,
    fill_value: Any,
    *,
    out: Tensor | None = None,
    dtype: Kind = None,
    layout: layout = strided,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """`fill_value` throughout; its type decides unless `dtype` does.

    >>> torch.full((2,), 7)
    tensor([7, 7])
    """
    value = fill_value.item() if isinstance(fill_value, Tensor) else fill_value
    if isinstance(value, complex):
        raise NotImplementedError("full(): complex numbers are not covered; use pairs of floats")
    if not isinstance(value, (bool, int, float, np.generic)):
        raise TypeError(
            f"full(): argument 'fill_value' (position 2) must be Number, not {type(value).__name__}"
        )
    shape = size_of((size,), "full")
    kind = kind_of(dtype, "full", out, number_dtype(value))
    filling = to_array(value, from_numpy_dtype(kind))
    with room(shape, filling.dtype):
        array = np.full(shape, filling)
    return finish(array, requires_grad, device, layout, pin_memory, out, "full")


def eye(
    n: int,
    m: int | None = None,
    *,
    out: Tensor | None = None,
    dtype: Kind = None,
    layout: layout = strided,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Ones on the diagonal of an (n, m) matrix.

    >>> torch.eye(2)
    tensor([[1., 0.],
            [0., 1.]])
    """
    if n < 0:
        raise RuntimeError(f"n must be greater or equal to 0, got {n}")
    if m is not None and m < 0:
        raise RuntimeError(f"m must be greater or equal to 0, got {m}")
    kind = kind_of(dtype, "eye", out)
    with room((n, n if m is None else m), kind):
        array = np.eye(n, m, dtype=kind)
    return finish(array, requires_grad, device, layout, pin_memory, out, "eye")


def scalar_tensor(s: Any, **options: Any) -> Tensor:
    """A tensor without dimensions, of the default type unless `dtype=` says otherwise.

    >>> torch.scalar_tensor(2)
    tensor(2.)
    """
    return full((), s, **{"dtype": get_default_dtype(), **options})
