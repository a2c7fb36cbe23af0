"""Parts of tensors: split off, looked at through other strides, and replaced."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided as laid_out

from ..ops.rules import Array, Result, rule
from ..record import record
from .declare import function

Tensor = Any


@function(out=False)
def split(tensor: Tensor, split_size_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Pieces of one size (the last may be smaller), or of the sizes in a list, along `dim`.

    >>> torch.split(torch.arange(3), 2)
    (tensor([0, 1]), tensor([2]))
    """
    return tuple(tensor.split(split_size_or_sections, dim))


@rule("AsStridedBackward0", view=True, name="as_strided")
def through_strides(a: Array, *, size: Any, stride: Any, offset: int) -> Result:
    """A view of contiguous memory."""
    flat, shape = a.reshape(-1), a.shape
    strides = [s * a.itemsize for s in stride]

    def back(g: Array) -> Array:
        whole, cell = np.zeros(math.prod(shape), g.dtype), np.dtype(np.int64).itemsize
        places = laid_out(np.arange(whole.size, dtype=np.int64)[offset:], size, [s * cell for s in stride])
        np.add.at(whole, places, g)
        return whole.reshape(shape)

    return laid_out(flat[offset:], size, strides), (back,)


@function(method=True, out=False)
def as_strided(input: Tensor, size: Any, stride: Any, storage_offset: int | None = None) -> Tensor:
    """A view of the tensor's memory with these sizes and strides, in elements. NotImplementedError for a
    tensor that is not contiguous, or an offset into what it is a view of; RuntimeError beyond the memory.

    >>> torch.as_strided(torch.arange(4), (3, 2), (1, 1))
    tensor([[0, 1],
            [1, 2],
            [2, 3]])
    """
    size, stride, offset = tuple(size), tuple(stride), storage_offset or 0
    if not input.is_contiguous() or (storage_offset is not None and input.storage_offset()):
        raise NotImplementedError("as_strided of a view is not covered: take it of what the view is of")
    if len(size) != len(stride):
        raise RuntimeError(f"mismatch in length of strides and shape: {list(stride)} and {list(size)}")
    if min(stride, default=0) < 0:
        raise RuntimeError(
            f"as_strided: Negative strides are not supported at the moment, got strides: {list(stride)}"
        )
    needed = 0 if 0 in size else 1 + offset + sum((n - 1) * s for n, s in zip(size, stride, strict=True))
    if needed > input.numel() or offset < 0:
        item = input.element_size()
        raise RuntimeError(
            f"setStorage: sizes {list(size)}, strides {list(stride)}, storage offset {offset}, and itemsize "
            f"{item} requiring a storage size of {needed * item} are out of bounds for storage of size "
            f"{input.numel() * item}"
        )
    return record(through_strides, input, size=size, stride=stride, offset=offset)


@function(method=True, out=False)
def is_signed(input: Tensor) -> bool:
    """Whether the type has negative numbers.

    >>> torch.is_signed(torch.ones(1, dtype=torch.uint8))
    False
    """
    return bool(input._array.dtype.kind in "if")


@function(method=True, out=False)
def is_complex(input: Tensor) -> bool:
    """False: there are no complex numbers here.

    >>> torch.is_complex(torch.ones(1))
    False
    """
    return False
