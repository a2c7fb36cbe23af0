"""Activations and the losses fused with them: what networks are made of, beyond sums and products."""

from __future__ import annotations

import math

import numpy as np

from .. import kernels
from .rules import FLOATING, NUMERIC, OUTPUT, Array, Result, rule

IN = ((0,),)
OUT = ((OUTPUT,),)


@rule("ReluBackward0", saves=OUT, takes=NUMERIC, refuses=RuntimeError)
def relu(a: Array) -> Result:
    value = kernels.relu(a)
    return value, (lambda g: kernels.relu_slope(g, value),)


@rule("LeakyReluBackward0", saves=IN, takes=FLOATING)
def leaky_relu(a: Array, *, negative_slope: float = 0.01) -> Result:
    return np.where(a > 0, a, a * negative_slope), (lambda g: np.where(a > 0, g, g * negative_slope),)


@rule("SigmoidBackward0", promote="float", saves=OUT)
def sigmoid(a: Array) -> Result:
    value = 1 / (1 + np.exp(-a))
    return value, (lambda g: g * (value * (1 - value)),)


@rule("TanhBackward0", promote="float", saves=OUT)
def tanh(a: Array) -> Result:
    value = np.tanh(a)
    return value, (lambda g: g * (1 - value * value),)


@rule("ErfBackward0", promote="float", saves=IN)
def erf(a: Array) -> Result:
    """The error function, which NumPy lacks: 2 / sqrt(pi) times the integral of exp(-t * t) from 0 to a."""
    return erf_of(a), (lambda g: g * (2 / math.sqrt(math.pi) * np.exp(-a * a)),)


def erf_of(a: Array) -> Array:
    """erf to float64 accuracy: Cody's rational approximations (Math. Comp. 23, 1969) on three ranges of
    |a|."""
    x = np.abs(np.asarray(a, np.float64))
    z = x * x
    near = a * horner(z, ERF_P) / horner(z, ERF_Q)
    y = np.clip(x, 0.46875, 4.0)
    middle = 1 - np.exp(-y * y) * horner(y, ERFC_P) / horner(y, ERFC_Q)
    y = np.clip(x, 4.0, 27.0)
    w = 1 / (y * y)
    far = 1 - np.exp(-y * y) / y * (1 / math.sqrt(math.pi) - w * horner(w, TAIL_P) / horner(w, TAIL_Q))
    value = np.where(x <= 0.46875, near, np.copysign(np.where(x <= 4.0, middle, far), a))
    return np.where(np.isnan(a), a, value).astype(a.dtype)


def horner(x: Array, coefficients: tuple[float, ...]) -> Array:
    """The polynomial with these coefficients, the highest power first."""
    value = np.full_like(x, coefficients[0])
    for c in coefficients[1:]:
        value *= x
        value += c
    return value


# fmt: off
ERF_P = (1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2, 3.77485237685302021e2,
         3.20937758913846947e3)
ERF_Q = (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3)
ERFC_P = (2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1,
          2.98635138197400131e2, 8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3,
          1.23033935479799725e3)
ERFC_Q = (1.0, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
          3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3)
TAIL_P = (1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
          1.60837851487422766e-2, 6.58749161529837803e-4)
TAIL_Q = (1.0, 2.56852019228982242, 1.87295284992346725, 5.27905102951428412e-1, 6.05183413124413191e-2,
          2.33520497626869185e-3)
# fmt: on


@rule("SoftmaxBackward0", saves=OUT, takes=FLOATING)
def softmax(x: Array, *, axis: int) -> Result:
    p = np.exp(x - np.maximum.reduce(x, axis=axis, keepdims=True, initial=-np.inf))
    p /= np.add.reduce(p, axis=axis, keepdims=True)
    return p, (lambda g: p * (g - np.add.reduce(g * p, axis=axis, keepdims=True)),)


@rule("LogSoftmaxBackward0", saves=OUT, takes=FLOATING)
def log_softmax(x: Array, *, axis: int) -> Result:
    z = x - np.maximum.reduce(x, axis=axis, keepdims=True, initial=-np.inf)
    z -= np.log(np.add.reduce(np.exp(z), axis=axis, keepdims=True))
    return z, (lambda g: g - np.exp(z) * np.add.reduce(g, axis=axis, keepdims=True),)


@rule("NllLossBackward0", takes=FLOATING)
def cross_entropy(
    logits: Array, *, target: Array, reduction: str = "mean", ignore_index: int = -100
) -> Result:
    """log_softmax and the negative log likelihood of class indices in one step: logits (N, C), target (N,) of
    integers. Rows whose target is `ignore_index` count neither in the value nor in the mean. Raises
    IndexError for a target that is neither a class nor `ignore_index`."""
    count, classes = logits.shape
    ignored = None
    beyond = count and np.maximum.reduce(target.astype(np.int64, copy=False).view(np.uint64)) >= classes
    if beyond or 0 <= ignore_index < classes:  # the view makes negative numbers large: one test for both ends
        ignored = target == ignore_index
        wrong = target[((target < 0) | (target >= classes)) & ~ignored]
        if wrong.size:
            raise IndexError(
                f"Target {wrong[0]} is out of bounds: with logits of shape {list(logits.shape)} the classes "
                f"are 0 to {classes - 1}"
            )
        target = np.where(ignored, 0, target)
        count -= int(np.count_nonzero(ignored))

    rows = np.arange(len(target))
    z = logits - np.maximum.reduce(logits, axis=1, keepdims=True)
    e = np.exp(z)
    total = np.add.reduce(e, axis=1)
    each = np.log(total) - z[rows, target]
    if ignored is not None:
        each = np.where(ignored, 0, each)

    def back(g: Array) -> Array:
        if reduction == "mean":
            g = g / logits.dtype.type(max(count, 1))  # of no rows the value is nan, the gradient 0
        slope = e * (1 / total)[:, None]  # softmax
        slope[rows, target] -= 1
        if ignored is not None:
            slope[ignored] = 0
        return slope * (g[:, None] if reduction == "none" else g)

    if reduction == "none":
        return each, (back,)
    value = np.add.reduce(each)
    return value / logits.dtype.type(count) if reduction == "mean" else value, (back,)
