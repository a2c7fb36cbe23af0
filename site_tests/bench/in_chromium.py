"""The engine's bench in Chromium: a live cell of the built site, and TF.js on a page of its own."""

import base64
import json
import shutil
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from browser_setup import CHROMIUM_FLAGS, find_or_install_chromium
from cells import LivePage
from paths import ROOT
from playwright.sync_api import Browser, sync_playwright
from site_server import served
from tools import npm_tool

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
    """What `steps.in_browser` finds in a live cell, in the Python that readers get."""
    program = f"{(HERE / 'steps.py').read_text()}\nimport json, torch\nprint(json.dumps(in_browser({runs})))"
    packed = base64.b64encode(zlib.compress(program.encode(), 9)).decode()  # as one line
    lesson = min(path.parent for path in site.glob("lessons/*/index.html"))
    with served(site) as address:
        page = browser.new_page()
        live = LivePage(page).open(f"{address}{lesson.relative_to(site)}/")
        cell = live.cell(live.cell_ids[0])
        cell.edit(
            f"import base64, zlib; exec(zlib.decompress(base64.b64decode('{packed}')).decode(), globals())"
        )
        cell.start()
        cell.expect_over(timeout=600_000)
        text = cell.output.inner_text()
        page.close()
    return json.loads(text)


def tfjs_steps(browser: Browser, runs: int) -> list[float]:
    """Seconds per step in TF.js."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(HERE / "tfjs.html", folder)
        for package in ("tfjs", "tfjs-wasm"):
            for file in (npm_tool(package) / "dist").iterdir():
                shutil.copy(file, folder)
        with served(folder) as address:
            page = browser.new_page()
            page.goto(f"{address}tfjs.html")
            found = [float(page.evaluate("seconds(100)")) for _ in range(runs)]
            page.close()
    return found
