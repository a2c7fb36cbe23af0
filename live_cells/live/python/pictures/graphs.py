"""The picture of a graph: the operations that made a number, each with its value and its gradient."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import torch

from . import namings, recomputed, values_made
from .nodes import Edge, Node
from .numbers import Data, data_of, exact
from .picture import Picture
from .recorded import FREED, Recorded

MOST_NODES = 200
MOST_NUMBERS = 64
"""Of a node's tensor; of a larger one, only the shape is given."""


def graph(result: Any, **names: Any) -> Picture:
    """Picture how a number was computed, and how its gradient goes back. Nothing about it changes.

    Autograd records operations, not their results. What it has kept, what follows from that, and what the
    caller's variables hold is shown; name other results to show them: ``graph(loss, w=w, z=model[0](x))``.

    Args:
        result: a tensor with one number and a ``grad_fn``; or an object with ``data``, ``grad`` and
            ``parents``, such as the ``Value`` of the lesson about gradients.
        names: results and leaves, by the names that they are to bear.
    """
    if isinstance(result, torch.Tensor):
        if result.grad_fn is None:
            raise ValueError(
                "graph() needs a result that autograd has recorded, and this tensor has no grad_fn: compute "
                "it from a tensor with requires_grad=True, outside of torch.no_grad()"
            )
        if result.numel() != 1:
            raise ValueError(
                f"graph() needs one number, and got a tensor of the shape {list(result.shape)}: "
                "take a loss, or result.sum()"
            )
        nodes, reasons = _recorded(result, names, namings.variables_of(sys._getframe(1)))
    elif values_made.is_value(result):
        nodes, reasons = values_made.nodes_of(result, names)
    else:
        raise TypeError(
            "graph() needs a tensor, or an object with data, grad and parents, "
            f"and got {type(result).__name__}"
        )
    return Picture(_described(nodes, reasons))


def _recorded(
    result: Any, names: Mapping[str, Any], variables: Mapping[str, Any]
) -> tuple[list[Node], list[str]]:
    """The nodes, inputs first, and what cannot be shown."""
    graph = Recorded(result, names, namings.tensors_of(variables))
    namings.name_nodes(graph, names, variables)
    with torch.no_grad():
        graph.walk()
        graph.fill()
        recomputed.complete(graph, {**namings.tensors_of(variables), **names})
        graph.name_powers()
        namings.name_constants(graph, names, variables)
    found: dict[Node, None] = {}
    for key in graph.keys:
        node = graph.nodes[key]
        for edge in node.inputs:
            if edge.source.op == "constant":
                found[edge.source] = None
        found[node] = None
    return list(found), [] if graph.is_whole else [FREED]


def _described(nodes: list[Node], reasons: list[str]) -> Data:
    if len(nodes) > MOST_NODES:
        reasons.append(
            f"The graph has {len(nodes):,} nodes; the {MOST_NODES} nearest to the result are shown."
        )
        nodes = nodes[-MOST_NODES:]
    ids = {node: f"n{number}" for number, node in enumerate(nodes)}
    described: list[Data] = []
    edges: list[Data] = []
    missing = 0
    for node, name in ids.items():
        entry: Data = {"id": name, "label": node.label or node.op, "op": node.op, "leaf": node.leaf}
        if node.sign:
            entry["sign"] = node.sign
        for key in ("value", "gradient"):
            number = getattr(node, key)
            if number is not None:
                entry[key] = _rounded(number)
        missing += "value" not in entry
        described.append(entry)
        for edge in node.inputs:
            if edge.source in ids:
                edges.append({"from": ids[edge.source], "to": name} | _scalars(edge))
    if missing:
        was = "one result, so its value is" if missing == 1 else f"{missing} results, so their values are"
        reasons.append(f"Autograd has not kept {was} not shown: give their tensors names, graph(loss, z=z).")
    data: Data = {"kind": "graph", "version": 1, "nodes": described, "edges": edges}
    return data | ({"folded": reasons} if reasons else {})


def _rounded(number: Any) -> Any:
    if not isinstance(number, torch.Tensor):
        return exact(float(number))
    if number.numel() == 1 and number.dim() == 0:
        return exact(number.item())
    return data_of(number) if number.numel() <= MOST_NUMBERS else {"shape": list(number.shape), "values": []}


def _scalars(edge: Edge) -> Data:
    """Derivative and contribution, where they are single numbers."""
    found: Data = {}
    for key in ("derivative", "contribution"):
        number = getattr(edge, key)
        if isinstance(number, torch.Tensor):
            number = number.item() if number.numel() == 1 else None
        if number is not None:
            found[key] = exact(float(number))
    return found
