"""The numbers of a recording: their values, and what the reader calls them."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from seqlite import Tensor
from seqlite.nn import Module

from .memory import Array, At, Event, Index, Memory, address_of, base_of, broadcast_index, index_at
from .python_numbers import Dimension, Element, Written, origin_of, plain
from .steps import Between, Operand, Origin, Step

MOST_ITEMS = 5
"""Items of a list or a dictionary whose names are looked for."""


class Values:
    """The numbers of a recording, and what they are called.

    Args:
        names: the variables after the run.
    """

    def __init__(self, memory: Memory, main: types.ModuleType) -> None:
        self.memory = memory
        self._named: dict[int, list[tuple[str, Array]]] = {}
        self.modules: dict[int, str] = {}
        for name, array in self._arrays(vars(main)):
            self._named.setdefault(id(base_of(array)), []).append((name, array))

    # -- values and names ------------------------------------------------------------------------------------
    def value(self, origin: Origin) -> float:
        if isinstance(origin, Element):
            return float(self.memory.contents(origin.at)[origin.index])
        if isinstance(origin, Between):
            return origin.value
        if isinstance(origin, Dimension):
            return float(origin.at.array.shape[origin.axis])
        raise TypeError("it has no value of its own")

    def operand(self, at: At | Any, index: Index) -> Operand:
        """An element of an array, or a plain number."""
        if isinstance(at, At):
            origin = Element(at, index)
            return Operand(self.value(origin), origin)
        array = np.asarray(at)
        value = float(array[index] if array.ndim else plain(at))
        return Operand(value, origin_of(at))

    def label(self, origin: Origin | None) -> str:
        """What a number is called: by the reader's names, if it has one."""
        if isinstance(origin, Element):
            return self._label(origin)
        if isinstance(origin, Between):
            return origin.name
        if isinstance(origin, Dimension):
            return self._label_of_size(origin)
        if isinstance(origin, Written):
            return origin.code
        return ""

    def is_named(self, element: Element) -> bool:
        """Is it in the memory of one of the reader's variables, and no copy?"""
        return id(base_of(element.at.array)) in self._named

    def _label_of_size(self, size: Dimension) -> str:
        at = size.at
        for name, array in self._named.get(id(base_of(at.array)), ()):
            if array.shape == at.array.shape and address_of(array) == address_of(at.array):
                return f"{name}.shape[{size.axis}]"
        return ""

    def _label(self, element: Element) -> str:
        at, index = element.at, element.index
        address = address_of(at.array) + sum(s * i for s, i in zip(at.array.strides, index, strict=True))
        for name, array in self._named.get(id(base_of(at.array)), ()):
            if (found := index_at(array, address)) is not None:
                return name + subscript(found)
        found_event = self.memory.writer(at, index)
        if found_event is None:
            return ""
        event, place = found_event
        if event.name in ("clone", "in place") and event.inputs and isinstance(event.inputs[0], At):
            return self._label(Element(event.inputs[0], same_place(event, place)))
        if event.kind == "gradient":
            return f"∂/∂ {self.wanted(event, place)}"
        if event.kind == "rule" or (event.kind == "listed" and not place):  # a number that has no name
            return ""
        return f"{event.name}(…){subscript(place)}"

    def _arrays(self, names: Mapping[str, Any]) -> Iterator[tuple[str, Array]]:
        """The arrays that the reader's variables stand for; those of modules first."""
        known = [(name, value) for name, value in names.items() if not name.startswith("_")]
        for name, value in known:
            if isinstance(value, Module):
                for inner, module in value.named_modules():
                    self.modules.setdefault(id(module), _path(name, inner))
                for inner, one in (*value.named_parameters(), *value.named_buffers()):
                    yield from _arrays_of(_path(name, inner), one)
        for name, value in known:
            yield from _arrays_of(name, value)
            items = (
                list(value.items())
                if isinstance(value, dict)
                else list(enumerate(value))
                if isinstance(value, list | tuple)
                else []
            )
            for key, one in items[:MOST_ITEMS]:
                yield from _arrays_of(f"{name}[{key!r}]", one)

    def wanted(self, event: Event, index: Index) -> str:
        """By what the gradient is: the name of the element of the operation's argument."""
        made_by, number = event.facts["of"], event.facts["input"]
        if made_by is None or number >= len(made_by.facts["arrays"]):
            return ""
        given = made_by.inputs[number] if number < len(made_by.inputs) else made_by.facts["arrays"][number]
        given = given if isinstance(given, At) else made_by.facts["arrays"][number]
        if not isinstance(given, At) or given.array.shape != event.out.shape:
            return ""
        return self.label(Element(given, index)) or f"{made_by.name}{subscript(index)}"

    def step(self, kind: str, event: Event, index: Index) -> Step:
        """An empty step about an element that an event has written."""
        value = float(self.memory.contents(At(event.out, event.time + 0.5))[index])
        return Step(kind, event.name, value, event.place)


def subscript(index: Index) -> str:
    return f"[{', '.join(map(str, index))}]" if index else ""


def _path(name: str, inner: str) -> str:
    """As the reader would write it: `model[0].weight`."""
    parts = (f"[{part}]" if part.isdigit() else f".{part}" for part in inner.split(".") if part)
    return name + "".join(parts)


def _arrays_of(name: str, value: Any) -> Iterator[tuple[str, Array]]:
    if isinstance(value, Tensor):
        yield name, value._array
        if value._grad is not None:
            yield f"{name}.grad", value._grad._array
    elif isinstance(value, np.ndarray):
        yield name, value


def same_place(event: Event, index: Index) -> Index:
    """Of what an event has copied, the element that it has put here."""
    return broadcast_index(event.inputs[0].array.shape, index)
