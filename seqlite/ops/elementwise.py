"""Functions of each element by itself. Value and gradient side by side, as inside the cover of a calculus
book."""

from __future__ import annotations

import math

import numpy as np

from .rules import NUMERIC, OUTPUT, Array, Result, rule

IN = ((0,),)
OUT = ((OUTPUT,),)
BOTH = ((0, 1), (0, 1))
LN2, LN10 = math.log(2), math.log(10)

# --- exponentials and roots -----------------------------------------------------------------------


@rule("ExpBackward0", promote="float", saves=OUT)
def exp(a: Array) -> Result:
    value = np.exp(a)
    return value, (lambda g: g * value,)


@rule("Exp2Backward0", promote="float", saves=OUT)
def exp2(a: Array) -> Result:
    value = np.exp2(a)
    return value, (lambda g: g * (value * LN2),)


@rule("Expm1Backward0", promote="float", saves=OUT)
def expm1(a: Array) -> Result:
    value = np.expm1(a)
    return value, (lambda g: g * (value + 1),)


@rule("LogBackward0", promote="float", saves=IN)
def log(a: Array) -> Result:
    return np.log(a), (lambda g: g / a,)


@rule("Log2Backward0", promote="float", saves=IN)
def log2(a: Array) -> Result:
    return np.log2(a), (lambda g: g / (a * LN2),)


@rule("Log10Backward0", promote="float", saves=IN)
def log10(a: Array) -> Result:
    return np.log10(a), (lambda g: g / (a * LN10),)


@rule("Log1PBackward0", promote="float", saves=IN)
def log1p(a: Array) -> Result:
    return np.log1p(a), (lambda g: g / (a + 1),)


@rule("SqrtBackward0", promote="float", saves=OUT)
def sqrt(a: Array) -> Result:
    value = np.sqrt(a)

    def back(g: Array) -> Array:
        return g / (2 * value)

    return value, (back,)


@rule("RsqrtBackward0", promote="float", saves=OUT)
def rsqrt(a: Array) -> Result:
    value = np.divide(1, np.sqrt(a))
    return value, (lambda g: g * (-0.5 * value * value * value),)


# --- angles ---------------------------------------------------------------------------------------


@rule("SinBackward0", promote="float", saves=IN)
def sin(a: Array) -> Result:
    return np.sin(a), (lambda g: g * np.cos(a),)


@rule("CosBackward0", promote="float", saves=IN)
def cos(a: Array) -> Result:
    return np.cos(a), (lambda g: -g * np.sin(a),)


@rule("TanBackward0", promote="float", saves=OUT)
def tan(a: Array) -> Result:
    value = np.tan(a)
    return value, (lambda g: g * (1 + value * value),)


@rule("AsinBackward0", promote="float", saves=IN)
def asin(a: Array) -> Result:
    return np.arcsin(a), (lambda g: g / np.sqrt(1 - a * a),)


@rule("AcosBackward0", promote="float", saves=IN)
def acos(a: Array) -> Result:
    return np.arccos(a), (lambda g: -g / np.sqrt(1 - a * a),)


@rule("AtanBackward0", promote="float", saves=IN)
def atan(a: Array) -> Result:
    return np.arctan(a), (lambda g: g / (1 + a * a),)


@rule("Atan2Backward0", promote="float", saves=BOTH)
def atan2(a: Array, b: Array) -> Result:
    """Its gradient at the origin is 0."""

    def shared(g: Array) -> Array:
        square = a * a + b * b
        return np.divide(g, square, out=np.zeros_like(square), where=square != 0)

    return np.arctan2(a, b), (lambda g: shared(g) * b, lambda g: -shared(g) * a)


@rule("SinhBackward0", promote="float", saves=IN)
def sinh(a: Array) -> Result:
    return np.sinh(a), (lambda g: g * np.cosh(a),)


@rule("CoshBackward0", promote="float", saves=IN)
def cosh(a: Array) -> Result:
    return np.cosh(a), (lambda g: g * np.sinh(a),)


# --- rounding: constant between jumps, so the gradient is zero ------------------------------------


@rule("FloorBackward0", takes=NUMERIC)
def floor(a: Array) -> Result:
    return np.floor(a), (np.zeros_like,)


@rule("CeilBackward0", takes=NUMERIC)
def ceil(a: Array) -> Result:
    return np.ceil(a), (np.zeros_like,)


@rule("RoundBackward0", takes=NUMERIC)
def round(a: Array, decimals: int = 0) -> Result:
    return np.round(a, decimals), (np.zeros_like,)


@rule("TruncBackward0", takes=NUMERIC)
def trunc(a: Array) -> Result:
    return np.trunc(a), (np.zeros_like,)


@rule("SignBackward0")
def sign(a: Array) -> Result:
    """nan has no sign: 0."""
    return (a > 0).astype(a.dtype) - (a < 0), (np.zeros_like,)
