"""A strict build of a course with faults names each of them once: page, cell, what is wrong, what to do."""

import html
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from docs.course.pages.recording import sources_of
from site_tests import ROOT
from site_tests.servers.mkdocs_serve import copy_of_tree, environment_of, mkdocs_serve

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
VERSIONS = {"torch": "2.13.0", "torchvision": "0.28.0", "python": "3.11.7", "date": "2026-11-28"}
CACHE = os.environ.get("SEQLITE_ASSET_CACHE", str(ROOT / ".cache" / "assets"))
CHECK = "%%check\nverdict(lambda: None, 'Right.')"


def code(name: str, source: str = "x = 1", *outputs: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    cell = {"cell_type": "code", "id": name, "metadata": metadata, "source": source}
    return cell | {"outputs": list(outputs), "execution_count": None}


def text(name: str, source: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source} | more


def exercise(name: str, check: str = CHECK, ids: str = "", **metadata: Any) -> list[dict[str, Any]]:
    ids = ids or name
    statement = text(f"{ids}-task", f"### Exercise: {ids}", metadata={"exercise": name} | metadata)
    parts = {"exercise": "x = 1", "check": check, "hint": "x = 1", "solution": "x = 1"}
    cells = [code(f"{ids}-{tag}", source, exercise=name, tags=[tag]) for tag, source in parts.items()]
    return [statement, *cells]


PICTURE = {
    "output_type": "display_data",
    "data": {"image/png": PIXEL, "text/plain": "<Figure>"},
    "metadata": {},
}
BOX = "!!! warnung\n    Be careful."
PRINTED = {"output_type": "stream", "name": "stdout", "text": "loss 0.25\n"}

CELLS = [
    text("title", "# Planted\n\n[below](#trainings), [page](gone.md), [cell](#cell-fine), <!-- my note -->"),
    text("pasted", "![curve](attachment:curve.png)", attachments={"curve.png": {"image/png": PIXEL}}),
    {"cell_type": "raw", "id": "raw", "metadata": {}, "source": "raw"},
    text("training", "## Training\n\nIt is 0.30<!-- = fine: loss ([\\d.]+) -->. No formula is $\\frac{1$."),
    code("fine", 'print("loss 0.25")', PRINTED, editable=True, slideshow={"slide_type": ""}),
    code("unclosed", 'width = 8  # @param {type:"slider", min:1, max:64'),
    code("no-type", 'width = 8  # @param {type:"slidr"}'),
    code("too-large", 'width = 80  # @param {type:"slider", min:1, max:64, step:1}'),
    code("no-choice", 'act = "selu"  # @param ["relu", "tanh"]'),
    code("3f2a9c1b"),
    code("twice"),
    code("twice"),
    code("no-tag", tags=["hnit"]),
    code("no-key", toleranse={}),
    code("no-alt", "plot()", PICTURE),
    text("asks", "<!-- cell: lessons/planted.ipynb#fine -->\n\n<!-- cell: lessons/planted.ipynb#fien -->\n"),
    text("diagram", "```mermaid\nflowchart LR\n  A[Planted] --> B[there]\n```"),
    *exercise("sum", "%%check\nverdict(lambda: None 'Right.')", assesses="Sums"),
    *exercise("template-error", assesses="Errors"),
    text("between", "Between two exercises of one name."),
    *exercise("sum", ids="again", assesses="Sums"),
    code("changed", "x = 2"),
    text("guess", "How many are there? Guess, then press **Run**."),
    code("given", "x = 1", PRINTED),
    code("predicted", "x = 1", PRINTED, predict={"ask": "How many?", "number": "there are (.+)"}),
    code("3f2a9c1c"),
    text("slips", f"# Again\n\n{BOX}\n\n![](gone.png) :material-nonesuch: $\\sqrt{{2$"),
    text("summary", "**You should now be able to** find faults."),
]  # fmt: skip

FAULTS = Path(__file__).with_name("planted_faults.txt").read_text("utf8").splitlines()
"""How the warnings begin, or what stands in them."""


@pytest.fixture(scope="module")
def tree(assets: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working tree with faults, built quietly."""
    tree = copy_of_tree(tmp_path_factory.mktemp("planted") / "tree")
    recorded = VERSIONS | {"sources": sources_of(CELLS) | {"changed": "00000000"}}
    write(tree, "planted", CELLS, question="Which faults are there?", recorded=recorded)
    write(tree, "lost", [text("title", "# Lost")], question="Who is?")
    write(tree, "bare", [text("title", "# Bare"), *exercise("mean")])
    (tree / "docs/lessons/broken.ipynb").write_text('{"cells": [', "utf8")
    (tree / "docs/course/exercises/mean.py").write_text("# %% says: too large\nx = 2\n", "utf8")
    settings = (tree / "mkdocs.yml").read_text("utf8")
    entry = "      - 1. Sequential models: lessons/sequential-models.ipynb\n"
    added = "".join(f"      - {name}: lessons/{name}.ipynb\n" for name in ("planted", "bare", "broken"))
    settings = settings.replace(entry, entry + added + "      - gone: lessons/gone.ipynb\n")
    settings = settings.replace("primary: custom", "primary: customm", 1)
    settings = settings.replace("repo: material/github", "repo: material/githup")
    (tree / "mkdocs.yml").write_text(settings, "utf8")
    assert build(tree, "--quiet", "--no-strict").returncode == 0
    return tree


@pytest.fixture(scope="module")
def said(tree: Path) -> list[str]:
    """What a strict build warns of, after a quiet one that has kept what it could."""
    done = build(tree, "--quiet", "--strict")
    assert done.returncode == 1, done.stderr
    return re.findall(r"^WARNING -  (.*)$", done.stderr, re.M)


def write(tree: Path, name: str, cells: list[dict[str, Any]], **metadata: Any) -> None:
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    (tree / f"docs/lessons/{name}.ipynb").write_text(json.dumps(notebook), "utf8")


def build(tree: Path, *options: str) -> subprocess.CompletedProcess[str]:
    environment = environment_of(tree, SEQLITE_ASSET_CACHE=CACHE, NO_MKDOCS_2_WARNING="1")
    command = [sys.executable, "-m", "mkdocs", "build", *options]
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_strict_build_names_the_fault(fault: str, said: list[str]) -> None:
    assert sum(fault in message for message in said) == 1, "\n".join(said)


def test_a_notebooks_markdown_can_ask_for_a_cell(tree: Path) -> None:
    page = (tree / "site/lessons/planted/index.html").read_text("utf8")
    assert page.count('data-cell="fine"') == 2


def test_drafts_are_served_with_their_warnings_above_the_title(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEQLITE_ASSET_CACHE", CACHE)
    with mkdocs_serve(tree) as served:
        for name in ("planted", "bare", "broken"):
            page = fetched(f"{served.address}lessons/{name}/")
            box = re.search(r'<div class="admonition warning">(.*?)</div>', page, re.S)
            assert box
            assert page.index(box[0]) < page.index("<h1")
            wanted = [fault for fault in FAULTS if fault.lstrip("'").startswith(f"lessons/{name}.ipynb")]
            assert wanted
            assert [fault for fault in wanted if fault not in html.unescape(box[1])] == []
        assert "admonition warning" not in fetched(f"{served.address}lessons/training/")


def fetched(address: str) -> str:
    return str(urlopen(address).read().decode())


def test_it_names_nothing_else(said: list[str]) -> None:
    other = [message for message in said if not any(words in message for words in FAULTS)]
    assert other == []
