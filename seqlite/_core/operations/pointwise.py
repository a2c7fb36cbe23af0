"""Choices between elements: limits, blends, masks."""

from __future__ import annotations

import warnings
from typing import Any, Self

import numpy as np

from ..bfloat16 import type_name
from ..dtypes import as_numpy, converted
from ..dtypes import dtype as Dtype
from ..graph import T, TensorBase
from ..record import NUMBERS, named, record
from .arguments import axis_of, tensor
from .arithmetic import counted
from .choices import (
    blend,
    blend_by,
    choose,
    clamp_above,
    clamp_below,
    clamp_between,
    clamp_to_numbers,
    fill_masked,
    larger,
    log_shares,
    numbers_for_nan,
    shares,
    smaller,
)
from .declare import Family, composed
from .elementwise import numeric
from .moves import cast


class Limits(Family):
    """Each result has the shape that the arguments broadcast to."""

    __slots__ = ()

    @composed()
    def softmax(input, dim: int, dtype: Dtype | None = None) -> Self:
        """exp(input) divided by its sum over `dim`.

        >>> torch.softmax(torch.zeros(2), 0)
        tensor([0.5000, 0.5000])
        """
        x = cast_to(input, dtype, "softmax")
        return record(shares, x, axis=axis_of(dim, x._array.ndim))

    @composed()
    def log_softmax(input, dim: int, dtype: Dtype | None = None) -> Self:
        """The logarithm of softmax, exact where softmax rounds to 0.

        >>> torch.log_softmax(torch.zeros(2), 0)
        tensor([-0.6931, -0.6931])
        """
        x = cast_to(input, dtype, "log_softmax")
        return record(log_shares, x, axis=axis_of(dim, x._array.ndim))

    # --- blends --------------------------------------------------------------------------------

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
        return named(Limits.clamp(input, min=min), "ClampMinBackward0")

    @composed(in_place=True)
    def clamp_max(input, max: Any) -> Self:
        """At most `max`.

        >>> torch.clamp_max(torch.tensor([1, 3]), 2)
        tensor([1, 2])
        """
        if isinstance(max, TensorBase):
            return record(clamp_below, input, max)
        return named(Limits.clamp(input, max=max), "ClampMaxBackward0")

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


def cast_to(input: T, dtype: Dtype | None, who: str) -> T:
    """`input` as `dtype`, which defaults to its own; itself if nothing changes. Gradients end at a type that
    is not floating."""
    kind = None if dtype is None else as_numpy(dtype, who)
    if kind is None or kind == input._array.dtype:
        return input
    if kind.kind == "f":
        return record(cast, input, dtype=kind)
    return input._wrap(converted(input._array, kind))
