"""Convolution: `conv2d`, `conv_transpose2d`, and its columns, `unfold`. Pooling: `max_pool2d`, `avg_pool2d`,
`adaptive_avg_pool2d`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np

from .. import kernels
from ..rules import FLOATING, NUMERIC, Array, Result, rule, saving

Pair = tuple[int, int]


def pad(x: Array, padding: tuple[Pair, Pair], fill: float = 0.0) -> Array:
    """x with `padding` ((top, bottom), (left, right)) rows and columns of `fill` around each image."""
    if padding == ((0, 0), (0, 0)):
        return x
    (top, bottom), (left, right) = padding
    count, channels, high, wide = x.shape
    space = np.full((count, channels, high + top + bottom, wide + left + right), fill, x.dtype)
    space[:, :, top : top + high, left : left + wide] = x
    return space


def crop(x: Array, padding: tuple[Pair, Pair]) -> Array:
    """The inverse of `pad`."""
    (top, bottom), (left, right) = padding
    return x[:, :, top : x.shape[2] - bottom, left : x.shape[3] - right]


def window_slices(
    kernel: Pair, stride: Pair, dilation: Pair, out: Pair
) -> Iterator[tuple[int, tuple[slice, slice]]]:
    """For each position in the kernel: its number, and the rows and columns of pixels that it covers."""
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
    space = pad(x, padding)
    high, wide = (
        (n - d * (k - 1) - 1) // s + 1
        for n, k, d, s in zip(space.shape[2:], kernel, dilation, stride, strict=True)
    )
    met = list(window_slices((kernel[0], kernel[1]), stride, dilation, (high, wide)))
    # im2col: a row of pixels per channel and position in the kernel
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

    by_group_cache: dict[str, Array] = {}  # both rules need the gradient as matrices

    def by_group(g: Array) -> Array:
        if by_group_cache.get("from") is not g:
            matrices = np.ascontiguousarray(g.transpose(1, 0, 2, 3)).reshape(groups, outs // groups, -1)
            by_group_cache.update({"from": g, "to": matrices})
        return by_group_cache["to"]

    def to_input(g: Array) -> Array:
        grad = np.zeros_like(space)
        parts = np.split(grad.transpose(1, 0, 2, 3), groups)
        for part, m, matrix in zip(parts, weights, by_group(g), strict=True):
            each = kernels.product(m.T, matrix).reshape(depth, len(met), count, high, wide)
            for k, (ys, xs) in met:
                part[:, :, ys, xs] += each[:, k]
        return crop(grad, padding)

    def to_weight(g: Array) -> Array:
        grads = [kernels.product(matrix, r.T) for matrix, r in zip(by_group(g), rows, strict=True)]
        return np.concatenate(grads).reshape(w.shape)

    vjps = (to_input, to_weight, lambda g: np.add.reduce(g, axis=(0, 2, 3)))
    return value, tuple(saving(vjp, x, w) for vjp in vjps)


Sides = tuple[Pair, Pair]


@rule("ConvolutionBackward0", takes=NUMERIC)
def conv_transpose2d(
    x: Array,
    w: Array,
    b: Array | None,
    *,
    size: Pair,
    stride: Pair,
    padding: Sides,
    dilation: Pair,
    groups: int,
) -> Result:
    """The gradient of `conv2d` with respect to its input, where x is the output gradient and w (in, out /
    groups, kh, kw) the weight."""
    plan = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    image = np.zeros((len(x), w.shape[1] * groups, *size), x.dtype)
    spread = conv2d.forward(image, w, None, **plan)[1][0]
    assert spread is not None
    value = spread(x)
    if b is not None:
        value = value + b.reshape(1, -1, 1, 1)

    def to_input(g: Array) -> Array:
        return conv2d.forward(g, w, None, **plan)[0]

    def to_weight(g: Array) -> Array:
        rule = conv2d.forward(g, w, None, **plan)[1][1]
        assert rule is not None
        return rule(x)

    vjps = (to_input, to_weight, lambda g: np.add.reduce(g, axis=(0, 2, 3)))
    return np.ascontiguousarray(value), tuple(saving(vjp, x, w) for vjp in vjps)


@rule("Im2ColBackward0", takes=FLOATING)
def unfold(x: Array, *, kernel: Pair, stride: Pair, padding: Sides, dilation: Pair, out: Pair) -> Result:
    """The patches under the kernel as columns: (N, C kh kw, positions)."""
    space = pad(x, padding)
    value, shape = im2col(space, kernel, stride, dilation, out), space.shape

    def back(g: Array) -> Array:
        return crop(col2im(g, shape, kernel, stride, dilation, out), padding)

    return value, (back,)


def im2col(space: Array, kernel: Pair, stride: Pair, dilation: Pair, out: Pair) -> Array:
    """Columns (N, C kh kw, positions) of padded images."""
    count, channels = space.shape[:2]
    parts = [space[:, :, ys, xs] for _, (ys, xs) in window_slices(kernel, stride, dilation, out)]
    return np.stack(parts, 2).reshape(count, channels * len(parts), out[0] * out[1])


def col2im(
    columns: Array, shape: tuple[int, ...], kernel: Pair, stride: Pair, dilation: Pair, out: Pair
) -> Array:
    """Padded images of these columns."""
    parts = columns.reshape(shape[0], shape[1], kernel[0] * kernel[1], *out)
    space = np.zeros(shape, columns.dtype)
    for k, (ys, xs) in window_slices(kernel, stride, dilation, out):
        space[:, :, ys, xs] += parts[:, :, k]
    return space


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
    value = left @ x @ right.T
    if np.isnan(value).any():  # 0 times nan or infinity is nan, outside its windows too
        for i, j in np.ndindex(*out):
            value[..., i, j] = x[..., left[i] > 0, :][..., right[j] > 0].mean((-2, -1))
    return value, (lambda g: left.T @ g @ right,)


def pooled_to_nothing(x: Array, out: tuple[int, ...], who: str) -> tuple[Array, Callable[[Array], Array]]:
    """The empty result of adaptive pooling, and its gradient, which PyTorch refuses."""
    shape = (*x.shape[: x.ndim - len(out)], *out)

    def refuse(g: Array) -> Array:
        raise RuntimeError(
            f"{who}_backward(): Expected grad_output to have non-zero size for non-batch dimensions, but "
            f"grad_output has sizes {list(shape)} with dimension {shape.index(0, 1)} being empty"
        )

    return np.empty(shape, x.dtype), refuse


@rule("AdaptiveAvgPool2DBackward0", takes=FLOATING)
def adaptive_avg_pool2d(x: Array, *, out: Pair) -> Result:
    nothing = pooled_to_nothing(x, out, "adaptive_avg_pool2d") if 0 in out else None
    value, (back,) = adaptive_means(x, out=out) if nothing is None else (nothing[0], nothing[1:])
    return value, (back and saving(back, x),)
