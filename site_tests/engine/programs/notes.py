"""What a program shows, free of the library that showed it, and how to compare it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Note = Callable[[str, Any], None]


class Seen(NamedTuple):
    """What can be seen of a tensor, copied, for it may change."""

    text: str
    dtype: str
    shape: tuple[int, ...]
    requires_grad: bool
    values: Any


class Raised(NamedTuple):
    """An error: its class, all that this is, and its message."""

    name: str
    kinds: tuple[str, ...]
    message: str


def attempt(note: Note, label: str, run: Callable[[], Any]) -> Any:
    """Note what `run` gives, or the error it raises; returns the result, None after an error."""
    try:
        result = run()
    except Exception as error:
        note(label, error)
        return None
    note(label, result)
    return result


def seen(thing: Any) -> Any:
    """A copy of what a program notes."""
    if isinstance(thing, Exception):
        return Raised(type(thing).__name__, tuple(k.__name__ for k in type(thing).__mro__), str(thing))
    if hasattr(thing, "detach"):
        values = thing.detach().numpy().copy()
        return Seen(repr(thing), str(thing.dtype), tuple(thing.shape), thing.requires_grad, values)
    if isinstance(thing, dict):
        return {key: seen(value) for key, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [seen(value) for value in thing]
    return thing if isinstance(thing, (str, int, float, type(None))) else repr(thing)


def equal(mine: Any, right: Any, tolerance: float) -> bool:
    """Whether a user sees the same: errors by type, floats within a tolerance, all else exactly."""
    if isinstance(right, Raised):
        return isinstance(mine, Raised) and mine.name == right.name
    if isinstance(right, Seen):
        if not isinstance(mine, Seen) or mine[1:4] != right[1:4] or history(mine) != history(right):
            return False
        near = tolerance if "float" in right.dtype else 0
        return bool(np.allclose(mine.values, right.values, rtol=near, atol=near, equal_nan=True))
    if isinstance(right, dict):
        return (
            isinstance(mine, dict)
            and list(mine) == list(right)
            and all(equal(mine[key], right[key], tolerance) for key in right)
        )
    if isinstance(right, list):
        return (
            isinstance(mine, list)
            and len(mine) == len(right)
            and all(equal(a, b, tolerance) for a, b in zip(mine, right, strict=True))
        )
    if isinstance(right, float):
        return isinstance(mine, float) and bool(np.isclose(mine, right, rtol=tolerance, equal_nan=True))
    return bool(mine == right)


def history(tensor: Seen) -> list[str]:
    """The `grad_fn` in the printed form."""
    return re.findall(r"grad_fn=<\w+>", tensor.text)


def refused(thing: Any) -> bool:
    """Whether one library says that it does not cover this, after which the program means nothing."""
    return isinstance(thing, Raised) and "NotImplementedError" in thing.kinds


def first_difference(mine: list[tuple[str, Any]], right: list[tuple[str, Any]], tolerance: float) -> str:
    """Where the two part, "" if nowhere."""
    for (label, a), (_, b) in zip(mine, right, strict=False):
        if not equal(a, b, tolerance):
            return "" if refused(a) or refused(b) else f"{label}\nPyTorch: {shown(b)}\nseqlite: {shown(a)}"
    return (
        "" if len(mine) == len(right) else f"PyTorch goes on for {len(right)} notes, seqlite for {len(mine)}"
    )


def shown(thing: Any) -> str:
    if isinstance(thing, Seen):
        return thing.text
    return f"{thing.name}: {thing.message}" if isinstance(thing, Raised) else repr(thing)
