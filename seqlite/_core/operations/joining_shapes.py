"""Tensors put together: `atleast_1d`, `block_diag`, `cartesian_prod`, `dstack`, `vander`, `diag_embed`."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from ..dtypes import Size
from ..dtypes import result_type as combine
from ..record import record, with_node_name
from ..tensor_base import TensorBase
from .arguments import axis_of, check_tensors
from .declare import function
from .expand_repeat import meshgrid
from .indexing import copy_slices
from .indexing_joining import cat, stack, vstack

Tensor = Any  # avoids a circular import


def each(tensors: Any, change: Any) -> Any:
    """One tensor changed, or a tuple of several."""
    if len(tensors) == 1 and isinstance(tensors[0], TensorBase):
        return change(tensors[0])
    return tuple(map(change, tensors[0] if len(tensors) == 1 else tensors))


@function(out=False)
def atleast_1d(*tensors: Any) -> Any:
    """A number as a vector; other tensors as they are. Of several tensors, or of a list, a tuple.

    >>> torch.atleast_1d(torch.tensor(1))
    tensor([1])
    """
    return each(tensors, lambda t: t if t.ndim else t.reshape(1))


@function(out=False)
def atleast_2d(*tensors: Any) -> Any:
    """Numbers and vectors as matrices of one row. Of several tensors, or of a list, a tuple.

    >>> torch.atleast_2d(torch.tensor([1, 2]))
    tensor([[1, 2]])
    """
    return each(tensors, lambda t: t if t.ndim > 1 else t.unsqueeze(0) if t.ndim else t.reshape(1, 1))


@function(out=False)
def atleast_3d(*tensors: Any) -> Any:
    """With three dimensions: (n,) becomes (1, n, 1) and (m, n) becomes (m, n, 1). Of several tensors, or of a
    list, a tuple.

    >>> torch.atleast_3d(torch.ones(2)).shape
    torch.Size([1, 2, 1])
    """

    def wide(t: Tensor) -> Tensor:
        if t.ndim == 1:
            return t.unsqueeze(0).unsqueeze(-1)
        return t if t.ndim > 2 else t.unsqueeze(-1) if t.ndim == 2 else t.reshape(1, 1, 1)

    return each(tensors, wide)


@function(out=False)
def broadcast_shapes(*shapes: Any) -> Any:
    """The shape that tensors of these shapes broadcast to. RuntimeError if they do not.

    >>> torch.broadcast_shapes((2, 1), (3,))
    torch.Size([2, 3])
    """
    try:
        return Size(np.broadcast_shapes(*shapes))
    except ValueError:
        raise RuntimeError(
            "Shape mismatch: objects cannot be broadcast to a single shape: " + ", ".join(map(str, shapes))
        ) from None


@function()
def dstack(tensors: Any) -> Tensor:
    """Joined along the third dimension.

    Vectors (n,) become (1, n, 1), matrices (m, n) (m, n, 1). RuntimeError for no tensors.

    >>> torch.dstack([torch.ones(2), torch.zeros(2)]).shape
    torch.Size([1, 2, 2])
    """
    parts = check_tensors(tensors, "dstack")
    if not parts:
        raise RuntimeError("dstack expects a non-empty TensorList")
    return cat([atleast_3d(t) for t in parts], 2)


@function()
def column_stack(tensors: Any) -> Tensor:
    """Vectors as the columns of a matrix; matrices side by side.

    RuntimeError for no tensors, and for different heights.

    >>> torch.column_stack([torch.tensor([1, 2]), torch.tensor([3, 4])])
    tensor([[1, 3],
            [2, 4]])
    """
    parts = check_tensors(tensors, "column_stack")
    if not parts:
        raise RuntimeError("column_stack expects a non-empty TensorList")
    return cat([t if t.ndim > 1 else t.reshape(-1, 1) for t in parts], 1)


@function()
def row_stack(tensors: Any) -> Tensor:
    """As `vstack`.

    Shapes and errors are those of `vstack`.

    >>> torch.row_stack([torch.zeros(2), torch.ones(2)])
    tensor([[0., 0.],
            [1., 1.]])
    """
    return vstack(tensors)


@function(out=False)
def block_diag(*tensors: Tensor) -> Tensor:
    """The matrices along the diagonal of a larger one, of zeros elsewhere; vectors count as one row.
    RuntimeError for more than two dimensions.

    >>> torch.block_diag(torch.tensor([[1, 2]]), torch.tensor([[3]]))
    tensor([[1, 2, 0],
            [0, 0, 3]])
    """
    for i, t in enumerate(tensors):
        if t.ndim > 2:
            raise RuntimeError(
                f"torch.block_diag: Input tensors must have 2 or fewer dimensions. Input {i} has {t.ndim} "
                "dimensions"
            )
    common = combine([(2 if t.ndim else 1, t.dtype) for t in tensors]) if tensors else None
    blocks = [t.reshape(1, -1) if t.ndim < 2 else t for t in tensors]
    if not blocks:
        return TensorBase.concrete._wrap(np.empty((1, 0), np.float32))
    width, rows, start = sum(b.shape[1] for b in blocks), [], 0
    for block in blocks:
        left, right = start, width - start - block.shape[1]
        height = block.shape[0]
        rows.append(cat([block.new_zeros(height, left), block, block.new_zeros(height, right)], 1))
        start += block.shape[1]
    return with_node_name(cat([row.to(common) for row in rows], 0), "BlockDiagBackward0")


@function(out=False)
def cartesian_prod(*tensors: Tensor) -> Tensor:
    """All combinations of one element of each vector, one a row. RuntimeError for other than vectors.

    >>> torch.cartesian_prod(torch.tensor([1, 2]), torch.tensor([3, 4]))
    tensor([[1, 3],
            [1, 4],
            [2, 3],
            [2, 4]])
    """
    for t in tensors:
        if t.ndim != 1:
            raise RuntimeError(f"Expect a 1D vector, but got shape {list(t.shape)}")
    if len(tensors) == 1:
        return tensors[0]
    return stack([grid.reshape(-1) for grid in meshgrid(*tensors, indexing="ij")], 1)


@function(out=False)
def combinations(input: Tensor, r: int = 2, with_replacement: bool = False) -> Tensor:
    """All choices of `r` elements of a vector, one a row, as Python's itertools orders them.

    RuntimeError for other shapes and a negative `r`.

    >>> torch.combinations(torch.tensor([1, 2, 3]))
    tensor([[1, 2],
            [1, 3],
            [2, 3]])
    """
    if input.ndim != 1:
        raise RuntimeError(f"Expect a 1D vector, but got shape {list(input.shape)}")
    if r < 0:
        raise RuntimeError(f"Expect a non-negative number, but got {r}")
    choose: Any = itertools.combinations_with_replacement if with_replacement else itertools.combinations
    rows = list(choose(range(input.shape[0]), r))
    if not rows or not r:
        return input[:0].reshape(0, r) if r else input[:0]
    return with_node_name(input[input._wrap(np.array(rows, np.int64))], "StackBackward0", input)


@function()
def vander(x: Tensor, N: int | None = None, increasing: bool = False) -> Tensor:
    """The powers of each element of a vector, the highest first: (n, `N`), by default (n, n). RuntimeError
    for other than vectors.

    >>> torch.vander(torch.tensor([1, 2, 3]))
    tensor([[1, 1, 1],
            [4, 2, 1],
            [9, 3, 1]])
    """
    if x.ndim != 1:
        raise RuntimeError("x must be a one-dimensional tensor.")
    size = x.shape[0] if N is None else N
    if size < 0:
        raise RuntimeError("N must be non-negative.")
    x = x.long() if x.dtype.is_floating_point is False else x
    if not size:
        return x.new_empty(x.shape[0], 0)
    powers = x.unsqueeze(1).expand(x.shape[0], size - 1).cumprod(1)
    whole = cat([x.new_ones(x.shape[0], 1), powers], 1)
    return whole if increasing else whole.flip(1)


@function(method=True)
def diag_embed(input: Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """Matrices, over the dimensions `dim1` and `dim2`, whose diagonals are the vectors along the last one.

    RuntimeError if both dimensions are the same.

    >>> torch.diag_embed(torch.tensor([1, 2]))
    tensor([[1, 0],
            [0, 2]])
    """
    first, second = axis_of(dim1, input.ndim + 1), axis_of(dim2, input.ndim + 1)
    if first == second:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    size = input.shape[-1] + abs(offset)
    rows = np.arange(input.shape[-1])
    whole = input.new_zeros(*input.shape[:-1], size, size)
    key = (..., rows + max(-offset, 0), rows + max(offset, 0))
    whole = record(copy_slices, whole, input, key=key).movedim((-2, -1), (first, second))
    return with_node_name(whole.clone(), "DiagEmbedBackward0")
