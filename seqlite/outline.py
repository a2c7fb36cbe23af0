"""Nested checkpoints: an object taken apart into named tensors and a text that says how they are nested.

The text is JSON. Numbers, texts, booleans, None and lists stand for themselves; everything else is an object
with one entry that names its kind: `{"tensor": name}`, `{"dict": [[key, value], …]}`, `{"tuple": […]}`,
`{"float": "nan"}`. So whatever a file holds, reading it can make nothing but these.
"""

from __future__ import annotations

import json
import math
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from .dtypes import Size
from .tensor import Tensor

_SEQUENCES: dict[str, Callable[[Any], Any]] = {"tuple": tuple, "Size": Size}
_MAPPINGS: dict[str, Callable[[Any], Any]] = {"dict": dict, "OrderedDict": OrderedDict}


def take_apart(obj: Any) -> tuple[str, dict[str, Tensor]]:
    """The outline of `obj`, and its tensors by their place, such as `model.0.weight`.

    Raises `TypeError`, naming the place, for what is neither tensor nor plain data.
    """
    tensors: dict[str, Tensor] = {}

    def visit(value: Any, place: str) -> Any:
        kind = type(value)
        if isinstance(value, Tensor):
            name = place or "tensor"
            while name in tensors or name == "__metadata__":
                name += "'"
            tensors[name] = value
            return {"tensor": name}
        if value is None or kind in (bool, int, str):
            return value
        if isinstance(value, float):
            return float(value) if math.isfinite(value) else {"float": str(float(value))}
        if kind is list:
            return [visit(item, inside(place, i)) for i, item in enumerate(value)]
        if kind.__name__ in _SEQUENCES and kind is _SEQUENCES[kind.__name__]:
            return {kind.__name__: [visit(item, inside(place, i)) for i, item in enumerate(value)]}
        if kind.__name__ in _MAPPINGS and kind is _MAPPINGS[kind.__name__]:
            pairs = [[visit(key, place), visit(item, inside(place, key))] for key, item in value.items()]
            return {kind.__name__: pairs}
        raise TypeError(
            f"cannot save {place or 'the object'}, a {kind.__name__}: a checkpoint holds tensors, numbers, "
            "texts, dictionaries, lists and tuples. Of a model or an optimizer save its state_dict()"
        )

    return json.dumps(visit(obj, "")), tensors


def inside(place: str, key: Any) -> str:
    """The place of an item, such as `model.0`."""
    return f"{place}.{key}" if place else str(key)


def put_together(text: str, tensors: Mapping[str, Tensor]) -> Any:
    """The object again. Raises `ValueError` for a text that `take_apart` cannot have made."""

    def visit(value: Any) -> Any:
        if isinstance(value, list):
            return [visit(item) for item in value]
        if not isinstance(value, dict):
            return value
        [(kind, content)] = value.items()
        if kind == "tensor":
            return tensors[content]
        if kind == "float":
            return float(content)
        if kind in _SEQUENCES:
            return _SEQUENCES[kind](visit(item) for item in content)
        return _MAPPINGS[kind]((visit(key), visit(item)) for key, item in content)

    try:
        return visit(json.loads(text))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"the outline of its nesting is damaged ({type(error).__name__}: {error})") from None
