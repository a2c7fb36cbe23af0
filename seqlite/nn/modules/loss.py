"""Losses as modules, `criterion(output, target)`: what the derived ones share (`derived.py`), and one with
a check of its own. Source: PyTorch, `torch.nn.modules.loss`."""

from __future__ import annotations

from typing import Any

from ..._core.tensor import Tensor
from .. import functional as F
from .applied import Applied


class _Loss(Applied):
    """`reduction` is "mean", "sum" or "none"; `size_average` and `reduce` are PyTorch's old way to say so."""

    def __init_subclass__(cls, *, shown: str | None = "", **kwargs: Any) -> None:
        super().__init_subclass__(shown="", **kwargs)

    def __init__(
        self, size_average: bool | None = None, reduce: bool | None = None, reduction: str = "mean"
    ) -> None:
        self._set(locals())


class _WeightedLoss(_Loss):
    """With `weight`, a buffer, by class or by element."""

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        self._set(locals())


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
