"""Stochastic gradient descent. Source: PyTorch, `torch.optim.SGD`; Sutskever et al. 2013 (momentum)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .._core import kernels
from .flat_parameters import Slots
from .optimizer import Group, Optimizer, State
from .options import defaults_of


class SGD(Optimizer):
    """p -= lr * b, where b = momentum * b + (1 - dampening) * g and g = grad + weight_decay * p. Parameters
    of any shapes.

    Raises `ValueError` for options out of range, and for `nesterov` without momentum or with dampening.

    >>> import seqlite as torch
    >>> w = torch.nn.Parameter(torch.ones(2))
    >>> optimizer = SGD([w], lr=0.1)
    >>> w.sum().backward()
    >>> optimizer.step()
    >>> w.data
    tensor([0.9000, 0.9000])
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        defaults = defaults_of(locals(), takes_nan=True)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        super().__init__(params, defaults)

    def _slots(self, group: Group) -> Slots:
        return {"momentum_buffer": 0.0} if group["momentum"] else {}

    def _update(self, param: Any, grad: Any, slots: State, scratch: Any, step: int, group: Group) -> None:
        kernels.sgd_step(
            param,
            grad,
            slots.get("momentum_buffer"),
            lr=group["lr"],
            momentum=group["momentum"],
            dampening=group["dampening"],
            nesterov=group["nesterov"],
            first=step == 1,
            scratch=scratch,
        )
