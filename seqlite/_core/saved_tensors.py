"""What a recorded operation needs for backward: the tensors whose arrays its gradient rules have captured.

PyTorch's operations save tensors, and notice at `backward()` that one was changed in place. Here, a rule is a
function that holds what it needs in its closure, so nothing has to be declared. What a node notes of each
tensor that it has seen is cheap; only where one of them was changed, the closures are looked into.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import CodeType, FunctionType
from typing import Any

from .graph import Edge, Node, Operands
from .rules import captured, is_nested
from .tensor_base import TensorBase

NUMBER: list[Any] = [0]  # the version counter of an operand that is a number
ALWAYS = 0  # in place of a memory id: saved in any case

# Codes of rules by identity, for the hash of a code reads all of it: of those that capture what the operation
# has seen, and of those that do not.
_keepers: dict[int, CodeType] = {}
_others: dict[int, CodeType] = {}


def note_tensor(seen: Operands, tensor: TensorBase, memory: int) -> None:
    """Note a tensor that an operation has seen, with its version and memory."""
    box = tensor._version_counter
    seen[0].append(box)
    seen[1].append(box[0])
    seen[2].append(memory)


def save(seen: Operands, tensors: Iterable[TensorBase]) -> None:
    """Mark tensors as saved, whatever the rules have captured."""
    for tensor in tensors:
        note_tensor(seen, tensor, ALWAYS)


def memory_id(array: Any) -> int:
    """The identity of the array that owns the memory."""
    return id(array) if array.base is None else id(array.base)


def has_saved(node: Node, memory: int) -> bool:
    """Whether the node has saved the tensor with this memory."""
    return memory == ALWAYS or any(
        memory in memory_ids(held)
        for edge in node.edges or ()
        if edge is not None
        for held in captured(edge[0])
    )


def memory_ids(array: Any) -> list[int]:
    """The identities of an array and of the arrays whose memory it shares."""
    found = []
    while array is not None:
        found.append(id(array))
        array = getattr(array, "base", None)
    return found


def saves_any(edges: list[Edge | None], seen: Operands) -> bool:
    """Whether these rules need any input or output of the operation."""
    for edge in edges:
        if edge is not None:
            vjp = edge[0]
            if vjp.__class__ is FunctionType and (id(vjp.__code__) in _keepers or captures_any(vjp, seen[2])):
                return True
    return ALWAYS in seen[2]


def captures_any(vjp: FunctionType, memories: list[int]) -> bool:
    """Whether a rule has captured any of these. Rules with the same code capture alike, unless they capture
    functions or sequences."""
    code = vjp.__code__
    if id(code) in _others:
        return False
    if "held" in code.co_freevars:
        _keepers[id(code)] = code
        return True
    kept = any(not set(memory_ids(array)).isdisjoint(memories) for array in captured(vjp))
    if not any(is_nested(cell.cell_contents) for cell in vjp.__closure__ or ()):
        (_keepers if kept else _others)[id(code)] = code
    return kept
