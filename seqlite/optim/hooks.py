"""Functions that are called around an optimizer's `step`, `state_dict` and `load_state_dict`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeVar, cast

from ..utils.hooks import RemovableHandle, register

F = TypeVar("F", bound=Callable[..., Any])
Hook = Callable[..., Any]

_before_any: dict[int, Hook] = {}
_after_any: dict[int, Hook] = {}


def register_optimizer_step_pre_hook(hook: Hook) -> RemovableHandle:
    """`Optimizer.register_step_pre_hook` for all optimizers.

    >>> from seqlite.optim.optimizer import register_optimizer_step_pre_hook
    >>> with register_optimizer_step_pre_hook(lambda optimizer, args, kwargs: print("a step")):
    ...     optim.SGD([nn.Parameter(torch.ones(1))]).step()
    a step
    """
    return register(_before_any, hook)


def register_optimizer_step_post_hook(hook: Hook) -> RemovableHandle:
    """`Optimizer.register_step_post_hook` for all optimizers.

    >>> from seqlite.optim.optimizer import register_optimizer_step_post_hook
    >>> with register_optimizer_step_post_hook(lambda optimizer, args, kwargs: print("done")):
    ...     optim.SGD([nn.Parameter(torch.ones(1))]).step()
    done
    """
    return register(_after_any, hook)


def hooked(step: F) -> F:
    """`step` with its hooks around it."""
    if hasattr(step, "hooked"):
        return step

    afresh = partial(step)  # faster in a browser: see `autograd.walk`

    @wraps(step)
    def run(*args: Any, **kwargs: Any) -> Any:
        self = args[0]
        hooks = self._hooks
        if not (_before_any or _after_any or hooks["step_pre"] or hooks["step_post"]):
            self._note_step()
            return afresh(*args, **kwargs)
        for hook in (*_before_any.values(), *self._hooks["step_pre"].values()):
            changed = hook(self, args, kwargs)
            if changed is None:
                continue
            if not isinstance(changed, tuple) or len(changed) != 2:
                raise RuntimeError(
                    f"{hook} must return None or a tuple of (new_args, new_kwargs), but got {changed}."
                )
            args, kwargs = changed
        self._note_step()
        result = step(*args, **kwargs)
        for hook in (*self._hooks["step_post"].values(), *_after_any.values()):
            hook(self, args, kwargs)
        return result

    run.__dict__["hooked"] = True
    return cast(F, run)


class Hooked:
    """The hooks of one optimizer. A subclass's `step` runs them, too."""

    _hooks: dict[str, dict[int, Hook]]

    def __init_subclass__(cls) -> None:
        if "step" in cls.__dict__:
            cls.step = hooked(cls.step)  # type: ignore[attr-defined]

    def __init__(self) -> None:
        kinds = ("step_pre", "step_post", "state_dict_pre", "state_dict_post", "load_pre", "load_post")
        self._hooks = {kind: {} for kind in kinds}

    def _note_step(self) -> None:
        """Tell the schedulers, if there are any, that a step is made."""
        if "_opt_called" in self.__dict__:
            self._opt_called = True

    def register_step_pre_hook(self, hook: Hook) -> RemovableHandle:
        """Call `hook(optimizer, args, kwargs)` before each step; it may return new `(args, kwargs)`."""
        return register(self._hooks["step_pre"], hook)

    def register_step_post_hook(self, hook: Hook) -> RemovableHandle:
        """Call `hook(optimizer, args, kwargs)` after each step."""
        return register(self._hooks["step_post"], hook)

    def register_state_dict_pre_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Call `hook(optimizer)` before `state_dict()`."""
        return register(self._hooks["state_dict_pre"], hook, first=prepend)

    def register_state_dict_post_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Call `hook(optimizer, state_dict)` at the end of `state_dict()`; it may return another one."""
        return register(self._hooks["state_dict_post"], hook, first=prepend)

    def register_load_state_dict_pre_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Call `hook(optimizer, state_dict)` before `load_state_dict`; it may return another dictionary."""
        return register(self._hooks["load_pre"], hook, first=prepend)

    def register_load_state_dict_post_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Call `hook(optimizer)` after `load_state_dict`."""
        return register(self._hooks["load_post"], hook, first=prepend)

    def _through(self, kind: str, state_dict: dict[str, Any]) -> dict[str, Any]:
        """What the hooks of this kind make of `state_dict`."""
        for hook in list(self._hooks[kind].values()):
            changed = hook(self, state_dict)
            state_dict = state_dict if changed is None else changed
        return state_dict
