"""The base of the schedules, and `ReduceLROnPlateau`, which reacts to a metric. Source: PyTorch,
`torch.optim.lr_scheduler`."""

from __future__ import annotations

import math
import warnings
from types import FunctionType
from typing import Any

from ..._core.tensor import Tensor
from ..optimizer import Optimizer
from ..options import set_option, track_step_called

ORDER = "See https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate"

EPOCH_DEPRECATION_WARNING = (
    "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where possible. "
    "Please use `scheduler.step()` to step the scheduler."
)


def per_group(optimizer: Optimizer, value: Any, name: str) -> list[Any]:
    """One value for all groups, or a list with one for each. Raises `ValueError` for another number."""
    groups = len(optimizer.param_groups)
    values = list(value) if isinstance(value, list | tuple) else [value] * groups
    if len(values) != groups:
        words = {
            "lr_lambdas": f"Expected {groups} {name}, but got",
            "min_lrs": f"expected {groups} {name}, got",
        }
        if name in words:
            raise ValueError(f"{words[name]} {len(values)}")
        raise ValueError(
            f"{name} must have the same length as optimizer.param_groups. {name} has {len(values)} values, "
            f"param_groups has {groups}."
        )
    return [kept(value) for value in values]


def kept(rate: Any) -> Any:
    """A learning rate, copied if it is a tensor."""
    return rate.clone() if isinstance(rate, Tensor) else rate


def set_momentum(group: dict[str, Any], momentum: float) -> None:
    """Set a group's momentum, or Adam's first beta."""
    if "betas" in group:
        group["betas"] = (momentum, *group["betas"][1:])
    else:
        group["momentum"] = momentum


def check_cycles_momentum(optimizer: Optimizer) -> bool:
    """Whether the optimizer has betas. Raises `ValueError` unless it has those or a momentum."""
    if not {"momentum", "betas"} & optimizer.defaults.keys():
        raise ValueError("optimizer must support momentum or beta1 with `cycle_momentum` option enabled")
    return "betas" in optimizer.defaults


def attributes(function: Any) -> dict[str, Any] | None:
    """The attributes of a callable object; None for a function."""
    return None if function is None or isinstance(function, FunctionType) else dict(vars(function))


class LRScheduler:
    """Base of the schedules: counts steps in `last_epoch`, writes rates into the groups.

    TypeError for an `optimizer` that is none, KeyError to resume without `initial_lr`, NotImplementedError
    without `get_lr`.

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
        if not hasattr(
            optimizer.step, "_wrapped_by_lr_sched"
        ):  # a step of the optimizer's own, given it before
            optimizer.step = track_step_called(optimizer.step.__func__).__get__(optimizer)  # type: ignore[attr-defined, method-assign]
        optimizer.__dict__.setdefault("_opt_called", False)
        self._initial_step()

    def _initial_step(self) -> None:
        self._step_count, self._is_initial = 0, True
        self._get_lr_called_within_step = False  # PyTorch's state has it, too
        self.step()
        self._is_initial = False

    def get_lr(self) -> list[float]:
        """The rates for `last_epoch`, one per group."""
        raise NotImplementedError(f"{type(self).__name__} has no get_lr")

    def get_last_lr(self) -> list[float]:
        """The rates in force, one per group."""
        return self._last_lr

    def step(self, epoch: int | None = None) -> None:
        """Advance to the next epoch, or (deprecated) to the given one."""
        if self._step_count == 1 and not hasattr(self.optimizer.step, "_wrapped_by_lr_sched"):
            warnings.warn(
                "Seems like `optimizer.step()` has been overridden after learning rate scheduler "
                "initialization. Please, make sure to call `optimizer.step()` before `lr_scheduler.step()`. "
                + ORDER,
                stacklevel=2,
            )
        elif self._step_count == 1 and not getattr(self.optimizer, "_opt_called", False):
            warnings.warn(
                "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and "
                "later, you should call them in the opposite order: `optimizer.step()` before "
                "`lr_scheduler.step()`. " + ORDER,
                stacklevel=2,
            )
        self._step_count += 1
        if epoch is not None:
            warnings.warn(EPOCH_DEPRECATION_WARNING, stacklevel=2)
        self._update_lr(epoch)

    def _update_lr(self, epoch: int | None = None) -> None:
        get_lr = self.get_lr if epoch is None else getattr(self, "_get_closed_form_lr", self.get_lr)
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        for group, rate in zip(self.optimizer.param_groups, get_lr(), strict=True):
            set_option(group, "lr", rate)
        self._last_lr = self._now()

    def _now(self) -> list[float]:
        return [kept(group["lr"]) for group in self.optimizer.param_groups]

    def state_dict(self) -> dict[str, Any]:
        """The state of the schedule, without the optimizer and functions."""
        return {name: value for name, value in self.__dict__.items() if name != "optimizer"}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Restore what `state_dict()` returned."""
        self.__dict__.update(state_dict)


class _LRScheduler(LRScheduler):
    """PyTorch's older name, which programs derive schedules of their own from."""


class ReduceLROnPlateau(LRScheduler):
    """Times `factor` when `step(metric)` has seen no improvement for more than `patience` epochs.

    "Improved" is by more than `threshold`, relative ("rel") or absolute ("abs"), downwards (`mode="min"`) or
    upwards ("max"). After a reduction, `cooldown` epochs do not count. ValueError for other modes and for a
    `factor` of 1 or more.

    >>> o = optim.SGD([nn.Parameter(torch.ones(1))], lr=1.0)
    >>> optim.lr_scheduler.ReduceLROnPlateau(o).step(0.5)
    """

    def __init__(
        self,
        optimizer: Optimizer,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: float | list[float] = 0,
        eps: float = 1e-8,
    ) -> None:
        if factor >= 1.0:
            raise ValueError("Factor should be < 1.0.")
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")
        if mode not in ("min", "max"):
            raise ValueError(f"mode {mode} is unknown!")
        if threshold_mode not in ("rel", "abs"):
            raise ValueError(f"threshold mode {threshold_mode} is unknown!")
        self.factor, self.optimizer = factor, optimizer
        self.default_min_lr = None if isinstance(min_lr, list | tuple) else min_lr
        self.min_lrs = per_group(optimizer, min_lr, "min_lrs")
        self.patience, self.cooldown, self.eps, self.last_epoch = patience, cooldown, eps, 0
        self._last_lr = self._now()
        self.mode_worse = math.inf if mode == "min" else -math.inf
        self.mode, self.threshold, self.threshold_mode = mode, threshold, threshold_mode
        self.best, self.cooldown_counter, self.num_bad_epochs = self.mode_worse, 0, 0

    def step(self, metrics: Any, epoch: int | None = None) -> None:  # type: ignore[override]
        """Record the metric of this epoch, usually the validation loss."""
        now = float(metrics)
        if epoch is not None:
            warnings.warn(EPOCH_DEPRECATION_WARNING, stacklevel=2)
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        if self._better(now):
            self.best, self.num_bad_epochs = now, 0
        else:
            self.num_bad_epochs += 1
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            groups = self.optimizer.param_groups
            if len(groups) != len(self.min_lrs) and self.default_min_lr is None:
                raise RuntimeError(
                    f"The number of param groups in the `optimizer` ({len(groups)}) differs from when "
                    f"`ReduceLROnPlateau` was initialized ({len(self.min_lrs)}), usually due to a new param "
                    "group being added to the optimizer. Please modify the `min_lrs` field to match the "
                    "length of the `optimizer` param groups."
                )
            if len(groups) != len(self.min_lrs):
                self.min_lrs = [self.default_min_lr] * len(groups)
            for group, least in zip(self.optimizer.param_groups, self.min_lrs, strict=True):
                old = float(group["lr"])
                rate = max(old * self.factor, least)
                if old - rate > self.eps:
                    set_option(group, "lr", rate)
            self.cooldown_counter, self.num_bad_epochs = self.cooldown, 0
        self._last_lr = self._now()

    def _better(self, now: float) -> bool:
        sign = 1 if self.mode == "min" else -1
        if self.threshold_mode == "abs":
            return sign * now < sign * self.best - self.threshold
        return sign * now < sign * self.best * (1 - sign * self.threshold)
