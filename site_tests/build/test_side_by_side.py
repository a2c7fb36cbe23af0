"""A process of the test run that dies takes one test with it: all others still run, and the run ends."""

import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from site_tests import ROOT
from site_tests.suite.slow import slow_except

CONFTEST = """
import pytest
from site_tests.suite.side_by_side import ByFile

@pytest.hookimpl
def pytest_xdist_make_scheduler(config, log):
    return ByFile(config, log)
"""
LIVES = "def test_{0}(): pass\n"
DIES = "def test_{0}(): __import__('os')._exit(1)\n"


def run(folder: Path, files: dict[str, list[bool]], processes: int) -> str:
    """What pytest says about `files`: for each of their tests, in order, whether its process survives it."""
    (folder / "conftest.py").write_text(CONFTEST)
    for name, survives in files.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("".join((LIVES if each else DIES).format(n) for n, each in enumerate(survives)))
    command = f"-m pytest -q -p no:cacheprovider -c /dev/null -n{processes} --max-worker-restart=99".split()
    command = [sys.executable, *command, "--no-loadscope-reorder", *files]
    path = {"PYTHONPATH": str(ROOT / "site_tests")}
    done = subprocess.run(command, cwd=folder, env=path, capture_output=True, text=True, timeout=90)
    return done.stdout


@pytest.mark.parametrize("turn", slow_except(range(4), 0))
def test_only_the_tests_fail_that_end_their_process(turn: int, fuzz_seed: int, tmp_path: Path) -> None:
    draw = random.Random(f"{fuzz_seed} {turn}")
    files = {
        f"{folder}/test_{folder}{n}.py": [draw.random() > 0.15 for _ in range(draw.randrange(1, 8))]
        for folder in ("engine", "browser")
        for n in range(3)
    }
    files["browser/test_last.py"] = [False]
    printed = run(tmp_path, files, processes=draw.choice((1, 2)))
    tests = {f"{file}::test_{n}": lives for file, each in files.items() for n, lives in enumerate(each)}
    ended = {test for test, lives in tests.items() if not lives}
    assert set(re.findall(r"^FAILED (\S+)", printed, re.MULTILINE)) == ended, printed
    assert f"{len(ended)} failed, {len(tests) - len(ended)} passed" in printed
