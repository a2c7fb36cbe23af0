"""Parts of tensors: split off, looked at through other strides, and replaced."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided as laid_out

from ..dtypes import as_dtype, from_numpy_dtype
from ..graph import TensorBase
from ..ops.rules import Array, Result, rule
from ..record import named, record
from .arguments import axis_of
from .declare import function
from .functions import diag
from .writing import RANKS

Tensor = Any


CUTS = dict.fromkeys(("indices", "sections", "tensor_indices_or_sections"), "indices_or_sections")


@function(method=True, out=False, names=CUTS)
def tensor_split(input: Tensor, indices_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Views of the parts along `dim`: so many, as equal as can be, or those between the places of a list.

    >>> torch.tensor_split(torch.arange(5), 2)
    (tensor([0, 1, 2]), tensor([3, 4]))
    """
    if not input.ndim:
        raise RuntimeError(
            "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims"
        )
    axis, cuts = axis_of(dim, input.ndim), indices_or_sections
    if isinstance(cuts, TensorBase):
        if cuts._array.dtype != np.int64:
            raise RuntimeError(
                "tensor_split expected tensor_indices_or_sections to have dtype of long, but got "
                f"{from_numpy_dtype(cuts._array.dtype).kind}"
            )
        if cuts._array.ndim > 1:
            raise RuntimeError(
                "tensor_split expected tensor_indices_or_sections to be a zero-dimensional or "
                f"one-dimensional tensor, but got a tensor with {cuts._array.ndim} dims"
            )
        cuts = cuts._array.tolist()
    size = input.shape[axis]
    if isinstance(cuts, int):
        if cuts <= 0:
            raise RuntimeError(f"number of sections must be larger than 0, got {cuts}")
        each, more = divmod(size, cuts)
        cuts = [i * each + min(i, more) for i in range(1, cuts)]
    places = [slice(None)] * axis
    return tuple(input[(*places, slice(a, b))] for a, b in pairwise([0, *cuts, size]))


@function(out=False)
def split(tensor: Tensor, split_size_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Pieces of one size (the last may be smaller), or of the sizes in a list, along `dim`.

    >>> torch.split(torch.arange(3), 2)
    (tensor([0, 1]), tensor([2]))
    """
    return tuple(tensor.split(split_size_or_sections, dim))


def split_along(input: Tensor, cuts: Any, dim: int, who: str, least: int) -> tuple[Tensor, ...]:
    """`tensor_split` that wants equal parts."""
    if input.ndim < least:
        raise RuntimeError(
            f"torch.{who} requires a tensor with at least {least} dimension, but got a tensor with "
            f"{input.ndim} dimensions!"
        )
    size = input.shape[dim]
    if isinstance(cuts, int) and (cuts <= 0 or size % cuts):
        raise RuntimeError(
            f"torch.{who} attempted to split along dimension {dim}, but the size of the dimension {size} is "
            f"not divisible by the split_size {cuts}!"
        )
    return tensor_split(input, cuts, dim)


@function(method=True, out=False, names=CUTS)
def hsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """`tensor_split` along the second dimension, of a vector along its only one.

    >>> torch.hsplit(torch.arange(4), 2)
    (tensor([0, 1]), tensor([2, 3]))
    """
    return split_along(input, indices_or_sections, min(1, max(input.ndim - 1, 0)), "hsplit", 1)


@function(method=True, out=False, names=CUTS)
def vsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """`tensor_split` along the first dimension.

    >>> torch.vsplit(torch.eye(2), 2)
    (tensor([[1., 0.]]), tensor([[0., 1.]]))
    """
    return split_along(input, indices_or_sections, 0, "vsplit", 2)


@function(method=True, out=False, names=CUTS)
def dsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """`tensor_split` along the third dimension.

    >>> torch.dsplit(torch.ones(1, 1, 2), 2)[0].shape
    torch.Size([1, 1, 1])
    """
    return split_along(input, indices_or_sections, 2, "dsplit", 3)


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


def replaced(input: Tensor, src: Tensor, part: Any, node: str) -> Tensor:
    """A copy of `input` with `src` for the view that `part` gives of it."""
    whole = input.clone()
    view = part(whole)
    if view.shape != src.shape:
        raise RuntimeError(
            "expected src to have a size equal to the slice of self. src size = "
            f"{list(src.shape)}, slice size = {list(view.shape)}"
        )
    view.copy_(src)
    return named(whole, node)


@function(method=True)
def select_scatter(input: Tensor, src: Tensor, dim: int, index: int) -> Tensor:
    """A copy with `src` for input.select(dim, index).

    >>> torch.select_scatter(torch.zeros(2), torch.tensor(1.), 0, 1)
    tensor([0., 1.])
    """
    return replaced(input, src, lambda x: x.select(dim, index), "SelectScatterBackward0")


@function(method=True)
def slice_scatter(
    input: Tensor,
    src: Tensor,
    dim: int = 0,
    start: int | None = None,
    end: int | None = None,
    step: int = 1,
) -> Tensor:
    """A copy with `src` for the slice from `start` to `end` along `dim`.

    >>> torch.slice_scatter(torch.zeros(3), torch.ones(2), 0, 1)
    tensor([0., 1., 1.])
    """
    key = (*[slice(None)] * axis_of(dim, input.ndim), slice(start, end, step))
    return replaced(input, src, lambda x: x[key], "SliceScatterBackward0")


@function(method=True)
def diagonal_scatter(input: Tensor, src: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """A copy with `src` for the diagonal.

    >>> torch.diagonal_scatter(torch.zeros(2, 2), torch.ones(2))
    tensor([[1., 0.],
            [0., 1.]])
    """
    return replaced(input, src, lambda x: x.diagonal(offset, dim1, dim2), "DiagonalScatterBackward0")


@function(method=True)
def diagflat(input: Tensor, offset: int = 0) -> Tensor:
    """The matrix with all elements on its diagonal.

    >>> torch.diagflat(torch.tensor([1, 2]))
    tensor([[1, 0],
            [0, 2]])
    """
    return diag(input.reshape(-1), offset)


@function(method=True)
def argwhere(input: Tensor) -> Tensor:
    """The places of the elements that are not zero, one a row.

    >>> torch.argwhere(torch.tensor([0, 5]))
    tensor([[1]])
    """
    return input.nonzero()


@function(method=True, out=False)
def positive(input: Tensor) -> Tensor:
    """The tensor itself. RuntimeError for bool.

    >>> torch.positive(torch.tensor([-1]))
    tensor([-1])
    """
    if input._array.dtype == bool:
        raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
    return input


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


@function(out=False)
def can_cast(from_: Any, to: Any) -> bool:
    """Whether PyTorch casts the one type to the other without being told.

    >>> torch.can_cast(torch.float32, torch.int64)
    False
    """
    rank, other = (RANKS[as_dtype(kind, "can_cast").numpy.kind] for kind in (from_, to))
    return rank <= other
