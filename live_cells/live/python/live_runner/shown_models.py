"""The models that cells have shown as their last value: *Look inside* finds them by their numbers."""

from __future__ import annotations

import sys
import time
from typing import Any

MOST = 5
"""So many are kept, even if nothing else holds them."""
MODELS: dict[int, tuple[Any, Any]] = {}
"""The latest, by their numbers, each with the input to look at it with, or None. Those of another Python are
never among them: a number is a point in time."""


def is_model(value: object) -> bool:
    """Is it a module of the PyTorch that is imported? This imports none."""
    module = getattr(getattr(sys.modules.get("torch"), "nn", None), "Module", None)
    return isinstance(module, type) and issubclass(type(value), module)


def number_of(model: object, given: object = None, number: int = 0) -> int:
    """Keep a model that is shown, in the place of the one with this number, if there is one.

    Args:
        given: the input to look at it with; without one, the latest of the reader's tensors that fits.
    """
    if number not in MODELS:
        number = time.time_ns() // 1000
    MODELS[number] = model, given
    for old in [*MODELS][:-MOST]:
        del MODELS[old]
    return number
