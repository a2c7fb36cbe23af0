"""The order of the dimensions of images in memory."""

from __future__ import annotations

import numpy as np

from .rules import Array, Result, rule


def channels_last(x: Array) -> Array:
    """Images (N, C, H, W) with the channels side by side in memory; the same array if they are already."""
    turned = x.transpose(0, 2, 3, 1)
    return np.ascontiguousarray(turned).reshape(-1).reshape(turned.shape).transpose(0, 3, 1, 2)


def has_channels_last(x: Array) -> bool:
    """Whether the strides of an array are those of images with the channels side by side."""
    if x.ndim != 4 or x.flags.c_contiguous:
        return False
    n, c, h, w = (abs(s) for s in x.strides)
    return bool(c < w <= h <= n and c <= x.itemsize * 2)


def laid_as(value: Array, model: Array) -> Array:
    """`value` in memory as `model` is."""
    last = value.ndim == 4 and has_channels_last(model)
    return channels_last(value) if last else np.ascontiguousarray(value).reshape(value.shape)


@rule("CloneBackward0", name="contiguous")
def laid_out(x: Array) -> Result:
    """With the channels side by side."""
    return channels_last(x), (lambda g: g,)
