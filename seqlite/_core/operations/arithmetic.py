"""Sums, products, quotients and powers, element by element, and the operators for them."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ..graph import T, TensorBase
from ..ops.rules import NUMERIC, Array, Op, Result
from ..record import NUMBERS, named, record
from .arithmetic_rules import (
    divide_down,
    divide_for_good,
    divide_towards_zero,
    minus,
    negative_power,
    plus,
    pow_half,
    pow_number,
    power,
    quotient,
    remainder_down,
    remainder_towards_zero,
    rfloor_divide,
    rpow,
    rremainder,
    rsub,
    scaled,
    squared,
)
from .declare import Family, as_operator, composed, operation
from .moves import cast


class Arithmetic(Family):
    """Each result has the shape that the arguments broadcast to and their common type."""

    __slots__ = ()

    @composed(in_place=True, numbers=True, factor="alpha")
    def add(input, other: Any, *, alpha: float = 1) -> Self:
        """input + alpha * other.

        >>> torch.add(torch.tensor([1, 2]), 10, alpha=2)
        tensor([21, 22])
        """
        check_alpha(input, other, alpha)
        if alpha == 1 or (is_bool(input) and is_bool(other)):
            return record(plus, input, other if alpha else False)
        other = other.type_as(input) if is_bool(other) else other
        return record(plus, input, scaled(other, alpha) if isinstance(other, TensorBase) else other * alpha)

    @composed(in_place=True, numbers=True, also="subtract", factor="alpha")
    def sub(input, other: Any, *, alpha: float = 1) -> Self:
        """input - alpha * other. RuntimeError for two bool tensors.

        >>> torch.sub(torch.tensor([1, 2]), 1)
        tensor([0, 1])
        """
        check_alpha(input, other, alpha)
        if alpha != 1:
            difference(minus, input, other)  # refuses bools, which a product would hide
        return difference(minus, input, other if alpha == 1 else other * alpha)

    @operation("MulBackward0", promote="same", in_place=True, numbers=True, also="multiply")
    def mul(input: Array, other: Any) -> Result:
        """input * other.

        >>> torch.mul(torch.tensor([1, 2]), 3)
        tensor([3, 6])
        """
        return np.multiply(input, other), (lambda g: g * other, lambda g: g * input)

    @composed(in_place=True, numbers=True, also="divide true_divide")
    def div(input, other: Any, *, rounding_mode: str | None = None) -> Self:
        """input / other, as floats; `rounding_mode` "floor" or "trunc" rounds the quotient.

        >>> torch.div(torch.tensor([7, -7]), 2, rounding_mode="trunc")
        tensor([ 3, -3])
        """
        if rounding_mode is None:
            return record(quotient, input, other)
        if rounding_mode == "floor":
            return record(divide_down, input, other)
        if rounding_mode == "trunc":
            return record(divide_towards_zero, input, other)
        raise RuntimeError(
            f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found {rounding_mode!r}"
        )

    @composed(in_place=True, numbers=True)
    def floor_divide(input, other: Any) -> Self:
        """The quotient rounded down. RuntimeError for integers divided by zero.

        >>> torch.floor_divide(torch.tensor([7, -7]), 2)
        tensor([ 3, -4])
        """
        return record(divide_for_good, input, other)

    @composed(in_place=True, function=False)
    def remainder(input, other: Any) -> Self:
        """What is left of a division rounded down: the sign is the divisor's."""
        return by_number(record(remainder_down, input, other), other, "RemainderBackward0")

    @composed(in_place=True)
    def fmod(input, other: Any) -> Self:
        """What is left of a division rounded towards zero: the sign is the dividend's.

        >>> torch.fmod(torch.tensor([7, -7]), 3)
        tensor([ 1, -1])
        """
        return by_number(record(remainder_towards_zero, input, other), other, "FmodBackward0")

    @composed(in_place=True, function=False)
    def pow(input, exponent: Any) -> Self:
        """input ** exponent. RuntimeError for integers to negative integer powers."""
        if not isinstance(exponent, NUMBERS):
            return record(power, input, exponent)
        input = counted(input)
        if isinstance(exponent, int) and exponent < 0 and input._array.dtype.kind != "f":
            raise negative_power()
        if exponent == 2:
            return record(squared, input)
        if exponent == 0.5 and input._array.dtype.kind == "f":
            return record(pow_half, input)
        return record(pow_number, input, exponent)

    @operation("NegBackward0", in_place=True, also="negative")
    def neg(input: Array) -> Result:
        """-input. RuntimeError for bool tensors.

        >>> torch.neg(torch.tensor([1, -2]))
        tensor([-1,  2])
        """
        return np.negative(input), (np.negative,)

    @operation("AbsBackward0", takes=NUMERIC, in_place=True, also="absolute")
    def abs(input: Array) -> Result:
        """|input|; its gradient at 0 is 0. NotImplementedError for bool tensors.

        >>> torch.abs(torch.tensor([-1, 2]))
        tensor([1, 2])
        """
        return np.abs(input), (lambda g: np.where(input == input, g * np.sign(input), 0),)  # nan has no sign

    @operation("ReciprocalBackward0", promote="float", in_place=True)
    def reciprocal(input: Array) -> Result:
        """1 / input.

        >>> torch.reciprocal(torch.tensor([4.]))
        tensor([0.2500])
        """
        value = np.divide(1, input)
        return value, (lambda g: -g * value * value,)

    @composed(in_place=True)
    def square(input) -> Self:
        """input ** 2.

        >>> torch.square(torch.tensor([3]))
        tensor([9])
        """
        return record(squared, counted(input))

    # An operator leaves what is no number and no tensor to the other operand: arrays, say.

    def __add__(self, other: Any) -> Self:
        try:
            return record(plus, self, other)
        except TypeError:
            return NotImplemented

    def __sub__(self, other: Any) -> Self:
        try:
            return difference(minus, self, other)
        except TypeError:
            return NotImplemented

    def __mul__(self, other: Any) -> Self:
        try:
            return self.mul(other)
        except TypeError:
            return NotImplemented

    def __truediv__(self, other: Any) -> Self:
        try:
            return record(quotient, self, other)
        except TypeError:
            return NotImplemented

    @as_operator
    def __rsub__(self, other: Any) -> Self:
        return difference(rsub, self, other)

    def __rtruediv__(self, other: Any) -> Self:
        return self.reciprocal() * other

    @as_operator
    def __rfloordiv__(self, other: Any) -> Self:
        return record(rfloor_divide, self, other)

    @as_operator
    def __rmod__(self, other: Any) -> Self:
        return record(rremainder, self, other)

    @as_operator
    def __rpow__(self, base: Any) -> Self:
        return record(rpow, self, base)

    def __pos__(self) -> Self:
        if is_bool(self):
            raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
        return self

    __radd__ = __add__
    __rmul__ = __mul__
    __floordiv__, __mod__, __pow__ = map(as_operator, (floor_divide, remainder, pow))
    __neg__, __abs__ = neg, abs


def by_number(result: T, other: Any, node: str) -> T:
    """PyTorch has a name of its own for the operation with a Python number."""
    return named(result, node) if isinstance(other, NUMBERS) else result


def difference(op: Op, a: T, b: Any) -> T:
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


def check_alpha(a: TensorBase, b: Any, alpha: float) -> None:
    """RuntimeError for a factor that is of a higher kind than what it multiplies."""
    kinds = {x._array.dtype.kind if isinstance(x, TensorBase) else np.asarray(x).dtype.kind for x in (a, b)}
    if isinstance(alpha, bool) and kinds != {"b"}:
        raise RuntimeError("Boolean alpha only supported for Boolean results.")
    if isinstance(alpha, float) and "f" not in kinds:
        raise RuntimeError("For integral input tensors, argument alpha must not be a floating point number.")


def counted(input: T) -> T:
    """`input`, bools as the integers 0 and 1."""
    return record(cast, input, dtype=np.dtype(np.int64)) if input._array.dtype == bool else input
