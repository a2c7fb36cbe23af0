"""Further Reduction Ops and running ones: `nansum`, `nanmedian`, `aminmax`, `kthvalue`, `cummax`."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..bfloat16 import type_name
from ..dtypes import dtype as Dtype
from ..record import record, with_node_name
from ..rules import Array, Result, rule
from .arguments import axis_of, check_kind
from .comparison_sorting import ComparisonSorting
from .declare import composed, function
from .indexing_gather import _gather
from .indexing_joining import stack
from .out import return_type
from .pointwise_arithmetic import mul_number
from .reductions_max_min import check_not_empty, values_at_indices, with_indices
from .reductions_quantiles import ReductionsQuantiles, _median

Tensor = Any  # avoids a circular import
cummax_pair, cummin_pair = return_type("cummax"), return_type("cummin")
kthvalue_pair, nanmedian_pair = return_type("kthvalue"), return_type("nanmedian")
Extremes = return_type("aminmax", "min max")
_cummax = rule("CummaxBackward0", name="cummax")(_gather.forward)
_cummin = rule("CumminBackward0", name="cummin")(_gather.forward)
kth_values, nanmedian_values = values_at_indices("KthvalueBackward0"), values_at_indices("NanmedianBackward1")


@composed()
def nansum(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Dtype | None = None) -> Tensor:
    """The sum over `dim`, by default of all elements (shape ()), with nan counting as zero.

    >>> torch.nansum(torch.tensor([1., torch.nan]))
    tensor(1.)
    """
    if input._array.dtype.kind != "f":
        return input.sum(dim, keepdim, dtype=dtype)
    x = input if dtype is None else input.to(dtype)
    numbers = x.masked_fill(x.isnan(), 0)
    return with_node_name(numbers.sum(dim, keepdim), "NansumBackward0", x)


@composed()
def nanmean(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Dtype | None = None) -> Tensor:
    """The mean over `dim`, by default of all elements, of those that are not nan. RuntimeError for integers.

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


@composed()
def aminmax(input: Tensor, *, dim: int | None = None, keepdim: bool = False) -> Any:
    """The pair (min, max) over `dim`, by default of all elements (shapes ()).

    >>> torch.aminmax(torch.tensor([3, 1, 2]))
    torch.return_types.aminmax(
    min=tensor(1),
    max=tensor(3))
    """
    over = () if dim is None else dim
    if not input._array.size:
        check_not_empty(input, "aminmax", dim)
    ends = input.amin(over, keepdim), input.amax(over, keepdim)
    return Extremes(*(with_node_name(end, "AminmaxBackward0") for end in ends))


@composed()
def cummax(input: Tensor, dim: int) -> Any:
    """A pair: the largest element so far along `dim`, and where it is. Both have the shape of the input.

    >>> torch.cummax(torch.tensor([1, 3, 2]), 0).values
    tensor([1, 3, 3])
    """
    return running(input, dim, np.greater_equal, _cummax, cummax_pair)


@composed()
def cummin(input: Tensor, dim: int) -> Any:
    """A pair: the smallest element so far along `dim`, and where it is. Both have the shape of the input.

    >>> torch.cummin(torch.tensor([2, 3, 1]), 0).values
    tensor([2, 2, 1])
    """
    return running(input, dim, np.less_equal, _cummin, cummin_pair)


def running(input: Any, dim: int, beats: Any, op: Any, pair: Any) -> Any:
    """The running extreme and its place: the later one of equals, and nan from the first one on."""
    array = input._array
    axis = axis_of(dim, array.ndim)
    if not array.ndim:
        same = with_node_name(input.clone(), op.node)
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


@rule("LogcumsumexpBackward0", takes="f")
def _logcumsumexp(a: Array, *, axis: int) -> Result:
    value = np.logaddexp.accumulate(np.ascontiguousarray(a), axis).reshape(a.shape) if a.ndim else a

    def back(g: Array) -> Array:
        """Sums of g * exp(a - value) from the end, by their logarithms, for each sign of g."""
        parts = []
        for sign in (1, -1):
            logs = np.flip(np.atleast_1d(np.log(np.maximum(sign * g, 0)) - value), axis)
            parts.append(np.exp(np.flip(np.logaddexp.accumulate(logs, axis), axis).reshape(a.shape) + a))
        return parts[0] - parts[1]

    return value, (back,)


@composed(out="expected scalar_type {wanted.kind} but found {found.kind}")
def logcumsumexp(input: Tensor, dim: int) -> Tensor:
    """The logarithms of running sums of exponentials along `dim`. NotImplementedError for integers. The
    result keeps the shape.

    >>> torch.logcumsumexp(torch.zeros(2), 0)
    tensor([0.0000, 0.6931])
    """
    return record(_logcumsumexp, input, axis=axis_of(dim, input._array.ndim))


@composed()
def kthvalue(input: Tensor, k: int, dim: int = -1, keepdim: bool = False) -> Any:
    """A pair: the `k`-th smallest value along `dim`, from 1 on, and where it is. RuntimeError for a `k` out
    of range. Both lose `dim`, unless `keepdim`. Any shape; indices are int64.

    >>> torch.kthvalue(torch.tensor([3, 1, 2]), 2).values
    tensor(2)
    """
    axis, array = axis_of(dim, input._array.ndim), np.atleast_1d(input._array)
    if input._array.ndim and array.size:
        check_kind(input, "kthvalue")
    if not array.shape[axis]:
        raise IndexError(f"kthvalue(): Expected reduction dim {axis} to have non-zero size.")
    if not 1 <= k <= array.shape[axis]:
        raise RuntimeError(f"kthvalue(): selected number k out of range for dimension {axis}")
    index = np.argsort(array, axis=axis, kind="stable").astype(np.int64).take([k - 1], axis)
    if not input._array.ndim:
        same = with_node_name(input.clone(), "KthvalueBackward0")
        return kthvalue_pair(same, input._wrap(index.reshape(())))
    return with_indices(input, kth_values, index, axis, keepdim, kthvalue_pair)


@composed()
def nanmedian(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Any:
    """The median of the elements that are not nan; with `dim` a pair. Shapes are those of `median`.

    >>> torch.nanmedian(torch.tensor([3., torch.nan, 1.]))
    tensor(1.)
    """
    if dim is None:
        if not input._array.size:
            return input.median()
        value = nanmedian_dim(input.detach().reshape(-1), 0, False).values
        return with_node_name(record(_median, input, value=value._array), "NanmedianBackward0")
    return nanmedian_dim(input, axis_of(dim, input._array.ndim), keepdim)


def nanmedian_dim(input: Any, axis: int, keepdim: bool) -> Any:
    """The pair (values, indices) of the medians of what is not nan."""
    array = input._array
    if not array.ndim:
        return nanmedian_pair(input.clone(), input._wrap(np.zeros((), np.int64)))
    check_not_empty(input, "nanmedian", axis)
    order = np.argsort(array, axis=axis, kind="stable").astype(np.int64)
    count = (~np.isnan(array)).sum(axis, keepdims=True) if array.dtype.kind == "f" else array.shape[axis]
    middle = np.maximum(np.asarray(count) - 1, 0) // 2
    shape = [1 if i == axis else n for i, n in enumerate(array.shape)]
    index = np.take_along_axis(order, np.broadcast_to(middle, shape), axis)
    return with_indices(input, nanmedian_values, index, axis, keepdim, nanmedian_pair)


@composed(out="nanquantile() out tensor must be same dtype as the input tensor")
def nanquantile(
    input: Tensor, q: Any, dim: int | None = None, keepdim: bool = False, *, interpolation: str = "linear"
) -> Tensor:
    """As `quantile`, of the elements that are not nan. Shapes and errors are the same.

    >>> torch.nanquantile(torch.tensor([0., torch.nan, 2.]), 0.5)
    tensor(1.)
    """
    whole = input.reshape(-1) if dim is None else input
    axis = axis_of(0 if dim is None else dim, whole.ndim)
    missing = np.isnan(whole._array) if input._array.dtype.kind == "f" else np.zeros(1, bool)
    if not missing.any() or not input._array.ndim:
        return ReductionsQuantiles.quantile(input, q, dim, keepdim, interpolation=interpolation)
    lines = whole.movedim(axis, -1).reshape(-1, whole.shape[axis])
    found = []
    for line in lines:
        here = line[~line.isnan()]
        found.append((here if here.numel() else line).quantile(q, 0, interpolation=interpolation))
    several, value = found[0].ndim == 1, stack(found)
    shape = [n for i, n in enumerate(whole.shape) if i != axis]
    if keepdim:
        shape = [1] * input.ndim if dim is None else [*shape[:axis], 1, *shape[axis:]]
    value = value.t().reshape(-1, *shape) if several else value.reshape(shape)
    return with_node_name(value, "SqueezeBackward4")


@composed()
def msort(input: Tensor) -> Tensor:
    """The elements in order along the first dimension. The result keeps the shape.

    >>> torch.msort(torch.tensor([2, 1]))
    tensor([1, 2])
    """
    return ComparisonSorting.sort(input, 0).values


@composed(out=False)
def corrcoef(input: Tensor) -> Tensor:
    """Pearson's correlation coefficients of the rows of a matrix, whose columns are observations. (m, n) →
    (m, m). RuntimeError for more dimensions.

    >>> torch.corrcoef(torch.tensor([[0., 1., 2.], [2., 1., 0.]]))
    tensor([[ 1., -1.],
            [-1.,  1.]])
    """
    if input._array.ndim > 2:
        raise RuntimeError(
            "corrcoef(): expected input to have two or fewer dimensions but got an input with "
            f"{input._array.ndim} dimensions"
        )
    c = input.cov()
    if not c.ndim:
        return c / c
    spread = c.diagonal().sqrt()
    return (c / spread.reshape(-1, 1) / spread).clamp(-1, 1)


def steps_of(x: Tensor, dim: int, axis: int, ndim: int) -> Tensor:
    """The distances of neighbors of `x` along `dim`; those of a vector stand along `axis` of `ndim`."""
    if x.ndim == 1:
        return x.diff().reshape([-1 if i == axis else 1 for i in range(ndim)])
    return x.diff(dim=dim)


@function(out=False, aliases="trapz")
def trapezoid(y: Any, x: Any = None, *, dx: float = 1.0, dim: int = -1) -> Any:
    """The integral of `y` along `dim` by the trapezoidal rule, at the places `x`, or `dx` apart. The shape
    loses `dim`. RuntimeError for bool and for another number of `x`.

    >>> torch.trapezoid(torch.tensor([1., 2., 3.]))
    tensor(4.)
    """
    axis = axis_of(dim, y._array.ndim)
    size = y._array.shape[axis]
    if y._array.dtype == bool and size:
        raise RuntimeError("trapezoid: received a bool input for `y`, but bool is not supported")
    if not size:
        return y.new_zeros([n for i, n in enumerate(y._array.shape) if i != axis])
    both = y.narrow(axis, 1, size - 1) + y.narrow(axis, 0, size - 1)
    if x is None:
        return with_node_name(mul_number(both.sum(axis), dx / 2), "MulBackward1")
    if x._array.ndim == 1 and x._array.shape[0] != size:
        raise RuntimeError("trapezoid: There must be one `x` value for each sample point")
    return with_node_name((both * steps_of(x, dim, axis, y.ndim)).sum(axis) / 2, "DivBackward1")


@function(out=False)
def cumulative_trapezoid(y: Any, x: Any = None, *, dx: float = 1.0, dim: int = -1) -> Any:
    """The integral of `y` along `dim` up to each place, by the trapezoidal rule, at the places `x`, or `dx`
    apart. `dim` becomes shorter by one. RuntimeError for bool. Shape (…, n) → (…, n - 1).

    >>> torch.cumulative_trapezoid(torch.tensor([1., 2., 4.]))
    tensor([1.5000, 4.5000])
    """
    axis = axis_of(dim, y.ndim)
    if y._array.dtype == bool:
        raise RuntimeError("cumulative_trapezoid: received a bool input for `y`, but bool is not supported")
    size = y.shape[axis]
    both = y.narrow(axis, 1, size - 1) + y.narrow(axis, 0, size - 1)
    if x is None:
        return mul_number(both, dx / 2).cumsum(axis)
    return with_node_name((both * steps_of(x, dim, axis, y.ndim)).cumsum(axis) / 2, "DivBackward1")
