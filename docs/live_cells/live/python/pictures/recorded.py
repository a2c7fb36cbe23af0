"""What autograd has recorded of a tensor: its operations, with what each has kept of its numbers.

An operation is asked for its derivatives as ``backward()`` asks it, but nothing is accumulated and nothing
freed. No hook is called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

from .nodes import Edge, Node, in_order, is_near

SIGNS = {
    **{"Add": "+", "Sub": "−", "Mul": "×", "Div": "÷", "Pow": "power", "Neg": "negative", "Relu": "ReLU"},
    **{"Tanh": "tanh", "Sigmoid": "sigmoid", "Exp": "exp", "Log": "log", "Sum": "sum", "Mean": "mean"},
    **{"Addmm": "linear", "Mm": "matrix product", "T": "transposed", "MseLoss": "MSELoss", "Sqrt": "sqrt"},
}
UNARY: dict[str, Callable[[Any], Any]] = {
    **{"Relu": torch.relu, "Tanh": torch.tanh, "Sigmoid": torch.sigmoid, "Exp": torch.exp},
    **{"Log": torch.log, "Neg": torch.neg, "Sqrt": torch.sqrt},
    "T": torch.t,
}
FREED = (
    "backward() has freed what autograd had kept, so only the gradients of leaves are shown: draw the graph "
    "before backward(), or call backward(retain_graph=True)."
)


def nodes_of(result: Any, names: Mapping[str, Any]) -> tuple[list[Node], list[str]]:
    """The nodes, inputs first, and what cannot be shown.

    Raises:
        ValueError: a name is given to something that is no part of the graph.
    """
    functions = in_order(result.grad_fn, _inputs)
    nodes = {function: _node(function) for function in functions}
    for function, node in nodes.items():
        node.inputs = [Edge(nodes[source]) for source in _inputs(function)]
    nodes[result.grad_fn].value = result.detach()
    for name, tensor in names.items():
        _named(nodes, name, tensor)
    with torch.no_grad():
        is_whole = _walk(nodes, functions, result)
        _fill(nodes, functions)
    found = [node for function in functions for node in (*_constants(nodes[function]), nodes[function])]
    return found, [] if is_whole else [FREED]


def _inputs(function: Any) -> list[Any]:
    return [source for source, _ in function.next_functions if source is not None]


def _node(function: Any) -> Node:
    if hasattr(function, "variable"):
        return Node("leaf", leaf=True, value=function.variable.detach())
    op = function.name().rpartition("::")[2].partition("Backward")[0]
    return Node(op, label=SIGNS.get(op, op))


def _named(nodes: Mapping[Any, Node], name: str, tensor: Any) -> None:
    if not isinstance(tensor, torch.Tensor):
        raise TypeError(f"graph() got {name}={tensor!r}: names are for tensors, here and in the graph")
    leaves = (node for f, node in nodes.items() if node.leaf and f.variable is tensor)
    node = nodes.get(tensor.grad_fn) if tensor.grad_fn is not None else next(leaves, None)
    if node is None:
        reason = "does not require gradients" if not tensor.requires_grad else "did not lead to this result"
        raise ValueError(f"{name} is no part of the graph: it {reason}")
    node.label, node.value = name, tensor.detach()


def _walk(nodes: Mapping[Any, Node], functions: list[Any], result: Any) -> bool:
    """Carry the gradient back, and note the local derivatives; did autograd still have what it takes?"""
    nodes[result.grad_fn].gradient = torch.ones_like(result.detach())
    for function in reversed(functions):
        node = nodes[function]
        if node.leaf or node.gradient is None:
            continue
        if any(place for _, place in function.next_functions):
            continue  # of an operation with several results: which of them, a single gradient does not say
        arriving, slopes = (_called(function, g) for g in (node.gradient, torch.ones_like(node.gradient)))
        if arriving is None or slopes is None:
            _take_grads(nodes)
            return False
        for edge, contribution, slope in zip(node.inputs, arriving, slopes, strict=True):
            if contribution is None:
                continue
            edge.contribution, edge.derivative = contribution, slope
            before = edge.source.gradient
            edge.source.gradient = contribution if before is None else before + contribution
    return True


def _take_grads(nodes: Mapping[Any, Node]) -> None:
    """Of a graph that has been freed, leaves have the gradients that were accumulated in them."""
    for function, node in nodes.items():
        node.gradient = function.variable.grad if node.leaf else None
        for edge in node.inputs:
            edge.contribution = edge.derivative = None


def _called(function: Any, gradient: Any) -> list[Any] | None:
    """What the operation passes on to each of its recorded inputs; nothing, if it has been freed."""
    try:
        found = function(gradient)
    except RuntimeError:
        return None
    found = found if isinstance(found, tuple) else (found,)
    sources = [source for source, _ in function.next_functions]
    if len(found) != len(sources):  # not every engine tells of what is not recorded
        sources = [source for source in sources if source is not None]
    if len(found) != len(sources):
        return None
    pairs = zip(sources, found, strict=True)
    return [_as_large(source, passed) for source, passed in pairs if source is not None]


def _as_large(source: Any, gradient: Any) -> Any:
    """The gradient in the shape of what it is of: what was repeated on the way there is summed."""
    told = getattr(source, "_input_metadata", None)
    shape = source.variable.shape if hasattr(source, "variable") else told[0].shape if told else None
    if gradient is None or shape is None:
        return gradient
    while gradient.dim() > len(shape):
        gradient = gradient.sum(0)
    for dim, size in enumerate(shape):
        if size != gradient.shape[dim]:
            gradient = gradient.sum(dim, keepdim=True)
    return gradient


def _fill(nodes: Mapping[Any, Node], functions: list[Any]) -> None:
    """Find values that have no name: kept by autograd, told by a derivative, or computed again."""
    for function in functions:
        for name in dir(function):
            if name.startswith("_saved_"):
                _take_saved(nodes, function, name)
    for _ in range(2):  # what one operation tells, another may need
        for function in reversed(functions):
            _from_derivatives(nodes[function])
        for function in functions:
            _computed(nodes[function])


def _take_saved(nodes: Mapping[Any, Node], function: Any, name: str) -> None:
    try:
        saved = getattr(function, name)
    except RuntimeError:  # freed
        return
    if isinstance(saved, torch.Tensor) and saved.grad_fn in nodes and nodes[saved.grad_fn].value is None:
        nodes[saved.grad_fn].value = saved.detach()


def _from_derivatives(node: Node) -> None:
    """The derivative of a product tells the other factor; that of a square, what was squared."""
    edges = node.inputs
    if node.op == "Mul" and len(edges) == 2:
        for edge, other in (edges, reversed(edges)):
            if edge.source.value is None and other.derivative is not None:
                edge.source.value = other.derivative
    if node.op == "Pow" and len(edges) == 1 and _is_scalar(edges[0].derivative) and _is_scalar(node.value):
        half = edges[0].derivative / 2
        if edges[0].source.value is None and is_near(half.item() ** 2, node.value.item()):
            edges[0].source.value = half


def _computed(node: Node) -> None:
    if node.value is not None or any(edge.source.value is None for edge in node.inputs):
        return
    if node.op in UNARY and len(node.inputs) == 1:
        node.value = UNARY[node.op](node.inputs[0].source.value)
    elif node.op in ("Add", "Sub", "Mul") and all(_is_scalar(e.derivative) for e in node.inputs):
        terms = [edge.derivative * edge.source.value for edge in node.inputs]
        if node.op == "Mul":
            node.value = terms[0]
        elif len(terms) == 2:
            node.value = terms[0] + terms[1]


def _constants(node: Node) -> list[Node]:
    """The number in an operation that autograd does not follow, where it can be told."""
    if node.op not in ("Add", "Sub", "Mul") or len(node.inputs) != 1:
        return []
    [edge] = node.inputs
    value: Any = None
    if edge.derivative is None:
        return []
    if node.op == "Mul":
        value = edge.derivative
    elif _is_scalar(node.value) and _is_scalar(edge.source.value):
        value = node.value - edge.derivative * edge.source.value
    if not _is_scalar(value):
        return []
    is_first = node.op == "Sub" and edge.derivative.item() < 0
    if node.op == "Sub" and not is_first:
        value = -value
    constant = Node("constant", leaf=True, value=value, label=f"{value.item():.4g}")
    slope = edge.source.value if node.op == "Mul" else None
    node.inputs.insert(0 if is_first else 1, Edge(constant, slope))
    return [constant]


def _is_scalar(number: Any) -> bool:
    return isinstance(number, torch.Tensor) and number.numel() == 1
