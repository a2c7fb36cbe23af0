"""Reduction Ops: variance and standard deviation, also with the mean; covariance."""

from __future__ import annotations

import warnings
from typing import Any, Self

import numpy as np

from ..bfloat16 import BFLOAT16
from ..graph import join_outputs
from ..numerics import ONE_THREAD, cascade_sum_all, sequential_sum
from ..record import record, with_node_name
from ..rules import Array, Op, Result, restore_reduced_dims, rule, saving
from .arguments import axes_of
from .declare import Family, composed, function
from .reductions import Axis, add_reduce, check_floating_point, means, reduced_size


@rule("MeanBackward1", name="mean")
def _exact_mean(a: Array, *, axis: Axis, keepdim: bool) -> Result:
    """The mean, rounded once: exact for equal elements."""
    _, (back,) = means[1].forward(a, axis=axis, keepdim=keepdim)
    first = first_elements(a, axis)
    value = first + add_reduce(a - first, axis=axis, keepdims=True) / np.float64(reduced_size(a, axis))
    return (value if keepdim else value.squeeze(axis)).astype(a.dtype), (back,)


@rule("VarBackward0")
def _var(a: Array, *, axis: Axis, correction: float, keepdim: bool, welford: bool = False) -> Result:
    centered, exact, degrees = deviations(a, axis, correction, keepdim, welford)
    back = saving(lambda g: restore_reduced_dims(g, axis, keepdim) * (2 / degrees) * centered, a)
    return exact.astype(a.dtype), (back,)


@rule("StdBackward0")
def _std(a: Array, *, axis: Axis, correction: float, keepdim: bool, welford: bool = False) -> Result:
    centered, variance, degrees = deviations(a, axis, correction, keepdim, welford)
    exact = np.sqrt(variance)
    value = exact.astype(a.dtype)

    def back(g: Array) -> Array:
        grad = restore_reduced_dims(g / (exact * degrees), axis, keepdim) * centered
        return np.where(restore_reduced_dims(exact, axis, keepdim) == 0, 0, grad)

    return value, (saving(back, a, value),)


def first_elements(a: Array, axis: Axis) -> Array:
    """The first elements along these axes, in float64; 0 if there are none."""
    axes = range(a.ndim) if axis is None else [i % a.ndim for i in np.atleast_1d(axis)]
    if not reduced_size(a, axis):
        return np.zeros([1 if i in axes else n for i, n in enumerate(a.shape)])
    return a[tuple(slice(1) if i in axes else slice(None) for i in range(a.ndim))].astype(np.float64)


def deviations(
    a: Array, axis: Axis, correction: float, keepdim: bool, welford: bool
) -> tuple[Array, Array, Array]:
    """Return the deviations from the mean, the variance, and the degrees of freedom; in float64.

    For a single result, PyTorch subtracts the rounded mean, so the deviations of equal elements need not be
    zero. They are the same here, to the last bit. From `ONE_THREAD` elements on, PyTorch's sums depend on the
    number of threads, and the mean here is exact.

    For several results, and with `welford`, the first element is subtracted first: equal elements deviate by
    zero, as in PyTorch, which uses Welford's algorithm."""
    n = reduced_size(a, axis)
    degrees = np.float64(max(n - correction, 0))
    one = n == a.size and not welford and a.itemsize > 2
    if one and 0 < n < ONE_THREAD:
        centered = a - np.float64(cascade_sum_all(a) / a.dtype.type(n))
        squares = np.square(centered)
        variance = add_reduce(squares, axis=None) if a.itemsize < 8 else sequential_sum(squares)
        gone = 0 if keepdim else a.ndim if axis is None else np.size(axis)
        return centered, np.reshape(variance / degrees, (1,) * (a.ndim - gone)), degrees
    if not one:
        a = a - first_elements(a, axis)
    centered = a - add_reduce(a, axis=axis, keepdims=True, dtype=np.float64) / n
    return centered, add_reduce(centered * centered, axis=axis, keepdims=keepdim) / degrees, degrees


class ReductionsVariance(Family):
    """`dim` and `keepdim` as in `Reductions`."""

    __slots__ = ()

    @composed()
    def var(
        input,
        dim: Any = None,
        unbiased: bool = True,
        keepdim: bool = False,
        *,
        correction: float | None = None,
    ) -> Self:
        """The variance, divided by the number of elements less `correction` (1, or 0 if not `unbiased`).

        Without `dim` the shape is (). RuntimeError for integers.

        >>> torch.var(torch.tensor([1., 3.]))
        tensor(2.)
        """
        return var_or_std(_var, input, dim, unbiased, keepdim, correction)

    @composed()
    def std(
        input,
        dim: Any = None,
        unbiased: bool = True,
        keepdim: bool = False,
        *,
        correction: float | None = None,
    ) -> Self:
        """The square root of the variance. Without `dim` the shape is (). RuntimeError for integers.

        >>> torch.std(torch.tensor([1., 3.]))
        tensor(1.4142)
        """
        return var_or_std(_std, input, dim, unbiased, keepdim, correction)

    @composed(out=False)
    def cov(input, *, correction: int = 1, fweights: Any = None, aweights: Any = None) -> Self:
        """The covariances of the rows of a matrix, whose columns are observations, which `fweights` repeats
        and `aweights` weights. RuntimeError for bools.

        >>> torch.cov(torch.tensor([[0., 1., 2.], [2., 1., 0.]]))
        tensor([[ 1., -1.],
                [-1.,  1.]])
        """
        if input._array.dtype == bool:
            raise RuntimeError("cov(): bool dtype is not supported for input")
        x: Any = input if input._array.dtype.kind == "f" else input.float()
        x = x if x._array.ndim > 1 else x.reshape(1, -1)
        if fweights is not None or aweights is not None:
            return weighted_cov(x, correction, fweights, aweights)
        centered = x - x.mean(1, keepdim=True)
        value = centered @ centered.t() / max(x.shape[1] - correction, 0)
        return value.squeeze()


def weighted_cov(x: Any, correction: int, fweights: Any, aweights: Any) -> Any:
    """The covariances of weighted observations."""
    weights: Any = 1 if fweights is None else fweights
    weights = weights if aweights is None else weights * aweights
    total = weights.sum()
    extra = 1 if aweights is None else (weights * aweights).sum() / total
    away = x - (x * weights).sum(1, keepdim=True) / total
    return (away @ (away * weights).t() / (total - correction * extra).clamp(min=0)).squeeze()


def var_or_std(
    op: Op,
    input: Any,
    dim: Any,
    unbiased: bool,
    keepdim: bool,
    correction: float | None,
    welford: bool = False,
) -> Any:
    """var or std; `var(False)` means `unbiased=False`. Warns as PyTorch does if too few elements are left.
    `welford` selects PyTorch's method for several results, also for one."""
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    if correction is None:
        correction = 1.0 if unbiased else 0.0
    check_floating_point(input, "std and var only support")
    array = input._array
    axis = axes_of(dim, array.ndim)
    if reduced_size(array, axis) <= correction:
        warnings.warn(
            f"{op.__name__}(): degrees of freedom is <= 0. Correction should be strictly less than the "
            "reduction factor (input numel divided by output numel).",
            stacklevel=3,
        )
    welford = welford or array.dtype == BFLOAT16
    return record(op, input, axis=axis, correction=correction, keepdim=keepdim, welford=welford)


def with_mean(spread: Any, input: Any, dim: Any, keepdim: bool) -> Any:
    """The pair (`spread`, mean); the mean is rounded once."""
    axis = axes_of(None if isinstance(dim, bool) else dim, input._array.ndim)
    return join_outputs((spread, record(_exact_mean, input, axis=axis, keepdim=keepdim)))


@function(out=False)
def std_mean(
    input: Any, dim: Any = None, unbiased: bool = True, keepdim: bool = False, *, correction: Any = None
) -> Any:
    """The pair (standard deviation, mean). Without `dim` both shapes are (). RuntimeError for integers.

    >>> torch.std_mean(torch.tensor([1., 3.]))
    (tensor(1.4142), tensor(2.))
    """
    spread = var_or_std(_std, input, dim, unbiased, keepdim, correction, welford=True)
    return with_mean(with_node_name(spread, "StdMeanBackward0"), input, dim, keepdim)


@function(out=False)
def var_mean(
    input: Any, dim: Any = None, unbiased: bool = True, keepdim: bool = False, *, correction: Any = None
) -> Any:
    """The pair (variance, mean). Without `dim` both shapes are (). RuntimeError for integers.

    >>> torch.var_mean(torch.tensor([1., 3.]))
    (tensor(2.), tensor(2.))
    """
    spread = var_or_std(_var, input, dim, unbiased, keepdim, correction, welford=True)
    return with_mean(with_node_name(spread, "VarMeanBackward0"), input, dim, keepdim)
