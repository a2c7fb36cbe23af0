"""Operations with a backward of the program's own, `torch.autograd.Function`; and `Variable`, from before
tensors knew of gradients."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

from .._core.absent import absent_attribute as _refuse
from .._core.differentiable_views import FUNCTION
from .._core.graph import Node, OutputNode
from .._core.tensor_base import Mode, TensorBase, increment_version
from .context import BackwardCFunction, FunctionCtx, FunctionNode
from .grad_mode import is_grad_enabled, no_grad


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
        """Compute the outputs: `forward(ctx, *args)`, or `forward(*args)` with a `setup_context`."""
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> Any:
        """Save in `ctx` what backward needs."""
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        """Compute the gradients of the arguments from those of the outputs."""
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom autograd.Function to use "
            "it with backward mode AD."
        )

    vjp = backward

    @staticmethod
    def vmap(info: Any, in_dims: Any, *args: Any) -> Any:
        """Raise `NotImplementedError`: `torch.vmap` is not covered."""
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
        """Run forward, and record a node if an argument requires grad."""
        ctx = cls._ctx_cls()
        has_setup = cls.setup_context is not Function.setup_context
        if has_setup:
            bound = inspect.signature(cls.forward).bind(*args, **options)
            bound.apply_defaults()
            args, options = bound.args, {}
        ctx.needs_input_grad = tuple(isinstance(a, TensorBase) and a._rebased()._needs for a in args)  # type: ignore[attr-defined]
        recording = Mode.grad and any(ctx.needs_input_grad)
        node = cls._backward_cls(cls, ctx, args) if recording else None
        with no_grad():
            if has_setup:
                value = cls.forward(*args)
                cls.setup_context(ctx, args, value)
            else:
                value = cls.forward(ctx, *args, **options)
        is_tuple = isinstance(value, tuple)
        outputs = list(value) if is_tuple else [value]
        check_dirty(ctx, outputs, recording)
        count = len(outputs) if is_tuple else 0
        results = [wrap_output(ctx, node, out, i, args, count) for i, out in enumerate(outputs)]
        ctx._save(node, outputs)
        return tuple(results) if is_tuple else results[0]


def check_dirty(ctx: BackwardCFunction, outputs: list[Any], recording: bool) -> None:
    """Raise `RuntimeError` for a dirty input that is a leaf or is not returned."""
    for t in ctx.dirty_tensors:
        if recording:
            increment_version(t)
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


def wrap_output(
    ctx: BackwardCFunction, node: FunctionNode | None, out: Any, i: int, args: tuple[Any, ...], count: int
) -> Any:
    """An output as the caller gets it, made by `node`: one of `count`, or the only one if that is 0."""
    if not isinstance(out, TensorBase):
        if node is not None:
            node.outputs.append(None)
        return out
    dirty = any(out is t for t in ctx.dirty_tensors)
    constant = out._array.dtype.kind != "f" or any(out is t for t in ctx.non_differentiable)
    if any(out is a for a in args) and not dirty:
        new = out._wrap(out._array, not constant and out._needs)
        new._version_counter = out._version_counter
        new._base = out if out._base is None else out._base
        out = new
    if out._base is not None and not dirty:
        out._creation_meta, out._base_version = FUNCTION, out._version_counter[0]
    if node is None:
        return out
    output_type = (out._array.shape, out._array.dtype)
    node.outputs.append(
        output_type if not constant or getattr(ctx, "_materialize_non_diff_grads", True) else None
    )
    if constant:
        out._needs, out._node, out._base = False, None, None
    else:
        out._set_history(OutputNode(node, i, count) if count else node, True)
    return out


def once_differentiable(fn: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a backward that is not differentiable itself. RuntimeError for a gradient of its gradients.

    >>> torch.autograd.function.once_differentiable(abs)(-1)
    1
    """

    @wraps(fn)
    def wrapper(*args: Any) -> Any:
        with no_grad():
            found = fn(*args)
        if not (is_grad_enabled() and any(isinstance(a, TensorBase) and a._needs for a in args[1:])):
            return found
        several = found if isinstance(found, tuple) else (found,)
        several = once_only(several)
        return several if isinstance(found, tuple) else several[0]

    return wrapper


def once_only(gradients: tuple[Any, ...]) -> tuple[Any, ...]:
    """The gradients with a history that cannot be differentiated."""

    def refuse(g: Any) -> Any:
        raise RuntimeError(
            "trying to differentiate twice a function that was marked with @once_differentiable"
        )

    wrap = TensorBase.concrete._wrap
    leaves = [None if g is None else wrap(g._array, True) for g in gradients]
    edges: list[Any] = [None if g is None else (refuse, g._array.shape, g._array.dtype) for g in gradients]
    node = Node("Error", leaves, edges)
    made = []
    for g in gradients:
        if g is not None:
            g = wrap(g._array, True)
            g._node = node
        made.append(g)
    return tuple(made)


__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
__getattr__ = _refuse("torch.autograd.function")


class _AnyTensor(type):
    def __instancecheck__(cls, other: object) -> bool:
        return isinstance(other, TensorBase)


class Variable(metaclass=_AnyTensor):
    """`Variable(x)` is a tensor with the memory of `x`, as old programs write it; new ones use `x` itself.

    >>> torch.autograd.Variable(torch.ones(1), requires_grad=True)
    tensor([1.], requires_grad=True)
    """

    def __new__(cls, data: Any, requires_grad: bool = False, volatile: bool = False) -> Any:
        if volatile:
            warnings.warn(
                "volatile was removed and now has no effect. Use `with torch.no_grad():` instead.",
                stacklevel=2,
            )
        if not isinstance(data, TensorBase):
            raise TypeError(f"Variable data has to be a tensor, but got {type(data).__name__}")
        new = TensorBase.concrete._wrap(data._array)
        new._version_counter = data._version_counter
        return new.requires_grad_(requires_grad)  # type: ignore[attr-defined]
