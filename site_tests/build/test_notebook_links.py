"""From a page to its notebook: in Colab, as a file, and that the notebook minds where it runs."""

import html
import json
import logging
import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from mkdocs.config import load_config
from mkdocs.config.base import Config

from docs.course import notebook_links
from live_cells.plugin import site_words
from site_tests import ROOT
from site_tests.generators import setup_cells

NOTEBOOKS = setup_cells.NOTEBOOKS
MKDOCS = str(ROOT / "mkdocs.yml")


def row(page: str) -> dict[str, str]:
    """The links under a page's headline: text to address."""
    [found] = re.findall(r'<p class="notebook-links">(.*?)</p>', page, re.S)
    links = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(?:<svg.*?</svg>)?([^<]*)', found, re.S)
    return {text: html.unescape(address) for address, text in links}


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_button_opens_the_very_notebook_of_the_page(notebook: Path, site_dir: Path) -> None:
    source = notebook.relative_to(ROOT / "docs").with_suffix("")
    page = site_dir / source / "index.html"
    links = row(page.read_text("utf8"))
    address = urlsplit(links["Colab"])
    assert (address.scheme, address.netloc) == ("https", "colab.research.google.com")
    found = re.fullmatch(r"/github/([\w.-]+/[\w.-]+)/blob/([\w.-]+)/(.+)", address.path)
    assert found, address.path
    assert f"https://github.com/{found[1]}" == load_config(MKDOCS).repo_url
    tracked = subprocess.run(
        ["git", "ls-files", "--", found[3]], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert tracked.stdout.split() == [found[3]], "Colab opens what is in the repository"
    assert ROOT / found[3] == notebook
    assert (page.parent / links["Notebook"]).read_bytes() == notebook.read_bytes()


@pytest.fixture
def config() -> Config:
    return load_config(MKDOCS)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("repo_url", None, "repo_url is None"),
        ("repo_url", "https://gitlab.com/a/b", "wanted https://github.com/"),
        ("repo_url", "https://github.com/owner", "wanted https://github.com/"),
        ("edit_uri", "", "edit_uri is ''"),
        ("edit_uri", "edit/main/pages/", "names the folder 'pages', docs_dir is 'docs'"),
    ],
)
def test_without_a_repository_the_build_warns_and_the_button_says_what_to_do(
    config: Config, caplog: pytest.LogCaptureFixture, name: str, value: str | None, said: str
) -> None:
    config[name] = value
    notebook_links.on_config(config)
    assert [(r.levelname, said in r.message) for r in caplog.records] == [("WARNING", True)]
    text = notebook_links.links("lessons/tour.ipynb", config)
    assert site_words.said("notebook.no_address") in text
    assert "/github/" not in text
    assert 'href="tour.ipynb" download' in text


def test_the_advice_goes_when_the_repository_is_public(
    config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    notebook_links.on_config(config)
    assert [r.levelname for r in caplog.records] == ["INFO"]
    assert f'. {site_words.said("notebook.may_fail")}">' in notebook_links.links("lessons/tour.ipynb", config)
    config.extra["repository_is_public"] = True
    assert site_words.said("notebook.may_fail") not in notebook_links.links("lessons/tour.ipynb", config)


def code_cells(notebook: Path) -> list[dict]:
    cells = json.loads(notebook.read_text("utf8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_first_cell_checks_the_recorded_versions(notebook: Path) -> None:
    content = json.loads(notebook.read_text("utf8"))
    first = content["cells"][0]
    wanted = setup_cells.source_in(content)
    assert "".join(first["source"]) == wanted, "run `python site_tests/generators/setup_cells.py`"
    assert first["metadata"]["tags"] == setup_cells.TAGS
    assert first["outputs"], "it is not recorded"


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_cell_needs_seqlite(notebook: Path) -> None:
    for cell in code_cells(notebook):
        source = "".join(cell["source"])
        if "page-only" in cell["metadata"].get("tags", []):
            assert "except ModuleNotFoundError" in source
        else:
            assert "seqlite" not in source, cell["id"]


def run_setup(python: str, change: tuple[str, str] = ("", "")) -> subprocess.CompletedProcess[str]:
    source = setup_cells.source_for({"torch": "2.13.0", "torchvision": "0.28.0"}, None)
    return subprocess.run([python, "-c", source.replace(*change)], capture_output=True, text=True)


def test_the_first_cell_on_pytorch(torch_python: str) -> None:
    done = run_setup(torch_python)
    assert done.returncode == 0, done.stderr
    assert re.search(r"^torch \d\S* \(recorded with 2\.13\.0\)$", done.stdout, re.M)
    older = run_setup(torch_python, ('"torch": "2.13.0"', '"torch": "9.1.0"'))
    assert older.returncode == 0, older.stderr
    assert "older than that" in older.stdout
    assert "pip install torch==9.1.0 torchvision==0.28.0" in older.stdout
    none = run_setup(torch_python, ('"torchvision": "', '"no_such_package": "'))
    assert none.returncode == 1
    assert "This notebook needs no_such_package: run `pip install" in none.stderr


def test_the_first_cell_brings_pictures_where_a_cell_imports_them(torch_python: str, tmp_path: Path) -> None:
    draws = "from pictures import network\nprint(network(nn.Linear(2, 1), torch.ones(2)))"
    versions = {"torch": "2.13.0", "torchvision": "0.28.0"}
    cells = [{"cell_type": "code", "id": "draw", "metadata": {}, "source": draws, "outputs": []}]
    notebook = {"cells": cells, "metadata": {"recorded": versions}}
    setup_cells.add_to(notebook)
    first, _ = notebook["cells"]
    program = "".join(first["source"]) + "\n\nimport torch\nfrom torch import nn\n" + draws  # type: ignore[arg-type]
    (tmp_path / "cells.py").write_text(program, "utf8")  # too long for a command
    done = subprocess.run([torch_python, "cells.py"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "0: Linear(in_features=2, out_features=1, bias=True)" in done.stdout
    cells[0]["source"] = "pictures = 3  # of them"
    assert "pathlib" not in setup_cells.source_in(notebook)
