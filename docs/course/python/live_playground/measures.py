"""Measures of each layer after an epoch: its gradients, what leaves it, its dead ReLUs."""

from __future__ import annotations

from typing import Any

import seqlite
from seqlite import nn
from seqlite.utils.data import Dataset

from .packing import number

PROBED = 128


class Probe:
    """A few samples of the training data, the same ones each time."""

    def __init__(self, dataset: Dataset[Any]) -> None:
        samples = [dataset[index] for index in range(min(PROBED, len(dataset)))]  # type: ignore[arg-type]
        self.inputs = seqlite.stack([inputs for inputs, _ in samples])
        self.targets = seqlite.stack([seqlite.as_tensor(target) for _, target in samples])


def leaving(model: nn.Sequential, x: seqlite.Tensor) -> list[seqlite.Tensor]:
    """What leaves each layer."""
    left = []
    for layer in model:
        x = layer(x)
        left.append(x)
    return left


def of(model: nn.Sequential, probe: Probe, criterion: nn.Module) -> dict[str, Any]:
    """For each layer: the size of its weights' gradient, the spread of its outputs, its dead units.

    The model is in evaluation mode and a copy: its gradients do not reach the model.
    """
    model.zero_grad()
    left = leaving(model, probe.inputs)
    criterion(left[-1], probe.targets).backward()
    layers = [_of_layer(*pair) for pair in zip(model, left, strict=True)]
    model.zero_grad()
    return {"layers": layers}


def _of_layer(layer: nn.Module, out: seqlite.Tensor) -> dict[str, Any]:
    measured: dict[str, Any] = {"spread": number(out.detach().std().item())}
    weight = getattr(layer, "weight", None)
    if weight is not None and weight.grad is not None:
        measured["gradient"] = number(weight.grad.norm().item())
    if isinstance(layer, nn.ReLU):
        alive = (out.detach() > 0).flatten(1) if out.dim() == 2 else (out.detach() > 0).flatten(2).any(dim=2)
        measured["dead"] = int((~alive.any(dim=0)).sum())
        measured["units"] = alive.shape[1]
    return measured
