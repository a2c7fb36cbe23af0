"""Pointwise Ops: signs, rounding, limits (`clamp`), and `lerp`, `addcmul`, `addcdiv`."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ..record import NUMBERS, record, with_node_name
from ..rules import NUMERIC, Array, Result, rule, saving
from ..tensor_base import TensorBase
from .arguments import check_kind, wrap_negative
from .casting import _cast
from .declare import Family, composed, operation
from .pointwise_powers import bool_to_int


@rule("SignBackward0")
def _sign(a: Array) -> Result:
    """The sign of nan is 0."""
    return (a > 0).astype(a.dtype) - (a < 0), (np.zeros_like,)


@rule("ClampBackward1", name="clamp")
def _clamp_numbers(a: Array, *, min: float | None, max: float | None) -> Result:
    """The gradient passes at the limits."""

    def back(g: Array) -> Array:
        inside = np.ones(a.shape, bool)
        if min is not None:
            inside &= a >= min
        if max is not None:
            inside &= a <= max
        return np.where(inside, g, 0)

    return np.clip(a, min, max), (back,)


@rule("ClampBackward0", promote="same", name="clamp")
def _clamp_tensors(a: Array, low: Array, high: Array) -> Result:
    """If the limits are swapped, the upper one wins."""
    return np.minimum(np.maximum(a, low), high), (
        lambda g: np.where((a >= low) & (a <= high), g, 0),
        lambda g: np.where((low < high) & (a < low), g, 0),
        lambda g: np.where((a > high) | (high < low), g, 0),
    )


@rule("ClampMinBackward1", promote="same")
def _clamp_min(a: Array, low: Array) -> Result:
    return np.maximum(a, low), (lambda g: np.where(a >= low, g, 0), lambda g: np.where(a < low, g, 0))


@rule("ClampMaxBackward1", promote="same")
def _clamp_max(a: Array, high: Array) -> Result:
    return np.minimum(a, high), (lambda g: np.where(a <= high, g, 0), lambda g: np.where(a > high, g, 0))


@rule("NanToNumBackward0")
def _nan_to_num(a: Array, *, nan: float, posinf: float | None, neginf: float | None) -> Result:
    value = np.nan_to_num(a, nan=nan, posinf=posinf, neginf=neginf)
    return value, (lambda g: np.where(np.isfinite(a), g, 0),)


@rule("LerpBackward0", promote="same")
def _lerp(a: Array, end: Array, weight: Array) -> Result:
    return a + (end - a) * weight, (
        lambda g: g * (1 - weight),
        lambda g: g * weight,
        saving(lambda g: g * (end - a), weight),
    )


@rule("LerpBackward0", promote="same", name="lerp")
def _lerp_scalar(a: Array, end: Array, *, weight: float) -> Result:
    return a + (end - a) * weight, (lambda g: g * (1 - weight), lambda g: g * weight)


def other_type(input: Any, other: Any, name: str) -> RuntimeError:
    """The error of `lerp` for an argument of another type."""
    return RuntimeError(
        f"expected dtype {input.dtype.c_name} for `{name}` but got dtype {other.dtype.c_name}: convert it"
    )


class Pointwise(Family):
    """Each result has the shape that the arguments broadcast to."""

    __slots__ = ()

    @operation("AbsBackward0", takes=NUMERIC, in_place=True, aliases="absolute")
    def abs(input: Array) -> Result:
        """|input|; its gradient at 0 is 0. NotImplementedError for bool tensors. Any shape.

        >>> torch.abs(torch.tensor([-1, 2]))
        tensor([1, 2])
        """
        return np.abs(input), (lambda g: np.where(input == input, g * np.sign(input), 0),)  # nan has no sign

    __abs__ = abs

    @operation("FloorBackward0", takes=NUMERIC, in_place=True)
    def floor(input: Array) -> Result:
        """The next integer below. Any shape; integers stay. NotImplementedError for bool.

        >>> torch.floor(torch.tensor([-1.5]))
        tensor([-2.])
        """
        return np.floor(input), (np.zeros_like,)

    @operation("CeilBackward0", takes=NUMERIC, in_place=True)
    def ceil(input: Array) -> Result:
        """The next integer above. Any shape; integers stay. NotImplementedError for bool.

        >>> torch.ceil(torch.tensor([-1.5]))
        tensor([-1.])
        """
        return np.ceil(input), (np.zeros_like,)

    @operation("RoundBackward0", takes=NUMERIC, in_place=True)
    def round(input: Array, *, decimals: int = 0) -> Result:
        """The nearest integer, halves to the even one. Any shape; integers stay.

        >>> torch.round(torch.tensor([0.5, 1.5]))
        tensor([0., 2.])
        """
        return np.round(input, decimals), (np.zeros_like,)

    @operation("TruncBackward0", takes=NUMERIC, in_place=True, aliases="fix")
    def trunc(input: Array) -> Result:
        """The integer part. Any shape; integers stay. NotImplementedError for bool.

        >>> torch.trunc(torch.tensor([-1.5]))
        tensor([-1.])
        """
        return np.trunc(input), (np.zeros_like,)

    @composed(in_place=True)
    def sign(input) -> Self:
        """-1, 0 or 1. Any shape.

        >>> torch.sign(torch.tensor([-3, 0]))
        tensor([-1,  0])
        """
        return input.clone() if input._array.dtype == bool else record(_sign, input)

    @operation("NotImplemented", function=True)
    def signbit(input: Array) -> Result:
        """Whether the sign is negative, also that of -0. A bool tensor. The shape is that of the input.

        >>> torch.signbit(torch.tensor([-1., 0.]))
        tensor([ True, False])
        """
        return np.signbit(input) if input.dtype.kind == "f" else input < 0, ()

    @composed(in_place=True, aliases="clip")
    def clamp(input, min: Any = None, max: Any = None) -> Self:
        """Within [min, max]; limits are numbers or tensors, one may be missing. At a limit the gradient
        passes. The shapes broadcast. RuntimeError without limits.

        >>> torch.clamp(torch.tensor([-2., 0.5]), 0, 1)
        tensor([0.0000, 0.5000])
        """
        if min is None and max is None:
            raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
        if all(limit is None or isinstance(limit, NUMBERS) for limit in (min, max)):
            x = bool_to_int(input)
            if input._array.dtype.kind != "f" and any(isinstance(limit, float) for limit in (min, max)):
                x = record(_cast, input, dtype=np.dtype(np.float32))
            min, max = wrap_negative(min, x._array), wrap_negative(max, x._array)
            return record(_clamp_numbers, x, min=min, max=max)
        if min is not None and max is not None:
            return record(_clamp_tensors, input, min, max)
        one = record(_clamp_max, input, max) if min is None else record(_clamp_min, input, min)
        return with_node_name(one, "ClampBackward0")

    @composed(in_place=True)
    def clamp_min(input, min: Any) -> Self:
        """At least `min`. The shapes broadcast.

        >>> torch.clamp_min(torch.tensor([1, 3]), 2)
        tensor([2, 3])
        """
        if isinstance(min, TensorBase):
            return record(_clamp_min, input, min)
        return with_node_name(Pointwise.clamp(input, min=min), "ClampMinBackward0")

    @composed(in_place=True)
    def clamp_max(input, max: Any) -> Self:
        """At most `max`. The shapes broadcast.

        >>> torch.clamp_max(torch.tensor([1, 3]), 2)
        tensor([1, 2])
        """
        if isinstance(max, TensorBase):
            return record(_clamp_max, input, max)
        return with_node_name(Pointwise.clamp(input, max=max), "ClampMaxBackward0")

    @composed(in_place=True)
    def nan_to_num(input, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None) -> Self:
        """nan, inf and -inf replaced; inf by the largest number of the type unless given. Any shape.

        >>> torch.nan_to_num(torch.tensor([torch.nan, 2.]))
        tensor([0., 2.])
        """
        return record(_nan_to_num, input, nan=nan, posinf=posinf, neginf=neginf)

    @composed(in_place=True)
    def lerp(input, end: Any, weight: Any) -> Self:
        """input + weight * (end - input). The shapes broadcast. RuntimeError if the types of tensors differ.

        >>> torch.lerp(torch.zeros(1), torch.ones(1), 0.25)
        tensor([0.2500])
        """
        if input._array.dtype != end._array.dtype:
            raise other_type(input, end, "end")
        check_kind(input, "lerp", "f")
        if isinstance(weight, TensorBase):
            if weight._array.dtype != input._array.dtype:
                raise other_type(input, weight, "weight")
            return record(_lerp, input, end, weight)
        return record(_lerp_scalar, input, end, weight=weight)

    @composed(in_place=True, factor="value", once=True)
    def addcmul(input, tensor1: Any, tensor2: Any, *, value: float = 1) -> Self:
        """input + value * tensor1 * tensor2. The shapes broadcast.

        >>> torch.addcmul(torch.ones(1), torch.ones(1), torch.full((1,), 2.))
        tensor([3.])
        """
        check_kind(input, "addcmul")
        return with_node_name(input.add(tensor1 * tensor2 * value), "AddcmulBackward0")

    @composed(in_place=True, factor="value", once=True)
    def addcdiv(input, tensor1: Any, tensor2: Any, *, value: float = 1) -> Self:
        """input + value * tensor1 / tensor2. The shapes broadcast. RuntimeError for integers.

        >>> torch.addcdiv(torch.ones(1), torch.ones(1), torch.full((1,), 2.))
        tensor([1.5000])
        """
        if not any(t._array.dtype.kind == "f" for t in (tensor1, tensor2)):
            raise RuntimeError(
                "Integer division with addcdiv is no longer supported: convert one with .float(), or write "
                "input + value * torch.trunc(tensor1 / tensor2)"
            )
        return with_node_name(input.add(tensor1 / tensor2 * value), "AddcdivBackward0", tensor2)
