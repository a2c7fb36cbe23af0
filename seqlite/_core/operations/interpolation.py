"""Images of other sizes: each new pixel is a weighed sum of old ones, one dimension after the other."""

from __future__ import annotations

import math

import numpy as np

from .. import kernels
from ..rules import ANY, Array, Result, rule
from ..tensor_attributes import as_memory_format, is_channels_last

CHUNK = 2**17  # new pixels per step: what fits into the cache
Taps = tuple[Array, Array]  # (out, taps): the source pixels of each new pixel, and their weights


def scale_of(size: int, out: int, factor: float | None, corners: bool, kind: np.dtype) -> Array:
    """The number of old pixels per new pixel."""
    if corners:
        return kind.type(size - 1) / kind.type(out - 1) if out > 1 else kind.type(0)
    return kind.type(1 / factor) if factor else kind.type(size) / kind.type(out)


def nearest_taps(size: int, out: int, factor: float | None, exact: bool) -> Taps:
    """The nearest pixel, as PyTorch's "nearest", or with `exact` its "nearest-exact"."""
    kind = np.dtype(np.float32)
    at = np.arange(out, dtype=kind) + kind.type(0.5 if exact else 0)
    index = np.minimum(np.floor(at * scale_of(size, out, factor, False, kind)).astype(np.intp), size - 1)
    return index[:, None], np.ones((out, 1), kind)


def linear_taps(size: int, out: int, factor: float | None, corners: bool, kind: np.dtype) -> Taps:
    """The two neighbors, weighted by distance."""
    at = source_index(size, out, factor, corners, kind).clip(0)
    low = np.minimum(at.astype(np.intp), size - 1)
    share = (at - low.astype(kind)).clip(0, 1)
    return np.stack([low, np.minimum(low + 1, size - 1)], 1), np.stack([1 - share, share], 1).astype(kind)


def cubic_taps(size: int, out: int, factor: float | None, corners: bool, kind: np.dtype) -> Taps:
    """The four neighbors, by Keys's cubic (1981) with the slope -0.75."""
    at = source_index(size, out, factor, corners, kind)
    low = np.floor(at)
    gaps = (at - low)[:, None] - np.arange(-1, 3, dtype=kind)
    index = (low.astype(np.intp)[:, None] + np.arange(-1, 3)).clip(0, size - 1)
    return index, cubic_kernel(gaps, -0.75).astype(kind)


def source_index(size: int, out: int, factor: float | None, corners: bool, kind: np.dtype) -> Array:
    """The positions of the new pixels among the old ones."""
    scale, half = scale_of(size, out, factor, corners, kind), kind.type(0.5)
    at = np.arange(out, dtype=kind)
    return at * scale if corners else (at + half) * scale - half


def cubic_kernel(gap: Array, slope: float) -> Array:
    """Keys's kernel."""
    t = np.abs(gap)
    near = ((slope + 2) * t - (slope + 3)) * t * t + 1
    far = ((slope * t - 5 * slope) * t + 8 * slope) * t - 4 * slope
    return np.where(t <= 1, near, np.where(t < 2, far, 0)).astype(gap.dtype)


def antialias_taps(
    size: int, out: int, factor: float | None, corners: bool, kind: np.dtype, reach: int
) -> Taps:
    """All pixels that a new one covers ("antialias"), weighted by a triangle (reach 2) or Keys's cubic with
    slope -0.5 (reach 4), scaled to the width of the new pixel."""
    scale = float(scale_of(size, out, factor, corners, kind))
    wide = max(scale, 1.0)
    support = reach / 2 * wide
    center = scale * (np.arange(out) + 0.5)
    first = np.maximum((center - support + 0.5).astype(np.intp), 0)
    after = np.minimum((center + support + 0.5).astype(np.intp), size)
    index = first[:, None] + np.arange(max(int((after - first).max(initial=1)), 1))
    gaps = (index - center[:, None] + 0.5) / wide
    weights = np.maximum(1 - np.abs(gaps), 0) if reach == 2 else cubic_kernel(gaps, -0.5)
    weights = np.where(index < after[:, None], weights, 0)
    total = weights.sum(1, keepdims=True)
    weights = np.divide(weights, total, out=np.zeros_like(weights), where=total != 0)
    return index.clip(0, size - 1), weights.astype(kind)


def interpolate_bytes(values: Array, axis: int, taps: Taps, bits: int | None = None) -> Array:
    """Resample bytes along one axis, in whole numbers: weights of 22 `bits`, as Pillow has them, or as many
    as fit into 16, as PyTorch does. Sums are rounded and clipped."""
    index, weights = taps
    if index.shape[1] == 1:
        return values.take(index[:, 0], axis)
    if bits is None:
        weights = weights.copy()
        for k in range(1, index.shape[1]):  # what beyond the border counts as the pixel there
            again = index[:, k] == index[:, k - 1]
            weights[again, k] += weights[again, k - 1]
            weights[again, k - 1] = 0
        most = float(weights.max())
        bits = next((n for n in range(22) if int(0.5 + most * 2.0 ** (n + 1)) >= 2**15), 22)
    whole = np.trunc(weights * 2.0**bits + np.where(weights < 0, -0.5, 0.5)).astype(np.int64)
    total = interpolate_axis(values.astype(np.int64), axis, (index, whole))
    return ((total + (1 << (bits - 1))) >> bits).clip(0, 255).astype(np.uint8)


def interpolate_axis(x: Array, axis: int, taps: Taps) -> Array:
    """Resample along one axis."""
    index, weights = taps
    if index.shape[1] == 1:
        return x.take(index[:, 0], axis)
    shape = [-1 if i == axis % x.ndim else 1 for i in range(x.ndim)]
    total: Array | None = None
    for k in range(index.shape[1]):
        part = x.take(index[:, k], axis)
        part *= weights[:, k].reshape(shape)
        total = part if total is None else np.add(total, part, total)
    return total


def interpolate_axis_backward(g: Array, axis: int, taps: Taps, size: int) -> Array:
    """The gradient of `interpolate_axis`."""
    index, weights = taps
    if index.shape[1] == 1:
        total = np.zeros((size, *np.moveaxis(g, axis, 0).shape[1:]), g.dtype)
        np.add.at(total, index[:, 0], np.moveaxis(g, axis, 0))
        return np.moveaxis(total, 0, axis)
    table = np.zeros((len(index), size), g.dtype)
    np.add.at(table, (np.arange(len(index))[:, None], index), weights.astype(g.dtype))
    last = np.moveaxis(g, axis, -1)
    flat = kernels.product(np.ascontiguousarray(last.reshape(-1, len(index))), table)
    return np.moveaxis(flat.reshape(*last.shape[:-1], size), -1, axis)


@rule("UpsampleBackward0", takes="fu", name="upsample")
def interpolate(x: Array, *, taps: tuple[Taps, ...]) -> Result:
    """x (N, C, …) resampled along the last dimensions, the last one first."""
    axes = range(-1, -len(taps) - 1, -1)
    exact = all(t[0].shape[1] == 1 for t in taps)

    def resampled(images: Array) -> Array:
        value, along = images, interpolate_axis if exact or x.dtype.kind == "f" else interpolate_bytes
        for axis in axes:
            value = along(value, axis, taps[axis])
        return value

    sizes = tuple(len(index) for index, _ in taps)
    at_once = max(CHUNK // max(math.prod(sizes), 1), 1)
    if at_once < math.prod(x.shape[: -len(taps)]):
        value = np.empty((*x.shape[: -len(taps)], *sizes), x.dtype)
        images, new = x.reshape(-1, *x.shape[-len(taps) :]), value.reshape(-1, *sizes)
        for i in range(0, len(images), at_once):
            new[i : i + at_once] = resampled(images[i : i + at_once])
    else:
        value = resampled(x)

    shape, last = x.shape, is_channels_last(x)

    def back(g: Array) -> Array:
        for axis in reversed(axes):
            g = interpolate_axis_backward(g, axis, taps[axis], shape[axis])
        return as_memory_format(g, last)

    return as_memory_format(value, last), (back,)


rearrange = rule("IndexBackward0", takes=ANY, name="pad")(interpolate.forward)


def copy_taps(index: Array) -> Taps:
    """Pixels copied from these positions."""
    return index[:, None], np.ones((len(index), 1), np.float32)


@rule("ConstantPadNdBackward0", takes=ANY, name="constant_pad_nd")
def constant_pad(x: Array, *, sides: tuple[tuple[int, int], ...], value: float) -> Result:
    """Pad each dimension with `sides` (before, after) elements of `value`; negative ones crop."""
    before = x.shape
    cut = tuple(slice(max(-a, 0), n - max(-b, 0)) for n, (a, b) in zip(before, sides, strict=True))
    inner = x[cut]
    around = [(max(a, 0), max(b, 0)) for a, b in sides]
    shape = [n + a + b for n, (a, b) in zip(inner.shape, around, strict=True)]
    whole = np.full(shape, value, x.dtype)
    middle = tuple(slice(a, a + n) for n, (a, _) in zip(inner.shape, around, strict=True))
    whole[middle] = inner

    def back(g: Array) -> Array:
        slope = np.zeros(before, g.dtype)
        slope[cut] = g[middle]
        return slope

    return whole, (back,)
