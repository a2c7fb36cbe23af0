"""Averages of a model's weights over training. Source: Izmailov et al. 2018; `torch.optim.swa_utils`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from copy import deepcopy
from itertools import chain
from typing import Any

from .._core.absent import absent_attribute as _refuse
from .._core.creation import tensor
from .._core.dtypes import int64
from .._core.tensor import Tensor
from ..autograd import no_grad
from ..nn.modules.batchnorm import _BatchNorm
from ..nn.modules.module import Module
from .lr_scheduler.base import LRScheduler, per_group
from .optimizer import Optimizer

Average = Callable[[Tensor, Tensor, Any], Tensor]
AverageAll = Callable[[list[Tensor], list[Tensor], Any], None]


def get_ema_avg_fn(decay: float = 0.999) -> Average:
    """The exponential moving average of one parameter: decay * average + (1 - decay) * new.

    ValueError for a `decay` outside [0, 1].

    >>> optim.swa_utils.get_ema_avg_fn(0.75)(torch.ones(1), torch.zeros(1), 1)
    tensor([0.7500])
    """
    if not 0.0 <= decay <= 1.0:
        raise ValueError(f"Invalid decay value {decay} provided. Please provide a value in [0,1] range.")

    @no_grad()
    def ema_update(average: Tensor, new: Tensor, number: Any) -> Tensor:
        return decay * average + (1 - decay) * new

    return ema_update


def get_swa_avg_fn() -> Average:
    """The mean of all values of one parameter.

    >>> optim.swa_utils.get_swa_avg_fn()(torch.ones(1), torch.zeros(1), 1)
    tensor([0.5000])
    """

    @no_grad()
    def swa_update(average: Tensor, new: Tensor, number: Any) -> Tensor:
        mean: Tensor = average + (new - average) / (number + 1)
        return mean

    return swa_update


def _of_all(one: Average, share: Callable[[Any], Any]) -> AverageAll:
    """The form for lists of parameters, in place."""

    @no_grad()
    def update(averages: list[Tensor], news: list[Tensor], number: Any) -> None:
        for average, new in zip(averages, news, strict=True):
            if average.is_floating_point():
                average.lerp_(new, share(number))
            else:
                average.copy_(one(average, new, number))

    return update


def get_ema_multi_avg_fn(decay: float = 0.999) -> AverageAll:
    """`get_ema_avg_fn` for lists of parameters, in place.

    ValueError for a `decay` outside [0, 1].

    >>> average = torch.ones(1)
    >>> optim.swa_utils.get_ema_multi_avg_fn(0.75)([average], [torch.zeros(1)], 1)
    >>> average
    tensor([0.7500])
    """
    return _of_all(get_ema_avg_fn(decay), lambda number: 1 - decay)


def get_swa_multi_avg_fn() -> AverageAll:
    """`get_swa_avg_fn` for lists of parameters, in place.

    >>> average = torch.ones(1)
    >>> optim.swa_utils.get_swa_multi_avg_fn()([average], [torch.zeros(1)], 1)
    >>> average
    tensor([0.5000])
    """
    return _of_all(get_swa_avg_fn(), lambda number: 1 / (number + 1))


class AveragedModel(Module):
    """A copy of `model` with the average of its weights: of all equally, or as `avg_fn` (or `multi_avg_fn`)
    has it. Buffers are copied, or with `use_buffers` averaged as well.

    AssertionError for both at once.

    >>> model = nn.Linear(1, 1)
    >>> average = optim.swa_utils.AveragedModel(model)
    >>> average.update_parameters(model)
    >>> average.n_averaged
    tensor(1)
    """

    n_averaged: Tensor

    def __init__(
        self,
        model: Module,
        device: Any = None,
        avg_fn: Average | None = None,
        multi_avg_fn: AverageAll | None = None,
        use_buffers: bool = False,
    ) -> None:
        super().__init__()
        if avg_fn is not None and multi_avg_fn is not None:
            raise AssertionError("Only one of avg_fn and multi_avg_fn should be provided")
        self.module = deepcopy(model)
        if device is not None:
            self.module = self.module.to(device)
        self.register_buffer("n_averaged", tensor(0, dtype=int64, device=device))
        self.avg_fn, self.multi_avg_fn, self.use_buffers = avg_fn, multi_avg_fn, use_buffers

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        return self.module(*args, **kwargs)

    def update_parameters(self, model: Module) -> None:
        """Take the weights that `model` has now into the average."""
        averages, news = (
            [t.detach() for t in chain(m.parameters(), m.buffers() if self.use_buffers else ())]
            for m in (self.module, model)
        )
        if self.n_averaged == 0:
            for average, new in zip(averages, news, strict=True):
                average.copy_(new)
        elif self.multi_avg_fn is not None:
            self.multi_avg_fn(averages, news, self.n_averaged)
        else:
            one = self.avg_fn or get_swa_avg_fn()
            for average, new in zip(averages, news, strict=True):
                average.copy_(one(average, new, self.n_averaged))
        if not self.use_buffers:
            for average, new in zip(self.module.buffers(), model.buffers(), strict=True):
                average.detach().copy_(new.detach())
        self.n_averaged += 1


@no_grad()
def update_bn(loader: Iterable[Any], model: Module, device: Any = None) -> None:
    """Measure the running statistics of the batch norms anew, over all batches of `loader`.

    >>> optim.swa_utils.update_bn([torch.ones(2, 3)], nn.BatchNorm1d(3))
    """
    momenta = {m: m.momentum for m in model.modules() if isinstance(m, _BatchNorm)}
    if not momenta:
        return
    was_training = model.training
    model.train()
    for module in momenta:
        module.reset_running_stats()
        module.momentum = None
    for batch in loader:
        x = batch[0] if isinstance(batch, (list, tuple)) else batch
        model(x if device is None else x.to(device))
    for module, momentum in momenta.items():
        module.momentum = momentum
    model.train(was_training)


class SWALR(LRScheduler):
    """From the rate that there is to `swa_lr`, in `anneal_epochs` epochs, along a cosine or a line.

    ValueError for another `anneal_strategy` than "cos" and "linear", and for negative `anneal_epochs`.

    >>> o = optim.SGD([nn.Parameter(torch.ones(1))], lr=1.0)
    >>> optim.swa_utils.SWALR(o, swa_lr=0.05).get_last_lr()
    [1.0]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        swa_lr: float | list[float],
        anneal_epochs: int = 10,
        anneal_strategy: str = "cos",
        last_epoch: int = -1,
    ) -> None:
        for group, rate in zip(optimizer.param_groups, per_group(optimizer, swa_lr, "swa_lr"), strict=True):
            group["swa_lr"] = rate
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(
                f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}"
            )
        if not isinstance(anneal_epochs, int) or anneal_epochs < 0:
            raise ValueError(f"anneal_epochs must be equal or greater than 0, got {anneal_epochs}")
        self._anneal_strategy, self.anneal_epochs = anneal_strategy, anneal_epochs
        super().__init__(optimizer, last_epoch)

    def _share(self, step: int) -> float:
        t = min(1, max(0, step) / self.anneal_epochs) if self.anneal_epochs else 1
        return t if self._anneal_strategy == "linear" else (1 - math.cos(math.pi * t)) / 2

    def get_lr(self) -> list[float]:
        step = self._step_count - 1
        now, before = self._share(step), self._share(step - 1)
        firsts = [
            group["swa_lr"] if before == 1 else (group["lr"] - before * group["swa_lr"]) / (1 - before)
            for group in self.optimizer.param_groups
        ]
        return [
            group["swa_lr"] * now + first * (1 - now)
            for group, first in zip(self.optimizer.param_groups, firsts, strict=True)
        ]


__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
__getattr__ = _refuse("torch.optim.swa_utils")
