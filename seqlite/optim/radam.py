"""RAdam, Rprop and ASGD: steps whose size depends on how long, and how steadily, training has gone on.

Sources: Liu et al. 2020 (RAdam), Riedmiller & Braun 1993 (Rprop), Polyak & Juditsky 1992 (ASGD); PyTorch.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from .flat_parameters import Slots
from .optimizer import Group, Optimizer, State
from .options import as_number, defaults_of


class RAdam(Optimizer):
    """`Adam` whose first steps follow the mean gradient alone; later steps are rectified. Parameters of any
    shapes.

    A step is rectified once the running mean of g² covers more than 5 steps. Raises `ValueError` for options
    out of range.

    >>> optim.RAdam([nn.Parameter(torch.ones(1))]).defaults["lr"]
    0.001
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
    ) -> None:
        given, first = locals(), "lr betas eps weight_decay maximize foreach capturable"
        super().__init__(params, defaults_of(given, first=first))

    def _slots(self, group: Group) -> Slots:
        return {"step": None, "exp_avg": 0.0, "exp_avg_sq": 0.0}

    def _update(self, param: Any, grad: Any, slots: State, scratch: Any, step: int, group: Group) -> None:
        (beta1, beta2), mean, square = group["betas"], slots["exp_avg"], slots["exp_avg_sq"]
        mean += (1 - beta1) * (grad - mean)
        square *= beta2
        square += (1 - beta2) * grad * grad
        np.multiply(mean, group["lr"] / (1 - beta1**step), out=scratch)
        longest, unbias = 2 / (1 - beta2) - 1, 1 - beta2**step
        length = longest - 2 * step * beta2**step / unbias  # of the average of g², in steps
        if length > 5:
            shares = ((n - 4) * (n - 2) / n for n in (length, longest))
            scratch *= math.sqrt(next(shares) / next(shares)) * math.sqrt(unbias)
            scratch /= np.sqrt(square) + group["eps"]
        param -= scratch


class Rprop(Optimizer):
    """Steps by the sign of the gradient alone, of a size that each element has for itself.

    The size grows by `etas[1]` while the gradient keeps its sign. Where the sign changes, the size shrinks by
    `etas[0]` and the element stays. For whole data sets, not for batches. Raises `ValueError` for options out
    of range.

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
        defaults = defaults_of(locals(), first="lr etas step_sizes foreach maximize differentiable")
        if not 0.0 < etas[0] < 1.0 < etas[1]:
            raise ValueError(f"Invalid eta values: {etas[0]}, {etas[1]}")
        super().__init__(params, defaults)

    def _slots(self, group: Group) -> Slots:
        return {"step": None, "prev": 0.0, "step_size": as_number(group["lr"])}

    def _update(self, param: Any, grad: Any, slots: State, scratch: Any, step: int, group: Group) -> None:
        (less, more), size, before = group["etas"], slots["step_size"], slots["prev"]
        agree = grad * before
        size *= np.where(agree > 0, more, np.where(agree < 0, less, 1)).astype(size.dtype)
        np.clip(size, *group["step_sizes"], out=size)
        before[...] = np.where(agree < 0, 0, grad)
        param -= np.where(before > 0, size, 0)
        param += np.where(before < 0, size, 0)  # nan is neither


class ASGD(Optimizer):
    """p -= eta * (g + lambd * p), eta = lr / (1 + lambd * lr * t) ** alpha. From step `t0` on, the state `ax`
    is the mean of the parameters.

    Raises `ValueError` for options out of range.

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
        super().__init__(params, defaults_of(locals() | {"alpha": 0}) | {"alpha": alpha})

    def _slots(self, group: Group) -> Slots:
        return {"step": None, "eta": np.float64(as_number(group["lr"])), "mu": np.float64(1), "ax": 0.0}

    def _update(self, param: Any, grad: Any, slots: State, scratch: Any, step: int, group: Group) -> None:
        eta, share, mean = float(slots["eta"]), float(slots["mu"]), slots["ax"]
        param *= 1 - group["lambd"] * eta
        np.multiply(grad, eta, out=scratch)
        param -= scratch
        mean[...] = param if share == 1 else mean + (param - mean) * share
        slots["eta"][...] = group["lr"] / (1 + group["lambd"] * group["lr"] * step) ** group["alpha"]
        slots["mu"][...] = 1 / max(1, step - group["t0"])
