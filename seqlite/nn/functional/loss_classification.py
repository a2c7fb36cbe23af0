"""Losses of classifiers. Source: PyTorch, `torch.nn.functional`."""

from __future__ import annotations

import numpy as np

from ..._core.operations import losses
from ..._core.operations.indexing_gather import where
from ..._core.record import record, with_node_name
from ..._core.tensor import Tensor
from .arguments import check_reduction, check_tensor, layer, reduction_of

__all__ = ["cross_entropy", "nll_loss"]


@layer("loss.CrossEntropyLoss")
def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """-log softmax(x)[t]: scores (N, C) or (N, C, …) and classes t (N,) or (N, …), or one of each.

    The mean is weighted by `weight[t]`, rows with t = `ignore_index` left out. `target` may also hold
    probabilities, in input's shape; the mean is then over N. A class outside [0, C) raises `IndexError`.

    >>> F.cross_entropy(torch.zeros(1, 2), torch.tensor([0]))
    tensor(0.6931)
    """
    if not (isinstance(input, Tensor) and isinstance(target, Tensor)):
        check_tensor(input, "cross_entropy_loss", "self")
        check_tensor(target, "cross_entropy_loss", "target", 2)
    if not (size_average is None and reduce is None and reduction == "mean"):
        reduction = reduction_of(size_average, reduce, reduction)
        check_reduction(reduction)
    if label_smoothing > 1.0:  # PyTorch takes a negative number as 0
        raise RuntimeError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing}")
    dims = input._array.ndim
    axis = 0 if dims == 1 else 1
    if target._array.dtype.kind == "f" and target._array.shape == input._array.shape:
        return _soft_cross_entropy(input, target, weight, reduction, label_smoothing, axis)
    if dims == 2 and weight is None and label_smoothing <= 0:
        _check_classes(input, target)
        return record(
            losses.cross_entropy, input, target=target, reduction=reduction, ignore_index=ignore_index
        )
    logp = input.log_softmax(axis)
    plain = nll_loss(logp, target, weight, ignore_index=ignore_index, reduction=reduction)
    if label_smoothing <= 0:
        return plain
    kept: Tensor = target != ignore_index
    spread = -(logp if weight is None else logp * _by_class(weight, input.dim(), axis)).sum(axis)
    spread = spread.masked_fill(~kept, 0.0)
    if reduction == "mean":
        counts: Tensor = kept if weight is None else weight[where(kept, target, 0)] * kept
        spread = spread.sum() / counts.sum()
    elif reduction == "sum":
        spread = spread.sum()
    return plain * (1 - label_smoothing) + spread * (label_smoothing / int(input.shape[axis]))


def _soft_cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None, reduction: str, smoothing: float, axis: int
) -> Tensor:
    """Targets that are probabilities: the mean is over the batch, also with weights."""
    classes = input.shape[axis]
    if smoothing > 0:
        target = target * (1 - smoothing) + smoothing / classes
    scores = input.log_softmax(axis) * target
    each = (scores if weight is None else scores * _by_class(weight, input.dim(), axis)).sum(axis)
    if reduction == "none":
        return -each
    if reduction == "sum":
        return -each.sum()
    mean: Tensor = -each.sum() / (input.numel() // classes if classes else 0)
    return with_node_name(mean, "DivBackward1")


def _by_class(weight: Tensor, dims: int, axis: int) -> Tensor:
    return weight.reshape([-1 if i == axis else 1 for i in range(dims)])


@layer("loss.NLLLoss")
def nll_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """-x[t] for log-probabilities x; shapes, `weight` and `ignore_index` as in `cross_entropy`.

    Raises `RuntimeError` for targets that are not int64, `ValueError` for another N than that of `input`.

    >>> F.nll_loss(torch.tensor([[-0.5, -1.]]), torch.tensor([1]))
    tensor(1.)
    """
    check_tensor(input, "nll_loss")
    check_tensor(target, "nll_loss", "target", 2)
    reduction = reduction_of(size_average, reduce, reduction)
    check_reduction(reduction)
    if not input.dim():
        raise ValueError("Expected 1 or more dimensions (got 0)")
    _check_classes(input, target)
    if input.dim() == 1 == target.dim():
        target = target.reshape(())
    axis = 0 if input.dim() == 1 else 1
    if input.dim() > 2 and target._array.dtype != np.int64:
        raise RuntimeError(f"expected scalar type Long but found {target.dtype.kind}: write target.long()")
    if weight is not None:
        _check_weight(weight, input, input.shape[axis])
    made = record(
        losses.nll_loss,
        input,
        target=target,
        weight=weight,
        ignore_index=ignore_index,
        axis=axis,
        reduction=reduction,
    )
    return with_node_name(made, "ViewBackward0") if made.dim() == 2 or made.dim() > 3 else made


def _check_weight(weight: Tensor, input: Tensor, classes: int) -> None:
    """One weight a class, of the scores' type."""
    if weight.shape != (classes,):
        raise RuntimeError(
            f"weight tensor should be defined either for all {classes} classes or no classes but got weight "
            f"tensor of shape: {list(weight.shape)}"
        )
    if weight.dtype != input.dtype:
        raise RuntimeError(
            f"expected scalar type {input.dtype.kind} but found {weight.dtype.kind}: the weights have "
            f"another type than the scores; write weight.to({input.dtype})"
        )


def _check_classes(input: Tensor, target: Tensor) -> None:
    """PyTorch's errors for class targets of a batch (N, C, …), or of a single row (C,)."""
    x, t = input._array, target._array
    if x.ndim > 1 and (t.ndim == 0 or len(x) != len(t)):
        got = len(t) if t.ndim else 0
        raise ValueError(
            f"Expected input batch_size ({len(x)}) to match target batch_size ({got}). Scores of shape "
            f"{x.shape} want {len(x)} classes, one per row"
        )
    if x.ndim == 4 and t.ndim != 3:
        raise RuntimeError(
            f"only batches of spatial targets supported (3D tensors) but got targets of dimension: {t.ndim}"
        )
    if x.ndim == 4 and t.shape != (len(x), *x.shape[2:]):
        raise RuntimeError(f"size mismatch (got input: {list(x.shape)} , target: {list(t.shape)}")
    if x.ndim > 2 and t.shape != (len(x), *x.shape[2:]):
        raise RuntimeError(f"Expected target size {[len(x), *x.shape[2:]]}, got {list(t.shape)}")
    if x.ndim <= 2 and t.ndim > 1:
        raise RuntimeError(
            f"0D or 1D target tensor expected, multi-target not supported: got scores of shape "
            f"{tuple(input.shape)} and a target of shape {tuple(target.shape)}; "
            + ("squeeze the target to (N,)" if target.shape[-1] == 1 else "classes have shape (N,)")
        )
    if t.dtype not in (np.int64, np.uint8):
        kind = target.dtype.kind
        raise RuntimeError(
            f"expected target dtype to be Long or Byte, but got {kind}: classes are whole numbers, "
            "convert them with .long()"
        )
    if x.ndim == 1 == t.ndim and len(t) != 1:
        raise ValueError(f"For 1D input, 1D target must have size 1, but got target size: {len(t)}")
