"""The `ctx` and the graph node of a `Function`."""

from __future__ import annotations

import warnings
import weakref
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from .._core.graph import Edge, MultiOutput, Node
from .._core.rules import Array
from .._core.tensor_base import Mode, TensorBase
from .engine import CUSTOM, Target, freed_error, modified_in_place_error
from .grad_mode import no_grad


class FunctionCtx:
    """What forward passes to backward. Programs also set attributes of their own."""

    needs_input_grad: tuple[bool, ...]
    to_save: tuple[Any, ...]
    dirty_tensors: tuple[Any, ...]
    non_differentiable: tuple[Any, ...]
    materialize_grads: bool

    def save_for_backward(self, *tensors: Any) -> None:
        """Keep tensors (inputs, outputs or others, or None) for backward, as `saved_tensors`; one that is
        changed in place before then is noticed."""
        self.to_save = tensors

    def mark_dirty(self, *args: Any) -> None:
        """Declare which inputs forward has modified in place. It must return them."""
        self.dirty_tensors = args

    def mark_non_differentiable(self, *args: Any) -> None:
        """Declare which outputs have no gradient."""
        self.non_differentiable = args

    def set_materialize_grads(self, value: bool) -> None:
        """Choose whether backward gets zeros or None for an output without a gradient."""
        self.materialize_grads = value


class BackwardCFunction(FunctionCtx):
    """The `ctx` of one call."""

    _name: ClassVar[str]

    def __init__(self) -> None:
        self.to_save = self.dirty_tensors = self.non_differentiable = ()
        self.materialize_grads = True
        self._saved: list[Any] | None = []

    def name(self) -> str:
        """The name of the node, such as `SquareBackward`."""
        return self._name

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        """What `save_for_backward` was given. RuntimeError once the graph is freed, and for what was changed
        in place."""
        if self._saved is None:
            raise freed_error(self._name)
        for saved in self._saved:
            if saved is not None and saved[1][0] != saved[2]:
                raise modified_in_place_error(self._name, saved[1][0], saved[2])
        return tuple(None if saved is None else saved[0]() for saved in self._saved)

    @property
    def saved_variables(self) -> tuple[Any, ...]:
        """The deprecated name of `saved_tensors`."""
        warnings.warn(
            "'saved_variables' is deprecated; use 'saved_tensors'", DeprecationWarning, stacklevel=2
        )
        return self.saved_tensors

    def _save(self, node: FunctionNode | None, outputs: list[Any]) -> None:
        for i, t in enumerate(self.to_save):
            if t is not None and not isinstance(t, TensorBase):
                raise TypeError(
                    "save_for_backward can only save variables, but argument "
                    f"{i} is of type {type(t).__name__}: set it as an attribute, ctx.name = value"
                )
        self._saved = [None if t is None else save_variable(t, node, outputs) for t in self.to_save]
        del self.to_save


def save_variable(tensor: Any, node: FunctionNode | None, outputs: list[Any]) -> tuple[Any, list[int], int]:
    """A function that returns the tensor, its version counter, and its version now.

    An output is made anew: kept, it would keep the node that keeps it.
    """
    box = tensor._version_counter
    if node is None or not any(tensor is out for out in outputs):
        return (lambda: tensor), box, box[0]
    array, its = tensor._array, weakref.ref(node)

    def unpack() -> Any:
        new = TensorBase.concrete._wrap(array, True)
        new._node, new._version_counter = its(), box
        return new

    return unpack, box, box[0]


class FunctionNode(Node):
    """The node of a `Function`. Attributes that it does not have are those of its `ctx`."""

    def __init__(self, function: type[Any], ctx: BackwardCFunction, args: tuple[Any, ...]) -> None:
        targets, edges = [], []
        for a, needed in zip(args, ctx.needs_input_grad, strict=True):
            targets.append((a if a._node is None else a._node) if needed else None)
            edges.append((None, a._array.shape, a._array.dtype) if needed else None)
        super().__init__(ctx._name, targets, edges, op=CUSTOM)  # type: ignore[arg-type]
        Mode.watched = True
        self.function, self.ctx = function, ctx
        self.is_tensor_input = [isinstance(a, TensorBase) for a in args]
        self.outputs: list[tuple[tuple[int, ...], Any] | None] = []  # shapes and types

    def __getattr__(self, name: str) -> Any:
        if name == "ctx":
            raise AttributeError(name)
        return getattr(self.ctx, name)

    def public(self) -> Node:
        """Return self."""
        return self

    def __repr__(self) -> str:
        return f"<torch.autograd.function.{self._name} object at {id(self):#x}>"

    def backward_edges(self, g: Any, needed: set[Target] | None, retain_graph: bool) -> list[Edge | None]:
        """Run backward; for each input an edge that gives its gradient, or None."""
        wrap, ctx = TensorBase.concrete._wrap, self.ctx
        arrived = g.by if isinstance(g, MultiOutput) else {0: g}
        grads: list[Any] = []
        for i, output_type in enumerate(self.outputs):
            if i in arrived:
                grads.append(wrap(arrived[i]))
            else:
                grads.append(wrap(np.zeros(*output_type)) if output_type and ctx.materialize_grads else None)
        wanted = [t is not None and (needed is None or t in needed) for t in self.targets]
        with no_grad():
            result = self.function._backward_of()(ctx, *grads)
        if not retain_graph:
            ctx._saved = None
        return [
            part if want else None for part, want in zip(self._check_gradients(result), wanted, strict=True)
        ]

    def backward_tensors(self, parts: dict[int, Any], wanted: list[bool]) -> list[Any]:
        """Run backward and record what it does; the gradients of the inputs, None for those not wanted."""
        grads = [
            parts[i] if i in parts
            else TensorBase.concrete._wrap(np.zeros(*kind)) if kind and self.ctx.materialize_grads
            else None
            for i, kind in enumerate(self.outputs)
        ]  # fmt: skip
        result = self.function._backward_of()(self.ctx, *grads)
        checked = self._check_gradients(result)
        found = list(result) if isinstance(result, tuple) else [result]
        return [
            (g if g._array.shape == edge[1] else g.expand(edge[1]))
            if want and edge is not None and g is not None
            else None
            for g, edge, want in zip(found, checked, wanted, strict=False)
        ]

    def _check_gradients(self, result: Any) -> list[Edge | None]:
        parts = list(result) if isinstance(result, tuple) else [result]
        count = len(self.targets)
        if len(parts) < count or any(p is not None for p in parts[count:]):
            raise RuntimeError(
                f"function {self._name} returned an incorrect number of gradients (expected {count}, got "
                f"{len(parts)}): give one for each argument of forward, None for what is no tensor"
            )
        found: list[Edge | None] = []
        for i, (part, edge) in enumerate(zip(parts[:count], self.edges or (), strict=True)):
            if part is not None and not self.is_tensor_input[i]:
                raise RuntimeError(
                    f"function {self._name} returned a gradient different than None at position {i + 1}, but "
                    "the corresponding forward input was not a Variable"
                )
            if part is not None and not isinstance(part, TensorBase):
                raise RuntimeError(f"expected Variable or None (got {type(part).__name__})")
            if part is None or edge is None:
                found.append(None)
                continue
            array, shape = part._array, edge[1]
            if not is_expandable_to(shape, array.shape):
                raise RuntimeError(
                    f"Function {self._name} returned an invalid gradient at index {i} - got "
                    f"{list(array.shape)} but expected shape compatible with {list(shape)}"
                )
            found.append((constant_rule(array), shape, edge[2]))
        return found


def constant_rule(array: Array) -> Callable[[Array], Array]:
    """A rule that always returns `array`."""
    return lambda g: g if array is g else array.copy()


def is_expandable_to(shape: tuple[int, ...], to: tuple[int, ...]) -> bool:
    """Whether an array of `shape` broadcasts to the shape `to`."""
    tail = to[len(to) - len(shape) :] if len(shape) <= len(to) else None
    return tail is not None and all(n in (1, m) for n, m in zip(shape, tail, strict=True))
