"""Activations, blends and limits."""

from __future__ import annotations

import warnings
from typing import Any, Self

import numpy as np

from .. import ops
from ..dtypes import as_numpy, whole
from ..dtypes import dtype as Dtype
from ..graph import T, TensorBase
from ..tape import NUMBERS, named, record
from .arguments import axis_of, tensor
from .arithmetic import Arithmetic, counted
from .comparing import Comparing
from .elementwise import numeric


class Choosing(Comparing):
    """Each result has the shape that the arguments broadcast to."""

    __slots__ = ()

    # --- activations ------------------------------------------------------------------------------

    def relu(input) -> Self:
        """max(input, 0); its gradient at 0 is 0. RuntimeError for bool tensors.

        >>> torch.relu(torch.tensor([-1., 2.]))
        tensor([0., 2.])
        """
        return record(ops.relu, input)

    def sigmoid(input) -> Self:
        """1 / (1 + exp(-input)).

        >>> torch.sigmoid(torch.zeros(1))
        tensor([0.5000])
        """
        return record(ops.sigmoid, input)

    def tanh(input) -> Self:
        """The hyperbolic tangent.

        >>> torch.tanh(torch.zeros(1))
        tensor([0.])
        """
        return record(ops.tanh, input)

    def softmax(input, dim: int, dtype: Dtype | None = None) -> Self:
        """exp(input) divided by its sum over `dim`.

        >>> torch.softmax(torch.zeros(2), 0)
        tensor([0.5000, 0.5000])
        """
        x = cast_to(input, dtype, "softmax")
        return record(ops.softmax, x, axis=axis_of(dim, x._array.ndim))

    def log_softmax(input, dim: int, dtype: Dtype | None = None) -> Self:
        """The logarithm of softmax, exact where softmax rounds to 0.

        >>> torch.log_softmax(torch.zeros(2), 0)
        tensor([-0.6931, -0.6931])
        """
        x = cast_to(input, dtype, "log_softmax")
        return record(ops.log_softmax, x, axis=axis_of(dim, x._array.ndim))

    # --- blends --------------------------------------------------------------------------------

    def lerp(input, end: Any, weight: Any) -> Self:
        """input + weight * (end - input).

        >>> torch.lerp(torch.zeros(1), torch.ones(1), 0.25)
        tensor([0.2500])
        """
        if input._array.dtype != end._array.dtype:
            raise RuntimeError(
                f"expected dtype {input._array.dtype} for `end` but got dtype {end._array.dtype}: convert it"
            )
        numeric(input, "lerp", "f")
        return named(Arithmetic.add(input, (end - input) * weight), "LerpBackward0")

    def addcmul(input, tensor1: Any, tensor2: Any, *, value: float = 1) -> Self:
        """input + value * tensor1 * tensor2.

        >>> torch.addcmul(torch.ones(1), torch.ones(1), torch.full((1,), 2.))
        tensor([3.])
        """
        numeric(input, "addcmul")
        return named(Arithmetic.add(input, tensor1 * tensor2 * value), "AddcmulBackward0")

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
        return named(Arithmetic.add(input, tensor1 / tensor2 * value), "AddcdivBackward0")

    # --- limits -----------------------------------------------------------------------------------

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
                x = record(ops.cast, input, dtype=np.dtype(np.float32))
            return record(ops.clamp, x, min=min, max=max)
        if min is not None and max is not None:
            return record(ops.clamp_between, input, min, max)
        one = record(ops.clamp_below, input, max) if min is None else record(ops.clamp_above, input, min)
        return named(one, "ClampBackward0")

    clip = clamp

    def clamp_min(input, min: Any) -> Self:
        """At least `min`.

        >>> torch.clamp_min(torch.tensor([1, 3]), 2)
        tensor([2, 3])
        """
        if isinstance(min, TensorBase):
            return record(ops.clamp_above, input, min)
        return named(Choosing.clamp(input, min=min), "ClampMinBackward0")

    def clamp_max(input, max: Any) -> Self:
        """At most `max`.

        >>> torch.clamp_max(torch.tensor([1, 3]), 2)
        tensor([1, 2])
        """
        if isinstance(max, TensorBase):
            return record(ops.clamp_below, input, max)
        return named(Choosing.clamp(input, max=max), "ClampMaxBackward0")

    def maximum(input, other: Any) -> Self:
        """The larger of two; ties share the gradient.

        >>> torch.maximum(torch.tensor([1, 4]), torch.tensor([2, 3]))
        tensor([2, 4])
        """
        return record(ops.maximum, input, tensor(other, "maximum", "other"))

    def minimum(input, other: Any) -> Self:
        """The smaller of two; ties share the gradient.

        >>> torch.minimum(torch.tensor([1, 4]), torch.tensor([2, 3]))
        tensor([1, 3])
        """
        return record(ops.minimum, input, tensor(other, "minimum", "other"))

    def nan_to_num(input, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None) -> Self:
        """nan, inf and -inf replaced; inf by the largest number of the type unless given.

        >>> torch.nan_to_num(torch.tensor([torch.nan, 2.]))
        tensor([0., 2.])
        """
        return record(ops.nan_to_num, input, nan=nan, posinf=posinf, neginf=neginf)

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
        return record(ops.masked_fill, input, value, mask=mask)

    def where(self, condition: TensorBase, other: Any) -> Self:
        """Its own elements where the bool tensor `condition` is true, else those of `other`."""
        if condition._array.dtype == np.uint8:
            warnings.warn(
                "where received a uint8 condition tensor. This behavior is deprecated and will be removed in "
                "a future version of PyTorch. Use a boolean condition instead.",
                stacklevel=3,
            )
            condition = condition.ne(0)  # type: ignore[attr-defined]
        if condition._array.dtype != bool:
            raise RuntimeError(
                "where expected condition to be a boolean tensor, but got a tensor with dtype "
                f"{condition._array.dtype}; write a comparison, or condition.bool()"
            )
        return record(ops.where, self, other, condition=condition)


def cast_to(input: T, dtype: Dtype | None, who: str) -> T:
    """`input` as `dtype`, which defaults to its own; itself if nothing changes. Gradients end at a type that
    is not floating."""
    kind = None if dtype is None else as_numpy(dtype, who)
    if kind is None or kind == input._array.dtype:
        return input
    if kind.kind == "f":
        return record(ops.cast, input, dtype=kind)
    return input._wrap(whole(input._array, kind))
