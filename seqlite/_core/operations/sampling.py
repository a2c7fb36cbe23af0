"""Rules behind `grid_sample` and `fold`: values between the elements of images and volumes, and patches back.

Source: PyTorch, `torch.nn.functional`.
"""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np

from ..rules import FLOATING, Array, Result, rule
from .convolution import Pair, Sides, col2im, crop, im2col, pad

CURVE = -0.75  # of the cubic convolution
Taps = list[tuple[Array, Array, Array]]  # places, weights, and the slopes of the weights


@rule("Col2ImBackward0", takes=FLOATING)
def fold(
    x: Array, *, size: Pair, kernel: Pair, stride: Pair, padding: Sides, dilation: Pair, out: Pair
) -> Result:
    """Images (N, C, *size) of the columns x (N, C kh kw, positions), where these are added up."""
    wide = tuple(n + a + b for n, (a, b) in zip(size, padding, strict=True))
    shape = (len(x), x.shape[1] // (kernel[0] * kernel[1]), *wide)

    def back(g: Array) -> Array:
        return im2col(pad(g, padding), kernel, stride, dilation, out)

    return np.ascontiguousarray(crop(col2im(x, shape, kernel, stride, dilation, out), padding)), (back,)


@rule("AffineGridGeneratorBackward0", takes=FLOATING)
def affine_grid(theta: Array, *, base: Array) -> Result:
    """The matrices (N, d, d + 1) times the coordinates `base` (*sizes, d + 1): (N, *sizes, d)."""
    flat, sizes = base.reshape(-1, base.shape[-1]).copy(), base.shape[:-1]
    value = (flat @ theta.swapaxes(1, 2)).reshape(len(theta), *sizes, -1)

    def back(g: Array) -> Array:
        return g.reshape(len(g), -1, g.shape[-1]).swapaxes(1, 2) @ flat

    return value, (back,)


def unnormalized(grid: Array, n: int, align: bool) -> tuple[Array, float]:
    """Coordinates from -1 to 1 as those of elements, and the slope of that."""
    if align:
        return (grid + 1) / 2 * (n - 1), (n - 1) / 2
    return ((grid + 1) * n - 1) / 2, n / 2


def reflected(at: Array, n: int, align: bool) -> tuple[Array, Array]:
    """Coordinates mirrored at the borders until they lie inside, and the slope of that."""
    low, span = (0.0, float(n - 1)) if align else (-0.5, float(n))
    if span == 0:
        return np.zeros_like(at), np.zeros_like(at)
    away = np.abs(at - low)
    flips = np.floor(away / span)
    rest = away - flips * span
    even = flips % 2 == 0
    slope = np.where(at < low, -1, 1) * np.where(even, 1, -1)
    return np.where(even, rest, span - rest) + low, slope.astype(at.dtype)


def padded(at: Array, n: int, padding: str, align: bool) -> tuple[Array, Array]:
    """Coordinates where padding puts them, and the slope of that."""
    slope = np.ones_like(at)
    if padding == "zeros":
        return at, slope
    if padding == "reflection":
        at, slope = reflected(at, n, align)
    inside = (at > 0) & (at < n - 1)
    return np.clip(at, 0, n - 1), np.where(inside, slope, 0)


def cubic_weights(t: Array) -> list[tuple[Array, Array]]:
    """The weights of the four elements around a place, `t` beyond the second, and their slopes."""

    def near(x: Array) -> tuple[Array, Array]:
        return ((CURVE + 2) * x - (CURVE + 3)) * x * x + 1, (3 * (CURVE + 2) * x - 2 * (CURVE + 3)) * x

    def far(x: Array) -> tuple[Array, Array]:
        return ((CURVE * x - 5 * CURVE) * x + 8 * CURVE) * x - 4 * CURVE, (
            (3 * CURVE * x - 10 * CURVE) * x + 8 * CURVE
        )

    first, second, third, fourth = far(t + 1), near(t), near(1 - t), far(2 - t)
    return [first, second, (third[0], -third[1]), (fourth[0], -fourth[1])]


def taps_of(grid: Array, n: int, mode: str, padding: str, align: bool) -> Taps:
    """The elements along one dimension that make up each value."""
    at, scale = unnormalized(grid, n, align)
    if mode == "bicubic":
        floor = np.floor(at)
        taps = []
        for i, (weight, slope) in enumerate(cubic_weights(at - floor)):
            place = padded(floor + (i - 1), n, padding, align)[0]
            taps.append((place, weight, slope * scale))
        return taps
    at, slope = padded(at, n, padding, align)
    if mode == "nearest":
        return [(np.rint(at), np.ones_like(at), np.zeros_like(at))]
    floor = np.floor(at)
    t = at - floor
    return [(floor, 1 - t, -slope * scale), (floor + 1, t, slope * scale)]


@rule("GridSampler2DBackward0", takes=FLOATING)
def grid_sample(x: Array, grid: Array, *, mode: str, padding: str, align: bool) -> Result:
    """The values of x (N, C, *sizes) at the coordinates `grid` (N, *out, dimensions), the last one first."""
    sizes, dims = x.shape[2:], x.ndim - 2
    taps = [taps_of(grid[..., dims - 1 - d], n, mode, padding, align) for d, n in enumerate(sizes)]
    batch, flat = np.arange(len(x)).reshape(-1, *[1] * dims), x.reshape(*x.shape[:2], math.prod(sizes))
    met: list[tuple[Array, Array, list[Array]]] = []
    value: Any = np.zeros((len(x), x.shape[1], *grid.shape[1:-1]), x.dtype)
    for chosen in product(*taps):
        index: Any = 0
        inside: Any = True
        for (place, _, _), n in zip(chosen, sizes, strict=True):
            inside = inside & (place >= 0) & (place < n)
            index = index * n + np.where(inside, place, 0).astype(np.int64)
        index = np.where(inside, index, 0)
        weights = [weight for _, weight, _ in chosen]
        slopes = []
        for d, (_, _, slope) in enumerate(chosen):
            others = [w for i, w in enumerate(weights) if i != d]
            slopes.append(np.prod([slope, *others], axis=0) * inside)
        weight = np.prod(weights, axis=0) * inside
        value += np.moveaxis(flat[batch, :, index], -1, 1) * weight[:, None]
        met.append((index, weight, slopes))

    def to_input(g: Array) -> Array:
        grad = np.zeros((flat.shape[0], flat.shape[2], flat.shape[1]), g.dtype)
        for index, weight, _ in met:
            np.add.at(grad, (batch, index), np.moveaxis(g * weight[:, None], 1, -1))
        return np.ascontiguousarray(np.moveaxis(grad, -1, 1)).reshape(x.shape)

    def to_grid(g: Array) -> Array:
        grad = np.zeros(grid.shape, g.dtype)
        for index, _, slopes in met:
            each = (np.moveaxis(flat[batch, :, index], -1, 1) * g).sum(1)
            for d, slope in enumerate(slopes):
                grad[..., dims - 1 - d] += each * slope
        return grad

    return value, (to_input, to_grid)
