"""Recorded by PyTorch = computed by seqlite on this machine, cell by cell."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from site_tests import ROOT
from site_tests.lessons.comparison import differences
from site_tests.lessons.notebooks import LAB, LESSONS, PICTURE, TEMPLATE, asked_cells, recorded_cells
from site_tests.suite.slow import slow_except

LONG = {"sequences"}
"""Trains for twenty seconds."""

IN_FRESH_PYTHON = """
import asyncio, json, os, sys
sys.path[:0] = [{live!r}]
import seqlite.as_torch
seqlite.as_torch.install()
from live_runner import figures, runner, lazy_imports
lazy_imports.install()
figures.install({live!r} + "/live_plots")

def text(part):
    if part["part"] == "image":
        return {picture!r}
    if part["part"] == "picture":
        return part["text"] + "\\n"
    return part["plain"] + "\\n" if part["part"] == "html" else part["text"]

def shown(parts):
    "What is seen at the end: a clear begins anew, and an update takes the place of what it updates."
    kept = []
    for part in parts:
        if part["part"] == "clear":
            kept.clear()
        elif part["part"] != "stderr" and not part.get("update"):
            kept.append(part)
    return kept

texts = []
for cell, source in json.load(sys.stdin):
    parts = []
    outcome = asyncio.run(runner.run(source, parts.append, cell))
    texts.append([outcome, "".join(map(text, shown(parts)))])
print(json.dumps(texts))
"""


@pytest.mark.parametrize(
    "lesson",
    slow_except(
        [*LESSONS, LAB, TEMPLATE], *(path for path in (*LESSONS, LAB, TEMPLATE) if path.stem not in LONG)
    ),
    ids=lambda path: path.stem,
)
def test_every_cell_prints_what_pytorch_printed(lesson: Path, mnist_root: Path, tmp_path: Path) -> None:
    cells = [*recorded_cells(lesson), *asked_cells(lesson)]
    (tmp_path / "data").symlink_to(mnist_root)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            IN_FRESH_PYTHON.format(live=str(ROOT / "live_cells/live/python"), picture=PICTURE),
        ],
        input=json.dumps([(cell.id, cell.source) for cell in cells]),
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    wrong = []
    for cell, (outcome, text) in zip(cells, json.loads(done.stdout), strict=True):
        problems = differences(cell.printed, text.rstrip("\n"), cell.tolerance)
        if outcome != cell.outcome or problems:
            wrong.append(f"cell {cell.id} {outcome}: " + "; ".join(problems or [text]))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("lesson", [*LESSONS, LAB, TEMPLATE], ids=lambda path: path.stem)
def test_every_cell_is_recorded_and_every_tolerance_says_why(lesson: Path) -> None:

    notebook = json.loads(lesson.read_text("utf8"))
    assert set(notebook["metadata"]["recorded"]) == {"torch", "torchvision", "python", "date", "sources"}
    for cell in recorded_cells(lesson):
        assert not cell.tolerance or cell.tolerance["why"]


def test_a_lesson_that_was_split_finds_what_readers_kept() -> None:
    """Its parts share a name in the browser, so their cells share no id; the old page names each cell."""
    parts: dict[str, dict[str, str]] = {}
    for lesson in LESSONS:
        notebook = json.loads(lesson.read_text("utf8"))
        name = notebook["metadata"].get("kept_as")
        cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code" and cell["id"] != "setup"]
        for cell in cells if name else []:
            assert cell["id"] not in parts.setdefault(name, {}), f"{lesson.name} and another: {cell['id']}"
            parts[name][cell["id"]] = lesson.name
    assert parts, "no lesson was split"
    for name, places in parts.items():
        old = (LESSONS[0].parent / name).with_suffix(".md").read_text("utf8")
        links = re.findall(r'\]\((?P<to>[\w-]+\.ipynb)\)\{ data-cells="(?P<cells>[^"]+)"', old)
        for to, cells in links:
            for cell in cells.split():
                assert places[cell] == to, cell
