"""Adam: steps scaled by running means of gradients and squares. Source: Kingma & Ba 2015; PyTorch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .._core import kernels
from .flat_parameters import Slots
from .optimizer import Group, Optimizer, State
from .options import options


class Adam(Optimizer):
    """p -= lr * m / (sqrt(v) + eps), m and v the corrected running means of gradient and square.

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
        super().__init__(params, options(locals()))

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
