"""The rules of choices between elements: limits, masks, shares."""

from __future__ import annotations

import numpy as np

from ..ops.rules import Array, Result, holding, rule


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


@rule("SoftmaxBackward0", takes="f", name="softmax")
def shares(x: Array, *, axis: int) -> Result:
    p = np.exp(x - np.maximum.reduce(x, axis=axis, keepdims=True, initial=-np.inf))
    p /= np.add.reduce(p, axis=axis, keepdims=True)
    return p, (lambda g: p * (g - np.add.reduce(g * p, axis=axis, keepdims=True)),)


@rule("LogSoftmaxBackward0", takes="f", name="log_softmax")
def log_shares(x: Array, *, axis: int) -> Result:
    z = x - np.maximum.reduce(x, axis=axis, keepdims=True, initial=-np.inf)
    z -= np.log(np.add.reduce(np.exp(z), axis=axis, keepdims=True))
    return z, (lambda g: g - np.exp(z) * np.add.reduce(g, axis=axis, keepdims=True),)
