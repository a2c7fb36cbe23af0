"""The graph of recorded operations; `autograd.engine` carries the gradients back over it.

A tensor that an operation made holds its `Node`; a node holds, per input, how to make its gradient and where
that goes next: to the node that made the input, or to the input itself when it is a leaf.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from .hooks import Hook as Hook
from .origins import Induced, notes, origins, program_stack
from .rules import Array, Vjp, captured, unbroadcast
from .tensor_base import Mode, T, TensorBase, sequence_numbers

Edge = tuple[Vjp, tuple[int, ...], Any]  # how to make one input's gradient; the input's shape and NumPy dtype
Operands = tuple[Any, Any, Any]  # of the tensors that an operation has seen: what counts their
NO_OPERANDS: Operands = ((), (), ())
# What it takes to run an operation once more: itself and its constants; and the identities of its arguments,
# if the first two share memory.
Source = tuple[Any, dict[str, Any], list[int] | None]


class Node:
    """One recorded operation, shown as `grad_fn`."""

    __slots__ = (
        "__weakref__", "_name", "edges", "hooks", "op", "operands", "order", "output_count",
        "retains_grad_of", "source", "targets", "tensor_hooks",
    )  # fmt: skip
    index = 0  # the number of the output that it belongs to
    output_count: int  # how many there are, where a node has several

    def __init__(
        self,
        name: str,
        targets: list[Any],
        edges: list[Edge | None],
        operands: Operands = NO_OPERANDS,
        op: str = "",
    ) -> None:
        self._name = name
        self.op = op  # the operation's name here
        self.targets: list[Node | TensorBase | None] = targets  # per input, where its gradient goes
        self.edges: list[Edge | None] | None = edges  # None once the graph is freed
        self.operands = operands
        self.source: Source | None = None
        self.order: float = next(sequence_numbers)
        self.tensor_hooks: tuple[Any, ...] = ()  # the hooks of its output
        self.hooks: tuple[tuple[str, Any], ...] = ()  # its own, with their kind, "before" or "after"
        self.retains_grad_of: TensorBase | None = None  # the output, if it retains its gradient
        if Mode.anomaly:
            origins[self] = program_stack()
            if Induced.by is not None:
                Induced.parents[self] = Induced.by

    def name(self) -> str:
        """PyTorch's name of the backward node, such as `AddmmBackward0`."""
        return "torch::autograd::CopySlices" if self._name == "CopySlices" else self._name

    def public(self) -> Node:
        """The node as users see it: with a class of its own name."""
        if self.__class__ is Node:
            self.__class__ = node_class(self._name)
        return self

    @property
    def metadata(self) -> dict[Any, Any]:
        """What a program notes at this node."""
        return notes.setdefault(self, {})

    @property
    def next_functions(self) -> tuple[tuple[Node | None, int], ...]:
        """The next nodes, as pairs (node, output number), one per input of PyTorch's operation; None where no
        gradient is needed."""
        return tuple(
            (grad_fn_of(t), t.index if isinstance(t, Node) else 0) if t is not None else (None, 0)
            for t in self._inputs()
        )

    def _split_fused(self) -> Node:
        """Return self, a fused linear layer split as in PyTorch: the weight's transpose gets its own node."""
        if self.edges is None or self.op != "linear" or self._name not in ("AddmmBackward0", "MmBackward0"):
            return self
        (x, weight, *bias), (to_x, to_weight, *to_bias) = self.targets, self.edges
        weight_t, edge = None, None
        if weight is not None and to_weight is not None:
            vjp, shape, kind = to_weight
            edge = (lambda g: vjp(g).T), shape[::-1], kind
            weight_t = Node("TBackward0", [weight], [(np.transpose, shape, kind)])
            weight_t.order = self.order + 0.5
        self.targets, self.edges, self.op = [*bias, x, weight_t], [*to_bias, to_x, edge], ""
        return self

    def _inputs(self) -> list[Any]:
        """The targets, in the order and number of PyTorch's inputs."""
        from .fused_inputs import FUSED_INPUTS  # which makes nodes

        self._split_fused()
        if self.op in FUSED_INPUTS:
            return FUSED_INPUTS[self.op](self._name, *self.targets)
        return self.targets + [None] * (INPUT_COUNTS.get(self._name, 0) - len(self.targets))

    def __call__(self, *grads: Any) -> Any:
        """Compute the gradients of the inputs from those of the outputs, where None stands for zeros.
        TypeError unless one is given for each."""
        count = getattr(self, "output_count", 1)
        if len(grads) != count:
            raise TypeError(f"expected {count} arguments, got {len(grads)} instead")
        wrap = TensorBase.concrete._wrap
        given = {i: one._array for i, one in enumerate(grads) if one is not None}
        g: Any = MultiOutput(given, count) if hasattr(self, "output_count") else grads[0]._array
        found = [edge and wrap(unbroadcast(edge[0](g), edge[1])) for edge in self.edges or ()]
        return found[0] if len(found) == 1 else tuple(found)

    def held(self, place: int) -> list[Any]:
        """What the gradient rules hold on to of the operation's argument `place`, or of its result for -1:
        tensors of its memory, in the shapes in which they are held. None if it has changed since."""
        boxes, versions, memories = self.operands
        if place + 1 >= len(memories) or boxes[place + 1][0] != versions[place + 1]:
            return []
        rules = [edge[0] for edge in self.edges or () if edge is not None]
        arrays = [one for rule in rules for one in captured(rule) if isinstance(one, np.ndarray)]
        wanted = memories[place + 1]
        owners = [id(one) if one.base is None else id(one.base) for one in arrays]
        return [
            TensorBase.concrete._wrap(one)
            for one, owner in zip(arrays, owners, strict=True)
            if owner == wanted
        ]

    def backward_edges(self, g: Any, needed: Any, retain_graph: bool) -> list[Edge | None]:
        """Run the backward of a `Function`; for each input an edge that gives its gradient, or None."""
        raise NotImplementedError

    def register_tensor_hook(self, hook: Callable[[Any], Any]) -> Hook:
        """Call `hook` with the gradient of the output; a tensor that it returns replaces it."""
        return Hook(self, "tensor_hooks", hook)

    def register_hook(self, fn: Callable[[Any, Any], Any]) -> Hook:
        """Call `fn(grad_inputs, grad_outputs)` after the gradients are computed; a tuple that it returns
        replaces `grad_inputs`."""
        return Hook(self._split_fused(), "hooks", ("after", fn))

    def register_prehook(self, fn: Callable[[Any], Any]) -> Hook:
        """Call `fn(grad_outputs)` before the gradients are computed; a tuple that it returns replaces
        `grad_outputs`."""
        return Hook(self._split_fused(), "hooks", ("before", fn))

    def __repr__(self) -> str:
        return f"<{self._name} object at {id(self):#x}>"

    if sys.platform == "emscripten":

        def __del__(self) -> None:
            """Free a long graph iteratively: recursion would overflow the stack of a browser's worker."""
            loose = self.targets
            while loose:
                node = loose.pop()
                if isinstance(node, Node) and sys.getrefcount(node) == LONE_REFCOUNT:
                    loose += node.targets
                    node.targets = []


def lone_refcount() -> int:
    """What `getrefcount` returns on this Python for an object without other references."""
    loose = [object()]
    node = loose.pop()
    return sys.getrefcount(node)


LONE_REFCOUNT = lone_refcount()


@cache
def node_class(name: str) -> type[Node]:
    """The class of nodes with this name."""
    return type(name, (Node,), {"__slots__": ()})


def grad_fn_of(target: Node | TensorBase) -> Node:
    """The public node that a gradient flows to."""
    return target.public() if isinstance(target, Node) else grad_accumulator(target)


class AccumulateGrad(Node):
    """The node of a leaf: it adds to `variable.grad`. Created only when somebody inspects it or registers a
    hook."""

    def __init__(self, variable: TensorBase) -> None:
        super().__init__("torch::autograd::AccumulateGrad", [], [])
        self.variable = variable

    def public(self) -> Node:
        """Return self."""
        return self

    def register_hook(self, fn: Callable[[Any, Any], Any]) -> Hook:
        """Call `fn((), grad_outputs)` after the gradient is added."""
        return Hook(self.variable, "_accumulate_grad_hooks", ("after", fn))

    def register_prehook(self, fn: Callable[[Any], Any]) -> Hook:
        """Call `fn(grad_outputs)` before the gradient is added; a tuple that it returns replaces it."""
        return Hook(self.variable, "_accumulate_grad_hooks", ("before", fn))

    def __repr__(self) -> str:
        return f"<AccumulateGrad object at {id(self):#x}>"


def grad_accumulator(leaf: TensorBase) -> AccumulateGrad:
    """The `AccumulateGrad` of a leaf; the same one as long as somebody holds it."""
    found: AccumulateGrad | None = leaf._accumulator and leaf._accumulator()
    if found is None:
        found = AccumulateGrad(leaf)
        leaf._accumulator = weakref.ref(found)
    return found


# The number of inputs of these nodes, with numbers and omitted arguments.
INPUT_COUNTS = {
    "AddBackward0": 2, "SubBackward0": 2, "MulBackward0": 2, "DivBackward0": 2, "WhereBackward0": 2,
    "ConvolutionBackward0": 3, "NativeLayerNormBackward0": 3, "NativeBatchNormBackward0": 3,
}  # fmt: skip


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
        return self.targets[0].public()  # type: ignore[union-attr]

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
    node.output_count = len(outs)
    if gather is None:
        node.source = None, {"nodes": nodes}, None
    for i, out in enumerate(outs):
        out._node = OutputNode(node, i, len(outs))
    return tuple(outs)
