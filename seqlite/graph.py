"""The graph of recorded operations, and the walk back over it that carries the gradients.

A tensor that an operation made holds its `Node`; a node holds, per input, how to make its gradient and where
that goes next: to the node that made the input, or to the input itself when it is a leaf.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from itertools import count
from sys import getrefcount
from typing import Any, ClassVar, TypeVar

import numpy as np

from .ops.rules import Array, Vjp, unbroadcast

_orders = count(0, -1)  # later nodes have smaller numbers, so a heap gives the latest first


class Mode:
    """The two switches of autograd, global as long as one thread trains."""

    grad = True
    anomaly = False


class TensorBase:
    """An array, and what autograd knows about it. `Tensor` adds everything that users see."""

    __slots__ = ("__dict__", "__weakref__", "_array", "_changes", "_needs", "_node")
    concrete: ClassVar[type[TensorBase]]  # the class of results; `Tensor` enters itself here

    _array: Any  # the np.ndarray
    _needs: bool  # requires_grad
    _node: Node | None  # what made it; None for leaves
    _changes: list[int]  # number of in-place changes, in a box that views share

    # Rarely set, so kept in the instance's dict when they are:
    grad: Any = None  # a Tensor
    _base: TensorBase | None = None  # what this is a view of
    _of: Node | None = None  # what had made the base when the view was taken
    _hooks: tuple[Any, ...] = ()

    @classmethod
    def _wrap(cls: type[T], array: Any, requires_grad: bool = False) -> T:
        """A leaf of this class that shares memory with `array`."""
        new = object.__new__(cls)
        new._array = array if array.__class__ is np.ndarray else np.asarray(array)
        new._needs = requires_grad
        new._node = None
        new._changes = [0]
        return new

    def _remake(self, node: Node | None, needs: bool) -> None:
        """Take another history. If the gradient of the result is kept, it is from now on the new one's."""
        old = self._node
        if old is not None and node is not None and old.keeper is self:
            old.keeper, node.keeper = None, self
        self._node, self._needs = node, needs

    def _accumulate(self, g: Array) -> None:
        """Add `g` to `grad`, which takes over the array if it is the first."""
        if self.grad is None:
            self.grad = TensorBase.concrete._wrap(g)
        else:
            self.grad._array += g
            self.grad._changes[0] += 1


T = TypeVar("T", bound=TensorBase)


Way = tuple[Vjp, tuple[int, ...], Any]  # how to make one input's gradient; the input's shape and NumPy dtype


class Node:
    """One recorded operation, shown as `grad_fn`."""

    __slots__ = ("__weakref__", "_name", "keeper", "order", "saved", "targets", "watchers", "ways")

    def __init__(self, name: str, targets: list[Any], ways: list[Way | None], saved: list[Any]) -> None:
        self._name = name
        self.targets: list[Node | TensorBase | None] = targets  # per input, where its gradient goes
        self.ways: list[Way | None] | None = ways  # None once the graph is freed
        self.saved: list[tuple[list[int], int]] = (
            saved  # version boxes of what the rules need, and versions then
        )
        self.order = next(_orders)
        self.watchers: tuple[Any, ...] = ()  # the hooks of what it made
        self.keeper: TensorBase | None = None  # what it made, if that keeps its gradient

    def name(self) -> str:
        """PyTorch's name of the backward node, such as `AddmmBackward0`."""
        return self._name

    @property
    def next_functions(self) -> tuple[tuple[Node | AccumulateGrad | None, int], ...]:
        """The nodes that the gradient goes to next, one pair (node, 0) per input."""
        return tuple((AccumulateGrad(t) if isinstance(t, TensorBase) else t, 0) for t in self.targets)

    def __repr__(self) -> str:
        return f"<{self._name} object at {id(self):#x}>"

    def __del__(self) -> None:
        """Take a long graph apart node by node: left to Python, each node would free the next from within,
        and ten thousand of them overflow the stack of a browser's worker."""
        loose = self.targets
        while loose:
            node = loose.pop()
            if isinstance(node, Node) and getrefcount(node) == ALONE:
                loose += node.targets
                node.targets = []


def count_alone() -> int:
    """What `getrefcount` says, on this Python, of a thing that nothing else refers to."""
    loose = [object()]
    node = loose.pop()
    return getrefcount(node)


ALONE = count_alone()


class AccumulateGrad:
    """The end of a path through the graph: adds what arrives to `variable.grad`. Made only to be looked
    at."""

    def __init__(self, variable: TensorBase) -> None:
        self.variable = variable

    def name(self) -> str:
        """PyTorch's name of this node."""
        return "torch::autograd::AccumulateGrad"

    def __repr__(self) -> str:
        return f"<AccumulateGrad object at {id(self.variable):#x}>"


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
            raise RuntimeError(f"hook '{name}' has changed the type of value (was {g.dtype} got {new.dtype})")
        g = new
    return g


Target = Node | TensorBase  # where a gradient goes: what made a result, or a leaf
Wanted = dict[Any, Any]  # leaf or node -> the gradient that arrived there, None before


@np.errstate(all="ignore")
def walk(roots: Iterable[tuple[TensorBase, Array]], retain_graph: bool, wanted: Wanted | None = None) -> None:
    """Carry gradients from `roots` to the leaves, latest operation first, so that a node runs once all its
    gradients are in, and a leaf gets their sum at once. It is added to the leaf's `.grad`, or collected in
    `wanted` if that is given: then only what leads there runs."""
    starts = [(tensor if tensor._node is None else tensor._node, g) for tensor, g in roots]
    awaited = awaited_by(target for target, _ in starts)
    leading = None if wanted is None else leading_to(wanted, awaited)
    sums: dict[Target, tuple[Array, bool]] = {}  # what has arrived; whether others hold the same array
    heap: list[tuple[int, Node]] = []

    def send(target: Target, g: Array, shared: bool) -> None:
        if leading is not None and target not in leading:
            return
        if target in sums:
            sums[target] = sums[target][0] + g, False
        else:
            sums[target] = np.asarray(g), shared
            if isinstance(target, Node):
                heapq.heappush(heap, (target.order, target))
        if isinstance(target, TensorBase):
            awaited[target] -= 1
            if not awaited[target]:
                arrive(target, *sums.pop(target))

    def arrive(leaf: TensorBase, g: Array, shared: bool) -> None:
        g, shared = hooked(leaf._hooks, g), shared or bool(leaf._hooks)
        if wanted is None:
            leaf._accumulate(g.copy() if shared or g.base is not None else g)
        else:
            wanted[leaf] = g

    for start, g in starts:
        send(start, g, True)
    while heap:
        node = heapq.heappop(heap)[1]
        arrived, _ = sums.pop(node)
        g = hooked(node.watchers, arrived)
        if node.keeper is not None:
            node.keeper._accumulate(g.copy())
        if wanted is not None and leading is not None:
            ends = leading.isdisjoint(node.targets)
            if node in wanted:
                wanted[node] = g if ends else arrived  # PyTorch's hooks change it only at the end of the way
            if ends:
                continue
        for target, way in zip(node.targets, ready_ways(node, retain_graph)):  # noqa: B905  (equally long)
            if target is None or way is None or (leading is not None and target not in leading):
                continue
            vjp, shape, dtype = way
            part = vjp(g)
            if part.shape != shape:
                part = unbroadcast(part, shape)
            if part.dtype != dtype:
                part = part.astype(dtype)
            if Mode.anomaly and np.isnan(part).any():
                raise RuntimeError(
                    f"Function '{node._name}' returned nan values in its output, the gradient of an input "
                    f"of shape {shape}. The operation's input is the cause: look there for 0 in a logarithm, "
                    "a root or a divisor, and for inf or nan that came in"
                )
            send(target, part, part is g)


def awaited_by(roots: Iterable[Target]) -> dict[Target, int]:
    """Everything that gradients from `roots` will reach, and by how many ways each."""
    awaited: dict[Target, int] = {}
    ahead = list(roots)
    while ahead:
        target = ahead.pop()
        awaited[target] = awaited.get(target, 0) + 1
        if awaited[target] == 1 and isinstance(target, Node):
            ways = target.ways or ()
            ahead += [t for t, way in zip(target.targets, ways) if t is not None and way is not None]  # noqa: B905
    return awaited


def leading_to(wanted: Wanted, reached: Iterable[Target]) -> set[Target]:
    """Those of `reached` that are wanted, or lead to one that is."""
    leading: set[Target] = {target for target in reached if target in wanted}
    nodes = (target for target in reached if isinstance(target, Node))
    for node in sorted(nodes, key=lambda node: -node.order):  # the earliest first
        if not leading.isdisjoint(node.targets):
            leading.add(node)
    return leading


def ready_ways(node: Node, retain_graph: bool) -> list[Way | None]:
    """The node's rules, after checking that what its rules saved is still there and unchanged."""
    if node.ways is None:
        raise RuntimeError(
            "Trying to backward through the graph a second time (or directly access saved tensors after "
            f"they have already been freed). The values saved by {node._name} are freed when you call "
            ".backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the "
            "graph a second time, or run the forward pass again."
        )
    for box, version in node.saved:
        if box[0] != version:
            raise RuntimeError(
                "one of the variables needed for gradient computation has been modified by an inplace "
                f"operation: a tensor saved by {node._name} is at version {box[0]}; expected version "
                f"{version} instead. Use the form that makes a new tensor (x = x + 1 for x += 1), or clone() "
                "before changing it."
            )
    ways = node.ways
    if node.saved and not retain_graph:
        node.ways = None
        node.saved = []
    return ways
