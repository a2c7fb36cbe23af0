"""Graphs of a reader's own autograd: objects with a number, a gradient, and the objects that it came from."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .nodes import Edge, Node, in_order, is_near

PARENTS = ("parents", "_parents", "prev", "_prev", "children", "_children")
OPS = ("op", "_op")
UNARY: dict[str, Callable[[float], float]] = {
    **{"ReLU": lambda x: max(x, 0.0), "tanh": math.tanh, "exp": math.exp},
    "square": lambda x: x * x,
}


def is_value(one: Any) -> bool:
    return hasattr(one, "data") and hasattr(one, "grad") and any(hasattr(one, name) for name in PARENTS)


def nodes_of(result: Any, names: Mapping[str, Any]) -> tuple[list[Node], list[str]]:
    """The nodes, inputs first. Gradients are the objects' own, once ``backward()`` has set any; before that,
    they follow from the rates."""
    values = in_order(result, _parents)
    nodes = {id(value): _node(value) for value in values}
    for value in values:
        node, parents = nodes[id(value)], _parents(value)
        rates = _rates(value, parents)
        node.inputs = [Edge(nodes[id(parent)], rate) for parent, rate in zip(parents, rates, strict=True)]
    for name, value in names.items():
        if id(value) not in nodes:
            raise ValueError(f"{name} is no part of the graph: it did not lead to this result")
        nodes[id(value)].label = name
    own = any(float(value.grad) for value in values)
    ordered = [nodes[id(value)] for value in values]
    if own:
        for value in values:
            nodes[id(value)].gradient = float(value.grad)
    else:
        ordered[-1].gradient = 1.0
    for node in reversed(ordered):
        for edge in node.inputs:
            if edge.derivative is None or node.gradient is None:
                continue
            edge.contribution = edge.derivative * node.gradient
            if not own:
                edge.source.gradient = (edge.source.gradient or 0.0) + edge.contribution
    known = all(edge.derivative is not None for node in ordered for edge in node.inputs)
    return ordered, [] if known else ["Some local derivatives are not known: the objects have no rates."]


def _parents(value: Any) -> list[Any]:
    return list(next((getattr(value, name) for name in PARENTS if hasattr(value, name)), ()))


def _rates(value: Any, parents: Sequence[Any]) -> Sequence[float | None]:
    rates = getattr(value, "rates", None)
    if rates is not None and len(rates) == len(parents):
        return [float(rate) for rate in rates]
    match next((getattr(value, name) for name in OPS if hasattr(value, name)), ""), parents:
        case "+", [_, *_]:
            return [1.0] * len(parents)
        case "*", [one, other]:
            return [float(other.data), float(one.data)]
        case "*", [one]:  # of a set, in which a number times itself stands once
            return [2 * float(one.data)]
    return [None] * len(parents)


def _node(value: Any) -> Node:
    parents = _parents(value)
    number = float(value.data)
    if not parents:
        return Node("leaf", leaf=True, value=number, label=f"{number:.4g}")
    op = next((str(getattr(value, name)) for name in OPS if hasattr(value, name)), "") or _guessed(value)
    sign = {"+": "+", "*": "×", "": "function"}.get(op, op)
    return Node({"+": "Add", "*": "Mul"}.get(op, op or "function"), label=sign, sign=sign, value=number)


def _guessed(value: Any) -> str:
    """The operation, by its result and its rates; an empty text where they fit none that is known."""
    inputs = [float(parent.data) for parent in _parents(value)]
    result = float(value.data)
    rates = [float(rate) for rate in getattr(value, "rates", ())]
    if len(inputs) == 2 and len(rates) == 2:
        one, other = inputs
        if rates == [1.0, 1.0] and is_near(result, one + other):
            return "+"
        if rates == [other, one] and is_near(result, one * other):
            return "*"
    if len(inputs) == 1:
        for name, function in UNARY.items():
            try:
                if is_near(result, function(inputs[0])):
                    return name
            except OverflowError:
                continue
    return ""
