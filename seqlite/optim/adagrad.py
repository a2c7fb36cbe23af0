"""Adagrad: steps divided by the size of all gradients so far. Source: Duchi et al. 2011; PyTorch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .block import Slots
from .optimizer import Group, Optimizer, State, ascending, check_options, refuse


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
        check_options(
            lr=lr,
            lr_decay=lr_decay,
            weight_decay=weight_decay,
            initial_accumulator_value=initial_accumulator_value,
            eps=eps,
        )
        refuse(differentiable=differentiable)
        super().__init__(
            params,
            {
                "lr": lr,
                "lr_decay": lr_decay,
                "eps": eps,
                "weight_decay": weight_decay,
                "initial_accumulator_value": initial_accumulator_value,
                "foreach": foreach,
                "maximize": maximize,
                "differentiable": differentiable,
                "fused": fused,
            },
        )

    def _slots(self, group: Group) -> Slots:
        return {"step": None, "sum": group["initial_accumulator_value"]}

    def _update(self, param: Any, grad: Any, slots: State, scratch: Any, step: int, group: Group) -> None:
        grad, total = ascending(grad, group), slots["sum"]
        if group["weight_decay"]:
            grad = grad + group["weight_decay"] * param
        np.multiply(grad, grad, out=scratch)
        total += scratch
        np.sqrt(total, out=scratch)
        scratch += group["eps"]
        np.divide(grad, scratch, out=scratch)
        scratch *= group["lr"] / (1 + (step - 1) * group["lr_decay"])
        param -= scratch
