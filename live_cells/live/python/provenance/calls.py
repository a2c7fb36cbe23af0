"""What the page asks: run a cell again, and open one number after the other."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from live_runner import page_calls
from live_runner.readers_code import cell_of

from . import steps
from .explainer import Explainer
from .first_nan import first_nan
from .marked_up import MARKED_UP, shown_links
from .needed import needed
from .printed import Link
from .python_numbers import Origin
from .recording import Recording
from .rerun import Block, Run
from .steps import Step, digits

_SEQUENCE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_KINDS = "stdout", "stderr", "result", "error"


class _Opened:
    """The recording of the cell whose numbers are being opened; the page opens one cell at a time."""

    key = ""
    recording: Recording
    explainer: Explainer
    origins: list[steps.Origin]
    links: list[list[Link]]
    """Of each text that the page shows, the numbers that can be opened."""


async def answer() -> page_calls.Answer:
    """Answer the call in the page's file."""
    call = json.loads(page_calls.file("call.json").read_text("utf8"))
    if call["function"] == "record":
        return await record(*call["arguments"])
    if call["function"] == "first_nan":
        return page_calls.Answer(await first_nan([Run(**run) for run in call["arguments"][0]]))
    return page_calls.answer({"open": open_number, "picture": open_in_picture, "step": open_operand})


async def record(runs: list[dict[str, str]], shown: list[dict[str, str]]) -> page_calls.Answer:
    """Run a cell again and compare what it writes with what the page shows.

    Args:
        runs: all runs of this visit up to that of the cell, in their order.
        shown: the texts of the cell's output and their kinds: `html` and `markdown` as they are to be read.

    Returns:
        `links`, the places of the numbers that can be opened, or `now` and `then`, the first lines that
        differ, or `reason`, why the cell cannot be run again.
    """
    key = json.dumps([runs, shown])
    if key != _Opened.key:
        _Opened.key = ""
        given = [Run(**run) for run in runs]
        found = await _recorded(needed(given), shown)
        if found and len(needed(given)) < len(given):  # the others may have drawn random numbers
            again = await _recorded(given, shown)
            found = found if "reason" in again else again
        if found:
            return page_calls.Answer(**found)
        _Opened.key = key
    links = [[at, one.start, one.end] for at, found in enumerate(_Opened.links) for one in found]
    return page_calls.Answer(links=links)


async def _recorded(runs: list[Run], shown: list[dict[str, str]]) -> dict[str, str]:
    """Empty if the output is the same."""
    found: dict[str, str] = {}
    for follows_literals in (True, False):
        recording = Recording()
        try:
            await recording.run(runs, follows_literals)
        except RuntimeError as error:
            return {"reason": str(error)}
        found = _difference(recording.blocks, shown)
        if not found:
            _Opened.recording = recording
            _Opened.explainer = Explainer(recording.memory, recording.tracer, recording.main)
            _Opened.origins = []
            _Opened.links = [*_links(recording.blocks, shown)]
            return {}
    return found


def _difference(blocks: list[Block], shown: list[dict[str, str]]) -> dict[str, str]:
    """The first lines in which two outputs differ."""
    now = "\n".join(visible(block.text) for block in blocks if block.kind in _KINDS).split("\n")
    then = "\n".join(visible(block["text"]) for block in shown if block["kind"] in _KINDS).split("\n")
    for one, other in zip([*now, *[""] * len(then)], [*then, *[""] * len(now)], strict=False):
        if one.rstrip() != other.rstrip():
            return {"now": one.strip(), "then": other.strip()}
    return {}


def _links(blocks: list[Block], shown: list[dict[str, str]]) -> Iterator[list[Link]]:
    """The links of each text that is shown."""
    found = [block for block in blocks if block.kind in (*_KINDS, *MARKED_UP)]
    for block, text in zip(found, shown, strict=False):
        if block.kind != text["kind"]:
            yield []
        elif block.kind in MARKED_UP:
            yield [*shown_links(block.links, block.text, text["text"])]
        else:
            yield block.links


def visible(text: str) -> str:
    """What a terminal shows of it, without the space at its end."""
    lines = [line.rstrip("\r").rpartition("\r")[2] for line in _SEQUENCE.sub("", text).split("\n")]
    return "\n".join(lines).rstrip()


def open_number(block: int, offset: int) -> page_calls.Answer:
    """The first level of a number of the output."""
    links = _Opened.links[block] if block < len(_Opened.links) else []
    return _described(next((one.origin for one in links if one.is_at(offset)), None))


def open_in_picture(number: int, path: list[str | int], shown: float) -> page_calls.Answer:
    """The first level of a number of a picture.

    Args:
        number: which picture of the output.
        path: where the number is in the picture's description.
        shown: the number that the page has there.
    """
    try:
        origin, value = _Opened.recording.origin_in_picture(number, path)
    except (IndexError, KeyError, TypeError):
        return _described(None)
    is_same = np.float32(value) == np.float32(shown)  # which a description writes in few digits
    return _described(origin if is_same else None)


def open_operand(number: int, shows_all: bool = False) -> page_calls.Answer:
    """The next level: an operand of a formula that was given."""
    return _described(_Opened.origins[number], shows_all)


def _described(origin: steps.Origin | None, shows_all: bool = False) -> page_calls.Answer:
    steps.most_terms = 10**9 if shows_all else steps.MOST_TERMS
    step = Step("unknown", "", math.nan) if origin is None else _Opened.explainer.explain(origin)
    place, seed = step.place, step.facts
    listed = step.pieces or [*range(min(len(step.operands), steps.MOST_TERMS))]
    return page_calls.Answer(
        kind=step.kind,
        name=step.name,
        value=digits(step.value) if step.value == step.value or step.pieces else "",
        exact=repr(float(step.value)),
        id=-1 if origin is None else _number_of(origin),
        label=_Opened.explainer.label(origin),
        formula=[_piece(step, one) for one in _bracketed(step, listed)],
        isSpelledOut=bool(step.pieces),
        more=step.more,
        **_place(place.cell, place.line),
        module=_Opened.explainer.modules.get(id(place.module), ""),
        seed=seed.get("seed"),
        seedCell=cell_of(seed.get("seed_cell", "")),
        seedLine=seed.get("seed_line", 0),
        shapes=str(seed.get("shapes", ""))[1:-1],
        code=seed.get("code", ""),
        names=seed.get("names", []),
        start=seed.get("start", 0),
        node=seed.get("node", ""),
        optimizer=seed.get("optimizer", ""),
        count=seed.get("step", seed.get("events", seed.get("axis", 0))),
        depends=bool(seed.get("depends")),
        isSorted=bool(seed.get("sorted")) and bool(step.pieces),
        isShifted=bool(seed.get("shifted")),
    )


def _place(cell: str, line: int) -> dict[str, Any]:
    name = cell_of(cell)
    lines = _Opened.recording.sources.get(name, [])
    return {"cell": name, "line": line, "source": lines[line - 1].strip() if 0 < line <= len(lines) else ""}


def _bracketed(step: Step, pieces: Sequence[str | int]) -> list[str | int]:
    """A formula with brackets around negative numbers that follow a sign or are raised to a power."""
    found: list[str | int] = []
    for at, one in enumerate(pieces):
        before, after = pieces[at - 1] if at else "", pieces[at + 1] if at + 1 < len(pieces) else ""
        is_beside = (isinstance(before, str) and before.rstrip()[-1:] in tuple("·−+/^")) or (
            isinstance(after, str) and after.lstrip()[:1] in tuple("^²")
        )
        is_negative = isinstance(one, int) and step.operands[one].value < 0
        found += ["(", one, ")"] if is_negative and is_beside else [one]
    return found


def _piece(step: Step, one: str | int) -> Any:
    """Text, or a number and how to open it."""
    if isinstance(one, str):
        return one
    operand = step.operands[one]
    if operand.origin is None:
        return {"id": -1, "text": digits(operand.value), "label": "", "value": repr(operand.value)}
    label = _Opened.explainer.label(operand.origin)
    return {
        "id": _number_of(operand.origin),
        "text": digits(operand.value),
        "label": label,
        "value": repr(operand.value),
    }


def _number_of(origin: steps.Origin | Origin) -> int:
    _Opened.origins.append(origin)
    return len(_Opened.origins) - 1
