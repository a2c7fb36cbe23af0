"""The scripts keep to their types: TypeScript's compiler reads them strictly."""

import json
import subprocess
from pathlib import Path

import pytest

from site_tests import ROOT
from site_tests.style.tools import npm_tool

LIVE = ROOT / "live_cells" / "live"
EDITOR = LIVE / "page" / "editor" / "codemirror" / "codemirror.ts"


FOLDERS = [LIVE, LIVE / "worker", LIVE / "offline", ROOT / "docs" / "course" / "page"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_types(folder: Path) -> None:
    assert compiled(folder) == ""


def test_types_of_what_is_made_of_packages(assets: None, tmp_path: Path) -> None:
    """The editor's packages lie in the cache, not beside it."""
    from live_cells.plugin.packages.scripts import tools

    packages = tools() / "node_modules"
    options = {"paths": {"*": [f"{packages}/*"]}}
    files = [str(path) for path in (EDITOR, LIVE / "words.d.ts", LIVE / "page" / "globals.d.ts")]
    project = tmp_path / "tsconfig.json"
    project.write_text(
        json.dumps({"extends": str(LIVE / "tsconfig.json"), "compilerOptions": options, "files": files})
    )
    assert compiled(project) == ""


def compiled(project: Path) -> str:
    """What the compiler says of it."""
    from live_cells.plugin.fetch import node

    compiler = npm_tool("typescript") / "lib" / "tsc.js"
    command = [node(), compiler, "--project", project]
    return subprocess.run(command, capture_output=True, text=True).stdout
