"""Schedules made of schedules. Source: PyTorch, `torch.optim.lr_scheduler`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from ..optimizer import Optimizer
from ..options import set_option
from .base import LRScheduler, ReduceLROnPlateau


class _Combined(LRScheduler):
    """Raises `ValueError` for no schedules, those of different optimizers, and those that need a metric."""

    def __init__(self, optimizer: Optimizer | None, schedulers: Sequence[LRScheduler]) -> None:
        me = type(self).__name__
        if not schedulers:
            raise ValueError(f"{me} expects at least one scheduler, but got no scheduler.")
        self.optimizer = optimizer or schedulers[0].optimizer
        for index, scheduler in enumerate(schedulers):
            if not hasattr(scheduler, "optimizer"):
                raise TypeError(f"{me} at index {index} should have `optimizer` as its attribute.")
            if isinstance(scheduler, ReduceLROnPlateau):
                raise ValueError(
                    f"{me} does not support `ReduceLROnPlateau` scheduler as it requires additional kwargs "
                    f"to be specified when calling `step`, but got one at index {index}: call its "
                    "step(metric) apart"
                )
            if scheduler.optimizer is not self.optimizer:
                raise ValueError(
                    f"{me} expects all schedulers to belong to the same optimizer, but got scheduler "
                    f"{type(scheduler).__name__} at index {index} has {scheduler.optimizer}, which is "
                    f"different from {type(self.optimizer).__name__}."
                )
        self._schedulers = schedulers
        self._last_lr = self._now()

    def state_dict(self) -> dict[str, Any]:
        """All that is needed to go on later, with the states of the schedules."""
        state = super().state_dict()
        mine = {name: state[name] for name in ("_milestones", "last_epoch", "_last_lr") if name in state}
        return mine | {"_schedulers": [s.state_dict() for s in self._schedulers]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from what `state_dict()` gave, with the schedules given here."""
        super().load_state_dict({k: v for k, v in state_dict.items() if k != "_schedulers"})
        for scheduler, state in zip(self._schedulers, state_dict["_schedulers"], strict=True):
            scheduler.load_state_dict(state)


class SequentialLR(_Combined):
    """One schedule after the other: the next begins at each of the `milestones`.

    ValueError unless there is one schedule more than milestones.

    >>> o = optim.SGD([nn.Parameter(torch.ones(1))], lr=1.0)
    >>> warm, then = optim.lr_scheduler.LinearLR(o, 0.5), optim.lr_scheduler.ExponentialLR(o, 0.9)
    >>> optim.lr_scheduler.SequentialLR(o, [warm, then], milestones=[5]).get_last_lr()
    [0.5]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        schedulers: list[LRScheduler],
        milestones: list[int],
        last_epoch: int = -1,
    ) -> None:
        super().__init__(optimizer, schedulers)
        if len(milestones) != len(schedulers) - 1:
            raise ValueError(
                "Sequential Schedulers expects number of schedulers provided to be one more than the number "
                f"of milestone points, but got number of schedulers {len(schedulers)} and the number of "
                f"milestones to be equal to {len(milestones)}"
            )
        self._milestones, self.last_epoch = milestones, last_epoch + 1
        for group in optimizer.param_groups:
            set_option(group, "lr", group["initial_lr"])
        self.recursive_undo()
        first = schedulers[bisect_right(milestones, 0)]
        first._initial_step()
        self._last_lr = first.get_last_lr()

    def recursive_undo(self, sched: LRScheduler | None = None) -> None:
        """Take back the step that each schedule has made by itself at its beginning."""
        scheduler = self if sched is None else sched
        if isinstance(scheduler, _Combined):
            for inner in scheduler._schedulers:
                self.recursive_undo(inner)
        else:
            scheduler.last_epoch -= 1

    def step(self) -> None:  # type: ignore[override]
        """Go on to the next epoch."""
        self.last_epoch += 1
        number = bisect_right(self._milestones, self.last_epoch)
        scheduler = self._schedulers[number]
        if number and self._milestones[number - 1] == self.last_epoch:
            scheduler._update_lr(0)
        else:
            scheduler.step()
        self._last_lr = scheduler.get_last_lr()


class ChainedScheduler(_Combined):
    """Several schedules at a time: each multiplies what the one before has left.

    ValueError for none, and for schedules of different optimizers.

    >>> o = optim.SGD([nn.Parameter(torch.ones(1))], lr=1.0)
    >>> both = optim.lr_scheduler.ConstantLR(o, 0.5), optim.lr_scheduler.ExponentialLR(o, 0.9)
    >>> optim.lr_scheduler.ChainedScheduler(both).get_last_lr()
    [0.5]
    """

    def __init__(self, schedulers: Sequence[LRScheduler], optimizer: Optimizer | None = None) -> None:
        super().__init__(optimizer, schedulers)

    def step(self) -> None:  # type: ignore[override]
        """Go on to the next epoch."""
        for scheduler in self._schedulers:
            scheduler.step()
        self._last_lr = self._now()
