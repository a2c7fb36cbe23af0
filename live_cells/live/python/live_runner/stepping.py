"""A run of a cell, step by step, and the same run once more, with something else from a step on.

How the page's Python was before the run is kept (:mod:`kept_state`); :mod:`step_recorder` records the steps.
"""

from __future__ import annotations

import json
from typing import Any

from .kept_state import KeptState, random_sources
from .runner_output import Emit, Part
from .step_recorder import Recorder

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


_last: _Last | None = None


def forget() -> None:
    """Another run changes what the last one left: it cannot be had again."""
    global _last
    _last = None


def begin(request: str, cell: str, source: str, names: dict[str, Any], emit: Emit) -> Recorder:
    """Make ready for a run.

    Args:
        request: JSON. ``{}``: a first run. Else the last one is had again: ``at`` a step, ``change``, which
            is code, is executed; ``inside`` tells what happens inside lines as well.

    Raises:
        CannotBegin: Another cell has run since, this one was changed, or the code of the change is malformed.
    """
    global _last
    asked = json.loads(request)
    if not asked:
        _last = _Last(cell, source, KeptState([names, *random_sources()]))
        return Recorder(emit, cell, names)
    if _last is None or (_last.cell, _last.source) != (cell, source):
        raise CannotBegin(gone=True)
    try:
        change = compile(asked.get("change", ""), CHANGE, "exec")
    except (SyntaxError, ValueError) as error:
        raise CannotBegin(fault=f"{type(error).__name__}: {error}") from None
    _last.is_whole = _last.kept.restore()
    return Recorder(emit, cell, names, asked.get("at"), change, asked.get("inside", False))


def finish(recorder: Recorder) -> Part:
    """What there is to say of the run that is over."""
    if _last is None:
        return recorder.part(True, [])
    lines, until = recorder.lines()
    is_same = not _last.lines or lines[:until] == _last.lines[:until]
    _last.lines = lines
    return recorder.part(is_same and _last.is_whole, sorted({*_last.kept.unkept}))
