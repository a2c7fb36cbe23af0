"""Answers to predictions about other settings than the published ones hold, on seqlite and on PyTorch."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from site_tests import ROOT
from site_tests.lessons import predictions_tried
from site_tests.lessons.cell_runs import NOTEBOOKS
from site_tests.oracle.torch_programs import TorchPrograms

PROGRAM = ROOT / "site_tests" / "lessons" / "predictions_tried.py"
TRYING = [path for path in NOTEBOOKS if predictions_tried.cells_of(json.loads(path.read_text("utf8")))]


def test_they_hold_on_seqlite(mnist_root: Path) -> None:
    command = [sys.executable, PROGRAM, "--seqlite", "--data", mnist_root, *TRYING]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(": holds: ") >= len(TRYING)


@pytest.mark.slow
def test_they_hold_on_pytorch(torch_programs: TorchPrograms, mnist_root: Path) -> None:
    done = torch_programs.run(PROGRAM, "--data", mnist_root, *TRYING)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_answer_that_is_wrong_is_named_with_its_figures(tmp_path: Path) -> None:
    tried = [{"set": {"n": 3}, "claim": "twice == 6"}, {"set": {"n": 4}, "claim": "twice == 6"}]
    source = 'n = 2  # @param {type:"slider", min:0, max:4, step:1}\ntwice = 2 * n'
    metadata = {"predict": {"tried": tried}}
    cell = {"cell_type": "code", "id": "twice", "metadata": metadata, "source": source, "outputs": []}
    path = tmp_path / "one.ipynb"
    path.write_text(json.dumps({"metadata": {}, "cells": [cell]}), "utf8")
    done = subprocess.run([sys.executable, PROGRAM, "--seqlite", path], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        'one twice, {"n": 3}: holds: twice == 6 (twice = 6)',
        'one twice, {"n": 4}: FAILS: twice == 6 (twice = 8)',
    ]
