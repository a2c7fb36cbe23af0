"""Adafactor and Muon: steps that treat a weight as a matrix.

Sources: Shazeer & Stern 2018 (Adafactor), Jordan et al. 2024 and Liu et al. 2025 (Muon); PyTorch.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from .._core.creation import tensor
from .._core.dtypes import bfloat16
from .._core.tensor import Tensor
from ..autograd import enable_grad, no_grad
from .optimizer import Group, Optimizer, State


def check_options(given: dict[str, Any], limits: dict[str, str]) -> dict[str, Any]:
    """Check an optimizer's options, and return them as its defaults. `limits` says by name what PyTorch calls
    them in its error."""
    lr = given["lr"]
    if isinstance(lr, Tensor) and lr.numel() != 1:
        raise ValueError("Tensor lr must be 1-element")
    for name, text in limits.items():
        value = given[name]
        if not value >= 0.0:
            raise ValueError(f"{text} should be >= 0 but is: {value}")
    return {name: value for name, value in given.items() if name not in ("self", "params", "__class__")}


class _OneByOne(Optimizer):
    """Base of the optimizers that change each parameter by itself, in tensors."""

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update every parameter that has a gradient; return what `closure`, called first, returns."""
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        with no_grad():
            for group in self.param_groups:
                options = group
                if isinstance(group["lr"], Tensor):  # PyTorch rounds in its type
                    options = group | {"lr": group["lr"].reshape(())}
                for param in group["params"]:
                    if param.grad is not None:
                        grad = -param.grad if group.get("maximize") else param.grad
                        self._change(param, grad, self.state[param], options)
        return loss

    def _change(self, param: Tensor, grad: Tensor, state: State, group: Group) -> None:
        """Change `param` in place, down along `grad`."""
        raise NotImplementedError(f"{type(self).__name__} has no update rule")


class Adafactor(_OneByOne):
    """`Adam` without momentum, which keeps the mean squares of rows and columns instead of all elements.

    The step is relative to the size of the parameter, and no longer than `d` in the root mean square. `eps`
    is a floor for the mean squares (None: the type's smallest step at 1), and one for the parameter's size.
    Raises `ValueError` for options out of range.

    >>> optim.Adafactor([nn.Parameter(torch.ones(2, 3))]).defaults["beta2_decay"]
    -0.8
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-2,
        beta2_decay: float = -0.8,
        eps: tuple[float | None, float] = (None, 1e-3),
        d: float = 1.0,
        weight_decay: float = 0.0,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
    ) -> None:
        defaults = check_options(locals(), {"lr": "Learning rate"})
        if not beta2_decay <= 0.0:
            raise ValueError(f"beta2_decay should be <= 0 but is: {beta2_decay}")
        if eps[0] is not None and not eps[0] >= 0.0:
            raise ValueError(f"epsilon1 should be >= 0 but is: {eps[0]}")
        if not eps[1] >= 0.0:
            raise ValueError(f"epsilon2 should be >= 0 but is: {eps[1]}")
        if not d >= 1.0:
            raise ValueError(f"Clipping threshold d should be >= 1 but is: {d}")
        check_options(defaults, {"weight_decay": "weight_decay"})
        super().__init__(params, defaults)

    def _change(self, param: Tensor, grad: Tensor, state: State, group: Group) -> None:
        if not state:
            state["step"] = tensor(0.0)
            if grad.dim() > 1:
                state["row_var"] = grad.new_zeros((*grad.shape[:-1], 1))
                state["col_var"] = grad.new_zeros((*grad.shape[:-2], 1, grad.shape[-1]))
            else:
                state["variance"] = grad.new_zeros(grad.shape)
        state["step"] += 1
        step, root = float(state["step"]), math.sqrt(param.numel())
        least, smallest = group["eps"]
        floor = float(np.finfo(param._array.dtype).eps) if least is None else least
        rate = max(smallest, param.norm().item() / root) * min(group["lr"], 1 / step**0.5)
        if group["weight_decay"] != 0:
            param.mul_(1 - group["lr"] * group["weight_decay"])
        fresh = step ** group["beta2_decay"]
        for name, dim in (("row_var", -1), ("col_var", -2)):
            if name in state:
                mean = grad.norm(2, dim, keepdim=True).square() / grad.shape[dim]
                state[name].lerp_(mean, fresh)
        if grad.dim() > 1:
            rows = state["row_var"]
            square = rows @ state["col_var"] / rows.mean(-2, keepdim=True).clamp(min=floor)
        else:
            square = state["variance"].lerp_(grad * grad, fresh)
        update = grad * square.clamp(min=floor * floor).rsqrt()
        param.add_(update, alpha=-rate / max(1.0, update.norm().item() / (root * group["d"])))


class Muon(_OneByOne):
    """Momentum whose step is made orthogonal, for the weights of hidden layers: matrices alone.

    `ns_steps` Newton-Schulz steps with the polynomial of `ns_coefficients` bring all singular values of the
    update near 1. `adjust_lr_fn` says how the rate follows the shape (A, B): "original" (None), times
    sqrt(max(1, A / B)), or "match_rms_adamw", times 0.2 sqrt(max(A, B)). Raises `ValueError` for options out
    of range and for parameters that are no matrices.

    >>> optim.Muon([nn.Parameter(torch.ones(2, 3))]).defaults["momentum"]
    0.95
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        weight_decay: float = 0.1,
        momentum: float = 0.95,
        nesterov: bool = True,
        ns_coefficients: tuple[float, float, float] = (3.4445, -4.7750, 2.0315),
        eps: float = 1e-7,
        ns_steps: int = 5,
        adjust_lr_fn: str | None = None,
    ) -> None:
        names = {"lr": "Learning rate", "momentum": "momentum", "weight_decay": "weight decay"}
        given = {name: value for name, value in locals().items() if name != "names"}
        defaults = check_options(given, names)
        if adjust_lr_fn not in (None, "original", "match_rms_adamw"):
            raise ValueError(f"Adjust learning rate function {adjust_lr_fn} is not supported")
        super().__init__(params, defaults)
        for group in self.param_groups:
            for param in group["params"]:
                if param.dim() != 2:
                    raise ValueError(
                        "Muon only supports 2D parameters whereas we found a parameter with size: "
                        f"{param.shape}"
                    )

    def _change(self, param: Tensor, grad: Tensor, state: State, group: Group) -> None:
        momentum = group["momentum"]
        if "momentum_buffer" not in state:
            state["momentum_buffer"] = grad.new_zeros(grad.shape)
        mean: Tensor = state["momentum_buffer"].lerp_(grad, 1 - momentum)
        update = grad.lerp(mean, momentum) if group["nesterov"] else mean
        rows, columns = param.shape
        rate = math.sqrt(max(1, rows / columns))
        if group["adjust_lr_fn"] == "match_rms_adamw":
            rate = 0.2 * math.sqrt(max(rows, columns))
        param.mul_(1 - group["lr"] * group["weight_decay"])
        turned = orthogonalized(update, group["ns_coefficients"], group["ns_steps"], group["eps"])
        param.add_(turned.to(param.dtype), alpha=-group["lr"] * rate)


def orthogonalized(
    matrix: Tensor, coefficients: tuple[float, float, float], steps: int, eps: float
) -> Tensor:
    """The matrix with singular values near 1, by Newton-Schulz steps in bfloat16."""
    if steps >= 100:
        raise ValueError("Number of steps must be less than 100 for computational efficiency")
    if len(coefficients) != 3:
        raise ValueError("Coefficients must be a tuple of exactly 3 values")
    a, b, c = coefficients
    tall = matrix.shape[0] > matrix.shape[1]
    x = rounded(matrix.T if tall else matrix)
    x = rounded(x / rounded(x.norm()).clamp(min=eps))
    for _ in range(steps):
        gram = rounded(x @ x.T)
        change = rounded(gram * b + gram @ gram * c)
        x = rounded(x * a + change @ x)
    return x.T if tall else x


def rounded(matrix: Tensor) -> Tensor:
    """The matrix rounded to bfloat16, as float32."""
    return matrix.to(bfloat16).float()
