"""The models that cells have shown as their last value: *Look inside* finds them by their numbers."""

from __future__ import annotations

import sys
import time
from typing import Any

MOST = 5
"""So many are kept, even if nothing else holds them."""
MODELS: dict[int, Any] = {}
"""The latest, by their numbers. Those of another Python are never among them: a number is a point in time."""


def is_model(value: object) -> bool:
    """Is it a module of the PyTorch that is there? Asked without importing one."""
    module = getattr(getattr(sys.modules.get("torch"), "nn", None), "Module", None)
    return isinstance(module, type) and issubclass(type(value), module)


def number_of(model: object) -> int:
    """Keep a model that is shown."""
    number = time.time_ns() // 1000
    MODELS[number] = model
    for old in [*MODELS][:-MOST]:
        del MODELS[old]
    return number
