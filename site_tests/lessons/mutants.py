"""Try every check on mutants of its published solution: how many of them it turns down.

    uv run python site_tests/lessons/mutants.py [LESSON.ipynb …] [--exercise NAME]

Changes each solution in one small place (mutations.py) and lets the exercise's check judge it, on seqlite. A
mutant that passes is printed, unless docs/course/exercises/<exercise>.py lists it as equivalent, with the
reason why, in a line `# %% equivalent: "the mutant" = "why"`. Prints killed/total for each exercise, and ends
with 1 if one survived.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import json
import re
import signal
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[2]))

from site_tests.lessons import cell_runs, mutations
from site_tests.lessons.cell_runs import ROOT
from site_tests.lessons.try_exercises import ANSWERS, SOLVED, exercises

LESSONS = sorted((ROOT / "docs" / "lessons").glob("*.ipynb"))
_EQUIVALENT = re.compile(r"^# %% equivalent: (?P<entry>.+)$", re.M)
PATIENCE = 20
"""Seconds after which a mutant that has not come to an end counts as turned down."""


@dataclass
class Score:
    """What became of the mutants of one exercise's solution."""

    exercise: str
    killed: int = 0
    equivalent: list[str] = field(default_factory=list)
    survived: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """Listed as equivalent, and turned down or not there."""

    def __str__(self) -> str:
        total = self.killed + len(self.survived)
        noted = f", {len(self.equivalent)} equivalent" if self.equivalent else ""
        return f"{self.exercise:<16} {self.killed}/{total} killed{noted}"


def scores(notebook: dict[str, Any], exercise: str | None = None) -> Iterator[Score]:
    """The score of each exercise of a lesson, in order, or of one alone."""
    tasks = list(exercises(notebook))
    for task in tasks:
        if exercise not in (None, task.name):
            continue
        for solution in task.solutions:
            if not task.judge(solution.source).startswith(SOLVED):
                raise RuntimeError(f"{task.name}: the check turns down the published solution")
            known = equivalent(task.name)
            score = Score(task.name)
            before = dict(task.main.__dict__)
            before_it = tasks[: tasks.index(task)]
            earlier = (one.source for other in before_it for one in other.solutions)
            given: set[tuple[str, str]] = set()
            for other in (task.starter.source, *earlier):
                given |= definitions(solution.source) & definitions(other)
            not_mine = {name for name, _ in given}
            for words, source in mutations.mutants(solution.source):
                if any(name in not_mine for name, _ in definitions(source)):
                    continue
                passed = False
                with at_most(PATIENCE), contextlib.suppress(RuntimeError):  # the answer failed
                    passed = task.judge(source).startswith(SOLVED)
                task.main.__dict__.clear()
                task.main.__dict__.update(before)
                if not passed:
                    score.killed += 1
                elif words in known:
                    score.equivalent.append(words)
                else:
                    score.survived.append(words)
            score.unknown = [words for words in known if words not in score.equivalent]
            yield score


def equivalent(exercise: str) -> dict[str, str]:
    """The mutants of an exercise's solution that do what it does, and why."""
    text = (ANSWERS / f"{exercise}.py").read_text("utf8")
    return tomllib.loads("\n".join(found["entry"] for found in _EQUIVALENT.finditer(text)))


def definitions(source: str) -> set[tuple[str, str]]:
    """The functions and classes of a cell. Those of the starter or an earlier solution are not tried here."""
    return {
        (node.name, ast.unparse(node))
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }


class at_most:
    """Ends the block after some seconds, by an interrupt; the block that was ended is left quietly."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __enter__(self) -> None:
        signal.signal(signal.SIGALRM, self._over)
        signal.setitimer(signal.ITIMER_REAL, self.seconds)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        signal.setitimer(signal.ITIMER_REAL, 0)
        return kind is TimeoutError

    def _over(self, *_: object) -> None:
        raise TimeoutError


def line_for(words: str) -> str:
    """The line by which an exercise's file calls a mutant equivalent."""
    return f'# %% equivalent: {json.dumps(words, ensure_ascii=False)} = "why"'


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("lessons", nargs="*", type=Path, default=LESSONS)
    parser.add_argument("--exercise", help="try this one alone")
    parser.add_argument("--data", type=Path, help="where MNIST lies")
    arguments = parser.parse_args()
    cell_runs.prepare(on_seqlite=True)
    lessons = [lesson.resolve() for lesson in arguments.lessons]
    missed = False
    with cell_runs.folder_with(arguments.data):
        for lesson in lessons:
            for score in scores(json.loads(lesson.read_text("utf8")), arguments.exercise):
                print(score, flush=True)
                for words in score.survived:
                    print(f"    survived: {words}")
                    print("        make the check notice it, or say why that is right, in", end=" ")
                    print(f"docs/course/exercises/{score.exercise}.py: {line_for(words)}")
                for words in score.unknown:
                    print(f"    not equivalent after all: {words}")
                missed = missed or bool(score.survived or score.unknown)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
