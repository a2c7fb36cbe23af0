"""Try a lesson's exercises: what each check says to the starter, to typical mistakes and to right answers.

    python site_tests/lessons/try_exercises.py LESSON.ipynb [--seqlite]

Runs each exercise in this Python, on its PyTorch or on seqlite, with those cells above that answer and check
need (live_runner/cell_needs.py) and no others, and prints a JSON list of attempts. The
mistakes stand in docs/course/exercises/<exercise>.py, split by lines `# %% says: part of the diagnosis`
(`# %% right` for another right answer; `# %% equivalent: …` is for mutants.py); two more are made for every
exercise.
Standard library only, so that any Python with torch can run it.
"""

import json
import re
import sys
import types
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "live_cells" / "live" / "python")]

from live_runner import cell_needs
from live_runner.cell_needs import Cell
from site_tests.lessons import cell_runs

ANSWERS = ROOT / "docs" / "course" / "exercises"
UNSOLVED, SOLVED = "✗", "✓"


def answers(exercise: str) -> Iterator[tuple[str, str]]:
    """What the check should say, and the answer it should say it to."""
    text = (ANSWERS / f"{exercise}.py").read_text("utf8")
    for block in re.split(r"^# %% ", text, flags=re.M)[1:]:
        title, _, code = block.partition("\n")
        if title.startswith("equivalent: "):
            continue
        yield (SOLVED if title == "right" else title.removeprefix("says: ")), code


def accidents(main: types.ModuleType, names: set[str]) -> Iterator[tuple[str, str]]:
    """What can happen to any answer: its functions raise or leave, its names are gone."""
    written = [name for name in sorted(names) if isinstance(vars(main)[name], types.FunctionType | type)]
    if written:
        raising = "def raises(*args, **kwargs):\n    raise ZeroDivisionError('on purpose')\n\n"
        yield "ZeroDivisionError: on purpose", f"{raising}{' = '.join(written)} = raises"
        leaving = "def leaves(*args, **kwargs):\n    print('✓ solved')\n    raise SystemExit\n\n"
        yield "SystemExit", f"{leaving}{' = '.join(written)} = leaves"
    yield "NameError", f"del {', '.join(sorted(names))}"


class Exercise:
    """One exercise, among names of its own."""

    def __init__(self, cells: list[Cell], name: str) -> None:
        self.name, self.main = name, types.ModuleType("__main__")
        self.cells = cells
        mine = [cell for cell in cells if cell.exercise == name]
        [self.starter] = [cell for cell in mine if cell.part == "exercise"]
        [self.check] = [cell for cell in mine if cell.part == "check"]
        self.solutions = [cell for cell in mine if cell.part == "solution"]

    def judge(self, code: str) -> str:
        """What the check says to an answer."""
        answer = replace(self.starter, source=code)
        found = cell_needs.plan([answer, self.check], self.cells)
        self._run(Cell("imports", "\n".join(found.imports.values())))
        for cell in found.run:
            self._run(cell)
            self.cells = [replace(one, is_current=one.is_current or one is cell) for one in self.cells]
        self._run(answer)
        return "".join(part["text"] for part in self._run(self.check) if part["part"] == "verdict")

    def _run(self, cell: Cell) -> list[dict]:
        outcome, parts = cell_runs.run(cell.source, cell.id, self.main)
        if outcome != "done":
            said = "".join(part["text"] for part in parts)
            raise RuntimeError(f"{self.name}: cell {cell.id} {outcome}: {said}\n{cell.source}")
        return parts


def exercises(notebook: dict) -> Iterator[Exercise]:
    """Those of a lesson, in their order."""
    cells = cell_needs.cells_of(notebook, "page-only", "torch-only", "raises-exception")
    for name in dict.fromkeys(cell.exercise for cell in cells if cell.part == "check"):
        yield Exercise(cells, name)


def attempts(notebook: dict) -> Iterator[dict[str, str]]:
    """Every attempt at every exercise: its name, whose answer it is, what was wanted, what the check said."""
    for exercise in exercises(notebook):

        def attempt(answer: str, wanted: str, code: str, exercise: Exercise = exercise) -> dict[str, str]:
            said = exercise.judge(code)
            return {"exercise": exercise.name, "answer": answer, "wanted": wanted, "said": said}

        for solution in exercise.solutions:  # each on its own, as on a fresh page
            yield attempt("solution", SOLVED, solution.source, Exercise(exercise.cells, exercise.name))
        starter = exercise.starter.source
        yield attempt("starter", UNSOLVED, starter)
        bound = cell_needs.names_of(starter).binds
        for wanted, code in accidents(exercise.main, bound):
            yield attempt("accident", wanted, code)
        exercise.judge(starter)
        for number, (wanted, code) in enumerate(answers(exercise.name), start=1):
            yield attempt(f"answer {number}", wanted, code)


if __name__ == "__main__":
    cell_runs.prepare("--seqlite" in sys.argv)
    import torch

    torch.set_num_threads(1)
    print(json.dumps(list(attempts(json.loads(Path(sys.argv[1]).read_text("utf8"))))))
