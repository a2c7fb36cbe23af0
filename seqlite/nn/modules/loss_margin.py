"""Losses and distances that are more than a function with settings; the others are derived (`derived.py`).

Source: PyTorch, `torch.nn.modules.loss`, `torch.nn.modules.distance`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from ..._core.tensor import Tensor
from .. import functional as F
from .derived import NLLLoss
from .functional_module import FunctionalModule
from .loss import _Loss


class PairwiseDistance(FunctionalModule, function=F.pairwise_distance, shown=""):
    """The p-norm of x1 - x2 + eps along the last dimension: (N, D) or (D,) → (N,) or ().

    >>> nn.PairwiseDistance()(torch.tensor([[0., 0.]]), torch.tensor([[3., 4.]]))
    tensor([5.0000])
    """

    def __init__(self, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> None:
        super().__init__()
        self.norm, self.eps, self.keepdim = p, eps, keepdim

    def forward(self, x1: Tensor, x2: Tensor) -> Any:  # type: ignore[override]
        return self._function(x1, x2, self.norm, self.eps, self.keepdim)


class TripletMarginLoss(_Loss, function=F.triplet_margin_loss):
    """max(d(anchor, positive) - d(anchor, negative) + margin, 0): what is alike shall be nearer. All (N, D).

    Raises `ValueError` unless the margin is positive.

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


class TripletMarginWithDistanceLoss(_Loss, function=F.triplet_margin_with_distance_loss):
    """As `TripletMarginLoss`, with a distance of your own (`PairwiseDistance` unless given).

    Three tensors (N, …) give () or, with "none", the shape of the distances. Raises `ValueError` for another
    `reduction` and a `margin` that is not positive.

    >>> nn.TripletMarginWithDistanceLoss()(torch.zeros(1, 2), torch.zeros(1, 2), torch.zeros(1, 2))
    tensor(1.)
    """

    def __init__(
        self,
        *,
        distance_function: Callable[[Tensor, Tensor], Tensor] | None = None,
        margin: float = 1.0,
        swap: bool = False,
        reduction: str = "mean",
    ) -> None:
        super().__init__(reduction=reduction)
        if margin <= 0:
            raise ValueError(
                f"TripletMarginWithDistanceLoss: expected margin to be greater than 0, got {margin} instead"
            )
        self.distance_function = PairwiseDistance() if distance_function is None else distance_function
        self.margin, self.swap = margin, swap

    def forward(self, anchor: Tensor, positive: Tensor, negative: Tensor) -> Any:  # type: ignore[override]
        return self._apply_to(anchor, positive, negative)


class CTCLoss(_Loss, function=F.ctc_loss):
    """The negative log-likelihood of label sequences over all their alignments (Graves et al. 2006).

    Shapes as in `F.ctc_loss`: log-probabilities (T, N, C), targets (N, S) or in a row, lengths (N,).

    >>> criterion = nn.CTCLoss()
    >>> criterion(torch.zeros(2, 1, 2), torch.tensor([[1]]), torch.tensor([2]), torch.tensor([1]))
    tensor(-1.0986)
    """

    def __init__(self, blank: int = 0, reduction: str = "mean", zero_infinity: bool = False) -> None:
        self._set(locals())

    def forward(  # type: ignore[override]
        self, log_probs: Tensor, targets: Tensor, input_lengths: Any, target_lengths: Any
    ) -> Any:
        return self._apply_to(log_probs, targets, input_lengths, target_lengths)


class NLLLoss2d(NLLLoss, function=F.nll_loss):
    """Old programs' name of `NLLLoss`: (N, C, H, W) with classes (N, H, W), with a warning.

    >>> import warnings
    >>> with warnings.catch_warnings(action="ignore"):
    ...     print(nn.NLLLoss2d()(torch.ones(1, 2, 1, 1), torch.tensor([[[1]]])))
    tensor(-1.)
    """

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        ignore_index: int = -100,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        warnings.warn(
            "`NLLLoss2d` has been deprecated. Please use `NLLLoss` instead as a drop-in replacement and see "
            "https://pytorch.org/docs/main/nn.html#torch.nn.NLLLoss for more details.",
            FutureWarning,
            stacklevel=2,
        )
        super().__init__(weight, size_average, ignore_index, reduce, reduction)
