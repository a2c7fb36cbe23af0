"""What the lines of a cell make: shapes, types and means of tensors and arrays, seen while the cell runs.

``sys.monitoring`` says when a line of a cell's code begins; then what the line before it has assigned is
there. Only the code of cells is watched, and of a line that runs often, only some values are looked at.
Nothing is kept of a value but its description, so none lives longer than it would.
"""

from __future__ import annotations

import ast
import json
import sys
import types
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from . import assigned_lines
from .observers import unseen

TOOL = 4
"""Our number with ``sys.monitoring``; debuggers, coverage, profilers and optimizers have others."""
ALWAYS = 16
"""So many values of a line are looked at; later ones at each doubling, and the last."""
LARGEST = 1_000_000
"""Numbers in a value beyond which its mean is not computed."""
MOST = 4
"""So many names of a line are described."""
_LIBRARIES = {"numpy", "seqlite", "torch"}
_Found = dict[str, Any]


class _Pace:
    """What happens often is looked at the first times, and then at each doubling."""

    def __init__(self) -> None:
        self.times = 0
        self._due = 1

    def is_due(self) -> bool:
        """It happens once more; is it to be looked at?"""
        self.times += 1
        if self.times < self._due:
            return False
        self._due = self.times + (1 if self.times < ALWAYS else self.times)
        return True


class _Line:
    """A statement that assigns names: how often it has run, and what it made when it was looked at last."""

    def __init__(self, names: list[str], end: int, body: range | None = None) -> None:
        self.names = names
        self.end = end
        """The number of its last line, at whose end its values are shown."""
        self.body = body
        """Of a loop or a ``with``: the lines that follow if it has assigned."""
        self.is_only = False
        """Does no other statement of the same code change these names? Then the last are there at its end."""
        self.has_run = False
        self._frame = 0
        """The `id` of the frame in which it ran last."""
        self.begin()

    def begin(self) -> None:
        """A run begins."""
        self.pace = _Pace()
        self.seen = 0
        """Which of its runs was looked at last."""
        self.found: list[_Found] = []

    def ran(self, frame: types.FrameType) -> None:
        self.has_run = True
        self._frame = id(frame)
        if self.pace.is_due():
            self._look(frame.f_locals)

    def ended(self, frame: types.FrameType) -> None:
        """The frame is over; what the statement made last may still be in it, if not as it was made."""
        if self.is_only and self.seen < self.pace.times and self._frame == id(frame):
            self._look(frame.f_locals, is_late=True)

    def _look(self, names: Mapping[str, Any], is_late: bool = False) -> None:
        with unseen():
            found = [described(name, names.get(name), is_late) for name in self.names[:MOST]]
        if any(found):
            self.found = [one for one in found if one]
            self.seen = self.pace.times


class _Code:
    """A code object's statements that assign names, by the numbers of their lines."""

    def __init__(self, cell: str, code: types.CodeType, lines: dict[int, _Line], handlers: set[int]) -> None:
        self.cell = cell
        self.code = code
        self.lines = lines
        self.statements = [*dict.fromkeys(lines.values())]
        self.handlers = handlers
        """Where ``except`` stands: the line before has not ended."""
        self.begin()

    def begin(self) -> None:
        """A run begins."""
        self._pace = _Pace()
        for line in self.statements:
            line.begin()

    def ended(self, frame: types.FrameType) -> None:
        """It has returned. A function that is called often is looked at as lines are, and not each time."""
        if self._pace.is_due():
            for line in self.statements:
                line.ended(frame)


_codes: dict[int, _Code] = {}
"""By the ``id`` of the code object: its hash is computed from all of its bytes, each time."""
_before: dict[int, _Line | None] = {}
"""What each frame is at, by the frame's ``id``, if it assigns names."""


@contextmanager
def watching(
    cell: str, tree: ast.Module, code: types.CodeType | None, expression: types.CodeType | None = None
) -> Iterator[None]:
    """Watch the code of a cell while it runs, and functions of cells that ran before.

    Args:
        cell: the cell's id.
        tree: what the code was compiled from.
        code: the code of its statements; none if it has only a last expression.
        expression: the code of that, which assigns no names.
    """
    if sys.monitoring.get_tool(TOOL) is None:
        _begin()
    forget(cell)
    if code is not None:
        _watch(cell, code, assigned_lines.scopes(tree))
    for watched in _codes.values():
        watched.begin()
    try:
        yield
    finally:
        _before.clear()


def found() -> str:
    """What the lines made, as JSON: by the cell, ``{"line", "times", "seen", "values"}`` for each."""
    cells: dict[str, list[_Found]] = {}
    for watched in _codes.values():
        for line in watched.statements:
            if line.found:
                said = {"line": line.end, "times": line.pace.times, "seen": line.seen, "values": line.found}
                cells.setdefault(watched.cell, []).append(said)
    return json.dumps(cells) if cells else ""


def made_at(name: str) -> tuple[str, int]:
    """The cell and the line in which a variable of the cells was made last; none if that is unknown."""
    for watched in reversed(_codes.values()):
        if watched.code.co_name == "<module>":
            for line in reversed(watched.statements):
                if name in line.names and line.has_run:
                    return watched.cell, line.end
    return "", 0


def forget(cell: str | None = None) -> None:
    """Watch the code of a cell no more; without one, of all."""
    for watched in [watched for watched in _codes.values() if cell in (None, watched.cell)]:
        sys.monitoring.set_local_events(TOOL, watched.code, 0)
        del _codes[id(watched.code)]


def described(name: str, value: object, is_late: bool = False) -> _Found | None:
    """``{"name", "shape", "type", "mean" or "value"}`` of a tensor or an array; of anything else, nothing.

    Args:
        is_late: it may have been changed in place since it was made, and its numbers with it.
    """
    kind = type(value)
    if kind.__module__.partition(".")[0] not in _LIBRARIES or not hasattr(kind, "dtype"):
        return None
    with suppress(Exception):
        seen: Any = value
        shape = [int(size) for size in seen.shape]
        found: _Found = {"name": name, "shape": shape, "type": str(seen.dtype).removeprefix("torch.")}
        numbers = array_of(seen)
        if numbers.dtype.kind not in "fiubc":
            return None
        is_changed = is_late and getattr(seen, "_version", 1) > 0
        if not is_changed and numbers.dtype.kind != "c" and 0 < numbers.size <= LARGEST:
            if not shape:
                found["value"] = _number(numbers.item())
            elif numbers.dtype.kind == "f":
                found["mean"] = _number(numbers.mean(dtype="float64").item())
        return found
    return None


def array_of(value: Any) -> Any:
    """The numbers of a tensor as an array; an array as it is."""
    return value.detach().numpy() if hasattr(type(value), "detach") else value


def _number(value: float) -> float | str:
    """JSON has no nan and no infinity."""
    return value if abs(value) < float("inf") else str(value)


def _begin() -> None:
    monitoring = sys.monitoring
    monitoring.use_tool_id(TOOL, "live-cells")
    events = monitoring.events
    monitoring.register_callback(TOOL, events.PY_START, _started)
    monitoring.register_callback(TOOL, events.LINE, _reached)
    monitoring.register_callback(TOOL, events.PY_RETURN, _returned)


def _watch(cell: str, code: types.CodeType, scopes: Mapping[tuple[str, int], assigned_lines.Scope]) -> None:
    events = sys.monitoring.events
    scope = scopes.get((code.co_name, code.co_firstlineno))
    if scope and scope.statements:
        lines: dict[int, _Line] = {}
        for statement in scope.statements:
            line = _Line(statement.names, statement.lines[-1], statement.body)
            line.is_only = scope.is_only(statement)
            lines |= dict.fromkeys(statement.lines, line)
        _codes[id(code)] = _Code(cell, code, lines, scope.handlers)
        sys.monitoring.set_local_events(TOOL, code, events.PY_START | events.LINE | events.PY_RETURN)
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            _watch(cell, inner, scopes)


def _started(code: types.CodeType, offset: int) -> None:
    _before.pop(id(sys._getframe(1)), None)


def _reached(code: types.CodeType, number: int) -> None:
    frame = sys._getframe(1)
    watched = _codes[id(code)]
    line, now = _before.get(id(frame)), watched.lines.get(number)
    if line is now:
        return
    _before[id(frame)] = now
    if line is None or number in watched.handlers:
        return
    if line.body is None or number in line.body:
        line.ran(frame)


def _returned(code: types.CodeType, offset: int, value: object) -> None:
    frame = sys._getframe(1)
    line = _before.pop(id(frame), None)
    if line is not None and line.body is None:
        line.ran(frame)
    _codes[id(code)].ended(frame)
