"""What a recorded operation needs for backward: the tensors whose arrays its gradient rules have captured.

PyTorch's operations save tensors, and notice at `backward()` that one was changed in place. Here, a rule is a
function that holds what it needs in its closure, so nothing has to be declared. What a node notes of each
tensor that it has seen is cheap; only where one of them was changed, the closures are looked into.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from types import CodeType, FunctionType
from typing import Any

from .graph import Node, Seen, TensorBase, Way
from .ops.rules import captured, is_nested

NUMBER: list[Any] = [0]  # in place of what counts the changes of an operand that is a number
ALWAYS = 0  # in place of an identity: the tensor is saved, whatever the rules have captured

_keeping: dict[CodeType, bool] = {}


def note(seen: Seen, tensor: TensorBase, array: Any) -> None:
    """Note a tensor that an operation has seen as `array`."""
    box, base = tensor._changes, array.base
    seen += box, box[0], id(array) if base is None else id(base)


def save(seen: Seen, tensors: Iterable[TensorBase]) -> None:
    """Note tensors that the operation saves whatever its rules have captured."""
    for tensor in tensors:
        seen += tensor._changes, tensor._changes[0], ALWAYS


def in_threes(seen: Seen) -> Iterator[tuple[Any, int, int]]:
    """Per tensor: what counts its changes, the count then, and its memory."""
    entries = iter(seen)
    return zip(entries, entries, entries)  # noqa: B905  (one iterator)


def has_saved(node: Node, memory: int) -> bool:
    """Whether the node has saved the tensor with this memory."""
    return memory == ALWAYS or any(
        memory in owners(held) for way in node.ways or () if way is not None for held in captured(way[0])
    )


def owners(array: Any) -> list[int]:
    """The identities of an array, or number, and of those whose memory it shares."""
    found = []
    while array is not None:
        found.append(id(array))
        array = getattr(array, "base", None)
    return found


def keeps(ways: list[Way | None], seen: Seen) -> bool:
    """Whether these rules need anything of what the operation was given or has made."""
    for way in ways:
        if way is not None:
            vjp = way[0]
            if vjp.__class__ is FunctionType:
                kept = _keeping.get(vjp.__code__)
                if needs(vjp, seen) if kept is None else kept:
                    return True
            elif vjp.__class__ is partial:
                return True
    return ALWAYS in seen[2::3]


def needs(vjp: FunctionType, seen: Seen) -> bool:
    """Whether a rule has captured any of these; what the same code captures without detours is alike."""
    kept = any(not set(owners(held)).isdisjoint(seen[2::3]) for held in captured(vjp))
    if not any(is_nested(cell.cell_contents) for cell in vjp.__closure__ or ()):
        _keeping[vjp.__code__] = kept
    return kept
