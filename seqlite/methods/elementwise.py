"""Functions of each element by itself, and the arithmetic operators."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from .. import ops
from ..graph import T, TensorBase
from ..tape import NUMBERS, named, record


class Elementwise(TensorBase):
    """Each result has the shape that the arguments broadcast to and their common type."""

    __slots__ = ()

    # --- arithmetic -------------------------------------------------------------------------------

    def add(input, other: Any, *, alpha: float = 1) -> Self:
        """input + alpha * other.

        >>> torch.add(torch.tensor([1, 2]), 10, alpha=2)
        tensor([21, 22])
        """
        if alpha == 1 or (is_bool(input) and is_bool(other)):
            return record(ops.add, input, other if alpha else False)
        return record(ops.add, input, (other.type_as(input) if is_bool(other) else other) * alpha)

    def sub(input, other: Any, *, alpha: float = 1) -> Self:
        """input - alpha * other. RuntimeError for two bool tensors.

        >>> torch.sub(torch.tensor([1, 2]), 1)
        tensor([0, 1])
        """
        if alpha != 1:
            subtract(ops.sub, input, other)  # refuses bools, which a product would hide
        return subtract(ops.sub, input, other if alpha == 1 else other * alpha)

    def mul(input, other: Any) -> Self:
        """input * other.

        >>> torch.mul(torch.tensor([1, 2]), 3)
        tensor([3, 6])
        """
        return record(ops.mul, input, other)

    def div(input, other: Any, *, rounding_mode: str | None = None) -> Self:
        """input / other, as floats; `rounding_mode` "floor" or "trunc" rounds the quotient.

        >>> torch.div(torch.tensor([7, -7]), 2, rounding_mode="trunc")
        tensor([ 3, -3])
        """
        if rounding_mode is None:
            return record(ops.div, input, other)
        if rounding_mode == "floor":
            return record(ops.divide_down, input, other)
        if rounding_mode == "trunc":
            return record(ops.divide_towards_zero, input, other)
        raise RuntimeError(
            f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found {rounding_mode!r}"
        )

    def floor_divide(input, other: Any) -> Self:
        """The quotient rounded down. RuntimeError for integers divided by zero.

        >>> torch.floor_divide(torch.tensor([7, -7]), 2)
        tensor([ 3, -4])
        """
        return record(ops.floor_divide, input, other)

    def remainder(input, other: Any) -> Self:
        """What is left of a division rounded down: the sign is the divisor's."""
        return by_number(record(ops.remainder, input, other), other, "RemainderBackward0")

    def fmod(input, other: Any) -> Self:
        """What is left of a division rounded towards zero: the sign is the dividend's.

        >>> torch.fmod(torch.tensor([7, -7]), 3)
        tensor([ 1, -1])
        """
        return by_number(record(ops.fmod, input, other), other, "FmodBackward0")

    def pow(input, exponent: Any) -> Self:
        """input ** exponent. RuntimeError for integers to negative integer powers.

        >>> torch.pow(torch.tensor([2, 3]), 2)
        tensor([4, 9])
        """
        if not isinstance(exponent, NUMBERS):
            return record(ops.pow, input, exponent)
        input = counted(input)
        if exponent == 2:
            return record(ops.square, input)
        if exponent == 0.5 and input._array.dtype.kind == "f":
            return record(ops.pow_half, input)
        return record(ops.pow_number, input, exponent)

    def neg(input) -> Self:
        """-input. RuntimeError for bool tensors.

        >>> torch.neg(torch.tensor([1, -2]))
        tensor([-1,  2])
        """
        return record(ops.neg, input)

    def abs(input) -> Self:
        """|input|; its gradient at 0 is 0. NotImplementedError for bool tensors.

        >>> torch.abs(torch.tensor([-1, 2]))
        tensor([1, 2])
        """
        if input._array.dtype == bool:
            raise NotImplementedError("\"abs_cpu\" not implemented for 'Bool': convert with .long() first")
        return record(ops.abs, input)

    def reciprocal(input) -> Self:
        """1 / input.

        >>> torch.reciprocal(torch.tensor([4.]))
        tensor([0.2500])
        """
        return record(ops.reciprocal, input)

    def square(input) -> Self:
        """input ** 2.

        >>> torch.square(torch.tensor([3]))
        tensor([9])
        """
        return record(ops.square, counted(input))

    def __add__(self, other: Any) -> Self:
        return record(ops.add, self, other)

    def __radd__(self, other: Any) -> Self:
        return record(ops.add, self, other)

    def __sub__(self, other: Any) -> Self:
        return subtract(ops.sub, self, other)

    def __rsub__(self, other: Any) -> Self:
        return subtract(ops.rsub, self, other)

    def __mul__(self, other: Any) -> Self:
        return record(ops.mul, self, other)

    def __rmul__(self, other: Any) -> Self:
        return record(ops.mul, self, other)

    def __truediv__(self, other: Any) -> Self:
        return record(ops.div, self, other)

    def __rtruediv__(self, other: Any) -> Self:
        return record(ops.mul, record(ops.reciprocal, self), other)

    def __floordiv__(self, other: Any) -> Self:
        return record(ops.floor_divide, self, other)

    def __rfloordiv__(self, other: Any) -> Self:
        return record(ops.rfloor_divide, self, other)

    def __mod__(self, other: Any) -> Self:
        return Elementwise.remainder(self, other)

    def __rmod__(self, other: Any) -> Self:
        return record(ops.rremainder, self, other)

    def __pow__(self, exponent: Any) -> Self:
        return Elementwise.pow(self, exponent)

    def __rpow__(self, base: Any) -> Self:
        return record(ops.rpow, self, base)

    def __neg__(self) -> Self:
        return record(ops.neg, self)

    def __pos__(self) -> Self:
        return self

    __abs__ = abs

    absolute, negative, multiply, subtract, divide, true_divide = abs, neg, mul, sub, div, div

    # --- exponentials and roots -------------------------------------------------------------------

    def exp(input) -> Self:
        """e ** input.

        >>> torch.exp(torch.tensor([0., 1.]))
        tensor([1.0000, 2.7183])
        """
        return record(ops.exp, input)

    def exp2(input) -> Self:
        """2 ** input.

        >>> torch.exp2(torch.tensor([3.]))
        tensor([8.])
        """
        return record(ops.exp2, input)

    def expm1(input) -> Self:
        """e ** input - 1, exact for small inputs.

        >>> torch.expm1(torch.zeros(1))
        tensor([0.])
        """
        return record(ops.expm1, input)

    def log(input) -> Self:
        """The natural logarithm: -inf at 0, nan below.

        >>> torch.log(torch.ones(1))
        tensor([0.])
        """
        return record(ops.log, input)

    def log2(input) -> Self:
        """The logarithm to base 2.

        >>> torch.log2(torch.tensor([8.]))
        tensor([3.])
        """
        return record(ops.log2, input)

    def log10(input) -> Self:
        """The logarithm to base 10.

        >>> torch.log10(torch.tensor([10.]))
        tensor([1.])
        """
        return record(ops.log10, input)

    def log1p(input) -> Self:
        """log(1 + input), exact for small inputs.

        >>> torch.log1p(torch.zeros(1))
        tensor([0.])
        """
        return record(ops.log1p, input)

    def sqrt(input) -> Self:
        """The square root; its gradient at 0 is inf.

        >>> torch.sqrt(torch.tensor([9.]))
        tensor([3.])
        """
        return record(ops.sqrt, input)

    def rsqrt(input) -> Self:
        """1 / sqrt(input).

        >>> torch.rsqrt(torch.tensor([4.]))
        tensor([0.5000])
        """
        return record(ops.rsqrt, input)

    def erf(input) -> Self:
        """The error function.

        >>> torch.erf(torch.ones(1))
        tensor([0.8427])
        """
        return record(ops.erf, input)

    # --- angles -----------------------------------------------------------------------------------

    def sin(input) -> Self:
        """The sine of radians.

        >>> torch.sin(torch.zeros(1))
        tensor([0.])
        """
        return record(ops.sin, input)

    def cos(input) -> Self:
        """The cosine of radians.

        >>> torch.cos(torch.zeros(1))
        tensor([1.])
        """
        return record(ops.cos, input)

    def tan(input) -> Self:
        """The tangent of radians.

        >>> torch.tan(torch.zeros(1))
        tensor([0.])
        """
        return record(ops.tan, input)

    def asin(input) -> Self:
        """The inverse of sin.

        >>> torch.asin(torch.zeros(1))
        tensor([0.])
        """
        return record(ops.asin, input)

    def acos(input) -> Self:
        """The inverse of cos.

        >>> torch.acos(torch.ones(1))
        tensor([0.])
        """
        return record(ops.acos, input)

    def atan(input) -> Self:
        """The inverse of tan.

        >>> torch.atan(torch.ones(1))
        tensor([0.7854])
        """
        return record(ops.atan, input)

    def atan2(input, other: Any) -> Self:
        """The angle of the point (other, input).

        >>> torch.atan2(torch.ones(1), torch.zeros(1))
        tensor([1.5708])
        """
        return record(ops.atan2, input, other)

    def sinh(input) -> Self:
        """The hyperbolic sine.

        >>> torch.sinh(torch.zeros(1))
        tensor([0.])
        """
        return record(ops.sinh, input)

    def cosh(input) -> Self:
        """The hyperbolic cosine.

        >>> torch.cosh(torch.zeros(1))
        tensor([1.])
        """
        return record(ops.cosh, input)

    arcsin, arccos, arctan, arctan2 = asin, acos, atan, atan2

    # --- rounding ---------------------------------------------------------------------------------

    def floor(input) -> Self:
        """The next integer below.

        >>> torch.floor(torch.tensor([-1.5]))
        tensor([-2.])
        """
        return record(ops.floor, numeric(input, "floor"))

    def ceil(input) -> Self:
        """The next integer above.

        >>> torch.ceil(torch.tensor([-1.5]))
        tensor([-1.])
        """
        return record(ops.ceil, numeric(input, "ceil"))

    def round(input, *, decimals: int = 0) -> Self:
        """The nearest integer, halves to the even one.

        >>> torch.round(torch.tensor([0.5, 1.5]))
        tensor([0., 2.])
        """
        return record(ops.round, numeric(input, "round"), decimals=decimals)

    def trunc(input) -> Self:
        """The integer part.

        >>> torch.trunc(torch.tensor([-1.5]))
        tensor([-1.])
        """
        return record(ops.trunc, numeric(input, "trunc"))

    def frac(input) -> Self:
        """What trunc takes away. NotImplementedError for integers.

        >>> torch.frac(torch.tensor([-1.5]))
        tensor([-0.5000])
        """
        return named(numeric(input, "frac", "f") - input.trunc(), "FracBackward0")

    def sign(input) -> Self:
        """-1, 0 or 1.

        >>> torch.sign(torch.tensor([-3, 0]))
        tensor([-1,  0])
        """
        if input._array.dtype == bool:
            return record(ops.clone, input)
        return record(ops.sign, input)


def by_number(result: T, other: Any, node: str) -> T:
    """PyTorch has a name of its own for the operation with a Python number."""
    return named(result, node) if isinstance(other, NUMBERS) else result


def subtract(op: ops.Op, a: T, b: Any) -> T:
    """A difference; bools do not have one."""
    if is_bool(a) or is_bool(b):
        raise RuntimeError(
            "Subtraction, the `-` operator, with a bool tensor is not supported: use the `^` operator or "
            "logical_xor(), or convert with .long() or .float()"
        )
    return record(op, a, b)


def is_bool(value: Any) -> bool:
    """Whether `value` is True, False, or a tensor of them."""
    return isinstance(value, bool) or (isinstance(value, TensorBase) and value._array.dtype == bool)


def counted(input: T) -> T:
    """`input`, bools as the integers 0 and 1."""
    return record(ops.cast, input, dtype=np.dtype(np.int64)) if input._array.dtype == bool else input


def numeric(input: T, who: str, kinds: str = "fiu") -> T:
    """`input`; NotImplementedError unless its type is of the given kinds, which leave out bool."""
    if input._array.dtype.kind not in kinds:
        raise NotImplementedError(
            f'"{who}_cpu" not implemented for {input._array.dtype}: convert with .float() first'
        )
    return input
