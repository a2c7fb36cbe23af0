"""Measure documentation with live code, by live-cells and by others: what a site grows by, bytes, seconds.

    uv run python site_tests/bench/docs_peers.py [--runs 5] [--record]

Each tool brings the same two lines of NumPy to life on a page of its own generator, and its site is built
with them and without. All are served by one host on this machine that gzips text, and visited in turn in the
same Chromium, each first visit with a new profile. The clock runs from the page's address to the result; what
starts Python is pressed as soon as it is there. The tools:

* live-cells: a fence on a page of MkDocs;
* markdown-exec: its `pyodide` fence on a page of MkDocs. It starts Python with the page, and takes it from
  CDNs; for the measurement the same files lie beside the page;
* jupyterlite-sphinx: its directive `replite` on a page of Sphinx, with Pyodide beside the site, too.

quarto-live is in no registry, and marimo's pages need a lock file that only its own host has, so neither can
be measured here. `--record` writes the figures into `docs/guides/docs-peers.json`.
"""

import argparse
import datetime
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupyterlite
from in_chromium import chromium
from playwright.sync_api import Browser, BrowserContext, Page
from slow_line import LOOPBACK, hosted

from site_tests import ROOT
from site_tests.style.tools import npm_tool

RECORDED = ROOT / "docs" / "guides" / "docs-peers.json"
CODE = "import numpy\nprint(numpy.ones((3, 2)) @ numpy.ones(2))\n"
ANSWER = "[2. 2. 2.]"
PATIENCE = 180
"""Seconds after which a visit has failed."""
BUILD = 1800
"""Seconds after which a build has failed: the memory image may have to be made first."""
AFTER = 10_000
"""Milliseconds after a first result, in which the rest comes."""
MKDOCS = {
    "site_name": "Waves",
    "theme": {"name": "material", "font": False},
    "markdown_extensions": ["pymdownx.superfences"],
    "plugins": ["search"],
}
NEEDS_MARKDOWN_EXEC = ("mkdocs", "mkdocs-material", "markdown-exec[ansi]==1.12.6")
NEEDS_SPHINX = (*jupyterlite.TOOLS, "jupyterlite-sphinx==0.23.0", "sphinx")
CDN = {
    "https://cdnjs.cloudflare.com/ajax/libs/ace/1.16.0": ("ace", "src-min-noconflict"),
    "https://cdnjs.cloudflare.com/ajax/libs/highlight.js/11.7.0": ("highlightjs", "."),
    "https://cdn.jsdelivr.net/npm/highlightjs-themes@1.0.0": ("highlightjs-themes", "."),
}
"""What markdown-exec fetches: the pinned package with the same files, and where in it they are."""
STARTED = """() => document.querySelector("[id$=run]")?.onclick
  && !document.querySelector(".pyodide-output").textContent"""
"""Of markdown-exec: Python is there, and the button does something."""
RUN = ".cell-bar .live-button--run"


@dataclass(frozen=True)
class Peer:
    """A tool's site, what the site grew by, and how a reader gets the result."""

    site: Path
    growth: int
    run: Callable[[Page], None]


def mkdocs_site(folder: Path, python: Path, page: str, **settings: Any) -> Path:
    (folder / "docs").mkdir(parents=True)
    (folder / "docs" / "index.md").write_text(f"# Waves\n\n{page}", "utf8")
    (folder / "mkdocs.yml").write_text(json.dumps(MKDOCS | settings))
    built([python, "-m", "mkdocs", "build", "-q"], folder)
    return folder / "site"


def built(command: list[Any], folder: Path) -> None:
    env = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=BUILD
    )
    if done.returncode:
        sys.exit(f"{folder}: {done.stdout}{done.stderr}")


def size(site: Path) -> int:
    return sum(path.stat().st_size for path in site.rglob("*") if path.is_file())


def live_cells(folder: Path) -> Peer:
    python = Path(sys.executable)
    plain = mkdocs_site(folder / "plain", python, f"```python\n{CODE}```\n")
    plugins = {"plugins": ["search", "live-cells"]}
    site = mkdocs_site(folder / "live", python, f"```python {{live}}\n{CODE}```\n", **plugins)

    def run(page: Page) -> None:
        page.locator(RUN).click()
        page.locator("[data-output]").get_by_text(ANSWER).wait_for()

    return Peer(site, size(site) - size(plain), run)


def markdown_exec(folder: Path) -> Peer:
    python = jupyterlite.environment(folder / "tools", *NEEDS_MARKDOWN_EXEC) / "bin" / "python"
    plain = mkdocs_site(folder / "plain", python, f"```python\n{CODE}```\n")
    fence = f'```pyodide install="numpy"\n{CODE}```\n'
    site = mkdocs_site(folder / "live", python, fence, plugins=["search", "markdown-exec"])
    growth = size(site) - size(plain)
    jupyterlite.pyodide_beside(site / "cdn" / "pyodide", python, ("micropip",))
    shutil.copy(npm_tool("pyodide-script") / "pyodide.js", site / "cdn" / "pyodide")
    text = (page := site / "index.html").read_text("utf8")
    for address, (name, inside) in CDN.items():
        shutil.copytree(npm_tool(name) / inside, site / "cdn" / name)
        assert address in text, f"{address} is no longer what markdown-exec fetches"
        text = text.replace(address, f"cdn/{name}")
    before, _, after = text.partition("https://cdn.jsdelivr.net/pyodide/v")
    text = f"{before}cdn/pyodide/{after.partition('/full/')[2]}"
    for path in (site / "cdn" / "highlightjs-themes").glob("*.css"):
        shutil.copy(path, path.with_suffix(".min.css"))
    page.write_text(text, "utf8")

    def run(page: Page) -> None:
        output = page.locator(".pyodide-output")
        page.wait_for_function(STARTED)
        page.locator("[id$=run]").click()
        output.get_by_text(ANSWER).wait_for()

    return Peer(site, growth, run)


def jupyterlite_sphinx(folder: Path) -> Peer:
    tools = jupyterlite.environment(folder / "tools", *NEEDS_SPHINX) / "bin"
    docs = folder / "docs"
    (docs / "lite").mkdir(parents=True)
    (docs / "lite" / "jupyter-lite.json").write_text(json.dumps(jupyterlite.SETTINGS))
    lines = "".join(f"   {line}\n" for line in CODE.splitlines())
    sites = {
        "plain": ("", f".. code-block:: python\n\n{lines}"),
        "live": (
            'extensions = ["jupyterlite_sphinx"]\njupyterlite_dir = "lite"\n',
            f".. replite::\n   :kernel: python\n   :prompt: Run\n\n{lines}",
        ),
    }
    for name, (settings, block) in sites.items():
        (docs / "conf.py").write_text(f'project = "Waves"\nexclude_patterns = ["lite"]\n{settings}')
        (docs / "index.rst").write_text(f"Waves\n=====\n\n{block}")
        built([tools / "python", "-m", "sphinx", "-q", "-E", "docs", name], folder)
    site = folder / "live"
    jupyterlite.pyodide_beside(site / "lite" / "pyodide", tools / "python")

    def run(page: Page) -> None:
        page.locator(".jupyterlite_sphinx_try_it_button").first.click()
        shown = page.frame_locator("iframe").locator(".jp-OutputArea-output")
        shown.get_by_text(ANSWER).first.wait_for()

    return Peer(site, size(site) - size(folder / "plain"), run)


def visit(context: BrowserContext, peer: Peer, address: str, after: int = 0) -> float:
    """Seconds from the address to the result."""
    page = context.new_page()
    begin = time.perf_counter()
    page.goto(address, wait_until="commit")
    peer.run(page)
    seconds = time.perf_counter() - begin
    page.wait_for_timeout(after)
    page.close()
    return seconds


def measured(browser: Browser, peers: dict[str, Peer], runs: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: {"growth": peer.growth, "first": [], "later": []} for name, peer in peers.items()
    }
    for run in range(runs):
        for name, peer in peers.items():
            passed: Counter[str] = Counter()
            with hosted(peer.site, LOOPBACK, passed) as address:
                context = browser.new_context(viewport={"width": 1280, "height": 900})
                context.set_default_timeout(1000 * PATIENCE)
                found[name]["first"].append(visit(context, peer, address, 0 if run else AFTER))
                if not run:
                    found[name]["fetched"] = passed.total()
                found[name]["later"].append(visit(context, peer, address))
                context.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--record", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder = Path(name)
        others = {
            "markdown-exec": markdown_exec(folder / "markdown-exec"),
            "jupyterlite-sphinx": jupyterlite_sphinx(folder / "jupyterlite-sphinx"),
        }
        peers = {"live-cells": live_cells(folder / "live-cells"), **others}
        load = os.getloadavg()[0]
        found = measured(browser, peers, arguments.runs)
        about = {
            "date": str(datetime.date.today()),
            "runs": arguments.runs,
            "load": round(load, 1),
            "browser": f"Chromium {browser.version}",
        }
    for tool, values in found.items():
        first, later = (statistics.median(values[moment]) for moment in ("first", "later"))
        print(
            f"{tool:<20} first {first:5.2f} s  later {later:5.2f} s  "
            f"fetched {values['fetched'] / 1e6:5.1f} MB  growth {values['growth'] / 1e6:6.2f} MB"
        )
    if arguments.record:
        RECORDED.write_text(json.dumps({**about, "tools": found}, indent=1) + "\n", "utf8")


if __name__ == "__main__":
    main()
