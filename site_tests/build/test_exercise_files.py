"""The exercises' checks: they tell right answers from typical mistakes, and say what is wrong."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from site_tests import ROOT
from site_tests.lessons.notebooks import LESSONS, TEMPLATE
from site_tests.oracle.torch_programs import TorchPrograms
from site_tests.suite.slow import slow_except

EXERCISES = {
    lesson: {
        cell["metadata"]["exercise"]: None
        for cell in json.loads(lesson.read_text("utf8"))["cells"]
        if "exercise" in cell["metadata"]
    }
    for lesson in [*LESSONS, TEMPLATE]
}
LESSONS_WITH_EXERCISES = [lesson for lesson, exercises in EXERCISES.items() if exercises]
LONG = {"debugging", "exercises", "training"}
SHORT = [lesson for lesson in LESSONS_WITH_EXERCISES if lesson.stem not in LONG]


PROGRAM = ROOT / "site_tests" / "lessons" / "try_exercises.py"


@pytest.fixture
def folder(mnist_root: Path, tmp_path: Path) -> Path:
    """An empty folder with MNIST."""
    (tmp_path / "data").symlink_to(mnist_root)
    return tmp_path


def titles_in(lesson: Path) -> list[str]:
    """The titles of a lesson's exercises."""
    cells = json.loads(lesson.read_text("utf8"))["cells"]
    first_lines = ["".join(cell["source"]).partition("\n")[0] for cell in cells if cell["source"]]
    return [line for line in first_lines if line.startswith("### Exercise: ")]


def attempts(done: subprocess.CompletedProcess[str]) -> list[dict[str, str]]:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def misjudged(attempts: list[dict[str, str]]) -> list[str]:
    wrong = []
    for attempt in attempts:
        wanted, said = attempt["wanted"], attempt["said"].strip()
        solved = wanted == "✓"
        diagnosed = solved or any(words in said for words in wanted.split("|"))
        if said.splitlines()[-1].startswith("✓") != solved or not diagnosed:
            wrong.append(
                f"{attempt['exercise']}, {attempt['answer']}: wanted {wanted!r}, the check said {said!r}"
            )
    return wrong


@pytest.mark.parametrize("lesson", slow_except(LESSONS_WITH_EXERCISES, *SHORT), ids=lambda path: path.stem)
def test_checks_judge_rightly_on_seqlite(lesson: Path, folder: Path) -> None:
    command = [sys.executable, PROGRAM, lesson, "--seqlite"]
    environment = {**os.environ, "MPLBACKEND": "agg"}
    tried = attempts(subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True))
    assert {attempt["exercise"] for attempt in tried} == set(EXERCISES[lesson])
    assert not misjudged(tried), "\n".join(misjudged(tried))


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS_WITH_EXERCISES, ids=lambda path: path.stem)
def test_checks_judge_rightly_on_pytorch(lesson: Path, torch_programs: TorchPrograms, folder: Path) -> None:
    tried = attempts(torch_programs.run(PROGRAM, lesson, cwd=folder, MPLBACKEND="agg"))
    assert not misjudged(tried), "\n".join(misjudged(tried))


def test_exercises_are_named_once_and_have_all_their_parts() -> None:
    """Progress is kept by an exercise's name."""
    names = [name for exercises in EXERCISES.values() for name in exercises]
    assert len(names) == len(set(names))
    titles = [title for lesson in LESSONS_WITH_EXERCISES for title in titles_in(lesson)]
    assert len(titles) == len(set(titles)), "readers tell exercises apart by their titles"
    for lesson in LESSONS_WITH_EXERCISES:
        cells = json.loads(lesson.read_text("utf8"))["cells"]
        for name in EXERCISES[lesson]:
            mine = [cell for cell in cells if cell["metadata"].get("exercise") == name]
            roles = {tag for cell in mine for tag in cell["metadata"].get("tags", [])}
            assert {"exercise", "check", "hint", "solution"} <= roles, name
            assert "".join(mine[0]["source"]).startswith("### Exercise: "), name


def test_every_exercise_says_in_a_sentence_what_it_enables() -> None:
    sentences = [
        cell["metadata"]["enables"]
        for lesson in LESSONS_WITH_EXERCISES
        for cell in json.loads(lesson.read_text("utf8"))["cells"]
        if "assesses" in cell["metadata"]
    ]
    assert len(sentences) == len({*sentences}) == sum(map(len, EXERCISES.values()))
    assert all(
        sentence.startswith("You can now ") and sentence.endswith((".", "?")) for sentence in sentences
    )
