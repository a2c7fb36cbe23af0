"""Pooling over windows in any number of dimensions: their largest or mean values, and back.

A window is said by the places that it covers in the flattened space of a channel: `places` has the shape
(windows, size), or (rows, windows, size) where each channel has its own; -1 is padding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..rules import FLOATING, NUMERIC, Array, Op, Result, rule, saving
from .convolution import adaptive_windows, pooled_to_nothing


def regular_places(
    size: Sequence[int],
    kernel: Sequence[int],
    stride: Sequence[int],
    padding: Sequence[int],
    dilation: Sequence[int],
    out: Sequence[int],
) -> Array:
    """The places of windows that lie `stride` apart."""
    sides = zip(size, kernel, stride, padding, dilation, out, strict=True)
    return joined_places(
        size, [np.arange(o)[:, None] * s - p + np.arange(k) * d for _, k, s, p, d, o in sides]
    )


def adaptive_places(size: Sequence[int], out: Sequence[int]) -> Array:
    """The places of `out` windows that share the space equally."""
    each = []
    for n, o in zip(size, out, strict=True):
        starts, ends = adaptive_windows(n, o)
        at = starts[:, None] + np.arange(max(ends - starts, default=0))
        each.append(np.where(at < ends[:, None], at, -1))
    return joined_places(size, each)


def joined_places(size: Sequence[int], each: list[Array]) -> Array:
    """The places of windows from the coordinates (…, windows, size) that they cover in each dimension."""
    dims = len(size)
    places: Any = 0
    inside: Any = True
    for d, (n, at) in enumerate(zip(size, each, strict=True)):
        *rows, windows, width = at.shape
        shape = (*rows, *(windows if i == d else width if i == d + dims else 1 for i in range(2 * dims)))
        spread = at.reshape(shape)
        places = places * n + spread
        inside = inside & (spread >= 0) & (spread < n)
    found = np.where(inside, places, -1)
    lead = found.ndim - 2 * dims
    windows, width = (
        np.prod(found.shape[lead : lead + dims], dtype=int),
        np.prod(found.shape[lead + dims :], dtype=int),
    )
    return found.reshape(*found.shape[:lead], windows, width)


def gathered(x: Array, places: Array, dims: int, fill: Any) -> tuple[Array, Array]:
    """The channels of x as rows (rows, elements), and what the windows cover there: (rows, windows, size)."""
    rows = x.reshape(-1, int(np.prod(x.shape[x.ndim - dims :], dtype=int)))
    parts = rows[:, places] if places.ndim == 2 else np.take_along_axis(rows[:, None, :], places, -1)
    return rows, np.where(places >= 0, parts, fill)


def scattered(rows: Array, places: Array, parts: Array) -> Array:
    """Rows of zeros to which `parts` are added at their `places`; those at -1 are left out."""
    total = np.zeros((rows.shape[0], rows.shape[1] + 1), parts.dtype)
    where = np.arange(len(rows)).reshape(-1, *[1] * (parts.ndim - 1))
    np.add.at(total, (where, places), parts)
    return total[:, :-1]


def _max_pool(x: Array, *, places: Array, out: tuple[int, ...], found: list[Array]) -> Result:
    """The largest element of each window, the first of equal ones; `found` receives their places."""
    dims, shape = len(out), x.shape
    if 0 in out:
        nothing, refuse = pooled_to_nothing(x, out, f"adaptive_max_pool{max(dims, 2)}d")
        found.append(nothing.astype(np.int64))
        return nothing, (saving(refuse, x),)
    rows, parts = gathered(x, places, dims, -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min)
    best = parts.argmax(-1)
    if x.dtype.kind == "f" and np.isnan(parts).any():  # the last nan
        odd = np.isnan(parts)
        best = np.where(odd.any(-1), parts.shape[-1] - 1 - odd[..., ::-1].argmax(-1), best)
    all_places = np.broadcast_to(places, parts.shape)
    winner = np.take_along_axis(all_places, best[..., None], -1)[..., 0]
    first = np.take_along_axis(all_places, (all_places >= 0).argmax(-1)[..., None], -1)[..., 0]
    winner = np.where(winner < 0, first, winner)
    value = np.take_along_axis(rows, winner, -1)
    found.append(np.ascontiguousarray(winner, np.int64).reshape(*shape[: x.ndim - dims], *out))

    def back(g: Array) -> Array:
        return scattered(rows, winner, g.reshape(winner.shape)).reshape(shape)

    return np.ascontiguousarray(value).reshape(found[-1].shape), (saving(back, x),)


def _mean_pool(x: Array, *, places: Array, out: tuple[int, ...], divisor: Any) -> Result:
    """The sum of each window divided by `divisor`, a number or one for each window."""
    dims, shape = len(out), x.shape
    if 0 in out:
        nothing, refuse = pooled_to_nothing(x, out, f"adaptive_avg_pool{dims}d")
        return nothing, (saving(refuse, x),)
    rows, parts = gathered(x, places, dims, x.dtype.type(0))
    total = parts.sum(-1, dtype=x.dtype)
    value = total / divisor  # of whole numbers, cut off towards 0

    def back(g: Array) -> Array:
        share = (g.reshape(total.shape) / divisor)[..., None]
        return scattered(rows, places, np.broadcast_to(share, parts.shape)).reshape(shape)

    whole = np.ascontiguousarray(value, x.dtype).reshape(*shape[: x.ndim - dims], *out)
    return whole, (saving(back, x),)


def ops(form: Callable[..., Result], node: str, name: str, takes: str, least: int = 1) -> dict[int, Op]:
    """The rule under PyTorch's names for `least` to 3 dimensions; signals are images of height 1 there."""
    nodes = {d: node.format(d) if d > 1 else "SqueezeBackward1" for d in range(least, 4)}
    return {d: rule(nodes[d], takes=takes, name=name.format(d))(form) for d in nodes}


MAX = ops(_max_pool, "MaxPool{}DWithIndicesBackward0", "max_pool{}d", NUMERIC)
ADAPTIVE_MAX = ops(_max_pool, "AdaptiveMaxPool{}DBackward0", "adaptive_max_pool{}d", FLOATING)
FRACTIONAL_MAX = ops(_max_pool, "FractionalMaxPool{}DBackward0", "fractional_max_pool{}d", FLOATING, 2)
MEAN = ops(_mean_pool, "AvgPool{}DBackward0", "avg_pool{}d", "fi")
ADAPTIVE_MEAN = ops(_mean_pool, "AdaptiveAvgPool{}DBackward0", "adaptive_avg_pool{}d", FLOATING, 3)


def _max_unpool(x: Array, *, places: Array, size: tuple[int, ...]) -> Result:
    """Zeros with the elements of x at their places."""
    lead, dims = x.shape[: x.ndim - len(size)], len(size)
    flat = places.reshape(*lead, int(np.prod(x.shape[x.ndim - dims :], dtype=int)))
    value = np.zeros((*lead, int(np.prod(size, dtype=int))), x.dtype)
    np.put_along_axis(value, flat, x.reshape(flat.shape), -1)
    shape, wide = x.shape, value.shape

    def back(g: Array) -> Array:
        return np.take_along_axis(g.reshape(wide), flat, -1).reshape(shape)

    return value.reshape(*lead, *size), (saving(back, places),)


MAX_UNPOOL = ops(_max_unpool, "MaxUnpool{}DBackward0", "max_unpool{}d", NUMERIC)


def fractional_starts(samples: Array, size: int, kernel: int, out: int) -> Array:
    """Where `out` windows of a fractional stride begin, (rows, out), for the samples of rows."""
    if out < 2:
        return np.full((len(samples), out), size - kernel)
    step = samples.dtype.type(size - kernel) / samples.dtype.type(out - 1)
    at = ((np.arange(out, dtype=samples.dtype) + samples[:, None]) * step).astype(int)
    at -= (samples * step).astype(int)[:, None]
    at[:, -1] = size - kernel
    return at


def places_of_starts(size: Sequence[int], starts: list[Array], kernel: Sequence[int]) -> Array:
    """The places of windows that begin at `starts` (rows, windows) in each dimension."""
    each = [s[..., None] + np.arange(k) for s, k in zip(starts, kernel, strict=True)]
    return joined_places(size, each)
