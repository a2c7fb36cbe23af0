"""Run the cells of a page: source in, typed parts of output out.

Plain Python with six doors, :func:`prepare`, :func:`needed`, :func:`run`, :func:`is_running`, :func:`stop`
and :func:`answer`, that knows no browser: the same file serves the page's worker and the tests on the desk.
Packages beside it have ``execute``, which runs code as a cell's under an observer.
The reader's errors are output, never exceptions of ours; a fault of ours is labeled as ours.
"""

from __future__ import annotations

import ast
import asyncio
import builtins
import contextlib
import inspect
import io
import linecache
import sys
import tokenize
import traceback
import types
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, TextIO, cast

from . import (
    figures,
    input_lines,
    interrupts,
    introspection,
    lazy_imports,
    line_values,
    magics,
    prompts,
    sleeping,
)
from .display_functions import display, displaying
from .exercise_checks import Verdict
from .observers import Observer
from .runner_errors import error_part, fault_part
from .runner_output import Emit, Output, Part, Stream
from .silent_mistakes import report, watched

MAIN = types.ModuleType("__main__")
"""The module that a page's cells share: what a script would call ``__main__``."""
MAIN.__dict__["__builtins__"] = builtins

_STDOUT = Stream("stdout")
_STDERR = Stream("stderr")
_task: asyncio.Task[Any] | None = None
"""The run under way."""
_stopped_early = False
"""Has the run that was asked for last been stopped before it began?"""
_versions: dict[str, list[str]] = {}
"""Per cell, its different sources in order: a function keeps quoting the version it was defined in."""


class _ValuesOfLines(Observer):
    def __init__(self, cell: str) -> None:
        self._cell = cell

    def watching(
        self, tree: ast.Module, *codes: types.CodeType | None
    ) -> contextlib.AbstractContextManager[None]:
        return line_values.watching(self._cell, tree, *codes)


def prepare(
    wait: Callable[[float], bool] | None = None,
    ask: input_lines.Ask | None = None,
    interrupt_later: Callable[[], object] | None = None,
) -> None:
    """Make Python ready for cells.

    See :func:`sleeping.install`, :func:`input_lines.install` and :func:`interrupts.install`.
    """
    sleeping.install(wait)
    input_lines.install(ask)
    interrupts.install(_execute.__code__, interrupt_later)


def needed(source: str, main: types.ModuleType = MAIN) -> list[str]:
    """The packages to load before this code runs; see :mod:`lazy_imports`."""
    return lazy_imports.needed(source, main.__dict__)


def answer(about: str, text: str, main: types.ModuleType = MAIN) -> dict[str, Any] | None:
    """Answer a question of the page; see :mod:`introspection`."""
    return introspection.answer(about, text, main.__dict__)


def run(
    source: str,
    emit: Emit,
    cell: str = "cell",
    main: types.ModuleType = MAIN,
    shows_values: bool | None = None,
    steps: str = "",
) -> Coroutine[Any, Any, str]:
    """Run one cell and emit what it prints, shows or raises.

    The value of a last expression is shown as in a notebook: unless it is ``None`` or followed by a
    semicolon; ``_`` keeps it. Figures that are open at the end are shown. ``await`` works at the top level.

    Args:
        source: the cell's code.
        emit: called with each part, ``{"part": "stdout" | "stderr" | "result" | "error", "text": …}``.
            An error also has ``name``, the exception's type, ``line``, the line of this cell that it
            points at, or ``None``, and ``plain``, its text without the traceback. Of several examples with
            prompts, each part has the number of its ``example``, from 0.
        cell: the cell's id; its code appears in tracebacks under ``<cell id>``.
        main: the module to run in.
        shows_values: whether a last part, ``"lines"``, says what its lines made; see :mod:`line_values`.
            If it is False, functions of earlier cells are not watched from now on.
        steps: a request to record the run step by step; see :func:`stepping.begin`. A last part, ``"steps"``,
            tells them, and each other part has the number of the ``step`` before which it is there.

    Returns:
        When awaited: ``"done"``, ``"failed"`` or ``"stopped"`` (by an interrupt, or by :func:`stop`).
    """
    global _stopped_early
    _stopped_early = False
    if steps:
        return _run_stepwise(source, emit, cell, main, steps)
    if (stepping := sys.modules.get(f"{__package__}.stepping")) is not None:
        stepping.forget()
    if shows_values is False:
        line_values.forget()
    return _run(source, emit, cell, main, shows_values=bool(shows_values))


async def _run_stepwise(source: str, emit: Emit, cell: str, main: types.ModuleType, request: str) -> str:
    from . import stepping

    try:
        recorder = stepping.begin(request, cell, source, main.__dict__, emit)
    except stepping.CannotBegin as error:
        emit(error.part)
        return "stopped"
    try:
        return await _run(source, recorder.emit, cell, main, observer=recorder)
    finally:
        emit(stepping.finish(recorder))


async def _run(
    source: str,
    emit: Emit,
    cell: str,
    main: types.ModuleType,
    *,
    shows_values: bool = False,
    observer: Observer | None = None,
) -> str:
    global _task
    if _stopped_early:
        return "stopped"
    output = Output(emit)
    try:
        _task = asyncio.current_task()
        filename = _register(cell, source)
        shows_values = shows_values and prompts.examples(source) == [source]
        observer = _ValuesOfLines(cell) if shows_values else observer
        with watched(output) as training:
            outcome, error = await execute(source, filename, output, main, observer)
        if outcome == "done":
            report(output, training)
        if shows_values and (text := line_values.found()):
            output.send({"part": "lines", "text": text})
        if error is not None:
            output.send(error)
        output.flush()
        return outcome
    except KeyboardInterrupt:  # it arrived when the cell was over
        return "stopped"
    except Exception:
        emit(fault_part(traceback.format_exc()))
        return "failed"
    finally:
        _task = None


def is_running() -> bool:
    """Is a run under way? Also false when it has broken off without having been able to say so."""
    return _task is not None


def stop() -> None:
    """End an ``await`` of the cell that runs, as Control-C ends one of a script, or a run not yet begun."""
    global _stopped_early
    if _task is None:
        _stopped_early = True
    else:
        _task.cancel()


async def execute(
    source: str, filename: str, output: Output, main: types.ModuleType, observer: Observer | None = None
) -> tuple[str, Part | None]:
    """Run code as that of a cell, also while a cell runs: that goes on afterwards with its own streams.

    Args:
        filename: under which its code appears in tracebacks.
        observer: looks on.

    Returns:
        ``"done"``, ``"failed"`` or ``"stopped"``, and the error part to show after all that was printed.
    """
    with _reader_environment(output, main):
        examples = prompts.examples(source)
        if observer is None or (examples != [source] and not observer.takes_examples):
            observer = Observer()
        outcome, error = await _execute_each(examples, filename, output, main, observer)
        if outcome == "failed":
            _show_what_is_drawn()
        figures.drop_open()
    return outcome, error


@contextlib.contextmanager
def _reader_environment(output: Output, main: types.ModuleType) -> Iterator[None]:
    """What a cell sees while it runs: our streams, ``display``, and its own module as ``__main__``."""
    saved = sys.stdout, sys.stderr, sys.stdin, sys.modules.get("__main__")
    outer = _STDOUT.output if sys.stdout is _STDOUT else None
    main.__dict__.pop("__warningregistry__", None)  # a warning shows once a run, not once a session
    for stream in (_STDOUT, _STDERR):
        stream.attach(output)
    sys.stdout = cast(TextIO, _STDOUT)
    sys.stderr = cast(TextIO, _STDERR)
    sys.stdin = cast(TextIO, input_lines.Input())
    sys.modules["__main__"] = main
    builtins.__dict__["display"] = display
    try:
        with displaying(output):
            yield
    finally:
        sys.stdout, sys.stderr, sys.stdin = saved[:3]
        if outer is None:
            builtins.__dict__.pop("display", None)
        else:  # another cell's run goes on
            for stream in (_STDOUT, _STDERR):
                stream.attach(outer)
        if saved[3] is not None:
            sys.modules["__main__"] = saved[3]


async def _execute_each(
    examples: list[str], filename: str, output: Output, main: types.ModuleType, observer: Observer
) -> tuple[str, Part | None]:
    """Examples with prompts go on after an error, as a session does: documentation shows errors, too."""
    for example in examples[:-1]:
        outcome, error = await _execute(example, filename, output, main, observer)
        if outcome == "stopped":
            return outcome, error
        if error is not None:
            output.send(error)
        output.begin_next()
    return await _execute(examples[-1], filename, output, main, observer)


async def _execute(
    source: str, filename: str, output: Output, main: types.ModuleType, observer: Observer
) -> tuple[str, Part | None]:
    """Compile and run; a second value is the error part to show after all that was printed."""
    try:
        source, (tree, statements, expression) = magics.readable(
            source, lambda text: observer.compile(text, filename)
        )
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError) as error:
        return "failed", error_part(error, filename)
    try:
        lazy_imports.replace(main.__dict__)
        commands = main.__dict__[magics.NAME] = magics.Commands(main.__dict__, filename)
        value: Any = None
        with observer.watching(tree, statements, expression):
            for code in (statements, expression):
                value = eval(code, main.__dict__) if code else None
                if code and code.co_flags & inspect.CO_COROUTINE:
                    value = await value
        if value is not None:
            if not isinstance(value, Verdict):  # a check leaves the learner's names as they are
                main.__dict__["_"] = value
            if not _ends_with_semicolon(source) and not figures.is_drawn(value):
                output.show(observer.shown(value))
        figures.show_open()
        commands.over()
        return "done", None
    except KeyboardInterrupt as error:
        return "stopped", error_part(error, filename)
    except asyncio.CancelledError as error:
        if _task is None or not _task.cancelling():
            return "failed", error_part(error, filename)
        _task.uncancel()
        return "stopped", error_part(KeyboardInterrupt().with_traceback(error.__traceback__), filename)
    except SystemExit as error:
        if error.code in (None, 0):
            return "done", None
        return "failed", error_part(error, filename)
    except BaseException as error:
        return "failed", error_part(error, filename)


def _show_what_is_drawn() -> None:
    """After an error, which must not be hidden by another: a half-made figure may not be drawable."""
    with contextlib.suppress(Exception):
        figures.show_open()


def _ends_with_semicolon(source: str) -> bool:
    skipped = {tokenize.NL, tokenize.NEWLINE, tokenize.COMMENT, tokenize.ENDMARKER, tokenize.DEDENT}
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [token.string for token in tokens if token.type not in skipped][-1:] == [";"]


def _register(cell: str, source: str) -> str:
    """Give the source a file name under which tracebacks, ``inspect`` and warnings find its lines."""
    versions = _versions.setdefault(cell, [])
    if source not in versions:
        versions.append(source)
    number = versions.index(source) + 1
    filename = f"<cell {cell}>" if number == 1 else f"<cell {cell}, edit {number - 1}>"
    linecache.cache.pop(filename, None)  # the newest stands last
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    return filename
