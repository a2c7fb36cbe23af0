"""The graph of recorded operations; `autograd.walk` carries the gradients back over it.

A tensor that an operation made holds its `Node`; a node holds, per input, how to make its gradient and where
that goes next: to the node that made the input, or to the input itself when it is a leaf.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable
from itertools import count
from typing import Any, ClassVar, TypeVar

import numpy as np

from .bfloat16 import rounded
from .ops.rules import Array, Vjp, unbroadcast

_orders = count(0, -1)  # later nodes have smaller numbers, so a heap gives the latest first


class Switches:
    """The switches of autograd, global as long as one thread trains."""

    __slots__ = ("anomaly", "change", "check_nan", "grad", "inference", "inferred", "watched")

    def __init__(self) -> None:
        self.grad = True
        self.anomaly = False  # whether nodes remember where they were made, to say so if their gradient fails
        self.check_nan = False  # whether nan counts as a failure
        self.inference = False  # within `inference_mode`
        self.inferred = False  # or ever was
        self.watched = False  # whether there ever was a hook, a kept gradient of a result, or a `Function`
        self.change: float = 1  # the place of the last change, or `detach_`, in the order of nodes


Mode = Switches()  # Python looks up a class's attributes anew, at length, whenever one of them has changed


class InferenceVersion(list[Any]):
    """The number of changes of a tensor made in inference mode: nobody counts them."""

    __slots__ = ()

    def __setitem__(self, place: Any, value: Any) -> None:
        if not Mode.inference:
            raise RuntimeError(
                "Inplace update to inference tensor outside InferenceMode is not allowed. You can make a "
                "clone to get a normal tensor before doing inplace update."
            )


class TensorBase:
    """An array, and what autograd knows about it. `Tensor` adds everything that users see."""

    __slots__ = ("__dict__", "__weakref__", "_array", "_needs", "_node", "_version_counter")
    concrete: ClassVar[type[TensorBase]]  # the class of results; `Tensor` enters itself here

    _array: Any  # the np.ndarray
    _needs: bool  # requires_grad
    _node: Node | None  # what made it; None for leaves
    _version_counter: list[Any]  # number of in-place changes, in a box that views share; more: see `detach_`

    # Rarely set, so kept in the instance's dict when they are:
    _grad: Any = None  # a Tensor
    _base: TensorBase | None = None  # what this is a view of
    _base_version: int = 0  # of a view: the number of changes from which its history is
    _creation_meta: str = ""  # of a view: how it was made, if it must not be changed where autograd follows
    _hooks: tuple[Any, ...] = ()
    _accumulate_grad_hooks: tuple[
        tuple[str, Any], ...
    ] = ()  # of a leaf: the hooks of its `AccumulateGrad`, with their kind
    _accumulator: Any = None  # a weak reference to that node, if somebody has looked at it

    @classmethod
    def _wrap(cls: type[T], array: Any, requires_grad: bool = False) -> T:
        """A leaf of this class that shares memory with `array`."""
        new = object.__new__(cls)
        new._array = array if array.__class__ is np.ndarray else np.asarray(array)
        new._needs = requires_grad
        new._node = None
        new._version_counter = InferenceVersion([0]) if Mode.inference else [0]
        return new

    def _set_history(self, node: Node | None, needs: bool) -> None:
        """Take another history. If the gradient of the result is kept, it is from now on the new one's."""
        old = self._node
        if old is not None and node is not None and old.retains_grad_of is self:
            old.retains_grad_of, node.retains_grad_of = None, self
        self._node, self._needs = node, needs

    def _accumulate(self, g: Array) -> None:
        """Add `g` to `grad`, which takes over the array if it is the first."""
        if self._grad is None:
            self._grad = TensorBase.concrete._wrap(g)
        else:
            total = self._grad._array
            np.add(total, g, out=total) if total.dtype.isnative else np.copyto(total, rounded(total + g))
            increment_version(self._grad)


def increment_version(*tensors: TensorBase) -> None:
    """Count a change in place. RuntimeError for a tensor of inference mode, outside of it."""
    for tensor in tensors:
        tensor._version_counter[0] += 1
    note_change()


def note_change() -> None:
    """What nodes have saved until now may be no more what it was."""
    Mode.change = next(_orders)


T = TypeVar("T", bound=TensorBase)


Edge = tuple[Vjp, tuple[int, ...], Any]  # how to make one input's gradient; the input's shape and NumPy dtype


Operands = tuple[Any, Any, Any]  # of the tensors that an operation has seen: what counts their
# changes, the counts then, and the identities of the arrays that own their memory


NO_OPERANDS: Operands = ((), (), ())


class Hook:
    """What registering a hook returns: `remove()`, or leaving a `with` block, takes the hook away again."""

    def __init__(self, owner: Any, slot: str, entry: Any) -> None:
        Mode.watched = True
        self.owner, self.slot, self.entry = owner, slot, entry
        setattr(owner, slot, (*getattr(owner, slot), entry))

    def remove(self) -> None:
        """Do not call the hook any more."""
        left = tuple(h for h in getattr(self.owner, self.slot) if h is not self.entry)
        setattr(self.owner, self.slot, left)

    def __enter__(self) -> Hook:
        return self

    def __exit__(self, *error: object) -> None:
        self.remove()


class Node:
    """One recorded operation, shown as `grad_fn`."""

    __slots__ = (
        "__weakref__",
        "_name",
        "edges",
        "hooks",
        "op",
        "operands",
        "order",
        "retains_grad_of",
        "targets",
        "tensor_hooks",
    )  # fmt: skip
    index = 0  # which of its operation's outputs it stands for

    def __init__(
        self,
        name: str,
        targets: list[Any],
        edges: list[Edge | None],
        operands: Operands = NO_OPERANDS,
        op: str = "",
    ) -> None:
        self._name = name
        self.op = op  # the operation's name here, where several have one of PyTorch's nodes
        self.targets: list[Node | TensorBase | None] = targets  # per input, where its gradient goes
        self.edges: list[Edge | None] | None = edges  # None once the graph is freed
        self.operands = operands
        self.order: float = next(_orders)
        self.tensor_hooks: tuple[Any, ...] = ()  # the hooks of what it made
        self.hooks: tuple[tuple[str, Any], ...] = ()  # its own, each with its kind, "before" or "after"
        self.retains_grad_of: TensorBase | None = None  # what it made, if that keeps its gradient
        if Mode.anomaly:
            origins[self] = program_stack()

    def name(self) -> str:
        """PyTorch's name of the backward node, such as `AddmmBackward0`."""
        return self._name

    def shown(self) -> Node:
        """The node as users see it: its class bears its name."""
        if self.__class__ is Node:
            self.__class__ = named_class(self._name)
        return self

    @property
    def next_functions(self) -> tuple[tuple[Node | None, int], ...]:
        """The nodes that the gradient goes to next, one pair (node, number of its output) per input of
        PyTorch's operation, None where no gradient is wanted."""
        return tuple(
            (shown(t), t.index if isinstance(t, Node) else 0) if t is not None else (None, 0)
            for t in self._inputs()
        )

    def _apart(self) -> Node:
        """Itself; before somebody looks at it, what PyTorch does in another node becomes one: a linear
        layer's product takes the weight turned."""
        if self.edges is None or self.op != "linear" or self._name not in ("AddmmBackward0", "MmBackward0"):
            return self
        (x, weight, *bias), (to_x, to_weight, *to_bias) = self.targets, self.edges
        turned, edge = None, None
        if weight is not None and to_weight is not None:
            vjp, shape, kind = to_weight
            edge = (lambda g: vjp(g).T), shape[::-1], kind
            turned = Node("TBackward0", [weight], [(np.transpose, shape, kind)])
            turned.order = self.order + 0.5
        self.targets, self.edges, self.op = [*bias, x, turned], [*to_bias, to_x, edge], ""
        return self

    def _inputs(self) -> list[Any]:
        """The targets in the order and number of PyTorch's inputs."""
        self._apart()
        if self.op in FUSED:
            return FUSED[self.op](self._name, *self.targets)
        return self.targets + [None] * (INPUTS.get(self._name, 0) - len(self.targets))

    def __call__(self, *grads: Any) -> Any:
        """The gradients of its inputs, from that of its output. TypeError unless that is one tensor."""
        if len(grads) != 1:
            raise TypeError(f"expected 1 arguments, got {len(grads)} instead")
        wrap, g = TensorBase.concrete._wrap, grads[0]._array
        found = [
            None if edge is None else wrap(unbroadcast(edge[0](g), edge[1])) for edge in self.edges or ()
        ]
        return found[0] if len(found) == 1 else tuple(found)

    def backward_edges(self, g: Any, needed: Any, retain_graph: bool) -> list[Edge | None]:
        """Run the backward of a `Function`; for each input an edge that gives its gradient, or None."""
        raise NotImplementedError

    def register_tensor_hook(self, hook: Callable[[Any], Any]) -> Hook:
        """Call `hook` with the gradient of what it made; a tensor that it returns takes its place."""
        return Hook(self, "tensor_hooks", hook)

    def register_hook(self, fn: Callable[[Any, Any], Any]) -> Hook:
        """Call `fn(grad_inputs, grad_outputs)` after its gradients are computed; a tuple that it returns
        takes the place of `grad_inputs`."""
        return Hook(self._apart(), "hooks", ("after", fn))

    def register_prehook(self, fn: Callable[[Any], Any]) -> Hook:
        """Call `fn(grad_outputs)` before its gradients are computed; a tuple that it returns takes the place
        of `grad_outputs`."""
        return Hook(self._apart(), "hooks", ("before", fn))

    def __repr__(self) -> str:
        return f"<{self._name} object at {id(self):#x}>"

    if sys.platform == "emscripten":

        def __del__(self) -> None:
            """Take a long graph apart node by node: left to Python, each node would free the next from
            within, to a depth that only the stack of a browser's worker does not hold."""
            loose = self.targets
            while loose:
                node = loose.pop()
                if isinstance(node, Node) and sys.getrefcount(node) == ALONE:
                    loose += node.targets
                    node.targets = []


origins: weakref.WeakKeyDictionary[Node, str] = weakref.WeakKeyDictionary()
"""Where nodes were made, for the anomaly mode."""


def program_stack() -> str:
    """The lines of the program that are running now, without those of this package."""
    import traceback  # seldom wanted

    package = __name__.partition(".")[0]
    frames = [
        (frame, number)
        for frame, number in traceback.walk_stack(None)
        if str(frame.f_globals.get("__name__")).partition(".")[0] != package
    ]
    return "".join(traceback.StackSummary.extract(reversed(frames)).format())


def count_alone() -> int:
    """What `getrefcount` says, on this Python, of a thing that nothing else refers to."""
    loose = [object()]
    node = loose.pop()
    return sys.getrefcount(node)


ALONE = count_alone()
_classes: dict[str, type[Node]] = {}


def named_class(name: str) -> type[Node]:
    """The class of the nodes of this name."""
    if name not in _classes:
        _classes[name] = type(name, (Node,), {"__slots__": ()})
    return _classes[name]


def shown(target: Node | TensorBase) -> Node:
    """The node as users see it that a gradient goes to."""
    return target.shown() if isinstance(target, Node) else accumulator(target)


class AccumulateGrad(Node):
    """The end of a path through the graph: adds what arrives to `variable.grad`. Made only to be looked at,
    and to take hooks."""

    def __init__(self, variable: TensorBase) -> None:
        super().__init__("torch::autograd::AccumulateGrad", [], [])
        self.variable = variable

    def shown(self) -> Node:
        """Itself."""
        return self

    def register_hook(self, fn: Callable[[Any, Any], Any]) -> Hook:
        """Call `fn((), grad_outputs)` after the gradient is added."""
        return Hook(self.variable, "_accumulate_grad_hooks", ("after", fn))

    def register_prehook(self, fn: Callable[[Any], Any]) -> Hook:
        """Call `fn(grad_outputs)` before the gradient is added; a tuple that it returns takes its place."""
        return Hook(self.variable, "_accumulate_grad_hooks", ("before", fn))

    def __repr__(self) -> str:
        return f"<AccumulateGrad object at {id(self):#x}>"


def accumulator(leaf: TensorBase) -> AccumulateGrad:
    """The leaf's `AccumulateGrad`, the same one as long as somebody holds it."""
    found: AccumulateGrad | None = leaf._accumulator and leaf._accumulator()
    if found is None:
        found = AccumulateGrad(leaf)
        leaf._accumulator = weakref.ref(found)
    return found


def between(name: str, *targets: Any) -> Node | None:
    """A node of PyTorch's that a fused operation here does without, made to be looked at."""
    return None if all(t is None for t in targets) else Node(name, [*targets], [None] * len(targets)).shown()


def parts_of_linear(name: str, x: Any, weight: Any, bias: Any = None) -> list[Any]:
    """The product and sum behind a linear layer's last node."""
    turned = between("TBackward0", weight)
    if name == "MmBackward0":
        return [x, turned]
    if name == "AddmmBackward0":
        return [bias, x, turned]
    if name == "ViewBackward0":
        return [between("AddmmBackward0", bias, between("ViewBackward0", x), turned)]
    before = "UnsqueezeBackward0" if name == "SqueezeBackward4" else "ViewBackward0"
    return [between("MmBackward0", between(before, x), turned)]


# What stands for several of PyTorch's operations: the inputs of the last of them.
FUSED: dict[str, Callable[..., list[Any]]] = {
    "linear": parts_of_linear,
    "cross_entropy": lambda name, x: [between("LogSoftmaxBackward0", x)],
}
# How many inputs these have, counting numbers and what was left out.
INPUTS = {
    "AddBackward0": 2, "SubBackward0": 2, "MulBackward0": 2, "DivBackward0": 2, "WhereBackward0": 2,
    "ConvolutionBackward0": 3, "NativeLayerNormBackward0": 3, "NativeBatchNormBackward0": 3,
}  # fmt: skip
