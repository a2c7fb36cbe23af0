"""Packages by name work in the reader's browser: each prints what it prints in Python on a desk."""

import html
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page

from site_tests import ROOT
from site_tests.pages.cells import FIRST_LOAD, LivePage
from site_tests.servers.site_server import served

CODE: dict[str, str] = tomllib.loads((ROOT / "site_tests" / "foreign" / "packages.toml").read_text("utf8"))
pytestmark = [pytest.mark.slow, pytest.mark.chromium_only, pytest.mark.timeout(1800)]


@dataclass
class PackageSite:
    """A site with a page for each package."""

    address: str
    absent: dict[str, str] = field(default_factory=dict)
    """The packages whose files no source gives on this machine, and what was said of each."""


@pytest.fixture(scope="module")
def packages(assets: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PackageSite]:
    from live_cells.make.settings import read_settings
    from live_cells.make.site import make
    from live_cells.plugin.fetch import AssetError
    from live_cells.plugin.packages.package_lock import locked_wheels

    folder = tmp_path_factory.mktemp("packages")
    absent: dict[str, str] = {}

    def lock(name: str) -> None:
        (alone := folder / name).mkdir()
        try:
            locked_wheels([name], alone)
        except AssetError as error:
            absent[name] = str(error)

    with ThreadPoolExecutor(8) as side_by_side:
        list(side_by_side.map(lock, CODE))
    named = [name for name in CODE if name not in absent]
    (folder / "live-cells.toml").write_text(f"packages = {named}\n")
    (site := folder / "site").mkdir()
    for name in named:
        cell = f'<pre class="live" id="it">{html.escape(CODE[name])}</pre>'
        (site / f"{name}.html").write_text(f"<!doctype html><head><meta charset='utf-8'></head>{cell}")
    made = make(site, *read_settings(None, folder))
    assert made.warnings == []
    with served(site) as address:
        yield PackageSite(address, absent)


@pytest.fixture(scope="module")
def desk(packages: PackageSite, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A Python of the machine that has these packages, from the package index."""
    uv = shutil.which("uv")
    if not uv:
        pytest.skip("there is no uv on this machine, which makes the environment")
    home = tmp_path_factory.mktemp("desk") / "environment"
    env = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "VIRTUAL_ENV": str(home)}
    names = [name for name in CODE if name not in packages.absent]
    for command in (
        ["venv", "--quiet", "--python", sys.executable, str(home)],
        ["pip", "install", "--quiet", *names],
    ):
        subprocess.run([uv, *command], env=env, check=True, capture_output=True, cwd=home.parent)
    return str(next(home.glob("*/python")))


@pytest.mark.parametrize("name", CODE)
def test_a_package_gives_what_it_gives_on_a_desk(
    name: str, packages: PackageSite, desk: str, page: Page, tmp_path: Path
) -> None:
    if name in packages.absent:
        pytest.skip(f"no source gives it on this machine: {packages.absent[name]}")
    command = [desk, "-W", "ignore", "-c", CODE[name]]
    env = {**os.environ, "MPLBACKEND": "agg"}
    printed = subprocess.run(command, check=True, capture_output=True, text=True, cwd=tmp_path, env=env)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    live = LivePage(page).open(f"{packages.address}{name}.html").settle()
    assert not [url for url in asked if url.endswith(".pack")]  # a page that is only read fetches none
    cell = live.cell("it")
    cell.start()
    cell.expect_over(FIRST_LOAD)
    cell.expect_state("done")
    cell.expect_output("stdout", printed.stdout.strip())
    fetched = [url for url in asked if url.endswith(".pack")]
    assert fetched
    assert len(fetched) == len({*fetched})
    assert all(url.startswith(packages.address) for url in asked if url.startswith("http"))
