"""Diagonals and triangles of matrices: `diag`, `diagonal`, `trace`, `tril`, `triu`."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ..record import record, with_node_name
from ..rules import Array, Result, rule
from ..tensor_base import TensorBase
from .arguments import axis_of, check_kind
from .declare import Family, composed, function, operation
from .indexing import copy_slices

Tensor = Any  # avoids a circular import


@rule("DiagonalBackward0", view=True)
def _diagonal(a: Array, *, offset: int, axes: tuple[int, int]) -> Result:
    """The diagonals over two axes, along a new last one."""

    def of(array: Array) -> Array:
        lines = np.diagonal(array, offset, *axes)
        lines.setflags(write=array.flags.writeable)
        return lines

    shape = a.shape

    def back(g: Array) -> Array:
        whole = np.zeros(shape, g.dtype)
        of(whole)[...] = g
        return whole

    return of(a), (back,)


class Diagonals(Family):
    """`diagonal` is a view, the others are copies."""

    __slots__ = ()

    @composed(out=False)
    def diagonal(input, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Self:
        """The diagonals over two dimensions, along a new last one, as a view.

        >>> torch.diagonal(torch.eye(2))
        tensor([1., 1.])
        """
        axes = axis_of(dim1, input._array.ndim), axis_of(dim2, input._array.ndim)
        if axes[0] == axes[1]:
            raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
        return record(_diagonal, input, offset=offset, axes=axes)

    @composed(out=False)
    def trace(input) -> Self:
        """The sum of the diagonal of a matrix.

        >>> torch.trace(torch.eye(2))
        tensor(2.)
        """
        if input._array.ndim != 2:
            raise RuntimeError(f"trace: expected a matrix, but got tensor with dim {input._array.ndim}")
        return with_node_name(Diagonals.diagonal(check_kind(input, "trace")).sum(), "TraceBackward0")

    @operation("TrilBackward0", in_place=True)
    def tril(input: Array, diagonal: int = 0) -> Result:
        """The lower triangle, zero elsewhere.

        >>> torch.tril(torch.ones(2, 2))
        tensor([[1., 0.],
                [1., 1.]])
        """
        check_matrix(input, "tril")
        return np.tril(input, diagonal), (lambda g: np.tril(g, diagonal),)

    @operation("TriuBackward0", in_place=True)
    def triu(input: Array, diagonal: int = 0) -> Result:
        """The upper triangle, zero elsewhere.

        >>> torch.triu(torch.ones(2, 2))
        tensor([[1., 1.],
                [0., 1.]])
        """
        check_matrix(input, "triu")
        return np.triu(input, diagonal), (lambda g: np.triu(g, diagonal),)


def check_matrix(a: Array, who: str) -> None:
    """Raise RuntimeError unless there are at least two dimensions."""
    if a.ndim < 2:
        raise RuntimeError(f"{who}: input tensor must have at least 2 dimensions")


@function(method=True)
def diag(input: Tensor, diagonal: int = 0) -> Tensor:
    """The diagonal of a matrix, or the matrix with this diagonal.

    >>> torch.diag(torch.tensor([1, 2]))
    tensor([[1, 0],
            [0, 2]])
    """
    if not 1 <= input.ndim <= 2:
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {input.ndim}D")
    if input.ndim == 2:
        return with_node_name(input.diagonal(diagonal).clone(), "DiagonalBackward0_copy")
    n = input.shape[0] + abs(diagonal)
    places = np.arange(input.shape[0], dtype=np.int64)
    key = (places + max(-diagonal, 0), places + max(diagonal, 0))
    whole = TensorBase.concrete._wrap(np.zeros((n, n), input._array.dtype))
    return with_node_name(record(copy_slices, whole, input, key=key), "DiagEmbedBackward0")
