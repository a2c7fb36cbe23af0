"""The tiers of Python's start: each alone carries a lesson; where one cannot be made, the one below does."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from site_tests import ROOT
from site_tests.drivers import expect
from site_tests.pages.cells import FIRST_LOAD, LiveCell, LivePage, fetched_for_python
from site_tests.servers.mkdocs_serve import cache_without, copy_of_tree, environment_of
from site_tests.servers.site_server import served
from site_tests.suite.side_by_side import once

pytestmark = pytest.mark.slow
LESSON = "lessons/tour/"
FIGURE = "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2])\nplt.title('A title')"
LATER = "import csv, decimal, numpy.fft\nhelp(csv.reader)\nnumpy.fft.fft([1.0, 2.0]).real"
TIERS = ("stock", "image", "all")
PARTS = {"stock": set(), "image": {"memory.zst"}, "all": {"memory.zst", "later.zst"}}
"""What of an image a page fetches."""


@dataclass(frozen=True)
class Broken:
    """A working tree in which a tier cannot be made: the edit of a file, and what the build then says."""

    file: str
    old: str
    new: str
    option: str
    tier: str
    said: tuple[str, ...]


BROKEN = {
    "node-fails": Broken(
        "build/make_image.mjs",
        "\nimport fs",
        "\nprocess.exit(3);\nimport fs",
        "--no-strict",
        "stock",
        ("from Pyodide as it comes", "exit code 3", "image: false", "SEQLITE_START=stock"),
    ),
    "pyodide-changed": Broken(
        "slim/emscripten_script.mjs",
        "/wasmImports=",
        "/theImports=",
        "--strict",
        "image",
        (
            "from a memory image of Python",
            "SEQLITE_START=image",
            "Pyodide's pyodide.asm.mjs has nothing like /theImports=",
            "Pyodide has changed",
        ),
    ),
}


def mkdocs_build(
    folder: Path, tree: Path = ROOT, option: str = "--strict", **settings: str
) -> tuple[int, str]:
    """Exit code and messages of a build into a folder."""
    command = [sys.executable, "-m", "mkdocs", "build", option, "--site-dir", str(folder)]
    environment = environment_of(tree, **settings)
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True)
    return done.returncode, done.stderr


@pytest.fixture(scope="module", params=TIERS)
def tier(
    request: pytest.FixtureRequest, assets: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str]]:
    """A tier, and the address of a site that has it."""

    def build(folder: Path) -> None:
        code, said = mkdocs_build(folder, SEQLITE_START=request.param)
        assert code == 0, said

    site = once(tmp_path_factory, f"site-{request.param}", build)
    with served(site) as address:
        yield request.param, address


def opened(page: Page, address: str) -> tuple[LivePage, LiveCell, LiveCell]:
    lesson = LivePage(page).open(address + LESSON)
    return lesson, lesson.cell("first-model"), lesson.cell("train-run")


def expect_tier(page: Page, tier: str) -> None:
    fetched = {url.rpartition("/")[2] for url in fetched_for_python(page)}
    assert {name for name in fetched if name.endswith(".zst")} & {"memory.zst", "later.zst"} == PARTS[tier]
    assert ("pyodide.asm.wasm" in fetched) == (tier == "stock")


def test_a_lesson_runs_draws_and_fetches_what_comes_later(tier: tuple[str, str], page: Page) -> None:
    _, cell, other = opened(page, tier[1])
    cell.run()
    cell.expect_state("done")
    other.edit(FIGURE)
    other.run()
    other.expect_state("done")
    expect(other.part("image").locator("img:visible")).to_have_count(1, timeout=FIRST_LOAD)
    cell.edit(LATER)
    cell.run()
    cell.expect_output("result", "array([ 3., -1.])")
    expect(cell.part("stdout")).to_contain_text("csv")
    expect_tier(page, tier[0])


def test_stop_and_restart_bring_another_python(tier: tuple[str, str], page: Page) -> None:
    lesson, cell, other = opened(page, tier[1])
    cell.edit("kept = 41")
    cell.run()
    other.edit("print('begins')\nwhile True:\n    pass")
    other.start()
    other.expect_output("stdout", "begins", timeout=FIRST_LOAD)
    other.stop()
    other.expect_state("stopped")
    for end in (lambda: None, lesson.restart):
        end()
        other.edit("import torch\nprint('kept' in globals(), torch.ones(2).sum().item())")
        other.run()
        other.expect_output("stdout", "False 2.0")


@pytest.fixture(scope="module", params=BROKEN.values(), ids=BROKEN)
def broken(
    request: pytest.FixtureRequest, assets: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Broken, str]]:
    """What is broken, and the address of the site that was built all the same."""
    wrong: Broken = request.param

    def build(folder: Path) -> None:
        tree = copy_of_tree(folder / "tree")
        file = tree / "live_cells" / "image" / wrong.file
        text = file.read_text("utf8")
        assert wrong.old in text
        file.write_text(text.replace(wrong.old, wrong.new, 1), "utf8")
        cache = cache_without(["image"], folder / "cache")
        settings = {"SEQLITE_ASSET_CACHE": str(cache)}
        code, said = mkdocs_build(folder / "site", tree, wrong.option, **settings)
        assert code == (1 if wrong.option == "--strict" else 0), said
        assert [sentence for sentence in wrong.said if sentence not in said] == []
        assert said.count("Python starts slower on this site") == 1, said

    made = once(tmp_path_factory, f"broken-{wrong.tier}", build)
    with served(made / "site") as address:
        yield wrong, address


def test_a_tier_that_cannot_be_made_is_a_warning_and_the_site_has_the_one_below(
    broken: tuple[Broken, str], page: Page
) -> None:
    wrong, address = broken
    _, cell, _ = opened(page, address)
    cell.run()
    cell.expect_state("done")
    expect_tier(page, wrong.tier)


def test_a_tier_that_does_not_exist_ends_the_build(tmp_path: Path) -> None:
    code, said = mkdocs_build(tmp_path / "site", SEQLITE_START="fast")
    assert code == 1
    assert 'there is no tier "fast"' in said
    assert "stock, image, all" in said
