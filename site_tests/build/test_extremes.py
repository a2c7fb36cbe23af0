"""Cells with form fields run at both ends of every control, on seqlite and on PyTorch."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from site_tests import ROOT
from site_tests.lessons import extremes
from site_tests.lessons.cell_runs import NOTEBOOKS
from site_tests.oracle.torch_programs import TorchPrograms

WITH_FIELDS = [path for path in NOTEBOOKS if extremes.has_fields(json.loads(path.read_text("utf8")))]


PROGRAM = ROOT / "site_tests" / "lessons" / "extremes.py"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, PROGRAM, "--seqlite", *arguments]
    return subprocess.run(command, capture_output=True, text=True)


def test_there_are_forms() -> None:
    assert WITH_FIELDS


@pytest.mark.slow
@pytest.mark.parametrize("notebook", WITH_FIELDS, ids=lambda path: path.stem)
def test_no_extreme_raises_on_seqlite(notebook: Path, mnist_root: Path) -> None:
    done = run("--data", mnist_root, notebook)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("notebook", WITH_FIELDS, ids=lambda path: path.stem)
def test_no_extreme_raises_on_pytorch(
    notebook: Path, torch_programs: TorchPrograms, mnist_root: Path
) -> None:
    done = torch_programs.run(PROGRAM, "--data", mnist_root, notebook)
    assert done.returncode == 0, done.stdout + done.stderr


def cell(name: str, source: str, **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "code", "id": name, "metadata": metadata, "source": source, "outputs": []}


def written(folder: Path, *cells: dict[str, Any]) -> Path:
    path = folder / "one.ipynb"
    path.write_text(json.dumps({"metadata": {}, "cells": cells}), "utf8")
    return path


FRAGILE = """\
n = 2  # @param {type:"slider", min:0, max:4, step:1}
safe = True  # @param {type:"boolean"}
print(base / n)"""


def test_an_extreme_that_raises_is_named_with_what_was_raised(tmp_path: Path) -> None:
    above = cell("above", "base = 8\n"), cell("wrong", "1 / 0", tags=["raises-exception"])
    below = cell("below", "never_run")
    done = run(written(tmp_path, *above, cell("fragile", FRAGILE), below))
    assert done.returncode == 1
    said = [line.split(": ") for line in done.stdout.splitlines() if line.startswith("one fragile")]
    assert [change for _, change, *_ in said] == ["as published", "n = 0", "n = 4", "safe = False"]
    assert ["FAILED" in line[-1] for line in said] == [False, True, False, False]
    assert "ZeroDivisionError" in done.stdout


def test_a_cell_above_that_fails_is_reported(tmp_path: Path) -> None:
    done = run(written(tmp_path, cell("fragile", FRAGILE)))
    assert done.returncode == 1
    assert "NameError: name 'base' is not defined" in done.stdout


def test_a_slow_cell_is_left_as_published_unless_all_are_wanted(tmp_path: Path) -> None:
    slow = cell("slow", "base = 8\n" + FRAGILE, slow_extremes="trains for a minute at n = 4")
    path = written(tmp_path, slow)
    assert run(path).stdout.count("one slow") == 1
    assert run("--all", path).stdout.count("one slow") == 4
