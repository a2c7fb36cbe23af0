"""Compare what makes code on a documentation site run: its size, what a reader fetches, how long it takes.

    uv run python site_tests/bench/docs_peers.py [--runs 5] [--record]

Each has the same page, with one cell, `print(2 ** 10)`, and takes turns in the same Chromium, from a host on
this machine, with a new profile each time:

* live-cells in MkDocs, as its guide says;
* markdown-exec in MkDocs, with its fence `pyodide`. It takes Pyodide, Ace and highlight.js from CDNs; here
  they lie beside the page, the same files;
* JupyterLite's REPL with the code in its address, which is what jupyterlite-sphinx embeds.

The seconds are those from opening the page to the result, Run being pressed as soon as it can be. quarto-live
is in no registry, and marimo's pages need a lock file that only its own host has, so neither is here.
`--record` writes the figures that the site shows into `docs/about/docs-peers.json`.
"""

import argparse
import datetime
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jupyterlite
from engine import show
from in_chromium import chromium
from peers import LONG, PRINTED
from playwright.sync_api import Browser, Page
from slow_line import LOOPBACK, hosted

from live_cells.plugin.fetch import PINS, npm_command
from site_tests import ROOT

RECORDED = ROOT / "docs" / "about" / "docs-peers.json"
CODE = "print(2 ** 10)"
ANSWER = "1024"
THEME = {"name": "mkdocs", "highlightjs": False}  # whose script would come from another host
CDN = {
    "https://cdnjs.cloudflare.com/ajax/libs/ace/1.16.0/": (
        "ace-builds@1.16.0",
        "package/src-min-noconflict/",
    ),
    "https://cdnjs.cloudflare.com/ajax/libs/highlight.js/11.7.0/": (
        "@highlightjs/cdn-assets@11.7.0",
        "package/",
    ),
    "https://cdn.jsdelivr.net/npm/highlightjs-themes@1.0.0/": ("highlightjs-themes@1.0.0", "package/"),
}
"""Of each address, the npm package that has the same files, and where."""
CLICK_OURS = """() => new Promise((resolve) => {
  const look = () => {
    const button = document.querySelector("[data-cell] .live-button--run");
    if (button && !button.dataset.pressed) { button.dataset.pressed = ""; button.click(); }
    const shown = document.querySelector("[data-output]")?.textContent;
    if (shown?.includes("1024")) resolve(performance.now() / 1000);
    else requestAnimationFrame(look);
  };
  look();
})"""
CLICK_EXEC = """() => new Promise((resolve) => {
  const look = () => {
    const run = document.querySelector("[id$=run]");
    if (run?.onclick && !run.dataset.pressed) { run.dataset.pressed = ""; run.click(); }
    const shown = document.querySelector(".pyodide-output")?.textContent;
    if (shown?.includes("1024")) resolve(performance.now() / 1000);
    else requestAnimationFrame(look);
  };
  look();
})"""


class MkDocsSite:
    """A page in MkDocs, with what makes its fence run, and without."""

    def __init__(self, folder: Path, python: Path, config: dict[str, Any], fence: str, click: str) -> None:
        self.click = click
        sites = []
        for name, plugins, code in (("plain", ["search"], "python"), ("live", config["plugins"], fence)):
            (docs := folder / name / "docs").mkdir(parents=True)
            docs.joinpath("index.md").write_text(f"# A page\n\n```{code}\n{CODE}\n```\n")
            settings = {"site_name": "A site", "theme": THEME, **config, "plugins": plugins}
            (folder / name / "mkdocs.yml").write_text(json.dumps(settings))
            command = [python, "-m", "mkdocs", "build", "-q"]
            subprocess.run(command, cwd=folder / name, check=True, capture_output=True)
            sites.append(folder / name / "site")
        self.plain, self.folder = sites
        self.growth = size(self.folder) - size(self.plain)

    def opened(self, page: Page, address: str) -> float:
        page.goto(address, wait_until="commit")
        return float(page.evaluate(self.click))


def markdown_exec(folder: Path) -> MkDocsSite:
    """Its CDNs' files lie beside the page afterward, and count as fetched from elsewhere, not as growth."""
    subprocess.run([sys.executable, "-m", "venv", folder / "tools"], check=True)
    python = folder / "tools" / "bin" / "python"
    packages = ("markdown-exec", "mkdocs", "pymdown-extensions", "packaging")
    subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True)
    superfences = {"pymdownx.superfences": {}}
    config = {"plugins": ["search", "markdown-exec"], "markdown_extensions": [superfences]}
    site = MkDocsSite(folder, python, config, "pyodide", CLICK_EXEC)
    (beside := site.folder / "cdn").mkdir()
    jupyterlite._pyodide(beside / "pyodide", python)
    page = site.folder / "index.html"
    text = page.read_text("utf8")
    _unpacked(f"pyodide@{PINS['pyodide']['npm'].partition('@')[2]}", "package/pyodide.js", beside / "pyodide")
    text = re.sub(r"https://cdn\.jsdelivr\.net/pyodide/v[^/]+/full/", "cdn/pyodide/", text)
    for number, (address, (package, inside)) in enumerate(CDN.items()):
        _unpacked(package, inside, beside / str(number))
        text = text.replace(address, f"cdn/{number}/")
    page.write_text(text, "utf8")
    return site


def _unpacked(package: str, inside: str, target: Path) -> None:
    command, environment = npm_command()
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run([*command, "pack", "-s", package], cwd=scratch, env=environment, check=True)
        [archive] = Path(scratch).iterdir()
        with tarfile.open(archive) as files:
            for member in files.getmembers():
                if member.isfile() and member.name.startswith(inside):
                    name = member.name.removeprefix(inside) or Path(member.name).name
                    (place := target / name).parent.mkdir(parents=True, exist_ok=True)
                    content = files.extractfile(member)
                    assert content is not None
                    place.write_bytes(content.read())


class JupyterLite:
    """The REPL, which a page embeds with the code in the address."""

    def __init__(self, folder: Path) -> None:
        self.folder = jupyterlite.build(folder)
        self.growth = size(self.folder)

    def opened(self, page: Page, address: str) -> float:
        page.goto(f"{address}repl/index.html?kernel=python&code={quote(CODE)}", wait_until="commit")
        return float(page.evaluate(PRINTED, ANSWER)[0])


Peer = MkDocsSite | JupyterLite


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def visit(browser: Browser, peer: Peer) -> tuple[float, int]:
    """Seconds to the result, and bytes until then."""
    passed: Counter[str] = Counter()
    with hosted(peer.folder, LOOPBACK, passed) as address:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(LONG)
        page = context.new_page()
        seconds = peer.opened(page, address)
        first = sum(passed.values())
        context.close()
    return seconds, first


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--record", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder = Path(name)
        own = {"plugins": ["search", {"live-cells": {}}]}
        peers: dict[str, Peer] = {
            "live-cells": MkDocsSite(folder / "own", Path(sys.executable), own, "python {live}", CLICK_OURS),
            "markdown-exec": markdown_exec(folder / "exec"),
            "JupyterLite": JupyterLite(folder / "lite"),
        }
        visits = {name: [visit(browser, peer) for _ in range(arguments.runs)] for name, peer in peers.items()}
        found = {
            name: {
                "growth": peer.growth,
                "bytes": visits[name][0][1],
                "seconds": [seconds for seconds, _ in visits[name]],
            }
            for name, peer in peers.items()
        }
        for name, figures in found.items():
            print(
                f"{name}: grows by {figures['growth'] / 1e6:.1f} MB, fetches {figures['bytes'] / 1e6:.1f} MB"
            )
            show(f"{name}, from opening the page to the result", figures["seconds"], "s", 1)
        about = {"date": str(datetime.date.today()), "browser": f"Chromium {browser.version}"}
    if arguments.record:
        RECORDED.write_text(
            json.dumps({**about, "runs": arguments.runs, "peers": found}, indent=1) + "\n", "utf8"
        )


if __name__ == "__main__":
    main()
