"""Random numbers of further distributions: exponential, Cauchy, geometric, Poisson, binomial."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..bfloat16 import type_name
from ..generator import Generator
from ..record import record
from ..rules import Array, Result, rule
from .changes import method
from .declare import function
from .random_in_place import get_generator

Tensor = Any  # avoids a circular import
F64 = np.dtype(np.float64)


@method
def exponential_(self: Tensor, lambd: float = 1.0, *, generator: Generator | None = None) -> Tensor:
    """Fill with exponential numbers of rate `lambd`. RuntimeError unless it is positive. Any shape.

    >>> torch.empty(3).exponential_(3.).shape
    torch.Size([3])
    """
    if lambd <= 0:
        raise RuntimeError(f"exponential_ expects lambda > 0.0, but found lambda={lambd}")
    return self._draw("exponential_", lambda n, _: get_generator(generator).exponential(n, lambd))


@method
def cauchy_(
    self: Tensor, median: float = 0.0, sigma: float = 1.0, *, generator: Generator | None = None
) -> Tensor:
    """Fill with numbers of Cauchy's distribution around `median`, of width `sigma`. RuntimeError unless it is
    positive. Any shape.

    >>> torch.empty(3).cauchy_().shape
    torch.Size([3])
    """
    if sigma <= 0:
        raise RuntimeError(f"cauchy_ expects sigma > 0.0, but found sigma={sigma}")

    def draw(n: int, _: bool) -> Array:
        return median + sigma * np.tan(math.pi * (get_generator(generator).fractions(n, F64) - 0.5))

    return self._draw("cauchy_", draw)


@method
def log_normal_(
    self: Tensor, mean: float = 1.0, std: float = 2.0, *, generator: Generator | None = None
) -> Tensor:
    """Fill with numbers whose logarithms are normal, with this mean and standard deviation. RuntimeError
    unless `std` is positive. Any shape.

    >>> torch.empty(3).log_normal_().shape
    torch.Size([3])
    """
    if std <= 0:
        raise RuntimeError(f"log_normal_ expects std > 0.0, but found std={std}")
    return self._draw(
        "log_normal_", lambda n, _: np.exp(get_generator(generator).normal(n, mean, std, F64, False))
    )


@method
def geometric_(self: Tensor, p: float, *, generator: Generator | None = None) -> Tensor:
    """Fill with the numbers of trials up to the first success, which has probability `p`. RuntimeError unless
    it lies in (0, 1). Any shape.

    >>> torch.empty(3).geometric_(0.5).min() >= 1
    tensor(True)
    """
    if not 0 < p < 1:
        raise RuntimeError(f"geometric_ expects p to be in (0, 1), but got p={p}")

    def draw(n: int, _: bool) -> Array:
        return np.ceil(np.log(get_generator(generator).fractions(n, F64)) / math.log1p(-p))

    return self._draw("geometric_", draw, floats=False)


def poisson_number(rate: float, draw: Any) -> float:
    """One number: by products of uniform ones (Knuth) below a rate of 10, by transformed rejection (Hörmann
    1993) above."""
    if rate == 0:
        return 0.0
    if rate < 10:
        count, product, least = 0, draw(), math.exp(-rate)
        while product > least:
            count, product = count + 1, product * draw()
        return float(count)
    b = 0.931 + 2.53 * math.sqrt(rate)
    a = -0.059 + 0.02483 * b
    scale = math.log(1.1239 + 1.1328 / (b - 3.4))
    while True:
        u, v = draw() - 0.5, draw()
        room = 0.5 - abs(u)
        k = math.floor((2 * a / room + b) * u + rate + 0.43)
        if room >= 0.07 and v <= 0.9277 - 3.6224 / (b - 2):
            return float(k)
        if k < 0 or (room < 0.013 and v > room):
            continue
        height = math.log(v) + scale - math.log(a / (room * room) + b)
        if height <= k * math.log(rate) - rate - math.lgamma(k + 1):
            return float(k)


def binomial_number(count: float, p: float, draw: Any) -> float:
    """One number: by geometric gaps if few successes are expected, by transformed rejection (Hörmann 1993)
    otherwise."""
    if count <= 0 or p <= 0:
        return 0.0
    if p >= 1:
        return count
    if p > 0.5:
        return count - binomial_number(count, 1 - p, draw)
    if count * p < 10:
        gap, successes, per_gap = 0.0, -1, math.log1p(-p)
        while gap <= count:
            u = draw()
            gap += math.ceil(math.log(u) / per_gap) if u else math.inf
            successes += 1
        return float(successes)
    spread = math.sqrt(count * p * (1 - p))
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    r, m = p / (1 - p), math.floor((count + 1) * p)
    while True:
        u, v = draw() - 0.5, draw()
        room = 0.5 - abs(u)
        k = math.floor((2 * a / room + b) * u + count * p + 0.5)
        if room >= 0.07 and v <= 0.92 - 4.2 / b:
            return float(k)
        if not 0 <= k <= count:
            continue
        height = math.log(v * (2.83 + 5.1 / b) * spread / (a / (room * room) + b))
        most = (
            (m + 0.5) * math.log((m + 1) / (r * (count - m + 1)))
            + (count + 1) * math.log((count - m + 1) / (count - k + 1))
            + (k + 0.5) * math.log(r * (count - k + 1) / (k + 1))
            + stirling_rest(m) + stirling_rest(count - m) - stirling_rest(k) - stirling_rest(count - k)
        )  # fmt: skip
        if height <= most:
            return float(k)


def stirling_rest(k: float) -> float:
    """What Stirling's formula leaves out of log(k!)."""
    return math.lgamma(k + 1) - ((k + 0.5) * math.log(k + 1) - (k + 1) + 0.5 * math.log(2 * math.pi))


def drawn(input: Tensor, number: Any, generator: Generator | None, *columns: Array) -> Array:
    """The numbers for each row of `columns`, in the type of `input`."""
    source = get_generator(generator)

    def draw() -> float:
        return float(source.fractions(1, F64)[0])

    rows = zip(*(np.ravel(c).tolist() for c in columns), strict=True)
    values = [number(*row, draw) for row in rows]
    return np.array(values, np.float64).reshape(input._array.shape).astype(input._array.dtype)


@rule("PoissonBackward0")
def _poisson(a: Array, *, value: Array) -> Result:
    return value, (np.zeros_like,)


@rule("NotImplemented")
def _binomial(a: Array, p: Array, *, value: Array) -> Result:
    def back(g: Array) -> Array:
        raise RuntimeError("derivative for aten::binomial is not implemented")

    return value, (back, back)


@function(out=False)
def poisson(input: Tensor, generator: Generator | None = None) -> Tensor:
    """Numbers of Poisson's distribution with the rates in `input`, in its shape and type. RuntimeError for a
    negative rate.

    >>> torch.poisson(torch.zeros(2))
    tensor([0., 0.])
    """
    rates = input._array
    if rates.dtype.kind != "f":
        raise NotImplementedError(f"\"poisson_cpu\" not implemented for '{type_name(rates)}'")
    if (rates < 0).any():
        raise RuntimeError("invalid Poisson rate, expected rate to be non-negative")
    return record(_poisson, input, value=drawn(input, poisson_number, generator, rates))


@function(out=False)
def binomial(count: Tensor, prob: Tensor, generator: Generator | None = None) -> Tensor:
    """The numbers of successes among `count` trials with probability `prob`: tensors of the same shape and
    floating type.

    RuntimeError if types differ, NotImplementedError for integers.

    >>> torch.binomial(torch.tensor([3., 3.]), torch.tensor([0., 1.]))
    tensor([0., 3.])
    """
    if count.dtype != prob.dtype:
        raise RuntimeError(f"Found dtype {type_name(prob._array)} but expected {type_name(count._array)}")
    if count._array.dtype.kind != "f":
        raise NotImplementedError(f"\"binomial_cpu\" not implemented for '{type_name(count._array)}'")
    shape = np.broadcast_shapes(count._array.shape, prob._array.shape)
    wide = [np.broadcast_to(t._array, shape) for t in (count, prob)]
    like = count._wrap(wide[0])
    return record(_binomial, count, prob, value=drawn(like, binomial_number, generator, *wide))
