"""Normalization, with given or measured statistics, and the look-up of rows."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..rules import FLOATING, Array, Result, rule


def normalization_rule(
    x: Array,
    weight: Array | None,
    bias: Array | None,
    *,
    axes: tuple[int, ...],
    eps: float,
    shape: tuple[int, ...],
    mean: Array | None = None,
    var: Array | None = None,
    batch_stats: list[Array] | None = None,
    saves_bias: bool = False,
) -> Result:
    """(x - mean) / sqrt(var + eps) * weight + bias. `shape` makes weight and bias broadcast against x.

    Without `mean` and `var` they are x's own over `axes`, are put into `batch_stats`, and the gradient goes
    through them.
    """
    held: tuple[Any, ...] = (x, weight, mean, var, bias if saves_bias else None)
    if mean is None and not x.size:  # nothing to measure, nor to normalize
        mean, var = np.zeros((2, math.prod(shape)), x.dtype)
    own = mean is None
    center = mean_over(x, axes) if mean is None else mean.reshape(shape)
    unit = x - center
    var = mean_over(unit * unit, axes) if var is None else var.reshape(shape)
    if batch_stats is not None:
        batch_stats += [center, var]
    scale = 1 / np.sqrt(var + x.dtype.type(eps))
    unit *= scale
    # a copy: the value may be modified in place, and the rules need `unit`
    value = unit.copy() if weight is None else unit * weight.reshape(shape)
    if bias is not None:
        value += bias.reshape(shape)

    def to_input(g: Array) -> Array:
        weight = held[1]
        grad = g.copy() if weight is None else g * weight.reshape(shape)
        if own:
            along = grad * unit
            share = mean_over(along, axes)
            np.multiply(unit, share, along)
            grad -= mean_over(grad, axes)
            grad -= along
        grad *= scale
        return grad

    bias_shape = None if bias is None else bias.shape

    def folded(g: Array, like: Any) -> Array:
        spread = (1,) * (held[0].ndim - len(shape)) + shape
        return np.add.reduce(g, axis=tuple(i for i, n in enumerate(spread) if n == 1)).reshape(like)

    return value, (to_input, lambda g: folded(g * unit, held[1].shape), lambda g: folded(g, bias_shape))


def mean_over(x: Array, axes: tuple[int, ...]) -> Array:
    """The mean over these axes, with `keepdims`."""
    if x.itemsize < 4:
        return np.mean(x, axis=axes, keepdims=True)  # which adds in float32
    total = np.add.reduce(x, axis=axes, keepdims=True)
    total /= x.dtype.type(x.size // max(total.size, 1))
    return total


batch_norm = rule("NativeBatchNormBackward0", takes=FLOATING, name="batch_norm")(normalization_rule)


@rule("NativeLayerNormBackward0", takes=FLOATING)
def layer_norm(x: Array, weight: Array | None, bias: Array | None, **plan: Any) -> Result:
    return normalization_rule(x, weight, bias, saves_bias=True, **plan)


@rule("EmbeddingBackward0")
def embedding(weight: Array, *, index: Array, padding_idx: int | None, by_frequency: bool = False) -> Result:
    """Rows of `weight`; the row `padding_idx` gets no gradient. With `by_frequency`, the gradient of a row is
    divided by how often it is taken."""

    shape, kind = weight.shape, weight.dtype

    def back(g: Array) -> Array:
        rows, values = index.reshape(-1), g.reshape(-1, shape[1])
        grad = np.zeros(shape, kind)
        if rows.size:
            order = np.argsort(rows, kind="stable")
            present, starts = np.unique(rows[order], return_index=True)
            grad[present] = np.add.reduceat(values[order], starts, axis=0)
            if by_frequency:
                grad[present] /= np.diff(starts, append=rows.size)[:, None]
        if padding_idx is not None:
            grad[padding_idx] = 0
        return grad

    return weight[index], (back,)
