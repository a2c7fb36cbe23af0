"""What orders elements: sorting, the largest ones, the middle one."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ..ops.rules import Array, Result, rule
from ..record import named, record
from .arguments import axis_of
from .declare import Family, composed
from .elementwise import numeric
from .extremes import filled, no_bools, with_indices
from .folds import values_at
from .return_types import return_type

# PyTorch prints the name of the function in front of a pair.
sort_pair, topk_pair, median_pair = map(return_type, ("sort", "topk", "median"))

median_values, sorted_values = values_at("MedianBackward1"), values_at("SortBackward0")
top_values = values_at("TopkBackward0")


@rule("MedianBackward0", name="median")
def median_of_all(a: Array, *, value: Array) -> Result:
    """The median of all elements; those that equal it share the gradient."""

    def back(g: Array) -> Array:
        hit = np.isnan(a) if a.dtype.kind == "f" and np.isnan(value) else a == value
        return (g * hit / hit.sum()).astype(a.dtype)

    return value, (back,)


class Ordering(Family):
    """`dim` is the dimension along which the elements are ordered."""

    __slots__ = ()

    @composed()
    def argsort(input, dim: int = -1, descending: bool = False, stable: bool = False) -> Self:
        """The places of the elements in sorted order. Equal elements keep their order, `stable` or not.

        >>> torch.argsort(torch.tensor([2, 1, 3]))
        tensor([1, 0, 2])
        """
        array = input._array
        axis = axis_of(dim, array.ndim)
        if (
            descending
        ):  # a stable order of the reversed elements, read backwards, keeps equal elements in place
            turned = np.flip(np.argsort(np.flip(array, axis), axis=axis, kind="stable"), axis)
            return input._wrap((array.shape[axis] - 1 - turned).astype(np.int64))
        return input._wrap(np.argsort(array, axis=axis, kind="stable").astype(np.int64))

    @composed()
    def sort(input, dim: int = -1, descending: bool = False, stable: bool = False) -> Any:
        """A pair: the sorted values, and where they were.

        >>> torch.sort(torch.tensor([2, 1]))
        torch.return_types.sort(
        values=tensor([1, 2]),
        indices=tensor([1, 0]))
        """
        if input._array.ndim == 0:
            same = named(input.clone(), "SortBackward0")
            return sort_pair(same, input._wrap(np.zeros((), np.int64)))
        order = Ordering.argsort(input, dim, descending, stable)
        axis = axis_of(dim, input._array.ndim)
        return sort_pair(record(sorted_values, input, index=order, axis=axis), order)

    @composed()
    def topk(input, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Any:
        """A pair: the `k` largest (or smallest) values in order, and where they were.

        >>> torch.topk(torch.tensor([1, 3, 2]), 2)
        torch.return_types.topk(
        values=tensor([3, 2]),
        indices=tensor([1, 2]))
        """
        axis = axis_of(dim, input._array.ndim)
        no_bools(input, "topk")
        if not input._array.ndim and 0 <= k <= 1:
            place = input._wrap(np.zeros((), np.int64))
            return topk_pair(named(input.clone(), "TopkBackward0"), place)
        if input._array.ndim == 0 or not 0 <= k <= input._array.shape[axis]:
            raise RuntimeError(
                f"selected index k out of range: k={k}, sizes are {list(input._array.shape)}, dim is {dim}"
            )
        index = input._wrap(Ordering.argsort(input, dim, largest)._array.take(np.arange(k), axis))
        return topk_pair(record(top_values, input, index=index, axis=axis), index)

    @composed()
    def median(input, dim: int | None = None, keepdim: bool = False) -> Any:
        """The middle element, the lower one of two; with `dim` a pair (values, indices).

        >>> torch.median(torch.tensor([3, 1, 2]))
        tensor(2)
        """
        numeric(input, "median")
        if dim is None and not input._array.size and input._array.dtype.kind == "f":
            return input.sum() * float("nan")
        if dim is not None:
            filled(input, "median", dim)
        if not input._array.size:
            raise NotImplementedError("the median of no integers is arbitrary in PyTorch; test numel() first")
        if dim is None:
            flat: Any = input.reshape(-1)
            value = median_of(flat, 0, False).values
            return record(median_of_all, input, value=value._array)
        return median_of(input, axis_of(dim, input._array.ndim), keepdim)


def median_of(input: Any, axis: int, keepdim: bool) -> Any:
    """The pair (values, indices) of the medians; nan counts as the largest and, if there is one, is the
    median."""
    array = input._array
    if not array.ndim:
        return median_pair(input.clone(), input._wrap(np.zeros((), np.int64)))
    order = np.argsort(array, axis=axis, kind="stable").astype(np.int64)
    middle = (array.shape[axis] - 1) // 2
    index = order.take([middle], axis)
    if array.dtype.kind == "f":
        bad = np.isnan(array)
        index = np.where(bad.any(axis, keepdims=True), np.expand_dims(np.argmax(bad, axis), axis), index)
    return with_indices(input, median_values, index, axis, keepdim, median_pair)
