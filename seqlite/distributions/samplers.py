"""Draws that PyTorch makes one by one: gamma, Poisson and binomial numbers, equal to its own.

Sources: Marsaglia & Tsang 2000 (gamma), Hörmann 1993 (Poisson and binomial); PyTorch,
`aten/src/ATen/native/Distributions.h`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .._core.tensor import Tensor
from ..random import default_generator

Draw = Callable[..., float]


def each(draw: Draw, *parameters: Tensor) -> Tensor:
    """A draw for each element of the parameters, in the order of memory, of their type."""
    arrays = [p._array for p in parameters]
    drawn = [draw(*values) for values in zip(*(a.ravel().tolist() for a in arrays), strict=True)]
    return parameters[0]._wrap(np.array(drawn, np.float64).astype(arrays[0].dtype).reshape(arrays[0].shape))


def exponential(shape: Any, like: Tensor) -> Tensor:
    """Exponential numbers of rate 1."""
    return like._wrap(default_generator.exponential(tuple(shape)).astype(like._array.dtype))


def _uniform() -> float:
    return float(default_generator.fractions(1, np.float64)[0])


def gamma(alpha: float) -> float:
    """A gamma number of rate 1."""
    scale = 1.0
    if alpha < 1:
        if alpha == 0:
            return 0.0
        scale, alpha = (1 - _uniform()) ** (1 / alpha), alpha + 1
    d = alpha - 1 / 3
    c = 1 / math.sqrt(9 * d)
    while True:
        y = 0.0
        while y <= 0:
            x = default_generator._one_normal()
            y = 1 + c * x
        v, u, square = y**3, 1 - _uniform(), x * x
        if u < 1 - 0.0331 * square * square or math.log(u) < 0.5 * square + d * (1 - v + math.log(v)):
            return scale * d * v


def poisson(rate: float) -> float:
    """A Poisson number."""
    if rate < 10:
        limit, count, product = math.exp(-rate), 0, 1.0
        while rate:
            product *= _uniform()
            if product <= limit:
                break
            count += 1
        return count
    root = math.sqrt(rate)
    b = 0.931 + 2.53 * root
    a, inverse_alpha, v_r = -0.059 + 0.02483 * b, 1.1239 + 1.1328 / (b - 3.4), 0.9277 - 3.6224 / (b - 2)
    while True:
        u, v = _uniform() - 0.5, _uniform()
        us = 0.5 - abs(u)
        k = math.floor((2 * a / us + b) * u + rate + 0.43)
        if us >= 0.07 and v <= v_r:
            return k
        if k < 0 or (us < 0.013 and v > us):
            continue
        left = math.log(v) + math.log(inverse_alpha) - math.log(a / (us * us) + b)
        if left <= -rate + k * math.log(rate) - math.lgamma(k + 1):
            return k


def binomial(count: float, prob: float) -> float:
    """A binomial number."""
    if count <= 0 or prob <= 0:
        return 0.0
    if prob >= 1:
        return count
    if prob > 0.5:
        return count - binomial_below_half(count, 1 - prob)
    return binomial_below_half(count, prob)


def binomial_below_half(count: float, prob: float) -> float:
    """A binomial number for a probability of at most a half."""
    if count * prob < 10:
        total, number, log_prob = 0.0, 0, math.log1p(-prob)
        while True:
            u = _uniform()
            total += math.ceil(math.log(u) / log_prob) if u else math.inf
            if total > count:
                return number
            number += 1
    spread = math.sqrt(count * prob * (1 - prob))
    b = 1.15 + 2.53 * spread
    a, c = -0.0873 + 0.0248 * b + 0.01 * prob, count * prob + 0.5
    v_r, r, alpha = 0.92 - 4.2 / b, prob / (1 - prob), (2.83 + 5.1 / b) * spread
    m = math.floor((count + 1) * prob)
    while True:
        u, v = _uniform() - 0.5, _uniform()
        us = 0.5 - abs(u)
        k = math.floor((2 * a / us + b) * u + c)
        if us >= 0.07 and v <= v_r:
            return k
        if not 0 <= k <= count:
            continue
        bound = (
            (m + 0.5) * math.log((m + 1) / (r * (count - m + 1)))
            + (count + 1) * math.log((count - m + 1) / (count - k + 1))
            + (k + 0.5) * math.log(r * (count - k + 1) / (k + 1))
            + (stirling_tail(m) + stirling_tail(count - m) - stirling_tail(k) - stirling_tail(count - k))
        )
        if math.log(v * alpha / (a / (us * us) + b)) <= bound:
            return k


def stirling_tail(k: float) -> float:
    """log(k!) less Stirling's formula."""
    if k <= 9:
        return math.lgamma(k + 1) - ((k + 0.5) * math.log(k + 1) - (k + 1) + 0.5 * math.log(2 * math.pi))
    square = (k + 1) * (k + 1)
    return (1 / 12 - (1 / 360 - 1 / 1260 / square) / square) / (k + 1)
