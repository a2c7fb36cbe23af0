"""Handles that remove hooks."""

from __future__ import annotations

import itertools
from collections.abc import Callable, MutableMapping
from typing import Any

_ids = itertools.count()


class RemovableHandle:
    """What `register_…_hook` returns. `handle.remove()`, or leaving a `with handle:`, takes the hook out.

    Like `torch.utils.hooks.RemovableHandle`.
    """

    def __init__(self, hooks: MutableMapping[int, Any]) -> None:
        self.id = next(_ids)
        self.hooks_dict_ref: Callable[[], MutableMapping[int, Any]] = lambda: hooks

    def remove(self) -> None:
        """Remove the hook; doing it again has no effect."""
        self.hooks_dict_ref().pop(self.id, None)

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *exception: object) -> None:
        self.remove()


def register(hooks: MutableMapping[int, Any], hook: Any, *, first: bool = False) -> RemovableHandle:
    """Add `hook` at the end (or the front) of the ordered mapping `hooks`."""
    handle = RemovableHandle(hooks)
    later = dict(hooks) if first else {}
    if first:
        hooks.clear()
    hooks[handle.id] = hook
    hooks.update(later)
    return handle
