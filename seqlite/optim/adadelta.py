"""Adadelta: steps as large as the steps so far, per gradient. Source: Zeiler 2012; `torch.optim.Adadelta`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .flat_parameters import Slots
from .optimizer import Group, Optimizer, State
from .options import options


class Adadelta(Optimizer):
    """p -= lr * d with d = g * sqrt(u + eps) / sqrt(v + eps), u and v the running means of d² and g².

    >>> optim.Adadelta([nn.Parameter(torch.ones(1))]).defaults["rho"]
    0.9
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        capturable: bool = False,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        super().__init__(params, options(locals(), first="lr rho eps weight_decay maximize capturable"))

    def _slots(self, group: Group) -> Slots:
        return {"step": None, "square_avg": 0.0, "acc_delta": 0.0}

    def _update(self, param: Any, grad: Any, slots: State, scratch: Any, step: int, group: Group) -> None:
        rho, eps, square, deltas = group["rho"], group["eps"], slots["square_avg"], slots["acc_delta"]
        square *= rho
        square += (1 - rho) * grad * grad
        np.sqrt(deltas + eps, out=scratch)
        scratch /= np.sqrt(square + eps)
        scratch *= grad
        deltas *= rho
        deltas += (1 - rho) * scratch * scratch
        param -= group["lr"] * scratch
