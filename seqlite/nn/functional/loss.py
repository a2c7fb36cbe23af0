"""Losses that compare numbers or vectors: `reduction` is "mean", "sum" or "none". Source: PyTorch,
`torch.nn.functional`.

`size_average` and `reduce` are PyTorch's old way to say the same; they keep their places.
"""

from __future__ import annotations

import warnings
from typing import Any

from ..._core.operations import losses
from ..._core.operations.indexing_gather import where
from ..._core.record import record
from ..._core.rules import Op
from ..._core.tensor import Tensor
from .arguments import check_reduction, check_tensor, layer, reduction_of

__all__ = [
    "binary_cross_entropy", "binary_cross_entropy_with_logits", "cosine_embedding_loss", "huber_loss",
    "kl_div", "l1_loss", "mse_loss", "smooth_l1_loss",
]  # fmt: skip


@layer("loss.MSELoss", without="weight")
def mse_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """(x - t)², for shapes that broadcast. With `weight`, of input's shape, the mean is the weighted one.

    The result is () or, with "none", of the broadcast shape. Raises `RuntimeError` for shapes that do not
    broadcast.

    >>> F.mse_loss(torch.tensor([3.]), torch.zeros(1))
    tensor(9.)
    """
    reduction = reduction_of(size_average, reduce, reduction)
    if weight is None:
        return _compared(losses.mse_loss, input, target, reduction)
    _check_pair("mse_loss", input, target)
    return _weighted((input - target) ** 2, weight, reduction, input)


@layer("loss.L1Loss", without="weight")
def l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """|x - t|, with slope 0 at 0. With `weight`, of input's shape, the mean is the weighted one.

    Shapes are those of `mse_loss`.

    >>> F.l1_loss(torch.tensor([3.]), torch.zeros(1))
    tensor(3.)
    """
    _check_pair("l1_loss", input, target)
    each, reduction = (input - target).abs(), reduction_of(size_average, reduce, reduction)
    return reduced(each, reduction) if weight is None else _weighted(each, weight, reduction, input)


@layer("loss.SmoothL1Loss")
def smooth_l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    beta: float = 1.0,
) -> Tensor:
    """(x - t)² / (2 beta) within beta, |x - t| - beta / 2 beyond (Girshick 2015).

    Shapes are those of `mse_loss`. Raises `RuntimeError` for a negative `beta`.

    >>> F.smooth_l1_loss(torch.tensor([3.]), torch.zeros(1))
    tensor(2.5000)
    """
    if beta < 0:
        raise RuntimeError(f"smooth_l1_loss does not support negative values for beta, got {beta}.")
    if beta == 0:
        return l1_loss(input, target, size_average, reduce, reduction)
    return _compared(
        losses.smooth_l1_loss, input, target, reduction_of(size_average, reduce, reduction), beta=beta
    )


@layer("loss.HuberLoss", without="weight")
def huber_loss(
    input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0, weight: Tensor | None = None
) -> Tensor:
    """(x - t)² / 2 within delta, delta (|x - t| - delta / 2) beyond (Huber 1964).

    With `weight`, of input's shape, the elements count that often; the mean stays over their number. Shapes
    are those of `mse_loss`. Raises `RuntimeError` unless `delta` is positive.

    >>> F.huber_loss(torch.tensor([3.]), torch.zeros(1))
    tensor(2.5000)
    """
    reduction = reduction_of(None, None, reduction)
    if delta <= 0:
        raise RuntimeError(f"huber_loss does not support non-positive values for delta, got {delta}.")
    if weight is None:
        return _compared(losses.huber_loss, input, target, reduction, delta=delta)
    each = _compared(losses.huber_loss, input, target, "none", delta=delta)
    _check_weight(weight, input)
    return reduced(each * weight, reduction)


@layer("loss.BCELoss")
def binary_cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """-(t log x + (1 - t) log(1 - x)) for probabilities x. Raises `RuntimeError` for x outside [0, 1].

    `input` and `target` are floats of one shape and type, `weight` broadcasts; the result is () or, with
    "none", of this shape. Raises `ValueError` if shapes differ.

    >>> F.binary_cross_entropy(torch.tensor([0.5]), torch.ones(1))
    tensor(0.6931)
    """
    if target.shape != input.shape:
        raise ValueError(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}) is "
            "deprecated. Please ensure they have the same size."
        )
    if target.dtype != input.dtype:
        raise RuntimeError(f"Found dtype {target.dtype.kind} but expected {input.dtype.kind}: convert it")
    x = input._array
    if x.size and not (x.min() >= 0 and x.max() <= 1):
        raise RuntimeError(
            f"all elements of input should be between 0 and 1, but they reach from {x.min():.4g} to "
            f"{x.max():.4g}; apply a sigmoid, or use binary_cross_entropy_with_logits"
        )
    return _compared(
        losses.binary_cross_entropy, input, target, reduction_of(size_average, reduce, reduction), weight
    )


@layer("loss.BCEWithLogitsLoss")
def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """`binary_cross_entropy` of sigmoid(x), without overflow; positive targets count `pos_weight` times.

    Shapes are those of `binary_cross_entropy`; `pos_weight` broadcasts. Raises `ValueError` if shapes differ,
    `RuntimeError` for targets that are not floats.

    >>> F.binary_cross_entropy_with_logits(torch.zeros(1), torch.ones(1))
    tensor(0.6931)
    """
    if target.shape != input.shape:
        raise ValueError(f"Target size ({target.shape}) must be the same as input size ({input.shape})")
    if not target.is_floating_point():
        raise RuntimeError(
            f"result type Float can't be cast to the desired output type {target.dtype.kind}: targets are "
            "probabilities; write target.float()"
        )
    return _compared(
        losses.binary_cross_entropy_with_logits,
        input,
        target,
        reduction_of(size_average, reduce, reduction),
        weight,
        pos_weight=pos_weight,
    )


def _compared(
    op: Op, input: Tensor, target: Tensor, reduction: str, weight: Tensor | None = None, **options: Any
) -> Tensor:
    """Run a loss that works element by element."""
    _check_pair(op.__name__, input, target)
    check_reduction(reduction)
    return record(op, input, target, reduction=reduction, weight=weight, **options)


def _check_pair(name: str, input: Tensor, target: Tensor) -> None:
    """Both are tensors; with PyTorch's warning where their broadcasting is probably a mistake."""
    check_tensor(input, name)
    check_tensor(target, name, "target", 2)
    if target.shape != input.shape:
        warnings.warn(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}). This "
            "will likely lead to incorrect results due to broadcasting. Please ensure they have the same "
            "size.",
            stacklevel=4,
        )


def _weighted(each: Tensor, weight: Tensor, reduction: str, input: Tensor) -> Tensor:
    """The elements with their weights; the mean divides by the weights' sum."""
    _check_weight(weight, input)
    total = reduced(each * weight, "sum" if reduction == "mean" else reduction)
    return total / weight.sum() if reduction == "mean" else total


def _check_weight(weight: Tensor, input: Tensor) -> None:
    if weight.shape != input.shape:
        raise ValueError(
            f"Weights and input must have the same size: got {tuple(weight.shape)} and {tuple(input.shape)}"
        )


def reduced(each: Tensor, reduction: str) -> Tensor:
    """The losses of the elements put together."""
    check_reduction(reduction)
    return each.mean() if reduction == "mean" else each.sum() if reduction == "sum" else each


@layer("loss.KLDivLoss")
def kl_div(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> Tensor:
    """t (log t - x) for log-probabilities x; the Kullback-Leibler divergence is `reduction="batchmean"`.

    `input` and `target` broadcast; the result is () or, with "none", of the broadcast shape. Raises
    `RuntimeError` for integers.

    >>> F.kl_div(torch.zeros(1), torch.ones(1), reduction="sum")
    tensor(0.)
    """
    given, reduction = reduction, reduction_of(size_average, reduce, reduction)
    if reduction == "mean" and given != "elementwise_mean":
        warnings.warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size. "
            "'batchmean' divides only by the batch size, and aligns with the KL div math definition.",
            stacklevel=2,
        )
    if not (input.is_floating_point() and target.is_floating_point()):
        raise RuntimeError("kl_div: Integral inputs not supported.")
    each = target.exp() * (target - input) if log_target else target.xlogy(target) - target * input
    if reduction == "batchmean":
        return each.sum() / len(input)
    return reduced(each, reduction)


@layer("loss.CosineEmbeddingLoss")
def cosine_embedding_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """1 - cosine where the target is 1, max(cosine - margin, 0) where it is -1.

    Inputs (N, D) with target (N,), or (D,) with (): the result is () or, with "none", of the target's shape.
    Raises `RuntimeError` for other numbers of dimensions.

    >>> F.cosine_embedding_loss(torch.ones(1, 2), torch.ones(1, 2), torch.tensor([-1.]))
    tensor(1.)
    """
    if target.dim() > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    if not input1.dim() == input2.dim() == target.dim() + 1:
        raise RuntimeError(
            f"{target.dim()}D target tensor expects {target.dim() + 1}D input tensors, but found inputs with "
            f"sizes {list(input1.shape)} and {list(input2.shape)}"
        )
    squares = [(x * x).sum(-1) + losses.EPSILON for x in (input1, input2)]
    cosine = (input1 * input2).sum(-1) / (squares[0] * squares[1]).sqrt()
    none = cosine.new_zeros(())
    each = where(target == 1, 1 - cosine, none) + where(target == -1, (cosine - margin).clamp(min=0), none)
    return reduced(each, reduction_of(size_average, reduce, reduction))
