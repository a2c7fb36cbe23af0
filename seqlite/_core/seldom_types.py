"""Types with which few operations compute: bfloat16, and unsigned integers of 16, 32 and 64 bits.

PyTorch has of the latter little more than storing, comparing for equality, casting and indexing; any other
operation refuses them, and so it is here. Source: PyTorch, "Tensor attributes" (limited support).
"""

from __future__ import annotations

from typing import Any

from .bfloat16 import BFLOAT16, Bfloat16, bfloat16_rule
from .dtypes import dtype, from_numpy_dtype
from .rules import Forward, Op

TAKEN = frozenset(  # what takes unsigned integers of more than 8 bits
    """mul div true_divide eq ne bitwise_and bitwise_or bitwise_xor sum nansum prod cumsum cumprod sort
    _unique2 unique_consecutive take index fill copy repeat roll constant_pad_nd isnan isinf isposinf
    isneginf isfinite signbit trunc round ceil floor where cat stack clone contiguous any all equal cast
    to""".split()  # noqa: SIM905
)
MADE_OTHERWISE = {"arange", "eye", "linspace", "logspace", "range"}  # what makes no such tensors


def rule_for(op: Op, first: Any) -> Forward:
    """The rule of an operation for arrays of the type of `first`. NotImplementedError if it takes none."""
    kind = first.dtype
    if kind == BFLOAT16:
        return bfloat16_rule(op)
    if kind.kind == "u" and kind.itemsize > 1 and not op.view and op.__name__ not in TAKEN:
        raise refusal(op.__name__, from_numpy_dtype(kind))
    return op.forward


def refuse_wide(array: Any, who: str) -> None:
    """Raise NotImplementedError for an array of unsigned integers of more than 8 bits."""
    if Bfloat16.asked and array.dtype.kind == "u" and array.dtype.itemsize > 1:
        raise refusal(who, from_numpy_dtype(array.dtype))


def refusal(who: str, kind: dtype) -> NotImplementedError:
    """The error of what does not take a type."""
    return NotImplementedError(f"\"{who}\" not implemented for '{kind.kind}': convert with .long() first")
