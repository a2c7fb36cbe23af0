"""Records what the engine computes while cells run: operations, changes in place, random numbers.

The engine knows nothing of it. `sys.monitoring` says when one of a few functions of the engine returns, and
what it has made is in its frame; a few others are replaced while the cells run.
"""

from __future__ import annotations

import re
import types
from collections.abc import Sequence
from itertools import count
from typing import Any

import numpy as np

from seqlite._core import tensor_base
from seqlite._core.graph import Node
from seqlite._core.operations import random_in_place
from seqlite._core.operations.recurrent import recurrent_layer

from .memory import Array, At, Event, Memory, Place
from .places import arguments_of, place_of
from .python_numbers import origin_of

MOST_COPIED = 65_536
DRAWING = {
    function.__code__
    for name, function in vars(random_in_place.RandomInPlace).items()
    if name.endswith("_") and not name.startswith("__") and isinstance(function, types.FunctionType)
}
"""Methods that draw random numbers into their tensor."""


class ForwardTracer:
    """The events of a run but for those of backward, and the memory in which they have written."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.seeds: list[tuple[int, int, Place]] = []
        """When the random numbers were seeded, with what, and where."""
        self._clock = count(1)
        self._by_node: dict[int, tuple[Node, Event]] = {}

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
                }), args)  # fmt: skip
            return
        inputs = [
            arg._array
            if isinstance(arg, tensor_base.TensorBase) and arg._array.shape == np.shape(array)
            else arg
            if origin_of(arg) or type(arg) in (int, float)
            else array
            for arg, array in zip(args, arrays, strict=True)
        ]
        constants = dict(names["constants"])
        event = self.event(
            "operation", name_of(op), out._array, inputs, place_of(frame), op=op, constants=constants
        )
        event.facts["arrays"] = [At(a, event.time - 0.5) if isinstance(a, np.ndarray) else a for a in arrays]
        if out._node is not None:
            self._note_node(out._node, event, args)

    def _note_node(self, node: Node, event: Event, args: Sequence[Any]) -> None:
        """`args` are those of the operation; a node has an edge for each tensor among them."""
        event.facts["edges"] = [at for at, one in enumerate(args) if isinstance(one, tensor_base.TensorBase)]
        self._by_node[id(node)] = node, event

    def event_of(self, node: Node) -> Event | None:
        return self._by_node.get(id(node), (None, None))[1]

    def wrapped(self, frame: types.FrameType, new: Any) -> None:
        """A tensor has been made of an array: of new numbers, unless the memory is known."""
        array = new._array
        if not array.size or self.memory.knows(array):
            return
        place = place_of(frame)
        if frame.f_back is not None and frame.f_back.f_code is recurrent_layer.__code__:
            names = frame.f_back.f_locals
            if any(array is one for one in names.get("finals", ())) and "out" in names:
                number = next(at for at, one in enumerate(names["finals"]) if one is array)
                made_by = next(one for one in reversed(self.memory.events) if one.out is names["out"]._array)
                self.event("final", made_by.name, array, (), place, of=made_by, number=number)
                return
        inputs, name, dim = arguments_of(frame)
        self.event("made", name, array, inputs, place, copy=copy_of(array), dim=dim)

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
            copy=copy_of(names["self"]._array),
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


def _gradients(frame: types.FrameType) -> list[Array]:
    given = frame.f_locals["parameters"]
    tensors = [given] if isinstance(given, tensor_base.TensorBase) else list(given)
    return [one._grad._array for one in tensors if one._grad is not None]


def copy_of(array: Array) -> Array | None:
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
