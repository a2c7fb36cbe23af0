"""AdamW: Adam with weights that shrink by themselves. Source: Loshchilov & Hutter 2019; PyTorch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .adam import Adam
from .optimizer import Optimizer
from .options import options


class AdamW(Adam):
    """p *= 1 - lr * weight_decay, then Adam's step without weight decay.

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
        Optimizer.__init__(self, params, options(locals()) | {"decoupled_weight_decay": True})
