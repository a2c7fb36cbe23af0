"""ASGD: steps that become smaller, and their mean. Source: Polyak & Juditsky 1992; `torch.optim.ASGD`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .block import Slots
from .optimizer import Group, Optimizer, State
from .options import options, plain


class ASGD(Optimizer):
    """p -= eta * (g + lambd * p), eta = lr / (1 + lambd * lr * t) ** alpha; from step `t0` on, the state `ax`
    is the mean of the parameters.

    >>> optim.ASGD([nn.Parameter(torch.ones(1))]).defaults["t0"]
    1000000.0
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-2,
        lambd: float = 1e-4,
        alpha: float = 0.75,
        t0: float = 1e6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        super().__init__(params, options(locals()))

    def _slots(self, group: Group) -> Slots:
        return {"step": None, "eta": np.float32(plain(group["lr"])), "mu": np.float32(1), "ax": 0.0}

    def _update(self, param: Any, grad: Any, slots: State, scratch: Any, step: int, group: Group) -> None:
        eta, share, mean = float(slots["eta"]), float(slots["mu"]), slots["ax"]
        param *= 1 - group["lambd"] * eta
        np.multiply(grad, eta, out=scratch)
        param -= scratch
        mean[...] = param if share == 1 else mean + (param - mean) * share
        slots["eta"][...] = group["lr"] / (1 + group["lambd"] * group["lr"] * step) ** group["alpha"]
        slots["mu"][...] = 1 / max(1, step - group["t0"])
