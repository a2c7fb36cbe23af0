"""What PyTorch shows as inputs of nodes that are one here and several there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .graph import Node


def placeholder_node(name: str, *targets: Any) -> Node | None:
    """A node that PyTorch has and a fused operation here lacks, for inspection only."""
    return None if all(t is None for t in targets) else Node(name, [*targets], [None] * len(targets)).public()


def linear_inputs(name: str, x: Any, weight: Any, bias: Any = None) -> list[Any]:
    """The inputs of a linear layer's last node: its product and sum."""
    weight_t = placeholder_node("TBackward0", weight)
    if name == "MmBackward0":
        return [x, weight_t]
    if name == "AddmmBackward0":
        return [bias, x, weight_t]
    if name == "ViewBackward0":
        return [placeholder_node("AddmmBackward0", bias, placeholder_node("ViewBackward0", x), weight_t)]
    before = "UnsqueezeBackward0" if name == "SqueezeBackward4" else "ViewBackward0"
    return [placeholder_node("MmBackward0", placeholder_node(before, x), weight_t)]


# Operations that fuse several of PyTorch's: the inputs of the last one.
FUSED_INPUTS: dict[str, Callable[..., list[Any]]] = {
    "linear": linear_inputs,
    "clone": lambda name, x: [None, x] if name == "CopyBackwards" else [x],
    "cross_entropy": lambda name, x: [placeholder_node("LogSoftmaxBackward0", x)],
}
