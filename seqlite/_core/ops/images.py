"""Convolution and pooling over images (N, C, H, W): no loop over pixels, only over the places of a kernel.

Convolution lays the pixels under each position of the kernel into one row ("im2col") and multiplies matrices.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .. import kernels
from .rules import FLOATING, NUMERIC, Array, Result, rule

Pair = tuple[int, int]


def padded(x: Array, padding: tuple[Pair, Pair], fill: float = 0.0) -> Array:
    """x with `padding` ((top, bottom), (left, right)) rows and columns of `fill` around each image."""
    return np.pad(x, ((0, 0), (0, 0), *padding), constant_values=fill) if padding != ((0, 0), (0, 0)) else x


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


@rule("ConvolutionBackward0", saves=((1,), (0,), ()), takes=NUMERIC)
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
    reach = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
    space = padded(x, padding)
    seen = sliding_window_view(space, reach, axis=(2, 3))[
        :, :, :: stride[0], :: stride[1], :: dilation[0], :: dilation[1]
    ]
    high, wide = seen.shape[2:4]
    # per group, one row per position of the kernel
    rows = [
        seen[:, depth * i : depth * (i + 1)].transpose(0, 2, 3, 1, 4, 5).reshape(count * high * wide, -1)
        for i in range(groups)
    ]
    weights = w.reshape(groups, outs // groups, -1)
    flat = np.concatenate([kernels.product(r, m.T) for r, m in zip(rows, weights, strict=True)], axis=1)
    if b is not None:
        flat += b
    value = np.ascontiguousarray(flat.reshape(count, high, wide, outs).transpose(0, 3, 1, 2))

    def parts(g: Array) -> list[Array]:
        spread = g.transpose(0, 2, 3, 1).reshape(-1, groups, outs // groups)
        return [np.ascontiguousarray(spread[:, i]) for i in range(groups)]

    def to_input(g: Array) -> Array:
        slope = np.zeros_like(space)
        for i, (part, m) in enumerate(zip(parts(g), weights, strict=True)):
            each = kernels.product(part, m).reshape(count, high, wide, depth, -1).transpose(4, 0, 3, 1, 2)
            for k, (ys, xs) in places((kernel[0], kernel[1]), stride, dilation, (high, wide)):
                slope[:, depth * i : depth * (i + 1), ys, xs] += each[k]
        return cropped(slope, padding)

    def to_weight(g: Array) -> Array:
        return np.concatenate([kernels.product(p.T, r) for p, r in zip(parts(g), rows, strict=True)]).reshape(
            w.shape
        )

    return value, (to_input, to_weight, lambda g: np.add.reduce(g, axis=(0, 2, 3)))


@rule("MaxPool2DWithIndicesBackward0", saves=((0,),), takes=NUMERIC)
def max_pool2d(
    x: Array, *, kernel: Pair, stride: Pair, padding: tuple[Pair, Pair], dilation: Pair, out: Pair
) -> Result:
    """The largest value under each position of the kernel; of equal ones the first gets the gradient."""
    least = -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
    space = padded(x, padding, least)
    value = np.full((*x.shape[:2], *out), least, x.dtype)
    winner = np.zeros(value.shape, np.intp)
    for k, (ys, xs) in places(kernel, stride, dilation, out):
        pixels = space[:, :, ys, xs]
        better = (pixels > value) | np.isnan(pixels)
        winner[better] = k
        value[better] = pixels[better]

    def back(g: Array) -> Array:
        slope = np.zeros_like(space)
        for k, (ys, xs) in places(kernel, stride, dilation, out):
            slope[:, :, ys, xs] += np.where(winner == k, g, 0)
        return cropped(slope, padding)

    return value, (back,)


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

    return total / divisor, (back,)


def stretches(size: int, out: int) -> tuple[Array, Array]:
    """Where each of `out` nearly equal stretches of `size` values begins and ends."""
    return np.arange(out) * size // out, -(-(np.arange(1, out + 1) * size) // out)


def mean_matrix(size: int, out: int, dtype: np.dtype) -> Array:
    """(out, size): row i takes the mean of the i-th of `out` nearly equal stretches of `size` values."""
    starts, ends = stretches(size, out)
    at = np.arange(size)
    inside = (at >= starts[:, None]) & (at < ends[:, None])
    return (inside / inside.sum(1, keepdims=True)).astype(dtype)


@rule("AdaptiveAvgPool2DBackward0", takes=FLOATING)
def adaptive_avg_pool2d(x: Array, *, out: Pair) -> Result:
    """Means over stretches of rows and columns: a matrix product from the left and one from the right."""
    left, right = mean_matrix(x.shape[-2], out[0], x.dtype), mean_matrix(x.shape[-1], out[1], x.dtype)
    return left @ x @ right.T, (lambda g: left.T @ g @ right,)


@rule("AdaptiveMaxPool2DBackward0", saves=((0,),), takes=FLOATING)
def adaptive_max_pool2d(x: Array, *, out: Pair, winner: Array) -> Result:
    """The largest value of each stretch of rows and columns, whose places in the image go to `winner`."""
    height, width = x.shape[2:]
    flat = x.reshape(*x.shape[:2], height * width)
    for i, (top, bottom) in enumerate(zip(*stretches(height, out[0]), strict=True)):
        for j, (left, right) in enumerate(zip(*stretches(width, out[1]), strict=True)):
            window = x[:, :, top:bottom, left:right].reshape(*x.shape[:2], (bottom - top) * (right - left))
            row, column = np.divmod(window.argmax(-1), right - left)
            winner[:, :, i, j] = (top + row) * width + left + column
    places = winner.reshape(*x.shape[:2], out[0] * out[1])

    def back(g: Array) -> Array:
        slope = np.zeros_like(flat)
        sample, channel = np.ogrid[: x.shape[0], : x.shape[1]]
        np.add.at(slope, (sample[..., None], channel[..., None], places), g.reshape(places.shape))
        return slope.reshape(x.shape)

    return np.take_along_axis(flat, places, -1).reshape(winner.shape), (back,)
