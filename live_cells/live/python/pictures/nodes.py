"""What graphs are made of."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False)
class Node:
    """An operation or a leaf; ``inputs`` are those that its result was computed from."""

    op: str
    inputs: list[Edge] = field(default_factory=list)
    label: str = ""
    leaf: bool = False
    sign: str = ""
    """How the operation is shown."""
    place: int = 0
    """Of an operation with several results, which one; of a constant, which input."""
    value: Any = None
    gradient: Any = None


@dataclass(eq=False)
class Edge:
    """From an input to the operation: the local derivative, and what the gradient gets through it."""

    source: Node
    derivative: Any = None
    contribution: Any = None


def in_order(
    root: Any, inputs_of: Callable[[Any], Iterable[Any]], identity: Callable[[Any], Any] = id
) -> list[Any]:
    """All that a result was computed from, each after its own inputs; the result is the last."""
    order: list[Any] = []
    seen = {identity(root)}
    stack = [(root, iter(inputs_of(root)))]
    while stack:
        one, inputs = stack[-1]
        following = next((other for other in inputs if identity(other) not in seen), None)
        if following is None:
            order.append(one)
            stack.pop()
        else:
            seen.add(identity(following))
            stack.append((following, iter(inputs_of(following))))
    return order


def is_near(one: float, other: float) -> bool:
    """Are two numbers the same but for rounding?"""
    return math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-12)
