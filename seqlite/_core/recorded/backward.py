"""`backward` and `grad` with `create_graph=True`: gradients that have a history themselves.

The walk is that of `autograd/engine.py`. Gradients are tensors, and what the rules compute with them is
recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from typing import Any

import numpy as np

from ...autograd.anomaly_mode import nan_error, warn_of
from ...autograd.engine import CUSTOM, Captures, Target, compute_dependencies, nodes_needed, take_edges
from ...autograd.grad_mode import set_grad_enabled
from ..bfloat16 import BFLOAT16
from ..dtypes import from_numpy_dtype
from ..graph import MultiOutput, Node, OutputNode
from ..origins import Induced
from ..record import with_node_name
from ..rules import Array, unbroadcast
from ..tensor import Tensor
from ..tensor_base import Mode, TensorBase
from . import functions  # noqa: F401  (which says what NumPy's functions record)
from .arrays import TracedArray, Untraceable
from .operations import RULES
from .rules import Retracer

Parts = dict[int, Tensor]  # the gradients of a node's outputs, by the number of the output


def run_recorded(
    roots: Iterable[tuple[TensorBase, Tensor]],
    retain_graph: bool,
    captures: Captures | None = None,
    accumulate: bool = False,
) -> None:
    """Compute gradients from `roots` to the leaves, and record how.

    They are added to `.grad` of the leaves, or put into `captures`, of which the caller adds them with
    `accumulate`. NotImplementedError for operations whose second derivatives are not covered.
    """
    starts = [(tensor if tensor._node is None else tensor._node, g) for tensor, g in roots]
    dependencies = compute_dependencies(target for target, _ in starts)
    needed = None if captures is None else nodes_needed(captures, dependencies)
    arrived: dict[Target, Parts] = {}
    ready: list[tuple[float, Node]] = []

    def send(target: Target, parts: Parts) -> None:
        if needed is not None and target not in needed:
            return
        before = arrived.get(target)
        if before is None:
            arrived[target] = dict(parts)
            if isinstance(target, Node):
                heappush(ready, (target.order, target))
            return
        for number, g in parts.items():
            before[number] = before[number] + g if number in before else g

    with set_grad_enabled(True):
        for start, g in starts:
            send(start, {0: g})
        while ready:
            node = heappop(ready)[1]
            parts = arrived.pop(node)
            if 0 in parts:
                parts[0] = run_hooks(node.tensor_hooks, parts[0])
                if node.retains_grad_of is not None and not (accumulate and captures and node in captures):
                    add_grad(node.retains_grad_of, parts[0])
            if captures is not None and node in captures:
                captures[node] = parts if hasattr(node, "output_count") else parts[0]
            if needed is None or not needed.isdisjoint(node.targets):
                compute = watched_gradients if Mode.anomaly else gradients
                for target, slopes in zip(
                    node.targets, compute(node, parts, needed, retain_graph), strict=False
                ):
                    if target is not None and slopes is not None:
                        send(target, slopes)
        for leaf, parts in arrived.items():
            g = run_hooks(leaf._hooks, parts[0])  # type: ignore[union-attr]
            if captures is None:
                add_grad(leaf, g)  # type: ignore[arg-type]
            else:
                captures[leaf] = g


def as_roots(roots: list[tuple[TensorBase, Array]], given: Any) -> list[tuple[TensorBase, Tensor]]:
    """The outputs and the gradients to start from, with the history of those that were given."""
    tensors = [None] * len(roots) if given is None else given if isinstance(given, (tuple, list)) else [given]
    return [
        (out, Tensor._wrap(g) if t is None else t.to(from_numpy_dtype(g.dtype)))
        for (out, g), t in zip(roots, tensors, strict=True)
    ]


def capture_recorded(
    roots: list[tuple[TensorBase, Array]],
    given: Any,
    inputs: Sequence[Any],
    retain_graph: bool | None,
    accumulate: bool = False,
) -> list[Any]:
    """The gradients of `inputs`, with their history; None for those that the outputs do not depend on."""
    for i, x in enumerate(inputs):
        if not x._needs:
            raise RuntimeError(
                f"One of the differentiated Tensors does not require grad: the one at index {i}"
            )
    targets = [x if x._node is None else x._node for x in inputs]
    captures: Captures = dict.fromkeys(targets)
    run_recorded(as_roots(roots, given), retain_graph is not False, captures, accumulate)
    pairs = zip(inputs, (captures[target] for target in targets), strict=True)
    return [g.get(x.output_nr) if isinstance(g, dict) else g for x, g in pairs]


def backward_recorded(
    roots: list[tuple[TensorBase, Array]],
    given: Any,
    retain_graph: bool | None,
    inputs: Sequence[Any] | None,
) -> None:
    """Add gradients with a history to `.grad` of the leaves, or of `inputs`."""
    if inputs is None:
        run_recorded(as_roots(roots, given), retain_graph is not False)
        return
    for x, g in zip(inputs, capture_recorded(roots, given, inputs, retain_graph, True), strict=True):
        if g is not None:
            add_grad(x, g)


def gradients(node: Node, parts: Parts, needed: set[Target] | None, retain_graph: bool) -> list[Parts | None]:
    """The gradients of a node's inputs, None for those that are not wanted."""
    wanted = [t is not None and (needed is None or t in needed) for t in node.targets]
    if any(kind != "done" for kind, _ in node.hooks):
        raise refusal(node, "a node with hooks")
    if node.op == CUSTOM:
        return [None if g is None else {0: g} for g in node.backward_tensors(parts, wanted)]  # type: ignore[attr-defined]
    edges = take_edges(node, True)
    if isinstance(node, OutputNode):
        return [{node.index: parts[0]}]
    try:
        if any(edge is not None and edge[2] == BFLOAT16 for edge in edges):
            raise Untraceable("bfloat16; compute in float32")
        if node.op in RULES and not hasattr(node, "output_count"):
            found = RULES[node.op](node, parts[0], wanted)
        else:
            found = traced_gradients(node, parts, wanted)
    except Untraceable as reason:
        raise refusal(node, str(reason)) from None
    if not retain_graph:
        take_edges(node, False)
    fitted: list[Parts | None] = []
    for g, edge in zip(found, edges, strict=False):
        if g is None or edge is None:
            fitted.append(None)
            continue
        tensor = unbroadcast(TracedArray(g), edge[1]).tensor if tuple(g.shape) != tuple(edge[1]) else g
        fitted.append(
            {0: tensor if tensor._array.dtype == edge[2] else TracedArray(tensor).astype(edge[2]).tensor}
        )
    return fitted


def watched_gradients(
    node: Node, parts: Parts, needed: set[Target] | None, retain_graph: bool
) -> list[Parts | None]:
    """`gradients` with anomaly detection: what they make is noted as induced by the node."""
    before, Induced.by = Induced.by, node
    try:
        found = gradients(node, parts, needed, retain_graph)
        for place, slopes in enumerate(found if Mode.check_nan else ()):
            if slopes is not None and any(np.isnan(g._array).any() for g in slopes.values()):
                raise nan_error(node, place, next(iter(slopes.values())).shape)
    except Exception:
        warn_of(node)
        raise
    finally:
        Induced.by = before
    return found


def traced_gradients(node: Node, parts: Parts, wanted: list[bool]) -> list[Tensor | None]:
    """What the node's own rules give for tensors."""
    count = getattr(node, "output_count", 0)
    g: Any = TracedArray(parts[0]) if 0 in parts else None
    shape = () if g is None else g.shape
    if count:
        g = MultiOutput({number: TracedArray(part) for number, part in parts.items()}, count)
    tracer = Retracer(node, shape)
    found: list[Tensor | None] = []
    try:
        for rule, want in zip(tracer.rules(), wanted, strict=False):
            if rule is None or not want:
                found.append(None)
                continue
            slope = rule(g)
            found.append(slope.tensor if isinstance(slope, TracedArray) else Tensor._wrap(np.asarray(slope)))
    finally:
        tracer.release()
    return found


def refusal(node: Node, reason: str = "") -> NotImplementedError:
    """The error for an operation whose gradient cannot be recorded."""
    why = f" ({reason})" if reason else ""
    return NotImplementedError(
        f"create_graph=True: second derivatives of {node.name()} are not covered{why}. The nearest that "
        "works: differences of first ones, (grad(x + h) - grad(x - h)) / (2 * h) in float64"
    )


def run_hooks(hooks: tuple[Any, ...], g: Tensor) -> Tensor:
    """Run a tensor's hooks on its gradient."""
    for hook in hooks:
        replaced = hook(g)
        g = g if replaced is None else replaced
    return g


def add_grad(leaf: TensorBase, g: Tensor) -> None:
    """Add to `.grad`, with the history of `g`."""
    if leaf._grad is not None:
        leaf._grad = leaf._grad + g
    else:
        leaf._grad = with_node_name(g.clone(), "CopyBackwards") if g._needs else g
