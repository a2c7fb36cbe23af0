"""Images out of patches: the transposed convolution, and `fold`."""

from __future__ import annotations

import numpy as np

from .images import Pair, conv2d, cropped, padded, places
from .rules import FLOATING, NUMERIC, Array, Result, holding, rule

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
    """The image of this size whose gradient x would be, were it convolved with w (in, out / groups, kh,
    kw)."""
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
    return np.ascontiguousarray(value), tuple(holding(vjp, x, w) for vjp in vjps)


@rule("Im2ColBackward0", takes=FLOATING)
def unfold(x: Array, *, kernel: Pair, stride: Pair, padding: Sides, dilation: Pair, out: Pair) -> Result:
    """The pixels under each position of the kernel as columns: (N, C kh kw, positions)."""
    space = padded(x, padding)
    value, shape = gathered(space, kernel, stride, dilation, out), space.shape

    def back(g: Array) -> Array:
        return cropped(summed(g, shape, kernel, stride, dilation, out), padding)

    return value, (back,)


@rule("Col2ImBackward0", takes=FLOATING)
def fold(
    x: Array, *, size: Pair, kernel: Pair, stride: Pair, padding: Sides, dilation: Pair, out: Pair
) -> Result:
    """Columns as `unfold` makes them, added up where they lie in the image."""
    channels = x.shape[1] // (kernel[0] * kernel[1])
    room = [n + a + b for n, (a, b) in zip(size, padding, strict=True)]
    value = cropped(summed(x, (len(x), channels, *room), kernel, stride, dilation, out), padding)

    def back(g: Array) -> Array:
        return gathered(padded(g, padding), kernel, stride, dilation, out)

    return np.ascontiguousarray(value), (back,)


def gathered(space: Array, kernel: Pair, stride: Pair, dilation: Pair, out: Pair) -> Array:
    """Columns (N, C kh kw, positions) of padded images."""
    count, channels = space.shape[:2]
    parts = [space[:, :, ys, xs] for _, (ys, xs) in places(kernel, stride, dilation, out)]
    return np.stack(parts, 2).reshape(count, channels * len(parts), out[0] * out[1])


def summed(
    columns: Array, shape: tuple[int, ...], kernel: Pair, stride: Pair, dilation: Pair, out: Pair
) -> Array:
    """Padded images of these columns."""
    parts = columns.reshape(shape[0], shape[1], kernel[0] * kernel[1], *out)
    space = np.zeros(shape, columns.dtype)
    for k, (ys, xs) in places(kernel, stride, dilation, out):
        space[:, :, ys, xs] += parts[:, :, k]
    return space
