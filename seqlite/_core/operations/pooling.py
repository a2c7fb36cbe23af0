"""Pooling: `max_pool2d`, `avg_pool2d`, `adaptive_avg_pool2d`."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import kernels
from ..rules import FLOATING, NUMERIC, Array, Result, rule, saving
from .convolution import Pair, crop, pad, window_slices


@rule("MaxPool2DWithIndicesBackward0", takes=NUMERIC)
def max_pool2d(
    x: Array, *, kernel: Pair, stride: Pair, padding: tuple[Pair, Pair], dilation: Pair, out: Pair
) -> Result:
    """The maximum of each window; of equal elements the first gets the gradient."""
    floating = x.dtype.kind == "f"
    space = pad(x, padding, -np.inf if floating else np.iinfo(x.dtype).min)
    met = [at for _, at in window_slices(kernel, stride, dilation, out)]
    pixels = [space[:, :, ys, xs] for ys, xs in met]
    value, exact = kernels.elementwise_max(pixels)
    largest = value.copy()  # the value may be modified in place
    winner: Array | None = None
    if floating and (np.isnan(value).any() or (not exact and has_negative_zero(x))):
        value, winner = first_maxima(pixels)
    apart = all(s >= d * (k - 1) + 1 for s, d, k in zip(stride, dilation, kernel, strict=True))

    def back(g: Array) -> Array:
        grad: Array = np.zeros_like(space)
        if winner is None:
            parts = kernels.max_pool_gradients(pixels, largest, g)
        else:
            parts = (kernels.mask(g, winner == k) for k in range(len(met)))
        for (ys, xs), part in zip(met, parts, strict=True):
            if apart:
                grad[:, :, ys, xs] = part
            else:
                grad[:, :, ys, xs] += part
        return crop(grad, padding)

    return value, (saving(back, x),)


def has_negative_zero(x: Array) -> bool:
    """Whether there is a -0, whose bits are the smallest integer."""
    bits: Any = kernels.BITS.get(x.dtype)
    return bits is None or bool(x.size and np.minimum.reduce(x.view(bits), axis=None) == np.iinfo(bits).min)


def first_maxima(pixels: list[Array]) -> tuple[Array, Array]:
    """The first maximum at each position, or the last nan, and which array it is from."""
    value, winner = pixels[0].copy(), np.zeros(pixels[0].shape, np.intp)
    for k, further in enumerate(pixels):
        better = (further > value) | np.isnan(further)
        winner[better] = k
        value[better] = further[better]
    return value, winner


@rule("AvgPool2DBackward0", takes=FLOATING)
def avg_pool2d(
    x: Array, *, kernel: Pair, stride: Pair, padding: tuple[Pair, Pair], out: Pair, divisor: Array
) -> Result:
    """The sum of each window divided by `divisor`, a number or an array (H, W)."""
    space = pad(x, padding)
    total = np.zeros((*x.shape[:2], *out), x.dtype)
    for _, (ys, xs) in window_slices(kernel, stride, (1, 1), out):
        total += space[:, :, ys, xs]

    def back(g: Array) -> Array:
        grad, share = np.zeros_like(space), g / divisor
        for _, (ys, xs) in window_slices(kernel, stride, (1, 1), out):
            grad[:, :, ys, xs] += share
        return crop(grad, padding)

    return total / divisor, (saving(back, x),)


def adaptive_windows(size: int, out: int) -> tuple[Array, Array]:
    """The start and end of each of `out` windows over `size` values."""
    return np.arange(out) * size // out, -(-(np.arange(1, out + 1) * size) // out)


def adaptive_matrix(size: int, out: int, dtype: np.dtype) -> Array:
    """(out, size): row i averages window i."""
    starts, ends = adaptive_windows(size, out)
    at = np.arange(size)
    inside = (at >= starts[:, None]) & (at < ends[:, None])
    return (inside / inside.sum(1, keepdims=True)).astype(dtype)


def adaptive_means(x: Array, *, out: Pair) -> Result:
    """Means over windows of rows and columns, as two matrix products."""
    left, right = adaptive_matrix(x.shape[-2], out[0], x.dtype), adaptive_matrix(x.shape[-1], out[1], x.dtype)
    return left @ x @ right.T, (lambda g: left.T @ g @ right,)


@rule("AdaptiveAvgPool2DBackward0", takes=FLOATING)
def adaptive_avg_pool2d(x: Array, *, out: Pair) -> Result:
    value, (back,) = adaptive_means(x, out=out)
    return value, (back and saving(back, x),)
