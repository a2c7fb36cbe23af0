"""The walk back over the graph that carries the gradients."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from heapq import heappop, heappush
from typing import Any

import numpy as np

from .._core.bfloat16 import type_name
from .._core.dtypes import converted
from .._core.graph import INPUTS, NO_OPERANDS, Edge, Mode, Node, TensorBase
from .._core.multiple_outputs import MultiOutput
from .._core.numpy_warnings import restore, suppress_fp_warnings
from .._core.ops.rules import Array, unbroadcast
from .._core.saved_tensors import has_saved, keeps
from .anomaly_mode import warn_where_made


def hooked(hooks: tuple[Any, ...], g: Array) -> Array:
    """Show the gradient `g` to hooks; a tensor that one returns takes the gradient's place. TypeError
    or RuntimeError unless it is one of the same shape and type."""
    for hook in hooks:
        replaced = hook(TensorBase.concrete._wrap(g))
        if replaced is None:
            continue
        if not isinstance(replaced, TensorBase):
            raise TypeError(f"expected Variable, but hook returned '{type(replaced).__name__}'")
        name, new = getattr(hook, "__name__", type(hook).__name__), replaced._array
        if new.shape != g.shape:
            raise RuntimeError(
                f"hook '{name}' has changed the size of value: from {list(g.shape)} to {list(new.shape)}"
            )
        if new.dtype != g.dtype:
            raise RuntimeError(
                f"hook '{name}' has changed the type of value (was {type_name(g)} got {type_name(new)})"
            )
        g = new
    return g


CUSTOM = "Function"  # the `op` of a node that runs a backward of the program's own
Target = Node | TensorBase  # where a gradient goes: what made a result, or a leaf
Wanted = dict[Any, Any]  # leaf or node -> the gradient that arrived there, None before


def walk(
    roots: Iterable[tuple[TensorBase, Array]],
    retain_graph: bool,
    wanted: Wanted | None = None,
    accumulates: bool = False,
) -> None:
    """`run_backward`, while nothing is recorded: neither by hooks nor by a `Function`."""
    recording, Mode.grad = Mode.grad, False
    warnings = suppress_fp_warnings()
    try:
        run_backward_compiled(roots, retain_graph, wanted, accumulates)
    finally:
        restore(warnings)
        Mode.grad = recording


def run_backward(
    roots: Iterable[tuple[TensorBase, Array]], retain_graph: bool, wanted: Wanted | None, accumulates: bool
) -> None:
    """Carry gradients from `roots` to the leaves, latest operation first, so that a node runs once all its
    gradients are in, and a leaf gets their sum at once. It is added to the leaf's `.grad`, or collected in
    `wanted` if that is given: then only what leads there runs. `accumulates` says that it will be added to
    `.grad` from there."""
    starts = [(tensor if tensor._node is None else tensor._node, g) for tensor, g in roots]
    if wanted is None and is_plain([target for target, _ in starts]):
        run_backward_chain(starts, retain_graph)
        return
    awaited = awaited_by(target for target, _ in starts)
    leading = None if wanted is None else leading_to(wanted, awaited)
    sums: dict[Target, tuple[Array, bool]] = {}  # what has arrived; whether others hold the same array
    heap: list[tuple[float, Node]] = []

    def send(target: Target, g: Array, shared: bool) -> None:
        if leading is not None and target not in leading:
            return
        earlier = sums.get(target)
        if earlier is not None:
            kind, g, shared = g.dtype, earlier[0] + g, False
            if g.dtype is not kind and kind is not None:
                g = converted(g, kind)
        elif g.__class__ is not np.ndarray and g.__class__ is not MultiOutput:
            g = np.asarray(g)
        if isinstance(target, Node):
            if earlier is None:
                heappush(heap, (target.order, target))
            sums[target] = g, shared
        elif awaited[target] == 1:
            if earlier is not None:
                del sums[target]
            arrive(target, g, shared)
        else:
            awaited[target] -= 1
            sums[target] = g, shared

    def arrive(leaf: TensorBase, g: Array, shared: bool) -> None:
        if leaf._hooks:
            g, shared = hooked(leaf._hooks, g), True
        if wanted is not None:
            wanted[leaf] = g
        elif leaf._accumulate_grad_hooks:
            accumulate_grad_with_hooks(leaf, g, shared)
        else:
            accumulate_grad(leaf, g, shared)

    for start, g in starts:
        send(start, g, True)
    try:
        while heap:
            node = heappop(heap)[1]
            arrived, _ = sums.pop(node)
            g = hooked(node.tensor_hooks, arrived) if node.tensor_hooks else arrived
            if node.retains_grad_of is not None:
                node.retains_grad_of._accumulate(g.copy())
            if wanted is not None and leading is not None:
                ends = leading.isdisjoint(node.targets)
                if node in wanted:
                    wanted[node] = g if ends else arrived  # hooks change it only at the end, as in PyTorch
                if ends:
                    if accumulates:  # its prehooks see the gradient, which stays as it is
                        before(node.hooks, g)
                    continue
            hooks = node.hooks
            if hooks:
                g = before(hooks, g)
            custom = node.op == CUSTOM
            edges = node.opened(g, leading, retain_graph) if custom else ready_edges(node, retain_graph)
            found: list[tuple[Any, Array | None]] = []  # what hooks are to see first
            for target, edge in zip(node.targets, edges):  # noqa: B905  (equally long)
                if target is None or edge is None or (leading is not None and target not in leading):
                    found.append((target, None))
                    continue
                vjp, shape, dtype = edge
                part = vjp(g)
                if part.shape != shape or part.dtype is not dtype:
                    part = fitted(part, shape, dtype)
                if Mode.check_nan and part.__class__ is not MultiOutput and np.isnan(part).any():
                    raise nan_found(node, edges.index(edge), shape)
                if hooks:
                    found.append((target, part))
                else:
                    send(target, part, part is g)
            if hooks:
                found += [(None, None)] * (INPUTS.get(node._name, 0) - len(found))
                for target, slope in after(hooks, found, g):
                    if slope is not None:
                        send(target, slope, slope is g)
    except Exception:
        if Mode.anomaly:
            warn_where_made(node)
        raise
    for leaf, (g, shared) in sums.items():  # a Function gave no gradient on another path to it
        arrive(leaf, g, shared)  # type: ignore[arg-type]


def is_plain(ahead: list[Target]) -> bool:
    """Whether a gradient takes one path to each of these, and to all that it reaches from there, and nobody
    looks at it. The list grows by what is reached."""
    if Mode.anomaly or Mode.check_nan:
        return False
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
    return len(set(ahead)) == len(ahead) and not (Mode.watched and any(map(is_watched, ahead)))


def is_watched(target: Target) -> bool:
    """Whether somebody looks at the gradient that comes here, or has a backward of their own."""
    if isinstance(target, Node):
        return (
            bool(target.tensor_hooks or target.hooks)
            or target.retains_grad_of is not None
            or target.op == CUSTOM
        )
    return bool(target._hooks or target._accumulate_grad_hooks)


def run_backward_chain(starts: list[tuple[Target, Array]], retain_graph: bool) -> None:
    """`run_backward` where nothing has to be waited for, as in a stack of layers."""
    ahead: list[tuple[Node, Array]] = []
    for start, g in starts:
        if isinstance(start, Node):
            ahead.append((start, g))
        else:
            accumulate_grad(start, g, True)
    while ahead:
        node, g = ahead.pop()
        for target, edge in zip(node.targets, ready_edges(node, retain_graph)):  # noqa: B905  (equally long)
            if target is None or edge is None:
                continue
            vjp, shape, dtype = edge
            part = vjp(g)
            if part.shape != shape or part.dtype is not dtype:
                part = fitted(part, shape, dtype)
            if part.__class__ is not np.ndarray and part.__class__ is not MultiOutput:
                part = np.asarray(part)
            if isinstance(target, Node):
                ahead.append((target, part))
            else:
                accumulate_grad(target, part, part is g)


# In a browser, a loop runs to its end in the interpreter as it was compiled when it began, in haste. A call
# from C, as by `partial`, begins anew, in what the browser has made of it since.
run_backward_compiled = partial(run_backward)


def fitted(part: Any, shape: tuple[int, ...], dtype: Any) -> Any:
    """What a rule gave as the gradient of an input of this shape and type."""
    if part.shape != shape:
        part = unbroadcast(part, shape)
    return part if part.dtype == dtype else converted(part, dtype)


def accumulate_grad(leaf: TensorBase, g: Array, shared: bool) -> None:
    """Add `g` to the leaf's `.grad`, which takes over an array that is laid out alike and nobody else's."""
    array = leaf._array
    if leaf._grad is None:
        if not shared and g.base is None and g.strides == array.strides:
            leaf._grad = TensorBase.concrete._wrap(g)
            return
        if g.strides != array.strides and g.size > 1:
            laid = np.empty_like(array, order="K")  # in memory as the leaf is
            laid[...] = g
            shared, g = False, laid
    leaf._accumulate(g.copy("K") if shared or g.base is not None else g)


def accumulate_grad_with_hooks(leaf: TensorBase, g: Array, shared: bool) -> None:
    """The same between the hooks of the leaf's `AccumulateGrad`."""
    ends = leaf._accumulate_grad_hooks
    seen = before(ends, g)
    accumulate_grad(leaf, seen, shared and seen is g)
    for kind, hook in ends:
        if kind == "done" and (said := hook(leaf)) is not None and said is not leaf:
            raise RuntimeError("Tensor post accumulate grad hooks should return None.")
    after(ends, [], seen)


def tensors(g: Array | MultiOutput) -> tuple[Any, ...]:
    """A node's gradients as its hooks see them."""
    wrap = TensorBase.concrete._wrap
    if isinstance(g, MultiOutput):
        return tuple(wrap(g.by[i]) if i in g.by else None for i in range(g.count))
    return (wrap(g),)


def before(hooks: tuple[tuple[str, Any], ...], g: Array) -> Array:
    """Show a node's gradients to its prehooks, and take what they return."""
    for kind, hook in hooks:
        if kind == "before":
            given = tensors(g)
            new = returned(hook, hook(given), given)
            by = {i: t._array for i, t in enumerate(new) if t is not None}
            g = MultiOutput(by, g.count) if isinstance(g, MultiOutput) else by[0]
    return g


def after(
    hooks: tuple[tuple[str, Any], ...], found: list[tuple[Any, Array | None]], g: Array
) -> list[tuple[Any, Array | None]]:
    """Show a node's gradients on both sides to its hooks, and take what they return."""
    for kind, hook in hooks:
        if kind == "after":
            inputs = tuple(None if part is None else tensors(part)[0] for _, part in found)
            new = returned(hook, hook(inputs, tensors(g)), inputs)
            found = [(t, None if p is None else p._array) for (t, _), p in zip(found, new, strict=True)]
    return found


def returned(hook: Any, result: Any, given: tuple[Any, ...]) -> tuple[Any, ...]:
    """What a hook returned in place of the gradients it was given; those, if that is None. RuntimeError for
    another number of them."""
    new = given if result is None else result if isinstance(result, tuple) else (result,)
    if len(new) != len(given):
        name = getattr(hook, "__name__", type(hook).__name__)
        raise RuntimeError(
            f"hook '{name}' has returned an incorrect number of values (got {len(new)}, but expected "
            f"{len(given)})"
        )
    return new


def awaited_by(roots: Iterable[Target]) -> dict[Target, int]:
    """Everything that gradients from `roots` will reach, and on how many paths each."""
    awaited: dict[Target, int] = {}
    ahead = list(roots)
    for target in ahead:  # it grows
        if target in awaited:
            awaited[target] += 1
            continue
        awaited[target] = 1
        if isinstance(target, Node) and target.edges:
            ahead += [further for further in target.targets if further is not None]
    return awaited


def leading_to(wanted: Wanted, reached: Iterable[Target]) -> set[Target]:
    """Those of `reached` that are wanted, or lead to one that is."""
    leading: set[Target] = {target for target in reached if target in wanted}
    nodes = (target for target in reached if isinstance(target, Node))
    for node in sorted(nodes, key=lambda node: -node.order):  # the earliest first
        if not leading.isdisjoint(node.targets):
            leading.add(node)
    return leading


def ready_edges(node: Node, retain_graph: bool) -> list[Edge | None]:
    """The node's rules, after checking that what its rules saved is still there and unchanged."""
    edges = node.edges
    if edges is None:
        raise freed(node._name)
    if node.order > Mode.change:  # later nodes have smaller numbers
        refuse_changed(node)
    if not retain_graph and keeps(edges, node.operands):
        node.edges = None
        node.operands = NO_OPERANDS
    return edges


def refuse_changed(node: Node) -> None:
    """RuntimeError if the node has saved what was changed in place since, or what `detach_` has cut off."""
    for box, version, memory in zip(*node.operands, strict=True):
        if box[0] != version and has_saved(node, memory):
            raise changed(node._name, box[0], version)
        if len(box) == 1:
            continue
        cut = {maker() for maker in box[1:]}
        if not cut.isdisjoint({*node.targets} - {None}) and has_saved(node, memory):
            raise RuntimeError(
                "Trying to use a saved tensor that has been detached in-place, i.e. with .detach_(): "
                f"{node._name} needs it. This is not supported, please use out-of-place `.detach()` instead"
            )


def nan_found(node: Node, place: int, shape: tuple[int, ...]) -> RuntimeError:
    """The error of the anomaly mode."""
    return RuntimeError(
        f"Function '{node._name}' returned nan values in its {place}th output, the gradient of an input of "
        f"shape {shape}. The operation's input is the cause: look there for 0 in a logarithm, a root or a "
        "divisor, and for inf or nan that came in"
    )


def freed(name: str) -> RuntimeError:
    """The error for a second backward pass through a graph that was not retained."""
    return RuntimeError(
        "Trying to backward through the graph a second time (or directly access saved tensors after "
        f"they have already been freed). The values saved by {name} are freed when you call "
        ".backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the "
        "graph a second time, or run the forward pass again."
    )


def changed(name: str, now: int, then: int) -> RuntimeError:
    """The error for a saved tensor that was changed in place."""
    return RuntimeError(
        "one of the variables needed for gradient computation has been modified by an inplace "
        f"operation: a tensor saved by {name} is at version {now}; expected version "
        f"{then} instead. Use the form that makes a new tensor (x = x + 1 for x += 1), or clone() "
        "before changing it."
    )
