"""Adam: steps scaled by running means of gradients and squares. Source: Kingma & Ba 2015; PyTorch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .. import kernels
from .block import Slots
from .optimizer import Group, Optimizer, State, ascending, check_options, refuse


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
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ) -> None:
        check_options(lr=lr, eps=eps)
        for index, beta in enumerate(betas):
            if not 0.0 <= beta < 1.0:
                raise ValueError(f"Invalid beta parameter at index {index}: {beta}")
        check_options(weight_decay=weight_decay)
        refuse(differentiable=differentiable)
        super().__init__(
            params,
            {
                "lr": lr,
                "betas": betas,
                "eps": eps,
                "weight_decay": weight_decay,
                "amsgrad": amsgrad,
                "maximize": maximize,
                "foreach": foreach,
                "capturable": capturable,
                "differentiable": differentiable,
                "fused": fused,
                "decoupled_weight_decay": decoupled_weight_decay,
            },
        )

    def _slots(self, group: Group) -> Slots:
        largest: Slots = {"max_exp_avg_sq": 0.0} if group["amsgrad"] else {}
        return {"step": None, "exp_avg": 0.0, "exp_avg_sq": 0.0} | largest

    def _update(self, param: Any, grad: Any, slots: State, scratch: Any, step: int, group: Group) -> None:
        beta1, beta2 = group["betas"]
        kernels.adam_step(
            param,
            ascending(grad, group),
            slots["exp_avg"],
            slots["exp_avg_sq"],
            lr=group["lr"],
            beta1=beta1,
            beta2=beta2,
            eps=group["eps"],
            weight_decay=group["weight_decay"],
            step=step,
            scratch=scratch,
            decoupled=group["decoupled_weight_decay"],
            max_exp_avg_sq=slots.get("max_exp_avg_sq"),
        )
