"""Losses: `reduction` is "mean", "sum" or "none". Source: PyTorch, `torch.nn.functional`.

`size_average` and `reduce` are PyTorch's old way to say the same; they keep their places.
"""

from __future__ import annotations

import warnings

import numpy as np

from ... import dtypes, ops
from ...functions import where
from ...ops import Op, distances
from ...tape import record
from ...tensor import Tensor
from .arguments import array, check_reduction, check_tensor, reduction_of


def mse_loss(input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
             reduction: str = "mean", weight: Tensor | None = None) -> Tensor:
    """(x - t)², for shapes that broadcast."""
    return _compared(distances.mse_loss, input, target, reduction_of(size_average, reduce, reduction), weight)


def l1_loss(input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
            reduction: str = "mean", weight: Tensor | None = None) -> Tensor:
    """|x - t|, with slope 0 at 0."""
    _check_pair("l1_loss", input, target)
    each = (input - target).abs()
    return _reduced(each if weight is None else each * weight, reduction_of(size_average, reduce, reduction))


def smooth_l1_loss(input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
                   reduction: str = "mean", beta: float = 1.0) -> Tensor:
    """(x - t)² / (2 beta) within beta, |x - t| - beta / 2 beyond (Girshick 2015)."""
    if beta < 0:
        raise RuntimeError(f"smooth_l1_loss does not support negative values for beta, got {beta}.")
    if beta == 0:
        return l1_loss(input, target, size_average, reduce, reduction)
    return _compared(distances.smooth_l1_loss, input, target, reduction_of(size_average, reduce, reduction), beta=beta)


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0,
               weight: Tensor | None = None) -> Tensor:
    """(x - t)² / 2 within delta, delta (|x - t| - delta / 2) beyond (Huber 1964)."""
    if delta <= 0:
        raise RuntimeError(f"huber_loss does not support non-positive values for delta, got {delta}.")
    return _compared(distances.huber_loss, input, target, reduction, weight, delta=delta)


def binary_cross_entropy(input: Tensor, target: Tensor, weight: Tensor | None = None,
                         size_average: bool | None = None, reduce: bool | None = None,
                         reduction: str = "mean") -> Tensor:
    """-(t log x + (1 - t) log(1 - x)) for probabilities x. Raises `RuntimeError` for x outside [0, 1]."""
    if target.shape != input.shape:
        raise ValueError(f"Using a target size ({target.shape}) that is different to the input size ({input.shape}) is "
                         "deprecated. Please ensure they have the same size.")
    x = input._array
    if x.size and not (x.min() >= 0 and x.max() <= 1):
        raise RuntimeError(f"all elements of input should be between 0 and 1, but they reach from {x.min():.4g} to "
                           f"{x.max():.4g}; apply a sigmoid, or use binary_cross_entropy_with_logits")
    return _compared(distances.binary_cross_entropy, input, target, reduction_of(size_average, reduce, reduction), weight)


def binary_cross_entropy_with_logits(input: Tensor, target: Tensor, weight: Tensor | None = None,
                                     size_average: bool | None = None, reduce: bool | None = None,
                                     reduction: str = "mean", pos_weight: Tensor | None = None) -> Tensor:
    """`binary_cross_entropy` of sigmoid(x), without overflow; positive targets count `pos_weight` times."""
    if target.shape != input.shape:
        raise ValueError(f"Target size ({target.shape}) must be the same as input size ({input.shape})")
    return _compared(distances.binary_cross_entropy_with_logits, input, target, reduction_of(size_average, reduce, reduction), weight,
                     pos_weight=array(pos_weight))


def _compared(op: Op, input: Tensor, target: Tensor, reduction: str, weight: Tensor | None = None,
              **options: object) -> Tensor:
    """Run a loss that works element by element."""
    _check_pair(op.__name__, input, target)
    check_reduction(reduction)
    return record(op, input, target, reduction=reduction, weight=array(weight), **options)


def _check_pair(name: str, input: Tensor, target: Tensor) -> None:
    """Both are tensors; with PyTorch's warning where their broadcasting is probably a mistake."""
    check_tensor(input, name)
    check_tensor(target, name, "target", 2)
    if target.shape != input.shape:
        warnings.warn(f"Using a target size ({target.shape}) that is different to the input size ({input.shape}). This "
                      "will likely lead to incorrect results due to broadcasting. Please ensure they have the same "
                      "size.", stacklevel=4)


def _reduced(each: Tensor, reduction: str) -> Tensor:
    check_reduction(reduction)
    return each.mean() if reduction == "mean" else each.sum() if reduction == "sum" else each


def kl_div(input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
           reduction: str = "mean", log_target: bool = False) -> Tensor:
    """t (log t - x) for log-probabilities x; the Kullback-Leibler divergence is `reduction="batchmean"`."""
    reduction = reduction_of(size_average, reduce, reduction)
    if log_target:
        each = target.exp() * (target - input)
    else:
        positive = target > 0
        each = target * (where(positive, target, 1.0).log() - input)
    if reduction == "batchmean":
        return each.sum() / input.shape[0]
    return _reduced(each, reduction)


def cross_entropy(input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
                  ignore_index: int = -100, reduce: bool | None = None, reduction: str = "mean",
                  label_smoothing: float = 0.0) -> Tensor:
    """-log softmax(x)[t]: scores (N, C) or (N, C, …) with classes t (N,) or (N, …), or one row (C,) with one class.

    The mean is weighted by `weight[t]`, rows with t = `ignore_index` left out. `target` may also hold probabilities,
    in input's shape; the mean is then over N. A class outside [0, C) raises `IndexError`.
    """
    check_tensor(input, "cross_entropy_loss", "self")
    check_tensor(target, "cross_entropy_loss", "target", 2)
    reduction = reduction_of(size_average, reduce, reduction)
    check_reduction(reduction)
    if not 0.0 <= label_smoothing <= 1.0:
        raise RuntimeError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing}")
    axis = 0 if input.dim() == 1 else 1
    if target.is_floating_point() and target.shape == input.shape:
        return _soft_cross_entropy(input, target, weight, reduction, label_smoothing, axis)
    if input.dim() == 2 and weight is None and label_smoothing == 0:
        _check_classes(input, target)
        return record(ops.cross_entropy, input, target._array, reduction=reduction, ignore_index=ignore_index)
    logp = input.log_softmax(axis)
    plain = nll_loss(logp, target, weight, ignore_index=ignore_index, reduction=reduction)
    if label_smoothing == 0:
        return plain
    kept = target != ignore_index
    spread = -(logp if weight is None else logp * _by_class(weight, input.dim(), axis)).sum(axis) * kept
    if reduction == "mean":
        counts = kept if weight is None else weight[where(kept, target, 0)] * kept
        spread = spread.sum() / counts.sum()
    elif reduction == "sum":
        spread = spread.sum()
    return plain * (1 - label_smoothing) + spread * (label_smoothing / input.shape[axis])


def _soft_cross_entropy(input: Tensor, target: Tensor, weight: Tensor | None, reduction: str, smoothing: float,
                        axis: int) -> Tensor:
    """Targets that are probabilities: the mean is over the batch, also with weights."""
    classes = input.shape[axis]
    if smoothing > 0:
        target = target * (1 - smoothing) + smoothing / classes
    scores = input.log_softmax(axis) * target
    each = (scores if weight is None else scores * _by_class(weight, input.dim(), axis)).sum(axis)
    if reduction == "none":
        return -each
    return -each.sum() / max(1, input.numel() // classes) if reduction == "mean" else -each.sum()


def _by_class(weight: Tensor, dims: int, axis: int) -> Tensor:
    return weight.reshape([-1 if i == axis else 1 for i in range(dims)])


def nll_loss(input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
             ignore_index: int = -100, reduce: bool | None = None, reduction: str = "mean") -> Tensor:
    """-x[t] for log-probabilities (N, C), (N, C, …) or (C,), with `weight` and `ignore_index` as `cross_entropy`."""
    check_tensor(input, "nll_loss")
    check_tensor(target, "nll_loss", "target", 2)
    reduction = reduction_of(size_average, reduce, reduction)
    check_reduction(reduction)
    if input.dim() == 2 or input.dim() == 1:
        _check_classes(input, target)
    elif target.shape != (input.shape[0], *input.shape[2:]):
        raise RuntimeError(f"Expected target size {[input.shape[0], *input.shape[2:]]}, got {list(target.shape)}")
    axis = 0 if input.dim() == 1 else 1
    labels, classes = target._array, input.shape[axis]
    ignored = labels == ignore_index
    wrong = ((labels < 0) | (labels >= classes)) & ~ignored
    if wrong.any():
        raise IndexError(f"Target {labels[wrong].flat[0]} is out of bounds: with scores of shape {list(input.shape)} the "
                         f"classes are 0 to {classes - 1}")
    safe = np.where(ignored, 0, labels).astype(np.int64)
    share = np.ones(classes, input._array.dtype) if weight is None else weight._array
    share = np.where(ignored, 0, share[safe]).astype(input._array.dtype)
    divisor = share.sum() if reduction == "mean" else 1
    return record(distances.picked_sum, input, index=safe, share=share, divisor=divisor, axis=axis,
                  each=reduction == "none")


def _check_classes(input: Tensor, target: Tensor) -> None:
    """PyTorch's errors for class targets of a batch (N, C), or of a single row (C,)."""
    if target.dim() > 1:
        raise RuntimeError(f"0D or 1D target tensor expected, multi-target not supported: got scores of shape "
                           f"{tuple(input.shape)} and a target of shape {tuple(target.shape)}; "
                           + ("squeeze the target to (N,)" if target.shape[-1] == 1 else "classes have shape (N,)"))
    if input.dim() == 2 and (target.dim() == 0 or input.shape[0] != target.shape[0]):
        got = target.shape[0] if target.dim() else 0
        raise ValueError(f"Expected input batch_size ({input.shape[0]}) to match target batch_size ({got}).")
    if target.dtype not in (dtypes.int64, dtypes.uint8):
        kind = target.dtype.legacy.removesuffix("Tensor")
        raise RuntimeError(f"expected target dtype to be Long or Byte, but got {kind}: classes are whole numbers, "
                           "convert them with .long()")
