"""Measure what a reader waits for, beside Pyodide as it comes: seconds from click to result, bytes, training.

    uv run python site_tests/bench/start.py [--runs 7] [--no-training] [--example] [--record]

Cold is a new browser profile, warm a second visit of the same profile, restart a fresh Python after Stop on
a page that shares no memory with its worker. Both sides come from this machine and take turns, so the seconds
are the browser's own work. Bytes are those of a host that gzips text and WebAssembly, and nothing else.
`--record` writes the figures that the site shows into `docs/about/start.json`. `--example` measures the site
of somebody else that the guide builds, and records what it takes in `docs/guides/live-cells.json`.
"""

import argparse
import datetime
import json
import os
import re
import shutil
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from in_chromium import built_site
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright
from slow_line import as_sent
from whole_visit import whole_visit

from site_tests import ROOT
from site_tests.pages.cells import LivePage
from site_tests.servers.foreign_site import built, written
from site_tests.servers.site_server import BASE, file_behind, served
from site_tests.suite.browser_setup import CHROMIUM_FLAGS, find_or_install_chromium

HERE = Path(__file__).parent
RECORDED = ROOT / "docs" / "about" / "start.json"
LESSON = "lessons/tour/"
MOMENTS = ("cold", "warm", "restart")
OF_THE_EXAMPLE = ROOT / "docs" / "guides" / "live-cells.json"
"""What the site of somebody else takes, which the guide shows."""

UNTIL_DONE = """(cell, name) => new Promise((resolve, reject) => {
  const begin = performance.now();
  new MutationObserver(() => {
    if (cell.dataset.state === "done") resolve((performance.now() - begin) / 1000);
    if (cell.dataset.state === "failed") reject(new Error(cell.textContent));
  }).observe(cell, { attributeFilter: ["data-state"] });
  [...cell.querySelectorAll("button")].find((button) => button.textContent.trim() === name).click();
})"""  # measured in the page: a test's waiting looks only now and then

STOP_AND_RUN = f"""async ([busy, cell]) => {{
  const untilDone = {UNTIL_DONE};
  const begin = performance.now();
  const stopped = new Promise((resolve) => {{
    const look = () => busy.dataset.state === "stopped" && resolve();
    new MutationObserver(look).observe(busy, {{ attributeFilter: ["data-state"] }});
  }});
  [...busy.querySelectorAll("button")].find((button) => button.textContent.trim() === "Stop").click();
  await stopped;
  await untilDone(cell, "Run");
  return (performance.now() - begin) / 1000;
}}"""


def travels(site: Path, url: str) -> int:
    """Bytes of a file on its way from a host that gzips what is worth it."""
    return len(as_sent(file_behind(url, site))[0])


class Requests:
    """The addresses that a context asks for until it has its first result."""

    def __init__(self, context: BrowserContext, tier: str | None = None) -> None:
        self.paths: set[str] = set()
        self._with_image = (tier or os.environ.get("SEQLITE_START")) != "stock"
        self._context = context
        context.on("request", self._note)

    def _note(self, request: Request) -> None:
        # A service worker fetches for later what the page has, and what usual cells can do without comes
        # after the result; had one to wait for it, it would be no "fetch".
        is_rest = request.url.endswith(("stdlib.zip", "later.zst")) and request.resource_type == "fetch"
        later = self._with_image and is_rest
        if request.service_worker is None and request.url.startswith("http") and not later:
            self.paths.add(urlsplit(request.url).path)

    def end(self) -> set[str]:
        self._context.remove_listener("request", self._note)
        return self.paths


def open_lesson(context: BrowserContext, address: str) -> LivePage:
    live = LivePage(context.new_page()).open(address + LESSON)
    live.page.wait_for_load_state("networkidle")
    return live


def first_result(live: LivePage) -> float:
    """Seconds from the click on Run to the cell's result."""
    return float(live.cell("first-model").root.evaluate(UNTIL_DONE, "Run"))


def result_after_stop(live: LivePage) -> float:
    """Seconds from the click on Stop, an endless loop running, to another cell's result."""
    busy, other = live.cell("train-run"), live.cell("first-model")
    busy.edit("while True:\n    pass")
    busy.start()
    busy.expect_state("running")
    pair = [cell.root.element_handle() for cell in (busy, other)]
    return float(live.page.evaluate(STOP_AND_RUN, pair))


def stock_result(page: Page, address: str, folders: tuple[str, str]) -> float:
    return float(
        page.evaluate("([folder, lock]) => firstResult(folder, lock)", [address + f for f in folders])
    )


def of_the_example(browser: Browser, address: str) -> tuple[dict[str, float], set[str]]:
    """The same of the first cell on somebody else's site."""
    context = browser.new_context()
    requests = Requests(context)
    seconds = {}
    for moment in ("cold", "warm"):
        live = LivePage(context.new_page()).open(address)
        live.page.wait_for_load_state("networkidle")
        seconds[moment] = float(live.cell("cell-1").root.evaluate(UNTIL_DONE, "Run"))
        if moment == "cold":
            paths = requests.end()
        live.page.close()
    context.close()
    return seconds, paths


def ours(browser: Browser, address: str) -> tuple[dict[str, float], set[str]]:
    context = browser.new_context(service_workers="allow")
    requests = Requests(context)
    live = open_lesson(context, address)
    seconds = {"cold": first_result(live)}
    paths = requests.end()
    live.page.close()
    live = open_lesson(context, address)
    seconds["warm"] = first_result(live)
    seconds["restart"] = result_after_stop(live)
    context.close()
    return seconds, paths


def stock(browser: Browser, address: str, folders: tuple[str, str]) -> tuple[dict[str, float], set[str]]:
    context = browser.new_context()
    requests = Requests(context)
    seconds = {}
    for moment in MOMENTS:
        if moment != "restart":
            page = context.new_page()
            page.goto(f"{address}bench/stock.html")
        seconds[moment] = stock_result(page, address, folders)
    paths = requests.end() | {f"{BASE}{folders[0]}python_stdlib.zip"}
    context.close()
    return seconds, paths


def epochs(context: BrowserContext, address: str) -> float:
    """Seconds per epoch of the lesson's training cell, its test included."""
    live = LivePage(context.new_page()).open(address + LESSON)
    live.run_all()
    cell = live.cell("train-run")
    cell.expect_over(timeout=600_000)
    cell.expect_state("done")
    return float(re.search(r"([\d.]+) s", cell.label.inner_text())[1]) / 3


def folders_of(site: Path) -> tuple[str, str]:
    """Where Pyodide and a lock file that has NumPy lie within the site."""
    [pyodide] = (site / "assets").glob("pyodide-*")
    [lock] = (site / "assets").glob("seqlite-*/pyodide-lock.json")
    return f"{pyodide.relative_to(site).as_posix()}/", lock.relative_to(site).as_posix()


def stock_beside(built: Path, site: Path) -> Path:
    """A copy of a built site with the page of stock Pyodide in it."""
    shutil.copytree(built, site)
    (site / "bench").mkdir()
    for name in ("stock.html", "stock_worker.js"):
        shutil.copy(HERE / name, site / "bench")
    return site


def row(name: str, values: list[float]) -> None:
    middle, low, high = statistics.median(values), min(values), max(values)
    print(f"{name:<44} {middle:6.2f} s  [{low:.2f} to {high:.2f}, N = {len(values)}]", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--site", type=Path, help="a built site, instead of building one")
    parser.add_argument("--no-training", action="store_true")
    parser.add_argument("--example", action="store_true", help="the guide's site instead of the course")
    parser.add_argument("--record", action="store_true")
    arguments = parser.parse_args()
    if arguments.example:
        return measure_example(arguments.runs, arguments.record)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        with built_site(arguments.site) as built:
            site = stock_beside(built, Path(folder) / "site")
        browser = playwright.chromium.launch(executable_path=find_or_install_chromium(), args=CHROMIUM_FLAGS)
        with served(site) as address:
            measured = compare(browser, site, address, arguments.runs, ours)
            if not arguments.no_training:
                row("one epoch of MNIST", [epochs(browser.new_context(), address)])
        measured["browser"] = f"Chromium {browser.version}"
        browser.close()
    if arguments.record:
        recorded = json.loads(RECORDED.read_text("utf8")) | measured  # beside what start_tiers.py recorded
        RECORDED.write_text(json.dumps(recorded, indent=1) + "\n", "utf8")


def measure_example(runs: int, record: bool) -> None:
    """Build the guide's site, measure it, and write down what the guide shows."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        theme = {"name": "material", "font": False}  # without what it fetches elsewhere
        example = written(Path(folder) / "example", {}, theme)
        done = built(example)
        if done.returncode:
            sys.exit(done.stderr)
        whole = sum(path.stat().st_size for path in (example / "site").rglob("*") if path.is_file())
        site = stock_beside(example / "site", Path(folder) / "site")
        browser = playwright.chromium.launch(executable_path=find_or_install_chromium(), args=CHROMIUM_FLAGS)
        with served(site) as address:
            measured = compare(browser, site, address, runs, of_the_example)
        visit = whole_visit(browser, example / "site", "cell-1")
        browser.close()
    print(f"{'bytes of the whole site':<56} {whole / 1e6:6.2f} MB")
    for moment, size in visit.items():
        print(f"{moment:<56} {size / 1e6:6.2f} MB")
    if record:
        seconds = {name: found["cold"] for name, found in measured["seconds"].items()}
        kept = {"date": measured["date"], "site": whole, "first": measured["bytes"], "seconds": seconds}
        kept["visit"] = {"date": measured["date"], **visit}
        OF_THE_EXAMPLE.write_text(json.dumps(kept, indent=1) + "\n", "utf8")


def compare(browser: Browser, site: Path, address: str, runs: int, of_site: Callable[..., Any]) -> dict:
    """The table, printed and as JSON."""
    seconds: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    paths: dict[str, set[str]] = {}
    for _ in range(runs):
        for name, (found, asked) in {
            "this site": of_site(browser, address),
            "Pyodide": stock(browser, address, folders_of(site)),
        }.items():
            paths[name] = asked
            for moment, value in found.items():
                seconds[name][moment].append(value)
    for moment in seconds["this site"]:
        for name in seconds:
            row(f"{moment}: click to first result, {name}", seconds[name][moment])
        mine, other = (statistics.median(seconds[name][moment]) for name in seconds)
        print(f"  ratio {mine / other:.2f}")
    sent = {name: sum(travels(site, path) for path in asked) for name, asked in paths.items()}
    python = [path for path in paths["this site"] if re.search(r"pyodide-|seqlite-|image-", path)]
    sent["this site, Python and engine"] = sum(travels(site, path) for path in python)
    for name, count in sent.items():
        print(f"{'bytes to the first result, ' + name:<56} {count / 1e6:6.2f} MB")
    return {"date": datetime.date.today().isoformat(), "runs": runs, "seconds": seconds, "bytes": sent}


if __name__ == "__main__":
    main()
