"""Distances between vectors, and the losses that compare them. Sources: PyTorch, `torch.nn.functional`;
Balntas et al. 2016 (triplets)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..._core.record import with_node_name
from ..._core.tensor import Tensor
from .arguments import check_tensor, reduction_of
from .loss import reduced

__all__ = ["pairwise_distance", "pdist", "triplet_margin_loss", "triplet_margin_with_distance_loss"]


def pairwise_distance(
    x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False
) -> Tensor:
    """The p-norm of x1 - x2 + eps along the last dimension: (…, D) and (…, D) → (…). Raises `RuntimeError`
    where they do not broadcast.

    >>> F.pairwise_distance(torch.tensor([[0., 0.]]), torch.tensor([[3., 4.]]))
    tensor([5.0000])
    """
    check_tensor(x1, "pairwise_distance", "x1")
    check_tensor(x2, "pairwise_distance", "x2", 2)
    return with_node_name((x1 - x2 + eps).norm(p, dim=-1, keepdim=keepdim), "NormBackward1")


def pdist(input: Tensor, p: float = 2) -> Tensor:
    """The p-norms of the differences of all pairs of rows: (N, D) → (N (N - 1) / 2), row by row.

    Raises `RuntimeError` unless `input` is a matrix of floats.

    >>> F.pdist(torch.tensor([[0., 0.], [3., 4.], [0., 1.]]))
    tensor([5.0000, 1.0000, 4.2426])
    """
    check_tensor(input, "pdist")
    if input.dim() != 2:
        raise RuntimeError(f"pdist only supports 2D tensors, got: {input.dim()}D")
    if input._array.dtype.kind != "f":
        raise RuntimeError("pdist only supports floating-point dtypes")
    if p < 0:
        raise RuntimeError("pdist only supports non-negative p values")
    first, second = (Tensor._wrap(i.astype(np.int64)) for i in np.triu_indices(len(input), 1))
    return with_node_name((input[first] - input[second]).norm(p, dim=-1), "PdistBackward0", input)


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

    All (N, D) or (D,). With `swap`, d(positive, negative) counts where it is the smaller one (Balntas et al.
    2016). Raises `ValueError` unless the margin is positive.

    >>> F.triplet_margin_loss(torch.zeros(1, 2), torch.zeros(1, 2), torch.zeros(1, 2))
    tensor(1.)
    """
    reduction = reduction_of(size_average, reduce, reduction)
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")

    def distance(a: Tensor, b: Tensor) -> Tensor:
        return pairwise_distance(a, b, p, eps)

    check_triplet(anchor, positive, negative)
    return of_triplets(distance, anchor, positive, negative, margin, swap, reduction)


def check_triplet(*triplet: Tensor) -> None:
    """RuntimeError unless the tensors have as many dimensions each."""
    if len({t.dim() for t in triplet}) > 1:
        near, like, far = (t.dim() for t in triplet)
        raise RuntimeError(
            "The anchor, positive, and negative tensors are expected to have the same number of dimensions, "
            f"but got: anchor {near}D, positive {like}D, and negative {far}D inputs"
        )


def of_triplets(
    distance: Callable[[Tensor, Tensor], Tensor],
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: float,
    swap: bool,
    reduction: str,
) -> Tensor:
    """The triplet loss of these distances."""
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = far.minimum(distance(positive, negative))
    return reduced(with_node_name((margin + near - far).clamp(min=0), "ClampMinBackward0"), reduction)


def triplet_margin_with_distance_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    *,
    distance_function: Callable[[Tensor, Tensor], Tensor] | None = None,
    margin: float = 1.0,
    swap: bool = False,
    reduction: str = "mean",
) -> Tensor:
    """As `triplet_margin_loss`, with a distance of your own (`pairwise_distance` unless given).

    Three tensors (N, …) give () or, with "none", the shape of the distances. Raises `ValueError` for another
    `reduction` and a `margin` that is not positive.

    >>> F.triplet_margin_with_distance_loss(torch.zeros(1, 2), torch.zeros(1, 2), torch.zeros(1, 2))
    tensor(1.)
    """
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    check_triplet(anchor, positive, negative)
    return of_triplets(
        distance_function or pairwise_distance, anchor, positive, negative, margin, swap, reduction
    )
