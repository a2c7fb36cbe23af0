"""Gathering and scattering: elements by their places."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ..graph import T, TensorBase
from ..tape import named, record
from . import moves
from .arguments import axis_of
from .declare import Family, composed
from .elementwise import numeric
from .indexing import ALL


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
        return record(moves.index_select, input, index=index, axis=axis_of(dim, input._array.ndim))

    @composed()
    def masked_select(input, mask: TensorBase) -> Self:
        """The elements where `mask` is true, in one dimension.

        >>> torch.masked_select(torch.tensor([5, 6]), torch.tensor([True, False]))
        tensor([5])
        """
        if mask._array.dtype != bool:
            raise RuntimeError("masked_select: expected BoolTensor for mask: write mask.bool() or mask != 0")
        shape = np.broadcast_shapes(input._array.shape, mask._array.shape)
        key = (np.broadcast_to(mask._array, shape),)
        return record(moves.masked_select, input.expand(shape), key=key, kept=(mask,))

    @composed()
    def take(input, index: TensorBase) -> Self:
        """The elements at places of the flattened tensor.

        >>> torch.take(torch.eye(2), torch.tensor([3]))
        tensor([1.])
        """
        places_only(index, "take")
        flat = input.reshape(-1)
        return named(record(moves.index, flat, key=(index._array,), kept=(index,)), "TakeBackward0")

    @composed()
    def gather(input, dim: int, index: TensorBase) -> Self:
        """out[i][j] = input[index[i][j]][j] for dim 0, and alike for the others. RuntimeError unless `index`
        fits.

        >>> torch.gather(torch.tensor([5, 6]), 0, torch.tensor([1, 1]))
        tensor([6, 6])
        """
        axis = fitting(input, dim, index, "gather")
        return record(moves.gather, input, index=index, axis=axis)

    @composed(in_place=True)
    def scatter(
        input,
        dim: int,
        index: TensorBase,
        src: Any = None,
        *,
        value: Any = None,
        reduce: str | None = None,
    ) -> Self:
        """A copy in which out[index[i][j]][j] = src[i][j] for dim 0; `src` may be a number, `value`.

        >>> torch.scatter(torch.zeros(3), 0, torch.tensor([2]), 1.)
        tensor([0., 0., 1.])
        """
        src = value if src is None else src
        if reduce is not None:
            raise NotImplementedError(f"scatter(reduce={reduce!r}): use scatter_add")
        axis = fitting(input, dim, index, "scatter")
        if isinstance(src, TensorBase):
            return record(moves.scatter, input, src, index=index, axis=axis)
        source = np.full(index._array.shape, src, input._array.dtype)
        return record(moves.scatter_number, input, source, index=index, axis=axis)

    @composed(in_place=True)
    def scatter_add(input, dim: int, index: TensorBase, src: TensorBase) -> Self:
        """As `scatter`, but adds, so that several may go to one place.

        >>> torch.scatter_add(torch.zeros(2), 0, torch.tensor([1, 1]), torch.ones(2))
        tensor([0., 2.])
        """
        axis = fitting(input, dim, index, "scatter_add")
        return add_at(input, index, index._array, src, axis)

    @composed(in_place=True)
    def index_add(input, dim: int, index: TensorBase, source: TensorBase) -> Self:
        """A copy to which the slices of `source` are added at the places `index` along `dim`.

        >>> torch.index_add(torch.zeros(2), 0, torch.tensor([1, 1]), torch.ones(2))
        tensor([0., 2.])
        """
        axis = axis_of(dim, input._array.ndim)
        shape = [1] * input._array.ndim
        shape[axis] = -1
        wide = np.broadcast_to(index._array.reshape(shape), source._array.shape)
        return add_at(input, index, wide, source, axis)

    @composed(in_place=True)
    def index_fill(input, dim: int, index: TensorBase, value: Any) -> Self:
        """A copy with `value` at the places `index` along `dim`.

        >>> torch.index_fill(torch.zeros(2), 0, torch.tensor([1]), 5)
        tensor([0., 5.])
        """
        axis = axis_of(dim, input._array.ndim)
        key = (*(ALL,) * axis, index._array)
        return named(record(moves.put, input, value, key=key, kept=(index,)), "IndexFillBackward0")

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

    @composed()
    def nonzero(input, *, as_tuple: bool = False) -> Any:
        """The places of the non-zero elements, one a row; `as_tuple` gives one tensor per dimension.

        >>> torch.nonzero(torch.tensor([0, 7]))
        tensor([[1]])
        """
        places = [p.astype(np.int64) for p in np.nonzero(np.atleast_1d(input._array))]
        if as_tuple:
            return tuple(map(input._wrap, places))
        return input._wrap(
            np.array(places).T if input._array.ndim else np.empty((len(places[0]), 0), np.int64)
        )

    @composed(out=False)
    def unique(input, sorted: bool = True, return_inverse: bool = False, return_counts: bool = False) -> Any:
        """The different elements in order; on request where each went, and how many there were.

        >>> torch.unique(torch.tensor([3, 1, 3]))
        tensor([1, 3])
        """
        values, inverse, counts = np.unique(
            input._array, return_inverse=True, return_counts=True, equal_nan=False
        )
        results = [input._wrap(values)]
        if return_inverse:
            results.append(input._wrap(inverse.reshape(input._array.shape).astype(np.int64)))
        if return_counts:
            results.append(input._wrap(counts.astype(np.int64)))
        return results[0] if len(results) == 1 else tuple(results)

    @composed(out=False)
    def bincount(input, weights: TensorBase | None = None, minlength: int = 0) -> Self:
        """How often each number from 0 on occurs, or the sum of its weights.

        >>> torch.bincount(torch.tensor([0, 2, 2]))
        tensor([1, 0, 2])
        """
        numbers = numeric(input, "bincount", "iu")._array.astype(
            np.intp
        )  # NumPy's own integers, which may be smaller
        if weights is None:
            return input._wrap(np.bincount(numbers, None, minlength).astype(np.int64))
        return input._wrap(np.bincount(numbers, weights._array, minlength).astype(weights._array.dtype))


def add_at(input: T, index: TensorBase, places: Any, source: TensorBase, axis: int) -> T:
    """Add `source` at `places`, which come from `index`; only the gradient of `source` needs them again."""
    kept = (index,) if source._needs else ()
    return record(moves.scatter_add, input, source, index=places, axis=axis, kept=kept)


def places_only(index: Any, who: str) -> None:
    """RuntimeError for an index that does not hold places."""
    if index._array.dtype not in (np.int32, np.int64):
        raise RuntimeError(f"{who}(): Expected dtype int32/int64 for index, got {index._array.dtype}")


def fitting(input: Any, dim: int, index: Any, who: str) -> int:
    """The axis, if `index` has as many dimensions as `input` and its numbers are places along that axis."""
    axis = axis_of(dim, input._array.ndim)
    array, shape = index._array, input._array.shape
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
    places_only(index, who)
    if array.size and not 0 <= array.min() <= array.max() < shape[axis]:
        wrong = array[(array < 0) | (array >= shape[axis])].flat[0]
        raise RuntimeError(f"index {wrong} is out of bounds for dimension {axis} with size {shape[axis]}")
    return axis
