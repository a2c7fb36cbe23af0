"""Sums of all elements in the order in which PyTorch adds them on one thread: they are its to the last bit.

Four vectors of 32 bytes are added up side by side, in blocks of 16 whose sums are added up in blocks again,
so that the error grows slowly. Source: `cascade_sum` in PyTorch's ATen.
"""

from __future__ import annotations

import numpy as np

from .rules import Array

LEVELS, SIDE_BY_SIDE, BYTES = 4, 4, 32
ONE_THREAD = 32768  # more elements than these, PyTorch shares out among its threads


def cascaded(rows: Array) -> Array:
    """Sums over the last dimension but one. The last must have several elements: NumPy would add those of a
    single one up in another order."""
    count = rows.shape[-2]
    step = 1 << max(4, (max(count, 1) - 1).bit_length() // LEVELS)
    rests = []
    for _ in range(LEVELS - 1):
        count, left = divmod(rows.shape[-2], step)
        whole = rows.shape[-2] - left
        rests.append(np.add.reduce(rows[..., whole:, :], axis=-2))
        if not count:
            break
        blocks = rows[..., :whole, :].reshape(*rows.shape[:-2], count, step, rows.shape[-1])
        rows = np.add.reduce(blocks, axis=-2)
    else:
        rests.append(np.add.reduce(rows, axis=-2))
    total = rests[0]
    for rest in rests[1:]:
        total = total + rest
    return total


def line_sums(lines: Array, width: int) -> Array:
    """The sum of each line, by vectors of so many elements."""
    count, length = lines.shape
    vectors = length // width
    fours = vectors // SIDE_BY_SIDE
    wide = SIDE_BY_SIDE * width
    sums = cascaded(lines[:, : fours * wide].reshape(count, fours, wide)).reshape(count, SIDE_BY_SIDE, width)
    total = sums[:, 0]
    for i in range(fours * SIDE_BY_SIDE, vectors):
        total = total + lines[:, i * width : (i + 1) * width]
    for k in range(1, SIDE_BY_SIDE):
        total = total + sums[:, k]
    if width == 1:
        return total[:, 0]
    return np.add.accumulate(np.concatenate((lines[:, vectors * width :], total), 1), 1)[:, -1]


def in_memory_order(a: Array) -> Array:
    """The elements as lines (n, length), each as long as they lie evenly in memory."""
    if a.flags.c_contiguous:
        return a.reshape(1, -1)
    order = sorted((i for i, n in enumerate(a.shape) if n > 1), key=lambda i: -a.strides[i])
    length, inner = 1, 0
    for i in reversed(order):
        if length > 1 and a.strides[i] != length * inner:
            break
        inner = inner or a.strides[i]
        length *= a.shape[i]
    return a.transpose(*order, *(i for i, n in enumerate(a.shape) if n <= 1)).reshape(-1, length)


def total(a: Array) -> Array:
    """The sum of all elements of an array of floats that is not empty."""
    lines = in_memory_order(a)
    width = BYTES // a.itemsize
    if len(lines) == 1 and a.flags.c_contiguous:
        return line_sums(lines, width if a.size >= width else 1)[0]
    smallest = min((s for s, n in zip(a.strides, a.shape, strict=True) if n > 1), default=a.itemsize)
    even = smallest == a.itemsize and lines.shape[1] >= width
    return sum_in_turn(line_sums(lines, width if even else 1))


def sum_in_turn(a: Array) -> Array:
    """The sum of all elements, one after the other as they lie in memory."""
    return np.add.accumulate(in_memory_order(a).reshape(-1))[-1]
