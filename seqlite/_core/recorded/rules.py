"""A gradient rule with tensors for the arrays that it has captured, so that what it computes is recorded.

A rule holds what it needs in its closure. An array there that has the memory of an input is that input, with
its history; one that has the memory of the output is the output. The rule's own code is called with these
tensors in the place of the arrays (`arrays.py`), so there is one formula for both. Where a rule has
captured what was computed of its inputs on the way, its operation runs again on the traced inputs first.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from types import CellType, FunctionType, ModuleType
from typing import Any

import numpy as np

from ..graph import Edge, Node
from ..rules import unbroadcast
from ..saved_tensors import NUMBER, memory_ids
from ..tensor import Tensor
from .arrays import Untraceable, traced
from .modules import SUBSTITUTES, stand_of

PACKAGE = __name__.partition(".")[0]


class Derived(Exception):
    """A rule has captured what its operation computed of the inputs."""


def with_history(array: Any, target: Any, shape: tuple[int, ...], dtype: Any) -> Tensor:
    """A tensor of this array whose gradient goes where `target`, a node or a leaf of that shape and dtype,
    wants it."""
    if array is getattr(target, "_array", None):
        return target  # type: ignore[no-any-return]
    tensor = Tensor._wrap(np.asarray(array))
    if array.shape == shape and array.dtype == dtype and isinstance(target, Node):
        tensor._set_history(target, True)
    else:
        edge: Edge = (lambda g: np.reshape(g, shape)), shape, dtype
        tensor._set_history(Node("ViewBackward0", [target], [edge], op="view"), True)
    return tensor


class Retracer:
    """Makes the rules of one node run on tensors."""

    def __init__(self, node: Node, output_shape: tuple[int, ...]) -> None:
        self.node, self.output_shape = node, output_shape
        self.tensors: dict[int, Any] = {}  # what stands for each captured array, by identity
        self.made: dict[int, Any] = {}  # functions, by identity
        self.further: list[Retracer] = []  # those that helped
        self.arguments = arguments_of(node)
        self.inputs: dict[int, Any] = {  # by the number of the argument
            k: None for k, (memory, *_) in enumerate(self.arguments) if memory == id(None)
        }

    def release(self) -> None:
        """Let go of what was made, which refers back to here, once the rules have run."""
        for one in (self, *self.further):
            one.made.clear()
            one.tensors.clear()
            one.inputs.clear()

    def array(self, array: Any) -> Any:
        """What stands for a captured array: itself, where it is no function of the inputs."""
        if array.dtype.kind != "f":
            return array
        if id(array) not in self.tensors:
            self.tensors[id(array)] = array, self._find(array)  # the array, to keep its identity
        found = self.tensors[id(array)][1]
        if found is None:
            raise Derived
        return found

    def _find(self, array: Any) -> Any:
        ids = memory_ids(array)
        shared = self.node.source[2] if self.node.source else None
        for number, (memory, target, edge) in enumerate(self.arguments):
            if memory not in ids or (shared and id(array) != shared[number]):
                continue
            if target is None or edge is None:
                found = traced(Tensor._wrap(np.asarray(array)))
            elif array.shape == edge[1] or (array.flags.c_contiguous and array.size == size_of(edge[1])):
                found = traced(with_history(array, target, edge[1], edge[2]))
            else:
                raise Derived
            if edge is None or array.shape == edge[1]:
                self.inputs.setdefault(number, found)
            return found
        memories = self.node.operands[2]
        if memories and memories[0] in ids:
            if array.size != size_of(self.output_shape):
                raise Derived
            return traced(with_history(array, self.node, self.output_shape, array.dtype))
        if shared and not {memory for memory, *_ in self.arguments}.isdisjoint(ids):
            raise Untraceable("part of two inputs that share memory")
        if self.node.op in CONSTANT_SLOPES:
            return traced(Tensor._wrap(np.asarray(array)))
        return None

    def value(self, value: Any) -> Any:
        """What stands for a value that a rule has captured, or finds among its module's names."""
        kind = value.__class__
        if kind is np.ndarray or isinstance(value, np.floating):
            return self.array(value)
        if kind is tuple or kind is list:
            return kind(map(self.value, value))
        if kind is FunctionType:
            return SUBSTITUTES.get(value) or self.function(value)
        return stand_of(value) if kind is ModuleType else value

    def function(self, function: FunctionType) -> Any:
        """The same code, with what stands for its closure and its names."""
        if not function.__module__.startswith(PACKAGE):
            return function
        if id(function) in self.made:
            return self.made[id(function)]
        cells = tuple(CellType() for _ in function.__closure__ or ())
        names = Names(function.__globals__, self)
        made = FunctionType(function.__code__, names, function.__name__, function.__defaults__, cells or None)
        made.__kwdefaults__ = function.__kwdefaults__
        self.made[id(function)] = made  # before its closure, which may hold it
        for cell, old in zip(cells, function.__closure__ or (), strict=True):
            cell.cell_contents = self.value(old.cell_contents)
        return made

    def rules(self) -> list[Callable[[Any], Any] | None]:
        """The rules of the node, on traced arrays. Raises Untraceable."""
        if self.node.source is not None and self.node.source[0] is None:
            return [self._joined(**self.node.source[1])]
        edges = self.node.edges or ()
        try:
            return [None if edge is None else self.value(edge[0]) for edge in edges]
        except Derived:
            return self._again()

    def _joined(self, nodes: list[Node]) -> Callable[[Any], Any]:
        """The rule of a node with several outputs: the sum of those of the nodes that it joins."""

        def rule(parts: Any) -> Any:
            slopes = []
            for number, g in parts.by.items():
                node = nodes[number]
                other = Retracer(node, g.shape)
                back, edge = other.rules()[0], edge_of(node)
                self.further += [other, *other.further]
                assert back is not None
                slopes.append(unbroadcast(back(g), edge[1]))
            return sum(slopes[1:], slopes[0])

        return rule

    def _again(self) -> list[Callable[[Any], Any] | None]:
        """The rules after the operation has run once more, on traced inputs."""
        source = self.node.source
        if source is None:
            raise Untraceable("what it computed on the way")
        op, constants, _ = source
        self.collect_all()
        given = [self.inputs.get(number, MISSING) for number in range(len(self.arguments))]
        if op.__name__ in RECOVERED:
            given = RECOVERED[op.__name__](self.node, given)
        if any(a is MISSING for a in given):
            raise Untraceable("an input that it has not saved")
        self.made.clear()
        self.further.append(Retracer(Node("", [], []), ()))
        _, rules = self.further[-1].function(op.forward)(*given, **constants)
        return list(rules)

    def collect_all(self) -> None:
        """Find the inputs that the rules have captured."""
        for edge in self.node.edges or ():
            if edge is not None:
                self.collect(edge[0])

    def collect(self, value: Any) -> None:
        """Find the inputs among what a rule has captured."""
        kind = value.__class__
        if kind is np.ndarray or isinstance(value, np.floating):
            with suppress(Derived, Untraceable):
                self.array(value)
        elif kind is float or kind is int:
            for number, (memory, *_) in enumerate(self.arguments):
                if memory == id(value):
                    self.inputs.setdefault(number, value)
        elif kind is tuple or kind is list:
            for one in value:
                self.collect(one)
        elif kind is FunctionType:
            for cell in value.__closure__ or ():
                self.collect(cell.cell_contents)


def arguments_of(node: Node) -> list[tuple[int, Any, Edge | None]]:
    """Of each argument of the operation: the identity of its memory, and the target and edge of its gradient,
    None for what is no tensor."""
    boxes, _, memories = node.operands
    left = [*zip(node.targets, node.edges or (), strict=False)]
    found: list[tuple[int, Any, Edge | None]] = []
    for box, memory in zip(boxes[1:], memories[1:], strict=True):
        if box is NUMBER:
            found.append((memory, None, None))
        elif left:
            found.append((memory, *left.pop(0)))
        else:
            break
    return found


def edge_of(node: Node, place: int = 0) -> Edge:
    """The edge to an input that needs a gradient."""
    assert node.edges is not None
    edge = node.edges[place]
    assert edge is not None
    return edge


def closure_of(function: Any) -> dict[str, Any]:
    """What a rule has captured, by name; also inside what `saving` holds."""
    names = dict(
        zip(function.__code__.co_freevars, (c.cell_contents for c in function.__closure__ or ()), strict=True)
    )
    return closure_of(names["held"][0]) if "held" in names else names


def logits_of(node: Node, given: list[Any]) -> list[Any]:
    """For `cross_entropy`: its input, but for a number in each row, which does not matter."""
    edge = edge_of(node)
    with np.errstate(divide="ignore"):
        scores = np.log(closure_of(edge[0])["e"])
    return [traced(with_history(scores, node.targets[0], edge[1], edge[2]))]


def without_bias(node: Node, given: list[Any]) -> list[Any]:
    """For normalization: the rules do not depend on the bias, so any will do."""
    if given[2] is MISSING:
        edge = edge_of(node, -1)
        given[2] = traced(with_history(np.zeros(edge[1], edge[2]), node.targets[-1], edge[1], edge[2]))
    return given


MISSING: Any = object()
# Operations that do not save an input from which their rules come: how to make one that gives the same.
RECOVERED: dict[str, Callable[[Node, list[Any]], list[Any]]] = {
    "cross_entropy": logits_of,
    "batch_norm": without_bias,
    "layer_norm": without_bias,
}
# Operations whose rules capture numbers that follow from shapes and constants alone.
CONSTANT_SLOPES = frozenset(
    {"mean", "mask", "upsample", "nll_loss", "pad", "avg_pool2d", "adaptive_avg_pool2d"}
)


def size_of(shape: tuple[int, ...]) -> int:
    """The number of elements."""
    return int(np.prod(shape, dtype=np.int64))


class Names(dict[str, Any]):
    """The names of a module as a traced function sees them."""

    def __init__(self, names: dict[str, Any], tracer: Retracer) -> None:
        super().__init__(__builtins__=names["__builtins__"])
        self.names, self.tracer = names, tracer

    def __missing__(self, name: str) -> Any:
        value = self.names[name]
        return value if isinstance(value, np.ndarray) else self.tracer.value(value)
