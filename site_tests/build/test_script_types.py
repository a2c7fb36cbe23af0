"""The pages' scripts keep to the types in their comments: TypeScript's compiler reads them strictly."""

import subprocess
from pathlib import Path

import pytest
from paths import ROOT
from tools import npm_tool

LIVE = ROOT / "docs" / "live"


@pytest.mark.parametrize("folder", [LIVE, LIVE / "worker", LIVE / "offline"], ids=lambda path: path.name)
def test_types(folder: Path) -> None:
    from fetch import node

    compiler = npm_tool("typescript") / "lib" / "tsc.js"
    done = subprocess.run([node(), compiler, "--project", folder], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
