"""Losses that are negative log-likelihoods of numbers, counts and sequences.

Sources: PyTorch, `torch.nn.functional`; Graves et al. 2006 (ctc_loss).
"""

from __future__ import annotations

import math
from operator import index
from typing import Any

import numpy as np

from ..._core.operations import ctc
from ..._core.operations.indexing_gather import where
from ..._core.record import record, with_node_name
from ..._core.tensor import Tensor
from .arguments import check_reduction, check_tensor, layer, reduction_of
from .loss import reduced

__all__ = ["ctc_loss", "gaussian_nll_loss", "poisson_nll_loss"]


@layer("loss.PoissonNLLLoss")
def poisson_nll_loss(
    input: Tensor,
    target: Tensor,
    log_input: bool = True,
    full: bool = False,
    size_average: bool | None = None,
    eps: float = 1e-8,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """exp(x) - t x for counts t and the logarithm x of their mean. Shapes broadcast.

    Without `log_input`, x is the mean itself; `full` adds Stirling's formula of log(t!). Raises
    `RuntimeError` for shapes that do not broadcast.

    >>> F.poisson_nll_loss(torch.zeros(1), torch.ones(1))
    tensor(1.)
    """
    reduction = reduction_of(size_average, reduce, reduction)
    check_reduction(reduction)
    each = input.exp() - target * input if log_input else input - target * (input + eps).log()
    if full:
        stirling = target * target.log() - target + 0.5 * (2 * math.pi * target).log()
        each = each + where(target > 1, stirling, target.new_zeros(()))
    return reduced(each, reduction)


@layer("loss.GaussianNLLLoss", named=True)
def gaussian_nll_loss(
    input: Tensor,
    target: Tensor,
    var: Tensor | float,
    full: bool = False,
    eps: float = 1e-6,
    reduction: str = "mean",
) -> Tensor:
    """(log var + (x - t)² / var) / 2: the negative log-likelihood of t under N(x, var).

    `var` is a number, has the shape of `input`, lacks its last dimension, or has 1 in one of them; it counts
    as at least `eps`. Raises `ValueError` for other shapes and negative numbers.

    >>> F.gaussian_nll_loss(torch.zeros(1), torch.ones(1), torch.ones(1))
    tensor(0.5000)
    """
    if isinstance(var, float):
        if var < 0:
            raise ValueError("var has negative entry/entries")
        var = input.new_full(input.shape, var)
    elif (var < 0).any():
        raise ValueError("var has negative entry/entries")
    others = [own for own, size in zip(var.shape, input.shape, strict=False) if own != size]
    if var.shape == input.shape[:-1] and var.shape != input.shape:
        var = var.unsqueeze(-1)
    elif var.dim() != input.dim() or others not in ([], [1]):
        raise ValueError("var is of incorrect size")
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"{reduction} is not valid")
    kept = var + (var.detach().clamp(min=eps) - var.detach())  # a floor that lets gradients pass
    each = 0.5 * (kept.log() + (input - target) ** 2 / kept)
    return reduced(each + 0.5 * math.log(2 * math.pi) if full else each, reduction)


def ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Any,
    target_lengths: Any,
    blank: int = 0,
    reduction: str = "mean",
    zero_infinity: bool = False,
) -> Tensor:
    """The negative log-likelihood of label sequences over all their alignments (Graves et al. 2006).

    `log_probs` (T, N, C) or (T, C) are log-probabilities, `targets` (N, S), or all labels in a row,
    `input_lengths` and `target_lengths` (N,). "mean" divides each loss by the length of its target first.
    With `zero_infinity`, targets that are too long count as 0. The gradient is that for scores before a
    log-softmax, as PyTorch's. Raises `RuntimeError` for lengths and labels out of range.

    >>> F.ctc_loss(torch.zeros(2, 1, 2), torch.tensor([[1]]), torch.tensor([2]), torch.tensor([1]))
    tensor(-1.0986)
    """
    check_tensor(log_probs, "ctc_loss", "log_probs")
    check_tensor(targets, "ctc_loss", "targets", 2)
    reduction = reduction_of(None, None, reduction)
    check_reduction(reduction)
    one = log_probs.dim() == 2
    if one:
        log_probs = log_probs.unsqueeze(1)
    lengths, sizes = (
        _whole_numbers(n, name) for n, name in ((input_lengths, "input"), (target_lengths, "target"))
    )
    steps, batch, classes = (int(n) for n in log_probs.shape)
    if not 0 <= blank < classes:
        raise RuntimeError("blank must be in label range")
    for name, numbers in (("input_lengths", lengths), ("target_lengths", sizes)):
        if len(numbers) != batch:
            raise RuntimeError(f"{name} must be of size batch_size")
    if lengths and max(lengths) > steps:
        raise RuntimeError(
            f"Expected input_lengths to have value at most {steps}, but got value {max(lengths)} (while "
            "checking arguments for ctc_loss_allocate_outputs)"
        )
    for name, numbers in (("input_lengths", lengths), ("target_lengths", sizes)):
        if numbers and min(numbers) < 0:
            raise RuntimeError(f"Expected {name} to have value at least 0, but got value {min(numbers)}")
    labels = targets._array
    if targets._array.ndim == 1:
        if sum(sizes) != len(labels):
            raise RuntimeError(
                f"Expected tensor to have size {sum(sizes)} at dimension 0, but got size {len(labels)} for "
                "argument #2 'targets' (while checking arguments for ctc_loss_allocate_outputs)"
            )
        stops = np.cumsum(sizes)
        each = [labels[stop - size : stop] for stop, size in zip(stops, sizes, strict=True)]
    else:
        if sizes and max(sizes) > labels.shape[1]:
            raise RuntimeError(
                f"Expected tensor to have size at least {max(sizes)} at dimension 1, but got size "
                f"{labels.shape[1]} for argument #2 'targets' (while checking arguments for "
                "ctc_loss_allocate_outputs)"
            )
        each = [row[:size] for row, size in zip(labels, sizes, strict=True)]
    losses = record(
        ctc.ctc_loss, log_probs, targets=each, lengths=lengths, blank=blank, zero_infinity=zero_infinity
    )
    if zero_infinity:
        losses = with_node_name(losses, "WhereBackward0")
    if reduction == "mean":
        per = np.maximum(np.array(sizes), 1).astype(log_probs._array.dtype)
        return (losses / Tensor._wrap(per)).mean()
    return losses.sum() if reduction == "sum" else losses.squeeze(0) if one else losses


def _whole_numbers(lengths: Any, name: str) -> list[int]:
    """Lengths as numbers. RuntimeError for a tensor unless they are whole, TypeError for a mere number."""
    if isinstance(lengths, Tensor):
        if lengths._array.dtype.kind not in "iu":
            raise RuntimeError(f"{name}_lengths must be integral")
        return [int(n) for n in lengths.reshape(-1).tolist()]
    if not isinstance(lengths, tuple | list):
        raise TypeError(
            f"ctc_loss(): argument '{name}_lengths' must be a tensor or a tuple of ints, not "
            f"{type(lengths).__name__}"
        )
    return [index(n) for n in lengths]
