"""New tensors of one value and of none: `zeros`, `full`, `eye`, `empty`, and `zeros_like` and its kin."""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np

from .array_from_data import to_array
from .creation import LikeOptions, TensorOptions, factory, new_tensor, result_dtype, size_from_args
from .dtypes import from_numpy_dtype, get_default_dtype, number_dtype
from .numerics import allocation
from .operations.arguments import size_of
from .operations.utilities import Deterministic
from .tensor import Tensor
from .tensor_attributes import (
    channels_last,
    elementwise_order,
    memory_format,
    preserve_format,
    to_channels_last,
)

__all__ = [
    "empty", "empty_like", "eye", "full", "full_like", "ones", "ones_like", "scalar_tensor", "zeros",
    "zeros_like",
]  # fmt: skip


@factory
def zeros(*sizes: Any, size: Any = None, **options: Unpack[TensorOptions]) -> Tensor:
    """Zeros of this shape. RuntimeError for negative sizes.

    >>> torch.zeros(1, 2)
    tensor([[0., 0.]])
    """
    kind, shape = result_dtype("zeros", **options), size_from_args(sizes, size, "zeros")
    with allocation(shape, kind):
        array = np.zeros(shape, kind)
    return new_tensor(array, "zeros", **options)


@factory
def ones(*sizes: Any, size: Any = None, **options: Unpack[TensorOptions]) -> Tensor:
    """Ones of this shape. RuntimeError for negative sizes.

    >>> torch.ones(2)
    tensor([1., 1.])
    """
    kind, shape = result_dtype("ones", **options), size_from_args(sizes, size, "ones")
    with allocation(shape, kind):
        array = np.ones(shape, kind)
    return new_tensor(array, "ones", **options)


def mark_uninitialized(array: Any) -> None:
    """Under `use_deterministic_algorithms`, fill the memory with nan, or the largest number of the type."""
    if Deterministic.mode:
        kind = array.dtype
        array.fill(np.nan if kind.kind == "f" else True if kind.kind == "b" else np.iinfo(kind).max)


@factory
def empty(
    *sizes: Any,
    size: Any = None,
    memory_format: memory_format | None = None,
    **options: Unpack[TensorOptions],
) -> Tensor:
    """Memory of this size with whatever is in it. RuntimeError for negative sizes.

    >>> torch.empty(2, 3).shape
    torch.Size([2, 3])
    """
    kind, shape = result_dtype("empty", **options), size_from_args(sizes, size, "empty")
    with allocation(shape, kind):
        array = np.empty(shape, kind)
    mark_uninitialized(array)
    if memory_format is not None and memory_format.name == "channels_last":
        if len(shape) != 4:
            raise RuntimeError("required rank 4 tensor to use channels_last format")
        array = to_channels_last(array)
    return new_tensor(array, "empty", **options)


@factory
def full(size: Any, fill_value: Any, **options: Unpack[TensorOptions]) -> Tensor:
    """`fill_value` throughout; its type decides unless `dtype` does. The shape is `size`. TypeError for a
    `fill_value` that is no number.

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
    kind = result_dtype("full", number_dtype(value), **options)
    filling = to_array(value, from_numpy_dtype(kind))
    with allocation(shape, filling.dtype):
        array = np.full(shape, filling)
    return new_tensor(array, "full", **options)


@factory
def eye(n: int, m: int | None = None, **options: Unpack[TensorOptions]) -> Tensor:
    """Ones on the diagonal of an (n, m) matrix. RuntimeError for a negative size.

    >>> torch.eye(2)
    tensor([[1., 0.],
            [0., 1.]])
    """
    if n < 0:
        raise RuntimeError(f"n must be greater or equal to 0, got {n}")
    if m is not None and m < 0:
        raise RuntimeError(f"m must be greater or equal to 0, got {m}")
    kind = result_dtype("eye", **options)
    with allocation((n, n if m is None else m), kind):
        array = np.eye(n, m, dtype=kind)
    return new_tensor(array, "eye", **options)


def scalar_tensor(s: Any, **options: Any) -> Tensor:
    """A tensor without dimensions, of the default type unless `dtype=` says otherwise. The shape is ().

    >>> torch.scalar_tensor(2)
    tensor(2.)
    """
    return full((), s, **{"dtype": get_default_dtype(), **options})


def empty_array_like(input: Any, who: str, order: memory_format, options: LikeOptions) -> Any:
    """An uninitialized array in the shape and memory format of `input`."""
    if not isinstance(input, Tensor):
        raise TypeError(f"{who}(): argument 'input' (position 1) must be Tensor, not {type(input).__name__}")
    if "out" in options:
        raise TypeError(f"{who}() got an unexpected keyword argument 'out'")
    kind = result_dtype(who, input.dtype, **options) if options else input._array.dtype
    new = np.empty_like(input._array, kind, order="K" if order is preserve_format else "C")
    if order is preserve_format and new.ndim > 2 and not input._array.flags.c_contiguous:
        steps, old = new.strides, input._array.strides
        if any(s * input.itemsize != t * new.itemsize for s, t in zip(steps, old, strict=True)):  # with gaps
            new = elementwise_order(new, [input._array])
    return to_channels_last(new) if order is channels_last else new


def fill_array(array: Any, value: Any) -> Any:
    """Fill the array with one value and return it."""
    number = value.item() if isinstance(value, Tensor) else value
    array[...] = to_array(number, from_numpy_dtype(array.dtype))
    return array


@factory
def zeros_like(
    input: Tensor, *, memory_format: memory_format = preserve_format, **options: Unpack[LikeOptions]
) -> Tensor:
    """Zeros of the size and type of `input`. TypeError for what is no tensor.

    >>> torch.zeros_like(torch.arange(2))
    tensor([0, 0])
    """
    new = empty_array_like(input, "zeros_like", memory_format, options)
    return new_tensor(fill_array(new, 0), "zeros_like", **options)


@factory
def ones_like(
    input: Tensor, *, memory_format: memory_format = preserve_format, **options: Unpack[LikeOptions]
) -> Tensor:
    """Ones of the size and type of `input`. TypeError for what is no tensor.

    >>> torch.ones_like(torch.arange(2))
    tensor([1, 1])
    """
    new = empty_array_like(input, "ones_like", memory_format, options)
    return new_tensor(fill_array(new, 1), "ones_like", **options)


@factory
def empty_like(
    input: Tensor, *, memory_format: memory_format = preserve_format, **options: Unpack[LikeOptions]
) -> Tensor:
    """Memory of the size and type of `input`.

    >>> torch.empty_like(torch.ones(2)).shape
    torch.Size([2])
    """
    new = empty_array_like(input, "empty_like", memory_format, options)
    mark_uninitialized(new)
    return new_tensor(new, "empty_like", **options)


@factory
def full_like(
    input: Tensor,
    fill_value: Any,
    *,
    memory_format: memory_format = preserve_format,
    **options: Unpack[LikeOptions],
) -> Tensor:
    """`fill_value` in the size and type of `input`.

    >>> torch.full_like(torch.ones(2), 0.5)
    tensor([0.5000, 0.5000])
    """
    new = empty_array_like(input, "full_like", memory_format, options)
    return new_tensor(fill_array(new, fill_value), "full_like", **options)
