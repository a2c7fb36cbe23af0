"""A graph computed again from its leaves and the caller's tensors, where autograd has not kept its numbers.

Which of the tensors took part is not recorded. They are tried, and taken only if the graph gives its result
again with them, and with no others.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from itertools import islice, product
from typing import Any

import torch
from torch import nn

from .nodes import Edge, Node
from .operations import COMPUTED, is_same
from .recorded import Recorded

MOST_TRIED = 64
REDUCED: dict[str, Callable[..., Any]] = {
    "MseLoss": nn.functional.mse_loss,
    "L1Loss": nn.functional.l1_loss,
    "NllLoss": nn.functional.nll_loss,
    "CrossEntropyLoss": nn.functional.cross_entropy,
    "BinaryCrossEntropyWithLogits": nn.functional.binary_cross_entropy_with_logits,
}
"""Losses, which are a mean or a sum."""
USUAL: dict[str, Callable[..., Any]] = {
    **COMPUTED,
    **{"Gelu": nn.functional.gelu, "Silu": nn.functional.silu, "Elu": nn.functional.elu},
    **{"LeakyRelu": nn.functional.leaky_relu, "Softplus": nn.functional.softplus},
    **{"Pow": torch.square, "View": lambda x: x.flatten(1), "LogSoftmax": lambda x: x.log_softmax(-1)},
}
"""Operations with their usual settings."""


def complete(graph: Recorded, tensors: Mapping[str, Any]) -> None:
    """Find values that are missing, and gradients, if autograd has freed what they follow from.

    Args:
        graph: with the values that are known, and the gradients of its leaves.
        tensors: those that may have taken part.
    """
    nodes = list(graph.nodes.values())
    constants = [edge.source for node in nodes for edge in node.inputs if edge.source.op == "constant"]
    missing = [one for one in dict.fromkeys(constants) if one.value is None]
    if any(not node.leaf and _rule(node, "mean") is None for node in nodes) or (
        graph.is_whole and not missing
    ):
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of shapes that are tried
        found = list(_tried(nodes, missing, tensors))
    if not found or not all(_are_same(found[0][0], values) for values, _ in found[1:]):
        return
    values, gradients = found[0]
    for node, value in values.items():
        node.value = value if node.value is None else node.value
    if graph.is_whole:
        return
    for node in nodes:
        node.gradient = gradients.get(node)
        for edge in node.inputs:
            edge.derivative, edge.contribution = gradients.get(edge, (None, None))
    graph.is_whole = True


Values = dict[Node, Any]
Gradients = dict[Node | Edge, Any]
"""Of nodes; of edges, the derivative and what the gradient gets through it."""


def _are_same(one: Values, other: Values) -> bool:
    return all(value is None or is_same(value, other[node]) for node, value in one.items())


def _tried(
    nodes: list[Node], missing: list[Node], tensors: Mapping[str, Any]
) -> Iterator[tuple[Values, Gradients]]:
    """All ways to fill in what is missing that give the values and the gradients that are known."""
    free = {id(one): one.detach() for one in tensors.values() if not one.requires_grad}
    reductions = ("mean", "sum") if any(node.op in REDUCED for node in nodes) else ("mean",)
    ways = product(product(free.values(), repeat=len(missing)), reductions)
    leaves = [node for node in nodes if node.leaf]
    for chosen, reduction in islice(ways, MOST_TRIED):
        values = dict(zip(missing, chosen, strict=True))
        try:
            if not all(_fits(node, values, reduction) for node in nodes):
                continue
            gradients = _gradients(nodes, values, reduction)
        except (RuntimeError, ValueError, IndexError, TypeError):
            continue
        known = [node.gradient for node in leaves if node.gradient is not None]
        is_known = any(bool(gradient.any()) for gradient in known)  # a constant loss identifies nothing
        if is_known and all(is_same(gradients.get(node), node.gradient) for node in leaves):
            yield values, gradients


def _fits(node: Node, values: Values, reduction: str) -> bool:
    """Compute a node's value, and compare it with what is known of it."""
    if node.leaf:
        values[node] = node.value
        return True
    rule = _rule(node, reduction)
    inputs = [values.get(edge.source, edge.source.value) for edge in node.inputs]
    if rule is None or any(one is None for one in inputs):
        return False
    values[node] = rule(*inputs)
    return node.value is None or is_same(values[node], node.value)


def _rule(node: Node, reduction: str) -> Callable[..., Any] | None:
    if node.op in REDUCED:
        return lambda *inputs: REDUCED[node.op](*inputs, reduction=reduction)
    return USUAL.get(node.op)


def _gradients(nodes: list[Node], values: Values, reduction: str) -> Gradients:
    """Carry the gradient back, each operation computed again."""
    found: Gradients = {nodes[-1]: torch.ones_like(values[nodes[-1]])}
    for node in reversed(nodes):
        rule = _rule(node, reduction)
        if node.leaf or node not in found or rule is None:
            continue
        followed = [edge for edge in node.inputs if edge.source.op != "constant"]
        slopes = _back(rule, node, followed, values, torch.ones_like(values[node]))
        passed = _back(rule, node, followed, values, found[node])
        for edge, slope, contribution in zip(followed, slopes, passed, strict=True):
            found[edge] = slope, contribution
            before = found.get(edge.source)
            found[edge.source] = contribution if before is None else before + contribution
    return found


def _back(
    rule: Callable[..., Any], node: Node, followed: list[Edge], values: Values, gradient: Any
) -> tuple[Any, ...]:
    with torch.enable_grad():
        inputs = []
        wanted = []
        for edge in node.inputs:
            value = values.get(edge.source, edge.source.value).detach()
            if edge in followed:
                value = value.clone().requires_grad_()
                wanted.append(value)
            inputs.append(value)
        found: tuple[Any, ...] = torch.autograd.grad(rule(*inputs), wanted, gradient)
    return found
