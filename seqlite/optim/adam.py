"""Adam and what derives from it: steps scaled by running means of gradients and of their squares.

Sources: Kingma & Ba 2015 (Adam, Adamax), Loshchilov & Hutter 2019 (AdamW), Dozat 2016 (NAdam); PyTorch.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .._core import kernels
from .flat_parameters import Slots
from .optimizer import Group, Optimizer, State
from .options import defaults_of


class Adam(Optimizer):
    """p -= lr * m / (sqrt(v) + eps), m and v the corrected running means of gradient and square. Parameters
    of any shapes.

    `amsgrad` divides by the largest v so far (Reddi et al. 2018). Raises `ValueError` for options out of
    range.

    >>> optim.Adam([nn.Parameter(torch.ones(1))]).defaults["betas"]
    (0.9, 0.999)
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ) -> None:
        super().__init__(params, defaults_of(locals()))

    def _slots(self, group: Group) -> Slots:
        largest: Slots = {"max_exp_avg_sq": 0.0} if group["amsgrad"] else {}
        return {"step": None, "exp_avg": 0.0, "exp_avg_sq": 0.0} | largest

    def _update(self, param: Any, grad: Any, slots: State, scratch: Any, step: int, group: Group) -> None:
        beta1, beta2 = group["betas"]
        kernels.adam_step(
            param,
            grad,
            slots["exp_avg"],
            slots["exp_avg_sq"],
            lr=group["lr"],
            beta1=beta1,
            beta2=beta2,
            eps=group["eps"],
            step=step,
            scratch=scratch,
            max_exp_avg_sq=slots.get("max_exp_avg_sq"),
        )


class AdamW(Adam):
    """p *= 1 - lr * weight_decay, then Adam's step without weight decay. Parameters of any shapes.

    Raises `ValueError` for options out of range.

    >>> optim.AdamW([nn.Parameter(torch.ones(1))]).defaults["weight_decay"]
    0.01
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        Optimizer.__init__(self, params, defaults_of(locals()) | {"decoupled_weight_decay": True})


class Adamax(Optimizer):
    """p -= lr * m / u, m the corrected running mean of gradients, u = max(beta2 * u, |g| + eps). Parameters
    of any shapes.

    Raises `ValueError` for options out of range.

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
        super().__init__(params, defaults_of(locals()))

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


class NAdam(Optimizer):
    """`Adam` that looks one step ahead, with a momentum that grows to beta1 as `momentum_decay` has it.
    Parameters of any shapes.

    Raises `ValueError` for options out of range.

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
        super().__init__(params, defaults_of(locals()))

    def _slots(self, group: Group) -> Slots:
        return {"step": None, "mu_product": np.float64(1), "exp_avg": 0.0, "exp_avg_sq": 0.0}

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
