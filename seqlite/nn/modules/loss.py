"""Losses as modules, `criterion(output, target)`: what the derived ones share (`derived.py`), and one with
a check of its own. Source: PyTorch, `torch.nn.modules.loss`."""

from __future__ import annotations

from typing import Any

from ..._core.tensor import Tensor
from .functional_module import FunctionalModule


class _Loss(FunctionalModule):
    """`reduction` is "mean", "sum" or "none"; `size_average` and `reduce` are PyTorch's old way to say so."""

    def __init_subclass__(cls, *, shown: str | None = "", **kwargs: Any) -> None:
        super().__init_subclass__(shown="", **kwargs)

    def __init__(
        self, size_average: bool | None = None, reduce: bool | None = None, reduction: str = "mean"
    ) -> None:
        self._set(locals())


class _WeightedLoss(_Loss):
    """A loss with a buffer `weight`, for classes or elements."""

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        self._set(locals())
