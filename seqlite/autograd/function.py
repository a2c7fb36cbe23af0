"""Operations with a backward of the program's own: `torch.autograd.Function`."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

import numpy as np

from .._core.absent import refuse as _refuse
from .._core.graph import Mode, Node, TensorBase, Way
from .._core.multiple_outputs import OutputNode, Parts
from .._core.ops.rules import Array
from .._core.view_origin import FUNCTION
from .grad_mode import no_grad
from .walk import CUSTOM, Target, changed, freed


class FunctionCtx:
    """What forward hands on to backward. Programs also set attributes of their own."""

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
        """Say which inputs forward has changed in place. It has to return them."""
        self.dirty_tensors = args

    def mark_non_differentiable(self, *args: Any) -> None:
        """Say which outputs have no gradient."""
        self.non_differentiable = args

    def set_materialize_grads(self, value: bool) -> None:
        """Whether backward is given zeros for an output that got no gradient, rather than None."""
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
            raise freed(self._name)
        for saved in self._saved:
            if saved is not None and saved[1][0] != saved[2]:
                raise changed(self._name, saved[1][0], saved[2])
        return tuple(None if saved is None else saved[0]() for saved in self._saved)

    @property
    def saved_variables(self) -> tuple[Any, ...]:
        """Old programs' name of `saved_tensors`."""
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
        self._saved = [None if t is None else saved(t, node, outputs) for t in self.to_save]
        del self.to_save


def saved(tensor: Any, node: FunctionNode | None, outputs: list[Any]) -> tuple[Any, list[int], int]:
    """How to have the tensor again, its version box, and its version now. An output is made anew, since one
    that is kept would keep the node that keeps it."""
    box = tensor._changes
    if node is None or not any(tensor is out for out in outputs):
        return (lambda: tensor), box, box[0]
    array = tensor._array

    def again() -> Any:
        new = TensorBase.concrete._wrap(array, True)
        new._node, new._changes = node, box
        return new

    return again, box, box[0]


class FunctionNode(Node):
    """The node of a `Function`. Attributes that it does not have are those of its `ctx`."""

    def __init__(self, function: type[Function], ctx: BackwardCFunction, args: tuple[Any, ...]) -> None:
        targets, ways = [], []
        for a, needed in zip(args, ctx.needs_input_grad, strict=True):
            targets.append((a if a._node is None else a._node) if needed else None)
            ways.append((None, a._array.shape, a._array.dtype) if needed else None)
        super().__init__(ctx._name, targets, ways, [], CUSTOM)  # type: ignore[arg-type]
        self.function, self.ctx = function, ctx
        self.given = [isinstance(a, TensorBase) for a in args]
        self.outputs: list[tuple[tuple[int, ...], Any] | None] = []  # shapes and types

    def __getattr__(self, name: str) -> Any:
        if name == "ctx":
            raise AttributeError(name)
        return getattr(self.ctx, name)

    def shown(self) -> Node:
        """Itself."""
        return self

    def __repr__(self) -> str:
        return f"<torch.autograd.function.{self._name} object at {id(self):#x}>"

    def opened(self, g: Any, leading: set[Target] | None, retain_graph: bool) -> list[Way | None]:
        """Run backward: per input the way that gives its gradient, or None."""
        wrap, ctx = TensorBase.concrete._wrap, self.ctx
        arrived = g.by if isinstance(g, Parts) else {0: g}
        grads: list[Any] = []
        for i, about in enumerate(self.outputs):
            zeros = np.zeros(*about) if i not in arrived and ctx.materialize_grads and about else None
            grads.append(wrap(arrived[i]) if i in arrived else None if zeros is None else wrap(zeros))
        needed = [t is not None and (leading is None or t in leading) for t in self.targets]
        with no_grad():
            result = self.function._backward_of()(ctx, *grads)
        if not retain_graph:
            ctx._saved = None
        return [part if want else None for part, want in zip(self._checked(result), needed, strict=True)]

    def _checked(self, result: Any) -> list[Way | None]:
        parts = list(result) if isinstance(result, tuple) else [result]
        count = len(self.targets)
        if len(parts) < count or any(p is not None for p in parts[count:]):
            raise RuntimeError(
                f"function {self._name} returned an incorrect number of gradients (expected {count}, got "
                f"{len(parts)}): give one for each argument of forward, None for what is no tensor"
            )
        found: list[Way | None] = []
        for i, (part, way) in enumerate(zip(parts[:count], self.ways or (), strict=True)):
            if part is not None and not self.given[i]:
                raise RuntimeError(
                    f"function {self._name} returned a gradient different than None at position {i + 1}, but "
                    "the corresponding forward input was not a Variable"
                )
            if part is not None and not isinstance(part, TensorBase):
                raise RuntimeError(f"expected Variable or None (got {type(part).__name__})")
            if part is None or way is None:
                found.append(None)
                continue
            array, shape = part._array, way[1]
            if not expands(shape, array.shape):
                raise RuntimeError(
                    f"Function {self._name} returned an invalid gradient at index {i} - got "
                    f"{list(array.shape)} but expected shape compatible with {list(shape)}"
                )
            found.append((constant(array), shape, way[2]))
        return found


def constant(array: Array) -> Callable[[Array], Array]:
    """A rule that always gives `array`."""
    return lambda g: g if array is g else array.copy()


def expands(shape: tuple[int, ...], to: tuple[int, ...]) -> bool:
    """Whether an array of `shape` broadcasts to the shape `to`."""
    tail = to[len(to) - len(shape) :] if len(shape) <= len(to) else None
    return tail is not None and all(n in (1, m) for n, m in zip(shape, tail, strict=True))


class Function(FunctionCtx):
    """An operation of your own: static methods `forward(ctx, *args)` and `backward(ctx, *grad_outputs)`,
    called as `YourFunction.apply(*args)`. Backward gets a gradient for each output and returns one for each
    argument, None for those that are no tensors. Forward may also do without `ctx`, which
    `setup_context(ctx, inputs, output)` then fills. Gradients of backward itself are not recorded.

    >>> class Square(torch.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         ctx.save_for_backward(x)
    ...         return x * x
    ...
    ...     @staticmethod
    ...     def backward(ctx, grad_output):
    ...         (x,) = ctx.saved_tensors
    ...         return grad_output * 2 * x
    >>> x = torch.tensor([3.], requires_grad=True)
    >>> Square.apply(x).backward()
    >>> x.grad
    tensor([6.])
    """

    _ctx_cls: ClassVar[type[BackwardCFunction]]
    _backward_cls: ClassVar[type[FunctionNode]]
    generate_vmap_rule = False

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        name = cls.__name__ + "Backward"
        cls._ctx_cls = type(name, (BackwardCFunction,), {"_name": name})
        cls._backward_cls = type(name, (FunctionNode,), {})

    def __init__(self, *args: Any, **options: Any) -> None:
        warnings.warn(
            f"{type(self)} should not be instantiated. Methods on autograd functions are all static, so you "
            "should invoke them on the class itself.",
            DeprecationWarning,
            stacklevel=2,
        )

    def __call__(self, *args: Any, **options: Any) -> Any:
        raise RuntimeError(
            "Legacy autograd function with non-static forward method is deprecated. Please use new-style "
            f"autograd function with static forward method: {type(self).__name__}.apply(…)"
        )

    @staticmethod
    def forward(*args: Any, **options: Any) -> Any:
        """The value: `forward(ctx, *args)`, or `forward(*args)` beside a `setup_context`."""
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> Any:
        """Keep in `ctx` what backward will need."""
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        """A gradient for each argument of forward, from one for each of its outputs."""
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom autograd.Function to use "
            "it with backward mode AD."
        )

    vjp = backward

    @staticmethod
    def vmap(info: Any, in_dims: Any, *args: Any) -> Any:
        """Not covered, as `torch.vmap` is not."""
        raise NotImplementedError("vmap is not covered: call apply on the whole batch")

    @classmethod
    def _backward_of(cls) -> Callable[..., Any]:
        own, other = cls.backward, cls.vjp
        if own is not Function.backward and other is not Function.vjp:
            raise RuntimeError(
                "Implementing both 'backward' and 'vjp' for a custom Function is not allowed. You should "
                "only implement one of them."
            )
        return own if other is Function.vjp else other

    @classmethod
    def apply(cls, *args: Any, **options: Any) -> Any:
        """Run forward, and remember what backward will need if an argument requires grad."""
        ctx = cls._ctx_cls()
        inside = cls.setup_context is not Function.setup_context
        if inside:
            bound = inspect.signature(cls.forward).bind(*args, **options)
            bound.apply_defaults()
            args, options = bound.args, {}
        ctx.needs_input_grad = tuple(isinstance(a, TensorBase) and a._fresh()._needs for a in args)  # type: ignore[attr-defined]
        recording = Mode.grad and any(ctx.needs_input_grad)
        node = cls._backward_cls(cls, ctx, args) if recording else None
        with no_grad():
            if inside:
                value = cls.forward(*args)
                cls.setup_context(ctx, args, value)
            else:
                value = cls.forward(ctx, *args, **options)
        several = isinstance(value, tuple)
        outputs = list(value) if several else [value]
        refuse_dirty(ctx, outputs, recording)
        count = len(outputs) if several else 0
        results = [wrapped(ctx, node, out, i, args, count) for i, out in enumerate(outputs)]
        ctx._save(node, outputs)
        return tuple(results) if several else results[0]


def refuse_dirty(ctx: BackwardCFunction, outputs: list[Any], recording: bool) -> None:
    """RuntimeError for an input that was changed in place and must not be, or is not returned."""
    for t in ctx.dirty_tensors:
        t._changes[0] += recording
        if not any(t is out for out in outputs):
            raise RuntimeError(
                "Some elements marked as dirty during the forward method were not returned as output. The "
                "inputs that are modified inplace must all be outputs of the Function."
            )
        if recording and t._needs and t._node is None:
            raise RuntimeError("a leaf Variable that requires grad has been used in an in-place operation.")
        if recording and t._base is not None:
            raise NotImplementedError(
                "mark_dirty of a view is not covered: return a new tensor, and assign it to the view's place"
            )


def wrapped(
    ctx: BackwardCFunction, node: FunctionNode | None, out: Any, i: int, args: tuple[Any, ...], count: int
) -> Any:
    """An output as the caller gets it, one of `count` or (0) the only one: made by `node`."""
    if not isinstance(out, TensorBase):
        if node is not None:
            node.outputs.append(None)
        return out
    dirty = any(out is t for t in ctx.dirty_tensors)
    constant = out._array.dtype.kind != "f" or any(out is t for t in ctx.non_differentiable)
    if any(out is a for a in args) and not dirty:
        new = out._wrap(out._array, not constant and out._needs)
        new._changes = out._changes
        new._base = out if out._base is None else out._base
        out = new
    if out._base is not None and not dirty:
        out._made, out._of = FUNCTION, out._changes[0]
    if node is None:
        return out
    about = (out._array.shape, out._array.dtype)
    node.outputs.append(about if not constant or getattr(ctx, "_materialize_non_diff_grads", True) else None)
    if constant:
        out._needs, out._node, out._base = False, None, None
    else:
        out._remake(OutputNode(node, i, count) if count else node, True)
    return out


def once_differentiable(fn: Callable[..., Any]) -> Callable[..., Any]:
    """Decorates a backward that is not differentiable itself. Here none is.

    >>> torch.autograd.function.once_differentiable(abs)(-1)
    1
    """

    @wraps(fn)
    def wrapper(*args: Any) -> Any:
        with no_grad():
            return fn(*args)

    return wrapper


class InplaceFunction(Function):
    """As `Function`; old programs derive from it."""


__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
__getattr__ = _refuse("torch.autograd.function")
