"""Claims are tried with several seeds; those that a lucky seed made are found."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from site_tests import ROOT
from site_tests.lessons import cell_runs, claims


def notebook(folder: Path, *cells: tuple[str, list[str]]) -> Path:
    def cell(number: int, source: str, claimed: list[str]) -> dict[str, Any]:
        metadata = {"claims": claimed} if claimed else {}
        return {"cell_type": "code", "id": f"cell-{number}", "metadata": metadata, "source": source}

    path = folder / "one.ipynb"
    path.write_text(json.dumps({"cells": [cell(i, *each) for i, each in enumerate(cells)]}), "utf8")
    return path


def tried(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, ROOT / "site_tests" / "lessons" / "claims.py", "--seqlite", *arguments, path]
    return subprocess.run(command, capture_output=True, text=True)


def test_a_claim_that_one_seed_made_is_found_with_its_figures(tmp_path: Path) -> None:
    draw = "import torch\ntorch.manual_seed(3)\nx = torch.rand(1).item()\nfirst = x", []
    claim = "y = 2 * x", ["x < 1", "first == x and abs(x - 0.0043) < 1e-4"]
    done = tried(notebook(tmp_path, draw, claim, ("never()", [])))
    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert len(lines) == 5 * 2 + 1, done.stdout + done.stderr
    assert sum(": holds: x < 1 (x = 0." in line for line in lines) == 5
    assert "one cell-1, seeds + 0: holds: first == x and" in lines[1]
    assert sum("FAILS: first == x" in line and "abs(x - 0.0043) = 0." in line for line in lines) == 4
    assert lines[-1] == "4 of the claims' runs fail"


def test_claims_that_hold_end_well_and_the_number_of_seeds_can_be_chosen(tmp_path: Path) -> None:
    done = tried(notebook(tmp_path, ("rates = [1, 2]", ["all(rate > 0 for rate in rates)"])), "--seeds", "2")
    assert (done.returncode, done.stdout.count("holds: all(")) == (0, 2), done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "all claims hold"


def test_a_claim_about_what_is_not_there_fails(tmp_path: Path) -> None:
    done = tried(notebook(tmp_path, ("x = 1", ["y > 0"])), "--seeds", "1")
    assert done.returncode == 1
    assert "FAILS: y > 0 (NameError: name 'y' is not defined)" in done.stdout


@pytest.mark.parametrize(
    ("source", "other"),
    [
        ("torch.manual_seed(0)", "torch.manual_seed(2000)"),
        ("torch.manual_seed( 1_000 )", "torch.manual_seed( 3000 )"),
        ("g = torch.Generator().manual_seed(7)", "g = torch.Generator().manual_seed(2007)"),
        ("torch.manual_seed(seed)", "torch.manual_seed(seed)"),
        ("x = 1\nseeds = [0, 1, 12]", "x = 1\nseeds = [2000, 2001, 2012]"),
    ],
)
def test_seeds_that_are_numbers_change(source: str, other: str) -> None:
    assert claims.seeded(source, 0).replace("1000", "1_000") == source
    assert claims.seeded(source, 2) == other


WITH_CLAIMS = [path for path in cell_runs.NOTEBOOKS if claims.claims_of(json.loads(path.read_text("utf8")))]


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("path", WITH_CLAIMS, ids=lambda path: path.stem)
def test_what_a_lesson_claims_holds_for_other_seeds(path: Path, mnist_root: Path) -> None:
    done = tried(path, "--data", str(mnist_root))
    assert done.returncode == 0, done.stdout + done.stderr
