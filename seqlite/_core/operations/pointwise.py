"""Functions of several tensors, element by element: limits, blends, masks, choices."""

from __future__ import annotations

import warnings
from typing import Any, Self

import numpy as np

from ..bfloat16 import type_name
from ..graph import TensorBase
from ..ops.rules import Array, Result, holding, rule
from ..record import NUMBERS, named, record
from .arguments import tensor
from .arithmetic import counted
from .declare import Family, composed, function
from .elementwise import numeric
from .moves import cast

Tensor = Any  # `tensor` imports this module


@rule("ClampBackward1", name="clamp")
def clamp_to_numbers(a: Array, *, min: float | None, max: float | None) -> Result:
    """At the limits themselves the gradient passes."""

    def back(g: Array) -> Array:
        inside = np.ones(a.shape, bool)
        if min is not None:
            inside &= a >= min
        if max is not None:
            inside &= a <= max
        return np.where(inside, g, 0)

    return np.clip(a, min, max), (back,)


@rule("ClampBackward0", promote="same", name="clamp")
def clamp_between(a: Array, low: Array, high: Array) -> Result:
    """Limits are arrays; the upper one wins where they are swapped."""
    return np.minimum(np.maximum(a, low), high), (
        lambda g: np.where((a >= low) & (a <= high), g, 0),
        lambda g: np.where((low < high) & (a < low), g, 0),
        lambda g: np.where((a > high) | (high < low), g, 0),
    )


@rule("ClampMinBackward1", promote="same", name="clamp_min")
def clamp_above(a: Array, low: Array) -> Result:
    return np.maximum(a, low), (lambda g: np.where(a >= low, g, 0), lambda g: np.where(a < low, g, 0))


@rule("ClampMaxBackward1", promote="same", name="clamp_max")
def clamp_below(a: Array, high: Array) -> Result:
    return np.minimum(a, high), (lambda g: np.where(a <= high, g, 0), lambda g: np.where(a > high, g, 0))


@rule("NanToNumBackward0", name="nan_to_num")
def numbers_for_nan(a: Array, *, nan: float, posinf: float | None, neginf: float | None) -> Result:
    value = np.nan_to_num(a, nan=nan, posinf=posinf, neginf=neginf)
    return value, (lambda g: np.where(np.isfinite(a), g, 0),)


@rule("MaskedFillBackward0", name="masked_fill")
def fill_masked(a: Array, value: Array, *, mask: Array) -> Result:
    filled = np.where(mask, np.asarray(value).astype(a.dtype), a)
    return filled, (lambda g: np.where(mask, 0, g), lambda g: np.where(mask, g, 0))


@rule("WhereBackward0", promote="same", name="where")
def choose(a: Array, b: Array, *, condition: Array) -> Result:
    return np.where(condition, a, b), (
        lambda g: np.where(condition, g, 0),
        lambda g: np.where(condition, 0, g),
    )


@rule("LerpBackward0", promote="same", name="lerp")
def blend(a: Array, end: Array, weight: Array) -> Result:
    return a + (end - a) * weight, (
        lambda g: g * (1 - weight),
        lambda g: g * weight,
        holding(lambda g: g * (end - a), weight),
    )


@rule("LerpBackward0", promote="same", name="lerp")
def blend_by(a: Array, end: Array, *, weight: float) -> Result:
    return a + (end - a) * weight, (lambda g: g * (1 - weight), lambda g: g * weight)


def share(g: Array, a: Array, b: Array) -> Array:
    """All of `g` where `a` is above `b`, half of it where they are equal, nothing where it is below."""
    return np.where(a == b, g / 2, np.where(a < b, 0, g))


@rule("MaximumBackward0", promote="same", name="maximum")
def larger(a: Array, b: Array) -> Result:
    """Ties share the gradient equally."""
    return np.maximum(a, b), (lambda g: share(g, a, b), lambda g: share(g, b, a))


@rule("MinimumBackward0", promote="same", name="minimum")
def smaller(a: Array, b: Array) -> Result:
    return np.minimum(a, b), (lambda g: share(g, b, a), lambda g: share(g, a, b))


@rule("XlogyBackward0", promote="float", name="xlogy")
def times_log(a: Array, b: Array) -> Result:
    zero = (a == 0) & ~np.isnan(b)
    return np.where(zero, 0, a * np.log(np.where(zero, 1, b))), (
        lambda g: np.where((g == 0) | ((a == 0) & (b <= 0)), 0, g * np.log(b)),
        lambda g: g * a / b,
    )


class Pointwise(Family):
    """Each result has the shape that the arguments broadcast to."""

    __slots__ = ()

    @composed(in_place=True)
    def lerp(input, end: Any, weight: Any) -> Self:
        """input + weight * (end - input).

        >>> torch.lerp(torch.zeros(1), torch.ones(1), 0.25)
        tensor([0.2500])
        """
        if input._array.dtype != end._array.dtype:
            raise RuntimeError(
                f"expected dtype {type_name(input._array)} for `end` but got dtype {type_name(end._array)}: "
                "convert it"
            )
        numeric(input, "lerp", "f")
        if isinstance(weight, TensorBase):
            return record(blend, input, end, weight)
        return record(blend_by, input, end, weight=weight)

    @composed(in_place=True, factor="value", once=True)
    def addcmul(input, tensor1: Any, tensor2: Any, *, value: float = 1) -> Self:
        """input + value * tensor1 * tensor2.

        >>> torch.addcmul(torch.ones(1), torch.ones(1), torch.full((1,), 2.))
        tensor([3.])
        """
        numeric(input, "addcmul")
        return named(input.add(tensor1 * tensor2 * value), "AddcmulBackward0")

    @composed(in_place=True, factor="value", once=True)
    def addcdiv(input, tensor1: Any, tensor2: Any, *, value: float = 1) -> Self:
        """input + value * tensor1 / tensor2.

        >>> torch.addcdiv(torch.ones(1), torch.ones(1), torch.full((1,), 2.))
        tensor([1.5000])
        """
        if not any(t._array.dtype.kind == "f" for t in (tensor1, tensor2)):
            raise RuntimeError(
                "Integer division with addcdiv is no longer supported: convert one with .float(), or write "
                "input + value * torch.trunc(tensor1 / tensor2)"
            )
        return named(input.add(tensor1 / tensor2 * value), "AddcdivBackward0", tensor2)

    # --- limits -----------------------------------------------------------------------------------

    @composed(in_place=True, also="clip")
    def clamp(input, min: Any = None, max: Any = None) -> Self:
        """Within [min, max]; limits are numbers or tensors, one may be missing. At a limit the gradient
        passes.

        >>> torch.clamp(torch.tensor([-2., 0.5]), 0, 1)
        tensor([0.0000, 0.5000])
        """
        if min is None and max is None:
            raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
        if all(limit is None or isinstance(limit, NUMBERS) for limit in (min, max)):
            x = counted(input)
            if input._array.dtype.kind != "f" and any(isinstance(limit, float) for limit in (min, max)):
                x = record(cast, input, dtype=np.dtype(np.float32))
            return record(clamp_to_numbers, x, min=min, max=max)
        if min is not None and max is not None:
            return record(clamp_between, input, min, max)
        one = record(clamp_below, input, max) if min is None else record(clamp_above, input, min)
        return named(one, "ClampBackward0")

    @composed(in_place=True)
    def clamp_min(input, min: Any) -> Self:
        """At least `min`.

        >>> torch.clamp_min(torch.tensor([1, 3]), 2)
        tensor([2, 3])
        """
        if isinstance(min, TensorBase):
            return record(clamp_above, input, min)
        return named(Pointwise.clamp(input, min=min), "ClampMinBackward0")

    @composed(in_place=True)
    def clamp_max(input, max: Any) -> Self:
        """At most `max`.

        >>> torch.clamp_max(torch.tensor([1, 3]), 2)
        tensor([1, 2])
        """
        if isinstance(max, TensorBase):
            return record(clamp_below, input, max)
        return named(Pointwise.clamp(input, max=max), "ClampMaxBackward0")

    @composed()
    def maximum(input, other: Any) -> Self:
        """The larger of two; ties share the gradient.

        >>> torch.maximum(torch.tensor([1, 4]), torch.tensor([2, 3]))
        tensor([2, 4])
        """
        return record(larger, input, tensor(other, "maximum", "other"))

    @composed()
    def minimum(input, other: Any) -> Self:
        """The smaller of two; ties share the gradient.

        >>> torch.minimum(torch.tensor([1, 4]), torch.tensor([2, 3]))
        tensor([1, 3])
        """
        return record(smaller, input, tensor(other, "minimum", "other"))

    @composed(in_place=True)
    def nan_to_num(input, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None) -> Self:
        """nan, inf and -inf replaced; inf by the largest number of the type unless given.

        >>> torch.nan_to_num(torch.tensor([torch.nan, 2.]))
        tensor([0., 2.])
        """
        return record(numbers_for_nan, input, nan=nan, posinf=posinf, neginf=neginf)

    @composed(in_place=True)
    def masked_fill(input, mask: TensorBase, value: Any) -> Self:
        """`value` where the bool tensor `mask` is true.

        >>> torch.masked_fill(torch.ones(2), torch.tensor([True, False]), 0)
        tensor([0., 1.])
        """
        if mask._array.dtype != bool:
            raise RuntimeError(
                f"masked_fill_ only supports boolean masks, but got mask with dtype {mask._array.dtype}; "
                "write mask.bool() or a comparison"
            )
        return record(fill_masked, input, value, mask=mask)

    @composed(function=False)
    def where(self, condition: Any, other: Any) -> Self:
        """Its own elements where the bool tensor `condition` is true, else those of `other`."""
        if condition._array.dtype == np.uint8:
            warnings.warn(
                "where received a uint8 condition tensor. This behavior is deprecated and will be removed in "
                "a future version of PyTorch. Use a boolean condition instead.",
                stacklevel=3,
            )
            condition = condition.ne(0)
        if condition._array.dtype != bool:
            raise RuntimeError(
                "where expected condition to be a boolean tensor, but got a tensor with dtype "
                f"{condition._array.dtype}; write a comparison, or condition.bool()"
            )
        return record(choose, self, other, condition=condition)


@function(method=True, in_place=True)
def xlogy(input: Any, other: Any) -> Tensor:
    """input * log(other), 0 where the input is 0 and `other` a number.

    >>> torch.xlogy(torch.tensor([0., 1.]), torch.tensor([0., 1.]))
    tensor([0., 0.])
    """
    a: Any = input if isinstance(input, TensorBase) else other.new_tensor(input)
    b: Any = other if isinstance(other, TensorBase) else a.new_tensor(other)
    return record(times_log, a, b)
