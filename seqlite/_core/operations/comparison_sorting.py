"""Comparison Ops that sort: `sort`, `topk`, `unique`, `searchsorted`."""

from __future__ import annotations

import math
import warnings
from typing import Any, Self

import numpy as np

from ..record import record, with_node_name
from ..rules import Array, Result, rule
from ..seldom_types import refuse_wide
from ..tensor_base import TensorBase
from .arguments import axis_of
from .declare import Family, composed, function
from .out import return_type
from .reductions_max_min import refuse_bool, values_at_indices

sort_pair, topk_pair = map(return_type, ("sort", "topk"))  # PyTorch prints the name of the function
sorted_values, top_values = values_at_indices("SortBackward0"), values_at_indices("TopkBackward0")


def without_gradient(node: str, name: str) -> Any:
    """Make an operation with known values whose gradient is not implemented, as in PyTorch."""

    def given(a: Array, *, values: Array) -> Result:
        def back(g: Array) -> Array:
            raise NotImplementedError(f"the derivative for '{name}' is not implemented: detach() its result")

        return values, (back,)

    return rule(node, name=name)(given)


unique_values = without_gradient("Unique2Backward0", "_unique2")
unique_slices = without_gradient("UniqueDimBackward0", "unique_dim")
consecutive_values = without_gradient("UniqueConsecutiveBackward0", "unique_consecutive")


class ComparisonSorting(Family):
    """`dim` is the dimension along which the elements are ordered."""

    __slots__ = ()

    @composed()
    def argsort(input, dim: int = -1, descending: bool = False, stable: bool = False) -> Self:
        """The places of the elements in sorted order. Equal elements keep their order, `stable` or not. An
        int64 tensor of the same shape.

        >>> torch.argsort(torch.tensor([2, 1, 3]))
        tensor([1, 0, 2])
        """
        array = input._array
        axis = axis_of(dim, array.ndim)
        if descending:  # reversing a stable sort of the reversed elements keeps equal elements in order
            reversed_order = np.flip(np.argsort(np.flip(array, axis), axis=axis, kind="stable"), axis)
            return input._wrap((array.shape[axis] - 1 - reversed_order).astype(np.int64))
        return input._wrap(np.argsort(array, axis=axis, kind="stable").astype(np.int64))

    @composed()
    def sort(input, dim: int = -1, descending: bool = False, stable: bool = False) -> Any:
        """A pair: the sorted values, and where they were.

        Both have the shape of the input; the places are int64. IndexError for a `dim` out of range.

        >>> torch.sort(torch.tensor([2, 1]))
        torch.return_types.sort(
        values=tensor([1, 2]),
        indices=tensor([1, 0]))
        """
        if input._array.ndim == 0:
            same = with_node_name(input.clone(), "SortBackward0")
            return sort_pair(same, input._wrap(np.zeros((), np.int64)))
        order = ComparisonSorting.argsort(input, dim, descending, stable)
        axis = axis_of(dim, input._array.ndim)
        return sort_pair(record(sorted_values, input, index=order, axis=axis), order)

    @composed()
    def topk(input, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Any:
        """A pair: the `k` largest (or smallest) values in order, and where they were.

        Both have size `k` along `dim`; the places are int64. RuntimeError for a `k` above the size.

        >>> torch.topk(torch.tensor([1, 3, 2]), 2)
        torch.return_types.topk(
        values=tensor([3, 2]),
        indices=tensor([1, 2]))
        """
        axis = axis_of(dim, input._array.ndim)
        refuse_bool(input, "topk")
        refuse_wide(input._array, "topk")
        if not input._array.ndim and 0 <= k <= 1:
            place = input._wrap(np.zeros((), np.int64))
            return topk_pair(with_node_name(input.clone(), "TopkBackward0"), place)
        if input._array.ndim == 0 or not 0 <= k <= input._array.shape[axis]:
            raise RuntimeError(
                f"selected index k out of range: k={k}, sizes are {list(input._array.shape)}, dim is {dim}"
            )
        index = input._wrap(ComparisonSorting.argsort(input, dim, largest)._array.take(np.arange(k), axis))
        return topk_pair(record(top_values, input, index=index, axis=axis), index)

    @composed(out=False)
    def unique(
        input,
        sorted: bool = True,
        return_inverse: bool = False,
        return_counts: bool = False,
        dim: int | None = None,
    ) -> Any:
        """The different elements, or along `dim` the different slices, in order; on request where each went,
        and how many there were.

        Elements form a vector; places have the shape of the input. RuntimeError along `dim` if another
        dimension is empty.

        >>> torch.unique(torch.tensor([3, 1, 3]))
        tensor([1, 3])
        """
        empty = [i for i, n in enumerate(input._array.shape) if n == 0]
        if dim is not None and empty and empty != [axis_of(dim, input._array.ndim)]:
            raise RuntimeError(
                f"There are 0 sized dimensions, {empty}, and unique cannot be applied to dimension {dim} then"
            )
        if dim is not None and input._array.dtype.kind == "f" and np.isnan(input._array).any():
            order = insertion_order(np.moveaxis(input._array, dim, 0))
            place = np.argsort(order)
            found, inverse, counts = ComparisonSorting.unique_consecutive(
                input.index_select(dim, input._wrap(order)), True, True, dim
            )
            return with_extras(found, inverse._array[place], counts._array, return_inverse, return_counts)
        values, inverse, counts = np.unique(
            input._array, return_inverse=True, return_counts=True, axis=dim, equal_nan=False
        )
        inverse = inverse.reshape(input._array.shape if dim is None else -1)
        found = record(unique_values if dim is None else unique_slices, input, values=values)
        return with_extras(found, inverse, counts, return_inverse, return_counts)

    @composed(out=False)
    def unique_consecutive(
        input, return_inverse: bool = False, return_counts: bool = False, dim: int | None = None
    ) -> Any:
        """The elements, or along `dim` the slices, without those that equal the one before; on request where
        each went, and how many there were.

        >>> torch.unique_consecutive(torch.tensor([3, 3, 1, 3]))
        tensor([3, 1, 3])
        """
        array = input._array.reshape(-1) if dim is None else np.moveaxis(input._array, dim, 0)
        rows = array.reshape(len(array), math.prod(array.shape[1:]))
        first = np.ones(len(array), bool)
        first[1:] = (rows[1:] != rows[:-1]).any(1)
        values = array[first] if dim is None else np.moveaxis(array[first], 0, dim)
        inverse = np.cumsum(first) - 1
        inverse = inverse.reshape(input._array.shape) if dim is None else inverse
        counts = np.diff(np.append(np.flatnonzero(first), len(array)))
        found = record(consecutive_values, input, values=values)
        return with_extras(found, inverse, counts, return_inverse, return_counts)


def insertion_order(rows: Array) -> Array:
    """The order by an insertion sort that treats nan as neither smaller nor larger."""

    def less(i: int, j: int) -> bool:
        differ = (rows[i] < rows[j]) | (rows[i] > rows[j])
        return bool(differ.any() and (rows[i] < rows[j]).ravel()[differ.argmax()])

    order: list[int] = []
    for i in range(len(rows)):
        place = 0 if order and less(i, order[0]) else len(order)
        while place and less(i, order[place - 1]):
            place -= 1
        order.insert(place, i)
    return np.array(order, np.int64)


def with_extras(values: Any, inverse: Any, counts: Any, wants: bool, counting: bool) -> Any:
    """Return `values`, or a tuple with the requested extras."""
    results = [values]
    if wants:
        results.append(values._wrap(inverse.astype(np.int64)))
    if counting:
        results.append(values._wrap(counts.astype(np.int64)))
    return results[0] if len(results) == 1 else tuple(results)


def check_sorter(sequence: Any, sorter: Any) -> None:
    """Raise RuntimeError unless `sorter` holds indices of `sequence` in its shape."""
    if sorter.shape != sequence.shape:
        raise RuntimeError(
            "torch.searchsorted(): boundary and sorter must have the same size, but got boundary tensor "
            f"{list(sequence.shape)} and got sorter tensor {list(sorter.shape)}"
        )
    places = sorter._array
    if places.dtype != np.int64:
        raise RuntimeError(
            f"torch.searchsorted(): sorter must be a tensor of long dtype but got {sorter.dtype}"
        )
    if places.size and not 0 <= places.min() <= places.max() < sequence.shape[-1]:
        raise RuntimeError("torch.searchsorted(): sorter index out of range")


WRONG_TYPE = (
    "torch.searchsorted(): output tensor's dtype is wrong, it can only be Int(int32) or Long(int64) "
    "depending on whether out_int32 flag is True, but we got output tensor's dtype {found.kind}, where "
    "{wanted.kind} would fit"
)


@function(out=WRONG_TYPE)
def searchsorted(
    sorted_sequence: Any,
    input: Any,
    *,
    out_int32: bool = False,
    right: bool = False,
    side: str | None = None,
    sorter: Any = None,
) -> Any:
    """Where each value of `input` would be inserted into the sorted last dimension of `sorted_sequence`,
    before equal elements, or with `right` behind them.

    The result has the shape of `input`, in int64 or int32. RuntimeError if leading dimensions differ, or
    `side` and `right` contradict each other.

    >>> torch.searchsorted(torch.tensor([1, 3, 5]), torch.tensor([3, 6]))
    tensor([1, 3])
    """
    if side not in (None, "left", "right"):
        raise RuntimeError(f"torch.searchsorted(): side can only be 'left' or 'right' but got {side}")
    if right and side == "left":
        raise RuntimeError("torch.searchsorted(): side and right can't be set to opposites")
    if sorter is not None:
        check_sorter(sorted_sequence, sorter)
    where = side or ("right" if right else "left")
    order = sorted_sequence if sorter is None else sorted_sequence.gather(-1, sorter)
    values = input._array if isinstance(input, TensorBase) else np.asarray(input)
    if not sorted_sequence._array.ndim:
        raise RuntimeError(
            "torch.searchsorted(): boundaries tensor should have positive dimension, but got 0"
        )
    if sorted_sequence._array.dtype == values.dtype == bool and values.size and sorted_sequence._array.size:
        raise NotImplementedError("\"searchsorted\" not implemented for 'Bool': convert with .long()")
    lines, kind = order._array, np.int32 if out_int32 else np.int64
    for name, array in (("boundary", lines), ("input value", values)):
        if not array.flags.c_contiguous:
            warnings.warn(
                f"torch.searchsorted(): {name} tensor is non-contiguous, this will lower the performance due "
                "to extra data copy when converting non-contiguous tensor to contiguous.",
                stacklevel=3,
            )
    if lines.ndim == 1:
        found = np.searchsorted(lines, values, where)  # type: ignore[call-overload]
    else:
        if not values.ndim:
            raise RuntimeError(
                "torch.searchsorted(): input value can be a scalar only when boundaries tensor dimension is "
                f"1, but we got boundaries tensor dim({lines.ndim})"
            )
        if lines.shape[:-1] != values.shape[:-1]:
            raise RuntimeError(
                "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions "
                f"of boundaries tensor and input value tensor must match, but we got {list(lines.shape)} and "
                f"{list(values.shape)}"
            )
        way: Any = where
        found = np.zeros(values.shape, np.int64)
        for place in np.ndindex(*values.shape[:-1]):
            found[place] = np.searchsorted(lines[place], values[place], way)
    return sorted_sequence._wrap(np.asarray(found, kind))


@function(out=WRONG_TYPE)
def bucketize(input: Any, boundaries: Any, *, out_int32: bool = False, right: bool = False) -> Any:
    """The number of the bucket between `boundaries` that each value lies in; a boundary itself lies in the
    one before it, or with `right` in the one behind it.

    The result has the shape of `input`. RuntimeError unless `boundaries` is a vector.

    >>> torch.bucketize(torch.tensor([0, 2, 9]), torch.tensor([1, 2, 3]))
    tensor([0, 1, 3])
    """
    if boundaries._array.ndim != 1:
        raise RuntimeError(f"boundaries tensor must be 1 dimension, but got dim({boundaries._array.ndim})")
    return searchsorted(boundaries, input, out_int32=out_int32, right=right)
