"""Tensors put together: grids, combinations, blocks, columns."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from ..dtypes import Size, as_numpy, combine, int64
from ..graph import TensorBase
from ..record import named, record
from . import moves
from .arguments import tensors_of
from .declare import function
from .functions import cat, meshgrid, stack

Tensor = Any


@function(out=False)
def cartesian_prod(*tensors: Tensor) -> Tensor:
    """All combinations of one element of each vector, one a row.

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
    return named(input[input._wrap(np.array(rows, np.int64))], "StackBackward0", input)


@function(out=False)
def block_diag(*tensors: Tensor) -> Tensor:
    """The matrices along the diagonal of a larger one.

    >>> torch.block_diag(torch.tensor([[1, 2]]), torch.tensor([[3]]))
    tensor([[1, 2, 0],
            [0, 0, 3]])
    """
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
    return named(cat([row.to(common) for row in rows], 0), "BlockDiagBackward0")


@function(out=False)
def atleast_1d(*tensors: Any) -> Any:
    """A number as a vector; other tensors as they are.

    >>> torch.atleast_1d(torch.tensor(1))
    tensor([1])
    """
    return each(tensors, lambda t: t if t.ndim else t.reshape(1))


@function(out=False)
def atleast_2d(*tensors: Any) -> Any:
    """Numbers and vectors as matrices of one row.

    >>> torch.atleast_2d(torch.tensor([1, 2]))
    tensor([[1, 2]])
    """
    return each(tensors, lambda t: t if t.ndim > 1 else t.unsqueeze(0) if t.ndim else t.reshape(1, 1))


@function(out=False)
def atleast_3d(*tensors: Any) -> Any:
    """With three dimensions: (n,) becomes (1, n, 1) and (m, n) becomes (m, n, 1).

    >>> torch.atleast_3d(torch.ones(2)).shape
    torch.Size([1, 2, 1])
    """
    return each(
        tensors, lambda t: t if t.ndim > 2 else t.unsqueeze(-1) if t.ndim == 2 else t.reshape(1, -1, 1)
    )


def each(tensors: Any, change: Any) -> Any:
    """One tensor changed, or a tuple of several."""
    if len(tensors) == 1 and isinstance(tensors[0], TensorBase):
        return change(tensors[0])
    return tuple(map(change, tensors[0] if len(tensors) == 1 else tensors))


@function()
def dstack(tensors: Any) -> Tensor:
    """Joined along the third dimension.

    >>> torch.dstack([torch.ones(2), torch.zeros(2)]).shape
    torch.Size([1, 2, 2])
    """
    return cat([atleast_3d(t) for t in tensors_of(tensors, "dstack")], 2)


@function()
def column_stack(tensors: Any) -> Tensor:
    """Vectors as the columns of a matrix; matrices side by side.

    >>> torch.column_stack([torch.tensor([1, 2]), torch.tensor([3, 4])])
    tensor([[1, 3],
            [2, 4]])
    """
    return cat([t if t.ndim > 1 else t.reshape(-1, 1) for t in tensors_of(tensors, "column_stack")], 1)


@function(out=False)
def tril_indices(row: int, col: int, offset: int = 0, *, dtype: Any = None, device: Any = None) -> Tensor:
    """The places of the lower triangle of a matrix: two rows, of row and of column numbers.

    >>> torch.tril_indices(2, 2)
    tensor([[0, 1, 1],
            [0, 0, 1]])
    """
    places = np.array(np.tril_indices(row, offset, col))
    return TensorBase.concrete._wrap(places.astype(as_numpy(dtype, "tril_indices", int64)))


@function(out=False)
def triu_indices(row: int, col: int, offset: int = 0, *, dtype: Any = None, device: Any = None) -> Tensor:
    """The places of the upper triangle of a matrix: two rows, of row and of column numbers.

    >>> torch.triu_indices(2, 2)
    tensor([[0, 0, 1],
            [0, 1, 1]])
    """
    places = np.array(np.triu_indices(row, offset, col))
    return TensorBase.concrete._wrap(places.astype(as_numpy(dtype, "triu_indices", int64)))


@function()
def vander(x: Tensor, N: int | None = None, increasing: bool = False) -> Tensor:
    """The powers of each element of a vector, the highest first.

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
    powers = range(size) if increasing else range(size)[::-1]
    return stack([x**k for k in powers], 1)


@function(method=True)
def diag_embed(input: Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """Matrices, over the dimensions `dim1` and `dim2`, whose diagonals are the vectors along the last one.

    >>> torch.diag_embed(torch.tensor([1, 2]))
    tensor([[1, 0],
            [0, 2]])
    """
    size = input.shape[-1] + abs(offset)
    rows = np.arange(input.shape[-1])
    whole = input.new_zeros(*input.shape[:-1], size, size)
    whole = record(moves.put, whole, input, key=(..., rows + max(-offset, 0), rows + max(offset, 0)))
    return named(whole.movedim((-2, -1), (dim1, dim2)).clone(), "DiagEmbedBackward0")


@function(out=False)
def broadcast_shapes(*shapes: Any) -> Any:
    """The shape that tensors of these shapes broadcast to.

    >>> torch.broadcast_shapes((2, 1), (3,))
    torch.Size([2, 3])
    """
    try:
        return Size(np.broadcast_shapes(*shapes))
    except ValueError:
        raise RuntimeError(
            "Shape mismatch: objects cannot be broadcast to a single shape: " + ", ".join(map(str, shapes))
        ) from None
