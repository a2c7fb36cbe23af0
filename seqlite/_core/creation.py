"""New tensors: from data, of one value, and in a row."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from .bfloat16 import stored
from .conversion import to_array, warn_of_copy
from .devices import check_device
from .dtypes import as_numpy, converted, dtype, from_numpy_dtype, get_default_dtype, of_program
from .graph import Mode, increment_version
from .layouts import check_layout, layout
from .operations.arguments import size_of
from .operations.writing import writable
from .tensor import Tensor

__all__ = ["as_tensor", "from_numpy", "tensor"]

Kind = dtype | type | None
IN_ITS_SHAPE = ("arange", "linspace", "logspace", "range")  # they fill an `out` of as many elements


def finish(
    array: Any,
    requires_grad: bool = False,
    device: Any = None,
    layout: layout | None = None,
    pin_memory: bool | None = False,
    out: Any = None,
    who: str = "",
) -> Tensor:
    """The array as a tensor, or written into `out`, after checking the arguments that all creating functions
    share."""
    check_device(device)
    check_layout(layout, pin_memory)
    if requires_grad and array.dtype.kind != "f":
        raise RuntimeError(
            "Only Tensors of floating point and complex dtype can require gradients, "
            f"this one would be {from_numpy_dtype(array.dtype)}: write floats (1. for 1) or give a dtype"
        )
    array = stored(array, array)
    if out is not None:
        return into(out, array, who).requires_grad_(requires_grad or out.requires_grad)
    return Tensor._wrap(array, requires_grad)


def into(out: Any, array: Any, who: str) -> Tensor:
    """`out` with the values of `array`, and resized where its shape is another."""
    if not isinstance(out, Tensor):
        raise TypeError(f"{who}(): argument 'out' must be Tensor, not {type(out).__name__}")
    if out.requires_grad and Mode.grad:
        raise RuntimeError(
            f"{who}(): functions with out=... arguments don't support automatic differentiation, but one of "
            "the arguments requires grad."
        )
    writable(out._array)
    if out._array.size == array.size and who in IN_ITS_SHAPE:
        array = array.reshape(out._array.shape)
    if out._array.shape == array.shape:
        np.copyto(out._array, stored(array, out._array), casting="unsafe")
    else:
        out._array = converted(array, out._array.dtype)
    increment_version(out)
    return out


def kind_of(dtype: Kind, who: str, out: Any = None, default: dtype | None = None) -> Any:
    """NumPy's name for the type of a new tensor. RuntimeError if `out` has another."""
    have = out.dtype if isinstance(out, Tensor) else None
    kind = as_numpy(dtype, who, have or default or get_default_dtype())
    if have is not None and kind != have.numpy:
        raise RuntimeError(
            f"dtype {from_numpy_dtype(kind).kind} does not match dtype of out parameter ({have.kind})"
        )
    return kind


def shape_of(sizes: tuple[Any, ...], size: Any, who: str) -> tuple[int, ...]:
    """The shape, given one number after the other or as `size=`."""
    if size is not None:
        if sizes:
            raise TypeError(f"{who}() got multiple values for argument 'size'")
        sizes = (size,)
    elif not sizes:
        raise TypeError(f'{who}() missing 1 required positional arguments: "size"')
    try:
        shape = size_of(sizes, who)
    except StopIteration:  # floats in tensors
        raise TypeError(f"{who}(): argument 'size' (position 1) must be tuple of ints") from None
    for what, product in (
        ("Storage size", math.prod(shape)),
        ("Stride", math.prod(n or 1 for n in shape[1:])),
    ):
        if product * 8 >= 2**63 and (what == "Storage size" or 0 in shape):
            raise RuntimeError(f"{what} calculation overflowed with sizes={list(shape)}: not enough memory")
    return shape


def tensor(
    data: Any,
    *,
    dtype: Kind = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> Tensor:
    """A tensor with a copy of `data`. Python floats become the default type (float32), integers int64, arrays
    and tensors keep theirs, unless `dtype` says otherwise. ValueError for ragged sequences.

    >>> torch.tensor([[1, 2], [3, 4]])
    tensor([[1, 2],
            [3, 4]])
    """
    warn_of_copy(data, "torch.tensor")
    return finish(to_array(data, dtype), requires_grad, device, pin_memory=pin_memory)


def as_tensor(data: Any, dtype: Kind = None, device: Any = None) -> Tensor:
    """As `tensor`, but shares the memory of arrays and tensors whose type need not change.

    >>> torch.as_tensor([1, 2])
    tensor([1, 2])
    """
    check_device(device)
    if isinstance(data, Tensor):
        return data if dtype is None else data.to(dtype)
    if isinstance(data, np.ndarray):
        return Tensor._wrap(converted(data, as_numpy(dtype, "as_tensor", of_program(data))))
    return finish(to_array(data, dtype))


def from_numpy(ndarray: Any) -> Tensor:
    """A tensor that shares the array's memory. TypeError for other things, and for types that do not exist
    here.

    >>> import numpy
    >>> torch.from_numpy(numpy.arange(3.))
    tensor([0., 1., 2.], dtype=torch.float64)
    """
    if not isinstance(ndarray, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type(ndarray).__name__})")
    of_program(ndarray)
    if not ndarray.flags.writeable:
        warnings.warn(
            "The given NumPy array is not writable, and PyTorch does not support non-writable tensors. You "
            "may want to copy the array to protect its data or make it writable before converting it to a "
            "tensor.",
            UserWarning,
            stacklevel=2,
        )
    return Tensor._wrap(ndarray)
