"""The base of the schedules. Source: PyTorch, `torch.optim.lr_scheduler`."""

from __future__ import annotations

import warnings
from typing import Any

from ...tensor import Tensor
from ..optimizer import Optimizer, write


def kept(rate: Any) -> Any:
    """A rate as it is now: of a tensor, a copy."""
    return rate.clone() if isinstance(rate, Tensor) else rate


class LRScheduler:
    """Base of the schedules: counts steps in `last_epoch`, writes rates into the groups.

    >>> o = optim.SGD([nn.Parameter(torch.ones(1))], lr=1.0)
    >>> optim.lr_scheduler.StepLR(o, 30).last_epoch
    0
    """

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")
        self.optimizer = optimizer
        for number, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", kept(group["lr"]))
            elif "initial_lr" not in group:
                raise KeyError(
                    "param 'initial_lr' is not specified in "
                    f"param_groups[{number}] when resuming scheduler with last_epoch >= 0"
                )
        self.base_lrs = [kept(group["initial_lr"]) for group in optimizer.param_groups]
        self.last_epoch = last_epoch
        self._step_count = 0
        self._is_initial = self._get_lr_called_within_step = False  # PyTorch's state has them, too
        self._advance(last_epoch + 1)

    def get_lr(self) -> list[float]:
        """The rates for `last_epoch`, one per group."""
        raise NotImplementedError(f"{type(self).__name__} has no get_lr")

    def get_last_lr(self) -> list[float]:
        """The rates in force, one per group."""
        return self._last_lr

    def step(self, epoch: int | None = None) -> None:
        """Go on to the next epoch, or (PyTorch's old way) to the given one."""
        if self._step_count == 1 and not getattr(self.optimizer, "_opt_called", False):
            warnings.warn(
                "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and "
                "later, "
                "you should call them in the opposite order: `optimizer.step()` before "
                "`lr_scheduler.step()`.",
                UserWarning,
                stacklevel=2,
            )
        self._advance(self.last_epoch + 1 if epoch is None else epoch)

    def _advance(self, epoch: int) -> None:
        self._step_count += 1
        self.last_epoch = epoch
        for group, rate in zip(self.optimizer.param_groups, self.get_lr(), strict=True):
            write(group, "lr", rate)
        self._last_lr = self._now()

    def _now(self) -> list[float]:
        return [kept(group["lr"]) for group in self.optimizer.param_groups]

    def state_dict(self) -> dict[str, Any]:
        """All that is needed to go on later, without the optimizer and without functions."""
        return {name: value for name, value in self.__dict__.items() if name != "optimizer"}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from what `state_dict()` gave."""
        self.__dict__.update(state_dict)
