"""Losses that say what shall be nearer, or greater. Source: PyTorch, `torch.nn.modules.loss`."""

from __future__ import annotations

from typing import Any

from ..._core.tensor import Tensor
from .. import functional as F
from .loss import _Loss


class _OfTwoInputs(_Loss):
    """A loss of two inputs and a target of 1 and -1."""

    def __init__(
        self,
        margin: float = 0.0,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        self._set(locals())

    def forward(self, input1: Tensor, input2: Tensor, target: Tensor) -> Any:  # type: ignore[override]
        return self._apply_to(input1, input2, target)


class MarginRankingLoss(_OfTwoInputs, function=F.margin_ranking_loss):
    """max(-t (x1 - x2) + margin, 0): which of two is to be greater.

    >>> nn.MarginRankingLoss()(torch.tensor([1.]), torch.tensor([3.]), torch.tensor([1.]))
    tensor(2.)
    """


class CosineEmbeddingLoss(_OfTwoInputs, function=F.cosine_embedding_loss):
    """1 - cosine where the target is 1, max(cosine - margin, 0) where it is -1.

    >>> nn.CosineEmbeddingLoss()(torch.ones(1, 2), torch.ones(1, 2), torch.tensor([-1.]))
    tensor(1.)
    """


class TripletMarginLoss(_Loss, function=F.triplet_margin_loss):
    """max(d(anchor, positive) - d(anchor, negative) + margin, 0): what is alike shall be nearer.

    >>> nn.TripletMarginLoss()(torch.zeros(1, 2), torch.zeros(1, 2), torch.zeros(1, 2))
    tensor(1.)
    """

    def __init__(
        self,
        margin: float = 1.0,
        p: float = 2.0,
        eps: float = 1e-6,
        swap: bool = False,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        self._set(locals())
        if margin <= 0:
            raise ValueError(f"TripletMarginLoss: expected margin to be greater than 0, got {margin} instead")

    def forward(self, anchor: Tensor, positive: Tensor, negative: Tensor) -> Any:  # type: ignore[override]
        return self._apply_to(anchor, positive, negative)


class HingeEmbeddingLoss(_Loss, function=F.hinge_embedding_loss):
    """x where the target is 1, max(margin - x, 0) where it is -1.

    >>> nn.HingeEmbeddingLoss()(torch.tensor([0.25]), torch.tensor([-1.]))
    tensor(0.7500)
    """

    def __init__(
        self,
        margin: float = 1.0,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        self._set(locals())
