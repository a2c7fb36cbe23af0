"""Losses that ask for a margin, between numbers or classes.

`reduction` is "mean", "sum" or "none"; `size_average` and `reduce` are PyTorch's old way to say the same.
Source: PyTorch, `torch.nn.functional`.
"""

from __future__ import annotations

import numpy as np

from ..._core.operations.indexing_gather import where
from ..._core.record import with_node_name
from ..._core.tensor import Tensor
from .activation_smooth import logsigmoid
from .arguments import check_tensor, layer, reduction_of
from .loss import reduced

__all__ = [
    "hinge_embedding_loss", "margin_ranking_loss", "multi_margin_loss", "multilabel_margin_loss",
    "multilabel_soft_margin_loss", "soft_margin_loss",
]  # fmt: skip


@layer("loss.MarginRankingLoss")
def margin_ranking_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """max(-t (x1 - x2) + margin, 0): for t = 1, x1 shall be the greater one, for t = -1, x2. One shape.

    The result is () or, with "none", of this shape. Raises `RuntimeError` for unequal numbers of dimensions.

    >>> F.margin_ranking_loss(torch.tensor([1.]), torch.tensor([3.]), torch.tensor([1.]))
    tensor(2.)
    """
    if not input1.dim() == input2.dim() == target.dim():
        raise RuntimeError(
            "margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: "
            f"{input1.shape}, input2: {input2.shape}, target: {target.shape} "
        )
    each = with_node_name((-target * (input1 - input2) + margin).clamp(min=0), "ClampMinBackward0")
    return reduced(each, reduction_of(size_average, reduce, reduction))


@layer("loss.HingeEmbeddingLoss")
def hinge_embedding_loss(
    input: Tensor,
    target: Tensor,
    margin: float = 1.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """x where the target is 1, max(margin - x, 0) where it is -1. Shapes broadcast. The result is () or, with
    "none", of the broadcast shape. Raises `RuntimeError` where there is none.

    >>> F.hinge_embedding_loss(torch.tensor([0.25]), torch.tensor([-1.]))
    tensor(0.7500)
    """
    none = input.new_zeros(())
    each = where(target != -1, input, none) + where(target != 1, (margin - input).clamp(min=0), none)
    return reduced(each, reduction_of(size_average, reduce, reduction))


@layer("loss.SoftMarginLoss")
def soft_margin_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """log(1 + exp(-t x)), for targets t of 1 and -1. Shapes broadcast. The result is () or, with "none", of
    the broadcast shape, in the type of `input`. Raises `RuntimeError` where there is none.

    >>> F.soft_margin_loss(torch.zeros(1), torch.ones(1))
    tensor(0.6931)
    """
    if input.is_floating_point():
        target = target.to(input.dtype)
    made = reduced((-target * input).exp().log1p(), reduction_of(size_average, reduce, reduction))
    return with_node_name(made, "SoftMarginLossBackward0", input, target)


def _rows(input: Tensor, who: str) -> Tensor:
    """The scores as a matrix (N, C). RuntimeError for more dimensions or none."""
    check_tensor(input, who)
    if input.dim() > 2 or 0 in input.shape[-1:]:
        raise RuntimeError(
            "Expected non-empty vector or matrix with optional 0-dim batch size, but got: "
            f"{list(input.shape)}"
        )
    return input.reshape(-1, input.shape[-1] if input.dim() else 1)


@layer("loss.MultiMarginLoss")
def multi_margin_loss(
    input: Tensor,
    target: Tensor,
    p: int = 1,
    margin: float = 1.0,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The mean over classes j of max(margin - x[t] + x[j], 0) ** p, without the class t itself.

    `input` (N, C) or (C,), `target` (N,) or () of int64 → () or, with "none", (N,). `weight` (C,) counts by
    the target's class. Raises `ValueError` for p other than 1 and 2, `RuntimeError` for other shapes.

    >>> F.multi_margin_loss(torch.tensor([[0.5, 0.75]]), torch.tensor([1]))
    tensor(0.3750)
    """
    if p not in (1, 2):
        raise ValueError("only p == 1 and p == 2 supported")
    if weight is not None and weight.dim() != 1:
        raise ValueError("weight must be one-dimensional")
    rows, classes = _rows(input, "multi_margin_loss"), target.reshape(-1)
    if target.dim() > 1 or len(classes) != len(rows):
        raise RuntimeError(
            "multi_margin_loss: target tensor should be 1-D with size equal to the number of input samples "
            f"(batch size). Expected target size [{len(rows)}], but got {list(target.shape)}. Input "
            f"has shape {list(input.shape)}."
        )
    if classes._array.dtype != np.int64:
        raise RuntimeError(f"expected scalar type Long but found {target.dtype.kind}: write target.long()")
    count = int(rows.shape[1])
    if weight is not None and len(weight) != count:
        raise RuntimeError(f"inconsistent weight size, expected {count} but got {list(weight.shape)}")
    if ((classes < 0) | (classes >= count)).any():
        raise RuntimeError("target out of range")
    own = rows.gather(1, classes.unsqueeze(1))
    short = (margin - own + rows).clamp(min=0)
    short = (
        (short if p == 1 else short * short) if weight is None else short**p * weight[classes].unsqueeze(1)
    )
    others = Tensor._wrap(np.arange(count) != classes._array[:, None])
    each = where(others, short, short.new_zeros(())).sum(1) / count
    made = reduced(each, reduction_of(size_average, reduce, reduction))
    made = made.reshape(()) if target.dim() == 0 else made
    kept = [input, target] if weight is None else [input, target, weight]
    return with_node_name(made, "MultiMarginLossBackward0", *kept)


@layer("loss.MultiLabelMarginLoss")
def multilabel_margin_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The sum of max(1 - x[t] + x[j], 0) over target classes t and other classes j, divided by C.

    `input` (N, C) or (C,); `target` of int64 has its shape and names the classes, until the first -1. → ()
    or, with "none", (N,). Raises `RuntimeError` for other shapes and classes.

    >>> F.multilabel_margin_loss(torch.tensor([0.5, 0.75]), torch.tensor([1, -1]))
    tensor(0.3750)
    """
    rows = _rows(input, "multilabel_margin_loss")
    if target.shape != input.shape:
        raise RuntimeError(
            f"inconsistent target size: {list(target.shape)} for input of size: {list(input.shape)}"
        )
    if target._array.dtype != np.int64:
        raise RuntimeError(f"expected scalar type Long but found {target.dtype.kind}: write target.long()")
    labels, count = target._array.reshape(rows.shape), int(rows.shape[1])
    if labels.size and (labels.min() < -1 or labels.max() >= count):
        raise RuntimeError("argument #2 'target' is out of range")
    named = np.logical_and.accumulate(labels >= 0, axis=1)
    places = np.where(named, labels, 0)
    is_target = np.zeros(labels.shape, bool)
    np.logical_or.at(is_target, (np.arange(len(labels))[:, None], places), named)
    own = rows.gather(1, Tensor._wrap(places))
    short = (1 - own.unsqueeze(2) + rows.unsqueeze(1)).clamp(min=0)
    counts = Tensor._wrap(named[:, :, None] & ~is_target[:, None, :])
    each = where(counts, short, short.new_zeros(())).sum((1, 2)) / count
    made = reduced(each, reduction_of(size_average, reduce, reduction))
    made = made.reshape(()) if input.dim() < 2 else made
    return with_node_name(made, "MultilabelMarginLossBackward0", input, target)


@layer("loss.MultiLabelSoftMarginLoss")
def multilabel_soft_margin_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The mean over classes of -(t log σ(x) + (1 - t) log σ(-x)), for targets t of 0 and 1.

    `input` and `target` (…, C), `weight` (C,) → () or, with "none", (…).

    >>> F.multilabel_soft_margin_loss(torch.zeros(1, 2), torch.ones(1, 2))
    tensor(0.6931)
    """
    each: Tensor = -(target * logsigmoid(input) + (1 - target) * logsigmoid(-input))
    if weight is not None:
        each = each * weight
    return reduced(each.sum(-1) / input.size(-1), reduction_of(size_average, reduce, reduction))
