"""Says of a number how it was made: from its origin to one level of its ancestry."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from seqlite import Tensor
from seqlite.nn import Module

from . import backward, forward, optimizers
from .memory import Array, At, Event, Index, Memory, Place, address_of, base_of, index_at
from .python_numbers import MOST_NUMBERS, Computed, Element, Written, origin_of, plain
from .steps import Between, Operand, Origin, Step, digits, from_template, from_terms, is_close
from .tracer import Tracer

RANDOM = frozenset(
    "rand randn randint randperm rand_like randn_like randint_like normal bernoulli multinomial poisson "
    "dropout alpha_dropout".split()
)
CONSTANT = frozenset("zeros ones full eye arange linspace logspace zeros_like ones_like full_like empty empty_like".split())
_GREATEST = 5
"""Names of containers' items that are looked for."""


class Explainer:
    """Explains the numbers of a recording.

    Args:
        names: the variables after the run.
    """

    def __init__(self, memory: Memory, tracer: Tracer, main: types.ModuleType) -> None:
        self.memory = memory
        self.tracer = tracer
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
        if isinstance(origin, Written):
            return origin.code
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
        if event.kind == "copy" and event.name in ("clone", "in place"):
            return self._label(Element(event.inputs[0], _same_place(event, place)))
        if event.kind == "gradient":
            return f"∂/∂ {backward.wanted(self, event, place)}"
        return f"{event.name}(…){subscript(place)}"

    def _arrays(self, names: Mapping[str, Any]) -> Iterator[tuple[str, Array]]:
        """The arrays that the reader's variables stand for; those of modules first."""
        known = [(name, value) for name, value in names.items() if not name.startswith("_")]
        for name, value in known:
            if isinstance(value, Module):
                for inner, module in value.named_modules():
                    self.modules.setdefault(id(module), f"{name}.{inner}" if inner else name)
                for inner, one in (*value.named_parameters(), *value.named_buffers()):
                    yield from _arrays_of(f"{name}.{inner}", one)
        for name, value in known:
            yield from _arrays_of(name, value)
            items = list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list | tuple) else []
            for key, one in items[:_GREATEST]:
                yield from _arrays_of(f"{name}[{key!r}]", one)

    # -- one level -------------------------------------------------------------------------------------------
    def explain(self, origin: Origin) -> Step:
        if isinstance(origin, Between):
            return origin.step()
        if isinstance(origin, Element):
            return self._element(origin.at, origin.index)
        if isinstance(origin, Computed):
            return self._computed(origin)
        return self._written(origin)

    def _element(self, at: At, index: Index) -> Step:
        value = self.value(Element(at, index))
        found = self.memory.writer(at, index)
        if found is None:
            kind = "dropped" if self.memory.dropped else "data"
            return Step(kind, "", value, facts={"events": len(self.memory.events)})
        event, place = found
        match event.kind:
            case "copy":
                return self._copied(event, place, value)
            case "operation":
                return forward.explain(self, event, place)
            case "gradient":
                return backward.explain(self, event, place)
            case "sum":
                return self._sum(event, place)
            case "step" | "state":
                return optimizers.explain(self, event, place)
            case "running":
                return forward.running(self, event, place)
            case "clipped":
                return self._clipped(event, place)
        return self._leaf(event, place, value)

    def _sum(self, event: Event, index: Index) -> Step:
        terms = [[self.operand(at, _same_shape(at.array, event.out, index))] for at in event.inputs]
        return from_terms(self.step("sum", event, index), terms)

    def _clipped(self, event: Event, index: Index) -> Step:
        """A gradient after it was limited."""
        step, old = self.step("operation", event, index), self.operand(event.inputs[0], index)
        if event.facts["factor"] is not None:
            return from_template(step, "{0} · {1}", [old, Operand(float(event.facts["factor"]))])
        return from_template(step, "min(max({0}, −{1}), {1})", [old, Operand(float(event.facts["most"]))])

    def _copied(self, event: Event, index: Index, value: float) -> Step:
        if event.name == "item":
            source = forward.item_source(event, index)
            if source is None:  # another element was set
                return self._element(At(event.out, event.time - 0.5), index)
            return from_template(self.step("same", event, index), "{0}", [self.operand(event.inputs[0], source)])
        at, place = event.inputs[0], _same_place(event, index)
        return self._element(at, place)

    def _leaf(self, event: Event, index: Index, value: float) -> Step:
        name, copy = event.name, event.facts.get("copy")
        if copy is not None and not is_close(float(copy[index]), value, ()):
            return Step("unknown", name, value, event.place)
        seed = next((one for one in reversed(self.tracer.seeds) if one[0] < event.time), None)
        if event.kind == "random" or name in RANDOM:
            facts: dict[str, Any] = {"calls": [*event.place.calls], "given": event.facts.get("given", {})}
            if seed is not None:
                facts |= {"seed": seed[1], "seed_cell": seed[2].cell, "seed_line": seed[2].line}
            return Step("random", name, value, event.place, facts=facts)
        if name == "backward":
            return Step("start", name, value, event.place)
        if event.inputs and name not in CONSTANT:
            return forward.function(self, event, index)
        return Step("constant", name, value, event.place)

    def _computed(self, origin: Computed) -> Step:
        if not origin.inputs:
            return Step("dropped", origin.name, 0.0, origin.place, facts={"events": MOST_NUMBERS})
        operands = [Operand(float(plain(one)), origin_of(one)) for one in origin.inputs]
        values = [one.value for one in operands]
        step = Step("python", origin.name, 0.0, origin.place)
        if origin.name == "sum":
            from_terms(step, [[one] for one in operands])
        elif origin.name in ("round", "int", "abs"):
            extra = f", {int(values[1])}" if len(values) > 1 else ""
            from_template(step, f"{origin.name}({{0}}{extra})", operands[:1])
        elif len(operands) == 1:
            from_template(step, f"{origin.name}{{0}}", operands)
        else:
            sign = {"*": "·", "-": "−", "**": "^"}.get(origin.name, origin.name)
            from_template(step, f"{{0}} {sign} {{1}}", operands, f"{{0}} {origin.name} {{1}}")
        step.value = step.recomputed() or 0.0
        return step

    def _written(self, origin: Written) -> Step:
        step = Step("python", "", 0.0, origin.place, facts={"code": origin.code})
        step.operands = [Operand(float(plain(value)), origin_of(value)) for _, value in origin.names]
        step.facts["names"] = [name for name, _ in origin.names]
        return step

    def step(self, kind: str, event: Event, index: Index) -> Step:
        """An empty step about an element that an event has written."""
        value = float(self.memory.contents(At(event.out, event.time + 0.5))[index])
        return Step(kind, event.name, value, event.place)


def subscript(index: Index) -> str:
    return f"[{', '.join(map(str, index))}]" if index else ""


def _arrays_of(name: str, value: Any) -> Iterator[tuple[str, Array]]:
    if isinstance(value, Tensor):
        yield name, value._array
        if value._grad is not None:
            yield f"{name}.grad", value._grad._array
    elif isinstance(value, np.ndarray):
        yield name, value


def _same_place(event: Event, index: Index) -> Index:
    return _same_shape(event.inputs[0].array, event.out, index)


def _same_shape(array: Array, out: Array, index: Index) -> Index:
    """The element of an array that broadcasts to the shape of `out`."""
    return forward.broadcast_index(array.shape, index)


__all__ = ["Explainer", "Place", "digits", "subscript"]
