"""Convolution and pooling over images (N, C, H, W): no loop over pixels, only over the places of a kernel.

Convolution lays the pixels that a place of the kernel meets into one row ("im2col") and multiplies matrices.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from .. import kernels
from .rules import FLOATING, NUMERIC, Array, Result, holding, rule

Pair = tuple[int, int]


def padded(x: Array, padding: tuple[Pair, Pair], fill: float = 0.0) -> Array:
    """x with `padding` ((top, bottom), (left, right)) rows and columns of `fill` around each image."""
    if padding == ((0, 0), (0, 0)):
        return x
    (top, bottom), (left, right) = padding
    count, channels, high, wide = x.shape
    space = np.full((count, channels, high + top + bottom, wide + left + right), fill, x.dtype)
    space[:, :, top : top + high, left : left + wide] = x
    return space


def cropped(x: Array, padding: tuple[Pair, Pair]) -> Array:
    """What `padded` was given."""
    (top, bottom), (left, right) = padding
    return x[:, :, top : x.shape[2] - bottom, left : x.shape[3] - right]


def places(
    kernel: Pair, stride: Pair, dilation: Pair, out: Pair
) -> Iterator[tuple[int, tuple[slice, slice]]]:
    """For each place in the kernel: its number, and the rows and columns of pixels that it meets."""
    for k, at in enumerate(product(range(kernel[0]), range(kernel[1]))):
        first = [i * d for i, d in zip(at, dilation, strict=True)]
        rows, columns = (slice(f, f + s * (n - 1) + 1, s) for f, s, n in zip(first, stride, out, strict=True))
        yield k, (rows, columns)


@rule("ConvolutionBackward0", takes=NUMERIC)
def conv2d(
    x: Array,
    w: Array,
    b: Array | None,
    *,
    stride: Pair,
    padding: tuple[Pair, Pair],
    dilation: Pair,
    groups: int,
) -> Result:
    """Cross-correlation of x (N, C, H, W) with w (O, C / groups, kh, kw), plus b (O,)."""
    count, (outs, depth, *kernel) = len(x), w.shape
    space = padded(x, padding)
    high, wide = (
        (n - d * (k - 1) - 1) // s + 1
        for n, k, d, s in zip(space.shape[2:], kernel, dilation, stride, strict=True)
    )
    met = list(places((kernel[0], kernel[1]), stride, dilation, (high, wide)))
    # per channel and place of the kernel, one row of the pixels that it meets
    rows = np.empty((groups * depth, len(met), count, high, wide), x.dtype)
    by_channel = space.transpose(1, 0, 2, 3)
    for k, (ys, xs) in met:
        rows[:, k] = by_channel[:, :, ys, xs]
    rows = rows.reshape(groups, depth * len(met), count * high * wide)
    weights = w.reshape(groups, outs // groups, depth * len(met))
    value = np.empty((count, outs, high, wide), x.dtype)
    parts = np.split(value, groups, axis=1)
    for part, m, r in zip(parts, weights, rows, strict=True):
        part[...] = kernels.product(m, r).reshape(-1, count, high, wide).transpose(1, 0, 2, 3)
    if b is not None:
        value += b[:, None, None]

    turned: dict[str, Array] = {}  # a gradient, and the same as a matrix per group: both rules want it

    def by_group(g: Array) -> Array:
        if turned.get("from") is not g:
            matrices = np.ascontiguousarray(g.transpose(1, 0, 2, 3)).reshape(groups, outs // groups, -1)
            turned.update({"from": g, "to": matrices})
        return turned["to"]

    def to_input(g: Array) -> Array:
        slope = np.zeros_like(space)
        parts = np.split(slope.transpose(1, 0, 2, 3), groups)
        for part, m, matrix in zip(parts, weights, by_group(g), strict=True):
            each = kernels.product(m.T, matrix).reshape(depth, len(met), count, high, wide)
            for k, (ys, xs) in met:
                part[:, :, ys, xs] += each[:, k]
        return cropped(slope, padding)

    def to_weight(g: Array) -> Array:
        slopes = [kernels.product(matrix, r.T) for matrix, r in zip(by_group(g), rows, strict=True)]
        return np.concatenate(slopes).reshape(w.shape)

    vjps = (to_input, to_weight, lambda g: np.add.reduce(g, axis=(0, 2, 3)))
    return value, tuple(holding(vjp, x, w) for vjp in vjps)


@rule("MaxPool2DWithIndicesBackward0", takes=NUMERIC)
def max_pool2d(
    x: Array, *, kernel: Pair, stride: Pair, padding: tuple[Pair, Pair], dilation: Pair, out: Pair
) -> Result:
    """The largest value under each position of the kernel; of equal ones the first gets the gradient."""
    floating = x.dtype.kind == "f"
    space = padded(x, padding, -np.inf if floating else np.iinfo(x.dtype).min)
    met = [at for _, at in places(kernel, stride, dilation, out)]
    pixels = [space[:, :, ys, xs] for ys, xs in met]
    value, exact = kernels.largest(pixels)
    largest = value.copy()  # to find them again, whatever becomes of the value
    winner: Array | None = None
    if floating and (np.isnan(value).any() or (not exact and has_negative_zero(x))):
        value, winner = first_largest(pixels)
    apart = all(s >= d * (k - 1) + 1 for s, d, k in zip(stride, dilation, kernel, strict=True))

    def back(g: Array) -> Array:
        slope: Array = np.zeros_like(space)
        if winner is None:
            parts = kernels.shares(pixels, largest, g)
        else:
            parts = (kernels.where_true(g, winner == k) for k in range(len(met)))
        for (ys, xs), part in zip(met, parts, strict=True):
            if apart:
                slope[:, :, ys, xs] = part
            else:
                slope[:, :, ys, xs] += part
        return cropped(slope, padding)

    return value, (holding(back, x),)


def has_negative_zero(x: Array) -> bool:
    """Whether there is a -0, whose bits make the least of all whole numbers."""
    bits: Any = kernels.BITS.get(x.dtype)
    return bits is None or bool(x.size and np.minimum.reduce(x.view(bits), axis=None) == np.iinfo(bits).min)


def first_largest(pixels: list[Array]) -> tuple[Array, Array]:
    """The first of the largest of each element, or the last nan, and its place in the list."""
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
    """The sum under each position of the kernel by `divisor`, a number or an array (H, W)."""
    space = padded(x, padding)
    total = np.zeros((*x.shape[:2], *out), x.dtype)
    for _, (ys, xs) in places(kernel, stride, (1, 1), out):
        total += space[:, :, ys, xs]

    def back(g: Array) -> Array:
        slope, share = np.zeros_like(space), g / divisor
        for _, (ys, xs) in places(kernel, stride, (1, 1), out):
            slope[:, :, ys, xs] += share
        return cropped(slope, padding)

    return total / divisor, (holding(back, x),)


def stretches(size: int, out: int) -> tuple[Array, Array]:
    """Where each of `out` nearly equal stretches of `size` values begins and ends."""
    return np.arange(out) * size // out, -(-(np.arange(1, out + 1) * size) // out)


def mean_matrix(size: int, out: int, dtype: np.dtype) -> Array:
    """(out, size): row i takes the mean of the i-th of `out` nearly equal stretches of `size` values."""
    starts, ends = stretches(size, out)
    at = np.arange(size)
    inside = (at >= starts[:, None]) & (at < ends[:, None])
    return (inside / inside.sum(1, keepdims=True)).astype(dtype)


def means_over_stretches(x: Array, *, out: Pair) -> Result:
    """Means over stretches of rows and columns: a matrix product from the left and one from the right."""
    left, right = mean_matrix(x.shape[-2], out[0], x.dtype), mean_matrix(x.shape[-1], out[1], x.dtype)
    return left @ x @ right.T, (lambda g: left.T @ g @ right,)


@rule("AdaptiveAvgPool2DBackward0", takes=FLOATING)
def adaptive_avg_pool2d(x: Array, *, out: Pair) -> Result:
    value, (back,) = means_over_stretches(x, out=out)
    return value, (back and holding(back, x),)
