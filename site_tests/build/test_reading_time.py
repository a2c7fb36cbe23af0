"""A lesson takes twelve minutes to read at most, and says at its head how many."""

import re
from pathlib import Path
from typing import Any

import pytest

from docs.course.pages.reading_time import Amount, amount, minutes_to_work
from site_tests.lessons import reading_time
from site_tests.lessons.notebooks import LESSONS

TO_SPLIT: set[str] = set()
"""Lessons that are too long; one that is no longer so must leave this set."""


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_no_lesson_takes_more_than_twelve_minutes(lesson: Path) -> None:
    minutes = reading_time.of(lesson).minutes
    if lesson.stem in TO_SPLIT:
        assert minutes > reading_time.LONGEST, f"{minutes:.1f} min: short enough, take it out of TO_SPLIT"
    else:
        assert minutes <= reading_time.LONGEST, f"{minutes:.1f} min: split the lesson"


def test_lessons_to_split_are_there() -> None:
    assert {lesson.stem for lesson in LESSONS} >= TO_SPLIT


def cell(kind: str, source: str, *tags: str, figures: int = 0, **metadata: Any) -> dict[str, Any]:
    outputs = [{"output_type": "display_data", "data": {"image/svg+xml": "<svg/>"}}] * figures
    outputs.append({"output_type": "stream", "name": "stdout", "text": "1\n"})
    return {
        "cell_type": kind,
        "metadata": {"tags": [*tags], **metadata},
        "source": source.splitlines(True),
        "outputs": outputs,
    }


def test_what_is_counted() -> None:
    prose = (
        "# A title\n\nFive [words](https://a.b/c) *stand* $x^2 + 1$ 0<!-- = run: (.) -->.\n\n$$\ny = x\n$$\n"
    )
    assert amount([cell("markdown", prose)]) == Amount(words=7, formulas=1)
    fences = "```mermaid\nflowchart LR\n  a --> b\n```\n\n```python\nimport torch\n\ntorch.ones(1)\n```\n"
    assert amount([cell("markdown", fences)]) == Amount(figures=1, lines=2)
    assert amount([cell("code", "a = 1\n\nb = 2", figures=2)]) == Amount(figures=2, lines=2)
    assert amount([cell("code", "a = 1", figures=1, cellView="form")]) == Amount(figures=1)


@pytest.mark.parametrize("tag", ["check", "hint", "solution", "notebook-only"])
def test_what_is_folded_is_not_counted(tag: str) -> None:
    assert amount([cell("code", "a = 1", tag), cell("markdown", "Some words.", tag)]) == Amount()


def test_minutes_are_those_of_the_rates() -> None:
    assert Amount(words=230).minutes == pytest.approx(1)
    assert Amount(figures=5, lines=30, formulas=15).minutes == pytest.approx(1 + 1 + 2)


def test_working_counts_runs_controls_predictions_and_exercises() -> None:
    run, controls = cell("code", ""), cell("code", "n = 1  # @param {type:'number'}", cellView="form")
    assert minutes_to_work([run] * 10) == 5
    assert minutes_to_work([controls] * 10) == 10
    assert minutes_to_work([cell("code", "", predict={"ask": "?"})] * 10) == 15
    starter, check, solution = (cell("code", "", tag) for tag in ("exercise", "check", "solution"))
    assert minutes_to_work([starter, check, solution] * 5) == 40


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_the_page_says_how_long(lesson: Path, site_dir: Path) -> None:
    text = (site_dir / "lessons" / lesson.stem / "index.html").read_text("utf8")
    [said] = re.findall(r"(\d+) min to read", text)
    assert abs(int(said) - reading_time.of(lesson).minutes) <= 0.5
