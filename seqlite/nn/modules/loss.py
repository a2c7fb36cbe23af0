"""Losses as modules: `criterion(output, target)`. Source: PyTorch, `torch.nn.modules.loss`."""

from __future__ import annotations

from typing import Any

from ..._core.tensor import Tensor
from .. import functional as F
from .applied import Applied


class _Loss(Applied):
    """`reduction` is "mean", "sum" or "none"; `size_average` and `reduce` are PyTorch's old way to say so."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(shown="", **kwargs)

    def __init__(
        self, size_average: bool | None = None, reduce: bool | None = None, reduction: str = "mean"
    ) -> None:
        self._set(locals())

    def forward(self, input: Tensor, target: Tensor) -> Any:  # type: ignore[override]
        return self._apply_to(input, target)


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


class CrossEntropyLoss(_WeightedLoss, function=F.cross_entropy):
    """-log softmax(scores)[target] for raw scores (N, C) and classes (N,): the loss of classifiers.

    >>> import seqlite as torch
    >>> CrossEntropyLoss()(torch.zeros(2, 4), torch.tensor([0, 3]))
    tensor(1.3863)
    """

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        ignore_index: int = -100,
        reduce: bool | None = None,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
    ) -> None:
        self._set(locals())


class NLLLoss(_WeightedLoss, function=F.nll_loss):
    """-logp[target] for log-probabilities (N, C), such as `LogSoftmax` gives, and classes (N,).

    >>> nn.NLLLoss()(torch.tensor([[-0.5, -1.]]), torch.tensor([1]))
    tensor(1.)
    """

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        ignore_index: int = -100,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        self._set(locals())


class MSELoss(_Loss, function=F.mse_loss):
    """(x - t)²: the loss of regression.

    >>> nn.MSELoss()(torch.tensor([3.]), torch.zeros(1))
    tensor(9.)
    """


class L1Loss(_Loss, function=F.l1_loss):
    """|x - t|.

    >>> nn.L1Loss()(torch.tensor([3.]), torch.zeros(1))
    tensor(3.)
    """


class SmoothL1Loss(_Loss, function=F.smooth_l1_loss):
    """Squared within `beta` of the target, linear beyond.

    >>> nn.SmoothL1Loss()(torch.tensor([3.]), torch.zeros(1))
    tensor(2.5000)
    """

    def __init__(
        self,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        beta: float = 1.0,
    ) -> None:
        self._set(locals())


class HuberLoss(_Loss, function=F.huber_loss):
    """`delta` times `SmoothL1Loss`.

    >>> nn.HuberLoss()(torch.tensor([3.]), torch.zeros(1))
    tensor(2.5000)
    """

    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        self._set(locals())


class KLDivLoss(_Loss, function=F.kl_div):
    """t (log t - x) for log-probabilities x; use `reduction="batchmean"` for the divergence.

    >>> nn.KLDivLoss(reduction="sum")(torch.zeros(1), torch.ones(1))
    tensor(0.)
    """

    def __init__(
        self,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        log_target: bool = False,
    ) -> None:
        self._set(locals())


class BCELoss(_WeightedLoss, function=F.binary_cross_entropy):
    """Binary cross-entropy of probabilities.

    >>> nn.BCELoss()(torch.tensor([0.5]), torch.ones(1))
    tensor(0.6931)
    """


class BCEWithLogitsLoss(_Loss, function=F.binary_cross_entropy_with_logits):
    """Binary cross-entropy of raw scores; positive targets count `pos_weight` times.

    >>> nn.BCEWithLogitsLoss()(torch.zeros(1), torch.ones(1))
    tensor(0.6931)
    """

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        pos_weight: Tensor | None = None,
    ) -> None:
        self._set(locals())


class SoftMarginLoss(_Loss, function=F.soft_margin_loss):
    """log(1 + exp(-t x)), for targets 1 and -1.

    >>> nn.SoftMarginLoss()(torch.zeros(1), torch.ones(1))
    tensor(0.6931)
    """


class PoissonNLLLoss(_Loss, function=F.poisson_nll_loss):
    """exp(x) - t x for counts t and the logarithm x of their mean.

    >>> nn.PoissonNLLLoss()(torch.zeros(1), torch.ones(1))
    tensor(1.)
    """

    def __init__(
        self,
        log_input: bool = True,
        full: bool = False,
        size_average: bool | None = None,
        eps: float = 1e-8,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        self._set(locals())


class GaussianNLLLoss(_Loss, function=F.gaussian_nll_loss):
    """(log var + (x - t)² / var) / 2.

    >>> nn.GaussianNLLLoss()(torch.zeros(1), torch.ones(1), torch.ones(1))
    tensor(0.5000)
    """

    def __init__(self, *, full: bool = False, eps: float = 1e-6, reduction: str = "mean") -> None:
        self._set(locals())

    def forward(self, input: Tensor, target: Tensor, var: Tensor | float) -> Any:  # type: ignore[override]
        return self._apply_to(input, target, var)
