"""Pointwise Ops: powers, roots, exponentials and logarithms."""

from __future__ import annotations

import math
from typing import Any, Self

import numpy as np

from ..record import NUMBERS, record
from ..rules import Array, Result, rule, saving
from ..tensor_base import T, TensorBase
from .casting import _cast
from .declare import Family, as_operator, composed, function, operation

Tensor = Any  # avoids a circular import
LN2, LN10 = math.log(2), math.log(10)


@rule("PowBackward0")
def _square(a: Array) -> Result:
    return np.multiply(a, a), (lambda g: g * (2 * a),)


@rule("PowBackward0", promote="same", name="pow")
def _pow_scalar(a: Array, b: float) -> Result:
    """A tensor to the power of a number; the gradient is 0 if the exponent is 0."""
    return np.power(a, b), (lambda g: np.zeros_like(a) if b == 0 else g * (b * np.power(a, b - 1)),)


@rule("PowBackward0", name="pow")
def _pow_half(a: Array) -> Result:
    return np.sqrt(a), (lambda g: g * (0.5 * np.power(a, -0.5)),)


@rule("PowBackward2", promote="same", name="pow")
def _rpow(a: Array, base: Array) -> Result:
    """A number to the power of a tensor. The gradient is 0 where the base is 0 and the power finite. Integers
    to negative powers are truncated."""
    if a.dtype.kind in "iu" and np.result_type(base, a).kind != "f":
        ones = np.where(np.asarray(a) % 2 == 0, 1, base) if abs(int(base)) == 1 else 0
        return np.where(a < 0, ones, np.power(base, np.maximum(a, 0))).astype(np.result_type(base, a)), ()
    value = np.power(base, a)

    def back(g: Array) -> Array:
        grad = g * (value * np.log(base)).astype(value.dtype)
        return np.where((base == 0) & (a >= 0), 0, grad)

    return value, (back,)


@rule("PowBackward1", promote="same")
def _pow(a: Array, b: Array) -> Result:
    kind = np.result_type(a, b).kind
    if kind == "b":
        raise NotImplementedError("\"pow\" not implemented for 'Bool': convert with .long() or .float()")
    if kind in "iu" and np.any(np.less(b, 0)):  # 1 / a ** -b, rounded towards 0
        return np.where(np.less(b, 0), np.where(np.abs(a) == 1, a ** (b & 1), 0), a ** np.maximum(b, 0)), ()
    value = np.power(a, b)

    def to_base(g: Array) -> Array:
        return np.where(b == 0, 0, g * b * np.power(a, np.where(b == 0, 1, b - 1)))

    def to_exponent(g: Array) -> Array:
        return g * value * np.log(np.where((a == 0) & (b >= 0), 1, a))

    return value, (saving(to_base, value), saving(to_exponent, b))


def negative_power_error() -> RuntimeError:
    """The error for integers to negative powers."""
    return RuntimeError("Integers to negative integer powers are not allowed: convert with .float()")


class PointwisePowers(Family):
    """Each result has the shape that the arguments broadcast to."""

    __slots__ = ()

    @composed(in_place=True, function=False)
    def pow(input, exponent: Any) -> Self:
        """input ** exponent. Shapes broadcast. RuntimeError for integers to negative integer powers."""
        if not isinstance(exponent, NUMBERS):
            return record(_pow, input, exponent)
        input = bool_to_int(input)
        if isinstance(exponent, int) and exponent < 0 and input._array.dtype.kind != "f":
            raise negative_power_error()
        if exponent == 2:
            return record(_square, input)
        if exponent == 0.5 and input._array.dtype.kind == "f":
            return record(_pow_half, input)
        return record(_pow_scalar, input, exponent)

    @composed(in_place=True)
    def square(input) -> Self:
        """input ** 2. Any shape; integers stay.

        >>> torch.square(torch.tensor([3]))
        tensor([9])
        """
        return record(_square, bool_to_int(input))

    @operation("ReciprocalBackward0", promote="float", in_place=True)
    def reciprocal(input: Array) -> Result:
        """1 / input. Any shape; integers give float32.

        >>> torch.reciprocal(torch.tensor([4.]))
        tensor([0.2500])
        """
        value = np.divide(1, input)
        return value, (lambda g: -g * value * value,)

    @as_operator
    def __rpow__(self, base: Any) -> Self:
        return record(_rpow, self, base)

    __pow__ = as_operator(pow)

    @operation("ExpBackward0", promote="float", in_place=True)
    def exp(input: Array) -> Result:
        """e ** input. Any shape; integers give float32.

        >>> torch.exp(torch.tensor([0., 1.]))
        tensor([1.0000, 2.7183])
        """
        value = np.exp(input)
        return value, (lambda g: g * value,)

    @operation("Exp2Backward0", promote="float", in_place=True)
    def exp2(input: Array) -> Result:
        """2 ** input. Any shape; integers give float32.

        >>> torch.exp2(torch.tensor([3.]))
        tensor([8.])
        """
        value = np.exp2(input)
        return value, (lambda g: g * (value * LN2),)

    @operation("Expm1Backward0", promote="float", in_place=True)
    def expm1(input: Array) -> Result:
        """e ** input - 1, exact for small inputs. Any shape; integers give float32.

        >>> torch.expm1(torch.zeros(1))
        tensor([0.])
        """
        value = np.expm1(input)
        return value, (lambda g: g * (value + 1),)

    @operation("LogBackward0", promote="float", in_place=True)
    def log(input: Array) -> Result:
        """The natural logarithm: -inf at 0, nan below. Any shape; integers give float32.

        >>> torch.log(torch.ones(1))
        tensor([0.])
        """
        return np.log(input), (lambda g: g / input,)

    @operation("Log2Backward0", promote="float", in_place=True)
    def log2(input: Array) -> Result:
        """The logarithm to base 2. Any shape; integers give float32.

        >>> torch.log2(torch.tensor([8.]))
        tensor([3.])
        """
        return np.log2(input), (lambda g: g / (input * LN2),)

    @operation("Log10Backward0", promote="float", in_place=True)
    def log10(input: Array) -> Result:
        """The logarithm to base 10. Any shape; integers give float32.

        >>> torch.log10(torch.tensor([10.]))
        tensor([1.])
        """
        return np.log10(input), (lambda g: g / (input * LN10),)

    @operation("Log1PBackward0", promote="float", in_place=True)
    def log1p(input: Array) -> Result:
        """log(1 + input), exact for small inputs. Any shape; integers give float32.

        >>> torch.log1p(torch.zeros(1))
        tensor([0.])
        """
        return np.log1p(input), (lambda g: g / (input + 1),)

    @operation("SqrtBackward0", promote="float", in_place=True)
    def sqrt(input: Array) -> Result:
        """The square root; its gradient at 0 is inf. Any shape; integers give float32.

        >>> torch.sqrt(torch.tensor([9.]))
        tensor([3.])
        """
        value = np.sqrt(input)

        def back(g: Array) -> Array:
            return g / (2 * value)

        return value, (back,)

    @operation("RsqrtBackward0", promote="float", in_place=True)
    def rsqrt(input: Array) -> Result:
        """1 / sqrt(input). Any shape; integers give float32.

        >>> torch.rsqrt(torch.tensor([4.]))
        tensor([0.5000])
        """
        value = np.divide(1, np.sqrt(input))
        return value, (lambda g: g * (-0.5 * value * value * value),)


def bool_to_int(input: T) -> T:
    """Cast bools to int64."""
    return record(_cast, input, dtype=np.dtype(np.int64)) if input._array.dtype == bool else input


@function()
def pow(input: Any, exponent: Any) -> Tensor:
    """input ** exponent. Either may be a number. RuntimeError for integers to negative integer powers. The
    shapes broadcast.

    >>> torch.pow(torch.tensor([2, 3]), 2)
    tensor([4, 9])
    """
    if isinstance(input, NUMBERS) and isinstance(exponent, TensorBase):
        return record(_rpow, exponent, input)
    return PointwisePowers.pow(input, exponent)
