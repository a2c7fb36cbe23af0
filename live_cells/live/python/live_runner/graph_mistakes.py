"""Mistakes that the graph of a loss shows, looked at before its gradients are computed."""

from __future__ import annotations

import math
from collections.abc import Set
from types import FrameType
from typing import Any

import numpy as np

from seqlite._core.graph import Node
from seqlite._core.rules import captured
from seqlite._core.tensor_base import TensorBase

from .function_places import before_loss
from .mistakes import Mistake, Names, held_by, layers_of, of_kind
from .readers_code import CELL

SAME_NUMBERS = {
    *("reshape", "flatten", "unsqueeze", "squeeze", "transpose", "permute", "pick", "contiguous", "cast"),
    *("clone", "expand"),
}
"""Operations that leave each number as it is."""
UNIT_BY_UNIT = {"relu", "tanh", "sigmoid", "leaky_relu", "gelu", "elu", "silu", "softplus"}
FLAT = {"round", "sign", "floor", "ceil", "trunc"}
"""Operations whose slope is 0."""
APPLIED_TWICE = {"softmax_twice": "softmax", "sigmoid_twice": "sigmoid"}
"""The function that the loss applies as well."""
MOST_NODES = 5000


def look(loop: Any, root: Any, names: Names, frame: FrameType, engine: Any) -> set[int]:
    """Note in the loop what this pass shows; the leaves that its gradients will reach."""
    nodes, leaves = graph_of(root._node)
    if loop.count >= 2 and not loop.mistakes:
        for kind, facts in _of_losses(nodes):
            function = APPLIED_TWICE.get(kind)
            place = before_loss(function, frame, names, engine) if function else None
            file, line = place or (loop.file, loop.line)
            loop.mistakes.append(Mistake(kind, file, line, facts))
    if loop.count in (2, 3):
        loop.optimizers = [
            one
            for _, one in of_kind(names, engine.optim.Optimizer)
            if not held_by([one]).isdisjoint(map(id, leaves))
        ]
        loop.code = _readers_code(frame)
        loop.names = names
    _note(loop, "same_weights", _has_equal_units(nodes))
    silenced = _silenced(nodes, names, leaves, engine)
    if loop.count == 1:
        loop.began_in_training = silenced is None
    _note(loop, "trained_in_eval", silenced is not None and loop.began_in_training)
    loop.silenced = silenced or set()
    dead = _dead_layer(nodes, names, engine)
    _note(loop, "dead_relu", dead is not None)
    loop.dead = dead
    loop.flat = _flat(root._node) if any(node.op in FLAT for node in nodes) else ""
    _note(loop, "flat", bool(loop.flat))
    loop.is_by_hand = any(leaf._version_counter[0] for leaf in leaves)
    return {id(leaf) for leaf in leaves}


def _note(loop: Any, kind: str, is_so: bool) -> None:
    loop.seen[kind] = loop.seen.get(kind, 0) + 1 if is_so else 0


def graph_of(
    last: Node | None, most: float = MOST_NODES, closed: Set[str] = frozenset()
) -> tuple[list[Node], list[Any]]:
    """The nodes of a graph, the latest first, and its leaves.

    Args:
        last: the node that it ends in.
        most: so many nodes, and no more.
        closed: operations beyond which nothing is looked at.
    """
    nodes: dict[int, Node] = {}
    leaves: dict[int, Any] = {}
    ahead: list[Any] = [last]
    while ahead and len(nodes) < most:
        target = ahead.pop()
        if isinstance(target, Node):
            if id(target) not in nodes:
                nodes[id(target)] = target
                ahead += () if target.op in closed else target.targets
        elif isinstance(target, TensorBase):
            leaves[id(target)] = target
    return sorted(nodes.values(), key=lambda node: node.order), [*leaves.values()]


def _made_by(node: Node, place: int = 0) -> Any:
    """The node of an operand, past those that leave its numbers as they are."""
    target = node.targets[place] if len(node.targets) > place else None
    while isinstance(target, Node) and target.op in SAME_NUMBERS and target.targets:
        target = target.targets[0]
    return target


def _operation(target: Any) -> str:
    return target.op if isinstance(target, Node) else ""


def _shape(node: Node, place: int = 0) -> tuple[int, ...]:
    edge = node.edges[place] if node.edges and len(node.edges) > place else None
    return edge[1] if edge is not None else ()


def _of_losses(nodes: list[Node]) -> list[tuple[str, dict[str, str | int]]]:
    found: list[tuple[str, dict[str, str | int]]] = []
    for node in nodes:
        made_by = _operation(_made_by(node))
        if node.op in ("cross_entropy", "log_softmax") and made_by == "softmax" and _shape(node)[-1:] != (1,):
            if node.op == "cross_entropy" or _is_loss_of(nodes, node):
                found.append(("softmax_twice", {}))
        elif node.op == "binary_cross_entropy_with_logits" and made_by == "sigmoid":
            found.append(("sigmoid_twice", {}))
        elif node.op == "nll_loss" and made_by != "log_softmax" and (top := _greatest(node)) > 0:
            found.append(
                ("nll_without_log", {"value": f"{top:.3g}", "has_softmax": int(made_by == "softmax")})
            )
        elif node.op == "cross_entropy" and _shape(node)[1:] == (1,):
            found.append(("one_class", {}))
        elif node.op == "sub" and (sizes := _spread_out(nodes, node)):
            found.append(("hidden_broadcast", sizes))
    return found


def _is_loss_of(nodes: list[Node], scores: Node) -> bool:
    """Are these logarithms what a loss of classes is computed from?"""
    return any(node.op == "nll_loss" and _made_by(node) is scores for node in nodes)


def _greatest(node: Node) -> float:
    """The greatest of the numbers that a loss is computed from; 0 where they are not at hand."""
    shape = _shape(node)
    held = [one for edge in node.edges or () if edge for one in captured(edge[0])]
    arrays = [
        one for one in held if isinstance(one, np.ndarray) and one.shape == shape and one.dtype.kind == "f"
    ]
    return float(arrays[0].max()) if arrays and arrays[0].size else 0.0


def _spread_out(nodes: list[Node], node: Node) -> dict[str, str | int]:
    """Outputs of shape [N, 1] less targets of shape [N], which a square and a mean make a loss."""
    places = [place for place, target in enumerate(node.targets) if target is not None]
    if len(places) != 1 or _operation(_plain(node.targets[places[0]])) != "linear":
        return {}
    shape = _shape(node, places[0])
    after = [other for other in nodes if node in other.targets]
    if len(shape) != 2 or shape[1] != 1 or shape[0] < 2 or len(after) != 1:
        return {}
    is_error = after[0].op in ("square", "pow", "abs", "mul")
    return {"count": shape[0]} if is_error and _shape(after[0]) == (shape[0], shape[0]) else {}


def _plain(target: Any) -> Any:
    while isinstance(target, Node) and target.op in UNIT_BY_UNIT:
        target = target.targets[0]
    return target


def _has_equal_units(nodes: list[Node]) -> bool:
    """Do all units of a hidden layer compute the same, and does the next layer treat them alike?"""
    for after in nodes:
        before = _plain(after.targets[0]) if after.op == "linear" else None
        if not isinstance(before, Node) or before.op != "linear" or before is after.targets[0]:
            continue
        weights, columns = before.targets[1], after.targets[1]
        bias = before.targets[2] if len(before.targets) > 2 else None
        if (
            not isinstance(weights, TensorBase)
            or not isinstance(columns, TensorBase)
            or len(weights._array) < 2
        ):
            continue
        if (
            _all_alike(weights._array)
            and _all_alike(columns._array.T)
            and (not isinstance(bias, TensorBase) or _all_alike(bias._array))
        ):
            return True
    return False


def _all_alike(rows: Any) -> bool:
    return bool(np.allclose(rows, rows[:1], rtol=1e-5, atol=1e-7))


def _silenced(nodes: list[Node], names: Names, leaves: list[Any], engine: Any) -> set[int] | None:
    """The parameters of a model that computes this loss with dropout or batch normalization switched off."""
    reached = {*map(id, leaves)}
    if any(node.op == "mask" or (node.op == "batch_norm" and _has_own_statistics(node)) for node in nodes):
        return None
    for _, model in of_kind(names, engine.nn.Module):
        parts = [*model.modules()]
        switched = [part for part in parts if _differs_in_training(part)]
        if not switched or any(part.training for part in parts):
            continue
        own = {id(p) for p in model.parameters() if p.requires_grad}
        normalizes = any(not hasattr(part, "p") for part in switched)
        if own <= reached and (not normalizes or any(node.op == "batch_norm" for node in nodes)):
            return own
    return None


def _has_own_statistics(node: Node) -> bool:
    return node.source is not None and "batch_stats" in node.source[1]


def _differs_in_training(part: Any) -> bool:
    kinds = {kind.__name__ for kind in type(part).__mro__}
    if kinds & {"Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout"}:
        return bool(part.p > 0)
    return bool(kinds & {"BatchNorm1d", "BatchNorm2d", "BatchNorm3d"} and part.track_running_stats)


def _dead_layer(nodes: list[Node], names: Names, engine: Any) -> dict[str, Any] | None:
    """A ReLU whose outputs are all 0, through which every gradient of some layers goes."""
    for node in nodes:
        shape = _shape(node)
        if node.op != "relu" or len(shape) < 2 or not shape[0]:
            continue
        outputs = [one for one in captured(node.edges[0][0]) if isinstance(one, np.ndarray)]  # type: ignore[index]
        if len(outputs) != 1 or outputs[0].shape != shape or outputs[0].any():
            continue
        before = {id(leaf): leaf for leaf in graph_of(node)[1]}
        layers = [
            (name, part)
            for name, part in layers_of(names, engine.nn.Module)
            if any(id(p) in before for p in part._parameters.values())
        ]
        if layers:
            largest = _largest_input(node)
            return {"units": shape[1], "rows": shape[0], "layers": layers, "before": before, "input": largest}
    return None


def _flat(last: Node) -> str:
    """The operation of slope 0 that every gradient has to pass; empty if there is another way."""
    nodes, leaves = graph_of(last, math.inf, FLAT)
    return "" if leaves else next(node.op for node in nodes if node.op in FLAT)


def _largest_input(node: Node) -> float:
    """The greatest number that the first layer before a node was given."""
    first = [one for one in graph_of(node)[0] if one.op in ("linear", "conv2d") and one.targets[0] is None]
    held = [one for each in first for edge in each.edges or () if edge for one in captured(edge[0])]
    arrays = [one for one in held if isinstance(one, np.ndarray) and one.dtype.kind == "f" and one.ndim > 1]
    return max((float(np.abs(one).max()) for one in arrays if one.size), default=0.0)


def _readers_code(frame: FrameType | None) -> list[Any]:
    code = []
    while frame is not None:
        if frame.f_code.co_filename.startswith(CELL):
            code.append(frame.f_code)
        frame = frame.f_back
    return code
