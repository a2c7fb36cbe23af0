"""Records the steps of a run: which line comes next, in which call, and what the names of the call hold then.

``sys.monitoring`` says when a line of a cell's code begins. What a name holds is described, not kept.
"""

from __future__ import annotations

import ast
import json
import sys
import time
import types
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from typing import Any

from .observers import Observer, unseen
from .readers_code import cell_of
from .runner_output import Emit, Part
from .step_code import Lines, arguments_of, functions_of, parsed, stored_in_module, with_inner
from .step_events import Events, Raised
from .stepped_names import Key, Said, changed, said
from .stepping_inside import inside

TOOL = 3
"""Our number with ``sys.monitoring``, beside that of :mod:`line_values`."""
MOST = 20_000
"""Steps beyond which none but the end is recorded; the run goes on."""
OFTEN = 1.0
"""Seconds after which the page gets the steps so far."""
Change = tuple[int | None, types.CodeType | None, bool]
"""Before which step something is changed, the code that does it, and whether lines have steps inside."""
LINE = 5
"""So many values tell of a step that is a line."""


class Frame:
    """A call of a cell's code that is under way."""

    def __init__(self, number: int, depth: int) -> None:
        self.number = number
        self.depth = depth
        self.at = 0
        """The line at which its statement begins."""
        self.keys: dict[str, Key] = {}
        self.assigned: set[str] = set()
        """Names that were assigned since its last step."""


class Recorder(Observer):
    """Records the steps of one run.

    Args:
        emit: gets what is shown.
        cell: the cell's id.
        names: the module's variables.
        at: before which step to change something; None: nothing is changed.
        change: the code that does it, in the scope of that step.
        goes_inside: whether what happens inside lines of PyTorch has steps of its own.
    """

    def __init__(
        self,
        emit: Emit,
        cell: str,
        names: dict[str, Any],
        at: int | None = None,
        change: types.CodeType | None = None,
        goes_inside: bool = False,
    ) -> None:
        self.cell = cell
        self.steps: list[list[Any]] = []
        self._cell_now = cell
        self._watched: list[types.CodeType] = []
        self._names = names
        self._at = at
        self._change = change
        self._goes_inside = goes_inside
        self._emit = emit
        self._files: dict[str, tuple[str, Lines]] = {}
        self._main = Frame(0, 0)
        """The cell itself, whose last expression is a frame of its own."""
        self._own: list[str] = []
        """The names that its code uses."""
        self._frames: dict[int, tuple[types.CodeType, Frame]] = {}
        self._now = self._main
        """In which call the last step was."""
        self._calls: list[tuple[int, str, list[str] | None]] = [(0, "", [])]
        """Of each call, by its number: the number of the call that it is in, what is called, and the names of
        its arguments; none for the body of a class."""
        self._earlier: dict[str, Said | None] = {}
        """What names of the cell hold before it runs."""
        self._untouched: set[str] = set()
        """Those that the run has neither read nor assigned so far."""
        self.used: set[str] = set()
        """Those that it has read before it assigned them."""
        self._stored: set[str] = set()
        """The names of the module that the cell's code may assign."""
        self._events: Events | None = None
        self._raised: dict[int, Raised] = {}
        """By the number of a step, the exception that led there: its text, its line and the cell."""
        self._due = time.monotonic() + OFTEN
        """When the page gets the steps so far the next time."""
        self._ended: Raised | None = None
        """The one that has ended the run."""

    @property
    def is_full(self) -> bool:
        return len(self.steps) >= MOST

    def emit(self, part: Part) -> None:
        """Give a part the number of the step before which it is there."""
        self._emit(part | {"step": len(self.steps)})

    @contextmanager
    def watching(self, tree: ast.Module, *codes: types.CodeType | None) -> Iterator[None]:
        """Watch the code of the cell, and the functions and classes of earlier cells."""
        monitoring = sys.monitoring
        events = monitoring.events
        watched = [code for code in codes if code is not None]
        for code in watched:
            self._files[code.co_filename] = self.cell, Lines(parsed(code.co_filename) or tree)
        self._own = [*dict.fromkeys(name for code in watched for name in code.co_names)]
        self._stored = {*stored_in_module(watched)}
        self._earlier = changed(self._main.keys, self._own, self._names)
        self._untouched = {*self._earlier}
        watched += [function.__code__ for function in functions_of(self._names)]
        monitoring.use_tool_id(TOOL, "live-cells-steps")
        monitoring.register_callback(TOOL, events.LINE, self._reached)
        monitoring.register_callback(TOOL, events.PY_START, self._entered)
        self._events = Events(TOOL, self._about_to_store, self._about_to_read, self._is_readers)
        self._watched = [*with_inner(watched)]
        for code in self._watched:
            monitoring.set_local_events(TOOL, code, events.LINE | events.PY_START | events.INSTRUCTION)
        torch = sys.modules.get("torch") if self._goes_inside else None
        try:
            with inside(torch, self._note) if torch else nullcontext():
                yield
        except BaseException as error:
            self._fails(error)
            raise
        finally:
            self._unwatch()
            self._events.end(TOOL)
            monitoring.free_tool_id(TOOL)
            self._end()

    def _unwatch(self) -> None:
        for code in self._watched:
            sys.monitoring.set_local_events(TOOL, code, 0)

    def part(self, is_same: bool, unkept: list[str]) -> Part:
        """What the page shows, as JSON.

        ``steps`` are ``[line, depth, call, changes, cell]``: the line that comes next; how deep its call is;
        the call's number; names of this call with what they hold, if it is new (``null``: it is gone; of a
        tensor what the page puts into words); the cell. One inside a line says as a sixth what has been
        computed. The last, of line 0, is the end.
        ``earlier``: what names held before the run. ``raised``: by the number of a step, the exception that
        led there, its line and its cell; ``ended``: the one that has ended the run.
        ``full``: more came than are recorded; ``same``, whether a repetition went as before; ``unkept``, the
        types of what cannot be put back. ``calls``: of each call, in which one it is, its name, and the names
        of its arguments (``null``: it is the body of a class).
        """
        found: dict[str, Any] = {"steps": self.steps, "full": self.is_full, "same": is_same, "unkept": unkept}
        found |= {"at": self._at, "inside": self._goes_inside, "calls": self._calls}
        found |= {"earlier": self._earlier, "raised": self._raised, "ended": self._ended}
        return {"part": "steps", "text": json.dumps(found)}

    def answer(self) -> dict[str, Any] | None:
        """What a look at the run has found; none where the run itself is shown."""
        return None

    def lines(self) -> tuple[list[list[Any]], int]:
        """The steps that are lines, and how many of them came before the change; all, without one."""
        until = len(self.steps) if self._at is None else self._at
        lines = [[step[0], step[1], step[3]] for step in self.steps if len(step) == LINE]
        return lines, sum(len(step) == LINE for step in self.steps[:until])

    def _reached(self, code: types.CodeType, line: int) -> None:
        if self.is_full:
            self._unwatch()
            return
        actual = sys._getframe(1)
        _, frame = self._frames[id(actual)]
        self._cell_now, lines = self._file_of(code)
        start = lines.start(line)
        if frame.at == start:
            return
        frame.at = start
        self._now = frame
        _flush()
        if len(self.steps) == self._at and self._change is not None:
            change, self._change = self._change, None
            exec(change, actual.f_globals, actual.f_locals)
        self._note_raised()
        self.steps.append([start, frame.depth, frame.number, self._changes(frame, actual), self._cell_now])
        if (now := time.monotonic()) > self._due or self.is_full:
            self._tell_so_far(now)

    def _tell_so_far(self, now: float) -> None:
        """The page has these steps should the run be stopped together with Python."""
        self._emit(self.part(True, []) | {"part": "unfinished"})
        self._due = time.monotonic() + max(OFTEN, 9 * (time.monotonic() - now))

    def _file_of(self, code: types.CodeType) -> tuple[str, Lines]:
        """The cell of some code, and its lines."""
        name = code.co_filename
        if name not in self._files:
            self._files[name] = cell_of(name), Lines(parsed(name))
        return self._files[name]

    def _note_raised(self) -> None:
        """The next step is where an exception has led, if there was one."""
        if self._events is not None and (raised := self._events.take_raised()) is not None:
            self._raised[len(self.steps)] = self._placed(raised)

    @staticmethod
    def _placed(raised: Raised) -> Raised:
        return *raised[:2], cell_of(raised[2])

    def _fails(self, error: BaseException) -> None:
        is_exit = isinstance(error, SystemExit) and error.code in (None, 0)
        if self._events is not None and not is_exit:
            self._ended = self._placed(self._events.where(error))

    def _is_readers(self, actual: types.FrameType) -> bool:
        return self._call_of(actual) is not None

    def _call_of(self, actual: types.FrameType) -> Frame | None:
        """The call that this frame is, if it is the reader's. A library's may be where one of theirs was."""
        code, frame = self._frames.get(id(actual), (None, None))
        return frame if code is actual.f_code else None

    def _about_to_store(self, actual: types.FrameType, kind: str, names: tuple[str, ...]) -> None:
        frame = self._main if kind == "STORE_GLOBAL" else self._call_of(actual)
        if frame is self._main and kind not in ("STORE_NAME", "STORE_GLOBAL"):  # a comprehension's own name
            return
        if frame is self._main:
            self._untouched.difference_update(names)
        if frame is not None:
            frame.assigned.update(names)

    def _about_to_read(self, names: tuple[str, ...]) -> None:
        read = self._untouched.intersection(names)
        self.used |= read
        self._untouched -= read

    def _entered(self, code: types.CodeType, offset: int) -> None:
        actual = sys._getframe(1)
        if actual.f_locals is self._names:
            self._frames[id(actual)] = code, self._main
            return
        outer, caller = actual.f_back, None
        while outer is not None and (caller := self._call_of(outer)) is None:
            outer = outer.f_back
        depth = caller.depth + 1 if caller else 0
        arguments = arguments_of(code)
        frame = Frame(self._called(caller or self._main, code.co_qualname, arguments), depth)
        self._frames[id(actual)] = code, frame
        if arguments is None:  # the line that begins a class has been a step before its body
            frame.at = self._file_of(code)[1].start(code.co_firstlineno)

    def _called(self, caller: Frame, name: str, arguments: list[str] | None) -> int:
        """The number of a new call."""
        self._calls.append((caller.number, name.rpartition("<locals>.")[2], arguments))
        return len(self._calls) - 1

    def _note(self, what: str, values: Mapping[str, object]) -> None:
        """A step inside a line."""
        if not self.is_full:
            with unseen():
                held = {name: said(name, value) for name, value in values.items()}
            call = self._called(self._now, "", [])
            self.steps.append([self._now.at, self._now.depth + 1, call, held, self._cell_now, what])

    def _changes(self, frame: Frame, actual: types.FrameType) -> dict[str, Said | None]:
        names = self._own if frame is self._main else [*actual.f_locals]
        with unseen():
            changes = changed(frame.keys, names, actual.f_locals, frame.assigned)
        frame.assigned.clear()
        return changes

    def _end(self) -> None:
        """The last step: all has run."""
        _flush()
        changes = changed(self._main.keys, self._own, self._names, self._main.assigned)
        self._note_raised()
        self.steps.append([0, 0, 0, changes, self.cell])
        self._frames.clear()


def _flush() -> None:
    """Let what has been printed be a part of its own."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):  # a reader's own stream
            stream.flush()
