"""What an operation was made of besides what autograd follows: inputs, targets, numbers.

Autograd has kept some of them; others are found from a derivative, and checked by computing the result again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import nn

from .functions import Operation
from .nodes import Edge, Node
from .operations import COMPUTED, ROLES, is_same

LIKE = (
    "Mul",
    "Div",
    "MseLoss",
    "L1Loss",
    "SmoothL1Loss",
    "BinaryCrossEntropy",
    "BinaryCrossEntropyWithLogits",
)
"""Operations whose inputs have one shape, as a rule."""
LAYERS = ("Convolution", "NativeBatchNorm")
"""Layers whose input has as many samples as their result."""
OPERATORS = ("Add", "Sub", "Rsub", "Mul", "Div")
SAVED: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("Mul", "Div"), ("_saved_self", "_saved_other")),
    **dict.fromkeys(
        ("MseLoss", "L1Loss", "BinaryCrossEntropy", "SmoothL1Loss"), ("_saved_self", "_saved_target")
    ),
    **dict.fromkeys(("NllLoss", "CrossEntropyLoss", "BinaryCrossEntropyWithLogits"), ("", "_saved_target")),
    "Convolution": ("_saved_input", "_saved_weight"),
    "NativeBatchNorm": ("_saved_input", "_saved_weight"),
    "NativeLayerNorm": ("_saved_input", "_saved_weight"),
}
"""Under which names autograd keeps them."""
TARGETS = ("NllLoss", "CrossEntropyLoss", "BinaryCrossEntropy", "BinaryCrossEntropyWithLogits")
"""Losses whose target autograd does not count among the inputs."""
LOSSES: dict[str, Callable[..., Any]] = {
    "MseLoss": nn.functional.mse_loss,
    "L1Loss": nn.functional.l1_loss,
    "NllLoss": nn.functional.nll_loss,
    "CrossEntropyLoss": nn.functional.cross_entropy,
}


def add(operation: Operation, node: Node, is_whole: bool) -> None:
    """Give a node its constants; find their values, where they are not known yet.

    Args:
        operation: what the node stands for.
        node: with the values that are known.
        is_whole: can autograd still compute derivatives?
    """
    sources = [*operation.sources, *([None] if operation.name in TARGETS else [])]
    if operation.name in OPERATORS and len(sources) == 1:
        sources.insert(0 if operation.name == "Rsub" else 1, None)
    roles = ROLES.get(operation.name, ())
    there = {edge.source.place: edge.source for edge in node.inputs if edge.source.op == "constant"}
    for place in (place for place, source in enumerate(sources) if source is None):
        made = there.get(place)
        if made is not None and made.value is not None:
            continue
        role = roles[place] if place < len(roles) else ""
        value = _value(operation, node, place, is_whole)
        if value is None and role not in ("input", "target") and operation.name not in OPERATORS:
            continue
        if made is None:
            made = there[place] = Node("constant", leaf=True, place=place)
            followed = sum(source is not None for source in sources[:place])
            node.inputs.insert(followed + sum(other < place for other in there), Edge(made))
        is_number = value is not None and value.numel() == 1
        made.value, made.label = value, role or (f"{value.item():.4g}" if is_number else "constant")


def _value(operation: Operation, node: Node, place: int, is_whole: bool) -> Any:
    name = operation.name
    kept = (*SAVED.get(name, ()), *[""] * (place + 1))[place]
    saved = operation.saved(kept) if kept else None
    if saved is None and name in LIKE and node.inputs:
        first = next((edge.source for edge in node.inputs if edge.source.op != "constant"), None)
        if first is not None and first.gradient is not None:
            saved = operation.held(place, first.gradient.shape.__eq__)
    if saved is None and name in LAYERS and node.gradient is not None:
        rows, dims = node.gradient.shape[0], node.gradient.dim()
        saved = operation.held(place, lambda shape: len(shape) == dims and shape[0] == rows)
    if saved is not None:
        return saved.detach()
    followed = next((edge for edge in node.inputs if edge.source.op != "constant"), None)
    if followed is None:
        return None
    value, slope = followed.source.value, followed.derivative
    match name:
        case "Mul" if slope is not None and node.gradient is not None and slope.shape == node.gradient.shape:
            return _factor(slope)
        case "Add" | "Sub" | "Rsub" | "Mul" | "Div":
            return _operand(name, place, value, node.value)
        case "MseLoss":
            return target_of_distance(name, value, slope, node.value)
        case "NllLoss" | "CrossEntropyLoss":
            return target_of_classes(name, value, slope, node.value)
        case "Linear" if place == 0 and is_whole:
            return entered(operation, node, value)
    return None


def entered(operation: Operation, node: Node, weight: Any) -> Any:
    """What entered a linear layer: it follows from the gradient of its weight."""
    if node.gradient is None or weight is None:
        return None
    shape = list(node.gradient.shape)
    return input_of_linear(shape, weight, lambda gradient: operation.back(gradient)[1], node.gradient)


def _factor(slope: Any) -> Any:
    """The other factor of a product; one number where it is the same everywhere."""
    if not slope.numel():
        return None
    first = slope.flatten()[0]
    return first.clone() if bool((slope == first).all()) else slope


def _operand(name: str, place: int, value: Any, result: Any) -> Any:
    """What was added, taken away, or divided by."""
    if value is None or result is None or list(value.shape) != list(result.shape):
        return None
    is_second = place == 1
    found = {
        "Add": lambda: result - value,
        "Sub": lambda: value - result if is_second else result + value,
        "Rsub": lambda: result + value,
        "Mul": lambda: result / value,
        "Div": lambda: value / result if is_second else result * value,
    }[name]()
    if not found.numel():
        return None
    first = found.flatten()[0].clone()
    is_one = is_same(found, first.expand(found.shape))

    def fits(one: Any) -> bool:
        operands = (value, one) if is_second else (one, value)
        made = one - value if name == "Rsub" else COMPUTED[name](*operands)
        return is_same(made, result)

    return snapped(first, fits) if is_one else found


def snapped(value: Any, fits: Callable[[Any], bool]) -> Any:
    """A number that was found by calculation, without its last digits if it fits without them."""
    if value.numel() != 1 or not value.is_floating_point():
        return value
    short = torch.full_like(value, float(f"{value.item():.6g}"))
    return short if fits(short) else value


def input_of_linear(shape: list[int], weight: Any, back: Callable[[Any], Any], like: Any) -> Any:
    """What entered a linear layer: it follows from the gradient of the weight, a row at a time."""
    outs = shape[-1] if shape else 1
    rows = max(1, like.numel() // outs)
    if rows > 256:
        return None
    found = torch.zeros(rows, weight.shape[1], dtype=like.dtype, device=like.device)
    for start in range(0, rows, outs):
        count = min(outs, rows - start)
        asked = torch.zeros(rows, outs, dtype=like.dtype, device=like.device)
        for k in range(count):
            asked[start + k, k] = 1.0
        answered = back(asked.reshape(shape))
        if answered is None:
            return None
        found[start : start + count] = answered[:count]
    return found.reshape([*shape[:-1], weight.shape[1]])


def target_of_classes(name: str, scores: Any, slope: Any, value: Any) -> Any:
    """Of a loss by class numbers, these: there, the gradient is negative. ``None`` if it is another loss."""
    if scores is None or slope is None or scores.dim() not in (1, 2):
        return None
    found = slope.argmin(-1)
    return found if loss_of(name, scores, found, value) else None


def target_of_distance(name: str, scores: Any, slope: Any, value: Any) -> Any:
    """Of a squared distance, what it is measured from. ``None`` if it is another loss."""
    if name != "MseLoss" or scores is None or slope is None:
        return None
    for count in (scores.numel(), 1):  # of a mean, of a sum
        target = scores - slope * count / 2

        def fits(one: Any) -> bool:
            return loss_of(name, scores, one, value) is not None

        if fits(target):
            return snapped(target, fits)
    return None


def loss_of(name: str, scores: Any, target: Any, value: Any) -> str | None:
    """How a loss is reduced, if it gives this value."""
    for reduction in ("mean", "sum"):
        try:
            if is_same(LOSSES[name](scores, target, reduction=reduction), value):
                return reduction
        except (RuntimeError, ValueError, IndexError):
            continue
    return None
