"""Gathering: elements by their places."""

from __future__ import annotations

from functools import wraps
from typing import Any, Self

import numpy as np

from ..graph import TensorBase
from ..record import named, own, record
from . import moves
from .arguments import axis_of
from .declare import Family, M, composed
from .elementwise import numeric


def of_numbers(plain: M) -> M:
    """`plain`, which counts a tensor without dimensions as one of one element."""

    def wide(given: Any) -> Any:
        return given.reshape(1) if isinstance(given, TensorBase) and not given._array.ndim else given  # type: ignore[attr-defined]

    @wraps(plain)
    def form(input: Any, dim: int, index: Any, *args: Any, **options: Any) -> Any:
        given = (input, index, *args, *options.values())
        if all(a._array.ndim for a in given if isinstance(a, TensorBase)):
            return plain(input, dim, index, *args, **options)
        rest, named_rest = map(wide, args), {name: wide(value) for name, value in options.items()}
        result = plain(wide(input), dim, wide(index), *rest, **named_rest)
        shape = (index if plain.__name__ == "gather" else input)._array.shape
        node = result._node and result._node._name
        return own(named(result.reshape(shape), node))

    return form  # type: ignore[return-value]


class Gathering(Family):
    """`index` is an integer tensor of places along `dim`. Results are copies."""

    __slots__ = ()

    @composed()
    def index_select(input, dim: int, index: TensorBase) -> Self:
        """The places `index` along `dim`, as a copy.

        >>> torch.index_select(torch.tensor([5, 6]), 0, torch.tensor([1]))
        tensor([6])
        """
        places_only(index, "index_select")
        axis, places = axis_of(dim, input._array.ndim), index._array
        if not input._array.ndim:
            if places.size != 1:
                raise RuntimeError(
                    f"index_select(): Index to scalar can have only 1 value, got {places.size} value(s)"
                )
            return record(moves.index_select, input.reshape(1), index=index, axis=0).reshape(())
        if not input._array.size and places.size:
            size = input._array.shape[axis]
            if not size:
                raise RuntimeError("index_select(): self indexing axis dim should be positive")
            if places.max() >= size:
                raise RuntimeError(
                    f"INDICES element is out of DATA bounds, id={places.max()} axis_dim={size}"
                )
        return record(moves.index_select, input, index=index, axis=axis)

    @composed()
    def take(input, index: TensorBase) -> Self:
        """The elements at places of the flattened tensor.

        >>> torch.take(torch.eye(2), torch.tensor([3]))
        tensor([1.])
        """
        places_only(index, "take")
        flat = input.reshape(-1)
        places = np.asarray(index._array, order="C")
        return named(record(moves.index, flat, key=(places,), kept=(index, input)), "TakeBackward0")

    @composed()
    @of_numbers
    def gather(input, dim: int, index: TensorBase, *, sparse_grad: bool = False) -> Self:
        """out[i][j] = input[index[i][j]][j] for dim 0, and alike for the others. RuntimeError unless `index`
        fits. `sparse_grad` is accepted; gradients are dense.

        >>> torch.gather(torch.tensor([5, 6]), 0, torch.tensor([1, 1]))
        tensor([6, 6])
        """
        axis = fitting(input, dim, index, "gather")
        if not index._array.size:
            return named(input.reshape(-1)[:0].reshape(index._array.shape), "GatherBackward0")
        return record(moves.gather, input, index=index, axis=axis)

    @composed(out=False)
    def diagonal(input, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Self:
        """The diagonals over two dimensions, along a new last one, as a view.

        >>> torch.diagonal(torch.eye(2))
        tensor([1., 1.])
        """
        axes = axis_of(dim1, input._array.ndim), axis_of(dim2, input._array.ndim)
        if axes[0] == axes[1]:
            raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
        return record(moves.diagonal, input, offset=offset, axes=axes)

    @composed(out=False)
    def trace(input) -> Self:
        """The sum of the diagonal of a matrix.

        >>> torch.trace(torch.eye(2))
        tensor(2.)
        """
        if input._array.ndim != 2:
            raise RuntimeError(f"trace: expected a matrix, but got tensor with dim {input._array.ndim}")
        return named(Gathering.diagonal(numeric(input, "trace")).sum(), "TraceBackward0")


def places_only(index: Any, who: str) -> None:
    """RuntimeError for an index that does not hold places."""
    if index._array.dtype not in (np.int32, np.int64):
        raise RuntimeError(f"{who}(): Expected dtype int32/int64 for index, got {index._array.dtype}")


def fitting(input: Any, dim: int, index: Any, who: str) -> int:
    """The axis, if `index` has as many dimensions as `input` and its numbers are places along that axis."""
    axis = axis_of(dim, input._array.ndim)
    array, shape = index._array, input._array.shape
    places_only(index, who)
    if not array.size:
        return axis
    if array.ndim != len(shape):
        raise RuntimeError(
            f"Index tensor must have the same number of dimensions as input tensor: {list(array.shape)}, "
            f"{list(shape)}"
        )
    if any(m > n for i, (m, n) in enumerate(zip(array.shape, shape, strict=True)) if i != axis):
        raise RuntimeError(
            f"Size does not match at some dimension: {who}() expected index {list(array.shape)} to be no "
            f"larger than self {list(shape)} apart from dimension {axis}"
        )
    if not 0 <= array.min() <= array.max() < shape[axis]:
        wrong = array[(array < 0) | (array >= shape[axis])].flat[0]
        raise RuntimeError(f"index {wrong} is out of bounds for dimension {axis} with size {shape[axis]}")
    return axis
