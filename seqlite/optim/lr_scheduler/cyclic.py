"""Rates that go up and down, for a step after every batch.

Sources: Smith 2015 (cycles), Smith & Topin 2018 (one cycle); PyTorch, `torch.optim.lr_scheduler`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ..optimizer import Optimizer
from ..options import set_option
from .base import LRScheduler, attributes, check_cycles_momentum, per_group, set_momentum


class CyclicLR(LRScheduler):
    """From `base_lr` to `max_lr` in `step_size_up` steps and back; momentum the other way.

    Call it after every batch. `mode` "triangular2" halves the height with each cycle, "exp_range" takes it
    times gamma ** iteration; or `scale_fn` gives it, of the cycle or (`scale_mode`) of the iterations.
    TypeError for an `optimizer` that is none, ValueError for another `mode`.

    >>> o = optim.SGD([nn.Parameter(torch.ones(1))], momentum=0.9)
    >>> optim.lr_scheduler.CyclicLR(o, base_lr=0.25, max_lr=1.0).get_last_lr()
    [0.25]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        base_lr: float | list[float],
        max_lr: float | list[float],
        step_size_up: int = 2000,
        step_size_down: int | None = None,
        mode: str = "triangular",
        gamma: float = 1.0,
        scale_fn: Callable[[float], float] | None = None,
        scale_mode: str = "cycle",
        cycle_momentum: bool = True,
        base_momentum: float | list[float] = 0.8,
        max_momentum: float | list[float] = 0.9,
        last_epoch: int = -1,
    ) -> None:
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")
        bases = per_group(optimizer, base_lr, "base_lr")
        if last_epoch == -1:
            for group, rate in zip(optimizer.param_groups, bases, strict=True):
                set_option(group, "lr", rate)
        self.max_lrs = per_group(optimizer, max_lr, "max_lr")
        self.total_size = float(step_size_up + (step_size_up if step_size_down is None else step_size_down))
        self.step_ratio = step_size_up / self.total_size
        if mode not in ("triangular", "triangular2", "exp_range") and scale_fn is None:
            raise ValueError("mode is invalid and scale_fn is None")
        if scale_fn is None:
            scale_mode = "iterations" if mode == "exp_range" else "cycle"
        self.mode, self.gamma, self._scale_fn_custom, self.scale_mode = mode, gamma, scale_fn, scale_mode
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            self.use_beta1 = check_cycles_momentum(optimizer)
            self.base_momentums = per_group(optimizer, base_momentum, "base_momentum")
            self.max_momentums = per_group(optimizer, max_momentum, "max_momentum")
            if last_epoch == -1:
                for group, low, high in zip(
                    optimizer.param_groups, self.base_momentums, self.max_momentums, strict=True
                ):
                    set_momentum(group, high)
                    group.update(max_momentum=high, base_momentum=low)
        super().__init__(optimizer, last_epoch)
        self.base_lrs = bases

    def scale_fn(self, x: float) -> float:
        """What the height is multiplied by, in this cycle or at this iteration."""
        if self._scale_fn_custom is not None:
            return self._scale_fn_custom(x)
        if self.mode == "exp_range":
            return float(self.gamma**x)
        return 1.0 if self.mode == "triangular" else 1 / (2.0 ** (x - 1))

    def get_lr(self) -> list[float]:
        cycle = math.floor(1 + self.last_epoch / self.total_size)
        x = 1.0 + self.last_epoch / self.total_size - cycle
        share = x / self.step_ratio if x <= self.step_ratio else (x - 1) / (self.step_ratio - 1)
        scale = self.scale_fn(cycle if self.scale_mode == "cycle" else self.last_epoch)
        if self.cycle_momentum:
            for group, low, high in zip(
                self.optimizer.param_groups, self.base_momentums, self.max_momentums, strict=True
            ):
                set_momentum(group, high - (high - low) * share * scale)
        return [
            low + (high - low) * share * scale for low, high in zip(self.base_lrs, self.max_lrs, strict=True)
        ]

    def state_dict(self) -> dict[str, Any]:
        """Without the function; of a callable object its attributes."""
        state = super().state_dict()
        return state | {"_scale_fn_custom": attributes(state.pop("_scale_fn_custom"))}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Restore what `state_dict()` returned, with the function given here."""
        super().load_state_dict({k: v for k, v in state_dict.items() if k != "_scale_fn_custom"})
        if state_dict["_scale_fn_custom"] is not None:
            vars(self._scale_fn_custom).update(state_dict["_scale_fn_custom"])


class OneCycleLR(LRScheduler):
    """Up from max_lr / div_factor to `max_lr`, then down to a tiny rate; momentum the other way.

    Call it after every batch. `total_steps` may be given as `epochs` and `steps_per_epoch`. `pct_start` is
    the share of the way up. Source: Smith & Topin 2018. ValueError for numbers out of range, and for a step
    beyond the last.

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
        self.total_steps = total_steps
        up, down = ("max_momentum", "base_momentum"), ("base_momentum", "max_momentum")
        still, last = ("max_momentum", "max_momentum"), total_steps - 1
        phases: list[tuple[float, str, str, str, str]] = [  # the end; rate from, to; momentum from, to
            (float(pct_start * total_steps) - 1, "initial_lr", "max_lr", *up)
        ]
        if three_phase:
            phases += [
                (float(2 * pct_start * total_steps) - 2, "max_lr", "initial_lr", *down),
                (last, "initial_lr", "min_lr", *still),
            ]
        else:
            phases += [(last, "max_lr", "min_lr", *down)]
        names = "end_step", "start_lr", "end_lr", "start_momentum", "end_momentum"
        self._schedule_phases: list[dict[str, Any]] = [
            dict(zip(names, phase, strict=True)) for phase in phases
        ]
        self._anneal_func_type, self.cycle_momentum = anneal_strategy, cycle_momentum
        tops = per_group(optimizer, max_lr, "max_lr")
        groups = optimizer.param_groups if last_epoch == -1 else []
        for group, rate in zip(groups, tops, strict=False):
            first = rate / div_factor
            group.update(initial_lr=first, max_lr=rate, min_lr=first / final_div_factor)
        if cycle_momentum:
            self.use_beta1 = check_cycles_momentum(optimizer)
            highs = per_group(optimizer, max_momentum, "max_momentum")
            lows = per_group(optimizer, base_momentum, "base_momentum")
            for group, low, high in zip(groups, lows, highs, strict=False):
                set_momentum(group, high)
                group.update(max_momentum=high, base_momentum=low)
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
        for phase in self._schedule_phases:
            end, *names = phase.values()
            if self.last_epoch <= end or phase is self._schedule_phases[-1]:
                share = (self.last_epoch - start) / (end - start)
                rate = self._between(group[names[0]], group[names[1]], share)
                if self.cycle_momentum:
                    set_momentum(group, self._between(group[names[2]], group[names[3]], share))
                return rate
            start = end
        raise AssertionError("unreachable: the last phase takes all")

    def _between(self, start: float, end: float, share: float) -> float:
        if self._anneal_func_type == "linear":
            return (end - start) * share + start
        return end + (start - end) / 2.0 * (1 + math.cos(math.pi * share))
