"""Exercises of a lesson: which cells of the notebook belong to one, and the HTML around them.

Neighboring cells with the same `exercise` in their metadata are one exercise: its statement, a starter
(tag `exercise`), a `check`, `hint`s and a `solution`. In the notebook they follow each other; on the page
they are a section whose hints and solution are folded, which works without JavaScript too. What an exercise
`enables` a reader to do is shown when it is first solved. The section
begins and ends in the page's Markdown as a mark, which becomes HTML when the Markdown has.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from markdown.extensions.toc import slugify

from live_cells.plugin.html_source import HtmlSource, value_of
from live_cells.plugin.pages.notebook import Cell, source_of, tags_of
from live_cells.plugin.site_words import said

FOLDED = ("hint", "solution")
_STATEMENT = re.compile(r"^### Exercise: (?P<title>.+)$", re.M)


def markdown_of(cells: Iterable[Cell], place: Callable[[Cell], str]) -> str:
    """The cells' Markdown, each placed by `place`, with marks around exercises and what they fold."""
    pieces = []
    for exercise, group in groupby(cells, key=lambda cell: cell["metadata"].get("exercise")):
        if exercise:
            section = list(group)
            enables = section[0]["metadata"].get("enables", "")
            pieces.append(marked("section", f"{exercise} {enables}", "".join(_folds(section, place))))
        else:
            pieces += map(place, group)
    return "".join(pieces)


def html_of(content: str) -> str:
    """The page with its marks turned into elements."""
    ends: list[str] = []
    source = HtmlSource(content, part=True)
    for mark in source.select("div[data-mark]"):
        kind, _, text = value_of(mark, "data-mark").partition(" ")
        if not kind:
            element = ends.pop()
        else:
            ends.append(f"</{kind}>")
            element = _start_of(kind, text)
        source.replace(source.whole(mark), element)
    return source.changed()


def _start_of(kind: str, text: str) -> str:
    if kind == "section":
        name, _, enables = text.partition(" ")
        shown = f' data-enables="{html.escape(enables)}"' if enables else ""
        return f'<section class="exercise" data-exercise="{html.escape(name)}"{shown}>'
    role, _, summary = text.partition(" ")
    return f'<details class="{role}"><summary>{html.escape(summary)}</summary>'


def anchor(title: str) -> str:
    """The id of the headline above an exercise."""
    return str(slugify(f"Exercise: {title}", "-"))


def statements(cells: Iterable[Cell]) -> Iterator[tuple[str, str]]:
    """Name and title of each exercise, e.g. `("zero-grad", "find the mistake")`."""
    for cell in statement_cells(cells):
        yield cell["metadata"]["exercise"], title_of(cell)


def statement_cells(cells: Iterable[Cell]) -> Iterator[Cell]:
    """The cells with which exercises begin."""
    return (cell for cell in cells if "exercise" in cell["metadata"] and _STATEMENT.search(source_of(cell)))


def title_of(statement: Cell) -> str:
    found = _STATEMENT.search(source_of(statement))
    return found["title"] if found else ""


def _folds(cells: list[Cell], place: Callable[[Cell], str]) -> Iterator[str]:
    hints = [cell for cell in cells if _role(cell) == "hint"]
    for cell in cells:
        inside = place(cell)
        match _role(cell):
            case "hint":
                yield marked(
                    "details",
                    "exercise-hint " + said("exercises.hint", number=hints.index(cell) + 1, all=len(hints)),
                    inside,
                )
            case "solution":
                yield marked(
                    "details",
                    f"exercise-solution {cell['metadata'].get('summary', said('exercises.solution'))}",
                    inside,
                )
            case _:
                yield inside


def _role(cell: Cell) -> str:
    return next((tag for tag in tags_of(cell) if tag in FOLDED), "")


def marked(kind: str, text: str, inside: str) -> str:
    """Markdown between marks. `text`: the name of a section, or the class of a fold and its summary."""
    begin = html.escape(f"{kind} {text}")
    return f'\n\n<div data-mark="{begin}"></div>\n\n{inside}\n\n<div data-mark></div>\n\n'
