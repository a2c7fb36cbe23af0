"""`Module`: what every layer and every model is.

A module owns tensors and other modules under names (`registration.py`), saves and loads them
(`state_dict.py`), goes through all of them (`traversal.py`), and maps inputs to outputs in `forward`, with
hooks before it, after it and in backward. Source: PyTorch, `torch.nn.Module`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

from ..._core import pytree
from ..._core.absent import absent_attribute as _refuse
from ..._core.tensor import Tensor
from ...autograd.grad_mode import is_grad_enabled, no_grad
from ...utils.hooks import RemovableHandle, register
from ..parameter import UninitializedTensorMixin
from .backward_hooks import BackwardHooks, register_on_last_operation
from .traversal import ModuleTraversal

Hook = Callable[..., Any]


class ForwardHook(NamedTuple):
    """A forward hook and how to call it."""

    call: Hook
    with_kwargs: bool
    always: bool


def _addindent(s_: str, numSpaces: int) -> str:
    """`s_` with `numSpaces` spaces before each line but the first: for a `__repr__` of your own."""
    return s_.replace("\n", "\n" + numSpaces * " ")


def check_kind(before: bool | None, full: bool, hooks: dict[int, Hook]) -> bool:
    """The kind of a new backward hook. RuntimeError if `hooks` are of the other kind."""
    if hooks and before is not full:
        raise RuntimeError(
            "Cannot use both regular backward hooks and full backward hooks on a single Module, or for all. "
            "Please use only one of them: register_full_backward_hook shows all gradients."
        )
    return full


def has_forward_hooks(module: Module) -> bool:
    """Whether a hook is called with what the module is given or gives."""
    return bool(module._forward_hooks or module._forward_pre_hooks)


class Module(ModuleTraversal):
    """Base of all layers and models: call `super().__init__()`, assign layers, write `forward`.

    Assigning a `Parameter` or a `Module` to an attribute registers it under that name. Raises
    `NotImplementedError` if called without a `forward`.

    >>> import seqlite as torch
    >>> class Net(Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.fc = torch.nn.Linear(4, 2)
    ...     def forward(self, x):
    ...         return self.fc(x).relu()
    >>> Net()
    Net(
      (fc): Linear(in_features=4, out_features=2, bias=True)
    )
    """

    _forward_hooks: dict[int, ForwardHook]
    _forward_pre_hooks: dict[int, ForwardHook]
    _backward_hooks: dict[int, Hook]
    _backward_pre_hooks: dict[int, Hook]
    _is_full_backward_hook: bool | None = None  # whether `_backward_hooks` are full ones
    call_super_init = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not self.call_super_init and (args or kwargs):
            what = (
                f"got an unexpected keyword argument '{next(iter(kwargs))}'"
                if kwargs
                else f"takes 1 positional argument but {len(args) + 1} were given"
            )
            raise TypeError(f"{type(self).__name__}.__init__() {what}")
        # Straight into __dict__: __setattr__ looks things up in the tables made here.
        self.__dict__.update(
            training=True,
            _parameters={},
            _buffers={},
            _non_persistent_buffers_set=set(),
            _modules={},
            _forward_hooks={},
            _forward_pre_hooks={},
            _backward_hooks={},
            _backward_pre_hooks={},
        )
        if self.call_super_init:
            super().__init__(*args, **kwargs)

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take the attributes of a module that was pickled."""
        self.__dict__.update(state)

    # -- calling ---------------------------------------------------------------------------------------------
    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """The computation, written by every subclass. Call the module itself, which also runs the hooks."""
        raise NotImplementedError(
            f'Module [{type(self).__name__}] is missing the required "forward" function'
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not (
            self._forward_hooks or self._forward_pre_hooks or self._backward_hooks or self._backward_pre_hooks
        ):  # fmt: skip
            return self.forward(*args, **kwargs) if kwargs else self.forward(*args)
        return self._call_with_hooks(args, kwargs)

    def _call_with_hooks(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        called: set[int] = set()
        try:
            for hook in list(self._forward_pre_hooks.values()):
                changed = hook.call(self, args, kwargs) if hook.with_kwargs else hook.call(self, args)
                if changed is None:
                    continue
                if not hook.with_kwargs:
                    args = changed if isinstance(changed, tuple) else (changed,)
                elif isinstance(changed, tuple) and len(changed) == 2:
                    args, kwargs = changed
                else:
                    raise RuntimeError(
                        "forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got "
                        f"{changed}."
                    )
            backward_hooks = None
            before, hooks = list(self._backward_pre_hooks.values()), list(self._backward_hooks.values())
            after, last = ([], hooks) if self._is_full_backward_hook is False else (hooks, [])
            if is_grad_enabled() and (before or after):
                backward_hooks = BackwardHooks(self, before, after)
                args = backward_hooks.wrap_inputs(args)
            output = self.forward(*args, **kwargs)
            for number, hook in list(self._forward_hooks.items()):
                called.add(number)
                output = self._run_forward_hook(hook, args, kwargs, output)
        except Exception:
            for number, hook in list(self._forward_hooks.items()):
                if hook.always and number not in called:
                    try:
                        self._run_forward_hook(hook, args, kwargs, None)
                    except Exception as error:
                        warnings.warn(
                            "forward hook with ``always_call=True`` raised an exception that was silenced as "
                            f"another error was raised in forward: {error}",
                            stacklevel=2,
                        )
            raise
        if backward_hooks is not None:
            output = backward_hooks.wrap_output(output)
        if last:
            register_on_last_operation(self, last, args, output)
        return output

    def _run_forward_hook(
        self, hook: ForwardHook, args: tuple[Any, ...], kwargs: dict[str, Any], output: Any
    ) -> Any:
        """Call `hook`; return what replaces the output."""
        given = (self, args, kwargs, output) if hook.with_kwargs else (self, args, output)
        changed = hook.call(*given)
        return output if changed is None else changed

    def register_forward_hook(
        self, hook: Hook, *, prepend: bool = False, with_kwargs: bool = False, always_call: bool = False
    ) -> RemovableHandle:
        """Call `hook(module, args, output)` after each `forward`; what it returns replaces the output.

        With `with_kwargs` it is `hook(module, args, kwargs, output)`; `always_call`: also after an error,
        with None for the output.
        """
        return register(self._forward_hooks, ForwardHook(hook, with_kwargs, always_call), first=prepend)

    def register_forward_pre_hook(
        self, hook: Hook, *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Call `hook(module, args)` before every `forward`; unless None, its result is the new arguments.

        With `with_kwargs` it is `hook(module, args, kwargs)`, and returns `(args, kwargs)`.
        """
        return register(self._forward_pre_hooks, ForwardHook(hook, with_kwargs, always=False), first=prepend)

    def register_full_backward_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Call `hook(module, grad_input, grad_output)`, both tuples, once the inputs' gradients are known.

        A tuple that it returns replaces `grad_input`. What is no tensor has None for its gradient.
        """
        self._is_full_backward_hook = check_kind(self._is_full_backward_hook, True, self._backward_hooks)
        return register(self._backward_hooks, hook, first=prepend)

    def register_full_backward_pre_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Call `hook(module, grad_output)` before the gradient goes back through the module; a tuple that it
        returns replaces `grad_output`."""
        return register(self._backward_pre_hooks, hook, first=prepend)

    def register_backward_hook(self, hook: Hook) -> RemovableHandle:
        """As `register_full_backward_hook`, but shows the gradients of the last operation in `forward`, which
        are the module's where there is but one; with PyTorch's warnings where there are more. A module has
        hooks of one of the two kinds, else RuntimeError."""
        self._is_full_backward_hook = check_kind(self._is_full_backward_hook, False, self._backward_hooks)
        return register(self._backward_hooks, hook)


class LazyModuleMixin(Module):
    """Base of lazy modules: at the first input, parameters get shapes and values, and the module becomes one
    of `cls_to_become`."""

    cls_to_become: ClassVar[type[Module]]

    def has_uninitialized_params(self) -> bool:
        """Whether a parameter or buffer has no shape yet."""
        tensors = [*self._parameters.values(), *self._buffers.values()]
        return any(isinstance(tensor, UninitializedTensorMixin) for tensor in tensors)

    def initialize_parameters(self, input: Tensor) -> None:
        """Give all parameters shapes and values."""
        raise NotImplementedError(f"initialize_parameters is not implemented for {type(self).__name__}")

    def materialize(self, shapes: dict[str, Any]) -> None:
        """Give parameters and buffers of these names shapes, if they have none, and first values."""
        fresh = self.has_uninitialized_params()
        for name, shape in shapes.items():
            tensor = getattr(self, name)
            if isinstance(tensor, UninitializedTensorMixin):
                tensor.materialize(shape)
        if fresh:
            self.reset_parameters()

    def forward(self, input: Tensor, *args: Any, **kwargs: Any) -> Any:
        with no_grad():
            self.initialize_parameters(input)
        self.__class__ = self.cls_to_become  # type: ignore[assignment]
        return self.forward(input, *args, **kwargs)


class _LayerReport(NamedTuple):
    """What is known of a failed layer; each `Sequential` around it adds a name in front."""

    message: str
    places: tuple[str, ...]
    facts: str

    def __str__(self) -> str:
        return f"{self.message}\nin module {' > '.join(self.places)}: {self.facts}"


def add_layer_to_error(error: Exception, name: str, module: Any, given: Any) -> None:
    """Extend the message of `error`, raised when `module`, called `name`, was given `given`.

    Errors whose text is not simply their message, such as `KeyError`, get a note instead.
    """
    place = f"({name}) {module._brief() if hasattr(module, '_brief') else type(module).__name__}"
    report = error.__dict__.get("_report")
    if report is None:
        report = _LayerReport(str(error), (place,), _layer_facts(module, given))
    else:
        report = report._replace(places=(place, *report.places))
    error.__dict__["_report"] = report
    if (
        type(error).__str__ is BaseException.__str__
        and len(error.args) == 1
        and isinstance(error.args[0], str)
    ):
        error.args = (str(report),)
    elif len(report.places) == 1:
        error.add_note(f"in module {place}: {report.facts}")


def _layer_facts(module: Any, given: Any) -> str:
    if not isinstance(given, Tensor):
        return f"got {type(given).__name__}, wanted a Tensor"
    shape, dtype = str(tuple(given.shape)), given.dtype
    own = next((p.dtype for p in module.parameters()), dtype) if hasattr(module, "parameters") else dtype
    wants = module._wants(given) if hasattr(module, "_wants") else ""
    if own != dtype and (given.is_floating_point() or "indices" not in wants):
        return f"got {shape} of {dtype}, wanted {own}: convert the input with .to({own})"
    return f"got {shape}, wanted {wants}" if wants else f"got {shape}"


pytree.REGISTERED.append(Module)

__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
__getattr__ = _refuse("torch.nn.modules.module")
