"""Gray images of 8 bits in other sizes, as PIL makes them: with whole numbers, one side after the other."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..._core.ops.resampling import Taps, nearest_taps, smooth_taps, spread

BITS = 22  # after the point
f64 = np.dtype(np.float64)


def resized_image(values: Any, size: tuple[int, int], mode: str) -> Any:
    """The image (H, W) in this size."""
    if mode.startswith("nearest"):
        for axis in (0, 1):
            values = spread(values, axis, nearest_taps(values.shape[axis], size[axis], None, True))
        return values
    for axis in (1, 0):
        if values.shape[axis] != size[axis]:
            taps = smooth_taps(
                values.shape[axis], size[axis], None, False, f64, 4 if mode == "bicubic" else 2
            )
            values = weighed(values, axis, taps)
    return values


def weighed(values: Any, axis: int, taps: Taps) -> Any:
    """Resample along one axis: weights of 22 bits, the sum rounded and cut off at the ends."""
    index, weights = taps
    scaled = np.trunc(weights * 2**BITS + np.where(weights < 0, -0.5, 0.5)).astype(np.int64)
    total = spread(values.astype(np.int64), axis, (index, scaled)) if index.shape[1] > 1 else None
    if total is None:
        return values.take(index[:, 0], axis)
    return ((total + (1 << (BITS - 1))) >> BITS).clip(0, 255).astype(np.uint8)
