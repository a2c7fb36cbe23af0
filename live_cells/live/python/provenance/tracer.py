"""Records what the engine does while cells run: operations, gradients, steps of optimizers, random numbers.

The engine knows nothing of it. `sys.monitoring` says when one of a few functions of the engine returns, and
what it has made is in its frame; a few others are replaced while the cells run.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import numpy as np

import seqlite
from seqlite import random as random_numbers
from seqlite._core import record, tensor_base
from seqlite._core.graph import MultiOutput, Node
from seqlite._core.operations import in_place, random_in_place
from seqlite.autograd import engine, grad_hooks
from seqlite.nn import Module
from seqlite.optim.flat_parameters import FlatParameters

from .memory import Array, At, Event, Memory, Place

TOOL = 2
"""Our number with `sys.monitoring`: that of profilers."""
CELL = "<cell "
_LIBRARY = seqlite.__name__
_SUMMED = "sum of gradients"


class Tracer:
    """The events of a run, and the memory in which they have written."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.seeds: list[tuple[int, int, Place]] = []
        """When the random numbers were seeded, with what, and where."""
        self._clock = count(1)
        self._by_node: dict[int, tuple[Node, Event]] = {}
        self._arrived: dict[int, tuple[Any, list[At]]] = {}
        """The gradients that have arrived at a node or a leaf."""
        self._starts: dict[int, list[Any]] = {}
        """What functions that are running have noted when they began, by their frames."""
        self._last_gradient: Event | None = None

    # -- time ------------------------------------------------------------------------------------------------
    def tick(self) -> int:
        return next(self._clock)

    def now(self, array: Array) -> At:
        """This array as it is."""
        return At(array, self.tick())

    def event(self, kind: str, name: str, out: Array, inputs: Any, place: Place, **facts: Any) -> Event:
        time = self.tick()
        inputs = tuple(At(one, time - 0.5) if isinstance(one, np.ndarray) else one for one in inputs)
        event = Event(time, kind, name, out, inputs, place, facts)
        self.memory.add(event)
        return event

    # -- forward ---------------------------------------------------------------------------------------------
    def recorded(self, frame: types.FrameType, out: Any) -> None:
        """`record` has run an operation."""
        names = frame.f_locals
        op, args, arrays = names["op"], names["args"], names["arrays"]
        if op.view and self.memory.knows(out._array):
            if out._node is not None:
                self._note_node(out._node, Event(0, "view", op.__name__, out._array, (), Place(), {
                    "op": op, "constants": names["constants"], "arrays": [At(a, self.tick()) for a in arrays],
                }))  # fmt: skip
            return
        inputs = [
            arg._array if isinstance(arg, tensor_base.TensorBase) and arg._array.shape == np.shape(array) else array
            for arg, array in zip(args, arrays, strict=True)
        ]
        constants = dict(names["constants"])
        event = self.event("operation", op.__name__, out._array, inputs, place_of(frame), op=op, constants=constants)
        event.facts["arrays"] = [At(a, event.time - 0.5) if isinstance(a, np.ndarray) else a for a in arrays]
        if out._node is not None:
            self._note_node(out._node, event)

    def _note_node(self, node: Node, event: Event) -> None:
        self._by_node[id(node)] = node, event

    def event_of(self, node: Node) -> Event | None:
        return self._by_node.get(id(node), (None, None))[1]

    def wrapped(self, frame: types.FrameType, new: Any) -> None:
        """A tensor has been made of an array: of new numbers, unless the memory is known."""
        array = new._array
        if not array.size or self.memory.knows(array):
            return
        place = place_of(frame)
        inputs, name = _arguments(frame)
        self.event("made", name, array, inputs, place)

    def drawn(self, frame: types.FrameType, tensor: Any) -> None:
        """Random numbers have been drawn into a tensor."""
        if frame.f_back is not None and frame.f_back.f_code.co_name.endswith("_") and _is_library(frame.f_back):
            return  # of another drawing function
        name, names = frame.f_code.co_name, frame.f_locals
        chosen = {k: v for k, v in names.items() if isinstance(v, int | float) and k not in ("self", "most")}
        self.event("random", name, names["self"]._array, (), place_of(frame), given=chosen)

    def seeded(self, frame: types.FrameType, value: Any) -> None:
        self.seeds.append((self.tick(), int(frame.f_locals["seed"]), place_of(frame)))

    # -- changes in place ------------------------------------------------------------------------------------
    def changing(self, frame: types.FrameType) -> None:
        """A method that changes its tensor begins."""
        self.memory.preserve(frame.f_locals["self"]._array, self.tick())

    def assigned(self, frame: types.FrameType, tensor: Any) -> None:
        new = frame.f_locals["new"]
        self.event("copy", "in place", tensor._array, (new._array,), place_of(frame))

    def copied(self, frame: types.FrameType, before: Any) -> None:
        tensor = frame.f_locals["self"]
        if before is not tensor:
            self.event("copy", "clone", before._array, (tensor._array,), place_of(frame))

    def item_set(self, frame: types.FrameType, _: Any) -> None:
        """`tensor[key] = value`, where autograd does not follow."""
        names = frame.f_locals
        if names.get("tracked", True) or "target" not in names:
            return
        value = names["value"]
        given = value._array if isinstance(value, tensor_base.TensorBase) else np.asarray(value)
        key = names["basic"] if names["advanced"] is None else names["advanced"]
        self.event("copy", "item", names["self"]._array, (given,), place_of(frame), target=names["target"], key=key)

    # -- backward --------------------------------------------------------------------------------------------
    def gradient_rules(self, node: Node, edges: Any) -> Any:
        """The edges of a node, which tell of what they compute."""
        place = place_of(sys._getframe(1))
        return [
            edge and (self._watched(node, number, edge[0], place), edge[1], edge[2])
            for number, edge in enumerate(edges)
        ]

    def _watched(self, node: Node, number: int, rule: Callable[[Any], Any], place: Place) -> Callable[[Any], Any]:
        def watched(g: Any) -> Any:
            self._arrive(node, g, place)
            part = rule(g)
            target = node.targets[number] if number < len(node.targets) else None
            if isinstance(part, MultiOutput) or isinstance(g, MultiOutput):
                self._last_gradient = None
                whole = part if isinstance(part, MultiOutput) else g
                arrived = [one for one in whole.by.values() if isinstance(one, np.ndarray)]
                if isinstance(part, MultiOutput):
                    self._arrived.setdefault(id(target), (target, []))[1].extend(map(self.now, arrived))
                    return part
                self._note_gradient(node, number, arrived, part, place, target)
                return part
            self._note_gradient(node, number, [g], part, place, target)
            return part

        return watched

    def _note_gradient(
        self, node: Node, number: int, g: list[Array], part: Any, place: Place, target: Any
    ) -> None:
        made_by = self.event_of(node)
        part = np.asarray(part)
        moment = self.now(part)
        self._last_gradient = None
        if not self.memory.knows(part):
            self._last_gradient = self.event(
                "gradient", made_by.name if made_by else node._name, part, g, place, of=made_by, input=number, node=node._name
            )
            moment = self.now(part)
        self._arrived.setdefault(id(target), (target, []))[1].append(moment)

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
            self.event("made", "backward", g, (), place, of=made_by)

    def matched(self, result: Array) -> Array:
        """A gradient has been summed over broadcast dimensions, or cast."""
        event, self._last_gradient = self._last_gradient, None
        if event is not None and isinstance(result, np.ndarray):
            again = self.event("gradient", event.name, result, (), event.place, **event.facts)
            again.inputs = event.inputs
            for _, arrived in self._arrived.values():
                if arrived and arrived[-1].array is event.out:
                    arrived[-1] = self.now(result)
        return result

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
            old = {name: At(one, time - 0.5) for name, one in state.items()} | {"param": At(array, time - 0.5)}
            new = {}
            gradient = self.now(param._grad._array)
            for name, one in state.items():
                event = self.event("state", name, one, (), place, **facts, old=old, gradient=gradient)
                new[name] = At(one, event.time + 0.5)
            self.event("step", kind, array, (), place, **facts, old=old, new=new, gradient=gradient)


@contextmanager
def tracing(tracer: Tracer) -> Iterator[None]:
    """While cells run, the engine's events go to the tracer."""
    base = tensor_base.TensorBase
    returned: dict[Any, Callable[[types.FrameType, Any], None]] = {
        record.record.__code__: tracer.recorded,
        base._wrap.__func__.__code__: tracer.wrapped,
        random_numbers.manual_seed.__code__: tracer.seeded,
        in_place.InPlace._assign_in_place.__code__: tracer.assigned,
        in_place.InPlace._before_change.__code__: tracer.copied,
        in_place.InPlace.__setitem__.__code__: tracer.item_set,
    }
    for name, function in vars(random_in_place.RandomInPlace).items():
        if name.endswith("_") and not name.startswith("__") and isinstance(function, types.FunctionType):
            returned[function.__code__] = tracer.drawn
    begun = {in_place.InPlace._assign_in_place.__code__, in_place.InPlace.__setitem__.__code__}
    begun |= {code for code, handler in returned.items() if handler == tracer.drawn}
    monitoring, events = sys.monitoring, sys.monitoring.events

    def on_return(code: types.CodeType, offset: int, value: Any) -> None:
        returned[code](sys._getframe(1), value)

    def on_start(code: types.CodeType, offset: int) -> None:
        tracer.changing(sys._getframe(1))

    take_edges, match_input, accumulate = engine.take_edges, engine.match_input, grad_hooks.accumulate_grad
    step = FlatParameters.step

    def traced_accumulate(leaf: Any, g: Array, shared: bool) -> None:
        with tracer.accumulating(leaf, g, place_of(sys._getframe(1))):
            accumulate(leaf, g, shared)

    def traced_step(self: Any, rule: Any, group: dict[str, Any]) -> None:
        with tracer.stepping(self, rule, group, place_of(sys._getframe(1))):
            step(self, rule, group)

    replaced: list[tuple[Any, str, Any]] = [
        (engine, "take_edges", lambda node, retain: tracer.gradient_rules(node, take_edges(node, retain))),
        (engine, "match_input", lambda *given: tracer.matched(match_input(*given))),
        (engine, "accumulate_grad", traced_accumulate),
        (grad_hooks, "accumulate_grad", traced_accumulate),
        (FlatParameters, "step", traced_step),
    ]
    kept = [(home, name, getattr(home, name)) for home, name, _ in replaced]
    monitoring.use_tool_id(TOOL, "live-cells provenance")
    try:
        monitoring.register_callback(TOOL, events.PY_RETURN, on_return)
        monitoring.register_callback(TOOL, events.PY_START, on_start)
        for code in returned:
            monitoring.set_local_events(TOOL, code, events.PY_RETURN | (events.PY_START if code in begun else 0))
        for home, name, new in replaced:
            setattr(home, name, new)
        yield
    finally:
        for home, name, old in kept:
            setattr(home, name, old)
        for code in returned:
            monitoring.set_local_events(TOOL, code, 0)
        monitoring.register_callback(TOOL, events.PY_RETURN, None)
        monitoring.register_callback(TOOL, events.PY_START, None)
        monitoring.free_tool_id(TOOL)


def place_of(frame: types.FrameType | None) -> Place:
    """The reader's line that is running."""
    module, calls = None, []
    while frame is not None:
        code = frame.f_code
        if code.co_filename.startswith(CELL):
            if module is None and code.co_name == "forward":
                module = _module(frame)
            return Place(code.co_filename, frame.f_lineno, module, tuple(reversed(calls)))
        if code.co_name == "forward" and module is None:
            module = _module(frame)
        if _is_library(frame):
            calls.append(code.co_name)
        frame = frame.f_back
    return Place(calls=tuple(reversed(calls)))


def _module(frame: types.FrameType) -> Any:
    found = frame.f_locals.get("self")
    return found if isinstance(found, Module) else None


def _is_library(frame: types.FrameType) -> bool:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0] == _LIBRARY


def _arguments(frame: types.FrameType) -> tuple[list[Array], str]:
    """The arrays of the tensors that the reader has handed to the function which has made new numbers."""
    last: types.FrameType | None = None
    below: types.FrameType | None = frame.f_back
    while below is not None and _is_library(below):
        last, below = below, below.f_back
    if last is None:
        return [], "tensor"
    code, names = last.f_code, last.f_locals
    given = [names.get(name) for name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]]
    if code.co_flags & 4:
        given += names.get(code.co_varnames[code.co_argcount + code.co_kwonlyargcount], ())
    tensors = [one for one in given if isinstance(one, tensor_base.TensorBase)]
    return [one._array for one in tensors if one._array.size], code.co_name


