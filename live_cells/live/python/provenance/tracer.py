"""Records what the engine does while cells run: operations, gradients, steps of optimizers, random numbers.

The engine knows nothing of it. `sys.monitoring` says when one of a few functions of the engine returns, and
what it has made is in its frame; a few others are replaced while the cells run.
"""

from __future__ import annotations

import re
import sys
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import numpy as np

from seqlite._core import tensor_base
from seqlite._core.graph import MultiOutput, Node
from seqlite._core.operations import random_in_place
from seqlite._core.operations.recurrent import recurrent_layer

from .memory import Array, At, Event, Memory, Place
from .places import arguments_of, place_of
from .python_numbers import origin_of

_SUMMED = "sum of gradients"
MOST_COPIED = 65_536
DRAWING = {
    function.__code__
    for name, function in vars(random_in_place.RandomInPlace).items()
    if name.endswith("_") and not name.startswith("__") and isinstance(function, types.FunctionType)
}
"""Methods that draw random numbers into their tensor."""


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
        self._rematch: tuple[list[At], Callable[[Array], None]] | None = None

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
            arg._array
            if isinstance(arg, tensor_base.TensorBase) and arg._array.shape == np.shape(array)
            else arg
            if origin_of(arg)
            else array
            for arg, array in zip(args, arrays, strict=True)
        ]
        constants = dict(names["constants"])
        event = self.event(
            "operation", name_of(op), out._array, inputs, place_of(frame), op=op, constants=constants
        )
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
        given = (
            frame.f_back.f_locals.get("g") if frame.f_back is not None and "grad" in place.calls[:2] else None
        )
        if isinstance(given, np.ndarray) and given.shape == array.shape:
            self.event("copy", "clone", array, (given,), place)
            return
        if frame.f_back is not None and frame.f_back.f_code is recurrent_layer.__code__:
            names = frame.f_back.f_locals
            if any(array is one for one in names.get("finals", ())) and "out" in names:
                number = next(at for at, one in enumerate(names["finals"]) if one is array)
                made_by = next(one for one in reversed(self.memory.events) if one.out is names["out"]._array)
                self.event("final", made_by.name, array, (), place, of=made_by, number=number)
                return
        inputs, name = arguments_of(frame)
        self.event("made", name, array, inputs, place, copy=_copy(array))

    def drawn(self, frame: types.FrameType, tensor: Any) -> None:
        """Random numbers have been drawn into a tensor."""
        if frame.f_back is not None and frame.f_back.f_code in DRAWING:
            return  # of another drawing function
        name, names = frame.f_code.co_name, frame.f_locals
        chosen = {k: v for k, v in names.items() if isinstance(v, int | float) and k not in ("self", "most")}
        self.event(
            "random",
            name,
            names["self"]._array,
            (),
            place_of(frame),
            given=chosen,
            copy=_copy(names["self"]._array),
        )

    def filling(self, frame: types.FrameType) -> None:
        """A function of `nn.init` begins to set a tensor's elements."""
        self.memory.preserve(frame.f_locals["tensor"]._array, self.tick())

    def filled(self, frame: types.FrameType, _: Any) -> None:
        """A function of `nn.init` has set a tensor's elements."""
        place = place_of(frame)
        self.event(
            "made",
            place.calls[-2] if len(place.calls) > 1 else "init",
            frame.f_locals["tensor"]._array,
            (),
            place,
        )

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
        keys = {name: names[name] for name in ("basic", "advanced")}
        self.event("copy", "item", names["self"]._array, (given,), place_of(frame), **keys)

    def moving(self, frame: types.FrameType) -> None:
        """A running mean or variance is about to be moved."""
        self.memory.preserve(frame.f_locals["running"]._array, self.tick())

    def moved(self, frame: types.FrameType, _: Any) -> None:
        running, norm = frame.f_locals["running"], frame.f_back
        if norm is None or "x" not in norm.f_locals:
            return
        name = "mean" if norm.f_locals.get("running_mean") is running else "var"
        facts = {"momentum": float(frame.f_locals["momentum"])}
        event = self.event("running", name, running._array, (), place_of(frame), **facts)
        event.inputs = (
            At(running._array, self._last_change(running._array) - 0.5),
            self.now(norm.f_locals["x"]),
        )

    def clipping(self, frame: types.FrameType) -> None:
        """Gradients are about to be limited."""
        for grad in _gradients(frame):
            self.memory.preserve(grad, self.tick())

    def clipped(self, frame: types.FrameType, _: Any) -> None:
        for grad in _gradients(frame):
            facts = {"factor": frame.f_locals.get("factor"), "most": frame.f_locals.get("clip_value")}
            event = self.event("clipped", frame.f_code.co_name, grad, (grad,), place_of(frame), **facts)
            event.inputs = (At(grad, self._last_change(grad) - 0.5),)

    def _last_change(self, array: Array) -> float:
        return self.memory.last_version(array)

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
        def watched(g: Any) -> Any:
            self._arrive(node, g, place)
            part = rule(g)
            target = node.targets[number] if number < len(node.targets) else None
            if isinstance(part, MultiOutput) or isinstance(g, MultiOutput):
                self._rematch = None
                whole = part if isinstance(part, MultiOutput) else g
                arrived = [one for one in whole.by.values() if isinstance(one, np.ndarray)]
                if isinstance(part, MultiOutput):
                    self._arrived.setdefault(id(target), (target, []))[1].extend(map(self.now, arrived))
                    return part
                self._note_gradient(node, number, arrived, part, place, target, [*whole.by])
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
        outputs: list[int] | None = None,
    ) -> None:
        made_by = self.event_of(node)
        name = made_by.name if made_by else node._name
        facts = {"of": made_by, "input": number, "node": node._name, "outputs": outputs}
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
        """The last gradient has been summed over broadcast dimensions, or cast."""
        rematch, self._rematch = self._rematch, None
        if rematch is not None and isinstance(result, np.ndarray):
            arrived, note = rematch
            arrived.pop()
            note(result)
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
            old = {name: At(one, time - 0.5) for name, one in state.items()} | {
                "param": At(array, time - 0.5)
            }
            new = {}
            gradient = self.now(param._grad._array)
            for name, one in state.items():
                event = self.event("state", name, one, (), place, **facts, old=old, gradient=gradient)
                new[name] = At(one, event.time + 0.5)
            self.event("step", kind, array, (), place, **facts, old=old, new=new, gradient=gradient)


def _gradients(frame: types.FrameType) -> list[Array]:
    given = frame.f_locals["parameters"]
    tensors = [given] if isinstance(given, tensor_base.TensorBase) else list(given)
    return [one._grad._array for one in tensors if one._grad is not None]


def _copy(array: Array) -> Array | None:
    """New numbers as they were made, to see whether something unknown has changed them since."""
    return array.copy() if array.size <= MOST_COPIED else None


def name_of(op: Any) -> str:
    """The name of an operation; of one that shares its rule with others, by its backward node."""
    node = op.node if isinstance(op.node, str) else ""
    return (
        re.sub(r"Backward\d*$", "", node).lower()
        if op.__name__ in ("forward", "take") and node
        else op.__name__
    )
