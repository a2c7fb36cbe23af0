"""The programs beside the tests can be started; what they measure is their own affair."""

import subprocess
import sys
from pathlib import Path

import pytest

from site_tests import ROOT

PROGRAMS = sorted(
    path
    for path in (ROOT / "site_tests" / "bench").glob("*.py")
    if "ArgumentParser(" in path.read_text("utf8")
)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_a_bench_starts(program: Path) -> None:
    done = subprocess.run([sys.executable, program, "--help"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
