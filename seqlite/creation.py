"""New tensors: from data, of one value, and in a row."""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from .conversion import to_array
from .dtypes import as_numpy, check_device, dtype, from_numpy_dtype, get_default_dtype, int64, number_dtype
from .memory import room
from .operations.arguments import size_of
from .rounding import fma32, fma64
from .tensor import Tensor

__all__ = [
    "arange",
    "as_tensor",
    "empty",
    "empty_like",
    "eye",
    "from_numpy",
    "full",
    "full_like",
    "linspace",
    "logspace",
    "ones",
    "ones_like",
    "tensor",
    "zeros",
    "zeros_like",
]

Kind = dtype | type | None


def finish(array: Any, requires_grad: bool = False, device: Any = None) -> Tensor:
    """The array as a tensor, after checking the arguments that all creating functions share."""
    check_device(device)
    if requires_grad and array.dtype.kind != "f":
        raise RuntimeError(
            "Only Tensors of floating point and complex dtype can require gradients, "
            f"this one would be {from_numpy_dtype(array.dtype)}: write floats (1. for 1) or give a dtype"
        )
    return Tensor._wrap(array, requires_grad)


def tensor(data: Any, *, dtype: Kind = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor with a copy of `data`. Python floats become the default type (float32), integers int64, arrays
    and tensors keep theirs, unless `dtype` says otherwise. ValueError for ragged sequences.

    >>> torch.tensor([[1, 2], [3, 4]])
    tensor([[1, 2],
            [3, 4]])
    """
    return finish(to_array(data, dtype), requires_grad, device)


def as_tensor(data: Any, dtype: Kind = None, device: Any = None) -> Tensor:
    """As `tensor`, but shares the memory of arrays and tensors whose type need not change.

    >>> torch.as_tensor([1, 2])
    tensor([1, 2])
    """
    check_device(device)
    if isinstance(data, Tensor):
        return data if dtype is None else data.to(dtype)
    if isinstance(data, np.ndarray):
        return Tensor._wrap(
            data.astype(as_numpy(dtype, "as_tensor", from_numpy_dtype(data.dtype)), copy=False)
        )
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
    from_numpy_dtype(ndarray.dtype)
    return Tensor._wrap(ndarray)


def zeros(*size: Any, dtype: Kind = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """Zeros of this size.

    >>> torch.zeros(1, 2)
    tensor([[0., 0.]])
    """
    kind = as_numpy(dtype, "zeros", get_default_dtype())
    shape = size_of(size, "zeros")
    with room(shape, kind):
        array = np.zeros(shape, kind)
    return finish(array, requires_grad, device)


def ones(*size: Any, dtype: Kind = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """Ones of this size.

    >>> torch.ones(2)
    tensor([1., 1.])
    """
    kind = as_numpy(dtype, "ones", get_default_dtype())
    shape = size_of(size, "ones")
    with room(shape, kind):
        array = np.ones(shape, kind)
    return finish(array, requires_grad, device)


def empty(*size: Any, dtype: Kind = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """Memory of this size with whatever is in it.

    >>> torch.empty(2, 3).shape
    torch.Size([2, 3])
    """
    kind = as_numpy(dtype, "empty", get_default_dtype())
    shape = size_of(size, "empty")
    with room(shape, kind):
        array = np.empty(shape, kind)
    return finish(array, requires_grad, device)


def full(
    size: Any, fill_value: Any, *, dtype: Kind = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """`fill_value` throughout; its type decides unless `dtype` does.

    >>> torch.full((2,), 7)
    tensor([7, 7])
    """
    value = fill_value.item() if isinstance(fill_value, Tensor) else fill_value
    if not isinstance(value, (bool, int, float, np.generic)):
        raise TypeError(
            f"full(): argument 'fill_value' (position 2) must be Number, not {type(value).__name__}"
        )
    shape = size_of((size,), "full")
    filling = to_array(value, dtype or number_dtype(value))
    with room(shape, filling.dtype):
        array = np.full(shape, filling)
    return finish(array, requires_grad, device)


def arange(
    start: Any,
    end: Any = None,
    step: Any = 1,
    *,
    dtype: Kind = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """From `start` (0 if only one number is given) up to but without `end`.

    >>> torch.arange(1, 8, 3)
    tensor([1, 4, 7])
    """
    low, high = (0, start) if end is None else (start, end)
    low, high, step = (v.item() if isinstance(v, Tensor) else v for v in (low, high, step))
    if step == 0:
        raise RuntimeError("step must be nonzero")
    if (high - low) * step < 0:
        raise RuntimeError(
            f"upper bound and lower bound inconsistent with step sign: from {low} to {high} by {step}"
        )
    if as_numpy(dtype, "arange", int64).kind == "b":
        raise NotImplementedError(
            "\"arange_cpu\" not implemented for 'Bool': compare arange(n) with a number"
        )
    whole = all(isinstance(v, (int, np.integer)) for v in (low, high, step))
    kind = as_numpy(dtype, "arange", int64 if whole else get_default_dtype())
    count = math.ceil((high - low) / step)
    with room((count,), np.dtype(np.int64)):
        array = (low + np.arange(count, dtype=np.int64) * step).astype(kind, copy=False)
    return finish(array, requires_grad, device)


def linspace(
    start: float,
    end: float,
    steps: int,
    *,
    dtype: Kind = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """`steps` numbers from `start` to `end`, both included: the second half is counted back from the end.

    >>> torch.linspace(0, 1, 3)
    tensor([0.0000, 0.5000, 1.0000])
    """
    kind = as_numpy(dtype, "linspace", get_default_dtype())
    if kind.kind == "b":
        raise NotImplementedError("\"linspace_cpu\" not implemented for 'Bool': make numbers, and compare")
    count = operator.index(steps)
    if count < 0:
        raise RuntimeError("number of steps must be non-negative")
    if count == 1:
        return finish(np.full(1, start, kind), requires_grad, device)
    work = kind if kind.kind == "f" else np.dtype(np.float32)
    low, high = work.type(start), work.type(end)
    gap = work.type((high - low) / work.type(max(count - 1, 1)))
    fma = fma64 if work.itemsize == 8 else fma32
    with room((count,), work):
        places: Any = np.arange(count, dtype=work)
    forth, back = fma(gap, places, low), fma(-gap, work.type(count - 1) - places, high)
    return finish(np.where(places < count // 2, forth, back).astype(kind), requires_grad, device)


def logspace(start: float, end: float, steps: int, base: float = 10.0, *, dtype: Kind = None) -> Tensor:
    """`base` to the powers that `linspace` gives.

    >>> torch.logspace(0, 2, 3)
    tensor([  1.,  10., 100.])
    """
    return Tensor._wrap(np.power(base, linspace(start, end, steps, dtype=dtype)._array))


def eye(
    n: int, m: int | None = None, *, dtype: Kind = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """Ones on the diagonal of an (n, m) matrix.

    >>> torch.eye(2)
    tensor([[1., 0.],
            [0., 1.]])
    """
    if n < 0:
        raise RuntimeError(f"n must be greater or equal to 0, got {n}")
    kind = as_numpy(dtype, "eye", get_default_dtype())
    with room((n, n if m is None else m), kind):
        array = np.eye(n, m, dtype=kind)
    return finish(array, requires_grad, device)


def zeros_like(
    input: Tensor, *, dtype: Kind = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """Zeros of the size and type of `input`.

    >>> torch.zeros_like(torch.arange(2))
    tensor([0, 0])
    """
    return zeros(input.shape, dtype=dtype or input.dtype, device=device, requires_grad=requires_grad)


def ones_like(
    input: Tensor, *, dtype: Kind = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """Ones of the size and type of `input`.

    >>> torch.ones_like(torch.arange(2))
    tensor([1, 1])
    """
    return ones(input.shape, dtype=dtype or input.dtype, device=device, requires_grad=requires_grad)


def empty_like(
    input: Tensor, *, dtype: Kind = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """Memory of the size and type of `input`.

    >>> torch.empty_like(torch.ones(2)).shape
    torch.Size([2])
    """
    return empty(input.shape, dtype=dtype or input.dtype, device=device, requires_grad=requires_grad)


def full_like(
    input: Tensor, fill_value: Any, *, dtype: Kind = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """`fill_value` in the size and type of `input`.

    >>> torch.full_like(torch.ones(2), 0.5)
    tensor([0.5000, 0.5000])
    """
    return full(
        input.shape, fill_value, dtype=dtype or input.dtype, device=device, requires_grad=requires_grad
    )
