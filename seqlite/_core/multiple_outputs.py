"""Operations with several outputs: one node for all, and one for each output that hands its gradient on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .graph import Edge, Hook, Node
from .rules import Array, unbroadcast
from .tensor_base import T


class MultiOutput:
    """The gradients of some of the `count` outputs of a node, by the output's number."""

    __slots__ = ("by", "count")
    shape, dtype = (), None  # no unbroadcasting or casting

    def __init__(self, by: dict[int, Array], count: int) -> None:
        self.by, self.count = by, count

    def __add__(self, other: MultiOutput) -> MultiOutput:
        both = dict(self.by)
        for i, g in other.by.items():
            both[i] = both[i] + g if i in both else g
        return MultiOutput(both, self.count)


class OutputNode(Node):
    """One of the `count` outputs of `node`; passes its gradient on to it."""

    __slots__ = ("index",)

    def __init__(self, node: Node, index: int, count: int) -> None:
        edge: Edge = (lambda g: MultiOutput({index: g}, count), (), None)
        super().__init__(node._name, [node], [edge])
        self.index = index

    def public(self) -> Node:
        """The node that users see."""
        node: Node = self.targets[0]  # type: ignore[assignment]
        return node.public()

    def register_tensor_hook(self, hook: Callable[[Any], Any]) -> Hook:
        """Call `hook` with the gradient of this output: with None if only others have one, as in PyTorch."""

        def missed(grads: tuple[Any, ...]) -> None:
            if grads[self.index] is None and hook in self.tensor_hooks:
                hook(None)

        self.public().register_prehook(missed)
        return super().register_tensor_hook(hook)


def join_outputs(
    outs: Sequence[T], gather: Callable[[dict[int, Array]], Array] | None = None
) -> tuple[T, ...]:
    """Make `outs`, each computed from the same tensor, the outputs of one node. `gather` computes the input's
    gradient from those of some outputs; by default they add up."""
    nodes = [out._node for out in outs]
    if not nodes or nodes[0] is None:
        return tuple(outs)
    edges: tuple[Any, ...] = tuple(node.edges[0] for node in nodes)  # type: ignore[union-attr,index]
    _, shape, kind = edges[0]

    def back(parts: MultiOutput) -> Array:
        if gather is not None:
            return gather(parts.by)
        return sum(unbroadcast(edges[i][0](g), shape) for i, g in parts.by.items())

    seen: Any = tuple([entry for node in nodes for entry in node.operands[i]] for i in range(3))  # type: ignore[union-attr]
    node = Node(nodes[0]._name, [*nodes[0].targets], [(back, shape, kind)], seen)
    for i, out in enumerate(outs):
        out._node = OutputNode(node, i, len(outs))
    return tuple(outs)
