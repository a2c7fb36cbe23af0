"""The engine of `backward`: it runs the gradient rules of the graph, the latest operation first."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from heapq import heappop, heappush
from typing import Any

import numpy as np

from .._core.dtypes import cast
from .._core.graph import INPUT_COUNTS, NO_OPERANDS, Edge, MultiOutput, Node
from .._core.numerics import restore, suppress_fp_warnings
from .._core.rules import Array, unbroadcast
from .._core.saved_tensors import has_saved, saves_any
from .._core.tensor_base import Mode, TensorBase
from .anomaly_mode import nan_error, warn_of
from .grad_hooks import (
    accumulate_grad,
    accumulate_grad_with_hooks,
    run_post_hooks,
    run_pre_hooks,
    run_tensor_hooks,
)

CUSTOM = "Function"  # the `op` of a node that runs a backward of the program's own
Target = Node | TensorBase  # where a gradient goes: what made a result, or a leaf
Captures = dict[Any, Any]  # leaf or node -> the gradient that arrived there, None before


def run_backward(
    roots: Iterable[tuple[TensorBase, Array]],
    retain_graph: bool,
    captures: Captures | None = None,
    accumulate: bool = False,
) -> None:
    """Run `execute` without recording what hooks and a `Function` do."""
    recording, Mode.grad = Mode.grad, False
    warnings = suppress_fp_warnings()
    try:
        execute_compiled(roots, retain_graph, captures, accumulate)
    finally:
        restore(warnings)
        Mode.grad = recording


def execute(
    roots: Iterable[tuple[TensorBase, Array]], retain_graph: bool, captures: Captures | None, accumulate: bool
) -> None:
    """Compute gradients from `roots` to the leaves, the latest operation first.

    A node runs once all gradients of its outputs have arrived. A leaf gets the sum of its gradients, which is
    added to `.grad`; with `captures`, it is stored there instead, and only nodes that lead there run.
    `accumulate` says that the caller adds what is captured to `.grad`.
    """
    starts = [(tensor if tensor._node is None else tensor._node, g) for tensor, g in roots]
    if captures is None and not Mode.anomaly and is_chain([target for target, _ in starts]):
        execute_chain(starts, retain_graph)
        return
    dependencies = compute_dependencies(target for target, _ in starts)
    needed = None if captures is None else nodes_needed(captures, dependencies)
    input_buffers: dict[Target, tuple[Array, bool]] = {}  # what has arrived, and whether it is shared
    ready_queue: list[tuple[float, Node]] = []

    def send_gradient(target: Target, g: Array, shared: bool) -> None:
        if needed is not None and target not in needed:
            return
        earlier = input_buffers.get(target)
        if earlier is not None:
            kind, g, shared = g.dtype, earlier[0] + g, False
            if g.dtype is not kind and kind is not None:
                g = cast(g, kind)
        elif g.__class__ is not np.ndarray and g.__class__ is not MultiOutput:
            g = np.asarray(g)
        if isinstance(target, Node):
            if earlier is None:
                heappush(ready_queue, (target.order, target))
            input_buffers[target] = g, shared
        elif dependencies[target] == 1:
            if earlier is not None:
                del input_buffers[target]
            deliver(target, g, shared)
        else:
            dependencies[target] -= 1
            input_buffers[target] = g, shared

    def deliver(leaf: TensorBase, g: Array, shared: bool) -> None:
        if leaf._hooks:
            g, shared = run_tensor_hooks(leaf._hooks, g), True
        if captures is not None:
            captures[leaf] = g
        elif leaf._accumulate_grad_hooks:
            accumulate_grad_with_hooks(leaf, g, shared)
        else:
            accumulate_grad(leaf, g, shared)

    for start, g in starts:
        send_gradient(start, g, True)
    try:
        while ready_queue:
            node = heappop(ready_queue)[1]
            arrived, _ = input_buffers.pop(node)
            g = run_tensor_hooks(node.tensor_hooks, arrived) if node.tensor_hooks else arrived
            if node.retains_grad_of is not None and not (accumulate and captures and node in captures):
                node.retains_grad_of._accumulate(g.copy())
            if captures is not None and needed is not None:
                is_last = needed.isdisjoint(node.targets)
                if node in captures:
                    captures[node] = g if is_last else arrived  # as in PyTorch
                if is_last:
                    if accumulate:  # prehooks run, and change nothing
                        run_pre_hooks(node.hooks, g)
                    continue
            hooks = node.hooks
            if hooks:
                g = run_pre_hooks(hooks, g)
            custom = node.op == CUSTOM
            edges = node.backward_edges(g, needed, retain_graph) if custom else take_edges(node, retain_graph)
            input_gradients: list[tuple[Any, Array | None]] = []  # for the hooks
            for target, edge in zip(node.targets, edges):  # noqa: B905  (equally long)
                if target is None or edge is None or (needed is not None and target not in needed):
                    input_gradients.append((target, None))
                    continue
                vjp, shape, dtype = edge
                part = vjp(g)
                if part.shape != shape or part.dtype is not dtype:
                    part = match_input(part, shape, dtype)
                if Mode.check_nan and part.__class__ is not MultiOutput and np.isnan(part).any():
                    raise nan_error(node, edges.index(edge), shape)
                if hooks:
                    input_gradients.append((target, part))
                else:
                    send_gradient(target, part, part is g)
            if hooks:
                input_gradients += [(None, None)] * (INPUT_COUNTS.get(node._name, 0) - len(input_gradients))
                for target, slope in run_post_hooks(hooks, input_gradients, g):
                    if slope is not None:
                        send_gradient(target, slope, slope is g)
    except Exception:
        if Mode.anomaly:
            warn_of(node)
        raise
    for leaf, (g, shared) in input_buffers.items():  # a Function gave no gradient on another path to it
        deliver(leaf, g, shared)  # type: ignore[arg-type]


def is_chain(ahead: list[Target]) -> bool:
    """Whether one path leads to each of these and to all nodes that follow, and none of them has hooks.

    The nodes that follow are appended to the list.
    """
    reached: set[Node] = set()
    for target in ahead:
        if isinstance(target, Node):
            if target in reached:
                return False
            reached.add(target)
            if target.edges:
                for further in target.targets:
                    if further is not None:
                        ahead.append(further)
    return len(set(ahead)) == len(ahead) and not (Mode.watched and any(map(has_hooks, ahead)))


def has_hooks(target: Target) -> bool:
    """Whether hooks see the gradient of this node or leaf, or a `Function` computes it."""
    if isinstance(target, Node):
        return (
            bool(target.tensor_hooks or target.hooks)
            or target.retains_grad_of is not None
            or target.op == CUSTOM
        )
    return bool(target._hooks or target._accumulate_grad_hooks)


def execute_chain(starts: list[tuple[Target, Array]], retain_graph: bool) -> None:
    """`execute` for graphs in which each node has one gradient to wait for, as in a stack of layers."""
    ahead: list[tuple[Node, Array]] = []
    for start, g in starts:
        if isinstance(start, Node):
            ahead.append((start, g))
        else:
            accumulate_grad(start, g, True)
    while ahead:
        node, g = ahead.pop()
        for target, edge in zip(node.targets, take_edges(node, retain_graph)):  # noqa: B905  (equally long)
            if target is None or edge is None:
                continue
            vjp, shape, dtype = edge
            part = vjp(g)
            if part.shape != shape or part.dtype is not dtype:
                part = match_input(part, shape, dtype)
            if part.__class__ is not np.ndarray and part.__class__ is not MultiOutput:
                part = np.asarray(part)
            if isinstance(target, Node):
                ahead.append((target, part))
            else:
                accumulate_grad(target, part, part is g)


# In a browser, a running loop of the interpreter stays in baseline code. A call from C, as by `partial`,
# enters it anew and gets the optimized code.
execute_compiled = partial(execute)


def match_input(part: Any, shape: tuple[int, ...], dtype: Any) -> Any:
    """A gradient with the shape and dtype of its input."""
    if part.shape != shape:
        part = unbroadcast(part, shape)
    return part if part.dtype == dtype else cast(part, dtype)


def compute_dependencies(roots: Iterable[Target]) -> dict[Target, int]:
    """The nodes and leaves that gradients from `roots` reach, each with the number of paths to it."""
    dependencies: dict[Target, int] = {}
    ahead = list(roots)
    for target in ahead:  # it grows
        if target in dependencies:
            dependencies[target] += 1
            continue
        dependencies[target] = 1
        if isinstance(target, Node) and (target.edges or target.edges is None):  # None: released
            ahead += [further for further in target.targets if further is not None]
    return dependencies


def nodes_needed(captures: Captures, reached: Iterable[Target]) -> set[Target]:
    """Those of `reached` that are captured, or lead to one that is."""
    needed: set[Target] = {target for target in reached if target in captures}
    nodes = (target for target in reached if isinstance(target, Node))
    for node in sorted(nodes, key=lambda node: -node.order):  # the earliest first
        if not needed.isdisjoint(node.targets):
            needed.add(node)
    return needed


def take_edges(node: Node, retain_graph: bool) -> list[Edge | None]:
    """The node's gradient rules, released unless the graph is retained.

    Raises `RuntimeError` if they are released already, or if a saved tensor was modified in place.
    """
    edges = node.edges
    if edges is None:
        raise freed_error(node._name)
    if node.order > Mode.change:  # later nodes have smaller numbers
        check_versions(node)
    if not retain_graph and saves_any(edges, node.operands):
        node.edges = None
        node.operands = NO_OPERANDS
    return edges


def check_versions(node: Node) -> None:
    """RuntimeError if a tensor that the node has saved was modified or detached in place since."""
    for box, version, memory in zip(*node.operands, strict=True):
        if box[0] != version and has_saved(node, memory):
            raise modified_in_place_error(node._name, box[0], version)
        if len(box) == 1:
            continue
        cut = {maker() for maker in box[1:]}
        if not cut.isdisjoint({*node.targets} - {None}) and has_saved(node, memory):
            raise RuntimeError(
                "Trying to use a saved tensor that has been detached in-place, i.e. with .detach_(): "
                f"{node._name} needs it. This is not supported, please use out-of-place `.detach()` instead"
            )


def freed_error(name: str) -> RuntimeError:
    """The error for a second backward pass through a graph that was not retained."""
    return RuntimeError(
        "Trying to backward through the graph a second time (or directly access saved tensors after "
        f"they have already been freed). The values saved by {name} are freed when you call "
        ".backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the "
        "graph a second time, or run the forward pass again."
    )


def modified_in_place_error(name: str, now: int, then: int) -> RuntimeError:
    """The error for a saved tensor that was modified in place."""
    return RuntimeError(
        "one of the variables needed for gradient computation has been modified by an inplace "
        f"operation: a tensor saved by {name} is at version {now}; expected version "
        f"{then} instead. Use the form that makes a new tensor (x = x + 1 for x += 1), or clone() "
        "before changing it."
    )
