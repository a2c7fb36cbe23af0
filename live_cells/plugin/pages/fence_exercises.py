"""Exercises in Markdown: a live cell, its check and a solution name the exercise; hints are admonitions.

As in notebooks (exercises.py), an exercise becomes a section whose hints and solution are folded.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from live_cells.plugin.pages.exercises import marked
from live_cells.plugin.pages.fences import Fence, fences
from live_cells.plugin.site_words import said, word

_FOLD = re.compile(
    r"^(?P<indent>[ \t]*)(?:\?\?\?\+?|!!!)[ \t]+(?P<role>hint|solution)\b"
    r"[^\n\"]*(?:\"(?P<title>[^\"]*)\")?[ \t]*$"
)
_INDENT = "    "


def with_exercises(markdown: str) -> str:
    """The Markdown with marks around its exercises, and around what they fold."""
    lines = markdown.split("\n")
    for members in reversed(_exercises(markdown)):
        if next(_faults(members), None) is None:
            start, end = members[0].lines.start, _end(lines, members)
            lines[start:end] = _section(lines[start:end], members).split("\n")
    return "\n".join(lines)


def exercise_faults(markdown: str) -> Iterator[tuple[int, str]]:
    """Cells that are no part of an exercise though they say so: their lines, and why."""
    for fence in fences(markdown):
        if fence.info.part and not fence.info.exercise:
            yield (
                fence.lines.start + 1,
                f'the {fence.info.part} names no exercise; write `exercise="name"` in its first line',
            )
    lines = markdown.split("\n")
    for members in _exercises(markdown):
        yield from _faults(members)
        start, end = members[0].lines.start, _end(lines, members)
        for at in range(start, end):
            found = _FOLD.match(lines[at])
            if found and _end_of_block(lines, at, found["indent"]) == at + 1:
                role = found["role"]
                yield (
                    at + 1,
                    f"the {role} of {members[0].info.exercise!r} is empty; indent its text by four spaces",
                )


def _exercises(markdown: str) -> list[list[Fence]]:
    """The parts of each exercise, in the order of the page."""
    parts = [fence for fence in fences(markdown) if fence.info.exercise and not fence.info.hidden]
    by_name = sorted(parts, key=lambda fence: fence.info.exercise)
    found = [list(group) for _, group in groupby(by_name, key=lambda fence: fence.info.exercise)]
    return sorted(found, key=lambda members: members[0].lines.start)


def _faults(members: list[Fence]) -> Iterator[tuple[int, str]]:
    first = members[0]
    name = first.info.exercise
    if all(fence.info.part != "exercise" for fence in members):
        yield (
            first.lines.start + 1,
            f"the {first.info.part} of {name!r} has no cell; "
            f'write `python {{live exercise="{name}"}}` above it for the code that it is about',
        )
        return
    for fence in members:
        at = fence.lines.start + 1
        if fence is first and fence.info.part != "exercise":
            yield (
                at,
                f"the {fence.info.part} of {name!r} stands above its cell; put it below",
            )
        if fence.indent != first.indent and not (
            fence.info.part == "solution" and fence.indent == first.indent + _INDENT
        ):
            yield (
                at,
                f"the {fence.info.part} of {name!r} is indented otherwise than its cell; indent both alike",
            )
        if fence.info.part == "check" and "verdict(" not in fence.source:
            yield (
                at,
                f"the check of {name!r} gives no verdict; end it with `verdict(check, praise)`",
            )


def _end(lines: list[str], members: list[Fence]) -> int:
    """The line behind the last part of an exercise, and behind hints that follow it."""
    end = max(fence.lines.stop for fence in members)
    indent = members[0].indent
    while (at := _next(lines, end)) < len(lines):
        found = _FOLD.match(lines[at])
        if not found or found["indent"] != indent:
            break
        end = _end_of_block(lines, at, indent)
    inside = [at for at in range(members[0].lines.start, end) if _fold_at(lines[at], indent)]
    return max([end, *(_end_of_block(lines, at, indent) for at in inside)])


def _next(lines: list[str], at: int) -> int:
    """The next line that is not blank."""
    return next((index for index in range(at, len(lines)) if lines[index].strip()), len(lines))


def _fold_at(line: str, indent: str) -> re.Match[str] | None:
    found = _FOLD.match(line)
    return found if found and found["indent"] == indent else None


def _end_of_block(lines: list[str], at: int, indent: str) -> int:
    """The line behind an admonition: what is indented more, and blank lines within."""
    end = at + 1
    for index in range(at + 1, len(lines)):
        if lines[index].startswith(indent + _INDENT):
            end = index + 1
        elif lines[index].strip():
            break
    return end


def _section(lines: list[str], members: list[Fence]) -> str:
    indent, first = members[0].indent, members[0].lines.start
    fenced = {at - first for fence in members for at in fence.lines}
    folds = [at for at, line in enumerate(lines) if at not in fenced and _fold_at(line, indent)]
    hints = [at for at in folds if _fold_at(lines[at], indent)["role"] == "hint"]  # type: ignore[index]
    solutions = {
        fence.lines.start - first: fence
        for fence in members
        if fence.info.part == "solution" and fence.indent == indent
    }
    pieces: list[str] = []
    at = 0
    while at < len(lines):
        if at in solutions:
            end = at + len(solutions[at].lines)
            pieces.append(_fold("solution", said("exercises.solution"), lines[at:end], indent))
        elif at in folds:
            found = _fold_at(lines[at], indent)
            assert found
            end = _end_of_block(lines, at, indent)
            inside = [line.replace(indent + _INDENT, indent, 1) for line in lines[at + 1 : end]]
            number = said("exercises.hint", number=hints.index(at) + 1, all=len(hints)) if at in hints else ""
            summary = found["title"] or number or word("exercises.solution")
            pieces.append(_fold(found["role"], summary, inside, indent))
        else:
            end = at + 1
            pieces.append(lines[at])
        at = end
    return _indented(marked("section", members[0].info.exercise, "\n".join(pieces)), indent)


def _fold(role: str, summary: str, lines: list[str], indent: str) -> str:
    return _indented(marked("details", f"exercise-{role} {summary}", "\n".join(lines)), indent)


def _indented(text: str, indent: str) -> str:
    """The marks as far from the margin as what they are around."""
    return re.sub(r"^<div data-mark", f"{indent}<div data-mark", text, flags=re.M)
