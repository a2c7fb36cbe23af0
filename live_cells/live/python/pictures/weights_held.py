"""The numbers of a model as they were, and how far each layer's weights have moved since the time before."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

Sizes = dict[str, float]
"""Of each layer, the size of its last update relative to that of its weights."""
MOST_LAYERS = 32
"""Of more, some that are spread evenly over them."""


class Weights:
    """A model's parameters and buffers when they were held last, and the time before."""

    def __init__(self, model: Any) -> None:
        self._before: dict[str, Any] = {}
        self._now = _copies(model)
        self._layers = _layers(model)

    def hold(self, model: Any) -> None:
        self._before, self._now = self._now, _copies(model)
        self._layers = _layers(model)

    def put_into(self, model: Any) -> None:
        """Give a copy of the model the numbers that were held last."""
        with torch.no_grad():
            for name, tensor in _tensors(model):
                if name in self._now:
                    tensor.copy_(self._now[name])

    @property
    def layers(self) -> list[tuple[str, str]]:
        """Name and kind of each layer that has weights."""
        return [(name, kind) for name, (kind, _) in self._layers.items()]

    def sizes(self) -> Sizes:
        """How far the weights of each layer have moved from the time before, relative to their size then."""
        found = {}
        for name, (_, parameters) in self._layers.items():
            pairs = [(self._before[one], self._now[one]) for one in parameters if one in self._before]
            if len(pairs) < len(parameters) or any(old.shape != new.shape for old, new in pairs):
                continue
            moved = sum(_square(new - old) for old, new in pairs)
            size = sum(_square(old) for old, _ in pairs)
            found[name] = (moved / size) ** 0.5 if size else float("inf") if moved else 0.0
        return found


def _square(tensor: Any) -> float:
    return float(tensor.double().pow(2).sum().item())


def _tensors(model: Any) -> list[tuple[str, Any]]:
    named = [*model.named_parameters(), *model.named_buffers()]
    return [
        (name, one)
        for name, one in named
        if not isinstance(one, nn.UninitializedParameter | nn.UninitializedBuffer)
    ]


def _copies(model: Any) -> dict[str, Any]:
    return {name: tensor.detach().clone() for name, tensor in _tensors(model)}


def _layers(model: Any) -> dict[str, tuple[str, list[str]]]:
    """Of each module with weights of its own that are trained: its kind, and the names of these weights."""
    found: dict[str, tuple[str, list[str]]] = {}
    for name, module in model.named_modules():
        prefix = f"{name}." if name else ""
        own = [
            f"{prefix}{one}"
            for one, parameter in module.named_parameters(recurse=False)
            if parameter.requires_grad
            and not isinstance(parameter, nn.UninitializedParameter)
            and parameter.dim() > 1
        ]
        if own:
            found[name] = type(module).__name__, own
    names = [*found]
    last = len(names) - 1
    chosen = (
        {names[round(i * last / (MOST_LAYERS - 1))] for i in range(MOST_LAYERS)}
        if last >= MOST_LAYERS
        else {*names}
    )
    return {name: one for name, one in found.items() if name in chosen}
