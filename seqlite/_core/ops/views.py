"""A view's elements by their places in the tensor whose memory it shares: for changes through views."""

from __future__ import annotations

import numpy as np
from numpy.lib.array_utils import byte_bounds
from numpy.lib.stride_tricks import as_strided as laid_out

from .rules import Array, Result, rule


def flat_indices(view: Array, whole: Array) -> Array:
    """For each element of `view`, its number in `whole`, in the order of the indices."""
    start, end = byte_bounds(whole)
    step, cell = whole.itemsize, np.dtype(np.int64).itemsize
    memory = np.zeros((end - start) // step, np.int64)

    def numbers(array: Array) -> Array:
        first = (array.__array_interface__["data"][0] - start) // step
        return laid_out(memory[first:], array.shape, [s // step * cell for s in array.strides])

    numbers(whole)[...] = np.arange(whole.size, dtype=np.int64).reshape(whole.shape)
    return numbers(view).copy()


@rule("AsStridedBackward0")
def as_strided(a: Array, *, places: Array) -> Result:
    """The elements with these numbers."""
    shape, size = a.shape, a.size

    def back(g: Array) -> Array:
        whole = np.zeros(size, g.dtype)
        np.add.at(whole, places, g)
        return whole.reshape(shape)

    return a.reshape(-1)[places], (back,)


@rule("CopySlices")
def put_back(a: Array, value: Array, *, places: Array) -> Result:
    """`a` with `value` for the elements with these numbers."""
    changed = np.array(a).reshape(-1)
    changed[places] = value
    shape = a.shape

    def to_rest(g: Array) -> Array:
        rest = np.array(g).reshape(-1)
        rest[places] = 0
        return rest.reshape(shape)

    return changed.reshape(a.shape), (to_rest, lambda g: np.asarray(g.reshape(-1)[places]))
