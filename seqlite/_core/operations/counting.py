"""What elements there are, where, and how often."""

from __future__ import annotations

import math
from typing import Any, Self

import numpy as np

from ..graph import TensorBase
from ..ops.rules import Array, Result, rule
from ..record import record
from .arguments import axis_of
from .declare import Family, composed
from .elementwise import numeric


class Counting(Family):
    """No gradient flows through most of these."""

    __slots__ = ()

    @composed(
        out="nonzero: Expected out tensor to have scalar type {wanted.kind} but got scalar type {found}"
    )
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
    def unique(
        input,
        sorted: bool = True,
        return_inverse: bool = False,
        return_counts: bool = False,
        dim: int | None = None,
    ) -> Any:
        """The different elements, or along `dim` the different slices, in order; on request where each went,
        and how many there were.

        >>> torch.unique(torch.tensor([3, 1, 3]))
        tensor([1, 3])
        """
        empty = [i for i, n in enumerate(input._array.shape) if n == 0]
        if dim is not None and empty and empty != [axis_of(dim, input._array.ndim)]:
            raise RuntimeError(
                f"There are 0 sized dimensions, {empty}, and unique cannot be applied to dimension {dim} then"
            )
        if dim is not None and input._array.dtype.kind == "f" and np.isnan(input._array).any():
            order = order_of(np.moveaxis(input._array, dim, 0))
            place = np.argsort(order)
            found, inverse, counts = Counting.unique_consecutive(
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

    @composed(out=False)
    def bincount(input, weights: TensorBase | None = None, minlength: int = 0) -> Self:
        """How often each number from 0 on occurs, or the sum of its weights.

        >>> torch.bincount(torch.tensor([0, 2, 2]))
        tensor([1, 0, 2])
        """
        numbers = numeric(input, "bincount", "iu")._array.astype(
            np.intp
        )  # NumPy's own integers, which may be smaller
        if numbers.ndim != 1 or (numbers < 0).any():
            raise RuntimeError("bincount only supports 1-d non-negative integral inputs.")
        if minlength < 0:
            raise RuntimeError("minlength should be >= 0")
        if weights is not None and weights._array.shape != numbers.shape:
            raise RuntimeError("weights should be 1-d and have the same length as input")
        if weights is None:
            return input._wrap(np.bincount(numbers, None, minlength).astype(np.int64))
        kind = np.float32 if weights._array.dtype == np.float32 else np.float64
        return input._wrap(np.bincount(numbers, weights._array, minlength).astype(kind))


def order_of(rows: Array) -> Array:
    """The order that insertion puts slices in which nan is neither below nor above any number."""

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


def without_gradient(node: str, name: str) -> Any:
    """An operation whose value is known, and whose gradient PyTorch does not have either."""

    def given(a: Array, *, values: Array) -> Result:
        def back(g: Array) -> Array:
            raise NotImplementedError(f"the derivative for '{name}' is not implemented: detach() its result")

        return values, (back,)

    return rule(node, name=name)(given)


unique_values = without_gradient("Unique2Backward0", "_unique2")


unique_slices = without_gradient("UniqueDimBackward0", "unique_dim")


consecutive_values = without_gradient("UniqueConsecutiveBackward0", "unique_consecutive")


def with_extras(values: Any, inverse: Any, counts: Any, wants: bool, counting: bool) -> Any:
    """`values` alone, or a tuple with what else is wanted."""
    results = [values]
    if wants:
        results.append(values._wrap(inverse.astype(np.int64)))
    if counting:
        results.append(values._wrap(counts.astype(np.int64)))
    return results[0] if len(results) == 1 else tuple(results)
