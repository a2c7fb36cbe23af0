"""Adagrad: steps divided by the size of all gradients so far. Source: Duchi et al. 2011; PyTorch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .flat_parameters import Slots
from .optimizer import Group, Optimizer, State
from .options import options


class Adagrad(Optimizer):
    """p -= lr / (1 + (t - 1) * lr_decay) * g / (sqrt(sum of g²) + eps).

    >>> optim.Adagrad([nn.Parameter(torch.ones(1))]).defaults["lr"]
    0.01
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        super().__init__(params, options(locals(), first="lr lr_decay eps"))

    def _slots(self, group: Group) -> Slots:
        return {"step": None, "sum": group["initial_accumulator_value"]}

    def _update(self, param: Any, grad: Any, slots: State, scratch: Any, step: int, group: Group) -> None:
        total = slots["sum"]
        np.multiply(grad, grad, out=scratch)
        total += scratch
        np.sqrt(total, out=scratch)
        scratch += group["eps"]
        np.divide(grad, scratch, out=scratch)
        scratch *= group["lr"] / (1 + (step - 1) * group["lr_decay"])
        param -= scratch
