"""A generator that is asked for help helps, and writes nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from site_tests import ROOT

GENERATORS = sorted((ROOT / "site_tests" / "generators").glob("*.py"))
ON_PYTORCH = ("record_weights.py",)  # runs where PyTorch is alone


@pytest.mark.parametrize(
    "path", [path for path in GENERATORS if path.name not in ON_PYTORCH], ids=lambda path: path.stem
)
def test_help_says_what_is_written(path: Path, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, path, "--help"], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"usage: {path.name}")
    assert f"site_tests/generators/{path.name}" in done.stdout or "uv run poe" in done.stdout
