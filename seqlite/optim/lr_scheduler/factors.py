"""Schedules by a factor: a constant for a while, a power of what is left, or a function of the epoch.

Source: PyTorch, `torch.optim.lr_scheduler`.
"""

from __future__ import annotations

from ..optimizer import Optimizer
from .base import LRScheduler
from .closed_form import _OfFunctions


class MultiplicativeLR(_OfFunctions):
    """The rate before times `lr_lambda(epoch)`, from the second epoch on; a list has one function per group.

    ValueError for a list of another length.

    >>> o = optim.SGD([nn.Parameter(torch.ones(1))], lr=1.0)
    >>> optim.lr_scheduler.MultiplicativeLR(o, lambda epoch: 0.95).get_last_lr()
    [1.0]
    """

    def get_lr(self) -> list[float]:
        if self._is_initial:
            return self._now()
        return [rate * f(self.last_epoch) for rate, f in zip(self._now(), self.lr_lambdas, strict=True)]


class PolynomialLR(LRScheduler):
    """Down to zero in `total_iters` epochs: the first rate times (1 - epoch / total_iters) ** power.

    >>> o = optim.SGD([nn.Parameter(torch.ones(1))], lr=1.0)
    >>> optim.lr_scheduler.PolynomialLR(o, total_iters=4).get_last_lr()
    [1.0]
    """

    def __init__(
        self, optimizer: Optimizer, total_iters: int = 5, power: float = 1.0, last_epoch: int = -1
    ) -> None:
        self.total_iters, self.power = total_iters, power
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        if self._is_initial or self.last_epoch > self.total_iters:
            return self._now()
        left, before = (1.0 - epoch / self.total_iters for epoch in (self.last_epoch, self.last_epoch - 1))
        return [rate * (left / before) ** self.power for rate in self._now()]

    def _get_closed_form_lr(self) -> list[float]:
        left = 1.0 - min(self.total_iters, self.last_epoch) / self.total_iters
        return [base * left**self.power for base in self.base_lrs]


class ConstantLR(LRScheduler):
    """Times `factor` for the first `total_iters` epochs: a warm-up.

    ValueError for a `factor` outside [0, 1].

    >>> o = optim.SGD([nn.Parameter(torch.ones(1))], lr=1.0)
    >>> optim.lr_scheduler.ConstantLR(o, 0.5).get_last_lr()
    [0.5]
    """

    def __init__(
        self, optimizer: Optimizer, factor: float = 1.0 / 3, total_iters: int = 5, last_epoch: int = -1
    ) -> None:
        if not 0 <= factor <= 1.0:
            raise ValueError("Constant multiplicative factor expected to be between 0 and 1.")
        self.factor, self.total_iters = factor, total_iters
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        if self.last_epoch == 0:
            return [rate * self.factor for rate in self._now()]
        if self.last_epoch != self.total_iters:
            return self._now()
        return [rate * (1.0 / self.factor) for rate in self._now()]

    def _get_closed_form_lr(self) -> list[float]:
        factor = self.factor + (self.last_epoch >= self.total_iters) * (1 - self.factor)
        return [base * factor for base in self.base_lrs]
