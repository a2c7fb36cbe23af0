"""The course in tables and counts, made from its notebooks.

Their metadata hold what their text does not say: the `question` that opens a lesson stands in the notebook's,
and what an exercise `assesses` in that of its first cell.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from mkdocs.utils import get_relative_url

from docs.course.pages import directives
from docs.course.pages.reading_time import whole_minutes
from live_cells.plugin.pages import exercises
from live_cells.plugin.pages.notebook import Cell, is_sound, read_notebook, source_of
from live_cells.plugin.site_words import said

LAST_PART = "lessons/exercises.ipynb"
"""The navigation's first notebook that is not a numbered lesson."""
_ABLE = re.compile(r"^\*\*You should now be able to\*\*\s+(?P<text>.+?)(?:\n\n|\Z)", re.S | re.M)


@dataclass(frozen=True)
class Lesson:
    """A notebook of the course, as the navigation lists it."""

    numbered: bool
    title: str
    path: str
    """From `docs`."""
    cells: tuple[Cell, ...]
    question: str
    """Opens the lesson; without one, it is left out of the table."""

    @cached_property
    def minutes(self) -> int:
        return whole_minutes(self.cells)

    @cached_property
    def exercises(self) -> list[tuple[str, str]]:
        """Name and title of each."""
        return list(exercises.statements(self.cells))

    @cached_property
    def abilities(self) -> str:
        """What a reader can do afterward, in the words of the lesson's summary."""
        return abilities_in(self.cells)

    def link(self, title: str, page: str, anchor: str = "") -> str:
        """A Markdown link from the page with this source path."""
        return f"[{title}]({get_relative_url(self.path, page)}{anchor})"


def abilities_in(cells: Iterable[Cell]) -> str:
    """What stands behind “You should now be able to” in a lesson's summary."""
    prose = "\n\n".join(source_of(cell) for cell in cells if cell["cell_type"] == "markdown")
    found = _ABLE.search(directives.without_values(prose))
    return " ".join(re.sub(r"^\* ", "", found["text"], flags=re.M).split()) if found else ""


def listed_in(nav: Any) -> list[tuple[str, str, bool]]:
    """Title and path of the notebooks in `lessons/`, in the navigation's order; is it a numbered lesson?"""
    listed = re.findall(r'"([^"]+)": "(lessons/[\w-]+\.ipynb)"', json.dumps(nav, ensure_ascii=False))
    paths = [path for _, path in listed]
    numbered = paths.index(LAST_PART) if LAST_PART in paths else len(paths)
    return [(title, path, i < numbered) for i, (title, path) in enumerate(listed)]


def lessons(nav: Any, docs: Path, page: str) -> list[Lesson]:
    """The notebooks in `lessons/`, in the navigation's order, for a page."""
    found = []
    for title, path, numbered in listed_in(nav):
        if not is_sound(docs / path):
            continue
        notebook = read_notebook(docs / path, page)
        question = notebook["metadata"].get("question", "…" if numbered else "")
        found.append(Lesson(numbered, title, path, tuple(notebook["cells"]), question))
    return found


def about_lesson(notebook: Mapping[str, Any], path: str, nav: Any) -> Iterator[str]:
    """What the page for teachers misses in a notebook that the navigation lists."""
    known = {path: numbered for _, path, numbered in listed_in(nav)}
    if "question" not in notebook["metadata"] and path in known:
        yield (
            f"{path}: it has no question for the teachers' syllabus; add to the notebook's metadata "
            '"question": "What does … do?", or "question": "" to leave it out of the table'
        )
    if known.get(path) and notebook["metadata"].get("question"):
        yield from _about_answer(notebook, path)
    if known.get(path) and not abilities_in(notebook["cells"]):
        yield (
            f"{path}: nothing says what a reader can do afterward; add a paragraph that begins with "
            "`**You should now be able to**`, which the teachers' syllabus shows"
        )


def _about_answer(notebook: Mapping[str, Any], path: str) -> Iterator[str]:
    """A lesson answers the question that opens it, in a cell that its metadata name."""
    answered, question = notebook["metadata"].get("answered"), notebook["metadata"]["question"]
    code = [number for number, cell in enumerate(notebook["cells"]) if cell["cell_type"] == "code"]
    later = notebook["cells"][code[0] if code else 0 :]
    if not any(cell["id"] == answered and cell["cell_type"] == "markdown" for cell in later):
        names = f"names {answered!r}, which is none" if answered else "is missing"
        yield (
            f'{path}: the notebook\'s metadata "answered" {names}; wanted the id of the Markdown cell, below '
            f"the first code cell, in which the lesson answers its question {question!r}"
        )


def with_tables(markdown: str, nav: Any, docs: Path, page: str) -> str:
    """The Markdown with its tables and counts in place of the comments that ask for them."""
    if not any(directive.search(markdown) for directive in (directives.SYLLABUS, directives.COUNT)):
        return markdown
    course = lessons(nav, docs, page)
    tables = {"lessons": lesson_rows, "exercises": exercise_rows}
    markdown = directives.SYLLABUS.sub(lambda match: "\n".join(tables[match["of"]](course, page)), markdown)
    return directives.COUNT.sub(lambda match: str(counts(course)[match["of"]]), markdown)


def counts(course: list[Lesson]) -> dict[str, int]:
    numbered = [lesson for lesson in course if lesson.numbered]
    return {
        "lessons": len(numbered),
        "exercises": sum(len(lesson.exercises) for lesson in course),
        "minutes": round(sum(lesson.minutes for lesson in numbered) / max(1, len(numbered))),
    }


def lesson_rows(course: list[Lesson], page: str) -> Iterator[str]:
    yield _head("lesson", "question", "abilities", "minutes")
    yield "| --- | --- | --- | --: |"
    for lesson in course:
        if lesson.question:
            title = lesson.link(lesson.title, page)
            yield f"| {title} | {lesson.question} | {lesson.abilities.rstrip('.')} | {lesson.minutes} |"


def exercise_rows(course: list[Lesson], page: str) -> Iterator[str]:
    yield _head("lesson", "exercise", "assesses")
    yield "| --- | --- | --- |"
    for lesson in course:
        for statement in exercises.statement_cells(lesson.cells):
            title = exercises.title_of(statement)
            link = lesson.link(title, page, f"#{exercises.anchor(title)}")
            yield f"| {lesson.title} | {link} | {statement['metadata'].get('assesses', '')} |"


def _head(*columns: str) -> str:
    return f"| {' | '.join(said(f'syllabus.{column}') for column in columns)} |"
