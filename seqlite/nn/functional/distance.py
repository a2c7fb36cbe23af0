"""How far apart vectors are, and the losses of that. Source: PyTorch, `torch.nn.functional`."""

from __future__ import annotations

from ..._core.operations.indexing_gather import where
from ..._core.operations.linalg_einsum import einsum
from ..._core.record import with_node_name
from ..._core.tensor import Tensor
from .arguments import reduction_of
from .layers import layer
from .loss import reduced

__all__ = [
    "bilinear", "cosine_embedding_loss", "cosine_similarity", ]  # fmt: skip
EPSILON = 1e-12  # PyTorch's, under the root in `cosine_embedding_loss`


@layer("distance.CosineSimilarity", shown="")
def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """The cosine of the angle between vectors along `dim`; no length counts as less than `eps`.

    >>> F.cosine_similarity(torch.tensor([3., 4.]), torch.tensor([4., 3.]), dim=0)
    tensor(0.9600)
    """
    first, second = (x / x.norm(dim=dim, keepdim=True).clamp(min=eps) for x in (x1, x2))
    return (first * second).sum(dim)


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
    with_node_name(out, "ViewBackward0", *(t for t in given if any(other is not t for other in wanted)))
    if bias is not None:
        out = out + bias
    return out


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
