"""Exercises of a finished page: a cell, its check and its solution, and the hints beside them."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from itertools import groupby

from turbohtml import Element

from live_cells.make.cells import Found
from live_cells.plugin.html_source import HtmlSource
from live_cells.plugin.site_words import said, word

HINT = ".hint:is(details, .admonition)"
_OPENS = '<div class="live-cells"><section class="exercise"'
Piece = tuple[int, int, str]
"""Where something begins and ends, and what comes in its place."""


def sections(page: HtmlSource, found: Sequence[Found]) -> tuple[list[Piece], list[str]]:
    """What opens and closes the exercises of these cells and folds their hints; what is wrong with some."""
    pieces: list[Piece] = []
    faults: list[str] = []
    parts = sorted((cell for cell in found if cell.options.exercise), key=lambda cell: cell.options.exercise)
    faults += [
        "a check names no exercise; give it `data-exercise`, "
        "which superfences keeps with the extension attr_list"
        for cell in found
        if cell.options.is_check and not cell.options.exercise
    ]
    for name, group in groupby(parts, key=lambda cell: cell.options.exercise):
        members = list(group)
        if why := _fault(members):
            faults.append(f"the exercise {name!r} {why}")
        else:
            pieces += _pieces(page, name, members)
    return sorted(pieces, key=_rank), faults


def _rank(piece: Piece) -> int:
    """The order of what comes in one place: the inner is closed first, the outer is opened first."""
    starts = ("</details>", "</section>", _OPENS)
    return next((rank for rank, text in enumerate(starts) if piece[2].startswith(text)), len(starts))


def _fault(members: list[Found]) -> str:
    first = members[0]
    if first.options.is_check or first.options.is_solution:
        return "has no cell above its check or solution; mark one with `data-exercise` alone"
    if any(cell.element.parent != first.element.parent for cell in members):
        return "has parts that are not side by side; indent all alike"
    if any(cell.options.is_check and "verdict(" not in cell.source for cell in members):
        return "has a check without a verdict; end it with `verdict(check, praise)`"
    return ""


def _pieces(page: HtmlSource, name: str, members: list[Found]) -> Iterator[Piece]:
    first, last = members[0].element, members[-1].element
    hints = list(_hints(first, last))
    start = page.whole(first)[0]
    end = max(page.whole(element)[1] for element in (last, *hints))
    yield start, start, f'{_OPENS} data-exercise="{html.escape(name)}">'
    for cell in members:
        if cell.options.is_solution:
            before, behind = page.whole(cell.element)
            yield before, before, _fold("solution", word("exercises.solution"))
            yield behind, behind, "</details>"
    for number, hint in enumerate(hints, 1):
        title = hint.select_one("summary, .admonition-title")
        given = title.text.strip() if title else ""
        numbered = said("exercises.hint", number=number, all=len(hints))
        before, behind = page.whole(hint)
        inside = page.whole(title)[1] if title else page.start_tag(hint)[1]
        yield before, inside, _fold("hint", numbered if given in ("", "Hint") else html.escape(given))
        yield page.inside(hint)[1], behind, "</details>"
    yield end, end, "</section></div>"


def _hints(first: Element, last: Element) -> Iterator[Element]:
    """Hints between the parts of an exercise, and right behind them."""
    is_over = first is last
    for element in first.next_siblings:
        if isinstance(element, Element):
            if element.matches(HINT):
                yield element
            elif is_over:
                return
            is_over = is_over or element == last


def _fold(role: str, summary: str) -> str:
    return f'<details class="exercise-{role}"><summary>{summary}</summary>'
