"""Exceptions as the reader should see them: Python's own words, on the lines of the reader's own cells."""

from __future__ import annotations

import contextlib
import json
import linecache
import os
import sys
import traceback
from collections.abc import Iterable
from typing import Any

from . import magics
from .page_words import said
from .runner_output import Part

_HERE = os.path.dirname(os.path.abspath(__file__))
_RECORDER = f"{os.path.dirname(_HERE)}/provenance"
"""What runs cells again beside this package, where it is no archive."""


def error_part(error: BaseException, filename: str) -> Part:
    """The part that shows an exception raised by the cell whose code is registered as ``filename``.

    Its ``line`` is the innermost line of that cell on the way to the exception, ``None`` if there is none.
    """
    if isinstance(error, SyntaxError) and error.text is None:  # found after parsing, when no line is kept
        error.text = linecache.getline(error.filename or "", error.lineno or 0) or None
    report = traceback.TracebackException.from_exception(error)
    if _is_missing_package(error):
        report.__notes__ = [*(report.__notes__ or ()), magics.nothing_installed]
    frames = _readers_frames(report.stack)
    if isinstance(error, SyntaxError) and error.filename == filename:
        line = error.lineno
    else:
        line = next((frame.lineno for frame in reversed(frames) if frame.filename == filename), None)
    if frames:
        _show_to_reader(report)
        text = "".join(report.format())
    else:  # it never ran: no traceback, as for a script that does not compile
        text = "".join(report.format_exception_only())
    return {
        "part": "error",
        "name": type(error).__name__,
        "text": text.rstrip("\n"),
        "plain": _message(report),
        "line": line,
        **_drawing(error),
    }


def _drawing(error: BaseException) -> Part:
    """Of a mistake or of shapes that do not fit, what the page shows; only errors have the code loaded."""
    engine_errors = (RuntimeError, ValueError, AssertionError, IndexError)
    if not sys.modules.get("seqlite") or not isinstance(error, engine_errors):
        return {}
    from . import error_mistakes, mistakes, shape_errors

    found = None
    with contextlib.suppress(*mistakes.FAULTS):
        found = error_mistakes.described(error)
    found = found or shape_errors.described(error)
    return {} if found is None else {"picture": json.dumps(found, ensure_ascii=False)}


def _message(report: traceback.TracebackException) -> str:
    """An error without its traceback; of code that Python cannot read, without the place."""
    lines = "".join(report.format_exception_only()).rstrip("\n").split("\n")
    first = next((number for number, line in enumerate(lines) if line[:1].strip()), 0)
    return "\n".join(lines[first:])


def fault_part(details: str) -> Part:
    """The part that owns up to a fault of ours."""
    text = f"{said('fault')}\n\n{details.rstrip()}"
    return {"part": "error", "name": "Fault", "text": text, "line": None, "ours": True}


def _is_missing_package(error: BaseException) -> bool:
    """Whether an import found no package at all, and said no more than that."""
    if not isinstance(error, ModuleNotFoundError) or not error.name or "." in error.name:
        return False
    return str(error) == f"No module named {error.name!r}"


class _ReaderStack(traceback.StackSummary):
    """A stack that shows frames inside seqlite as one line."""

    def format_frame_summary(self, frame: traceback.FrameSummary, **options: Any) -> str:  # type: ignore[override]
        inside = _path_in_seqlite(frame)
        if inside is None:
            return super().format_frame_summary(frame, **options)
        return f"  [inside seqlite: {inside}, line {frame.lineno}, in {frame.name}]\n"


def _show_to_reader(report: traceback.TracebackException | None) -> None:
    """Replace the stacks of an exception, of those it grew from and of those it holds."""
    if report is not None:
        report.stack = _ReaderStack(_readers_frames(report.stack))
        for other in (report.__cause__, report.__context__, *(report.exceptions or ())):
            _show_to_reader(other)


def _readers_frames(stack: Iterable[traceback.FrameSummary]) -> list[traceback.FrameSummary]:
    """The frames without ours and Pyodide's, and of each stay inside seqlite only the last."""
    frames: list[traceback.FrameSummary] = []
    for frame in stack:
        if _is_machinery(frame):
            continue
        if frames and _path_in_seqlite(frames[-1]) and _path_in_seqlite(frame):
            frames.pop()
        frames.append(frame)
    return frames


def _is_machinery(frame: traceback.FrameSummary) -> bool:
    path = frame.filename.replace(os.sep, "/")
    folder = os.path.dirname(path)
    is_ours = folder in (_HERE, _RECORDER) or folder.endswith("/provenance.zip/provenance")
    return is_ours or "/_pyodide/" in path or ".zip/pyodide/" in path


def _path_in_seqlite(frame: traceback.FrameSummary) -> str | None:
    package = getattr(sys.modules.get("seqlite"), "__file__", None)
    folder = os.path.dirname(package) + os.sep if package else None
    return frame.filename.removeprefix(folder) if folder and frame.filename.startswith(folder) else None
