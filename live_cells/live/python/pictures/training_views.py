"""What a film shows of a model's states: chosen by the shapes of x, y and the output."""

from __future__ import annotations

from typing import Any

import torch

from .class_views import ClassesView
from .numbers import Data, exact
from .plane_views import CurveView, PlaneView
from .targets import Targets, targets_of

MOST_SAMPLES = 1000
"""Of more, the first are looked at."""
MOST_CLASSES = 12
"""Of more, neither a matrix nor a plane is drawn."""
FAR = 1e9
"""Numbers that are larger are not drawn."""


class View:
    """Nothing but the loss: of a model of whose output nothing is known."""

    def look(self, model: Any) -> Any:
        """What is seen of a copy of the model in evaluation mode."""

    def weight(self, seen: Any) -> int:
        """Bytes that a state takes."""
        return 1

    def described(self, seen: list[Any]) -> Data:
        """What is seen of all states, as data."""
        return {}


class Shown(View):
    """A model's answers to samples with targets, and what else is drawn of it."""

    def __init__(self, x: Any, targets: Targets, drawn: CurveView | PlaneView | ClassesView | None) -> None:
        self._x = x
        self._targets = targets
        self._drawn = drawn

    def look(self, model: Any) -> Any:
        with torch.no_grad():
            output = model(self._x.clone())
            right = self._targets.right(output)
            return right, self._drawn and self._drawn.look(model, output, right)

    def weight(self, seen: Any) -> int:
        return self._drawn.weight(seen[1]) if self._drawn else 1

    def described(self, seen: list[Any]) -> Data:
        data: Data = {"samples": len(self._x)}
        if self._targets.are_classes:
            data["samples"] = self._targets.count
            data["right"] = [exact(right.sum().item()) for right, _ in seen]
            data["classes"] = self._targets.names
        return data | (self._drawn.described([drawn for _, drawn in seen]) if self._drawn else {})


def view_for(model: Any, x: Any, y: Any, names: list[str], border: float | None) -> View:
    """The view of these samples.

    Args:
        model: a copy, in evaluation mode.
    """
    if x is None or y is None or not len(x):
        return View()
    device = next((parameter.device for parameter in model.parameters()), x.device)
    x, y = (given[:MOST_SAMPLES].detach().clone().to(device) for given in (x, y))
    try:
        output = model(x.clone())
        targets = targets_of(output, y, names, border)
    except Exception:  # it wants something else than x, and trains all the same
        return View()
    if targets is None:
        return View()
    return Shown(x, targets, _drawn(model, x, targets))


def _drawn(model: Any, x: Any, targets: Targets) -> CurveView | PlaneView | ClassesView | None:
    numbers = x[0].numel()
    is_drawn = x.is_floating_point() and _is_near(x) and (targets.are_classes or _is_near(targets.values))
    are_few = len(targets.names) <= MOST_CLASSES
    if is_drawn and numbers == 1 and targets.is_single:
        return CurveView(model, x, targets)
    if is_drawn and numbers == 2 and x.dim() == 2 and are_few:
        return PlaneView(x, targets)
    if targets.are_classes and are_few:
        return ClassesView(model, x, targets)
    return None


def _is_near(numbers: Any) -> bool:
    return bool((numbers.abs() < FAR).all())
