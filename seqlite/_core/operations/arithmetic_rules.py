"""The rules of sums, products, quotients and powers: forms that have a gradient or a name of their own."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..ops.rules import Array, Result, holding, refuse_zero, rule
from ..record import record


@rule("RsubBackward1", promote="same")
def rsub(a: Array, b: Array) -> Result:
    return np.subtract(b, a), (np.negative, lambda g: g)


@rule("AddBackward0", promote="same", name="add")
def plus(a: Array, b: Array) -> Result:
    return np.add(a, b), (lambda g: g, lambda g: g)


@rule("SubBackward0", promote="same", name="sub")
def minus(a: Array, b: Array) -> Result:
    return np.subtract(a, b), (lambda g: g, np.negative)


@rule("MulBackward1", name="mul")
def times(a: Array, *, factor: float) -> Result:
    """`a` times a setting, which is no operand: nothing is saved."""
    return np.multiply(a, factor), (lambda g: g * factor,)


def scaled(input: Any, factor: float) -> Any:
    """The tensor times a setting, after which a second way back is not refused."""
    return record(times, input, factor=factor) if input._array.dtype.kind == "f" else input * factor


@rule("DivBackward0", promote="float", name="div")
def quotient(a: Array, b: Array) -> Result:
    return np.divide(a, b), (lambda g: g / b, lambda g: -g * a / (b * b))


@rule("DivBackward2", promote="same")
def divide_down(a: Array, b: Array) -> Result:
    """The quotient rounded down."""
    refuse_zero(a, b)
    return np.floor_divide(a, b), (holding(np.zeros_like, b), holding(np.zeros_like, a, b))


@rule("DivBackward2", promote="same")
def divide_towards_zero(a: Array, b: Array) -> Result:
    refuse_zero(a, b)
    value = np.trunc(np.divide(a, b)).astype(np.result_type(a, b))
    return value, (holding(np.zeros_like, b), holding(np.zeros_like, a, b))


@rule("RemainderBackward1", promote="same", name="remainder")
def remainder_down(a: Array, b: Array) -> Result:
    refuse_zero(a, b)
    value = np.remainder(a, b)
    if value.dtype.kind == "f":  # a zero has the dividend's sign
        value = np.where(value == 0, np.copysign(value, a), value)
    return value, (lambda g: g, lambda g: -g * np.floor_divide(a, b))


@rule("FmodBackward1", promote="same", name="fmod")
def remainder_towards_zero(a: Array, b: Array) -> Result:
    refuse_zero(a, b)
    return np.fmod(a, b), (lambda g: g, lambda g: -g * np.trunc(a / b))


@rule("NotImplemented", promote="same")
def rremainder(a: Array, b: Array) -> Result:
    """A number's remainder by a tensor."""

    def back(g: Array) -> Array:
        raise RuntimeError(
            "derivative for a number's remainder by a tensor is not implemented: make the number a tensor"
        )

    return remainder_down(b, a)[0], (back, None)


@rule("NotImplemented", promote="same", name="floor_divide")
def divide_for_good(a: Array, b: Array) -> Result:
    """The quotient rounded down, as `//` gives it: without a derivative."""
    refuse_zero(a, b)

    def back(g: Array) -> Array:
        raise RuntimeError(
            "derivative for floor_divide is not implemented: it is zero between jumps; detach() first"
        )

    return np.floor_divide(a, b), (back, back)


@rule("NotImplemented", promote="same")
def rfloor_divide(a: Array, b: Array) -> Result:
    value, (to_b, to_a) = divide_for_good(b, a)
    return value, (to_a, to_b)


@rule("PowBackward0", name="square")
def squared(a: Array) -> Result:
    return np.multiply(a, a), (lambda g: g * (2 * a),)


@rule("PowBackward0", promote="same")
def pow_number(a: Array, b: float) -> Result:
    """A tensor to the power of a Python number: 0 has gradient 0 where the exponent is 0."""
    return np.power(a, b), (lambda g: np.zeros_like(a) if b == 0 else g * (b * np.power(a, b - 1)),)


@rule("PowBackward0")
def pow_half(a: Array) -> Result:
    return np.sqrt(a), (lambda g: g * (0.5 * np.power(a, -0.5)),)


@rule("PowBackward2", promote="same")
def rpow(a: Array, base: Array) -> Result:
    """A number to the power of a tensor. The powers of 0 have gradient 0 where they are finite. Integers to
    negative powers are the integer parts of the fractions."""
    if a.dtype.kind in "iu" and np.result_type(base, a).kind != "f":
        ones = np.where(np.asarray(a) % 2 == 0, 1, base) if abs(int(base)) == 1 else 0
        return np.where(a < 0, ones, np.power(base, np.maximum(a, 0))).astype(np.result_type(base, a)), ()
    value = np.power(base, a)

    def back(g: Array) -> Array:
        slope = g * (value * np.log(base)).astype(value.dtype)
        return np.where((base == 0) & (a >= 0), 0, slope)

    return value, (back,)


@rule("PowBackward1", promote="same", name="pow")
def power(a: Array, b: Array) -> Result:
    kind = np.result_type(a, b).kind
    if kind == "b":
        raise NotImplementedError("\"pow\" not implemented for 'Bool': convert with .long() or .float()")
    if kind in "iu" and np.any(np.less(b, 0)):
        raise negative_power()
    value = np.power(a, b)

    def to_base(g: Array) -> Array:
        return np.where(b == 0, 0, g * b * np.power(a, np.where(b == 0, 1, b - 1)))

    def to_exponent(g: Array) -> Array:
        return g * value * np.log(np.where((a == 0) & (b >= 0), 1, a))

    return value, (holding(to_base, value), holding(to_exponent, b))


def negative_power() -> RuntimeError:
    """The error for integers to negative powers, which are fractions."""
    return RuntimeError("Integers to negative integer powers are not allowed: convert with .float()")
