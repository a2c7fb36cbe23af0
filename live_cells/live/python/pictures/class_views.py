"""What a classifier confuses, and the weights of its first layer as pictures."""

from __future__ import annotations

import base64
import math
from typing import Any

import torch
from torch import nn

from .numbers import Data, Num, exact
from .targets import Targets

MOST_PICTURES = 8
LARGE = 200
"""Pixels of a picture beyond which four are drawn as one, their mean."""
SIDES = {64: 8, 256: 16, 784: 28, 1024: 32}
"""Numbers in a row that are taken for an image, and its side."""


class ClassesView:
    """Of each class, how often the model says which."""

    def __init__(self, model: Any, x: Any, targets: Targets) -> None:
        self._targets = targets
        self._layer = _first_layer(model, tuple(x.shape[1:]))

    def look(self, model: Any, output: Any, right: Any) -> tuple[list[Num], Any]:
        del right
        classes = torch.arange(len(self._targets.names), device=output.device)
        labels, answers = self._targets.labels, self._targets.answers(output)
        is_of, is_said = ((one.unsqueeze(1) == classes).float() for one in (labels, answers))
        both = is_of.T @ is_said  # of each pair, the samples that are of the one and called the other
        counts = [exact(count) for count in both.flatten().tolist()]
        return counts, self._layer and self._layer.pictures(model)

    def weight(self, seen: tuple[list[Num], Any]) -> int:
        return 2 * len(seen[0]) + (0 if seen[1] is None else seen[1].numel())

    def described(self, seen: list[tuple[list[Num], Any]]) -> Data:
        data: Data = {"counts": [counts for counts, _ in seen]}
        if self._layer:
            data["weights"] = self._layer.described([pictures for _, pictures in seen])
        return data


class Layer:
    """A layer whose weights are as many pictures as it has units."""

    def __init__(self, name: str, size: tuple[int, int], units: int) -> None:
        self._name = name
        self._size = size
        self._units = units
        self._pooled = 2 ** max(0, math.ceil(math.log(math.prod(size) / LARGE, 4)))

    def pictures(self, model: Any) -> Any:
        """The weights of the first units; of those with several channels, their mean."""
        weight = model.get_submodule(self._name).weight.detach()[:MOST_PICTURES]
        found = weight.reshape(len(weight), -1, *self._size).mean(dim=1).cpu()
        if self._pooled == 1:
            return found
        return nn.functional.avg_pool2d(found.unsqueeze(1), self._pooled, ceil_mode=True).squeeze(1)

    def described(self, seen: list[Any]) -> Data:
        pictures = torch.stack(seen).double()
        largest = float(pictures.abs().nan_to_num(0.0).max().item()) or 1.0
        whole = ((pictures.nan_to_num(0.0) / largest + 1) * 127).round().to(torch.uint8)
        return {
            "layer": self._name,
            "size": list(pictures.shape[2:]),
            "pooled": self._pooled,
            "shown": pictures.shape[1],
            "units": self._units,
            "largest": float(f"{largest:.6g}"),
            "values": base64.b64encode(bytes(whole.flatten().tolist())).decode(),
        }


def _first_layer(model: Any, shape: tuple[int, ...]) -> Layer | None:
    """The first layer with weights, if they are pictures."""
    size = _image_size(shape)
    for name, module in model.named_modules():
        if size and isinstance(module, nn.Conv2d) and min(module.kernel_size) > 2:
            return Layer(name, tuple(module.kernel_size), module.out_channels)
        if size and isinstance(module, nn.Linear) and module.in_features % math.prod(size) == 0:
            return Layer(name, size, module.out_features)
        if any(True for _ in module.parameters(recurse=False)):
            return None
    return None


def _image_size(shape: tuple[int, ...]) -> tuple[int, int] | None:
    """Height and width, if samples of this shape are images."""
    if len(shape) == 3 and shape[0] in (1, 3):
        return shape[1], shape[2]
    if len(shape) == 2 and min(shape) > 5:
        return shape[0], shape[1]
    side = SIDES.get(shape[0]) if len(shape) == 1 else None
    return (side, side) if side else None
