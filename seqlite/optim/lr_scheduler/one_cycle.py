"""The one-cycle policy. Source: Smith & Topin 2018; PyTorch, `torch.optim.lr_scheduler.OneCycleLR`."""

from __future__ import annotations

import math
from typing import Any

from ..optimizer import Optimizer
from .base import LRScheduler, kept, per_group, set_momentum


class OneCycleLR(LRScheduler):
    """Up from max_lr / div_factor to `max_lr`, then down to a tiny rate; momentum the other way.

    Call it after every batch. `total_steps` may be given as `epochs` and `steps_per_epoch`. `pct_start` is
    the share of the way up. Source: Smith & Topin 2018.

    >>> o = optim.SGD([nn.Parameter(torch.ones(1))], momentum=0.9)
    >>> optim.lr_scheduler.OneCycleLR(o, max_lr=0.25, total_steps=10).get_last_lr()
    [0.010000000000000009]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        max_lr: float | list[float],
        total_steps: int | None = None,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: str = "cos",
        cycle_momentum: bool = True,
        base_momentum: float = 0.85,
        max_momentum: float = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
        last_epoch: int = -1,
    ) -> None:
        if total_steps is None:
            if epochs is None or steps_per_epoch is None:
                raise ValueError("You must define either total_steps OR (epochs AND steps_per_epoch)")
            total_steps = epochs * steps_per_epoch
        if total_steps <= 0 or not isinstance(total_steps, int):
            raise ValueError(f"Expected positive integer total_steps, but got {total_steps}")
        if not 0 <= pct_start <= 1:
            raise ValueError(f"Expected float between 0 and 1 pct_start, but got {pct_start}")
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(
                f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}"
            )
        self.total_steps, self.anneal_strategy, self.cycle_momentum = (
            total_steps,
            anneal_strategy,
            cycle_momentum,
        )
        up, down = ("max_momentum", "base_momentum"), ("base_momentum", "max_momentum")
        still, last = ("max_momentum", "max_momentum"), total_steps - 1
        self._phases: list[tuple[float, str, str, str, str]] = [  # the end; rate from, to; momentum from, to
            (float(pct_start * total_steps) - 1, "initial_lr", "max_lr", *up)
        ]
        if three_phase:
            self._phases += [
                (float(2 * pct_start * total_steps) - 2, "max_lr", "initial_lr", *down),
                (last, "initial_lr", "min_lr", *still),
            ]
        else:
            self._phases += [(last, "max_lr", "min_lr", *down)]
        tops = per_group(optimizer, max_lr, "max_lr")
        if cycle_momentum and not {"momentum", "betas"} & optimizer.defaults.keys():
            raise ValueError("optimizer must support momentum or beta1 with `cycle_momentum` option enabled")
        for group, rate in zip(optimizer.param_groups, tops, strict=True):
            first = rate / div_factor
            group.update(initial_lr=first, max_lr=rate, min_lr=first / final_div_factor)
            if cycle_momentum:
                group.update(max_momentum=kept(max_momentum), base_momentum=kept(base_momentum))
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        if self.last_epoch > self.total_steps:
            raise ValueError(
                f"Tried to step {self.last_epoch} times. The specified number of total steps is "
                f"{self.total_steps}"
            )
        return [self._of(group) for group in self.optimizer.param_groups]

    def _of(self, group: dict[str, Any]) -> float:
        """The group's rate; its momentum is set on the way."""
        start = 0.0
        for number, (end, *names) in enumerate(self._phases):
            if self.last_epoch <= end or number == len(self._phases) - 1:
                share = (self.last_epoch - start) / (end - start)
                rate = self._between(group[names[0]], group[names[1]], share)
                if self.cycle_momentum:
                    set_momentum(group, self._between(group[names[2]], group[names[3]], share))
                return rate
            start = end
        raise AssertionError("unreachable: the last phase takes all")

    def _between(self, start: float, end: float, share: float) -> float:
        if self.anneal_strategy == "linear":
            return (end - start) * share + start
        return end + (start - end) / 2.0 * (1 + math.cos(math.pi * share))
