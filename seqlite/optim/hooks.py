"""What a program has optimizers call before and after a step, and when their state is saved or loaded.

Source: PyTorch, `torch.optim.Optimizer`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..utils.hooks import RemovableHandle, register
from .options import EVERY_STEP

Hook = Callable[..., Any]


def hooks_of(optimizer: Any, kind: str) -> list[Hook]:
    """The hooks of one kind, in order."""
    return list(optimizer.__dict__.get("_hooks", {}).get(kind, {}).values())


def step_with_hooks(step: Hook, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """A step, with the hooks around it. RuntimeError for one that returns other things than arguments."""
    optimizer = args[0]
    for hook in (*EVERY_STEP[0].values(), *hooks_of(optimizer, "step before")):
        found = hook(optimizer, args, kwargs)
        if found is None:
            continue
        if not (isinstance(found, tuple) and len(found) == 2):
            raise RuntimeError(
                f"{step} must return None or a tuple of (new_args, new_kwargs), but got {found}."
            )
        args, kwargs = found
    value = step(*args, **kwargs)
    for hook in (*hooks_of(optimizer, "step after"), *EVERY_STEP[1].values()):
        hook(optimizer, args, kwargs)
    return value


def register_optimizer_step_pre_hook(hook: Hook) -> RemovableHandle:
    """Call `hook(optimizer, args, kwargs)` before each step of any optimizer.

    Returns a handle whose `remove()` takes it out.
    """
    return register(EVERY_STEP[0], hook)


def register_optimizer_step_post_hook(hook: Hook) -> RemovableHandle:
    """Call `hook(optimizer, args, kwargs)` after each step of any optimizer.

    Returns a handle whose `remove()` takes it out.
    """
    return register(EVERY_STEP[1], hook)


class HookedOptimizer:
    """Base of `Optimizer`: the methods that take hooks. Each returns a handle whose `remove()` takes the hook
    out."""

    def _take_hook(self, kind: str, hook: Hook, prepend: bool = False) -> RemovableHandle:
        table = self.__dict__.setdefault("_hooks", {}).setdefault(kind, {})
        return register(table, hook, first=prepend)

    def register_step_pre_hook(self, hook: Hook) -> RemovableHandle:
        """Call `hook(optimizer, args, kwargs)` before each step; a pair that it returns replaces both."""
        return self._take_hook("step before", hook)

    def register_step_post_hook(self, hook: Hook) -> RemovableHandle:
        """Call `hook(optimizer, args, kwargs)` after each step."""
        return self._take_hook("step after", hook)

    def register_state_dict_pre_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Call `hook(optimizer)` before `state_dict()`; with `prepend` ahead of others."""
        return self._take_hook("save before", hook, prepend)

    def register_state_dict_post_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Call `hook(optimizer, state_dict)` after `state_dict()`; what it returns replaces the result."""
        return self._take_hook("save after", hook, prepend)

    def register_load_state_dict_pre_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Call `hook(optimizer, state_dict)` before `load_state_dict()`; what it returns is loaded."""
        return self._take_hook("load before", hook, prepend)

    def register_load_state_dict_post_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Call `hook(optimizer)` after `load_state_dict()`."""
        return self._take_hook("load after", hook, prepend)
