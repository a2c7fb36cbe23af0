"""RAdam: Adam that waits until its mean square can be trusted. Source: Liu et al. 2020; PyTorch."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from .block import Slots
from .optimizer import Group, Optimizer, State
from .options import options


class RAdam(Optimizer):
    """`Adam` whose first steps follow the mean gradient alone and whose later ones are rectified.

    >>> optim.RAdam([nn.Parameter(torch.ones(1))]).defaults["lr"]
    0.001
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        decoupled_weight_decay: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        capturable: bool = False,
        differentiable: bool = False,
    ) -> None:
        super().__init__(
            params, options(locals(), first="lr betas eps weight_decay maximize foreach capturable")
        )

    def _slots(self, group: Group) -> Slots:
        return {"step": None, "exp_avg": 0.0, "exp_avg_sq": 0.0}

    def _update(self, param: Any, grad: Any, slots: State, scratch: Any, step: int, group: Group) -> None:
        (beta1, beta2), mean, square = group["betas"], slots["exp_avg"], slots["exp_avg_sq"]
        mean += (1 - beta1) * (grad - mean)
        square *= beta2
        square += (1 - beta2) * grad * grad
        np.multiply(mean, group["lr"] / (1 - beta1**step), out=scratch)
        longest, unbias = 2 / (1 - beta2) - 1, 1 - beta2**step
        length = longest - 2 * step * beta2**step / unbias  # of the mean square's average, in steps
        if length > 5:
            shares = ((n - 4) * (n - 2) / n for n in (length, longest))
            scratch *= math.sqrt(next(shares) / next(shares)) * math.sqrt(unbias)
            scratch /= np.sqrt(square) + group["eps"]
        param -= scratch
