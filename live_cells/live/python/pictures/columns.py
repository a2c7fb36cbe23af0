"""What of each module is described, and what is folded because it is too much to draw."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from .links import Drawn, links_of
from .looking import Run, Step
from .numbers import Data, data_of, exact

UNFOLDED = 12
"""Columns of up to so many units are shown whole."""
TERMS = 6
"""So many terms of a long sum are named."""
LONGEST_TEXT = 300

BY_UNIT = ("Linear", "Conv1d", "Conv2d", "Conv3d", "BatchNorm1d", "BatchNorm2d", "LayerNorm", "RMSNorm")
"""Kinds of which each weight belongs to one unit of the output, or to one channel."""
KNOWN = (*BY_UNIT, "PReLU", "InstanceNorm1d", "InstanceNorm2d", "GroupNorm", "Embedding", "Bilinear")
"""Kinds whose weights are described."""
BUFFERS = ("running_mean", "running_var")
AS_EVALUATED = (
    "Dropout",
    "Dropout1d",
    "Dropout2d",
    "Dropout3d",
    "AlphaDropout",
    "BatchNorm1d",
    "BatchNorm2d",
)
"""Kinds that compute something else while the model is in training mode."""
IMAGE_STAYS = ("Flatten", "Identity", "Dropout")


@dataclass(frozen=True)
class Limits:
    """How much is described: the first and the last units of a folded column, and so many numbers."""

    first: int
    last: int
    numbers: int
    image_weights: int


LEVELS = (
    Limits(8, 2, 4096, 8192),
    Limits(8, 2, 4096, 0),
    Limits(8, 2, 1024, 0),
    Limits(4, 1, 256, 0),
    Limits(2, 1, 64, 0),
    Limits(1, 1, 0, 0),
)
"""From the fullest description on; the first that is short enough is taken."""


def folded_units(shape: Sequence[int], limits: Limits) -> list[int] | None:
    """Which units of an output of this shape are described; all, if ``None``."""
    if not shape or not math.prod(shape):
        return None
    if len(shape) == 1:
        count = shape[0]
        if count <= UNFOLDED and (count <= limits.first + limits.last or limits.numbers):
            return None
        last = range(max(count - limits.last, limits.first), count)
        return [*range(min(limits.first, count)), *last]
    if math.prod(shape) <= limits.numbers:
        return None
    return list(range(limits.numbers // math.prod(shape[1:])))


class Columns:
    """Describes the modules one by one, and says in words what it leaves out."""

    def __init__(self, limits: Limits, image: tuple[int, int] | None, run: Run) -> None:
        self.limits = limits
        self.reasons: list[str] = []
        self._run = run
        self._image = math.prod(image) if image else 0
        self._before: Drawn | None = None
        self._count = 0

    def entry(self, sample: Any) -> Data:
        """The input, as fields of the description."""
        units = None
        if self._image > self.limits.numbers or not self._image:
            units = folded_units(sample.shape, self.limits)
        self._before = Drawn(self._run.x, self._run, units)
        self._count = sample.numel() if units is None else 0
        if units is None:
            return {"input": data_of(sample)}
        self._image = 0
        self._say("The input", sample.shape, units)
        return {"input": data_of(sample, units), "input_units": units}

    def module(self, step: Step) -> Data:
        """A module, with what left it and what came back."""
        module, kind = step.module, step.kind
        described: Data = {
            "name": step.name,
            "kind": kind,
            "text": text_of(step),
            "training": step.training,
            "settings": settings_of(module) if not kind.startswith("__main__.") else {},
        }
        before, self._before = self._before, None
        if step.left is None:
            return described
        output = self._run.sample_of(step.left)
        if output.is_complex():
            self.reasons.append(f"{kind} ({step.name}) gives complex numbers, which are not drawn.")
            return described
        units = folded_units(output.shape, self.limits)
        if units is not None:
            described["units"] = units
            if kind != "Flatten" or self._count != output.numel():  # the page shows what was there, laid flat
                self._say(f"{kind} ({step.name})", output.shape, units)
        described["output"] = data_of(output, units)
        self._count = len(described["output"]["values"])
        self._before = Drawn(step.left, self._run, units)
        links = links_of(step, before, self._before) if before else None
        if links is not None:
            described["links"] = links
        if step.signal is not None:
            described["output_gradient"] = data_of(self._run.sample_of(step.signal), units)
        if kind in KNOWN:
            self._weights(described, step, output, units)
        if kind not in IMAGE_STAYS:
            self._image = 0
        return described

    def _weights(self, described: Data, step: Step, output: Any, units: list[int] | None) -> None:
        module, kind = step.module, step.kind
        entered = self._run.sample_of(step.entered)
        is_sum = kind == "Linear" and output.dim() == 1 and entered.dim() == 1
        for name in ("weight", "bias", *BUFFERS):
            tensor = getattr(module, name, None)
            if not isinstance(tensor, torch.Tensor):
                continue
            is_by_unit = kind in BY_UNIT and (kind != "Linear" or is_sum)
            rows = units if is_by_unit and list(tensor.shape[:1]) == list(output.shape[:1]) else None
            if rows is None and units is not None and tensor.numel() > UNFOLDED:
                continue
            numbers = tensor.numel() if rows is None else tensor.numel() // len(tensor) * len(rows)
            is_image = is_sum and self._image and self._image == module.in_features
            is_large = is_image or kind == "Conv2d"
            allowed = max(self.limits.numbers, self.limits.image_weights * bool(is_large))
            if numbers > allowed and tensor.dim() > 1:
                continue
            described[name] = data_of(tensor, rows)
            if name in step.gradients:
                described[f"{name}_gradient"] = data_of(step.gradients[name], rows)
        if is_sum and module.in_features > UNFOLDED:
            shown = range(len(output)) if units is None else units
            described["terms"], described["rest"] = _terms(module.weight, entered, shown)

    def _say(self, what: str, shape: Sequence[int], units: Sequence[int]) -> None:
        if len(shape) == 1:
            self.reasons.append(f"{what} has {shape[0]:,} units; {len(units)} of them are shown.")
        elif units:
            self.reasons.append(f"{what} has {shape[0]:,} maps; the first {len(units)} are shown.")
        else:
            size = " × ".join(f"{side:,}" for side in shape)
            self.reasons.append(f"{what} has {size} numbers, too many to be drawn.")


def text_of(step: Step) -> str:
    """What the module prints; of one that computes something else in training mode, how it is shown."""
    text = " ".join(str(step.module).split())
    if len(text) > LONGEST_TEXT:
        text = f"{text[: LONGEST_TEXT - 1]}…"
    return f"{text}, shown as in evaluation mode" if step.training and step.kind in AS_EVALUATED else text


def settings_of(module: Any) -> Data:
    """The arguments of a module or loss: numbers, booleans and texts; of tensors, that there is one."""
    found: Data = {}
    for name, value in vars(module).items():
        if name.startswith("_") or name == "training":
            continue
        if isinstance(value, float):
            found[name] = exact(value)
        elif value is None or isinstance(value, bool | int | str):
            found[name] = value
        elif isinstance(value, tuple) and all(isinstance(one, int) for one in value):
            found[name] = list(value)
    for name in ("weight", "pos_weight"):
        if module._buffers.get(name) is not None:
            found[name] = True
    return found


def _terms(weight: Any, entered: Any, units: Sequence[int]) -> tuple[list[Any], list[Any]]:
    """For each unit the largest terms of its sum, and how many more there are, with their sum."""
    terms, rest = [], []
    for unit in units:
        products = (weight[unit] * entered).detach().cpu()
        _, order = products.abs().topk(TERMS)
        named = order.tolist()
        terms.append([[i, exact(weight[unit, i].item()), exact(entered[i].item())] for i in named])
        others = products.double()
        others[order] = 0.0
        rest.append([len(products) - TERMS, exact(others.sum().float().item())])
    return terms, rest
