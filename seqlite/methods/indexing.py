"""Indexing, and what picks, joins and cuts."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from .. import ops
from ..tape import TensorBase, named, record
from .arguments import axis_of
from .shaping import Shaping

ALL = slice(None)


def to_key(index: Any) -> tuple[Any, ...]:
    """A user's index as a tuple of integers, slices, None, Ellipsis and arrays."""
    return tuple(map(one_key, index if isinstance(index, tuple) else (index,)))


def one_key(item: Any) -> Any:
    if (
        item is None
        or item is Ellipsis
        or (isinstance(item, (int, np.integer)) and not isinstance(item, bool))
    ):
        return item
    if isinstance(item, slice):
        parts = [None if p is None else int(p) for p in (item.start, item.stop, item.step)]
        if parts[2] is not None and parts[2] <= 0:
            raise ValueError("step must be greater than zero; flip(dim) reverses the order")
        return slice(*parts)
    array = item._array if isinstance(item, TensorBase) else item
    if not isinstance(array, np.ndarray):
        if not isinstance(array, (list, range, bool)):
            raise IndexError(
                "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices "
                f"(got {type(item).__name__})"
            )
        array = np.asarray(
            [i._array if isinstance(i, TensorBase) else i for i in array]
            if array is not item or isinstance(array, (list, range))
            else array
        )
        array = array.astype(np.int64) if array.size == 0 else array
    if array.dtype == np.uint8:
        return array.astype(bool)
    if array.dtype.kind not in "bi":
        raise IndexError(
            f"tensors used as indices must be long, int, byte or bool tensors, not {array.dtype}"
        )
    return int(array) if array.ndim == 0 and array.dtype.kind == "i" else array


def split_key(key: tuple[Any, ...], ndim: int) -> tuple[tuple[Any, ...], tuple[Any, ...] | None]:
    """The key in two steps, first without arrays, then the arrays alone. PyTorch takes integers out first;
    NumPy would count them among the arrays and order the result's dimensions otherwise."""
    if not any(isinstance(k, np.ndarray) for k in key):
        return key, None
    used = sum(
        k.ndim if isinstance(k, np.ndarray) and k.dtype == bool else k is not None and k is not Ellipsis
        for k in key
    )
    first: list[Any] = []
    second: list[Any] = []
    for k in key:
        if isinstance(k, np.ndarray):
            first += [ALL] * (k.ndim if k.dtype == bool else 1)
            second.append(k)
        elif k is Ellipsis:
            first += [ALL] * (ndim - used)
            second += [ALL] * (ndim - used)
        else:
            first.append(k)
            if not isinstance(k, (int, np.integer)):
                second.append(ALL)
    return tuple(first), tuple(second)


class Indexing(Shaping):
    """Reading, writing and joining by place."""

    __slots__ = ()

    def __getitem__(self, index: Any) -> Self:
        if isinstance(index, (int, slice)):  # the quick way, for loops over rows
            op = ops.slice_ if isinstance(index, slice) else ops.select
            if isinstance(index, bool) or (isinstance(index, int) and not self._array.ndim):
                return self._get(index)
            if op is ops.select:
                return record(op, self, key=index)
        return self._get(index)

    def _get(self, index: Any) -> Self:
        key = to_key(index)
        basic, advanced = split_key(key, self._array.ndim)
        if self._array.ndim == 0 and any(isinstance(k, int) for k in basic):
            raise IndexError(
                "invalid index of a 0-dim tensor. Use `tensor.item()` in Python to convert a 0-dim tensor to a number"
            )
        x = self
        if advanced is None or any(k is None or k is Ellipsis or k != ALL for k in basic):
            x = record(view_op(basic), self, key=basic)
        return x if advanced is None else record(ops.index, x, key=advanced)

    def unbind(input, dim: int = 0) -> tuple[Self, ...]:
        """The slices along `dim`."""
        axis = axis_of(dim, input._array.ndim)
        return tuple(
            record(ops.unbind, input, key=(*(ALL,) * axis, i)) for i in range(input._array.shape[axis])
        )

    def split(self, split_size: Any, dim: int = 0) -> tuple[Self, ...]:
        """Pieces of `split_size` (the last may be smaller), or of the sizes in a list, along `dim`."""
        axis = axis_of(dim, self._array.ndim)
        size = self._array.shape[axis]
        if isinstance(split_size, int):
            if split_size <= 0:
                raise RuntimeError(
                    f"split expects split_size to be positive, but got split_size={split_size}"
                )
            sizes = [min(split_size, size - i) for i in range(0, size, split_size)] or [0]
        else:
            sizes = list(split_size)
            if sum(sizes) != size:
                raise RuntimeError(
                    f"split_with_sizes expects split_sizes to sum exactly to {size} (input tensor's size at dimension "
                    f"{axis}), but got split_sizes={sizes}"
                )
        ends = np.cumsum(sizes).tolist()
        cuts = [(*(ALL,) * axis, slice(end - n, end)) for n, end in zip(sizes, ends, strict=True)]
        return tuple(record(ops.split, self, key=cut) for cut in cuts)

    def chunk(input, chunks: int, dim: int = 0) -> tuple[Self, ...]:
        """At most `chunks` pieces of equal size; the last may be smaller."""
        if chunks <= 0:
            raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
        size = input._array.shape[axis_of(dim, input._array.ndim)]
        return Indexing.split(input, max(-(-size // chunks), 1), dim)

    def narrow(input, dim: int, start: int, length: int) -> Self:
        """`length` places along `dim` from `start` on."""
        axis = axis_of(dim, input._array.ndim)
        if start < 0:
            start += input._array.shape[axis]
        if not 0 <= start <= start + length <= input._array.shape[axis]:
            raise RuntimeError(
                f"start ({start}) + length ({length}) exceeds dimension size ({input._array.shape[axis]})."
            )
        return record(ops.slice_, input, key=(*(ALL,) * axis, slice(start, start + length)))

    def select(input, dim: int, index: int) -> Self:
        """One slice along `dim`, as a view."""
        return record(ops.select, input, key=(*(ALL,) * axis_of(dim, input._array.ndim), index))

    def index_select(input, dim: int, index: TensorBase) -> Self:
        """The places `index` along `dim`, as a copy."""
        return record(ops.index_select, input, index=index._array, axis=axis_of(dim, input._array.ndim))

    def masked_select(input, mask: TensorBase) -> Self:
        """The elements where `mask` is true, in one dimension."""
        shape = np.broadcast_shapes(input._array.shape, mask._array.shape)
        key = (np.broadcast_to(mask._array, shape),)
        return record(ops.masked_select, Shaping.expand(input, shape), key=key)

    def take(input, index: TensorBase) -> Self:
        """The elements at places of the flattened tensor."""
        return named(record(ops.index, Shaping.reshape(input, -1), key=(index._array,)), "TakeBackward0")

    def gather(input, dim: int, index: TensorBase) -> Self:
        """out[i][j] = input[index[i][j]][j] for dim 0, and alike for the others. RuntimeError unless `index`
        fits."""
        axis = fitting(input, dim, index, "gather")
        return record(ops.gather, input, index=index._array, axis=axis)

    def scatter(input, dim: int, index: TensorBase, src: Any, *, reduce: str | None = None) -> Self:
        """A copy in which out[index[i][j]][j] = src[i][j] for dim 0; `src` may be a number."""
        if reduce is not None:
            raise NotImplementedError(f"scatter(reduce={reduce!r}): use scatter_add")
        axis = fitting(input, dim, index, "scatter")
        if isinstance(src, TensorBase):
            return record(ops.scatter, input, src, index=index._array, axis=axis)
        source = np.full(index._array.shape, src, input._array.dtype)
        return record(ops.scatter_number, input, source, index=index._array, axis=axis)

    def scatter_add(input, dim: int, index: TensorBase, src: TensorBase) -> Self:
        """As `scatter`, but adds, so that several may go to one place."""
        axis = fitting(input, dim, index, "scatter_add")
        return record(ops.scatter_add, input, src, index=index._array, axis=axis)

    def index_add(input, dim: int, index: TensorBase, source: TensorBase) -> Self:
        """A copy to which the slices of `source` are added at the places `index` along `dim`."""
        axis = axis_of(dim, input._array.ndim)
        shape = [1] * input._array.ndim
        shape[axis] = -1
        wide = np.broadcast_to(index._array.reshape(shape), source._array.shape)
        return record(ops.scatter_add, input, source, index=wide, axis=axis)

    def index_fill(input, dim: int, index: TensorBase, value: Any) -> Self:
        """A copy with `value` at the places `index` along `dim`."""
        axis = axis_of(dim, input._array.ndim)
        return named(record(ops.put, input, value, key=(*(ALL,) * axis, index._array)), "IndexFillBackward0")

    def diagonal(input, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Self:
        """The diagonal of a matrix, a copy here."""
        if (dim1, dim2) != (0, 1) or input._array.ndim != 2:
            raise NotImplementedError("diagonal of other than a matrix: index with two arange tensors")
        n = len(np.diagonal(input._array, offset))
        i, j = np.arange(n) + max(-offset, 0), np.arange(n) + max(offset, 0)
        return record(ops.diagonal, input, key=(i, j))

    def trace(input) -> Self:
        """The sum of the diagonal of a matrix."""
        return named(Indexing.diagonal(input).sum(), "TraceBackward0")

    def nonzero(input, *, as_tuple: bool = False) -> Any:
        """The places of the non-zero elements, one a row; `as_tuple` gives one tensor per dimension."""
        places = [p.astype(np.int64) for p in np.nonzero(np.atleast_1d(input._array))]
        if as_tuple:
            return tuple(map(input._wrap, places))
        return input._wrap(
            np.stack(places, 1) if input._array.ndim else np.empty((len(places[0]), 0), np.int64)
        )

    def unique(input, sorted: bool = True, return_inverse: bool = False, return_counts: bool = False) -> Any:
        """The different elements in order; on request where each went, and how many there were."""
        values, inverse, counts = np.unique(input._array, return_inverse=True, return_counts=True)
        results = [input._wrap(values)]
        if return_inverse:
            results.append(input._wrap(inverse.reshape(input._array.shape).astype(np.int64)))
        if return_counts:
            results.append(input._wrap(counts.astype(np.int64)))
        return results[0] if len(results) == 1 else tuple(results)

    def bincount(input, weights: TensorBase | None = None, minlength: int = 0) -> Self:
        """How often each number from 0 on occurs, or the sum of its weights."""
        if weights is None:
            return input._wrap(np.bincount(input._array, None, minlength).astype(np.int64))
        return input._wrap(np.bincount(input._array, weights._array, minlength).astype(weights._array.dtype))


def view_op(key: tuple[Any, ...]) -> ops.Op:
    """The operation that a basic key amounts to; PyTorch takes several steps, and the last one's name
    shows."""
    last = next((k for k in reversed(key) if k is not Ellipsis and k != ALL), ALL)
    if last is None:
        return ops.newaxis
    return ops.slice_ if isinstance(last, slice) else ops.select


def fitting(input: Any, dim: int, index: Any, who: str) -> int:
    """The axis, if `index` has as many dimensions as `input` and its numbers are places along that axis."""
    axis = axis_of(dim, input._array.ndim)
    array, shape = index._array, input._array.shape
    if array.ndim != len(shape):
        raise RuntimeError(
            f"Index tensor must have the same number of dimensions as input tensor: {list(array.shape)}, {list(shape)}"
        )
    if any(m > n for i, (m, n) in enumerate(zip(array.shape, shape, strict=True)) if i != axis):
        raise RuntimeError(
            f"Size does not match at some dimension: {who}() expected index {list(array.shape)} to be no larger than "
            f"self {list(shape)} apart from dimension {axis}"
        )
    if array.dtype.kind != "i":
        raise RuntimeError(f"{who}(): Expected dtype int32/int64 for index, got {array.dtype}")
    if array.size and not 0 <= array.min() <= array.max() < shape[axis]:
        wrong = array[(array < 0) | (array >= shape[axis])].flat[0]
        raise RuntimeError(f"index {wrong} is out of bounds for dimension {axis} with size {shape[axis]}")
    return axis
