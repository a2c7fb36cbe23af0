"""Adamax: Adam with the largest gradient in place of the mean square. Source: Kingma & Ba 2015; PyTorch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .flat_parameters import Slots
from .optimizer import Group, Optimizer, State
from .options import options


class Adamax(Optimizer):
    """p -= lr * m / u, m the corrected running mean of gradients, u = max(beta2 * u, |g| + eps).

    >>> optim.Adamax([nn.Parameter(torch.ones(1))]).defaults["lr"]
    0.002
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        super().__init__(params, options(locals()))

    def _slots(self, group: Group) -> Slots:
        return {"step": None, "exp_avg": 0.0, "exp_inf": 0.0}

    def _update(self, param: Any, grad: Any, slots: State, scratch: Any, step: int, group: Group) -> None:
        (beta1, beta2), mean, largest = group["betas"], slots["exp_avg"], slots["exp_inf"]
        mean += (1 - beta1) * (grad - mean)
        largest *= beta2
        np.maximum(largest, np.abs(grad) + group["eps"], out=largest)
        np.divide(mean, largest, out=scratch)
        scratch *= group["lr"] / (1 - beta1**step)
        param -= scratch
