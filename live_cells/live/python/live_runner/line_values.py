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
from collections import defaultdict
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
FEW = 4
"""So many numbers of a value are shown one by one."""
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

    def __init__(self, statement: assigned_lines.Statement, unsure: set[str]) -> None:
        self.names = statement.names
        self.end = statement.lines[-1]
        """The number of its last line, at whose end its values are shown."""
        self.body = statement.body
        self.loops = statement.loops
        self.is_sure = unsure.isdisjoint(statement.names)
        """Are its names assigned only where we see it?"""
        self.is_replaced = False
        """Does another statement assign its names before its loop goes round?"""
        self.has_run = False
        self.begin()

    def begin(self) -> None:
        """A run begins."""
        self.times = 0
        self.seen = 0
        """Which of these was looked at last."""
        self.found: list[_Found] = []


class _Code:
    """A code object's statements that assign names, by the numbers of their lines."""

    def __init__(self, cell: str, code: types.CodeType, scope: assigned_lines.Scope) -> None:
        self.cell = cell
        self.code = code
        self.statements = [_Line(statement, scope.unsure) for statement in scope.statements]
        self.lines = {
            number: line
            for statement, line in zip(scope.statements, self.statements, strict=True)
            for number in statement.lines
        }
        self.handlers = scope.handlers
        """Where ``except`` stands: the line before has not ended."""
        self.run = 0
        """The number of the run in which it was called last."""
        self._pace = _Pace()

    def called(self) -> bool:
        """A call begins. Is it to be looked at? All notes of a function are of one call."""
        if self.run != _run:
            self.run = _run
            self._pace = _Pace()
            for line in self.statements:
                line.begin()
        return self._pace.is_due()


class _InCall:
    """What a statement has done in one call of its code."""

    __slots__ = ("due", "found", "seen", "start", "times")

    def __init__(self, times: int) -> None:
        self.start = self.due = self.times = times
        """At which of its times it ran here first, is looked at next, and ran last."""
        self.seen = 0
        self.found: list[_Found] = []


class _Call:
    """A call of such code, and what its lines have made in it."""

    __slots__ = ("_is_due", "_loops", "_makers", "_paces", "_statements", "code", "now")

    def __init__(self, code: _Code) -> None:
        self.code = code
        self.now: _Line | None = None
        """The statement at which it is, if that assigns names."""
        self._is_due = code.called()
        self._loops: tuple[range, ...] = ()
        """The loops that it is in, the innermost first."""
        self._makers: dict[str, _Line] = {}
        """Which statement has made what a name holds."""
        self._statements: dict[_Line, _InCall] = {}
        self._paces: dict[range, _Pace] = defaultdict(_Pace)
        """How often each loop was over."""

    def reached(self, number: int, frame: types.FrameType) -> None:
        """A line begins; the statement before it has run."""
        line, now = self.now, self.code.lines.get(number)
        if line is not now:
            self.now = now
            if line and (line.body is None or number in line.body) and number not in self.code.handlers:
                self._ran(line, frame)
        while self._loops and number not in self._loops[0]:
            self._left(frame)

    def ended(self, frame: types.FrameType) -> None:
        if self.now is not None and self.now.body is None:
            self._ran(self.now, frame)
        while self._loops:
            self._left(frame)
        self.tell()

    def tell(self) -> None:
        """What was seen stands beside the lines."""
        for line, here in self._statements.items():
            if here.found:
                line.seen, line.found = here.seen, here.found

    def _ran(self, line: _Line, frame: types.FrameType) -> None:
        times = line.times = line.times + 1
        if not self._is_due and times > 1:  # the first time, a branch was not taken before
            return
        here = self._statements.get(line)
        if here is None:
            here = self._statements[line] = _InCall(times)
            line.has_run = True
        here.times = times
        self._loops = line.loops
        for name in line.names:
            before = self._makers.get(name)
            if before is not line:
                self._makers[name] = line
                if before is not None and before.loops == line.loops:
                    before.is_replaced = True
        if times >= here.due:
            count = times - here.start + 1
            here.due = times + (1 if count < ALWAYS else count)
            self._look(line, here, frame)
        elif line.is_replaced:
            self._look(line, here, frame, only_shapes=True)

    def _left(self, frame: types.FrameType) -> None:
        """The innermost loop is over: what its lines made last is still there, if nothing has replaced it."""
        loop, *outer = self._loops
        self._loops = (*outer,)
        if self._paces[loop].is_due():
            for line, here in self._statements.items():
                is_last = line.is_sure and all(self._makers[name] is line for name in line.names)
                if is_last and here.seen < here.times and loop in line.loops:
                    self._look(line, here, frame, is_late=True)

    def _look(
        self,
        line: _Line,
        here: _InCall,
        frame: types.FrameType,
        is_late: bool = False,
        only_shapes: bool = False,
    ) -> None:
        names = frame.f_locals
        with unseen():
            looks = [described(name, names.get(name), is_late, only_shapes) for name in line.names[:MOST]]
        if any(looks):
            here.seen, here.found = here.times, [one for one in looks if one]


_codes: dict[int, _Code] = {}
"""By the ``id`` of the code object: its hash is computed from all of its bytes, each time."""
_calls: dict[int, _Call] = {}
"""Those under way, by the ``id`` of their frame."""
_run = 0
"""How many runs have been watched."""
_pauses = 0


@contextmanager
def watching(
    cell: str, tree: ast.Module, code: types.CodeType | None, expression: types.CodeType | None = None
) -> Iterator[None]:
    """Watch the code of a cell while it runs, and functions of other cells that these have not called.

    Args:
        cell: the cell's id.
        tree: what the code was compiled from.
        code: the code of its statements; none if it has only a last expression.
        expression: the code of that, which assigns no names.
    """
    global _run
    if sys.monitoring.get_tool(TOOL) is None:
        _begin()
    forget(cell)
    if code is not None:
        _watch(cell, code, assigned_lines.scopes(tree))
    _run += 1
    try:
        yield
    finally:
        for call in reversed(_calls.values()):  # those that have raised, and what they were called by
            call.tell()
        _calls.clear()
        for watched in _codes.values():
            if watched.cell == cell and watched.run == _run:
                _let_be(watched.code)  # what stands beside its lines is of its own cell's run


@contextmanager
def paused() -> Iterator[None]:
    """Functions of cells that are called meanwhile are called by a picture, and not by the program."""
    global _pauses
    _pauses += 1
    try:
        yield
    finally:
        _pauses -= 1


def found() -> str:
    """What the lines made, as JSON: by the cell, ``{"line", "times", "seen", "values"}`` for each."""
    called = {watched.cell for watched in _codes.values() if watched.run == _run}
    cells: dict[str, list[_Found]] = {}
    for watched in _codes.values():
        for line in watched.statements:
            if watched.cell in called and line.found:
                said = {"line": line.end, "times": line.times, "seen": line.seen, "values": line.found}
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
        _let_be(watched.code)
        del _codes[id(watched.code)]


def described(name: str, value: object, is_late: bool = False, only_shapes: bool = False) -> _Found | None:
    """``{"name", "shape", "type"}`` and numbers of a tensor or an array; of anything else, nothing.

    Args:
        is_late: it may have been changed in place since it was made, and its numbers with it.
        only_shapes: without its numbers.
    """
    kind = type(value)
    if kind.__module__.partition(".")[0] not in _LIBRARIES or not hasattr(kind, "dtype"):
        return None
    with suppress(Exception):
        seen: Any = value
        shape = [int(size) for size in seen.shape]
        found: _Found = {"name": name, "shape": shape, "type": str(seen.dtype).removeprefix("torch.")}
        if only_shapes:
            return found
        numbers = array_of(seen)
        if numbers.dtype.kind not in "fiubc":
            return None
        is_changed = is_late and getattr(seen, "_version", 1) > 0
        if not is_changed and numbers.dtype.kind != "c" and 0 < numbers.size <= LARGEST:
            if not shape:
                found["value"] = _number(numbers.item())
            elif len(shape) == 1 and numbers.size <= FEW:
                found["values"] = [_number(number) for number in numbers.tolist()]
            if shape and numbers.dtype.kind == "f":
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
        _codes[id(code)] = _Code(cell, code, scope)
        sys.monitoring.set_local_events(TOOL, code, events.PY_START | events.LINE | events.PY_RETURN)
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            _watch(cell, inner, scopes)


def _let_be(code: types.CodeType) -> None:
    sys.monitoring.set_local_events(TOOL, code, 0)


def _started(code: types.CodeType, offset: int) -> None:
    if not _pauses:
        key = id(sys._getframe(1))
        if key in _calls:  # of a call that has raised
            _calls.pop(key).tell()
        _calls[key] = _Call(_codes[id(code)])


def _reached(code: types.CodeType, number: int) -> None:
    frame = sys._getframe(1)
    if (call := _calls.get(id(frame))) is not None and not _pauses:
        call.reached(number, frame)


def _returned(code: types.CodeType, offset: int, value: object) -> None:
    frame = sys._getframe(1)
    if not _pauses and (call := _calls.pop(id(frame), None)) is not None:
        call.ended(frame)
