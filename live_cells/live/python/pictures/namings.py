"""Names for the nodes of a graph: those that are given, those of variables, those of a model's parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import nn

from .nodes import Node
from .operations import ROLES, is_same
from .recorded import Recorded


def variables_of(frame: Any) -> dict[str, Any]:
    """The tensors and models among the variables that a caller sees."""
    seen = {**frame.f_globals, **frame.f_locals} if frame is not None else {}
    return {
        name: value
        for name, value in seen.items()
        if not name.startswith("_") and isinstance(value, torch.Tensor | nn.Module)
    }


def tensors_of(variables: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in variables.items() if isinstance(value, torch.Tensor)}


def name_nodes(graph: Recorded, names: Mapping[str, Any], variables: Mapping[str, Any]) -> None:
    """Label nodes, and take the values of tensors that are named.

    Raises:
        TypeError: a name is given to something that is no tensor.
        ValueError: a name is given to something that is no part of the graph.
    """
    labeled: set[Node] = set()
    for name, tensor in names.items():
        if not isinstance(tensor, torch.Tensor):
            raise TypeError(f"graph() got {name}={tensor!r}: names are for tensors, here and in the graph")
        if (node := graph.find(tensor)) is not None:
            _label(node, name, tensor, labeled)
    for name, tensor in (*tensors_of(variables).items(), *_parameters(graph, variables)):
        node = graph.find(tensor)
        if node is not None and node not in labeled:
            _label(node, name, tensor, labeled)
    for operation, _ in graph.nodes:
        roles = ROLES.get(operation.name, ())
        for source, role in zip(operation.sources, roles, strict=False):
            leaf = graph.nodes[source] if source is not None else None
            if leaf is not None and leaf.leaf and leaf not in labeled and role:
                leaf.label = role


def name_constants(graph: Recorded, names: Mapping[str, Any], variables: Mapping[str, Any]) -> None:
    """Label what autograd does not follow: a tensor with its numbers is meant, if there is one alone.

    Raises:
        ValueError: a name is given to something that is no part of the graph.
    """
    constants = [edge.source for node in graph.nodes.values() for edge in node.inputs]
    constants = [node for node in dict.fromkeys(constants) if node.op == "constant"]
    for name, tensor in names.items():
        if graph.find(tensor) is not None:
            continue
        found = [node for node in constants if _is_meant(tensor, node)]
        if not found:
            reason = (
                "does not require gradients" if not tensor.requires_grad else "did not lead to this result"
            )
            raise ValueError(f"{name} is no part of the graph: it {reason}")
        for node in found:
            node.label, node.value = name, tensor.detach()
    free = {name: tensor for name, tensor in tensors_of(variables).items() if not tensor.requires_grad}
    given = {id(tensor) for tensor in names.values()}
    same: dict[int, Node] = {}
    for node in constants:
        if any(node.label == name for name in names):
            continue
        meant = {id(tensor): (name, tensor) for name, tensor in free.items() if _is_meant(tensor, node)}
        if len(meant) == 1 and not given & set(meant):
            [(node.label, tensor)] = meant.values()
            node.value = tensor.detach()
            first = same.setdefault(id(tensor), node)
            for edge in (edge for one in graph.nodes.values() for edge in one.inputs):
                edge.source = first if edge.source is node else edge.source


def _is_meant(tensor: Any, node: Node) -> bool:
    if node.value is None:
        return False
    value = node.value
    return is_same(tensor.reshape(value.shape) if tensor.numel() == value.numel() == 1 else tensor, value)


def _label(node: Node, name: str, tensor: Any, labeled: set[Node]) -> None:
    node.label, node.value = name, tensor.detach()
    labeled.add(node)


def _parameters(graph: Recorded, variables: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The parameters of the models that took part; of several, with the model's name."""
    models = {
        name: value
        for name, value in variables.items()
        if isinstance(value, nn.Module) and any(graph.find(p) is not None for p in value.parameters())
    }
    inner = {part for model in models.values() for part in model.modules() if part is not model}
    outermost = {name: model for name, model in models.items() if model not in inner}
    for name, model in outermost.items():
        for path, parameter in model.named_parameters():
            yield (f"{name}.{path}" if len(outermost) > 1 else path), parameter
