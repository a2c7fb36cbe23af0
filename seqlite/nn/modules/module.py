"""`Module`: what every layer and every model is.

A module owns tensors and other modules under names (`members.py`), saves and loads them (`state.py`), is
converted and printed as one thing (`conversions.py`), and maps inputs to outputs in `forward`, with hooks
before it, after it and in backward. Source: PyTorch, `torch.nn.Module`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, NamedTuple

from ..._core.files import nesting
from ...autograd import is_grad_enabled
from ...utils.hooks import RemovableHandle, register
from .backward_hooks import BackwardHooks, watch_last
from .conversions import ModuleConversions
from .members import register_module_buffer_registration_hook as register_module_buffer_registration_hook
from .members import register_module_module_registration_hook as register_module_module_registration_hook
from .members import (
    register_module_parameter_registration_hook as register_module_parameter_registration_hook,
)

Hook = Callable[..., Any]


class Forward(NamedTuple):
    """A hook of `forward`, and how it is to be called."""

    call: Hook
    with_kwargs: bool = False
    always: bool = False


_global_forward_pre_hooks: dict[int, Forward] = {}
_global_forward_hooks: dict[int, Forward] = {}
_global_backward_hooks: dict[int, Hook] = {}
_global_backward_pre_hooks: dict[int, Hook] = {}
_global_is_full_backward_hook: bool | None = None  # whether `_global_backward_hooks` are full ones


def register_module_forward_pre_hook(hook: Hook) -> RemovableHandle:
    """`Module.register_forward_pre_hook` for all modules.

    >>> from seqlite.nn.modules.module import register_module_forward_pre_hook
    >>> with register_module_forward_pre_hook(lambda module, args: print(module, args[0].shape)):
    ...     _ = nn.Flatten()(torch.ones(2, 1, 3))
    Flatten(start_dim=1, end_dim=-1) torch.Size([2, 1, 3])
    """
    return register(_global_forward_pre_hooks, Forward(hook))


def register_module_forward_hook(
    hook: Hook, *, with_kwargs: bool = False, always_call: bool = False
) -> RemovableHandle:
    """`Module.register_forward_hook` for all modules.

    >>> from seqlite.nn.modules.module import register_module_forward_hook
    >>> with register_module_forward_hook(lambda module, args, output: print(output.shape)):
    ...     _ = nn.Flatten()(torch.ones(2, 1, 3))
    torch.Size([2, 3])
    """
    return register(_global_forward_hooks, Forward(hook, with_kwargs, always_call))


def register_module_full_backward_pre_hook(hook: Hook) -> RemovableHandle:
    """`Module.register_full_backward_pre_hook` for all modules.

    >>> from seqlite.nn.modules.module import register_module_full_backward_pre_hook
    >>> with register_module_full_backward_pre_hook(lambda module, grads: print(module, grads)):
    ...     nn.ReLU()(torch.ones(1, requires_grad=True)).backward()
    ReLU() (tensor([1.]),)
    """
    return register(_global_backward_pre_hooks, hook)


def register_module_full_backward_hook(hook: Hook) -> RemovableHandle:
    """`Module.register_full_backward_hook` for all modules.

    >>> from seqlite.nn.modules.module import register_module_full_backward_hook
    >>> with register_module_full_backward_hook(lambda module, into, out: print(module, into)):
    ...     nn.ReLU()(torch.ones(1, requires_grad=True)).backward()
    ReLU() (tensor([1.]),)
    """
    global _global_is_full_backward_hook
    _global_is_full_backward_hook = one_kind(_global_is_full_backward_hook, True, _global_backward_hooks)
    return register(_global_backward_hooks, hook)


def register_module_backward_hook(hook: Hook) -> RemovableHandle:
    """`Module.register_backward_hook` for all modules, in old programs.

    >>> from seqlite.nn.modules.module import register_module_backward_hook
    >>> x = torch.ones(1, requires_grad=True) * 1
    >>> with register_module_backward_hook(lambda module, into, out: print(module, into)):
    ...     nn.ReLU()(x).backward()
    ReLU() (tensor([1.]),)
    """
    global _global_is_full_backward_hook
    _global_is_full_backward_hook = one_kind(_global_is_full_backward_hook, False, _global_backward_hooks)
    return register(_global_backward_hooks, hook)


def one_kind(before: bool | None, full: bool, hooks: dict[int, Hook]) -> bool:
    """The kind of the backward hook that is added to `hooks`: RuntimeError if they are of another."""
    if hooks and before is not full:
        raise RuntimeError(
            "Cannot use both regular backward hooks and full backward hooks on a single Module, or for all. "
            "Please use only one of them: register_full_backward_hook shows all gradients."
        )
    return full


def has_forward_hooks(module: Module) -> bool:
    """Whether a hook is called with what the module is given or gives."""
    own = module._forward_hooks or module._forward_pre_hooks
    return bool(own or _global_forward_hooks or _global_forward_pre_hooks)


class Module(ModuleConversions):
    """Base of all layers and models: call `super().__init__()`, assign layers, write `forward`.

    Assigning a `Parameter` or a `Module` to an attribute registers it under that name.

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

    _forward_hooks: dict[int, Forward]
    _forward_pre_hooks: dict[int, Forward]
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
            _state_dict_hooks={},
            _state_dict_pre_hooks={},
            _load_state_dict_pre_hooks={},
            _load_state_dict_post_hooks={},
        )
        if self.call_super_init:
            super().__init__(*args, **kwargs)

    # -- calling ---------------------------------------------------------------------------------------------
    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """The computation, written by every subclass. Call the module itself, which also runs the hooks."""
        raise NotImplementedError(
            f'Module [{type(self).__name__}] is missing the required "forward" function'
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not (
            self._forward_hooks or self._forward_pre_hooks or self._backward_hooks or self._backward_pre_hooks
            or _global_forward_hooks or _global_forward_pre_hooks
            or _global_backward_hooks or _global_backward_pre_hooks
        ):  # fmt: skip
            return self.forward(*args, **kwargs) if kwargs else self.forward(*args)
        return self._call_with_hooks(args, kwargs)

    def _call_with_hooks(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        called: set[int] = set()
        try:
            for hook in chain(_global_forward_pre_hooks.values(), list(self._forward_pre_hooks.values())):
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
            passage = None
            before = [*_global_backward_pre_hooks.values(), *self._backward_pre_hooks.values()]
            after: list[Hook] = []
            last: list[Hook] = []  # those that see the last operation only
            for full, hooks in (
                (_global_is_full_backward_hook, _global_backward_hooks),
                (self._is_full_backward_hook, self._backward_hooks),
            ):
                (last if full is False else after).extend(hooks.values())
            if is_grad_enabled() and (before or after):
                passage = BackwardHooks(self, before, after)
                args = passage.enter(args)
            output = self.forward(*args, **kwargs)
            for number, hook in self._hooks_after():
                called.add(number)
                output = self._show(hook, args, kwargs, output)
        except Exception:
            for number, hook in self._hooks_after():
                if hook.always and number not in called:
                    try:
                        self._show(hook, args, kwargs, None)
                    except Exception as error:
                        warnings.warn(
                            "forward hook with ``always_call=True`` raised an exception that was silenced as "
                            f"another error was raised in forward: {error}",
                            stacklevel=2,
                        )
            raise
        if passage is not None:
            output = passage.exit(output)
        if last:
            watch_last(self, last, args, output)
        return output

    def _hooks_after(self) -> Iterator[tuple[int, Forward]]:
        return chain(list(_global_forward_hooks.items()), list(self._forward_hooks.items()))

    def _show(self, hook: Forward, args: tuple[Any, ...], kwargs: dict[str, Any], output: Any) -> Any:
        """The output after `hook` has seen it."""
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
        return register(self._forward_hooks, Forward(hook, with_kwargs, always_call), first=prepend)

    def register_forward_pre_hook(
        self, hook: Hook, *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Call `hook(module, args)` before every `forward`; unless None, its result is the new arguments.

        With `with_kwargs` it is `hook(module, args, kwargs)`, and returns `(args, kwargs)`.
        """
        return register(self._forward_pre_hooks, Forward(hook, with_kwargs), first=prepend)

    def register_full_backward_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Call `hook(module, grad_input, grad_output)`, both tuples, once the inputs' gradients are known.

        A tuple that it returns replaces `grad_input`. What is no tensor has None for its gradient.
        """
        self._is_full_backward_hook = one_kind(self._is_full_backward_hook, True, self._backward_hooks)
        return register(self._backward_hooks, hook, first=prepend)

    def register_full_backward_pre_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Call `hook(module, grad_output)` before the gradient goes back through the module; a tuple that it
        returns replaces `grad_output`."""
        return register(self._backward_pre_hooks, hook, first=prepend)

    def register_backward_hook(self, hook: Hook) -> RemovableHandle:
        """As `register_full_backward_hook`, but shows the gradients of the last operation in `forward`, which
        are the module's where there is but one; with PyTorch's warnings where there are more. A module has
        hooks of one of the two kinds, else RuntimeError."""
        self._is_full_backward_hook = one_kind(self._is_full_backward_hook, False, self._backward_hooks)
        return register(self._backward_hooks, hook)


nesting.WHOLE.append(Module)
