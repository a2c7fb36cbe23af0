"""Rprop: steps by the gradient's sign alone. Source: Riedmiller & Braun 1993; `torch.optim.Rprop`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .block import Slots
from .optimizer import Group, Optimizer, State
from .options import options, plain


class Rprop(Optimizer):
    """Each element has a step of its own, which grows by `etas[1]` while the gradient keeps its sign; where
    the sign changes, it shrinks by `etas[0]` and the element stays. For whole data sets, not for batches.

    >>> optim.Rprop([nn.Parameter(torch.ones(1))]).defaults["etas"]
    (0.5, 1.2)
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-2,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50),
        *,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        defaults = options(locals(), first="lr etas step_sizes foreach maximize differentiable")
        if not 0.0 < etas[0] < 1.0 < etas[1]:
            raise ValueError(f"Invalid eta values: {etas[0]}, {etas[1]}")
        super().__init__(params, defaults)

    def _slots(self, group: Group) -> Slots:
        return {"step": None, "prev": 0.0, "step_size": plain(group["lr"])}

    def _update(self, param: Any, grad: Any, slots: State, scratch: Any, step: int, group: Group) -> None:
        (less, more), size = group["etas"], slots["step_size"]
        agree = grad * slots["prev"]
        scratch[...] = 1
        scratch[agree > 0] = more
        scratch[agree < 0] = less
        size *= scratch
        np.clip(size, *group["step_sizes"], out=size)
        slots["prev"][...] = grad
        slots["prev"][agree < 0] = 0
        np.multiply(slots["prev"] > 0, size, out=scratch)
        param -= scratch
        np.multiply(slots["prev"] < 0, size, out=scratch)  # nan is neither
        param += scratch
