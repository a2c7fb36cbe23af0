"""A graph as autograd has recorded it: its operations, with values, gradients and constants.

An operation is asked for its derivatives as ``backward()`` asks it, but nothing is accumulated and nothing
freed. No hook is called.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch

from . import constants
from .functions import Freed, Operation, Reader
from .nodes import Edge, Node, in_order, is_near
from .operations import COMPUTED, power_of, powered, sign_of

FREED = (
    "backward() has freed what autograd had kept, so only the gradients of leaves are shown: draw the graph "
    "before backward(), or call backward(retain_graph=True)."
)
Key = tuple[Operation, int]


class Recorded:
    """The nodes of a graph by operation, while their numbers are being found."""

    def __init__(self, result: Any, names: Mapping[str, Any], known: Mapping[str, Any]) -> None:
        self.result = result
        named = {one.grad_fn for one in (*names.values(), *known.values()) if _has_function(one)}
        root = Reader(named).read(result.grad_fn)
        self.keys: list[Key] = in_order((root, _index_of(result)), _sources, lambda key: key)
        self.nodes = {key: _node(key) for key in self.keys}
        for operation, index in self.keys:
            node = self.nodes[operation, index]
            node.inputs = [Edge(self.nodes[one]) for one in operation.sources if one is not None]
        self.by_function = {(key[0].function, key[1]): node for key, node in self.nodes.items()}
        self.nodes[self.keys[-1]].value = result.detach()
        self.is_whole = True

    def find(self, tensor: Any) -> Node | None:
        """The node of a tensor."""
        if not isinstance(tensor, torch.Tensor):
            return None
        if tensor.grad_fn is not None:
            return self.by_function.get((tensor.grad_fn, _index_of(tensor)))
        return next((node for (one, _), node in self.nodes.items() if one.variable is tensor), None)

    def walk(self) -> None:
        """Carry the gradient back, and note the local derivatives."""
        self.nodes[self.keys[-1]].gradient = torch.ones_like(self.result.detach())
        lost: set[Node] = set()
        for key in reversed(self.keys):
            operation, index = key
            node = self.nodes[key]
            if node.leaf:
                continue
            gradient = None if node in lost else node.gradient
            try:
                passed = _passed(operation, gradient, index) if gradient is not None else []
            except Freed:
                self.is_whole, passed = False, []
            for edge, found in zip(node.inputs, passed or [(None, None)] * len(node.inputs), strict=True):
                if found[0] is None:
                    lost.add(edge.source)  # a part of its gradient is not known
                    edge.source.gradient = None
                    continue
                edge.contribution, edge.derivative = found
                if edge.source not in lost:
                    before = edge.source.gradient
                    edge.source.gradient = found[0] if before is None else before + found[0]
        if not self.is_whole:
            self._take_grads()

    def _take_grads(self) -> None:
        """Of a graph that has been freed, leaves have the gradients that were accumulated in them."""
        for (operation, _), node in self.nodes.items():
            node.gradient = None if operation.variable is None else operation.variable.grad
            for edge in node.inputs:
                edge.contribution = edge.derivative = None

    def fill(self) -> None:
        """Find values that have no name: kept by autograd, found from a derivative, or computed again."""
        for key in self.keys:
            operation, index = key
            if not index:
                self._take(self.nodes[key], operation, -1)
            for place, source in enumerate(operation.sources):
                if source is not None:
                    self._take(self.nodes[source], operation, place)
            for function in operation.parts:
                for name in dir(function):
                    if name.startswith("_saved_") and (saved := operation.saved(name)) is not None:
                        node = self.find(saved)
                        if node is not None and node.value is None:
                            node.value = saved.detach()
        for _ in range(2):  # what follows from one operation, another may need
            for key in reversed(self.keys):
                _from_derivatives(self.nodes[key])
                self._from_weight(key)
            for key in self.keys:
                constants.add(key[0], self.nodes[key], self.is_whole)
                _compute(self.nodes[key])

    def name_powers(self) -> None:
        """Tell squares from other powers."""
        for node in self.nodes.values():
            if node.op == "Pow" and len(node.inputs) == 1:
                sign = power_of(node.inputs[0].source.value, node.value)
                node.label = sign if node.label == node.sign else node.label
                node.sign = sign

    def _take(self, node: Node, operation: Operation, place: int) -> None:
        """What the engine gives by its place, in the shape of the node's gradient."""
        if node.value is None and node.gradient is not None:
            held = operation.held(place, node.gradient.shape.__eq__)
            node.value = None if held is None else held.detach()

    def _from_weight(self, key: Key) -> None:
        """What entered a linear layer is found from the gradient of its weight."""
        operation, _ = key
        x, weight = (*operation.sources, None, None)[:2]
        if operation.name != "Linear" or x is None or weight is None or not self.is_whole:
            return
        node, source = self.nodes[key], self.nodes[x]
        if source.value is None:
            source.value = constants.entered(operation, node, self.nodes[weight].value)


def _passed(operation: Operation, gradient: Any, index: int) -> list[tuple[Any, Any]]:
    """For each input that is followed, what it gets, and the local derivative."""
    arriving = operation.back(gradient, index)
    slopes = operation.back(torch.ones_like(gradient), index)
    found = []
    for source, contribution, slope in zip(operation.sources, arriving, slopes, strict=True):
        if source is not None:
            found.append((_as_large(source, contribution), _as_large(source, slope)))
    return found


def _as_large(source: Key, gradient: Any) -> Any:
    """The gradient in the shape of what it is of: what was repeated on the way there is summed."""
    operation, index = source
    metadata = getattr(operation.function, "_input_metadata", None)
    shape = (
        operation.variable.shape
        if operation.variable is not None
        else metadata[index].shape
        if metadata
        else None
    )
    if gradient is None or shape is None:
        return gradient
    while gradient.dim() > len(shape):
        gradient = gradient.sum(0)
    for dim, size in enumerate(shape):
        if size != gradient.shape[dim]:
            gradient = gradient.sum(dim, keepdim=True)
    return gradient


def _has_function(tensor: Any) -> bool:
    return isinstance(tensor, torch.Tensor) and tensor.grad_fn is not None


def _index_of(tensor: Any) -> int:
    return int(getattr(tensor, "output_nr", 0))


def _sources(key: Key) -> list[Key]:
    return [source for source in key[0].sources if source is not None]


def _node(key: Key) -> Node:
    operation, index = key
    if operation.variable is not None:
        return Node("leaf", leaf=True, value=operation.variable.detach())
    sign = sign_of(operation.name)
    return Node(operation.name, label=sign, sign=sign, place=index)


def _from_derivatives(node: Node) -> None:
    """The derivative of a product is the other factor; that of a square gives what was squared."""
    edges = node.inputs
    if node.op == "Mul" and len(edges) == 2:
        for edge, other in (edges, reversed(edges)):
            shapes = [
                getattr(one, "shape", None) for one in (edge.derivative, other.derivative, node.gradient)
            ]
            if edge.source.value is None and shapes[0] == shapes[1] == shapes[2] is not None:
                edge.source.value = other.derivative
    if node.op == "Pow" and len(edges) == 1 and _is_scalar(edges[0].derivative) and _is_scalar(node.value):
        half = edges[0].derivative / 2
        if edges[0].source.value is None and is_near(half.item() ** 2, node.value.item()):
            edges[0].source.value = half


def _compute(node: Node) -> None:
    values = [edge.source.value for edge in node.inputs]
    if node.value is None and node.op == "Pow" and len(values) == 1:
        node.value = powered(values[0], node.inputs[0].derivative)
    if node.value is not None or node.op not in COMPUTED or any(value is None for value in values):
        return
    if node.op in ("Add", "Sub") and not _is_plain(node):
        return
    try:
        made = COMPUTED[node.op](*values)
    except (RuntimeError, TypeError, IndexError):
        return
    if node.gradient is None or made.shape == node.gradient.shape:
        node.value = made


def _is_plain(node: Node) -> bool:
    """Is nothing multiplied on the way, as by ``torch.add(a, b, alpha=2)``?"""
    slopes = [edge.derivative for edge in node.inputs if edge.derivative is not None]
    counts = [math.prod(node.gradient.shape) if node.gradient is not None else 0 for _ in slopes]
    sizes = [abs(slope.sum().item()) for slope in slopes]
    return all(not count or is_near(size, count) for size, count in zip(sizes, counts, strict=True))


def _is_scalar(number: Any) -> bool:
    return isinstance(number, torch.Tensor) and number.numel() == 1
