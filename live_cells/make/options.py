"""What marked code says of its cell, by its classes and its data."""

from __future__ import annotations

from dataclasses import dataclass

from turbohtml import Element

from live_cells.plugin.html_source import value_of
from live_cells.plugin.pages.fence_options import as_count, tags_of_words


@dataclass(frozen=True)
class Options:
    """See fence_options.py, where a fence says the same."""

    tags: tuple[str, ...] = ("live",)
    session: str = ""
    height: int = 0
    exercise: str = ""

    @property
    def is_check(self) -> bool:
        return "check" in self.tags

    @property
    def is_solution(self) -> bool:
        return "solution" in self.tags


NONE = Options()


def options_of(element: Element) -> Options:
    """The options of the code that an element marks."""
    exercise = value_of(element, "data-exercise")
    words = value_of(element, "class").split()
    return Options(
        tags=tags_of_words(words, exercise),
        session=value_of(element, "data-session"),
        height=as_count(value_of(element, "data-height")),
        exercise=exercise,
    )
