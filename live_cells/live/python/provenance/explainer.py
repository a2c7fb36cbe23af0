"""Says of a number how it was made: from its origin to one level of its ancestry."""

from __future__ import annotations

import types
from typing import Any

import numpy as np

from . import backward, forward, layers, moved, numpy_steps, optimizers, recurrent, sizes, statistics_numbers
from .elementwise import ELEMENTWISE
from .memory import At, Event, Index, Memory, broadcast_index
from .python_numbers import (
    MOST_NUMBERS,
    Candidates,
    Computed,
    Counted,
    Dimension,
    Element,
    Written,
    origin_of,
    plain,
)
from .steps import Between, Operand, Origin, Step, from_template, from_terms, is_close, without_formula
from .tracer import Tracer
from .values import Values, same_place

RANDOM = frozenset(
    [
        *("rand", "randn", "randint", "randperm", "rand_like", "randn_like", "randint_like", "normal"),
        *("bernoulli", "multinomial", "poisson", "dropout", "alpha_dropout"),
    ]
)
CONSTANT = frozenset(
    [
        *("zeros", "ones", "full", "eye", "arange", "linspace", "logspace", "zeros_like", "ones_like"),
        *("full_like", "empty", "empty_like", "new_zeros", "new_ones", "new_full", "new_empty"),
    ]
)


DRAWN = "numpy.random."
REARRANGED = ("choice", "permutation", "permuted", "shuffle")
"""Functions that draw numbers of those that they are given."""
MATH = {name: ELEMENTWISE[name] for name in ("exp", "log", "log2", "log10", "log1p", "expm1", "sqrt")} | {
    name: f"{name}({{0}})" for name in ("sin", "cos", "tan", "tanh", "erf", "floor", "ceil")
}
"""Functions of `math`."""
TEMPLATES = {
    "batches, and what is left over": "ceil({0} / {1})",
    "whole batches": "floor({0} / {1})",
    "log2": "log({0}) / log(2)",
    "log10": "log({0}) / log(10)",
    "log1p": "log(1 + {0})",
    "expm1": "e^({0}) − 1",
}
"""By the name of what has been computed."""


class Explainer(Values):
    """Explains the numbers of a recording.

    Args:
        main: has the variables after the run.
    """

    def __init__(self, memory: Memory, tracer: Tracer, main: types.ModuleType) -> None:
        super().__init__(memory, main)
        self.tracer = tracer

    # -- one level -------------------------------------------------------------------------------------------
    def explain(self, origin: Origin) -> Step:
        """How a number was made. A formula that does not give it is not shown."""
        step = self._explain(origin)
        if isinstance(origin, Element | Between) and not is_close(step.value, self.value(origin), ()):
            return Step("unknown", step.name, self.value(origin), step.place)
        return step if not step.python or step.is_exact else without_formula(step)

    def _explain(self, origin: Origin) -> Step:
        if isinstance(origin, Between):
            return origin.step()
        if isinstance(origin, Element):
            return self._element(origin.at, origin.index)
        if isinstance(origin, Dimension):
            return sizes.explain(self, origin)
        if isinstance(origin, Computed):
            return self._computed(origin)
        if isinstance(origin, Candidates):
            return self._candidates(origin)
        if isinstance(origin, Counted):
            return self._counted(origin)
        return self._written(origin)

    def _candidates(self, origin: Candidates) -> Step:
        step = Step("candidates", "", 0.0)
        step.operands = [Operand(self.explain(one).value, one) for one in origin.origins]
        step.value = step.operands[0].value
        return step

    def _element(self, at: At, index: Index) -> Step:
        value = self.value(Element(at, index))
        found = self.memory.writer(at, index)
        if found is None:
            kind = "dropped" if self.memory.dropped else "data"
            return Step(kind, "", value, facts={"events": len(self.memory.events)})
        event, place = found
        if event.name.startswith(DRAWN) and not event.name.endswith(REARRANGED):
            return Step("random", event.name, value, event.place)
        match event.kind:
            case "copy":
                return self._copied(event, place, value)
            case "operation":
                if event.name == "clone" and event.place.is_of_picture:  # it keeps what it shows
                    return self._element(event.inputs[0], same_place(event, place))
                return forward.explain(self, event, place)
            case "gradient":
                return backward.explain(self, event, place)
            case "sum":
                return self._sum(event, place)
            case "numpy":
                return numpy_steps.explain(self, event, place)
            case "listed":
                return self._listed(event, place, value)
            case "step" | "state":
                return optimizers.explain(self, event, place)
            case "running":
                return layers.running(self, event, place)
            case "final":
                return recurrent.final(self, event, place)
            case "clipped":
                return self._clipped(event, place)
        return self._leaf(event, place, value)

    def _listed(self, event: Event, index: Index, value: float) -> Step:
        """A number of a list: what it was before."""
        number = numpy_steps.listed(self, event, index)
        if number.origin is None:
            return Step("constant", event.name, value, event.place)
        return self.explain(number.origin)

    def _sum(self, event: Event, index: Index) -> Step:
        terms = [[self.operand(at, broadcast_index(at.array.shape, index))] for at in event.inputs]
        return from_terms(self.step("sum", event, index), terms)

    def _clipped(self, event: Event, index: Index) -> Step:
        """A gradient after it was limited."""
        step, old = self.step("operation", event, index), self.operand(event.inputs[0], index)
        if event.facts["factor"] is not None:
            return from_template(step, "{0} · {1}", [old, Operand(float(event.facts["factor"]))])
        return from_template(step, "min(max({0}, −{1}), {1})", [old, Operand(float(event.facts["most"]))])

    def _copied(self, event: Event, index: Index, value: float) -> Step:
        if event.name == "item":
            source = moved.item_source(event, index)
            if source is None:  # another element was set
                return self._element(At(event.out, event.time - 0.5), index)
            return self._set(event, index, self.operand(event.inputs[0], source))
        at, place = event.inputs[0], same_place(event, index)
        return self._element(at, place)

    def _set(self, event: Event, index: Index, new: Operand) -> Step:
        """An element that was assigned, in the type of its array."""
        step = self.step("same", event, index)
        stored = float(np.asarray(new.value).astype(event.out.dtype))
        if not is_close(stored, step.value, ()):
            return Step("unknown", "", step.value, event.place)
        return from_template(step, "{0}" if is_close(new.value, step.value, ()) else "int({0})", [new])

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
        if event.kind in ("changed", "rule"):
            return Step("unknown" if event.kind == "changed" else "rule", name, value, event.place)
        if name == "backward" and value == 1:
            return Step("start", name, value, event.place)
        constant = next((one for one in reversed(event.place.calls) if one in CONSTANT), "")
        if constant and event.kind == "made":
            return Step("constant", constant, value, event.place)
        if event.inputs and name not in CONSTANT:
            return moved.function(self, event, index)
        return Step("constant", name, value, event.place)

    def _computed(self, origin: Computed) -> Step:
        if not origin.inputs:
            return Step("dropped", origin.name, 0.0, origin.place, facts={"events": MOST_NUMBERS})
        operands = [Operand(float(plain(one)), origin_of(one)) for one in origin.inputs]
        values = [one.value for one in operands]
        step = Step("python", origin.name, 0.0, origin.place)
        if origin.name in statistics_numbers.FORMULAS:
            statistics_numbers.explain(step, operands)
        elif origin.name in TEMPLATES:
            from_template(step, TEMPLATES[origin.name], operands)
        elif origin.name == "sum":
            from_terms(step, [[one] for one in operands])
        elif origin.name == "prod":
            from_terms(step, [operands])
        elif origin.name in MATH:
            from_template(step, MATH[origin.name], operands)
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

    def _counted(self, origin: Counted) -> Step:
        start = getattr(origin.start, "real", 0)
        facts = {"code": origin.code, "start": int(start)}
        step = Step("counted", origin.what, float(origin.value), origin.place, facts=facts)
        if isinstance(origin.of, int | float) and origin_of(origin.of):
            step.operands = [Operand(float(plain(origin.of)), origin_of(origin.of))]
        return step

    def _written(self, origin: Written) -> Step:
        kind = "literal" if origin.is_literal else "python"
        step = Step(kind, "", float(plain(origin.value)), origin.place, facts={"code": origin.code})
        step.operands = [Operand(float(plain(value)), origin_of(value)) for _, value in origin.names]
        step.facts["names"] = [name for name, _ in origin.names]
        return step
