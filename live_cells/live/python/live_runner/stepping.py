"""A run of a cell, step by step: which line came when, what its names were, and what had been shown by then.

``sys.monitoring`` says when a line of a cell's code begins. What a name holds is described, not kept. How the
page's Python was before the run is kept (:mod:`kept_state`), so the same run can be had once more, up to a step,
with other values from there on.
"""

from __future__ import annotations

import ast
import json
import linecache
import random
import sys
import types
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from . import line_values
from .kept_state import KeptState
from .runner_output import Emit, Part
from .short_repr import short_repr

TOOL = 3
"""Our number with ``sys.monitoring``, beside that of :mod:`line_values`."""
MOST = 20_000
"""Steps beyond which none is recorded; the run goes on."""
LONGEST = 60
"""Characters that say what a name holds."""
LISTED = 6
"""A tensor of so many numbers is listed."""
CHANGE = "<change>"
_PLAIN = (bool, int, float, complex, str, bytes, list, tuple, dict, set, type(None))
_Key = tuple[object, ...]


class CannotBegin(Exception):
    """A run cannot be had again: another has changed what it left, or the change is malformed."""

    def __init__(self, **reason: str | bool) -> None:
        self.part: Part = {"part": "steps", "text": json.dumps(reason)}


class _Lines:
    """Which statement each line of a code object belongs to: a statement is one step, however many lines it has."""

    def __init__(self, tree: ast.Module | None) -> None:
        self._starts: dict[int, int] = {}
        sizes: dict[int, int] = {}
        for node in ast.walk(tree) if tree else ():
            if not isinstance(node, ast.stmt):
                continue
            size = (node.end_lineno or node.lineno) - node.lineno
            for line in range(node.lineno, node.lineno + size + 1):
                if size <= sizes.get(line, size):
                    sizes[line], self._starts[line] = size, node.lineno

    def start(self, line: int) -> int:
        return self._starts.get(line, line)


class _Frame:
    """A call of a cell's code that is under way."""

    def __init__(self, number: int, depth: int) -> None:
        self.number = number
        self.depth = depth
        self.at = 0
        """The line at which its statement begins."""
        self.keys: dict[str, _Key] = {}


class Recorder:
    """Records the steps of one run.

    Args:
        emit: gets what is shown.
        cell: the cell's id.
        names: the module's variables.
        at: before which step to change something; None: nothing is changed.
        change: the code that does it, in the scope of that step.
    """

    def __init__(
        self,
        emit: Emit,
        cell: str,
        names: dict[str, Any],
        at: int | None = None,
        change: types.CodeType | None = None,
    ) -> None:
        self.cell = cell
        self.steps: list[list[Any]] = []
        self.count = 0
        """Steps, also those that are not recorded."""
        self._names = names
        self._at = at
        self._change = change
        self._emit = emit
        self._files: dict[str, tuple[str, _Lines]] = {}
        self._main = _Frame(0, 0)
        """The cell itself, whose last expression is a frame of its own."""
        self._own: list[str] = []
        """The names that its code uses."""
        self._frames: dict[int, _Frame] = {}
        self._calls = 0

    def emit(self, part: Part) -> None:
        """Give a part the number of the step before which it is there."""
        self._emit(part | {"step": self.count})

    @contextmanager
    def watching(self, tree: ast.Module, *codes: types.CodeType | None) -> Iterator[None]:
        """Watch the code of the cell, and the functions and classes of earlier cells."""
        monitoring = sys.monitoring
        events = monitoring.events
        watched = [code for code in codes if code is not None]
        for code in watched:
            self._files[code.co_filename] = self.cell, _Lines(_parsed(code.co_filename) or tree)
        self._own = [*dict.fromkeys(name for code in watched for name in code.co_names)]
        watched += _codes_of(self._names)
        monitoring.use_tool_id(TOOL, "live-cells-steps")
        monitoring.register_callback(TOOL, events.LINE, self._reached)
        monitoring.register_callback(TOOL, events.PY_START, self._entered)
        everything = [*_with_inner(watched)]
        for code in everything:
            monitoring.set_local_events(TOOL, code, events.LINE | events.PY_START)
        try:
            yield
        finally:
            for code in everything:
                monitoring.set_local_events(TOOL, code, 0)
            monitoring.free_tool_id(TOOL)
            self._ended()

    def part(self, is_same: bool, unkept: list[str]) -> Part:
        """What the page shows, as JSON.

        ``steps`` are ``[line, depth, call, changes, cell]``: the line that comes next; how deep its call is;
        the call's number; names of this call with what they hold, if it is new (``null``: it is gone); the cell.
        A last one, of line 0, is the end. ``count`` tells how many there were; ``same``, whether a repetition
        went as before; ``unkept``, the types of what cannot be put back.
        """
        said = {"steps": self.steps, "count": self.count, "same": is_same, "unkept": unkept, "at": self._at}
        return {"part": "steps", "text": json.dumps(said)}

    def _reached(self, code: types.CodeType, line: int) -> None:
        actual = sys._getframe(1)
        frame = self._frames[id(actual)]
        file = self._files.get(code.co_filename)
        if file is None:
            file = self._files[code.co_filename] = _cell_of(code.co_filename), _Lines(_parsed(code.co_filename))
        cell, lines = file
        start = lines.start(line)
        if frame.at == start:
            return
        frame.at = start
        sys.stdout.flush()
        sys.stderr.flush()
        if self.count == self._at and self._change is not None:
            change, self._change = self._change, None
            exec(change, actual.f_globals, actual.f_locals)
        if self.count < MOST:
            self.steps.append([start, frame.depth, frame.number, self._changes(frame, actual), cell])
        self.count += 1

    def _entered(self, code: types.CodeType, offset: int) -> None:
        actual = sys._getframe(1)
        if actual.f_locals is self._names:
            self._frames[id(actual)] = self._main
            return
        outer = actual.f_back
        while outer is not None and id(outer) not in self._frames:
            outer = outer.f_back
        self._calls += 1
        depth = self._frames[id(outer)].depth + 1 if outer is not None else 0
        self._frames[id(actual)] = _Frame(self._calls, depth)

    def _changes(self, frame: _Frame, actual: types.FrameType) -> dict[str, str | None]:
        names = self._own if frame is self._main else [*actual.f_locals]
        return _changed(frame.keys, names, actual.f_locals)

    def _ended(self) -> None:
        """The last step: all has run."""
        sys.stdout.flush()
        sys.stderr.flush()
        if self.count < MOST:
            self.steps.append([0, 0, 0, _changed(self._main.keys, self._own, self._names), self.cell])
            self.count += 1
        self._frames.clear()


def _changed(keys: dict[str, _Key], names: Sequence[str], values: Mapping[str, Any]) -> dict[str, str | None]:
    changes: dict[str, str | None] = {}
    for name in names:
        if name.startswith("_"):
            continue
        if name not in values:
            if keys.pop(name, None):
                changes[name] = None
            continue
        key = _key(values[name])
        if key is not None and not _is_same(keys.get(name), key):
            keys[name] = key
            with suppress(Exception):
                changes[name] = _said(name, values[name])
    return changes


def _key(value: Any) -> _Key | None:
    """Of what changes together with what is said of the value; None: nothing is said of it."""
    kind = type(value)
    if kind in _PLAIN:
        return kind, short_repr(value, LONGEST)
    if kind in (types.ModuleType, types.FunctionType, types.BuiltinFunctionType, types.MethodType, type):
        return None
    if isinstance(value, type):
        return None
    if hasattr(kind, "dtype") and hasattr(kind, "shape"):
        version = getattr(value, "_version", None)
        return value, _fingerprint(value) if version is None else version
    return (value,)


def _is_same(old: _Key | None, new: _Key) -> bool:
    """By identity: a comparison of tensors is a tensor."""
    return old is not None and len(old) == len(new) and all(
        one is other or (isinstance(one, (str, int)) and one == other) for one, other in zip(old, new, strict=True)
    )


def _fingerprint(array: Any) -> int:
    """Of an array's first numbers: it does not say when it was changed."""
    return hash(array.ravel()[:64].tobytes()) if getattr(array, "size", 0) else 0


def _said(name: str, value: Any) -> str:
    if type(value) in _PLAIN:
        return short_repr(value, LONGEST)
    found = line_values.described(name, value)
    if found is None:
        return type(value).__name__
    if "value" in found:
        return f"{found['value']:.6g}" if isinstance(found["value"], float) else str(found["value"])
    numbers = line_values.array_of(value)
    if numbers.size <= LISTED and numbers.ndim == 1:
        return "[" + ", ".join(f"{number:.4g}" for number in numbers.tolist()) + "]"
    said = f"[{', '.join(map(str, found['shape']))}] {found['type']}"
    mean = found.get("mean")
    return said if mean is None else f"{said}, mean {mean:.4g}" if isinstance(mean, float) else f"{said}, mean {mean}"


def _codes_of(names: Mapping[str, Any]) -> list[types.CodeType]:
    """The code of functions and methods that cells have defined."""
    found: list[types.CodeType] = []
    for value in names.values():
        for one in (value, *vars(value).values()) if isinstance(value, type) else (value,):
            one = getattr(one, "__wrapped__", one)
            if isinstance(one, types.FunctionType) and one.__code__.co_filename.startswith("<cell "):
                found.append(one.__code__)
    return found


def _with_inner(codes: Sequence[types.CodeType]) -> Iterator[types.CodeType]:
    seen: set[int] = set()
    waiting = [*codes]
    while waiting:
        code = waiting.pop()
        if id(code) not in seen:
            seen.add(id(code))
            yield code
            waiting += [one for one in code.co_consts if isinstance(one, types.CodeType)]


def _parsed(filename: str) -> ast.Module | None:
    with suppress(SyntaxError, ValueError):
        return ast.parse("".join(linecache.getlines(filename)))
    return None  # it has commands of a notebook: each line is a step


def _cell_of(filename: str) -> str:
    return filename.removeprefix("<cell ").partition(",")[0].removesuffix(">")


class _Last:
    """The run that was stepped through last."""

    def __init__(self, cell: str, source: str, kept: KeptState) -> None:
        self.cell = cell
        self.source = source
        self.kept = kept
        self.lines: list[list[Any]] = []


_last: _Last | None = None


def forget() -> None:
    """Another run changes what the last one left: it cannot be had again."""
    global _last
    _last = None


def begin(request: str, cell: str, source: str, names: dict[str, Any], emit: Emit) -> Recorder:
    """Make ready for a run.

    Args:
        request: JSON, ``{}`` for a first run, or ``{"at": step, "change": code}`` to have it again with a change.

    Raises:
        CannotBegin: Another cell has run since, this one was changed, or the code of the change is malformed.
    """
    global _last
    asked = json.loads(request)
    if not asked:
        _last = _Last(cell, source, KeptState(_roots(names)))
        return Recorder(emit, cell, names)
    if _last is None or (_last.cell, _last.source) != (cell, source):
        raise CannotBegin(gone=True)
    try:
        change = compile(asked["change"], CHANGE, "exec")
    except (SyntaxError, ValueError) as error:
        raise CannotBegin(fault=f"{type(error).__name__}: {error}") from None
    _last.kept.restore()
    return Recorder(emit, cell, names, asked["at"], change)


def finish(recorder: Recorder) -> Part:
    """What there is to say of the run that is over."""
    if _last is None:
        return recorder.part(True, [])
    until = recorder._at or 0
    lines = [step[:3] for step in recorder.steps]
    is_same = not _last.lines or lines[:until] == _last.lines[:until]
    _last.lines = lines
    return recorder.part(is_same, sorted({*_last.kept.unkept}))


def _roots(names: dict[str, Any]) -> list[object]:
    """What a cell can change: variables, and where random numbers come from."""
    roots: list[object] = [names, random.random.__self__]
    if numpy := sys.modules.get("numpy"):
        roots.append(numpy.random.mtrand._rand)
    if engine := sys.modules.get("seqlite.random"):
        roots.append(engine.default_generator)
    return roots
