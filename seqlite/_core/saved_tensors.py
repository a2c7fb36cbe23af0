"""What a recorded operation needs for backward: the tensors whose arrays its gradient rules have captured.

PyTorch's operations save tensors, and notice at `backward()` that one was changed in place. Here, a rule is a
function that holds what it needs in its closure, so nothing has to be declared. What a node notes of each
tensor that it has seen is cheap; only where one of them was changed, the closures are looked into.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import CodeType, FunctionType
from typing import Any

from .graph import Edge, Node, Operands, TensorBase
from .ops.rules import captured, is_nested

NUMBER: list[Any] = [0]  # in place of what counts the changes of an operand that is a number
ALWAYS = 0  # in place of an identity: the tensor is saved, whatever the rules have captured

# Codes of rules by identity, for the hash of a code reads all of it: of those that capture what the operation
# has seen, and of those that do not.
_keepers: dict[int, CodeType] = {}
_others: dict[int, CodeType] = {}


def note(seen: Operands, tensor: TensorBase, memory: int) -> None:
    """Note a tensor that an operation has seen in this memory."""
    box = tensor._version_counter
    seen[0].append(box)
    seen[1].append(box[0])
    seen[2].append(memory)


def save(seen: Operands, tensors: Iterable[TensorBase]) -> None:
    """Note tensors that the operation saves whatever its rules have captured."""
    for tensor in tensors:
        note(seen, tensor, ALWAYS)


def owner(array: Any) -> int:
    """The identity of the array whose memory this one uses."""
    return id(array) if array.base is None else id(array.base)


def has_saved(node: Node, memory: int) -> bool:
    """Whether the node has saved the tensor with this memory."""
    return memory == ALWAYS or any(
        memory in owners(held) for edge in node.edges or () if edge is not None for held in captured(edge[0])
    )


def owners(array: Any) -> list[int]:
    """The identities of an array, or number, and of those whose memory it shares."""
    found = []
    while array is not None:
        found.append(id(array))
        array = getattr(array, "base", None)
    return found


def keeps(edges: list[Edge | None], seen: Operands) -> bool:
    """Whether these rules need anything of what the operation was given or has made."""
    for edge in edges:
        if edge is not None:
            vjp = edge[0]
            if vjp.__class__ is FunctionType and (id(vjp.__code__) in _keepers or needs(vjp, seen[2])):
                return True
    return ALWAYS in seen[2]


def needs(vjp: FunctionType, memories: list[int]) -> bool:
    """Whether a rule has captured any of these; what the same code captures without detours is alike."""
    code = vjp.__code__
    if id(code) in _others:
        return False
    if "held" in code.co_freevars:
        _keepers[id(code)] = code
        return True
    kept = any(not set(owners(array)).isdisjoint(memories) for array in captured(vjp))
    if not any(is_nested(cell.cell_contents) for cell in vjp.__closure__ or ()):
        (_keepers if kept else _others)[id(code)] = code
    return kept
