"""Statistics of elements: what is left without nan, running extremes, covariances."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ..bfloat16 import type_name
from ..dtypes import dtype as Dtype
from ..multiple_outputs import joined
from ..ops.rules import Array, Result, rule
from ..record import named, record
from .arguments import axes_of, axis_of
from .declare import Family, composed
from .elementwise import numeric
from .extremes import with_indices
from .folds import deviation_of, exact_mean, spread_of, values_at
from .moves import cat, gather
from .ordering import median_of_all
from .reducing import measured
from .return_types import return_type

cummax_pair, cummin_pair = return_type("cummax"), return_type("cummin")
kthvalue_pair, mode_pair = return_type("kthvalue"), return_type("mode")
nanmedian_pair = return_type("nanmedian")
Extremes = return_type("aminmax", "min max")

running_max = rule("CummaxBackward0", name="cummax")(gather.forward)
running_min = rule("CumminBackward0", name="cummin")(gather.forward)
kth_values, mode_values = values_at("KthvalueBackward0"), values_at("ModeBackward0")
nanmedian_values = values_at("NanmedianBackward1")


@rule("LogcumsumexpBackward0", takes="f", name="logcumsumexp")
def running_log_of_sum(a: Array, *, axis: int) -> Result:
    value = np.logaddexp.accumulate(np.ascontiguousarray(a), axis).reshape(a.shape)

    def back(g: Array) -> Array:
        """Sums of g * exp(a - value) from the end, by their logarithms, for each sign of g."""
        parts = []
        for sign in (1, -1):
            logs = np.flip(np.atleast_1d(np.log(np.maximum(sign * g, 0)) - value), axis)
            parts.append(np.exp(np.flip(np.logaddexp.accumulate(logs, axis), axis).reshape(a.shape) + a))
        return parts[0] - parts[1]

    return value, (back,)


class Statistics(Family):
    """`dim` is the dimension along which the elements are counted."""

    __slots__ = ()

    @composed()
    def nansum(input, dim: Any = None, keepdim: bool = False, *, dtype: Dtype | None = None) -> Self:
        """The sum, with nan counting as zero.

        >>> torch.nansum(torch.tensor([1., torch.nan]))
        tensor(1.)
        """
        if input._array.dtype.kind != "f":
            return input.sum(dim, keepdim, dtype=dtype)
        return named(input.nan_to_num(0.0, np.inf, -np.inf).sum(dim, keepdim, dtype=dtype), "NansumBackward0")

    @composed()
    def nanmean(input, dim: Any = None, keepdim: bool = False, *, dtype: Dtype | None = None) -> Self:
        """The mean of the elements that are not nan.

        >>> torch.nanmean(torch.tensor([1., torch.nan, 3.]))
        tensor(2.)
        """
        if input._array.dtype.kind != "f":
            raise RuntimeError(
                "nanmean(): expected input to have floating point or complex dtype but got "
                f"{type_name(input._array)}: write .float()"
            )
        count = input.isnan().logical_not().sum(dim, keepdim)
        return input.nansum(dim, keepdim, dtype=dtype) / count

    @composed(out=False)
    def std_mean(
        input, dim: Any = None, unbiased: bool = True, keepdim: bool = False, *, correction: Any = None
    ) -> Any:
        """The pair (standard deviation, mean).

        >>> torch.std_mean(torch.tensor([1., 3.]))
        (tensor(1.4142), tensor(2.))
        """
        spread = measured(deviation_of, input, dim, unbiased, keepdim, correction, apart=True)
        return with_mean(named(spread, "StdMeanBackward0"), input, dim, keepdim)

    @composed(out=False)
    def var_mean(
        input, dim: Any = None, unbiased: bool = True, keepdim: bool = False, *, correction: Any = None
    ) -> Any:
        """The pair (variance, mean).

        >>> torch.var_mean(torch.tensor([1., 3.]))
        (tensor(2.), tensor(2.))
        """
        spread = measured(spread_of, input, dim, unbiased, keepdim, correction, apart=True)
        return with_mean(named(spread, "VarMeanBackward0"), input, dim, keepdim)

    @composed()
    def aminmax(input, *, dim: int | None = None, keepdim: bool = False) -> Any:
        """The pair (min, max).

        >>> torch.aminmax(torch.tensor([3, 1, 2]))
        torch.return_types.aminmax(
        min=tensor(1),
        max=tensor(3))
        """
        over = () if dim is None else dim
        ends = input.amin(over, keepdim), input.amax(over, keepdim)
        return Extremes(*(named(end, "AminmaxBackward0") for end in ends))

    @composed()
    def cummax(input, dim: int) -> Any:
        """A pair: the largest element so far, and where it is.

        >>> torch.cummax(torch.tensor([1, 3, 2]), 0).values
        tensor([1, 3, 3])
        """
        return running(input, dim, np.greater_equal, running_max, cummax_pair)

    @composed()
    def cummin(input, dim: int) -> Any:
        """A pair: the smallest element so far, and where it is.

        >>> torch.cummin(torch.tensor([2, 3, 1]), 0).values
        tensor([2, 2, 1])
        """
        return running(input, dim, np.less_equal, running_min, cummin_pair)

    @composed(out="expected scalar_type {wanted.kind} but found {found.kind}")
    def logcumsumexp(input, dim: int) -> Self:
        """The logarithms of running sums of exponentials.

        >>> torch.logcumsumexp(torch.zeros(2), 0)
        tensor([0.0000, 0.6931])
        """
        return record(running_log_of_sum, input, axis=axis_of(dim, input._array.ndim))

    @composed()
    def kthvalue(input, k: int, dim: int = -1, keepdim: bool = False) -> Any:
        """A pair: the `k`-th smallest value, from 1 on, and where it is.

        >>> torch.kthvalue(torch.tensor([3, 1, 2]), 2).values
        tensor(2)
        """
        axis, array = axis_of(dim, input._array.ndim), np.atleast_1d(input._array)
        if input._array.ndim and array.size:
            numeric(input, "kthvalue")
        if not array.shape[axis]:
            raise IndexError(f"kthvalue(): Expected reduction dim {axis} to have non-zero size.")
        if not 1 <= k <= array.shape[axis]:
            raise RuntimeError(f"kthvalue(): selected number k out of range for dimension {axis}")
        index = np.argsort(array, axis=axis, kind="stable").astype(np.int64).take([k - 1], axis)
        if not input._array.ndim:
            same = named(input.clone(), "KthvalueBackward0")
            return kthvalue_pair(same, input._wrap(index.reshape(())))
        return with_indices(input, kth_values, index, axis, keepdim, kthvalue_pair)

    @composed(out="expected scalar type {wanted.kind} but got {found.kind} for {name}")
    def mode(input, dim: int = -1, keepdim: bool = False) -> Any:
        """A pair: the most frequent value, the smallest of several, and where it stands last.

        >>> torch.mode(torch.tensor([3, 1, 3])).values
        tensor(3)
        """
        axis, array = axis_of(dim, input._array.ndim), input._array
        if not array.ndim:
            return mode_pair(input.clone(), input._wrap(np.zeros((), np.int64)))

        if not array.shape[axis]:
            raise IndexError(f"mode(): Expected reduction dim {axis} to have non-zero size.")

        def place(line: Array) -> Any:
            _, group, counts = np.unique(line, return_inverse=True, return_counts=True, equal_nan=False)
            return np.flatnonzero(group == np.argmax(counts))[-1]

        index = np.apply_along_axis(place, axis, array).astype(np.int64)
        return with_indices(input, mode_values, np.expand_dims(index, axis), axis, keepdim, mode_pair)

    @composed()
    def nanmedian(input, dim: int | None = None, keepdim: bool = False) -> Any:
        """The median of the elements that are not nan; with `dim` a pair (values, indices).

        >>> torch.nanmedian(torch.tensor([3., torch.nan, 1.]))
        tensor(1.)
        """
        if dim is None:
            value = nanmedian_of(input.detach().reshape(-1), 0, False).values
            return named(record(median_of_all, input, value=value._array), "NanmedianBackward0")
        return nanmedian_of(input, axis_of(dim, input._array.ndim), keepdim)

    @composed()
    def diff(input, n: int = 1, dim: int = -1, prepend: Any = None, append: Any = None) -> Self:
        """Differences of neighbors, `n` times over.

        >>> torch.diff(torch.tensor([1, 3, 2]))
        tensor([ 2, -1])
        """
        if not input._array.ndim:
            raise RuntimeError("diff expects input to be at least one-dimensional")
        if n < 0:
            raise RuntimeError(f"order must be non-negative but got {n}")
        axis = axis_of(dim, input._array.ndim)
        parts = [part for part in (prepend, input, append) if part is not None]
        if any(part.ndim != input.ndim for part in parts):
            raise RuntimeError("diff expects prepend or append to be the same dimension as input")
        for i, size in enumerate(input.shape):
            for part in parts:
                if i != axis and part.shape[i] != size:
                    raise RuntimeError(
                        "diff expects the shape of tensor to prepend or append to match that of input except "
                        f"along the differencing dimension; input.size({i}) = {size}, but got "
                        f"tensor.size({i}) = {part.shape[i]}"
                    )
        x: Any = parts[0] if len(parts) == 1 else record(cat, *parts, axis=axis)
        for _ in range(min(n, x.shape[axis])):
            size = x.shape[axis]
            later, earlier = x.narrow(axis, 1, size - 1), x.narrow(axis, 0, size - 1)
            x = later ^ earlier if x._array.dtype == bool else later - earlier
        return x

    @composed(out=False)
    def cov(input, *, correction: int = 1, fweights: Any = None, aweights: Any = None) -> Self:
        """The covariances of the rows of a matrix, whose columns are observations.

        >>> torch.cov(torch.tensor([[0., 1., 2.], [2., 1., 0.]]))
        tensor([[ 1., -1.],
                [-1.,  1.]])
        """
        if input._array.dtype == bool:
            raise RuntimeError("cov(): bool dtype is not supported for input")
        if fweights is not None or aweights is not None:
            raise NotImplementedError("cov with weights: repeat the columns, or weight them by hand")
        x: Any = input if input._array.dtype.kind == "f" else input.float()
        x = x if x._array.ndim > 1 else x.reshape(1, -1)
        away = x - x.mean(1, keepdim=True)
        value = away @ away.t() / max(x.shape[1] - correction, 0)
        return value.squeeze()

    @composed(out=False)
    def corrcoef(input) -> Self:
        """Pearson's correlation coefficients of the rows of a matrix.

        >>> torch.corrcoef(torch.tensor([[0., 1., 2.], [2., 1., 0.]]))
        tensor([[ 1., -1.],
                [-1.,  1.]])
        """
        c: Any = input.cov()
        if not c.ndim:
            return c / c
        spread = c.diagonal().sqrt()
        return (c / spread.reshape(-1, 1) / spread).clamp(-1, 1)


def with_mean(spread: Any, input: Any, dim: Any, keepdim: bool) -> Any:
    """The pair (`spread`, mean), the mean of which is rounded once."""
    axis = axes_of(None if isinstance(dim, bool) else dim, input._array.ndim)
    return joined((spread, record(exact_mean, input, axis=axis, keepdim=keepdim)))


def running(input: Any, dim: int, beats: Any, op: Any, pair: Any) -> Any:
    """The running extreme and its place: the later one of equals, and nan from the first one on."""
    array = input._array
    axis = axis_of(dim, array.ndim)
    if not array.ndim:
        same = named(input.clone(), op.node)
        return pair(same, input._wrap(np.zeros((), np.int64)))
    lines = np.moveaxis(array, axis, 0)
    index = np.zeros(lines.shape, np.int64)
    for i in range(1, len(lines)):
        best = np.take_along_axis(lines, index[i - 1 : i], 0)[0]
        hit = beats(lines[i], best)
        if array.dtype.kind == "f":
            hit = np.isnan(lines[i]) | (hit & ~np.isnan(best))
        index[i] = np.where(hit, i, index[i - 1])
    places = input._wrap(np.moveaxis(index, 0, axis))
    return pair(record(op, input, index=places, axis=axis), places)


def nanmedian_of(input: Any, axis: int, keepdim: bool) -> Any:
    """The pair (values, indices) of the medians of what is not nan."""
    array = input._array
    if not array.ndim:
        return nanmedian_pair(input.clone(), input._wrap(np.zeros((), np.int64)))
    order = np.argsort(array, axis=axis, kind="stable").astype(np.int64)
    count = (~np.isnan(array)).sum(axis, keepdims=True) if array.dtype.kind == "f" else array.shape[axis]
    middle = np.maximum(np.asarray(count) - 1, 0) // 2
    shape = [1 if i == axis else n for i, n in enumerate(array.shape)]
    index = np.take_along_axis(order, np.broadcast_to(middle, shape), axis)
    return with_indices(input, nanmedian_values, index, axis, keepdim, nanmedian_pair)
