"""Smooth and bent activation functions, one argument in, one out. Value and slope side by side."""

from __future__ import annotations

import math

import numpy as np

from .rules import FLOATING, NUMERIC, Array, Result, rule
from .special import erf_of

IN = ((0,),)


def logistic(x: Array) -> Array:
    """1 / (1 + exp(-x)); its overflow on the way is harmless."""
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))


@rule("GeluBackward0", saves=IN, takes=FLOATING)
def gelu(x: Array) -> Result:
    """x times the normal distribution's mass below x (Hendrycks & Gimpel 2016)."""
    below = 0.5 * (1 + erf_of(x * math.sqrt(0.5)))
    return x * below, (lambda g: g * (below + x * np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)),)


@rule("GeluBackward0", saves=IN, takes=FLOATING)
def gelu_tanh(x: Array) -> Result:
    """`gelu` with the tanh approximation of the same paper."""
    scale = math.sqrt(2 / math.pi)
    t = np.tanh(scale * (x + 0.044715 * (x * x * x)))
    return 0.5 * x * (1 + t), (
        lambda g: g * (0.5 * (1 + t) + 0.5 * x * (1 - t * t) * (scale * (1 + 3 * 0.044715 * (x * x)))),
    )


@rule("SiluBackward0", saves=IN, takes=FLOATING)
def silu(x: Array) -> Result:
    s = logistic(x)
    return x * s, (lambda g: g * (s * (1 + x * (1 - s))),)


@rule("EluBackward0", saves=IN, takes=FLOATING)
def elu(x: Array, *, alpha: float, scale: float = 1.0) -> Result:
    """scale * (x above 0, alpha * (exp(x) - 1) below): ELU, and with two constants SELU."""
    negative = np.expm1(np.minimum(x, 0)) * (alpha * scale)
    return np.where(x > 0, x * scale, negative), (
        lambda g: g * np.where(x > 0, scale, negative + alpha * scale),
    )


@rule("SoftplusBackward0", saves=IN, takes=FLOATING)
def softplus(x: Array, *, beta: float, threshold: float) -> Result:
    """log(1 + exp(beta x)) / beta, and x itself where beta x is above the threshold."""
    z = x * beta
    linear = z > threshold
    value = np.where(linear, x, np.log1p(np.exp(np.where(linear, 0, z))) / beta)
    return value, (lambda g: g * np.where(linear, 1, logistic(z)),)


@rule("HardtanhBackward0", saves=IN, takes=NUMERIC, refuses=RuntimeError)
def hardtanh(x: Array, *, low: float, high: float) -> Result:
    """x limited, by whole numbers if it holds such; at the limits themselves the slope is 0."""
    if x.dtype.kind == "u" and low < 0:
        raise RuntimeError("cannot do hardtanh on an unsigned type with negative limits")
    low, high = x.dtype.type(low), x.dtype.type(high)
    return np.clip(x, low, high), (lambda g: np.where((x > low) & (x < high), g, 0),)


@rule("PreluKernelBackward0", saves=((0, 1), (0,)), takes=FLOATING)
def prelu(x: Array, slope: Array) -> Result:
    """x, and below 0 the learned slope times x; `slope` has a shape that broadcasts."""
    return np.where(x > 0, x, slope * x), (
        lambda g: np.where(x > 0, g, slope * g),
        lambda g: np.where(x > 0, 0, x * g),
    )
