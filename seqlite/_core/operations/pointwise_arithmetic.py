"""Pointwise Ops: sums, products and quotients, and the operators for them."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ..record import NUMBERS, record, with_node_name
from ..rules import Array, Op, Result, check_divisor, rule, saving
from ..tensor_base import T, TensorBase
from .declare import Family, as_operator, composed, function, operation

Tensor = Any  # avoids a circular import


@rule("RsubBackward1", promote="same")
def _rsub(a: Array, b: Array) -> Result:
    return np.subtract(b, a), (np.negative, lambda g: g)


@rule("AddBackward0", promote="same")
def _add(a: Array, b: Array) -> Result:
    return np.add(a, b), (lambda g: g, lambda g: g)


@rule("SubBackward0", promote="same")
def _sub(a: Array, b: Array) -> Result:
    return np.subtract(a, b), (lambda g: g, np.negative)


@rule("MulBackward1", name="mul")
def _mul_number(a: Array, *, factor: float) -> Result:
    """`a` times a constant; saves nothing."""
    return np.multiply(a, factor), (lambda g: g * factor,)


def mul_number(input: Any, factor: float) -> Any:
    """The tensor times a constant, which saves nothing for backward."""
    return record(_mul_number, input, factor=factor) if input._array.dtype.kind == "f" else input * factor


@rule("DivBackward0", promote="float")
def _div(a: Array, b: Array) -> Result:
    return np.divide(a, b), (lambda g: g / b, lambda g: -g * a / (b * b))


@rule("DivBackward2", promote="same")
def _div_floor(a: Array, b: Array) -> Result:
    """The quotient, rounded down."""
    check_divisor(a, b)
    return np.floor_divide(a, b), (saving(np.zeros_like, b), saving(np.zeros_like, a, b))


@rule("DivBackward2", promote="same")
def _div_trunc(a: Array, b: Array) -> Result:
    check_divisor(a, b)
    value = np.trunc(np.divide(a, b)).astype(np.result_type(a, b))
    return value, (saving(np.zeros_like, b), saving(np.zeros_like, a, b))


@rule("RemainderBackward1", promote="same")
def _remainder(a: Array, b: Array) -> Result:
    check_divisor(a, b)
    value = np.remainder(a, b)
    if value.dtype.kind == "f":  # zero has the sign of the dividend
        value = np.where(value == 0, np.copysign(value, a), value)
    return value, (lambda g: g, lambda g: -g * np.floor_divide(a, b))


@rule("FmodBackward1", promote="same")
def _fmod(a: Array, b: Array) -> Result:
    check_divisor(a, b)
    return np.fmod(a, b), (lambda g: g, lambda g: -g * np.trunc(a / b))


@rule("NotImplemented", promote="same", name="remainder")
def _rremainder(a: Array, b: Array) -> Result:
    """The remainder of a number by a tensor."""

    def back(g: Array) -> Array:
        raise RuntimeError(
            "derivative for a number's remainder by a tensor is not implemented: make the number a tensor"
        )

    return _remainder(b, a)[0], (back, None)


@rule("NotImplemented", promote="same")
def _floor_divide(a: Array, b: Array) -> Result:
    """The quotient, rounded down, as `//`: not differentiable."""
    check_divisor(a, b)

    def back(g: Array) -> Array:
        raise RuntimeError(
            "derivative for floor_divide is not implemented: it is zero between jumps; detach() first"
        )

    return np.floor_divide(a, b), (back, back)


@rule("NotImplemented", promote="same")
def _rfloor_divide(a: Array, b: Array) -> Result:
    value, (to_b, to_a) = _floor_divide(b, a)
    return value, (to_a, to_b)


class PointwiseArithmetic(Family):
    """Results have the broadcast shape and the common dtype of the arguments."""

    __slots__ = ()

    @composed(in_place=True, numbers=True, factor="alpha")
    def add(input, other: Any, *, alpha: float = 1) -> Self:
        """input + alpha * other. The shapes broadcast, else RuntimeError.

        >>> torch.add(torch.tensor([1, 2]), 10, alpha=2)
        tensor([21, 22])
        """
        check_alpha(input, other, alpha)
        if alpha == 1 or (is_bool(input) and is_bool(other)):
            return record(_add, input, other if alpha else False)
        other = other.type_as(input) if is_bool(other) else other
        return record(
            _add, input, mul_number(other, alpha) if isinstance(other, TensorBase) else other * alpha
        )

    @composed(in_place=True, numbers=True, aliases="subtract", factor="alpha")
    def sub(input, other: Any, *, alpha: float = 1) -> Self:
        """input - alpha * other. The shapes broadcast. RuntimeError for two bool tensors.

        >>> torch.sub(torch.tensor([1, 2]), 1)
        tensor([0, 1])
        """
        check_alpha(input, other, alpha)
        if alpha != 1:
            record_sub(_sub, input, other)  # raises for bools
        return record_sub(_sub, input, other if alpha == 1 else other * alpha)

    @operation("MulBackward0", promote="same", in_place=True, numbers=True, aliases="multiply")
    def mul(input: Array, other: Any) -> Result:
        """input * other. The shapes broadcast, else RuntimeError.

        >>> torch.mul(torch.tensor([1, 2]), 3)
        tensor([3, 6])
        """
        return np.multiply(input, other), (lambda g: g * other, lambda g: g * input)

    @composed(in_place=True, numbers=True, aliases="divide true_divide")
    def div(input, other: Any, *, rounding_mode: str | None = None) -> Self:
        """input / other as floats. Shapes broadcast. `rounding_mode`: "floor" or "trunc", else RuntimeError.

        >>> torch.div(torch.tensor([7, -7]), 2, rounding_mode="trunc")
        tensor([ 3, -3])
        """
        if rounding_mode is None:
            return record(_div, input, other)
        if rounding_mode == "floor":
            return record(_div_floor, input, other)
        if rounding_mode == "trunc":
            return record(_div_trunc, input, other)
        raise RuntimeError(
            f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found {rounding_mode!r}"
        )

    @composed(in_place=True, numbers=True)
    def floor_divide(input, other: Any) -> Self:
        """The quotient rounded down. The shapes broadcast. RuntimeError for integers divided by zero.

        >>> torch.floor_divide(torch.tensor([7, -7]), 2)
        tensor([ 3, -4])
        """
        return record(_floor_divide, input, other)

    @composed(in_place=True, function=False)
    def remainder(input, other: Any) -> Self:
        """What is left of a division rounded down: the sign is the divisor's. Shapes broadcast."""
        return name_for_number(record(_remainder, input, other), other, "RemainderBackward0")

    @composed(in_place=True)
    def fmod(input, other: Any) -> Self:
        """What is left of a division rounded towards zero (the dividend's sign). The shapes broadcast.

        >>> torch.fmod(torch.tensor([7, -7]), 3)
        tensor([ 1, -1])
        """
        return name_for_number(record(_fmod, input, other), other, "FmodBackward0")

    @operation("NegBackward0", in_place=True, aliases="negative")
    def neg(input: Array) -> Result:
        """-input, of any shape. RuntimeError for bool tensors.

        >>> torch.neg(torch.tensor([1, -2]))
        tensor([-1,  2])
        """
        return np.negative(input), (np.negative,)

    # Operators return NotImplemented for operands that are neither numbers nor tensors.

    def __add__(self, other: Any) -> Self:
        try:
            return record(_add, self, other)
        except TypeError:
            return NotImplemented

    def __sub__(self, other: Any) -> Self:
        try:
            return record_sub(_sub, self, other)
        except TypeError:
            return NotImplemented

    def __mul__(self, other: Any) -> Self:
        try:
            return self.mul(other)
        except TypeError:
            return NotImplemented

    def __truediv__(self, other: Any) -> Self:
        try:
            return record(_div, self, other)
        except TypeError:
            return NotImplemented

    @as_operator
    def __rsub__(self, other: Any) -> Self:
        return record_sub(_rsub, self, other)

    def __rtruediv__(self, other: Any) -> Self:
        return self.reciprocal() * other

    @as_operator
    def __rfloordiv__(self, other: Any) -> Self:
        return record(_rfloor_divide, self, other)

    @as_operator
    def __rmod__(self, other: Any) -> Self:
        return record(_rremainder, self, other)

    def __pos__(self) -> Self:
        if is_bool(self):
            raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
        return self

    __radd__ = __add__

    __rmul__ = __mul__

    __floordiv__, __mod__ = map(as_operator, (floor_divide, remainder))
    __neg__ = neg


def name_for_number(result: T, other: Any, node: str) -> T:
    """PyTorch names the node of an operation with a Python number differently."""
    return with_node_name(result, node) if isinstance(other, NUMBERS) else result


def record_sub(op: Op, a: T, b: Any) -> T:
    """Record a difference. RuntimeError for bools."""
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
    """Raise RuntimeError if the factor is of a higher category than what it multiplies."""
    kinds = {x._array.dtype.kind if isinstance(x, TensorBase) else np.asarray(x).dtype.kind for x in (a, b)}
    if isinstance(alpha, bool) and kinds != {"b"}:
        raise RuntimeError("Boolean alpha only supported for Boolean results.")
    if isinstance(alpha, float) and "f" not in kinds:
        raise RuntimeError("For integral input tensors, argument alpha must not be a floating point number.")


@function()
def rsub(input: Tensor, other: Any, alpha: float = 1) -> Tensor:
    """other - alpha * input. The shapes broadcast. TypeError for a tensor as `alpha`.

    >>> torch.rsub(torch.tensor([1, 2]), 5)
    tensor([4, 3])
    """
    if isinstance(alpha, TensorBase):
        raise TypeError("rsub(): argument 'alpha' must be Number, not Tensor")
    return record(_rsub, input if alpha == 1 else input * alpha, other)


@function()
def remainder(input: Any, other: Any) -> Tensor:
    """What is left of a division rounded down (the divisor's sign). Shapes broadcast; one may be a number.

    >>> torch.remainder(torch.tensor([-1, 4]), 3)
    tensor([2, 1])
    """
    return input % other
