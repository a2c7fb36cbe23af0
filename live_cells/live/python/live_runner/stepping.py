"""A run of a cell, step by step, and the same run once more, with something else from a step on.

How the page's Python was before the run is kept (:mod:`kept_state`); :mod:`step_recorder` records the steps.
"""

from __future__ import annotations

import json
from typing import Any

from .kept_state import KeptState, random_sources
from .runner_output import Emit, Part
from .step_recorder import Change, Recorder

CHANGE = "<change>"
"""The file name of a reader's change."""


class CannotBegin(Exception):
    """A run cannot be had again: another has changed what it left, or the change is malformed."""

    def __init__(self, **reason: str | bool) -> None:
        self.part: Part = {"part": "steps", "text": json.dumps(reason)}


class _Last:
    """The run that was stepped through last."""

    def __init__(self, cell: str, source: str, kept: KeptState) -> None:
        self.cell = cell
        self.source = source
        self.kept = kept
        self.is_whole = True
        """Is all put back that can be?"""
        self.lines: list[list[Any]] = []
        self.change: Change = (None, None, False)
        """With which change it was had."""
        self.used: set[str] = set()
        """The names that it has read before it assigned them."""


_last: _Last | None = None
_before: KeptState | None = None
"""What there was before a look, which is put back after it."""


def forget() -> None:
    """Another run changes what the last one left: it cannot be had again."""
    global _last
    _last = None


def begin(request: str, cell: str, source: str, names: dict[str, Any], emit: Emit) -> Recorder:
    """Make ready for a run.

    Args:
        request: JSON. ``{}``: a first run. Else the last one is had again: ``at`` a step, ``change``, which
            is code, is executed; ``inside`` tells what happens inside lines as well. Unseen, it is had again
            for ``values``, the numbers of steps in whose lines expressions have values, or for ``where``, a
            condition that holds at some steps; if that is ``guarded``, what it changes is put back each time.

    Raises:
        CannotBegin: Another cell has run since, this one was changed, or code of the request is malformed.
    """
    global _last, _before
    asked = json.loads(request)
    if not asked:
        _last = _Last(cell, source, KeptState([names, *random_sources()]))
        return Recorder(emit, cell, names)
    if _last is None or (_last.cell, _last.source) != (cell, source):
        raise CannotBegin(gone=True)
    try:
        if (look := _look(asked, cell, names, emit)) is not None:
            _before = KeptState([names, *random_sources()])
            _last.kept.restore()
            return look
        change = compile(asked.get("change", ""), CHANGE, "exec")
    except (SyntaxError, ValueError) as error:
        why = error.msg if isinstance(error, SyntaxError) else error
        raise CannotBegin(fault=f"{type(error).__name__}: {why}") from None
    _last.change = asked.get("at"), change, asked.get("inside", False)
    _last.is_whole = _last.kept.restore()
    return Recorder(emit, cell, names, *_last.change)


def _look(asked: dict[str, Any], cell: str, names: dict[str, Any], emit: Emit) -> Recorder | None:
    """What looks into the last run, if that is asked for."""
    if _last is None or not asked.keys() & {"values", "where"}:
        return None
    from .step_looks import LookInside, Search  # only now: most runs need neither

    if "values" in asked:
        return LookInside(emit, cell, names, _last.change, asked["values"])
    guarded = asked.get("guarded", False)
    return Search(emit, cell, names, _last.change, asked["where"], guarded, _last.used)


def finish(recorder: Recorder) -> Part:
    """What there is to say of the run that is over."""
    global _before
    if _last is None:
        return recorder.part(True, [])
    lines, until = recorder.lines()
    if (answer := recorder.answer()) is not None:
        if _before is not None:
            _before.restore()
        _before = None
        return {"part": "steps", "text": json.dumps(answer | {"same": lines == _last.lines})}
    is_same = not _last.lines or lines[:until] == _last.lines[:until]
    _last.lines, _last.used = lines, recorder.used
    return recorder.part(is_same and _last.is_whole, sorted({*_last.kept.unkept}))
