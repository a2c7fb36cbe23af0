"""Check is pressed where nothing has run: the published solutions are right."""

import json
import re
from itertools import takewhile
from pathlib import Path

import pytest
from playwright.sync_api import Page

from live_runner import cell_needs
from site_tests.drivers import expect
from site_tests.lessons.notebooks import LESSONS
from site_tests.lessons.try_exercises import SOLVED, answers
from site_tests.pages.cells import FIRST_LOAD, LivePage
from site_tests.suite.slow import slow_except

RIGHT = re.compile("^✓")


def published(lesson: Path) -> dict[str, dict[str, str]]:
    """The exercises of a lesson: the ids of answer and check, and a right answer."""
    cells = cell_needs.cells_of(json.loads(lesson.read_text("utf8")))
    found: dict[str, dict[str, str]] = {}
    starters = {cell.exercise: cell.source for cell in cells if cell.part == "exercise"}
    for cell in cells:
        if cell.part == "solution":
            found[cell.exercise].setdefault("solution", cell.source)
        elif cell.part:
            found.setdefault(cell.exercise, {})[cell.part] = cell.id
    for name, parts in found.items():
        if "solution" not in parts:  # it is text: the first right answer, with what stands before it
            tried = list(answers(name))
            before = [code for _, code in takewhile(lambda one: one[0] != SOLVED, tried)]
            parts["solution"] = "\n".join([starters[name], *before, tried[len(before)][1]])
    return found


EXERCISES = {lesson.stem: found for lesson in LESSONS if (found := published(lesson))}


def check_afresh(live: LivePage, exercise: dict[str, str]) -> None:
    live.cell(exercise["exercise"]).edit(exercise["solution"])
    check = live.cell(exercise["check"])
    check.run()
    check.expect_output("verdict", RIGHT, timeout=FIRST_LOAD)


@pytest.mark.parametrize("lesson", slow_except(EXERCISES, "forward-pass"))
def test_published_solutions_are_right_though_nothing_has_run(lesson: str, page: Page, site_url: str) -> None:
    live = LivePage(page).open(f"{site_url}lessons/{lesson}/")
    for exercise in EXERCISES[lesson].values():
        live.restart()
        check_afresh(live, exercise)
        expect(live.cell(exercise["check"]).note).to_be_hidden()


@pytest.mark.slow
@pytest.mark.every_browser
@pytest.mark.parametrize(
    ("lesson", "name"),
    [("forward-pass", "shapes"), ("gradients", "own-tanh"), ("normalization-and-depth", "activation-stats")],
)
def test_one_is_right_in_every_browser(lesson: str, name: str, page: Page, site_url: str) -> None:
    """One that needs no other cell, one that needs some, one that needs a slow one."""
    check_afresh(LivePage(page).open(f"{site_url}lessons/{lesson}/"), EXERCISES[lesson][name])
