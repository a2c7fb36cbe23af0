"""Who follows the authors' guide to the letter gets a lesson, or a course, that builds strictly."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from site_tests import ROOT
from site_tests.oracle.torch_programs import TorchPrograms
from site_tests.servers.mkdocs_serve import copy_of_tree, environment_of

CACHE = os.environ.get("SEQLITE_ASSET_CACHE", str(ROOT / ".cache" / "assets"))
GUIDE = (ROOT / "docs/guides/authors.md").read_text("utf8")
LINK = re.compile(r"Doc file '(?P<page>[^']+)' contains a link '(?P<link>[^']+)'")
CELL = {
    "cell_type": "code",
    "execution_count": None,
    "id": "0b9f1c9e-3f0a-4a55-9b7e-0123456789ab",
    "metadata": {"editable": True, "slideshow": {"slide_type": ""}},
    "outputs": [],
    "source": "x.mean()",
}
"""As JupyterLab saves it."""


@pytest.fixture
def clone(assets: None, tmp_path: Path) -> Path:
    tree = copy_of_tree(tmp_path / "clone")
    git(tree, "init", "-q")
    git(tree, "add", "-A")
    git(tree, "commit", "-q", "-m", "As it was")
    return tree


def git(tree: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=Author", "-c", "user.email=author@example.org", *arguments]
    return subprocess.check_output(command, cwd=tree, text=True)


def blocks(section: str, language: str) -> list[str]:
    """The guide's code in a section."""
    text = GUIDE.partition(f"## {section}\n")[2].partition("\n## ")[0]
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.S | re.M)


def follow(tree: Path, commands: str, torch_python: str = "") -> str:
    """Do what the guide says, with the Pythons that are here; returns what was said."""
    programs = tree.parent / "programs"
    programs.mkdir(exist_ok=True)
    ours = f'if [ "$2" = mkdocs ]; then shift 2; exec {sys.executable} -m mkdocs "$@"; fi; shift 2'
    for name, text in {
        "uv": f'{ours}; exec {sys.executable} "$@"',
        "python": f'exec {torch_python or sys.executable} "$@"',
    }.items():
        (programs / name).write_text(f"#!/bin/sh\n{text}\n", "utf8")
        (programs / name).chmod(0o755)
    environment = environment_of(tree, SEQLITE_ASSET_CACHE=CACHE, NO_MKDOCS_2_WARNING="1")
    environment["PATH"] = f"{programs}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-e", "-c", commands], cwd=tree, env=environment, capture_output=True, text=True
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said


@pytest.mark.slow
def test_a_lesson_touches_three_files_and_builds(clone: Path, torch_programs: TorchPrograms) -> None:
    begin, whenever = blocks("The files of a lesson", "bash")
    follow(clone, begin)
    path = clone / "docs/lessons/yours.ipynb"
    notebook = json.loads(path.read_text("utf8"))
    notebook["cells"].insert(3, CELL)
    path.write_text(json.dumps(notebook), "utf8")
    mkdocs = clone / "mkdocs.yml"
    line = re.search(r"`(- 11\. Yours: lessons/yours\.ipynb)`", GUIDE)
    assert line
    mkdocs.write_text(
        mkdocs.read_text("utf8").replace(
            "      - Exercises: lessons/", f"      {line[1]}\n      - Exercises: lessons/"
        ),
        "utf8",
    )
    follow(clone, whenever, torch_programs.python)
    changed = git(clone, "status", "--short", "--untracked-files=all").split()[1::2]
    assert changed == ["mkdocs.yml", "docs/lessons/yours.ipynb", "docs/course/exercises/your-error.py"]
    page = (clone / "site/lessons/yours/index.html").read_text("utf8")
    assert "0b9f1c9e" not in page
    teachers = (clone / "site/guides/teachers/index.html").read_text("utf8")
    assert teachers.count("lessons/yours/") == 2, "in the table of lessons, and in that of exercises"
    assert "Which line lies closest to the points?" in teachers


@pytest.mark.slow
def test_all_lessons_can_be_replaced(clone: Path) -> None:
    [delete] = blocks("Replace all lessons", "bash")
    [nav] = blocks("Replace all lessons", "yaml")
    follow(clone, delete)
    (clone / "docs/index.md").write_text("# My course\n\n[Begin](lessons/first.md)\n", "utf8")
    (clone / "docs/lessons/first.md").write_text("# My first lesson\n\nWords.\n", "utf8")
    mkdocs = clone / "mkdocs.yml"
    settings = mkdocs.read_text("utf8")
    old = settings[settings.index("  - Home: ") : settings.index("  - Guides:")]
    settings = settings.replace(old, nav)
    gone = re.findall(
        r"^ +- [^:\n]+: (?:pytorch|lab/draw|guides/teachers|guides/glossary).*\n", settings, re.M
    )
    for line in (*gone, "  - Full PyTorch:\n"):
        settings = settings.replace(line, "")
    mkdocs.write_text(settings, "utf8")
    said = build(clone)
    links = LINK.findall(said)
    assert len(links) == 4 == said.count("WARNING -"), said
    for page, link in links:
        path = clone / "docs" / page
        text = path.read_text("utf8")
        path.write_text(re.sub(rf"\[([^\]]+)\]\({re.escape(link)}\)", r"\1", text), "utf8")
    assert "WARNING" not in build(clone)
    assert "My first lesson" in (clone / "site/lessons/first/index.html").read_text("utf8")
    tests = ["-m", "pytest", "-q", "-n", "1", "site_tests/live", "site_tests/unit"]
    done = subprocess.run([sys.executable, *tests], cwd=clone, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def build(tree: Path) -> str:
    return follow(tree, "uv run mkdocs build --strict --quiet || true")
