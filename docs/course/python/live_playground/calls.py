"""What the page can ask, by name: the doors between the Playground's scripts and its Python."""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Callable, Sequence
from typing import Any

import seqlite
from live_runner import page_calls
from live_runner.page_calls import Answer
from seqlite.safetensors import torch as safetensors

from . import descent, digits, microscope, views
from .run import Run

Wishes = Sequence[Sequence[Any]]
"""Views to bring along: the name of each, and its details."""

_runs: dict[str, Run] = {}
"""What is there, by the page's name for it."""


def answer() -> Answer:
    """Answer the call in the page's file."""
    return page_calls.answer(
        {
            "begin": begin,
            "advance": advance,
            "change": change,
            "lengthen": lengthen,
            "rewind": rewind,
            "branch": branch,
            "moment": moment,
            "forget": forget,
            "view": view,
            "save": save,
            "state": state,
            "resume": resume,
        }
    )


def begin(key: str, sections: list[str], epochs: int, wishes: Wishes = ()) -> Answer:
    """Start a run, and look at it; one of that name that was there is gone."""
    _runs.pop(key, None)
    _runs[key] = run = Run(sections, epochs)
    return Answer(**run.report([], 0) | {"measures": run.measured}, views=_views(key, wishes))


def advance(
    key: str,
    seconds: float,
    most_steps: int = 0,
    wishes: Wishes = (),
    changes: str = "",
    most_epochs: int = 1,
) -> Answer:
    """Train for a while, then look at the model in the ways that are wished for.

    Args:
        changes: the program's function `change`, where it is another one than before.
        most_epochs: stop after so many. The model's numbers after each of them come along if they are few.
    """
    run = _runs[key]
    if changes:
        run.change(changes)
    since = run.epoch
    report = run.advance(seconds, most_steps, most_epochs)
    moments = [
        views.learned(run, epoch)["layers"] for epoch in range(since + 1, run.epoch + 1) if run.is_small
    ]
    return Answer(**report, moments=moments, views=_views(key, wishes))


def change(key: str, wishes: Wishes, changes: str) -> Answer:
    """Make the reader's changes now, and look at the model."""
    run = _runs[key]
    if changes:
        run.change(changes)
    return Answer(**run.report([], run.epoch), views=_views(key, wishes))


def lengthen(key: str, epochs: int) -> Answer:
    """Let a run go on to more epochs."""
    return Answer(_runs[key].lengthen(epochs))


def rewind(key: str, epoch: int) -> Answer:
    """Go back to the end of an epoch."""
    return Answer(_runs[key].rewind(epoch))


def branch(
    key: str,
    new: str,
    sections: list[str],
    epochs: int,
    steps: int,
    wishes: Wishes = (),
    is_rebuilt: bool = True,
) -> Answer:
    """Start a run that is the other one up to a step, and goes its own way from there. Both stay.

    Args:
        key: the run that is there.
        new: the name of the other.
        sections: the program of the other, with what is changed or built anew at that step.
        is_rebuilt: does the other build anew at that step what the one that is there does?
    """
    run = Run(sections, epochs)
    run.load_state(_runs[key].state_at(steps, is_rebuilt))
    _runs[new] = run
    ends_epoch = run.part(None).ends_epoch(run.steps)
    moments = [views.learned(run, None)["layers"]] if run.is_small and ends_epoch else []
    report = run.report([], run.epoch) | {"measures": run.measured[-1:]}
    return Answer(**report, moments=moments, views=_views(new, wishes))


def moment(key: str, sections: list[str], steps: int) -> Answer:
    """The model's numbers right after a step, the step's loss, and the samples of its batch.

    The steps since the epoch before are taken again, with the same numbers, by a run beside the other.
    """
    run = Run(sections, steps)
    run.load_state(_runs[key].state_at(max(steps - 1, 0)))
    losses = run.advance(math.inf, 1)["losses"] if steps else []
    return Answer(
        numbers=views.learned(run, None)["layers"], loss=losses[-1] if losses else None, batch=run.batch()
    )


def forget(key: str) -> Answer:
    """Drop a run and all that is kept of it."""
    _runs.pop(key, None)
    return Answer()


def view(key: str, name: str, epoch: int | None, *details: Any) -> Answer:
    """Look at a run's model as it was after an epoch, or as it is now, in one of the ways of `views`."""
    return Answer(VIEWS[name](_runs[key], epoch, *details))


def save(key: str, epoch: int | None) -> Answer:
    """Write the model's weights into the file that the page then fetches."""
    weights = safetensors.save(_runs[key].model_at(epoch).state_dict())
    page_calls.file("weights.bin").write_bytes(weights)
    return Answer()


def state(key: str, most_bytes: int, wishes: Wishes = ()) -> Answer:
    """A run as text, to be resumed on another visit, and what there is to see; None if it is too large."""
    found = _runs[key].state(most_bytes)
    if found is None:
        return Answer(state=None, views={})
    out = io.BytesIO()
    seqlite.save(found, out)
    return Answer(state=base64.b64encode(out.getvalue()).decode(), views=_views(key, wishes))


def resume(key: str, sections: list[str], epochs: int, wishes: Wishes = ()) -> Answer:
    """Start a run where that of the page's file was."""
    _runs.pop(key, None)
    run = Run(sections, epochs)
    run.load_state(seqlite.load(page_calls.file("run.pt")))
    _runs[key] = run
    return Answer(**run.report([], run.epoch), views=_views(key, wishes))


def _views(key: str, wishes: Wishes) -> dict[str, Any]:
    return {name: VIEWS[name](_runs[key], None, *details) for name, *details in wishes}


VIEWS: dict[str, Callable[..., dict[str, Any]]] = {
    "boundary": views.boundary,
    "units": views.units,
    "numbers": views.learned,
    "points": views.points,
    "weights": views.weights,
    "flow": views.flow,
    "confusion": views.confusion,
    "mistakes": views.mistakes,
    "digit_network": digits.network,
    "digit_maps": digits.maps,
    "test": views.test,
    "digit": views.digit,
    "test_digit": views.test_digit,
    "microscope": microscope.look,
    "next_step": descent.next_step,
}
"""The ways to look at a model."""
