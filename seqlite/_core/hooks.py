"""The handle of a hook, and what is called before every backward pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .tensor_base import Mode

BEFORE_BACKWARD: list[Callable[[Any], None]] = []
"""Each is called with the tensors of which `backward` computes gradients, while the graph is whole."""


class Hook:
    """The handle of a hook: `remove()`, or leaving a `with` block, removes it."""

    def __init__(self, owner: Any, slot: str, entry: Any) -> None:
        Mode.watched = True
        self.owner, self.slot, self.entry = owner, slot, entry
        setattr(owner, slot, (*getattr(owner, slot), entry))

    def remove(self) -> None:
        """Remove the hook."""
        left = tuple(h for h in getattr(self.owner, self.slot) if h is not self.entry)
        setattr(self.owner, self.slot, left)

    def __enter__(self) -> Hook:
        return self

    def __exit__(self, *error: object) -> None:
        self.remove()
