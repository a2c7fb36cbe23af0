"""The loss of a model as a function of two of its weights, for a surface."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.func import functional_call

from . import looking

_WEIGHT = re.compile(r"(?P<name>[\w.]+)\[(?P<index>[\d,\s]+)\]")


def loss_of(
    model: Any, x: Any, target: Any, loss: Callable[[Any, Any], Any], first: str, second: str
) -> Callable[[Any, Any], Any]:
    """The loss of two weights of a model, all others as they are now: ``surface()`` takes it as its height.

    Args:
        model: which stays as it is.
        x: its input.
        target: what the loss compares the output with.
        loss: such as ``nn.MSELoss()``.
        first: one number among the parameters, such as ``"0.weight[0, 1]"``.
        second: another one.
    """
    if not isinstance(model, nn.Module):
        raise TypeError(f"loss_of() needs a model, such as nn.Sequential(…), and got {type(model).__name__}")
    copy = looking.copied(model)
    weights = {name: one.detach().clone() for name, one in copy.named_parameters()}
    places = [_place(one, weights) for one in (first, second)]

    def at(*values: Any) -> Any:
        changed = dict(weights)
        for (name, mask), value in zip(places, values, strict=True):
            changed[name] = torch.where(mask, value, changed[name])
        return loss(functional_call(copy, changed, (x,)), target)

    def height(a: Any, b: Any) -> Any:
        if not a.dim():
            return at(a, b)
        with torch.no_grad():
            pairs = zip(a.reshape(-1), b.reshape(-1), strict=True)
            return torch.stack([at(one, other) for one, other in pairs]).reshape(a.shape)

    return height


def _place(said: str, weights: dict[str, Any]) -> tuple[str, Any]:
    """The parameter's name, and where in it the number is."""
    found = _WEIGHT.fullmatch(said.strip())
    if found is None or found["name"] not in weights:
        raise ValueError(
            f"loss_of() needs one number of a parameter, such as '{next(iter(weights), 'weight')}[0]', "
            f"and got {said!r}; the parameters are {', '.join(weights)}"
        )
    index = tuple(int(one) for one in found["index"].split(","))
    shape = list(weights[found["name"]].shape)
    if len(index) != len(shape) or any(one >= side for one, side in zip(index, shape, strict=False)):
        raise ValueError(f"loss_of() got {said!r}, and that parameter has the shape {shape}")
    mask = torch.zeros(shape, dtype=torch.bool)
    mask[index] = True
    return found["name"], mask
