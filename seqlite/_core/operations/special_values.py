"""The functions of statistics on arrays: error, gamma, zeta and Bessel functions, computed in float64."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache, wraps
from typing import Any

import numpy as np

from ..numerics import restore, suppress_fp_warnings
from ..rules import Array
from .special import ERFC_P, ERFC_Q, TAIL_P, TAIL_Q, erf_of, horner

DIGAMMA = (1 / 12, -691 / 32760, 1 / 132, -1 / 240, 1 / 252, -1 / 120, 1 / 12)  # B_2k / 2k, the last first
LGAMMA = (-691 / 360360, 1 / 1188, -1 / 1680, 1 / 1260, -1 / 360, 1 / 12)  # B_2k / (2k (2k - 1))
ZETA = tuple(
    b / math.factorial(2 * k)  # B_2k / (2k)!
    for k, b in enumerate(
        (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798), 1
    )
)
ROOT_PI, ROOT2 = math.sqrt(math.pi), math.sqrt(2)


def in_float64(compute: Callable[..., Array]) -> Callable[..., Array]:
    """Give `compute` broadcast arrays of float64, and its result the type of the last argument."""

    @wraps(compute)
    def cast(*arguments: Any) -> Array:
        before = suppress_fp_warnings()
        try:
            wide = np.broadcast_arrays(*(np.asarray(a, np.float64) for a in arguments))
            return np.asarray(compute(*wide)).astype(np.asarray(arguments[-1]).dtype)
        finally:
            restore(before)

    return cast


@in_float64
def erfcx_of(x: Array) -> Array:
    """exp(x * x) * erfc(x) by Cody's rational approximations (Math. Comp. 23, 1969)."""
    size = np.abs(x)
    y = np.clip(size, 0.46875, 4.0)
    middle = horner(y, ERFC_P) / horner(y, ERFC_Q)
    y = np.maximum(size, 4.0)
    w = 1 / (y * y)
    far = (1 / ROOT_PI - w * horner(w, TAIL_P) / horner(w, TAIL_Q)) / y
    near = np.exp(np.minimum(x * x, 1)) * (1 - erf_of(x))
    value = np.where(size <= 4.0, middle, far)
    value = np.where(x < 0, 2 * np.exp(x * x) - value, value)
    value = np.where(x == np.inf, 0, value)
    return np.where(np.isnan(x), x, np.where(size <= 0.46875, near, value))


@in_float64
def erfc_of(x: Array) -> Array:
    """1 - erf(x), exact where erf rounds to 1."""
    tail = np.exp(-x * x) * erfcx_of(np.abs(x))
    return np.where(np.abs(x) <= 0.46875, 1 - erf_of(x), np.where(x < 0, 2 - tail, tail))


@in_float64
def erfinv_of(p: Array) -> Array:
    """The inverse of erf: Winitzki's starting value (2008), then Halley's steps."""
    inside = np.clip(p, -1 + 1e-16, 1 - 1e-16)
    w = np.log1p(-inside * inside)
    half = 2 / (math.pi * 0.147) + w / 2
    x = np.copysign(np.sqrt(np.sqrt(half * half - w / 0.147) - half), inside)
    for _ in range(4):
        away = np.where(np.abs(inside) < 0.5, erf_of(x) - inside, 0)
        away = np.where(inside >= 0.5, (1 - inside) - erfc_of(x), away)
        away = np.where(inside <= -0.5, erfc_of(-x) - (1 + inside), away)
        slope = 2 / ROOT_PI * np.exp(-x * x)
        x = x - away / (slope + x * away)
    x = np.where(np.abs(p) == 1, np.copysign(np.inf, p), np.where(np.abs(p) > 1, np.nan, x))
    return np.where(np.isnan(p), p, x)


@in_float64
def log_ndtr_of(x: Array) -> Array:
    """The logarithm of the distribution function of the standard normal, exact in the left tail."""
    z = x / ROOT2
    return np.where(x < 1, np.log(erfcx_of(-z) / 2) - z * z, np.log1p(-erfc_of(z) / 2))


@in_float64
def ndtri_of(p: Array) -> Array:
    """The quantiles of the standard normal: Newton's steps on its logarithm, in the left half."""
    tail = np.clip(np.minimum(p, 1 - p), 1e-320, 0.5)
    x = np.where(tail > 0.1, ROOT2 * erfinv_of(2 * tail - 1), -np.sqrt(np.maximum(-2 * np.log(tail), 0)))
    for _ in range(8):
        slope = math.sqrt(2 / math.pi) / erfcx_of(-x / ROOT2)
        x = x - (log_ndtr_of(x) - np.log(tail)) / slope
    x = np.where(p == 0.5, 0, np.where(p > 0.5, -x, x))
    x = np.where(p == 0, -np.inf, np.where(p == 1, np.inf, x))
    return np.where((p < 0) | (p > 1) | np.isnan(p), np.nan, x)


def raised(x: Array, least: float) -> tuple[Array, list[tuple[Array, Array]]]:
    """`x` plus as many ones as bring it to `least`; and at each step where that was so, and what it was."""
    passed = []
    for _ in range(math.ceil(least)):
        low = x < least
        passed.append((low, x))
        x = x + low
    return x, passed


@cache
def near_two() -> tuple[float, ...]:
    """The coefficients (-1) ** k * (zeta(k) - 1) / k of lgamma's series around 2, the last first."""
    sums = zeta_of(np.arange(2.0, 40), np.full(38, 2.0))
    return tuple((-1) ** k * float(rest) / k for k, rest in enumerate(sums, 2))[::-1]


@in_float64
def lgamma_of(x: Array) -> Array:
    """log |gamma|: Stirling's series from 8 on, below by the recurrence and by reflection."""
    y, passed = raised(np.where(x < 0.5, 1 - x, x), 8)
    w = 1 / (y * y)
    value = (y - 0.5) * np.log(y) - y + math.log(2 * math.pi) / 2 + horner(w, LGAMMA) / y
    value = value - np.log(math.prod(np.where(low, at, 1) for low, at in passed))
    turned = math.log(math.pi) - np.log(np.abs(np.sin(math.pi * (x - np.round(x))))) - value
    value = np.where(x < 0.5, turned, value)
    z = np.where(np.abs(x - 1.5) < 1, x - np.where(x < 1.5, 1, 2), 0)  # a series around 2 near both zeros
    near = z * (1 - np.euler_gamma) + z * z * horner(z, near_two())
    value = np.where(np.abs(x - 1.5) < 1, near - np.where(x < 1.5, np.log1p(z), 0), value)
    value = np.where(np.isinf(x) | ((x <= 0) & (x == np.floor(x))), np.inf, value)
    return np.where((x == 1) | (x == 2), 0, value)


@in_float64
def digamma_of(x: Array) -> Array:
    """The slope of lgamma: the asymptotic series from 6 on, below by the recurrence and by reflection."""
    y, passed = raised(np.where(x < 0, 1 - x, x), 6)
    w = 1 / (y * y)
    value = np.log(y) - 0.5 / y - w * horner(w, DIGAMMA)
    value = value - sum(np.where(low, 1 / at, 0) for low, at in passed)
    value = np.where(x < 0, value - math.pi / np.tan(math.pi * (x - np.round(x))), value)
    value = np.where((x < 0) & (x == np.floor(x)), np.nan, value)
    return np.where(x == 0, -np.copysign(np.inf, x), np.where(x == np.inf, x, value))


@in_float64
def zeta_of(s: Array, q: Array) -> Array:
    """Hurwitz's zeta function, the sum of (q + k) ** -s, by Euler and Maclaurin's formula."""
    terms = 12 + min(max(math.ceil(-q.min(initial=0)), 0), 1000)
    value = sum(((q + k) ** -s for k in range(terms)), np.zeros_like(q))
    top = q + terms
    value = value + top ** (1 - s) / (s - 1) + top**-s / 2
    factor, power = s, top ** (-s - 1)
    for k, bernoulli in enumerate(ZETA, 1):
        value = value + bernoulli * factor * power
        factor = factor * (s + 2 * k - 1) * (s + 2 * k)
        power = power / (top * top)
    pole = (q <= 0) & (q == np.floor(q))
    value = np.where(pole, np.inf, np.where((q < 0) & (s != np.floor(s)), np.nan, value))
    return np.where(s == 1, np.inf, np.where(s < 1, np.nan, value))


def polygamma_of(n: int, x: Array) -> Array:
    """The derivative number `n` of digamma."""
    if n == 0:
        return digamma_of(x)
    if n == 1:  # below 0 by reflection
        wide = np.asarray(x, np.float64)
        value = zeta_of(2.0, np.where(wide < 0, 1 - wide, wide))
        turned = (math.pi / np.sin(math.pi * np.where(wide < 0, wide, 0.5))) ** 2 - value
        return np.where(wide < 0, turned, value).astype(x.dtype)
    sign = 1.0 if n % 2 else -1.0
    return (sign * math.exp(math.lgamma(n + 1)) * zeta_of(n + 1, np.asarray(x, np.float64))).astype(x.dtype)


@in_float64
def gammainc_of(a: Array, x: Array) -> Array:
    """The regularized lower incomplete gamma function."""
    return incomplete_gamma(a, x)[0]


@in_float64
def gammaincc_of(a: Array, x: Array) -> Array:
    """The regularized upper incomplete gamma function."""
    return incomplete_gamma(a, x)[1]


def incomplete_gamma(a: Array, x: Array) -> tuple[Array, Array]:
    """Both of them: the power series below a + 1, Legendre's continued fraction by Lentz's method above."""
    wrong = (a < 0) | (x < 0) | ((a == 0) & (x == 0)) | np.isnan(a) | np.isnan(x)
    simple = wrong | (a == 0) | (x == 0) | np.isinf(a) | np.isinf(x)
    p, y = np.where(simple, 1, a), np.where(simple, 1, x)
    front = np.exp(p * np.log(y) - y - lgamma_of(p))
    term = total = 1 / p
    tiny, b = 1e-300, y + 1 - p
    c = np.full_like(y, 1 / tiny)
    d = fraction = 1 / np.where(b == 0, tiny, b)
    for k in range(1, 3000):
        term = np.where(y < p + 1, term * y / (p + k), 0)
        total = total + term
        b = b + 2
        weight = -k * (k - p)
        d = weight * d + b
        d = 1 / np.where(np.abs(d) < tiny, tiny, d)
        c = b + weight / c
        c = np.where(np.abs(c) < tiny, tiny, c)
        step = np.where(y < p + 1, 1, c * d)
        fraction = fraction * step
        if np.all(term <= total * 1e-17) and np.all(np.abs(step - 1) < 1e-16):
            break
    lower = np.where(y < p + 1, front * total, 1 - front * fraction)
    upper = np.where(y < p + 1, 1 - front * total, front * fraction)
    ends = (a == 0) | (np.isinf(x) & ~np.isinf(a))  # all of it lies below
    lower = np.where(simple, np.where(ends, 1, 0), lower)
    upper = np.where(simple, np.where(ends, 0, 1), upper)
    wrong = wrong | (np.isinf(a) & np.isinf(x))
    return np.where(wrong, np.nan, lower), np.where(wrong, np.nan, upper)


def scaled_bessel_i(order: int, x: Array) -> Array:
    """exp(-x) * I_order(x) for x >= 0: the power series up to 30, Hankel's expansion above."""
    near, far = np.minimum(x, 30), np.maximum(x, 30)
    term = total = (near / 2) ** order / math.factorial(order)
    for k in range(1, 80):
        term = term * (near * near / 4) / (k * (k + order))
        total = total + term
    part = tail = np.ones_like(far)
    for k in range(1, 20):
        part = -part * (4 * order**2 - (2 * k - 1) ** 2) / (8 * k * far)
        tail = tail + part
    return np.where(x <= 30, total * np.exp(-near), tail / np.sqrt(2 * math.pi * far))


@in_float64
def i0e_of(x: Array) -> Array:
    """exp(-|x|) times the modified Bessel function of order 0."""
    return scaled_bessel_i(0, np.abs(x))


@in_float64
def i1e_of(x: Array) -> Array:
    """exp(-|x|) times the modified Bessel function of order 1."""
    value = scaled_bessel_i(1, np.abs(x))
    return np.where(x < 0, -value, value)


@in_float64
def i0_of(x: Array) -> Array:
    """The modified Bessel function of order 0."""
    return np.exp(np.abs(x)) * i0e_of(x)


@in_float64
def i1_of(x: Array) -> Array:
    """The modified Bessel function of order 1."""
    return np.exp(np.abs(x)) * i1e_of(x)
