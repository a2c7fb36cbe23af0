"""The exercises' checks turn down mutants of the published solutions."""

import subprocess
import sys
from pathlib import Path

import pytest
from test_exercise_files import LESSONS_WITH_EXERCISES

from site_tests import ROOT

MUTANTS = ROOT / "site_tests" / "lessons" / "mutants.py"


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS_WITH_EXERCISES, ids=lambda path: path.stem)
def test_no_mutant_of_a_solution_passes(
    lesson: Path, mnist_root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [sys.executable, MUTANTS, lesson, "--data", mnist_root]
    done = subprocess.run(command, capture_output=True, text=True)
    with capsys.disabled():
        print("", *done.stdout.splitlines(), sep="\n  ")
    assert done.returncode == 0, done.stdout + done.stderr
