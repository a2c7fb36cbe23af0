"""What reductions do to arrays. `axis` is None (all), an axis or a tuple of axes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ..ops.cascade import ONE_THREAD, sum_in_turn, total
from ..ops.rules import Array, Forward, Op, Result, holding, restored, rule

Axis = Any
add_up: Any = np.add.reduce  # without np.sum's detour, and without its types, which depend on `keepdims`
multiply_up: Any = np.multiply.reduce


def folded(a: Array, axis: Axis) -> int:
    """How many elements go into one."""
    if axis is None:
        return int(a.size)
    return math.prod(a.shape[i] for i in (axis if isinstance(axis, tuple) else (axis,)))


def kind_of_sum(a: Array) -> Any:
    """The type that sums and products of `a` have: int64 for integers, on every platform."""
    return a.dtype if a.dtype.kind == "f" else np.dtype(np.int64)


def by_axis(name: str) -> Callable[[Forward], tuple[Op, Op]]:
    """PyTorch numbers the nodes of whole-tensor and by-axis reductions; `nodes` gives both operations."""

    def pair(forward: Forward) -> tuple[Op, Op]:
        word = name.lower()
        return rule(f"{name}Backward0", name=word)(forward), rule(f"{name}Backward1", name=word)(forward)

    return pair


@by_axis("Sum")
def sums(a: Array, *, axis: Axis, keepdim: bool) -> Result:
    shape = a.shape

    def back(g: Array) -> Array:
        return np.broadcast_to(restored(g, axis, keepdim), shape)

    return add_up(a, axis=axis, dtype=kind_of_sum(a), keepdims=keepdim), (back,)


@by_axis("Mean")
def means(a: Array, *, axis: Axis, keepdim: bool) -> Result:
    n, shape = a.dtype.type(folded(a, axis)), a.shape

    def back(g: Array) -> Array:
        return np.broadcast_to(restored(g / n, axis, keepdim), shape)

    return add_up(a, axis=axis, keepdims=keepdim) / n, (back,)


@rule("MeanBackward1", name="mean")
def exact_mean(a: Array, *, axis: Axis, keepdim: bool) -> Result:
    """Rounded once: that of equal elements is the element."""
    _, (back,) = means[1].forward(a, axis=axis, keepdim=keepdim)
    first = first_along(a, axis)
    value = first + add_up(a - first, axis=axis, keepdims=True) / np.float64(folded(a, axis))
    return (value if keepdim else value.squeeze(axis)).astype(a.dtype), (back,)


sum_all, sum_axis = sums
mean_all, mean_axis = means


@rule("VarBackward0", name="var")
def spread_of(a: Array, *, axis: Axis, correction: float, keepdim: bool, apart: bool = False) -> Result:
    away, exact, degrees = deviations(a, axis, correction, keepdim, apart)
    back = holding(lambda g: restored(g, axis, keepdim) * (2 / degrees) * away, a)
    return exact.astype(a.dtype), (back,)


@rule("StdBackward0", name="std")
def deviation_of(a: Array, *, axis: Axis, correction: float, keepdim: bool, apart: bool = False) -> Result:
    away, variance, degrees = deviations(a, axis, correction, keepdim, apart)
    exact = np.sqrt(variance)
    value = exact.astype(a.dtype)

    def back(g: Array) -> Array:
        slope = restored(g / (exact * degrees), axis, keepdim) * away
        return np.where(restored(exact, axis, keepdim) == 0, 0, slope)

    return value, (holding(back, a, value),)


def first_along(a: Array, axis: Axis) -> Array:
    """The first elements along these axes, in float64; zero where there is none."""
    axes = range(a.ndim) if axis is None else [i % a.ndim for i in np.atleast_1d(axis)]
    if not folded(a, axis):
        return np.zeros([1 if i in axes else n for i, n in enumerate(a.shape)])
    return a[tuple(slice(1) if i in axes else slice(None) for i in range(a.ndim))].astype(np.float64)


def deviations(
    a: Array, axis: Axis, correction: float, keepdim: bool, apart: bool
) -> tuple[Array, Array, Array]:
    """Distances from the mean, the variance, and the degrees of freedom that it was divided by; in float64.

    Where one number comes out, PyTorch takes the distances from the mean as `mean()` gives it, rounded: those
    of equal elements need not be zero. So they are here, to the last bit. From `ONE_THREAD` elements on,
    PyTorch's sums depend on the number of threads, and the mean here is exact.

    Where several come out, and for `apart`, the distances are taken from the first element on: equal elements
    have none, as in PyTorch, which corrects the mean with each element."""
    n = folded(a, axis)
    degrees = np.float64(max(n - correction, 0))
    one = n == a.size and not apart and a.itemsize > 2
    if one and 0 < n < ONE_THREAD:
        away = a - np.float64(total(a) / a.dtype.type(n))
        squares = np.square(away)
        variance = add_up(squares, axis=None) if a.itemsize < 8 else sum_in_turn(squares)
        gone = 0 if keepdim else a.ndim if axis is None else np.size(axis)
        return away, np.reshape(variance / degrees, (1,) * (a.ndim - gone)), degrees
    if not one:
        a = a - first_along(a, axis)
    away = a - add_up(a, axis=axis, keepdims=True, dtype=np.float64) / n
    return away, add_up(away * away, axis=axis, keepdims=keepdim) / degrees, degrees


@rule("ProdBackward0", name="prod")
def product_of(a: Array, *, axis: Axis, keepdim: bool) -> Result:
    value = multiply_up(a, axis=axis, dtype=kind_of_sum(a), keepdims=keepdim)

    def back(g: Array) -> Array:
        zero = a == 0
        zeros = add_up(zero, axis=axis, keepdims=True)
        others = multiply_up(np.where(zero, 1, a), axis=axis, keepdims=True)
        slope = np.where(zeros == 0, others / np.where(zero, 1, a), np.where((zeros == 1) & zero, others, 0))
        return restored(g, axis, keepdim) * slope.astype(a.dtype)

    return value, (holding(back, value),)


product_along = rule("ProdBackward1", name="prod")(product_of.forward)


def extreme(ufunc: Any, node: str, spreads_nan: bool = False) -> Any:
    """Largest or smallest value over `axis`; equal ones share the gradient."""

    def forward(a: Array, *, axis: Axis, keepdim: bool) -> Result:
        value = ufunc.reduce(a, axis=axis, keepdims=keepdim)

        def back(g: Array) -> Array:
            whole = restored(value, axis, keepdim)
            hit = a == whole
            if not spreads_nan and a.dtype.kind == "f":
                hit |= np.isnan(a) & np.isnan(whole)
            share = restored(g, axis, keepdim) / add_up(hit, axis=axis, keepdims=True, dtype=a.dtype)
            return share * hit if spreads_nan else np.where(hit, share, 0)

        return value, (back,)

    return rule(node)(forward)


shared_max, shared_min = (
    extreme(np.maximum, "AmaxBackward0", True),
    extreme(np.minimum, "AminBackward0", True),
)
max_all, min_all = extreme(np.maximum, "MaxBackward1"), extreme(np.minimum, "MinBackward1")


def values_at(node: str) -> Any:
    """The values at `index` along `axis`, for operations that also return where they found them."""

    def take(a: Array, *, index: Array, axis: int, keepdim: bool = True) -> Result:
        shape = a.shape

        def back(g: Array) -> Array:
            whole = np.zeros(shape, g.dtype)
            np.put_along_axis(whole, places, restored(g, axis, keepdim), axis)
            return whole

        places = restored(index, axis, keepdim)
        value = np.take_along_axis(a, places, axis)
        return value if keepdim else value.squeeze(axis), (back,)

    return rule(node)(take)


max_axis, min_axis = values_at("MaxBackward0"), values_at("MinBackward0")


@rule("LinalgVectorNormBackward0", name="norm")
def norm_of(a: Array, *, p: float, axis: Axis, keepdim: bool) -> Result:
    """The p-norm over `axis`; its gradient is 0 where the norm is 0."""
    size = np.abs(a)
    if p == 0:
        return add_up(size != 0, axis=axis, keepdims=keepdim, dtype=a.dtype), (lambda g: np.zeros_like(a),)
    if math.isinf(p):
        ufunc: Any = np.maximum if p > 0 else np.minimum
        value = ufunc.reduce(size, axis=axis, keepdims=keepdim)
    elif p == 2:
        value = np.sqrt(add_up(a * a, axis=axis, keepdims=keepdim))
    else:
        value = add_up(size**p, axis=axis, keepdims=keepdim) ** (1 / p)

    def back(g: Array) -> Array:
        whole = restored(value, axis, keepdim)
        if math.isinf(p):
            hit = size == whole
            slope = np.sign(a) * hit / add_up(hit, axis=axis, keepdims=True, dtype=a.dtype)
        else:
            slope = np.where(whole == 0, 0, np.sign(a) * (size / np.where(whole == 0, 1, whole)) ** (p - 1))
        return restored(g, axis, keepdim) * slope.astype(a.dtype)

    return value, (back,)


@rule("LogsumexpBackward0", name="logsumexp")
def log_of_sum(a: Array, *, axis: Axis, keepdim: bool) -> Result:
    top = np.maximum.reduce(a, axis=axis, keepdims=True, initial=-np.inf)
    top = np.where(np.isfinite(top), top, 0).astype(a.dtype)
    whole = np.log(add_up(np.exp(a - top), axis=axis, keepdims=True)) + top
    value = whole if keepdim else np.squeeze(whole, axis=axis)
    back = holding(lambda g: restored(g, axis, keepdim) * np.exp(a - whole), value)
    return value, (back,)


def summed_back(g: Array, axis: int) -> Array:
    """Running sums from the end."""
    return np.flip(np.cumsum(np.flip(g, axis), axis), axis) if g.ndim else g


@rule("CumsumBackward0", name="cumsum")
def running_sum(a: Array, *, axis: int) -> Result:
    value = np.cumsum(np.ascontiguousarray(a), axis, kind_of_sum(a)).reshape(a.shape)
    return value, (lambda g: summed_back(g, axis),)


@rule("CumprodBackward0", name="cumprod")
def running_product(a: Array, *, axis: int) -> Result:
    value = np.cumprod(np.ascontiguousarray(a), axis, kind_of_sum(a)).reshape(a.shape)

    def back(g: Array) -> Array:
        if a.all():
            return summed_back(g * value, axis) / a
        x, weights = np.moveaxis(np.atleast_1d(a), axis, 0), np.moveaxis(np.atleast_1d(g), axis, 0)
        slope = np.empty_like(x)
        for k in range(len(x)):  # what x[k] is multiplied with in this and each later product
            others = x.copy()
            others[k] = 1
            slope[k] = (np.cumprod(others, 0) * weights)[k:].sum(0)
        return np.moveaxis(slope, 0, axis).reshape(a.shape)

    return value, (back,)
