"""Parts of tensors, and copies with a part replaced: `tensor_split`, `hsplit`, `select_scatter`."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from ..dtypes import from_numpy_dtype
from ..record import with_node_name
from ..tensor_base import TensorBase
from .arguments import axis_of
from .declare import function
from .indexing import Indexing
from .other_operations import diag
from .views_strided import as_strided

Tensor = Any  # avoids a circular import
CUTS = dict.fromkeys(("indices", "sections", "tensor_indices_or_sections"), "indices_or_sections")


@function(method=True, out=False, names=CUTS)
def tensor_split(input: Tensor, indices_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Views of the parts along `dim`: so many, as equal as can be, or those between the places of a list.
    RuntimeError for 0-dim tensors.

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
    """`tensor_split` along the second dimension, of a vector along its only one. RuntimeError if the parts
    would not be equal.

    >>> torch.hsplit(torch.arange(4), 2)
    (tensor([0, 1]), tensor([2, 3]))
    """
    return split_along(input, indices_or_sections, min(1, max(input.ndim - 1, 0)), "hsplit", 1)


@function(method=True, out=False, names=CUTS)
def vsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """`tensor_split` along the first dimension. RuntimeError if the parts would not be equal.

    >>> torch.vsplit(torch.eye(2), 2)
    (tensor([[1., 0.]]), tensor([[0., 1.]]))
    """
    return split_along(input, indices_or_sections, 0, "vsplit", 2)


@function(method=True, out=False, names=CUTS)
def dsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """`tensor_split` along the third dimension. RuntimeError if the parts would not be equal.

    >>> torch.dsplit(torch.ones(1, 1, 2), 2)[0].shape
    torch.Size([1, 1, 1])
    """
    return split_along(input, indices_or_sections, 2, "dsplit", 3)


@function(method=True, out=False)
def split_with_sizes(input: Tensor, split_sizes: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Pieces of these sizes along `dim`. RuntimeError unless they add up to its size.

    >>> torch.split_with_sizes(torch.arange(3), [2, 1])
    (tensor([0, 1]), tensor([2]))
    """
    return Indexing.split(input, list(split_sizes), dim)


def copies(pieces: Any, node: str) -> Any:
    """Copies of views, with the node name of the function that gives them."""
    return tuple(with_node_name(piece.clone(), node) for piece in pieces)


@function(method=True, out=False)
def unsafe_split(input: Tensor, split_size: int, dim: int = 0) -> Any:
    """As `split`, but autograd does not know the pieces as views of the input.

    Shapes and errors are those of `split`.

    >>> torch.unsafe_split(torch.arange(3), 2)
    (tensor([0, 1]), tensor([2]))
    """
    return copies(Indexing.split(input, split_size, dim), "UnsafeSplitBackward0")


@function(method=True, out=False)
def unsafe_split_with_sizes(input: Tensor, split_sizes: Any, dim: int = 0) -> Any:
    """As `split_with_sizes`, but autograd does not know the pieces as views of the input. Shapes and errors
    are the same.

    >>> torch.unsafe_split_with_sizes(torch.arange(3), [1, 2])
    (tensor([0]), tensor([1, 2]))
    """
    return copies(Indexing.split(input, list(split_sizes), dim), "UnsafeSplitWithSizesBackward0")


@function(method=True, out=False)
def unsafe_chunk(input: Tensor, chunks: int, dim: int = 0) -> Any:
    """As `chunk`, but autograd does not know the pieces as views of the input.

    Shapes and errors are those of `chunk`.

    >>> torch.unsafe_chunk(torch.arange(4), 2)
    (tensor([0, 1]), tensor([2, 3]))
    """
    return copies(Indexing.chunk(input, chunks, dim), "UnsafeSplitBackward0")


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
    return with_node_name(whole, node)


@function(method=True)
def select_scatter(input: Tensor, src: Tensor, dim: int, index: int) -> Tensor:
    """A copy with `src` for input.select(dim, index), whose shape it has.

    >>> torch.select_scatter(torch.zeros(2), torch.tensor(1.), 0, 1)
    tensor([0., 1.])
    """
    return replaced(input, src, lambda x: x.select(dim, index), "SelectScatterBackward0")


@function(method=True)
def slice_scatter(
    input: Tensor, src: Tensor, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1
) -> Tensor:
    """A copy with `src` for the slice from `start` to `end` along `dim`, whose shape it has.

    >>> torch.slice_scatter(torch.zeros(3), torch.ones(2), 0, 1)
    tensor([0., 1., 1.])
    """
    key = (*[slice(None)] * axis_of(dim, input.ndim), slice(start, end, step))
    return replaced(input, src, lambda x: x[key], "SliceScatterBackward0")


@function(method=True)
def diagonal_scatter(input: Tensor, src: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """A copy with `src` for the diagonal, whose shape it has.

    >>> torch.diagonal_scatter(torch.zeros(2, 2), torch.ones(2))
    tensor([[1., 0.],
            [0., 1.]])
    """
    return replaced(input, src, lambda x: x.diagonal(offset, dim1, dim2), "DiagonalScatterBackward0")


@function(method=True)
def as_strided_scatter(
    input: Tensor, src: Tensor, size: Any, stride: Any, storage_offset: int | None = None
) -> Tensor:
    """A copy with `src` for as_strided(input, size, stride, storage_offset), whose shape it has.

    >>> torch.as_strided_scatter(torch.zeros(4), torch.ones(2), (2,), (2,))
    tensor([1., 0., 1., 0.])
    """
    return replaced(
        input, src, lambda x: as_strided(x, size, stride, storage_offset), "AsStridedScatterBackward0"
    )


@function(method=True)
def diagflat(input: Tensor, offset: int = 0) -> Tensor:
    """The matrix with all elements on its diagonal.

    >>> torch.diagflat(torch.tensor([1, 2]))
    tensor([[1, 0],
            [0, 2]])
    """
    return diag(input.reshape(-1), offset)


@function(method=True)
def narrow_copy(input: Tensor, dim: int, start: int, length: int) -> Tensor:
    """As `narrow`, as a copy.

    Shapes and errors are those of `narrow`.

    >>> torch.narrow_copy(torch.arange(4), 0, 1, 2)
    tensor([1, 2])
    """
    return with_node_name(Indexing.narrow(input, dim, start, length).clone(), "NarrowCopyBackward0")
