"""RMSprop: steps divided by the gradient's running size. Source: Hinton 2012; `torch.optim.RMSprop`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .flat_parameters import Slots
from .optimizer import Group, Optimizer, State
from .options import options


class RMSprop(Optimizer):
    """p -= lr * g / (sqrt(v) + eps), v = alpha * v + (1 - alpha) * g².

    `centered` takes the square of the mean gradient off v; with `momentum` the quotients are summed up and
    fade.

    >>> optim.RMSprop([nn.Parameter(torch.ones(1))]).defaults["alpha"]
    0.99
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        super().__init__(params, options(locals(), first="lr momentum alpha eps centered"))

    def _slots(self, group: Group) -> Slots:
        slots: Slots = {"step": None, "square_avg": 0.0}
        if group["momentum"] > 0:
            slots["momentum_buffer"] = 0.0
        if group["centered"]:
            slots["grad_avg"] = 0.0
        return slots

    def _update(self, param: Any, grad: Any, slots: State, scratch: Any, step: int, group: Group) -> None:
        alpha, square = group["alpha"], slots["square_avg"]
        square *= alpha
        np.multiply(grad, grad, out=scratch)
        scratch *= 1 - alpha
        square += scratch
        if group["centered"]:
            mean = slots["grad_avg"]
            mean += (1 - alpha) * (grad - mean)
            np.sqrt(square - mean * mean, out=scratch)
        else:
            np.sqrt(square, out=scratch)
        scratch += group["eps"]
        np.divide(grad, scratch, out=scratch)
        if group["momentum"] > 0:
            buffer = slots["momentum_buffer"]
            buffer *= group["momentum"]
            buffer += scratch
            np.copyto(scratch, buffer)
        scratch *= group["lr"]
        param -= scratch
