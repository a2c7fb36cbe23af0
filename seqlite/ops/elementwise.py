"""Operations on each element by itself. Value and gradient side by side, as inside the cover of a calculus book."""

from __future__ import annotations

import math

import numpy as np

from .rules import OUTPUT, Array, Result, refuse_zero, rule

IN = ((0,),)
OUT = ((OUTPUT,),)
BOTH = ((0, 1), (0, 1))
LN2, LN10 = math.log(2), math.log(10)

# --- arithmetic ---------------------------------------------------------------------------------------------------


@rule("AddBackward0", promote="same")
def add(a: Array, b: Array) -> Result:
    return np.add(a, b), (lambda g: g, lambda g: g)


@rule("SubBackward0", promote="same")
def sub(a: Array, b: Array) -> Result:
    return np.subtract(a, b), (lambda g: g, np.negative)


@rule("RsubBackward1", promote="same")
def rsub(a: Array, b: Array) -> Result:
    return np.subtract(b, a), (np.negative, lambda g: g)


@rule("MulBackward0", promote="same", saves=((1,), (0,)))
def mul(a: Array, b: Array) -> Result:
    return np.multiply(a, b), (lambda g: g * b, lambda g: g * a)


@rule("DivBackward0", promote="float", saves=((1,), (0, 1)))
def div(a: Array, b: Array) -> Result:
    return np.divide(a, b), (lambda g: g / b, lambda g: -g * a / (b * b))


@rule("DivBackward0", promote="same")
def trunc_divide(a: Array, b: Array) -> Result:
    quotient = np.divide(a, b)
    return np.trunc(quotient).astype(np.result_type(a, b)), (np.zeros_like, np.zeros_like)


@rule(lambda a, b: f"RemainderBackward{int(np.ndim(b) > 0)}", promote="same", saves=((), (0, 1)))
def remainder(a: Array, b: Array) -> Result:
    refuse_zero(np.asarray(a), b)
    return np.remainder(a, b), (lambda g: g, lambda g: -g * np.floor_divide(a, b))


@rule(lambda a, b: f"FmodBackward{int(np.ndim(b) > 0)}", promote="same", saves=((), (0, 1)))
def fmod(a: Array, b: Array) -> Result:
    refuse_zero(a, b)
    return np.fmod(a, b), (lambda g: g, lambda g: -g * np.trunc(a / b))


@rule("PowBackward0", saves=IN)
def square(a: Array) -> Result:
    return np.multiply(a, a), (lambda g: g * (2 * a),)


@rule("PowBackward0", promote="same", saves=IN)
def pow_number(a: Array, b: float) -> Result:
    """A tensor to the power of a Python number: 0 has gradient 0 where the exponent is 0."""
    return np.power(a, b), (lambda g: np.zeros_like(a) if b == 0 else g * (b * np.power(a, b - 1)),)


@rule("PowBackward0", saves=OUT)
def pow_half(a: Array) -> Result:
    return np.sqrt(a), (lambda g: g * (0.5 * np.power(a, -0.5)),)


@rule("PowBackward2", promote="same", saves=OUT)
def rpow(a: Array, base: Array) -> Result:
    """A number to the power of a tensor."""
    value = np.power(base, a)
    return value, (lambda g: g * (value * np.log(base)).astype(value.dtype),)


@rule("PowBackward1", promote="same", saves=((0, 1), (0, OUTPUT)))
def pow(a: Array, b: Array) -> Result:
    value = np.power(a, b)

    def to_base(g: Array) -> Array:
        return np.where(b == 0, 0, g * b * np.power(a, np.where(b == 0, 1, b - 1)))

    def to_exponent(g: Array) -> Array:
        return g * value * np.log(np.where((a == 0) & (b >= 0), 1, a))

    return value, (to_base, to_exponent)


@rule("NegBackward0")
def neg(a: Array) -> Result:
    return np.negative(a), (np.negative,)


@rule("AbsBackward0", saves=IN)
def abs(a: Array) -> Result:
    return np.abs(a), (lambda g: g * np.sign(a),)


@rule("ReciprocalBackward0", promote="float", saves=OUT)
def reciprocal(a: Array) -> Result:
    value = np.divide(1, a)
    return value, (lambda g: -g * value * value,)


@rule("MulBackward0")
def mask(x: Array, m: Array) -> Result:
    """`x` times a constant array, as dropout needs."""
    return x * m, (lambda g: g * m,)


# --- exponentials and roots ---------------------------------------------------------------------------------------


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


# --- angles -------------------------------------------------------------------------------------------------------


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
    return np.arctan2(a, b), (lambda g: g * b / (a * a + b * b), lambda g: -g * a / (a * a + b * b))


@rule("SinhBackward0", promote="float", saves=IN)
def sinh(a: Array) -> Result:
    return np.sinh(a), (lambda g: g * np.cosh(a),)


@rule("CoshBackward0", promote="float", saves=IN)
def cosh(a: Array) -> Result:
    return np.cosh(a), (lambda g: g * np.sinh(a),)


# --- rounding: constant between jumps, so the gradient is zero ----------------------------------------------------


@rule("FloorBackward0")
def floor(a: Array) -> Result:
    return np.floor(a), (np.zeros_like,)


@rule("CeilBackward0")
def ceil(a: Array) -> Result:
    return np.ceil(a), (np.zeros_like,)


@rule("RoundBackward0")
def round(a: Array, decimals: int = 0) -> Result:
    return np.round(a, decimals), (np.zeros_like,)


@rule("TruncBackward0")
def trunc(a: Array) -> Result:
    return np.trunc(a), (np.zeros_like,)


@rule("SignBackward0")
def sign(a: Array) -> Result:
    return np.sign(a), (np.zeros_like,)


# --- choosing -----------------------------------------------------------------------------------------------------


@rule("WhereBackward0", promote="same")
def where(a: Array, b: Array, *, condition: Array) -> Result:
    return np.where(condition, a, b), (lambda g: np.where(condition, g, 0), lambda g: np.where(condition, 0, g))


@rule("MaximumBackward0", promote="same", saves=BOTH)
def maximum(a: Array, b: Array) -> Result:
    """Ties share the gradient equally."""
    return np.maximum(a, b), (lambda g: g * share(a, b), lambda g: g * share(b, a))


@rule("MinimumBackward0", promote="same", saves=BOTH)
def minimum(a: Array, b: Array) -> Result:
    return np.minimum(a, b), (lambda g: g * share(b, a), lambda g: g * share(a, b))


def share(a: Array, b: Array) -> Array:
    """1 where `a` is above `b`, a half where they are equal, 0 elsewhere, in their floating type."""
    return (np.sign(a - b) + 1) / 2


@rule("ClampBackward1", saves=IN)
def clamp(a: Array, *, min: float | None, max: float | None) -> Result:
    """Limits are numbers; at the limits themselves the gradient passes."""

    def back(g: Array) -> Array:
        inside = np.ones(a.shape, bool)
        if min is not None:
            inside &= a >= min
        if max is not None:
            inside &= a <= max
        return np.where(inside, g, 0)

    return np.clip(a, min, max), (back,)


@rule("NanToNumBackward0")
def nan_to_num(a: Array, *, nan: float, posinf: float | None, neginf: float | None) -> Result:
    value = np.nan_to_num(a, nan=nan, posinf=posinf, neginf=neginf)
    return value, (lambda g: np.where(np.isfinite(a), g, 0),)


@rule("FillBackward2")
def fill(a: Array, *, value: float) -> Result:
    """As large as `a`, and `value` throughout."""
    return np.full_like(a, value), (np.zeros_like,)


zero = rule("ZeroBackward0")(fill.forward)


@rule("CopyBackwards")
def copy(a: Array, source: Array) -> Result:
    """As large as `a`, of its type, with the elements of `source`."""
    return np.broadcast_to(source, a.shape).astype(a.dtype), (np.zeros_like, lambda g: g)


@rule("CloneBackward0")
def clone(a: Array) -> Result:
    return np.array(a), (lambda g: g,)  # keeps the order of memory


@rule("CloneBackward0")
def contiguous(a: Array) -> Result:
    return np.ascontiguousarray(a), (lambda g: g,)


@rule("ToCopyBackward0")
def cast(a: Array, *, dtype: np.dtype) -> Result:
    """Another type; the gradient is cast back by the caller."""
    return a.astype(dtype), (lambda g: g,)
