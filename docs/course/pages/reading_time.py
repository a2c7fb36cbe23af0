"""How long a lesson takes to read, and to work through, from what is on its page.

A minute for 230 words, 12 seconds for a figure or diagram, 2 for a line of visible code, 8 for a formula that
stands by itself; one within a sentence counts as a word. What is folded (hints, solutions, checks, `cellView:
form`) is not read.

Working through it takes longer: half a minute for running a cell and looking at what it gives, as much again
for trying its controls, a minute for each prediction, and eight for each exercise. These are estimates.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from typing import Any

Cell = Mapping[str, Any]

_SECONDS = (60 / 230, 12, 2, 8)
_FOLDED = {"check", "hint", "solution", "notebook-only", "experiment"}
_CONTROL = re.compile(r"#\s*@param\b")
_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})(?P<language>[^\n]*)\n(?P<text>.*?)^[ \t]*\1[ \t]*$", re.S | re.M)
_FORMULA = re.compile(r"\$\$.+?\$\$", re.S)
_INLINE = re.compile(r"(?<!\\)\$[^$\n]+\$")
_NO_WORDS = re.compile(r"<!--.*?-->|<[^>]+>|\]\([^)]*\)|\{:[^}]*\}", re.S)


@dataclass(frozen=True)
class Amount:
    """What there is to read."""

    words: int = 0
    figures: int = 0
    lines: int = 0
    formulas: int = 0

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(*(mine + others for mine, others in zip(astuple(self), astuple(other), strict=True)))

    @property
    def minutes(self) -> float:
        a_word, a_figure, a_line, a_formula = _SECONDS
        return (
            a_word * self.words + a_figure * self.figures + a_line * self.lines + a_formula * self.formulas
        ) / 60


def minutes_to_work(cells: Iterable[Cell]) -> int:
    """What a page says of reading, running, predicting and solving it all: about so many, by fives."""
    every = list(cells)
    code = [cell for cell in every if cell["cell_type"] == "code" and not _FOLDED & _tags(cell)]
    exercises = sum("exercise" in _tags(cell) for cell in code)
    controls = sum(bool(_CONTROL.search("".join(cell["source"]))) for cell in code)
    predictions = sum("predict" in cell["metadata"] for cell in code)
    work = (len(code) - exercises + controls) / 2 + predictions + 8 * exercises
    return max(1, 5 * math.ceil((amount(every).minutes + work) / 5))


def whole_minutes(cells: Iterable[Cell]) -> int:
    """What a page says: about so many."""
    return max(1, round(amount(cells).minutes))


def amount(cells: Iterable[Cell]) -> Amount:
    """What the cells of a notebook give a reader of its page to read."""
    visible = (cell for cell in cells if not _FOLDED & _tags(cell))
    return sum(map(_of_cell, visible), Amount())


def _tags(cell: Cell) -> set[str]:
    return set(cell["metadata"].get("tags", []))


def _of_cell(cell: Cell) -> Amount:
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        return _of_text(source)
    figures = sum(
        any(kind.startswith("image/") for kind in output.get("data", {}))
        for output in cell.get("outputs", [])
    )
    return Amount(figures=figures, lines=0 if cell["metadata"].get("cellView") == "form" else _lines(source))


def _of_text(text: str) -> Amount:
    fences = list(_FENCE.finditer(text))
    diagrams = [fence for fence in fences if fence["language"].strip() == "mermaid"]
    lines = sum(_lines(fence["text"]) for fence in fences if fence not in diagrams)
    text, formulas = _FORMULA.subn(" ", _FENCE.sub(" ", text))
    words = re.findall(r"\w[^\s]*", _NO_WORDS.sub(" ", _INLINE.sub(" x ", text)))
    return Amount(len(words), len(diagrams), lines, formulas)


def _lines(code: str) -> int:
    return sum(bool(line.strip()) for line in code.splitlines())
