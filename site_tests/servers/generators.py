"""Generators of others, which the tests do not need otherwise: uv adds one to this Python for one command."""

import shutil
import subprocess
from pathlib import Path

import pytest

from site_tests import ROOT

PINNED = {
    "sphinx": "sphinx==9.2.*",
    "zensical": "zensical==0.0.73",
    "properdocs": "properdocs==1.6.7",
    "myst-nb": "myst-nb==1.4.*",
}
"""The releases that were tried."""


def generator(name: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What a generator says; it runs as a module, with this project beside it."""
    uv = shutil.which("uv")
    if not uv:
        pytest.skip("there is no uv on this machine, which adds the generator")
    command = [uv, "run", "--project", str(ROOT), "--no-sync", "--with", PINNED[name], "python", "-m"]
    return subprocess.run([*command, *arguments], cwd=folder, capture_output=True, text=True)
