"""How far apart vectors are, and the losses of that. Source: PyTorch, `torch.nn.functional`."""

from __future__ import annotations

import math

from ..._core.operations.einsum import einsum
from ..._core.operations.functions import where
from ..._core.record import named
from ..._core.tensor import Tensor
from .arguments import reduction_of
from .layers import layer
from .loss import reduced

__all__ = [
    "bilinear", "cosine_embedding_loss", "cosine_similarity", "gaussian_nll_loss", "hinge_embedding_loss",
    "margin_ranking_loss", "pairwise_distance", "poisson_nll_loss", "soft_margin_loss",
    "triplet_margin_loss",
]  # fmt: skip
EPSILON = 1e-12  # PyTorch's, under the root in `cosine_embedding_loss`


@layer("distance.CosineSimilarity", shown="")
def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """The cosine of the angle between vectors along `dim`; no length counts as less than `eps`.

    >>> F.cosine_similarity(torch.tensor([3., 4.]), torch.tensor([4., 3.]), dim=0)
    tensor(0.9600)
    """
    first, second = (x / x.norm(dim=dim, keepdim=True).clamp(min=eps) for x in (x1, x2))
    return (first * second).sum(dim)


def pairwise_distance(
    x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False
) -> Tensor:
    """The p-norm of x1 - x2 + eps along the last dimension.

    >>> F.pairwise_distance(torch.tensor([[0., 0.]]), torch.tensor([[3., 4.]]))
    tensor([5.0000])
    """
    return (x1 - x2 + eps).norm(p, dim=-1, keepdim=keepdim)


def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """x1ᵀ W x2 + b, with one matrix (in1, in2) in `weight` (out, in1, in2) for each output.

    >>> F.bilinear(torch.tensor([[2.]]), torch.tensor([[3.]]), torch.ones(1, 1, 1))
    tensor([[6.]])
    """
    if input1.shape[:-1] != input2.shape[:-1]:
        raise RuntimeError(
            f"bilinear(): input batch dimensions do not match: got {list(input1.shape)} and "
            f"{list(input2.shape)}"
        )
    if (input1.shape[-1], input2.shape[-1]) != tuple(weight.shape[1:]):
        raise RuntimeError(
            f"bilinear(): inputs of {input1.shape[-1]} and {input2.shape[-1]} features do not fit weight of "
            f"shape {list(weight.shape)}"
        )
    given = input1, weight, input2
    out: Tensor = einsum("...i,oij,...j->...o", *given)
    wanted = [t for t in given if t.requires_grad]
    named(out, "ViewBackward0", *(t for t in given if any(other is not t for other in wanted)))
    if bias is not None:
        out = out + bias
    return out


def triplet_margin_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: float = 1.0,
    p: float = 2,
    eps: float = 1e-6,
    swap: bool = False,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """max(d(anchor, positive) - d(anchor, negative) + margin, 0): what is alike shall be nearer.

    >>> F.triplet_margin_loss(torch.zeros(1, 2), torch.zeros(1, 2), torch.zeros(1, 2))
    tensor(1.)
    """
    near, far = (pairwise_distance(anchor, other, p, eps) for other in (positive, negative))
    if swap:
        far = far.minimum(pairwise_distance(positive, negative, p, eps))
    each = (margin + near - far).clamp(min=0)
    return reduced(each, reduction_of(size_average, reduce, reduction))


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
    squares = [(x * x).sum(-1) + EPSILON for x in (input1, input2)]
    cosine = (input1 * input2).sum(-1) / (squares[0] * squares[1]).sqrt()
    none = cosine.new_zeros(())
    each = where(target == 1, 1 - cosine, none) + where(target == -1, (cosine - margin).clamp(min=0), none)
    return reduced(each, reduction_of(size_average, reduce, reduction))


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
    """max(-t (x1 - x2) + margin, 0): for t = 1, x1 shall be the greater one, for t = -1, x2.

    >>> F.margin_ranking_loss(torch.tensor([1.]), torch.tensor([3.]), torch.tensor([1.]))
    tensor(2.)
    """
    each = (-target * (input1 - input2) + margin).clamp(min=0)
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
    """x where the target is 1, max(margin - x, 0) where it is -1.

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
    """log(1 + exp(-t x)), for targets 1 and -1.

    >>> F.soft_margin_loss(torch.zeros(1), torch.ones(1))
    tensor(0.6931)
    """
    each = named((-target * input).exp().log1p(), "SoftMarginLossBackward0", input, target)
    return reduced(each, reduction_of(size_average, reduce, reduction))


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
    """exp(x) - t x for counts t and the logarithm x of their mean; `full` adds Stirling's log(t!).

    >>> F.poisson_nll_loss(torch.zeros(1), torch.ones(1))
    tensor(1.)
    """
    each = input.exp() - target * input if log_input else input - target * (input + eps).log()
    if full:
        stirling = target * target.log() - target + 0.5 * (2 * math.pi * target).log()
        each = each + where(target > 1, stirling, target.new_zeros(()))
    return reduced(each, reduction_of(size_average, reduce, reduction))


@layer("loss.GaussianNLLLoss", named=True)
def gaussian_nll_loss(
    input: Tensor,
    target: Tensor,
    var: Tensor | float,
    full: bool = False,
    eps: float = 1e-6,
    reduction: str = "mean",
) -> Tensor:
    """(log var + (x - t)² / var) / 2: the negative log likelihood of t under N(x, var).

    >>> F.gaussian_nll_loss(torch.zeros(1), torch.ones(1), torch.ones(1))
    tensor(0.5000)
    """
    spread = var if isinstance(var, Tensor) else input.new_full(input.shape, var)
    if spread.shape == input.shape[:-1]:
        spread = spread.unsqueeze(-1)
    elif spread.shape != input.shape and spread.shape != (*input.shape[:-1], 1):
        raise ValueError("var is of incorrect size")
    if (spread < 0).any():
        raise ValueError("var has negative entry/entries")
    kept = spread + (spread.detach().clamp(min=eps) - spread.detach())  # a floor that lets gradients pass
    each = 0.5 * (kept.log() + (input - target) ** 2 / kept)
    return reduced(each + 0.5 * math.log(2 * math.pi) if full else each, reduction)
