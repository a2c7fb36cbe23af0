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


def laid(value: Array, last: bool) -> Array:
    """`value` with the channels `last` in memory, or in the order of its dimensions."""
    return channels_last(value) if last else np.ascontiguousarray(value).reshape(value.shape)


def in_operands_order(value: Array, operands: list[Array]) -> Array:
    """`value`, the result of an operation element by element, with the order of its dimensions in memory that
    PyTorch gives it: the first operand decides that is not broadcast along them. NumPy's is the same where
    the operands agree. Source: `TensorIterator` in PyTorch's ATen."""
    count = value.ndim
    all_steps = []
    for a in operands:
        if isinstance(a, np.ndarray):
            shape = value.shape[count - a.ndim :]
            steps = [0 if m == 1 != n else s for m, n, s in zip(a.shape, shape, a.strides, strict=True)]
            all_steps.append([0] * (count - a.ndim) + steps)

    def inside(i: int, j: int) -> int:
        """1 if dimension j lies inside dimension i, -1 if outside, 0 if no operand tells."""
        for steps in all_steps:
            if steps[i] and steps[j]:
                if steps[i] != steps[j]:
                    return 1 if steps[i] > steps[j] else -1
                if value.shape[i] > value.shape[j]:
                    return 1
        return 0

    order = list(reversed(range(count)))  # the innermost first
    for end in range(1, count):
        at = end
        for place in reversed(range(end)):
            way = inside(order[place], order[at])
            if way > 0:
                order[place], order[at] = order[at], order[place]
                at = place
            elif way < 0:
                break
    order.reverse()
    new = np.empty([value.shape[i] for i in order], value.dtype).transpose(np.argsort(order))
    if new.strides == value.strides:
        return value
    np.copyto(new, value)
    return new


@rule("CloneBackward0", name="contiguous")
def laid_out(x: Array) -> Result:
    """With the channels side by side."""
    return channels_last(x), (lambda g: g,)
