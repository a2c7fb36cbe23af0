"""The engine's stubs say what its declarations say."""

import subprocess
import sys

from site_tests import ROOT


def test_stubs_are_up_to_date() -> None:
    """Editors and type checkers read them: `uv run poe stubs` writes them anew."""
    done = subprocess.run(
        [sys.executable, ROOT / "site_tests" / "generators" / "stubs.py", "--check"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
