"""The course in tables and counts, made from its notebooks.

What no notebook says stands in docs/guides/syllabus.toml: the question that opens a lesson, and what an
exercise assesses.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from mkdocs.utils import get_relative_url
from site_words import said

from pages import directives, exercises
from pages.notebook import Cell, read_notebook, source_of
from pages.reading_time import whole_minutes

SOURCE = "guides/syllabus.toml"
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
        prose = "\n\n".join(source_of(cell) for cell in self.cells if cell["cell_type"] == "markdown")
        found = _ABLE.search(directives.without_values(prose))
        return " ".join(re.sub(r"^\* ", "", found["text"], flags=re.M).split()) if found else ""

    def link(self, title: str, page: str, anchor: str = "") -> str:
        """A Markdown link from the page with this source path."""
        return f"[{title}]({get_relative_url(self.path, page)}{anchor})"


def lessons(nav: Any, docs: Path) -> list[Lesson]:
    """The notebooks in `lessons/`, in the navigation's order."""
    listed = re.findall(r'"([^"]+)": "(lessons/[\w-]+\.ipynb)"', json.dumps(nav, ensure_ascii=False))
    paths = [path for _, path in listed]
    numbered = paths.index(LAST_PART) if LAST_PART in paths else len(paths)
    return [
        Lesson(i < numbered, title, path, tuple(read_notebook(docs / path, SOURCE)["cells"]))
        for i, (title, path) in enumerate(listed)
    ]


def with_tables(markdown: str, nav: Any, docs: Path, page: str) -> str:
    """The Markdown with its tables and counts in place of the comments that ask for them."""
    if not any(directive.search(markdown) for directive in (directives.SYLLABUS, directives.COUNT)):
        return markdown
    course = lessons(nav, docs)
    notes = tomllib.loads((docs / SOURCE).read_text("utf8"))
    tables = {"lessons": lesson_rows, "exercises": exercise_rows}
    markdown = directives.SYLLABUS.sub(
        lambda match: "\n".join(tables[match["of"]](course, notes, page)), markdown
    )
    return directives.COUNT.sub(lambda match: str(counts(course)[match["of"]]), markdown)


def counts(course: list[Lesson]) -> dict[str, int]:
    numbered = [lesson for lesson in course if lesson.numbered]
    return {
        "lessons": len(numbered),
        "exercises": sum(len(lesson.exercises) for lesson in course),
        "minutes": round(sum(lesson.minutes for lesson in numbered) / len(numbered)),
    }


def lesson_rows(course: list[Lesson], notes: Mapping[str, Any], page: str) -> Iterator[str]:
    yield _head("lesson", "question", "abilities", "minutes")
    yield "| --- | --- | --- | --: |"
    for lesson in course:
        question = notes["questions"].get(Path(lesson.path).stem)
        if question:
            title = lesson.link(lesson.title, page)
            yield f"| {title} | {question} | {lesson.abilities.rstrip('.')} | {lesson.minutes} |"


def exercise_rows(course: list[Lesson], notes: Mapping[str, Any], page: str) -> Iterator[str]:
    yield _head("lesson", "exercise", "assesses")
    yield "| --- | --- | --- |"
    for lesson in course:
        for name, title in lesson.exercises:
            link = lesson.link(title, page, f"#{exercises.anchor(title)}")
            yield f"| {lesson.title} | {link} | {notes['assesses'].get(name, '')} |"


def _head(*columns: str) -> str:
    return f"| {' | '.join(said(f'syllabus.{column}') for column in columns)} |"
