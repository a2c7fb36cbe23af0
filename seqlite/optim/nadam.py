"""NAdam: Adam with Nesterov's momentum. Source: Dozat 2016; PyTorch, `torch.optim.NAdam`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .flat_parameters import Slots
from .optimizer import Group, Optimizer, State
from .options import options


class NAdam(Optimizer):
    """`Adam` that looks one step ahead, with a momentum that grows to beta1 as `momentum_decay` has it.

    >>> optim.NAdam([nn.Parameter(torch.ones(1))]).defaults["momentum_decay"]
    0.004
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        capturable: bool = False,
        differentiable: bool = False,
    ) -> None:
        super().__init__(params, options(locals()))

    def _slots(self, group: Group) -> Slots:
        return {"step": None, "mu_product": np.float32(1), "exp_avg": 0.0, "exp_avg_sq": 0.0}

    def _update(self, param: Any, grad: Any, slots: State, scratch: Any, step: int, group: Group) -> None:
        (beta1, beta2), mean, square = group["betas"], slots["exp_avg"], slots["exp_avg_sq"]
        now, ahead = (beta1 * (1 - 0.5 * 0.96 ** (t * group["momentum_decay"])) for t in (step, step + 1))
        slots["mu_product"] *= now
        product = float(slots["mu_product"])
        mean += (1 - beta1) * (grad - mean)
        square *= beta2
        square += (1 - beta2) * grad * grad
        np.sqrt(square / (1 - beta2**step), out=scratch)
        scratch += group["eps"]
        param -= group["lr"] * (1 - now) / (1 - product) * grad / scratch
        param -= group["lr"] * ahead / (1 - product * ahead) * mean / scratch
