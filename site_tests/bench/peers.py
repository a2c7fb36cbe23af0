"""Measure this site beside its peers: from the click to the first result, and a training step of MNIST.

    uv run python site_tests/bench/peers.py [--runs 5] [--site FOLDER] [--record]

All on this machine and in the same Chromium, in turn, each visit with a new profile; once from a host on this
machine, and once over a line of 10 Mbit/s and 40 ms. The peers:

* stock Pyodide: an empty page that starts Pyodide in a worker and loads NumPy, as its documentation says;
* JupyterLite: its REPL with the code in the address, which is how pages embed it. The click is the one that
  opens it;
* TF.js on its wasm and its cpu backend: the step alone, for it has neither Python nor NumPy.

The step is that of the MNIST model, 784-128-64-10 with dropout 0.2, Adam and batches of 64: with `torch` on
this site, with TF.js's own operations, and where there is only NumPy with gradients and Adam written out.
marimo is not among them, for its app needs a lock file that only its own host has, nor is quarto-live, which
is in no registry. `--record` writes the figures that the site shows into `docs/about/peers.json`.
"""

import argparse
import datetime
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jupyterlite
from engine import show
from in_chromium import built_site, chromium, seqlite_steps, tfjs_steps
from playwright.sync_api import Browser, Page
from slow_line import LOOPBACK, SLOW_4G, Line, hosted
from start import UNTIL_DONE, folders_of, stock_beside

from site_tests import ROOT
from site_tests.pages.cells import LivePage

HERE = Path(__file__).parent
RECORDED = ROOT / "docs" / "about" / "peers.json"
LESSON = "lessons/tour/"
LONG = 600_000
FIRST = "import numpy\nstr(numpy.ones((3, 2)) @ numpy.ones(2))"
ANSWER = "[2. 2. 2.]"
STEP = (HERE / "numpy_step.py").read_text("utf8")
STEP_PRINTED = r"seconds per step: ([\d.]+)"

PRINTED = """(pattern) => new Promise((resolve) => {
  const look = () => {
    const found = document.querySelector(".jp-OutputArea-output")?.textContent.match(pattern);
    if (found) resolve([performance.now() / 1000, found[0]]);
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
  look();
})"""  # the seconds count from when the page was asked for


class ThisSite:
    """A click on Run in a lesson; the cell imports torch."""

    def __init__(self, site: Path) -> None:
        self.folder = site

    def first_result(self, page: Page, address: str) -> float:
        live = LivePage(page).open(address + LESSON)
        page.wait_for_load_state("networkidle")
        return float(live.cell("first-model").root.evaluate(UNTIL_DONE, "Run"))

    def steps(self, browser: Browser, runs: int) -> list[float]:
        return max(seqlite_steps(browser, self.folder, runs).items())[1]["MNIST"]


class StockPyodide:
    """A page that starts Pyodide in a worker."""

    def __init__(self, site: Path) -> None:
        self.folder = site
        self.parts = folders_of(site)

    def first_result(self, page: Page, address: str) -> float:
        return float(self._evaluate(page, address, "firstResult"))

    def steps(self, browser: Browser, runs: int) -> list[float]:
        return [self._step(page, address) for page, address in visits(browser, self.folder, runs)]

    def _step(self, page: Page, address: str) -> float:
        return float(re.search(STEP_PRINTED, self._evaluate(page, address, "printed", STEP))[1])

    def _evaluate(self, page: Page, address: str, function: str, *arguments: str) -> Any:
        page.goto(f"{address}bench/stock.html")
        given = [address + part for part in self.parts]
        return page.evaluate(f"(given) => {function}(...given)", [*given, *arguments])


class JupyterLite:
    """The address that opens the REPL and runs the code."""

    def __init__(self, folder: Path) -> None:
        self.folder = jupyterlite.build(folder)

    def first_result(self, page: Page, address: str) -> float:
        return float(self._printed(page, address, FIRST, re.escape(ANSWER))[0])

    def steps(self, browser: Browser, runs: int) -> list[float]:
        return [self._step(page, address) for page, address in visits(browser, self.folder, runs)]

    def _step(self, page: Page, address: str) -> float:
        return float(self._printed(page, address, STEP, STEP_PRINTED)[1].rpartition(" ")[2])

    def _printed(self, page: Page, address: str, code: str, pattern: str) -> tuple[float, str]:
        page.goto(f"{address}repl/index.html?kernel=python&code={quote(code)}", wait_until="commit")
        return page.evaluate(PRINTED, pattern)


def visits(browser: Browser, folder: Path, count: int, line: Line = LOOPBACK) -> Iterator[tuple[Page, str]]:
    """A page of a new profile, and where the folder is served over the line; so many times."""
    with hosted(folder, line) as address:
        for _ in range(count):
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            context.set_default_timeout(LONG)
            yield context.new_page(), address
            context.close()


def measured(browser: Browser, site: Path, folder: Path, runs: int) -> dict[str, Any]:
    """Seconds by peer: to the first result over each line, and of a step."""
    peers = {
        "this site": ThisSite(site),
        "stock Pyodide": StockPyodide(site),
        "JupyterLite": JupyterLite(folder),
    }
    first: dict[str, dict[str, list[float]]] = {name: {} for name in peers}
    for line in (LOOPBACK, SLOW_4G):
        for _ in range(runs):
            for name, peer in peers.items():
                for page, address in visits(browser, peer.folder, 1, line):
                    first[name].setdefault(line.name, []).append(peer.first_result(page, address))
        for name in peers:
            show(f"{name}, first result, {line.name}", first[name][line.name], "s", 1)
    steps = {name: peer.steps(browser, runs) for name, peer in peers.items()}
    steps |= {f"TF.js, {backend}": tfjs_steps(browser, runs, backend) for backend in ("wasm", "cpu")}
    for name, values in steps.items():
        show(f"{name}, a step of MNIST", values, "ms", 1e3)
    return {"first": first, "steps": steps}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--site", type=Path, help="a built site, instead of building one")
    parser.add_argument("--record", action="store_true")
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as name,
        built_site(arguments.site) as built,
        chromium() as browser,
    ):
        folder = Path(name)
        site = stock_beside(built, folder / "here")
        found = measured(browser, site, folder, arguments.runs)
        about = {
            "date": str(datetime.date.today()),
            "runs": arguments.runs,
            "browser": f"Chromium {browser.version}",
        }
    if arguments.record:
        RECORDED.write_text(json.dumps({**about, **found}, indent=1) + "\n", "utf8")


if __name__ == "__main__":
    main()
