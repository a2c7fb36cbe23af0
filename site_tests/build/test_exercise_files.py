"""The exercises' checks: they tell right answers from typical mistakes, and say what is wrong."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from notebooks import LESSONS, TEMPLATE
from paths import ROOT

EXERCISES = {
    lesson: {
        cell["metadata"]["exercise"]: None
        for cell in json.loads(lesson.read_text("utf8"))["cells"]
        if "exercise" in cell["metadata"]
    }
    for lesson in [*LESSONS, TEMPLATE]
}
LESSONS_WITH_EXERCISES = [lesson for lesson, exercises in EXERCISES.items() if exercises]


def attempts(command: list[str], lesson: Path, mnist_root: Path, folder: Path) -> list[dict[str, str]]:
    (folder / "data").symlink_to(mnist_root)
    done = subprocess.run(
        [command[0], ROOT / "site_tests" / "try_exercises.py", lesson, *command[1:]],
        cwd=folder,
        env={**os.environ, "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
    )
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


@pytest.mark.parametrize("lesson", LESSONS_WITH_EXERCISES, ids=lambda path: path.stem)
def test_checks_judge_rightly_on_seqlite(lesson: Path, mnist_root: Path, tmp_path: Path) -> None:
    tried = attempts([sys.executable, "--seqlite"], lesson, mnist_root, tmp_path)
    assert {attempt["exercise"] for attempt in tried} == set(EXERCISES[lesson])
    assert not misjudged(tried), "\n".join(misjudged(tried))


@pytest.mark.parametrize("lesson", LESSONS_WITH_EXERCISES, ids=lambda path: path.stem)
def test_checks_judge_rightly_on_pytorch(
    lesson: Path, torch_python: str, mnist_root: Path, tmp_path: Path
) -> None:
    tried = attempts([torch_python], lesson, mnist_root, tmp_path)
    assert not misjudged(tried), "\n".join(misjudged(tried))


def test_exercises_are_named_once_and_have_all_their_parts() -> None:
    """Progress is kept by an exercise's name."""
    names = [name for exercises in EXERCISES.values() for name in exercises]
    assert len(names) == len(set(names))
    for lesson in LESSONS_WITH_EXERCISES:
        cells = json.loads(lesson.read_text("utf8"))["cells"]
        for name in EXERCISES[lesson]:
            mine = [cell for cell in cells if cell["metadata"].get("exercise") == name]
            roles = {tag for cell in mine for tag in cell["metadata"].get("tags", [])}
            assert {"exercise", "check", "hint", "solution"} <= roles, name
            assert "".join(mine[0]["source"]).startswith("### Exercise: "), name
