"""Adagrad, Adadelta and RMSprop: steps divided by the size of the gradients so far.

Sources: Duchi et al. 2011 (Adagrad), Zeiler 2012 (Adadelta), Hinton 2012 (RMSprop); PyTorch.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .._core.creation_filled import full_like
from .._core.tensor import Tensor
from .flat_parameters import Slots, scalar_type
from .optimizer import Group, Optimizer, State
from .options import defaults_of


class Adagrad(Optimizer):
    """p -= lr / (1 + (t - 1) * lr_decay) * g / (sqrt(sum of g²) + eps). Parameters of any shapes.

    Raises `ValueError` for options out of range.

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
        super().__init__(params, defaults_of(locals(), first="lr lr_decay eps"))
        for group in self.param_groups:  # alone among optimizers, before the first step
            for param in group["params"]:
                total = full_like(param.detach(), group["initial_accumulator_value"])
                self.state[param] = {"step": Tensor._wrap(np.zeros((), scalar_type())), "sum": total}

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


class Adadelta(Optimizer):
    """p -= lr * d with d = g * sqrt(u + eps) / sqrt(v + eps), u and v the running means of d² and g².
    Parameters of any shapes.

    Raises `ValueError` for options out of range.

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
        super().__init__(params, defaults_of(locals(), first="lr rho eps weight_decay maximize capturable"))

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


class RMSprop(Optimizer):
    """p -= lr * g / (sqrt(v) + eps), v = alpha * v + (1 - alpha) * g².

    `centered` takes the square of the mean gradient off v; with `momentum` the quotients are summed up and
    fade. Raises `ValueError` for options out of range.

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
        super().__init__(params, defaults_of(locals(), first="lr momentum alpha eps centered"))

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
