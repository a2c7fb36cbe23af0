"""Operations that choose between elements, replace them, or copy them."""

from __future__ import annotations

import numpy as np

from .rules import OUTPUT, Array, Result, rule

IN = ((0,),)
OUT = ((OUTPUT,),)
BOTH = ((0, 1), (0, 1))


@rule("WhereBackward0", promote="same")
def where(a: Array, b: Array, *, condition: Array) -> Result:
    return np.where(condition, a, b), (
        lambda g: np.where(condition, g, 0),
        lambda g: np.where(condition, 0, g),
    )


@rule("MaximumBackward0", promote="same", saves=BOTH)
def maximum(a: Array, b: Array) -> Result:
    """Ties share the gradient equally."""
    return np.maximum(a, b), (lambda g: share(g, a, b), lambda g: share(g, b, a))


@rule("MinimumBackward0", promote="same", saves=BOTH)
def minimum(a: Array, b: Array) -> Result:
    return np.minimum(a, b), (lambda g: share(g, b, a), lambda g: share(g, a, b))


def share(g: Array, a: Array, b: Array) -> Array:
    """All of `g` where `a` is above `b`, half of it where they are equal, nothing where it is below."""
    return np.where(a == b, g / 2, np.where(a < b, 0, g))


@rule("ClampBackward1", saves=IN)
def clamp(a: Array, *, min: float | None, max: float | None) -> Result:
    """Limits are numbers; at the limits themselves the gradient passes."""

    def back(g: Array) -> Array:
        inside = np.ones(a.shape, bool)
        if min is not None:
            inside &= a >= min
        if max is not None:
            inside &= a <= max
        return np.where(inside, g, 0)

    return np.clip(a, min, max), (back,)


@rule("ClampBackward0", promote="same", saves=((0, 1, 2), (0, 1, 2), (0, 1, 2)))
def clamp_between(a: Array, low: Array, high: Array) -> Result:
    """Limits are arrays; the upper one wins where they are swapped."""
    return np.minimum(np.maximum(a, low), high), (
        lambda g: np.where((a >= low) & (a <= high), g, 0),
        lambda g: np.where((low < high) & (a < low), g, 0),
        lambda g: np.where((a > high) | (high < low), g, 0),
    )


@rule("ClampMinBackward1", promote="same", saves=BOTH)
def clamp_above(a: Array, low: Array) -> Result:
    return np.maximum(a, low), (lambda g: np.where(a >= low, g, 0), lambda g: np.where(a < low, g, 0))


@rule("ClampMaxBackward1", promote="same", saves=BOTH)
def clamp_below(a: Array, high: Array) -> Result:
    return np.minimum(a, high), (lambda g: np.where(a <= high, g, 0), lambda g: np.where(a > high, g, 0))


@rule("NanToNumBackward0", saves=IN)
def nan_to_num(a: Array, *, nan: float, posinf: float | None, neginf: float | None) -> Result:
    value = np.nan_to_num(a, nan=nan, posinf=posinf, neginf=neginf)
    return value, (lambda g: np.where(np.isfinite(a), g, 0),)


@rule("FillBackward2")
def fill(a: Array, *, value: float) -> Result:
    """As large as `a`, and `value` throughout."""
    return np.full_like(a, value), (np.zeros_like,)


zero = rule("ZeroBackward0")(fill.forward)


@rule("CopyBackwards")
def copy(a: Array, source: Array) -> Result:
    """As large as `a`, of its type, with the elements of `source`."""
    return np.broadcast_to(source, a.shape).astype(a.dtype), (np.zeros_like, lambda g: g)


@rule("CloneBackward0")
def clone(a: Array) -> Result:
    return np.array(a), (lambda g: g,)  # keeps the order of memory


@rule("CloneBackward0")
def contiguous(a: Array) -> Result:
    return np.ascontiguousarray(a), (lambda g: g,)


@rule("ToCopyBackward0")
def cast(a: Array, *, dtype: np.dtype) -> Result:
    """Another type; the gradient is cast back by the caller."""
    return a.astype(dtype), (lambda g: g,)
