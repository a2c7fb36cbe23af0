"""Style, types and spelling, as the contributing guide promises."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from site_tests import ROOT
from site_tests.style import imports

CHECKS = {
    "lint": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "spelling": [
        "codespell",
        "docs",
        "live_cells",
        "seqlite",
        "site_tests",
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "conftest.py",
        "mkdocs.yml",
        "pyproject.toml",
    ],
}
Node = TypeVar("Node", bound=ast.AST)


@pytest.mark.parametrize("check", CHECKS)
def test_checker_is_content(check: str) -> None:
    program, *arguments = CHECKS[check]
    module = "codespell_lib" if program == "codespell" else program
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_spelling_of_the_notebooks(tmp_path: Path) -> None:
    """Their prose, code and alt texts; the pictures in them are no words."""
    for notebook in (
        path
        for folder in ("lessons", "lab", "pytorch", "guides")
        for path in ROOT.glob(f"docs/{folder}/*.ipynb")
    ):
        cells = json.loads(notebook.read_text("utf8"))["cells"]
        lines = [text for cell in cells for text in ("".join(cell["source"]), *texts_in(cell["metadata"]))]
        (tmp_path / f"{notebook.stem}.txt").write_text("\n".join(lines), "utf8")
    done = codespell(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def texts_in(metadata: object) -> Iterator[str]:
    if isinstance(metadata, str):
        yield metadata
    elif isinstance(metadata, dict | list):
        for value in metadata.values() if isinstance(metadata, dict) else metadata:
            yield from texts_in(value)


def codespell(*paths: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "codespell_lib", "--toml", ROOT / "pyproject.toml", *paths]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


WRONG = ["optimiser", "make_colours", "isNormalised", "LICENCES", "recieve"]  # codespell:ignore


@pytest.mark.parametrize("word", WRONG)
def test_british_spelling_and_slips_are_found_in_names_too(word: str, tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(f"{word} = 1\n", "utf8")
    done = codespell(tmp_path)
    assert done.returncode
    assert "==>" in done.stdout


@pytest.mark.parametrize("word", ["optimizer", "is_writeable", "torch.atleast_1d", "hist", "LICENSES"])
def test_american_spelling_and_other_peoples_names_are_not(word: str, tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(f"{word} = 1\n", "utf8")
    assert codespell(tmp_path).stdout == ""


def test_no_address_of_a_package_index_is_committed() -> None:
    files = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    hosts = re.compile(
        r"registry\.npm" + r"js|files\.pythonhosted|pypi\.org/simp" + r"le|" + '"resol' + 'ved"'
    )
    for file in filter(None, files):
        path = ROOT / file
        if path.suffix not in (".png", ".svg", ".safetensors", ".wasm") and path.is_file():
            assert not hosts.search(path.read_text("utf8")), file


def test_the_pyodide_version_is_written_once() -> None:
    pinned = tomllib.loads((ROOT / "live_cells/plugin/pins.toml").read_text("utf8"))["pyodide"][
        "npm"
    ].partition("@")[2]
    for folder in ("live_cells/image", "live_cells/live", "live_cells/plugin", "seqlite", "site_tests"):
        for path in (ROOT / folder).rglob("*.*"):
            if path.suffix in (".py", ".js", ".mjs", ".ts", ".yml") and "__pycache__" not in path.parts:
                assert pinned not in path.read_text("utf8"), (
                    f"{path} repeats the version that pins.toml holds"
                )


def test_tests_wait_for_what_they_want_not_for_time_to_pass() -> None:
    for path, call in found(ast.Call, "site_tests/**/test_*.py"):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        values = [value.value for value in call.args if isinstance(value, ast.Constant)]
        waits = name == "wait_for_timeout" or "networkidle" in values or (name == "sleep" and values != [0])
        assert not waits, f"{path}:{call.lineno} waits for time to pass"


def test_no_python_stands_in_scripts_nor_scripts_in_python() -> None:
    python = re.compile(r"runPython\(\s*[`'\"]|__import__|\blambda\b|^(?:from [\w.]+ )?import [\w.]+$", re.M)
    files = (path for folder in ("docs", "live_cells") for path in (ROOT / folder).rglob("*s"))
    scripts = (path for path in files if path.suffix in (".js", ".mjs", ".ts"))
    for path in [*scripts, *(ROOT / "site_tests" / "build").glob("*js")]:
        stands = python.search(imports.without_comments(path.read_text("utf8")))
        assert not stands, f"{path}: {stands}: a Python file of its own would be checked"
    script = re.compile(r"=> [{(]|\bconst \w+ = \S|\bawait import\(")
    for path, constant in found(ast.Constant, "docs/**/*.py", "live_cells/**/*.py", "seqlite/**/*.py"):
        stands = isinstance(constant.value, str) and script.search(constant.value)
        assert not stands, f"{path}:{constant.lineno}: {stands}: it belongs into a script of its own"


def found(kind: type[Node], *files: str) -> Iterator[tuple[Path, Node]]:
    """All parts of a kind in these Python files."""
    for path in (path for pattern in files for path in ROOT.glob(pattern)):
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            if isinstance(node, kind):
                yield path, node
