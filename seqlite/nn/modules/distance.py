"""Distances as layers; `CosineSimilarity` is derived. Source: PyTorch, `torch.nn.modules.distance`."""

from __future__ import annotations

from typing import Any

from ..._core.tensor import Tensor
from .. import functional as F
from .applied import Applied


class PairwiseDistance(Applied, function=F.pairwise_distance, shown=""):
    """The p-norm of x1 - x2 + eps along the last dimension.

    >>> nn.PairwiseDistance()(torch.tensor([[0., 0.]]), torch.tensor([[3., 4.]]))
    tensor([5.0000])
    """

    def __init__(self, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> None:
        self._set(locals())
        self.norm = p  # PyTorch's name for it

    def forward(self, x1: Tensor, x2: Tensor) -> Any:  # type: ignore[override]
        return self._apply_to(x1, x2)
