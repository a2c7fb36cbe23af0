"""Reduction Ops: the median, the mode, quantiles."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ..record import record, with_node_name
from ..rules import Array, Result, rule
from ..seldom_types import refuse_wide
from ..tensor_base import TensorBase
from .arguments import axis_of, check_kind
from .declare import Family, composed
from .out import return_type
from .reductions_max_min import check_not_empty, values_at_indices, with_indices

median_pair = return_type("median")
median_values = values_at_indices("MedianBackward1")


@rule("MedianBackward0")
def _median(a: Array, *, value: Array) -> Result:
    """The median of all elements; equal elements share the gradient."""

    def back(g: Array) -> Array:
        hit = np.isnan(a) if a.dtype.kind == "f" and np.isnan(value) else a == value
        return (g * hit / hit.sum()).astype(a.dtype)

    return value, (back,)


mode_pair, mode_values = return_type("mode"), values_at_indices("ModeBackward0")


class ReductionsQuantiles(Family):
    """Without `dim`, of all elements."""

    __slots__ = ()

    @composed()
    def median(input, dim: int | None = None, keepdim: bool = False) -> Any:
        """The middle element, the lower one of two; with `dim` a pair (values, indices). Without `dim` the
        shape is (). NotImplementedError for no integers.

        >>> torch.median(torch.tensor([3, 1, 2]))
        tensor(2)
        """
        check_kind(input, "median")
        if dim is None and not input._array.size and input._array.dtype.kind == "f":
            return input.sum() * float("nan")
        if dim is not None:
            check_not_empty(input, "median", dim)
        if not input._array.size:
            raise NotImplementedError("the median of no integers is arbitrary in PyTorch; test numel() first")
        if dim is None:
            flat: Any = input.reshape(-1)
            value = median_dim(flat, 0, False).values
            return record(_median, input, value=value._array)
        return median_dim(input, axis_of(dim, input._array.ndim), keepdim)

    @composed(out="expected scalar type {wanted.kind} but got {found.kind} for {name}")
    def mode(input, dim: int = -1, keepdim: bool = False) -> Any:
        """A pair: the most frequent value, the smallest of several, and where it stands last. Both lose
        `dim`, unless `keepdim`. IndexError if it is empty. Any shape; indices are int64.

        >>> torch.mode(torch.tensor([3, 1, 3])).values
        tensor(3)
        """
        axis, array = axis_of(dim, input._array.ndim), input._array
        refuse_wide(array, "mode")
        if not array.ndim:
            return mode_pair(input.clone(), input._wrap(np.zeros((), np.int64)))

        if not array.shape[axis]:
            raise IndexError(f"mode(): Expected reduction dim {axis} to have non-zero size.")

        def place(line: Array) -> Any:
            _, group, counts = np.unique(line, return_inverse=True, return_counts=True, equal_nan=False)
            return np.flatnonzero(group == np.argmax(counts))[-1]

        index = np.apply_along_axis(place, axis, array).astype(np.int64)
        return with_indices(input, mode_values, np.expand_dims(index, axis), axis, keepdim, mode_pair)

    @composed(out="quantile() out tensor must be same dtype as the input tensor")
    def quantile(
        input, q: Any, dim: int | None = None, keepdim: bool = False, *, interpolation: str = "linear"
    ) -> Self:
        """The values below which the shares `q` of the elements lie, between two elements interpolated; `q`
        is a number or a vector, which gives the result a first dimension.

        RuntimeError for integers, a `q` outside [0, 1] and another `interpolation`.

        >>> torch.quantile(torch.tensor([0., 1., 2.]), 0.25)
        tensor(0.5000)
        """
        if input.dtype.itemsize < 4 or not input.dtype.is_floating_point:
            raise RuntimeError(
                "quantile() input tensor must be either float or double dtype: write .float() first"
            )
        if isinstance(q, TensorBase) and q._array.dtype != input._array.dtype:
            raise RuntimeError("quantile() q tensor must be same dtype as the input tensor")
        shares = np.asarray(q._array if isinstance(q, TensorBase) else q, input._array.dtype)
        if shares.ndim > 1:
            raise RuntimeError("quantile() q must be a scalar or 1D tensor")
        if not isinstance(q, TensorBase) and not 0 <= q <= 1:
            raise RuntimeError(f"quantile() q must be in the range [0, 1] but got {q}")
        if ((shares < 0) | (shares > 1)).any():
            raise RuntimeError("quantile() q values must be in the range [0, 1]")
        if interpolation not in ("linear", "lower", "higher", "midpoint", "nearest"):
            raise RuntimeError(
                "quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, but got "
                f"{interpolation}"
            )
        ndim = input._array.ndim
        x: Any = input.reshape(-1) if dim is None else input
        axis = 0 if dim is None else axis_of(dim, ndim)
        x = x.movedim(axis, -1) if x._array.ndim else x.reshape(1)
        if not x._array.shape[-1]:
            raise RuntimeError("quantile() input tensor must be non-empty")
        ordered = x.sort(-1).values
        last = x._array.shape[-1] - 1
        rank = np.where(np.isnan(x._array).any(-1, keepdims=True), last, np.atleast_1d(shares) * last)
        if interpolation in ("lower", "higher", "nearest"):
            whole: Any = {"lower": np.floor, "higher": np.ceil, "nearest": np.round}[interpolation]
            rank = whole(rank)
        below = np.floor(rank).astype(np.int64)
        above = np.ceil(rank).astype(np.int64)
        part = 0.5 * (above != below) if interpolation == "midpoint" else rank - below
        weight = input._wrap(part.astype(input._array.dtype))
        low, high = (ordered.gather(-1, input._wrap(place)) for place in (below, above))
        value = low.lerp(high, weight)
        value = value.movedim(-1, 0) if shares.ndim else with_node_name(value.squeeze(-1), "SqueezeBackward4")
        lead = 1 if shares.ndim else 0
        if keepdim:
            shape = [1] * ndim if dim is None else list(input._array.shape)
            if dim is not None and shape:
                shape[axis] = 1
            value = value.reshape(*value.shape[:lead], *shape)
        return value


def median_dim(input: Any, axis: int, keepdim: bool) -> Any:
    """The pair (values, indices) of the medians. nan is the largest, and the median if there is one."""
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
