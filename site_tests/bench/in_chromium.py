"""The engine's bench in Chromium: a live cell of the built site, and TF.js on a page of its own."""

import base64
import json
import shutil
import subprocess
import sys
import tempfile
import textwrap
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from site_tests import ROOT
from site_tests.pages.cells import LivePage
from site_tests.servers.site_server import served
from site_tests.style.tools import npm_tool
from site_tests.suite.browser_setup import CHROMIUM_FLAGS, find_or_install_chromium

HERE = Path(__file__).parent


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_or_install_chromium(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@contextmanager
def built_site(site: Path | None) -> Iterator[Path]:
    """The folder of a site that is there, or of one that is built for this."""
    if site is not None:
        yield site
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q", "-d", folder], cwd=ROOT, check=True)
        yield Path(folder)


def seqlite_steps(browser: Browser, site: Path, runs: int) -> dict[str, dict[str, list[float]]]:
    """What `steps.in_browser` finds."""
    return in_a_cell(browser, site, f"import json, torch\nprint(json.dumps(in_browser({runs})))")


def seqlite_profiles(browser: Browser, site: Path) -> dict[str, Any]:
    """What `steps.profiles` finds."""
    source = (HERE / "breakdown.py").read_text()
    before = (
        "import json, sys, torch, types\nmodule = sys.modules['breakdown'] = types.ModuleType('breakdown')\n"
        f"exec({source!r}, module.__dict__)\n"
    )
    return in_a_cell(browser, site, f"{before}print(json.dumps(profiles(torch)))")


def in_a_cell(browser: Browser, site: Path, program: str) -> Any:
    """The JSON that `program` prints after `steps.py` in a live cell, in the Python that readers get."""
    program = f"{(HERE / 'steps.py').read_text()}\n{program}"
    packed = base64.b64encode(zlib.compress(program.encode(), 9)).decode()
    pieces = textwrap.wrap(packed, 3000)  # the editor shows no longer lines
    code = [f"packed = {'packed + ' * (i > 0)}{piece!r}" for i, piece in enumerate(pieces)]
    code[-1] += "\nimport base64, zlib; exec(zlib.decompress(base64.b64decode(packed)).decode(), globals())"
    code[-1] += "  # what names MNIST gets it"
    lesson = min(path.parent for path in site.glob("lessons/*/index.html"))
    with served(site) as address:
        page = browser.new_page()
        live = LivePage(page).open(f"{address}{lesson.relative_to(site)}/")
        cell = live.cell(live.cell_ids[0])
        for part in code:
            cell.edit(part)
            cell.start()
            cell.expect_over(timeout=600_000)
        text = cell.output.inner_text()
        page.close()
    return json.loads(text)


def tfjs_steps(browser: Browser, runs: int, backend: str = "wasm") -> list[float]:
    """Seconds per step in TF.js on one of its backends."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(HERE / "tfjs.html", folder)
        for package in ("tfjs", "tfjs-wasm"):
            for file in (npm_tool(package) / "dist").iterdir():
                shutil.copy(file, folder)
        with served(folder) as address:
            page = browser.new_page()
            page.goto(f"{address}tfjs.html")
            found = [float(page.evaluate(f"seconds(100, {backend!r})")) for _ in range(runs)]
            page.close()
    return found
