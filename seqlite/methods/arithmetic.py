"""Sums, products, quotients and powers, and the operators for them."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from .. import ops
from ..graph import T, TensorBase
from ..tape import NUMBERS, named, record


class Arithmetic(TensorBase):
    """Each result has the shape that the arguments broadcast to and their common type."""

    __slots__ = ()

    def add(input, other: Any, *, alpha: float = 1) -> Self:
        """input + alpha * other.

        >>> torch.add(torch.tensor([1, 2]), 10, alpha=2)
        tensor([21, 22])
        """
        check_alpha(input, other, alpha)
        if alpha == 1 or (is_bool(input) and is_bool(other)):
            return record(ops.add, input, other if alpha else False)
        return record(ops.add, input, (other.type_as(input) if is_bool(other) else other) * alpha)

    def sub(input, other: Any, *, alpha: float = 1) -> Self:
        """input - alpha * other. RuntimeError for two bool tensors.

        >>> torch.sub(torch.tensor([1, 2]), 1)
        tensor([0, 1])
        """
        check_alpha(input, other, alpha)
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
        if isinstance(exponent, int) and exponent < 0 and input._array.dtype.kind != "f":
            raise ops.negative_power()
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
        return Arithmetic.remainder(self, other)

    def __rmod__(self, other: Any) -> Self:
        return record(ops.rremainder, self, other)

    def __pow__(self, exponent: Any) -> Self:
        return Arithmetic.pow(self, exponent)

    def __rpow__(self, base: Any) -> Self:
        return record(ops.rpow, self, base)

    def __neg__(self) -> Self:
        return record(ops.neg, self)

    def __pos__(self) -> Self:
        if is_bool(self):
            raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
        return self

    __abs__ = abs

    absolute, negative, multiply, subtract, divide, true_divide = abs, neg, mul, sub, div, div


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


def check_alpha(a: TensorBase, b: Any, alpha: float) -> None:
    """RuntimeError for a factor that is of a higher kind than what it multiplies."""
    kinds = {x._array.dtype.kind if isinstance(x, TensorBase) else np.asarray(x).dtype.kind for x in (a, b)}
    if isinstance(alpha, bool) and kinds != {"b"}:
        raise RuntimeError("Boolean alpha only supported for Boolean results.")
    if isinstance(alpha, float) and "f" not in kinds:
        raise RuntimeError("For integral input tensors, argument alpha must not be a floating point number.")


def counted(input: T) -> T:
    """`input`, bools as the integers 0 and 1."""
    return record(ops.cast, input, dtype=np.dtype(np.int64)) if input._array.dtype == bool else input
