"""An operation as it was called, and the element of its result that is asked about."""

from __future__ import annotations

from typing import Any

import numpy as np

from .memory import Array, At, Event, Index, broadcast_index
from .steps import Operand, Step
from .values import Values


class Call:
    """An operation as it was called, and the element of its result that is asked about."""

    def __init__(self, explainer: Values, event: Event, index: Index) -> None:
        self.explainer, self.event, self.index = explainer, event, index
        self.op = event.facts["op"]
        self.constants: dict[str, Any] = event.facts["constants"]
        self.sources = event.inputs
        """Where the arguments come from: arrays at moments, numbers, or None."""
        self.given = event.facts["arrays"]

    def array(self, number: int) -> Array:
        """An argument as the operation took it."""
        given = self.given[number]
        return self.explainer.memory.contents(given) if isinstance(given, At) else np.asarray(given)

    def arrays(self) -> list[Any]:
        return [
            None if one is None else self.array(at) if isinstance(one, At) else one
            for at, one in enumerate(self.given)
        ]

    def operand(self, number: int, index: Index) -> Operand:
        source = self.sources[number]
        if isinstance(source, At) or not isinstance(self.given[number], At):
            return self.explainer.operand(source, index if isinstance(source, At) else ())
        return self.explainer.operand(self.given[number], index)

    def broadcast(self, number: int) -> Operand:
        """The element of an argument that has met this element of the result."""
        return self.operand(number, broadcast_index(np.shape(self.given_shape(number)), self.index))

    def given_shape(self, number: int) -> Array:
        given = self.given[number]
        return given.array if isinstance(given, At) else np.zeros(())

    def shape(self, number: int) -> tuple[int, ...]:
        given = self.given[number]
        return tuple(given.array.shape) if isinstance(given, At) else ()

    @property
    def count(self) -> int:
        return len([one for one in self.given if one is not None])

    def step(self) -> Step:
        return self.explainer.step("operation", self.event, self.index)
