"""The models that cells have shown as their last value: *Look inside* finds them by their numbers."""

from __future__ import annotations

import sys
from typing import Any
from weakref import WeakValueDictionary

MODELS: WeakValueDictionary[int, Any] = WeakValueDictionary()
"""Those that something else still holds."""
_count = 0


def is_model(value: object) -> bool:
    """Is it a module of the PyTorch that is there? Asked without importing one."""
    module = getattr(getattr(sys.modules.get("torch"), "nn", None), "Module", None)
    return isinstance(module, type) and issubclass(type(value), module)


def number_of(model: object) -> int:
    global _count
    _count += 1
    MODELS[_count] = model
    return _count
