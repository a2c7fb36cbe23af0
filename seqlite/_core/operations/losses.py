"""Losses that compare an output with a target element by element, then take the mean or the sum."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from ..rules import FLOATING, Array, Op, Promote, Result, rule, saving
from .special import logistic

EPSILON = float(np.float32(1e-12))  # PyTorch's, in float32 for all types
Each = tuple[
    Array, Callable[[], Array], Callable[[], Array] | None
]  # values; derivatives by output and by target


def elementwise_loss(node: str, promote: Promote = "same") -> Callable[[Callable[..., Each]], Op]:
    """Make an `Op` with argument `reduction` ("mean", "sum" or "none") of a loss per element.

    With `weight`, an array that broadcasts, the elements are weighted; the mean stays over their number.
    """

    def build(each: Callable[..., Each]) -> Op:
        def forward(
            x: Array, target: Array, *, reduction: str, weight: Array | None = None, **options: Any
        ) -> Result:
            values, by_output, by_target = each(x, target, **options)
            if weight is not None:
                values = values * weight
            needed = (x, target, *options.values())
            factor = 1 if reduction != "mean" else np.divide(1, values.size, dtype=values.dtype)

            def back(grad: Callable[[], Array]) -> Callable[[Array], Array]:
                held = grad, *needed  # PyTorch saves all inputs
                return lambda g: held[0]() * (g * factor if weight is None else g * factor * weight)

            if reduction == "none":
                total = values
            else:
                total = np.add.reduce(values, axis=None)
                with np.errstate(invalid="ignore", divide="ignore"):
                    total = total / values.dtype.type(values.size) if reduction == "mean" else total
            return total, (back(by_output), None if by_target is None else back(by_target))

        forward.__name__, forward.__doc__ = each.__name__, each.__doc__
        return rule(node, promote=promote, takes=FLOATING)(forward)

    return build


@elementwise_loss("MseLossBackward0")
def mse_loss(x: Array, target: Array) -> Each:
    d = x - target
    return d * d, lambda: 2 * d, lambda: -2 * d


@elementwise_loss("SmoothL1LossBackward0")
def smooth_l1_loss(x: Array, target: Array, *, beta: float) -> Each:
    """Half the square, divided by beta, up to a distance beta; the distance less beta / 2 beyond."""
    d = x - target
    size = np.abs(d)
    return (
        np.where(size < beta, 0.5 / beta * d * d, size - 0.5 * beta),
        lambda: np.clip(d / beta, -1, 1),
        lambda: -np.clip(d / beta, -1, 1),
    )


@elementwise_loss("HuberLossBackward0")
def huber_loss(x: Array, target: Array, *, delta: float) -> Each:
    """delta times `smooth_l1_loss` (Huber 1964)."""
    d = x - target
    size = np.abs(d)
    return (
        np.where(size <= delta, 0.5 * d * d, delta * (size - 0.5 * delta)),
        lambda: np.clip(d, -delta, delta),
        lambda: -np.clip(d, -delta, delta),
    )


@elementwise_loss("BinaryCrossEntropyBackward0", None)
def binary_cross_entropy(x: Array, target: Array) -> Each:
    """Logarithms are no less than -100, so that a certain and wrong answer costs 100."""
    with np.errstate(divide="ignore"):
        yes, no = np.maximum(np.log(x), -100), np.maximum(np.log1p(-x), -100)
    return (
        -(target * yes + (1 - target) * no),
        lambda: (x - target) / np.maximum((1 - x) * x, EPSILON),
        lambda: no - yes,
    )


@elementwise_loss("BinaryCrossEntropyWithLogitsBackward0")
def binary_cross_entropy_with_logits(x: Array, target: Array, *, pos_weight: Array | None) -> Each:
    """(1 - t) x + (1 + (pos_weight - 1) t) log(1 + exp(-x)), without overflow."""
    weight = 1 if pos_weight is None else 1 + (pos_weight - 1) * target
    soft = np.maximum(-x, 0) + np.log1p(np.exp(-np.abs(x)))  # softplus(-x)
    gain = 1 if pos_weight is None else pos_weight
    return (
        (1 - target) * x + weight * soft,
        lambda: (1 - target) - weight * logistic(-x),
        lambda: -x + (gain - 1) * soft,
    )


@rule(lambda x: "NllLossBackward0" if x.ndim <= 2 else "NllLoss2DBackward0", takes=FLOATING)
def nll_loss(
    x: Array, *, target: Array, weight: Array | None, ignore_index: int, axis: int, reduction: str
) -> Result:
    """Minus x at `target` along `axis`, times the class's `weight`; the mean is over these weights. Elements
    whose target is `ignore_index` count for nothing. IndexError for a target that is no class."""
    ignored = ignored_targets(target, ignore_index, x.shape, axis)
    index = np.where(ignored, 0, target).astype(np.int64)
    share = np.where(ignored, 0, 1 if weight is None else weight[index]).astype(x.dtype)
    divisor = x.dtype.type(share.sum() if reduction == "mean" else 1)
    where = np.expand_dims(index, axis)
    values = -np.take_along_axis(x, where, axis).squeeze(axis) * share

    def to_scores(g: Array) -> Array:
        grad = np.zeros_like(x)
        with np.errstate(invalid="ignore", divide="ignore"):
            picked = np.where(share == 0, 0, -(g * share / divisor))
        np.put_along_axis(grad, where, np.expand_dims(picked.astype(x.dtype), axis), axis)
        return grad

    needed = [a for a in (target, weight) if a is not None]
    back = saving(to_scores, *needed)
    if reduction == "none":
        return values, (back,)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.add.reduce(values, axis=None) / divisor, (back,)


def ignored_targets(target: Array, ignore_index: int, shape: tuple[int, ...], axis: int) -> Array:
    """Where the target is `ignore_index`. IndexError if another one is no class of scores of this shape."""
    ignored: Array = target == ignore_index
    wrong = target[((target < 0) | (target >= shape[axis])) & ~ignored]
    if wrong.size:
        raise IndexError(
            f"Target {wrong.flat[0]} is out of bounds: with scores of shape {list(shape)} the classes are 0 "
            f"to {shape[axis] - 1}"
        )
    return ignored


@lru_cache(maxsize=8)
def row_starts(rows: int, columns: int) -> Array:
    """The flat index of the first element of each row."""
    return np.arange(rows) * columns


def row_maxima(x: Array) -> Array:
    """The maximum of each row. NumPy is faster along columns if the rows are short."""
    if x.shape[1] <= 32 <= len(x):
        return np.maximum.reduce(x.T.copy())[:, None]
    return np.maximum.reduce(x, axis=1, keepdims=True)


@rule("NllLossBackward0", takes=FLOATING)
def cross_entropy(logits: Array, *, target: Array, reduction: str, ignore_index: int) -> Result:
    """log_softmax and the negative log likelihood of class indices in one step: logits (N, C), target (N,) of
    integers. Rows whose target is `ignore_index` count neither in the value nor in the mean. Raises
    IndexError for a target that is neither a class nor `ignore_index`."""
    count, classes = logits.shape
    given, kind, ignored = target, logits.dtype.type, None
    unsigned = target if target.dtype.kind == "u" else target.view(np.uint64)
    # as unsigned, negative numbers are large: one comparison for both ends
    if (count and np.maximum.reduce(unsigned) >= classes) or 0 <= ignore_index < classes:
        ignored = ignored_targets(target, ignore_index, logits.shape, 1)
        target = np.where(ignored, 0, target)
        count -= int(np.count_nonzero(ignored))

    places = row_starts(len(target), classes) + target  # flat index of each row's target
    z = np.subtract(logits, row_maxima(logits), order="C")
    e = np.exp(z)
    total = np.add.reduce(e, axis=1, keepdims=True)
    each = np.log(total).reshape(-1)
    each -= z.reshape(-1)[places]
    if ignored is not None:
        each = np.where(ignored, 0, each)

    def back(g: Array) -> Array:
        if reduction == "mean":
            g = g / kind(max(count, 1))  # without rows the value is nan and the gradient 0
        grad = e * (1 / total)  # softmax
        grad.reshape(-1)[places] -= 1
        if ignored is not None:
            grad[ignored] = 0
        grad *= g[:, None] if reduction == "none" else g
        return grad

    vjp = saving(back, given)
    if reduction == "none":
        return each, (vjp,)
    value = np.add.reduce(each)
    return value / kind(count) if reduction == "mean" else value, (vjp,)
