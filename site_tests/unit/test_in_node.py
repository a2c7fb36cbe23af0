"""The JavaScript that needs no browser, in Node's own test runner."""

import os
import subprocess
from pathlib import Path

import pytest

TESTS = sorted(Path(__file__).parent.glob("*.test.mjs"))


@pytest.mark.parametrize("file", TESTS, ids=lambda file: file.name)
def test_javascript(file: Path, assets: None, fuzz_seed: int) -> None:
    from live_cells.plugin.fetch import node, npm_package
    from live_cells.plugin.packages.scripts import esbuild_package

    settings = {"FUZZ_SEED": fuzz_seed, "PYODIDE": npm_package("pyodide"), "ESBUILD": esbuild_package()}
    environment = os.environ | {f"SEQLITE_{name}": str(value) for name, value in settings.items()}
    done = subprocess.run([node(), "--test", file], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
