"""Records gradients and the steps of optimizers, beside all else that the engine does while cells run."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from seqlite._core import graph
from seqlite._core.graph import MultiOutput, Node
from seqlite._core.recorded import backward as recorded_backward
from seqlite._core.recorded import rules as recorded_rules
from seqlite._core.tensor_base import TensorBase
from seqlite.autograd import engine, gradients

from .forward_tracer import ForwardTracer, copy_of
from .memory import Array, At, Memory, Place
from .places import place_of

_SUMMED = "sum of gradients"
_ACCUMULATE = TensorBase._accumulate.__code__
_EXECUTE = engine.execute.__code__
_GRAD = gradients.grad.__code__
_AS_ROOTS = recorded_backward.as_roots.__code__
_WITH_HISTORY = recorded_rules.with_history.__code__
_LOGITS_OF = recorded_rules.logits_of.__code__
_RECORDED = recorded_backward.run_recorded.__name__
MOST_NUMBERS = 10_000
"""Gradients that are numbers of NumPy of which is known which array stands for them."""


class Tracer(ForwardTracer):
    """The events of a run, and the memory in which they have written."""

    def __init__(self, memory: Memory) -> None:
        super().__init__(memory)
        self._arrived: dict[int, tuple[Any, list[At]]] = {}
        """The gradients that have arrived at a node or a leaf."""
        self._rematch: tuple[list[At], Callable[[Array], None]] | None = None
        self._numbers: dict[int, tuple[Any, Array]] = {}
        """Gradients that have come as numbers of NumPy, and the arrays that are remembered of them."""

    # -- backward --------------------------------------------------------------------------------------------
    def gradient_rules(self, node: Node, edges: Any) -> Any:
        """The edges of a node, which tell of what they compute."""
        place = place_of(sys._getframe(1))
        return [
            edge and (self._watched(node, number, edge[0], place), edge[1], edge[2])
            for number, edge in enumerate(edges)
        ]

    def _watched(
        self, node: Node, number: int, rule: Callable[[Any], Any], place: Place
    ) -> Callable[[Any], Any]:
        def watched(arriving: Any) -> Any:
            g = self._array_of(arriving)
            self._arrive(node, g, place)
            part = rule(g)
            if isinstance(part, np.generic):  # which has no memory of its own
                part = np.asarray(part)
            elif part is g and g is not arriving:  # which the engine would take for a new one
                part = g.copy()
            target = node.targets[number] if number < len(node.targets) else None
            if isinstance(part, MultiOutput) or isinstance(g, MultiOutput):
                self._rematch = None
                whole = part if isinstance(part, MultiOutput) else g
                arrived = [one for one in whole.by.values() if isinstance(one, np.ndarray)]
                if isinstance(part, MultiOutput):
                    self._arrived.setdefault(id(target), (target, []))[1].extend(map(self.now, arrived))
                    return part
                several = {
                    "outputs": [*whole.by],
                    "rule": rule if rule.__module__ == graph.__name__ else None,
                }
                self._note_gradient(node, number, arrived, part, place, target, several)
                return part
            self._note_gradient(node, number, [g], part, place, target)
            return part

        return watched

    def _note_gradient(
        self,
        node: Node,
        number: int,
        g: list[Array],
        part: Any,
        place: Place,
        target: Any,
        several: dict[str, Any] | None = None,
    ) -> None:
        made_by = self.event_of(node)
        name = made_by.name if made_by else node._name
        if made_by is not None and number < len(made_by.facts["edges"]):
            number = made_by.facts["edges"][number]
        facts = {"of": made_by, "input": number, "node": node._name, **(several or {})}
        part = np.asarray(part)
        arrived = self._arrived.setdefault(id(target), (target, []))[1]

        def note(array: Array) -> None:
            if not self.memory.knows(array):
                event = self.event("gradient", name, array, (), place, **facts)
                event.inputs = given
            arrived.append(self.now(array))

        given = tuple(self.now(one) for one in g)
        note(part)
        self._rematch = arrived, note

    def _array_of(self, g: Any) -> Any:
        """The same one whenever this number is met."""
        if not isinstance(g, np.generic):
            return g
        if len(self._numbers) > MOST_NUMBERS:
            self._numbers.clear()
        return self._numbers.setdefault(id(g), (g, np.asarray(g)))[1]

    def _arrive(self, node: Node, g: Any, place: Place) -> None:
        """The gradient of a node's result, before its rules run: a sum if several have arrived."""
        arrived = self._arrived.pop(id(node), (None, []))[1]
        if isinstance(g, MultiOutput) or self.memory.knows(g):
            return
        made_by = self.event_of(node)
        if len(arrived) > 1:
            event = self.event("sum", _SUMMED, g, (), place, of=made_by)
            event.inputs = tuple(arrived)
        else:
            self.event("changed" if arrived else "made", "backward", g, (), place, of=made_by)

    def matched(self, result: Any) -> Any:
        """The last gradient has been summed over broadcast dimensions, or cast."""
        result = np.asarray(result) if isinstance(result, np.generic) else result
        rematch, self._rematch = self._rematch, None
        if rematch is not None and isinstance(result, np.ndarray):
            arrived, note = rematch
            arrived.pop()
            note(result)
        return result

    def wrapped(self, frame: types.FrameType, new: Any) -> None:
        """A tensor has been made of an array, which may be a gradient that goes out."""
        caller, array = frame.f_back, new._array
        if caller is None or self.memory.knows(array):
            return super().wrapped(frame, new)
        names, outer = caller.f_locals, caller.f_back
        if caller.f_code is _ACCUMULATE and outer is not None and outer.f_code is _EXECUTE:  # one is retained
            place, g = place_of(frame), self._array_of(outer.f_locals["g"])
            self._arrive(outer.f_locals["node"], g, place)
            self.event("copy", "clone", array, (g,), place)
            return None
        given = names.get("g")
        is_array = isinstance(given, np.ndarray | np.generic) and given.shape == array.shape
        if is_array and outer is not None and outer.f_code is _GRAD:
            place, g = place_of(frame), self._array_of(given)
            self._captured(outer, given, g, place)
            self.event("copy", "clone", array, (g,), place)
            return None
        if caller.f_code is _AS_ROOTS:
            self.event("made", "backward", array, (), place_of(frame))
            return None
        if _RECORDED in (place := place_of(frame)).calls:
            self._noted_of_a_rule(caller, array, place)
            return None
        return super().wrapped(frame, new)

    def _noted_of_a_rule(self, caller: types.FrameType, array: Array, place: Place) -> None:
        """A rule that is recorded takes numbers: of its operation's argument or result, or its own."""
        target = caller.f_locals["target"] if caller.f_code is _WITH_HISTORY else None
        made_by = self.event_of(target) if isinstance(target, Node) else None
        source = made_by.out if made_by else getattr(target, "_array", None)
        outer = caller.f_back
        if source is not None and np.array_equal(source, array, equal_nan=True):
            self.event("copy", "clone", array, (source,), place)
        elif source is not None and outer is not None and outer.f_code is _LOGITS_OF:
            self.event("made", outer.f_locals["node"].op, array, (source,), place, copy=copy_of(array))
        else:
            self.event("rule", "rule", array, (), place)

    def _captured(self, frame: types.FrameType, given: Any, g: Array, place: Place) -> None:
        """`torch.autograd.grad` is about to give a gradient, which is a sum if several have made it."""
        pairs = zip(frame.f_locals.get("found", ()), frame.f_locals.get("chosen", ()), strict=False)
        wanted = next((tensor for found, tensor in pairs if found is given), None)
        target = getattr(wanted, "_node", None) or wanted
        arrived = self._arrived.pop(id(target), (None, []))[1]
        if len(arrived) > 1 and not self.memory.knows(g):
            self.event("sum", _SUMMED, g, (), place, leaf=wanted).inputs = tuple(arrived)

    @contextmanager
    def accumulating(self, leaf: Any, g: Array, place: Place) -> Iterator[None]:
        """A gradient is added to a leaf's `grad`."""
        old = leaf._grad
        arrived = self._arrived.pop(id(leaf), (None, []))[1] or [self.now(g)]
        if old is not None:
            before = self.now(old._array)
            self.memory.preserve(old._array, self.tick())
            arrived = [before, *arrived]
        yield
        if leaf._grad is not None and not (len(arrived) == 1 and leaf._grad._array is arrived[0].array):
            event = self.event("sum", _SUMMED, leaf._grad._array, (), place, leaf=leaf, adds=old is not None)
            event.inputs = tuple(arrived)

    # -- optimizers ------------------------------------------------------------------------------------------
    @contextmanager
    def stepping(self, flat: Any, rule: Any, group: dict[str, Any], place: Place) -> Iterator[None]:
        """An optimizer changes parameters and its own state."""
        time, states = self.tick(), [{k: v._array for k, v in entry.items()} for _, _, entry in flat.members]
        for (_, array, _), state in zip(flat.members, states, strict=True):
            for one in (array, *state.values()):
                self.memory.preserve(one, time)
        yield
        kind = type(rule.__self__).__name__
        facts = {"group": dict(group), "step": flat.steps, "optimizer": kind}
        for (param, array, _), state in zip(flat.members, states, strict=True):
            old = {name: At(one, time - 0.5) for name, one in state.items()} | {
                "param": At(array, time - 0.5)
            }
            new = {}
            gradient = self.now(param._grad._array)
            for name, one in state.items():
                event = self.event("state", name, one, (), place, **facts, old=old, gradient=gradient)
                new[name] = At(one, event.time + 0.5)
            self.event("step", kind, array, (), place, **facts, old=old, new=new, gradient=gradient)
