"""What networks are made of, beyond sums and products: a mask, the loss of classification."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from .rules import FLOATING, Array, Result, holding, rule


@rule("MulBackward0", takes=FLOATING, refuses=RuntimeError)
def mask(x: Array, m: Array) -> Result:
    """`x` times a constant array, as dropout needs."""
    return x * m, (lambda g: g * m, None)


@lru_cache(maxsize=8)
def row_starts(rows: int, columns: int) -> Array:
    """Where the rows of a matrix begin."""
    return np.arange(rows) * columns


def row_maxima(x: Array) -> Array:
    """The largest number of each row. NumPy begins anew for each row, unless it goes along the columns."""
    if x.shape[1] <= 32 <= len(x):
        return np.maximum.reduce(x.T.copy())[:, None]
    return np.maximum.reduce(x, axis=1, keepdims=True)


@rule("NllLossBackward0", takes=FLOATING)
def cross_entropy(
    logits: Array, *, target: Array, reduction: str = "mean", ignore_index: int = -100
) -> Result:
    """log_softmax and the negative log likelihood of class indices in one step: logits (N, C), target (N,) of
    integers. Rows whose target is `ignore_index` count neither in the value nor in the mean. Raises
    IndexError for a target that is neither a class nor `ignore_index`."""
    count, classes = logits.shape
    given, kind, ignored = target, logits.dtype.type, None
    unsigned = target if target.dtype.kind == "u" else target.view(np.uint64)
    # seen so, negative numbers are large: one test for both ends
    if (count and np.maximum.reduce(unsigned) >= classes) or 0 <= ignore_index < classes:
        ignored = target == ignore_index
        wrong = target[((target < 0) | (target >= classes)) & ~ignored]
        if wrong.size:
            raise IndexError(
                f"Target {wrong[0]} is out of bounds: with logits of shape {list(logits.shape)} the classes "
                f"are 0 to {classes - 1}"
            )
        target = np.where(ignored, 0, target)
        count -= int(np.count_nonzero(ignored))

    places = row_starts(len(target), classes) + target  # of each row's own class among all numbers
    z = np.subtract(logits, row_maxima(logits), order="C")
    e = np.exp(z)
    total = np.add.reduce(e, axis=1, keepdims=True)
    each = np.log(total).reshape(-1)
    each -= z.reshape(-1)[places]
    if ignored is not None:
        each = np.where(ignored, 0, each)

    def back(g: Array) -> Array:
        if reduction == "mean":
            g = g / kind(max(count, 1))  # of no rows the value is nan, the gradient 0
        slope = e * (1 / total)  # softmax
        slope.reshape(-1)[places] -= 1
        if ignored is not None:
            slope[ignored] = 0
        slope *= g[:, None] if reduction == "none" else g
        return slope

    vjp = holding(back, given)
    if reduction == "none":
        return each, (vjp,)
    value = np.add.reduce(each)
    return value / kind(count) if reduction == "mean" else value, (vjp,)
