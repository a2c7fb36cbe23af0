"""Runs a test file on one side, in a process that is started again when a test takes it down."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from site_tests import ROOT
from site_tests.oracle.torch_side import find_torch_python
from site_tests.upstream.verdicts import CRASHED

SIDES = ("torch", "seqlite")
STARTS = 20  # of one file's process, at most


@dataclass
class Outcome:
    """A test's verdict, with the reason if it did not pass."""

    verdict: str
    reason: str = ""
    seconds: float = 0.0


@dataclass
class Outcomes:
    """What a file's tests did, by their names; notes say what could not be loaded."""

    tests: dict[str, Outcome] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    finished: bool = False


class NoPythonError(Exception):
    """There is no PyTorch; the message says where it was looked for."""


@functools.cache
def python_of(side: str) -> str:
    """PyTorch's Python where there is one, for both sides: the same NumPy, and SciPy, too."""
    torch_python, why = find_torch_python()
    if side == "torch" and torch_python is None:
        raise NoPythonError(why)
    return torch_python or sys.executable


def run_file(
    side: str, source: Path, name: str, seconds: int, only: Collection[str] | None = None
) -> Outcomes:
    """The tests of the file `name` on `side`, or `only` some, each with a limit of `seconds`."""
    with tempfile.TemporaryDirectory() as folder:
        journal, names = Path(folder) / "journal", Path(folder) / "names"
        command = [
            python_of(side),
            "-m",
            "site_tests.upstream.one_file",
            side,
            str(source),
            name,
            str(journal),
            str(seconds),
        ]
        if only is not None:
            names.write_text("\n".join(only), "utf8")
            command.append(str(names))
        read = Outcomes()
        for _ in range(STARTS):
            size = journal.stat().st_size if journal.exists() else -1
            said = run_once(side, command, journal, Path(folder), 4 * seconds + 60)
            read = outcomes_in(journal)
            if read.finished or not journal.exists() or journal.stat().st_size == size:
                break
        if not read.finished:
            read.notes.append(f"the process did not finish: {said}")
        return read


def run_once(side: str, command: list[str], journal: Path, folder: Path, patience: int) -> str:
    """One life of the process; its last words. It is ended when the journal has not grown for long."""
    quick = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    environment = {**os.environ, **quick, "PYTHONPATH": str(ROOT)}
    with (folder / "log").open("w+b") as log:
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        began = time.time()
        while process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(1)
            last = journal.stat().st_mtime if journal.exists() else began
            if time.time() - max(last, began) > patience:
                process.kill()
        log.seek(0)
        said = log.read().decode("utf8", "replace").strip().splitlines()
    return said[-1] if said else f"exit status {process.returncode}"


def outcomes_in(journal: Path) -> Outcomes:
    read = Outcomes()
    for record in records_in(journal):
        if "begun" in record:
            read.tests[record["begun"]] = Outcome(CRASHED, "the process ended")
        elif "test" in record:
            read.tests[record["test"]] = Outcome(record["verdict"], record["reason"], record["seconds"])
        elif "note" in record:
            read.notes.append(record["note"])
        read.finished |= "finished" in record
    return read


def records_in(journal: Path) -> list[dict[str, Any]]:
    if not journal.exists():
        return []
    return [json.loads(text) for text in journal.read_text("utf8").splitlines()]
