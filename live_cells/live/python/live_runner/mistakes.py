"""A mistake of the reader's program: what the page shows of it, and what mistakes are found from."""

from __future__ import annotations

import linecache
import re
from collections.abc import Iterator, Mapping
from types import FrameType
from typing import Any, NamedTuple

from .readers_code import CELL, cell_of, part_of

FAULTS = (AttributeError, ImportError, TypeError, KeyError, ValueError, RecursionError)
"""What a reader's own classes may raise when they are looked at."""


class Mistake(NamedTuple):
    """What went wrong, in which line, and what the words and the drawing of it need."""

    kind: str
    file: str
    line: int
    facts: Mapping[str, str | int] = {}
    units: Mapping[str, int] | None = None
    """Of a layer: how many there are, and how many are dead."""
    layers: tuple[tuple[str, bool], ...] = ()
    """Of a model: their names, and whether a gradient reaches them."""

    def described(self) -> dict[str, Any]:
        """As the page has it."""
        return {
            "mistake": self.kind,
            "cell": cell_of(self.file),
            "line": self.line,
            "text": linecache.getline(self.file, self.line).strip(),
            "facts": dict(self.facts),
            "units": None if self.units is None else dict(self.units),
            "layers": [{"name": name, "reached": reached} for name, reached in self.layers],
        }


Names = dict[str, Any]


def names_of(frame: FrameType | None) -> Names:
    """What the reader's functions on the way to this frame can name, the innermost last."""
    frames = []
    while frame is not None:
        if frame.f_code.co_filename.startswith(CELL):
            frames.append(frame)
        frame = frame.f_back
    names: Names = {}
    for each in reversed(frames):
        names |= each.f_globals | each.f_locals
    return {name: value for name, value in names.items() if not name.startswith("_")}


def of_kind(names: Names, kind: Any) -> Iterator[tuple[str, Any]]:
    """The variables that hold such an object, each object once."""
    seen: set[int] = set()
    for name, value in names.items():
        if isinstance(value, kind) and id(value) not in seen:
            seen.add(id(value))
            yield name, value


def held_by(optimizers: Any) -> set[int]:
    """The identities of the parameters that optimizers hold."""
    return {id(p) for each in optimizers for p in parameters_of(each)}


def parameters_of(optimizer: Any) -> list[Any]:
    return [p for group in optimizer.param_groups for p in group["params"]]


def operation_name(node: Any) -> str:
    """How one writes the operation: ``nll_loss`` for ``NllLossBackward0``."""
    words = re.sub(r"Backward\d*$", "", node.name())
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", words).lower()


def layers_of(names: Names, module: Any) -> list[tuple[str, Any]]:
    """The modules of the models at hand that have parameters of their own, as one writes them."""
    found: dict[int, tuple[str, Any]] = {}
    for name, model in of_kind(names, module):
        for path, part in model.named_modules():
            if part._parameters and id(part) not in found:
                found[id(part)] = part_of(name, path), part
    return [*found.values()]
