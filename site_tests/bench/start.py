"""Measure what a reader waits for: bytes, seconds from click to result, seconds per epoch of MNIST.

    uv run python site_tests/bench/start.py [--runs 7] [--no-training]

Cold is a new browser profile, warm a second visit of the same profile; files come from this machine, so
the seconds are the browser's own work. Bytes are those of a host that gzips text and WebAssembly.
"""

import argparse
import gzip
import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from browser_setup import CHROMIUM_FLAGS, find_or_install_chromium
from cells import LivePage
from paths import ROOT
from playwright.sync_api import BrowserContext, Request, sync_playwright
from site_server import BASE, served

LESSON = "lessons/tour/"
GZIPPED = {".html", ".js", ".mjs", ".css", ".json", ".wasm", ".svg", ".xml", ".py", ""}


def travels(site: Path, url: str) -> int:
    """Bytes of a file on its way from a host that gzips what is worth it."""
    path = site / urlsplit(url).path.removeprefix(BASE)
    content = (path / "index.html" if path.is_dir() else path).read_bytes()
    return len(gzip.compress(content, 6)) if path.suffix in GZIPPED else len(content)


CLICK_AND_WAIT = """cell => new Promise((resolve, reject) => {
  const begin = performance.now();
  new MutationObserver(() => {
    if (cell.dataset.state === "done") resolve((performance.now() - begin) / 1000);
    if (cell.dataset.state === "failed") reject(new Error(cell.textContent));
  }).observe(cell, { attributeFilter: ["data-state"] });
  [...cell.querySelectorAll("button")].find((button) => button.textContent.trim() === "Run").click();
})"""  # measured in the page: a test's waiting looks only now and then


def first_result(context: BrowserContext, address: str, requests: list[str] | None = None) -> float:
    """Seconds from the click on Run to the cell's result."""
    page = context.new_page()

    image = os.environ.get("SEQLITE_MEMORY_IMAGE") != "0"  # with it, the library comes after the result

    def note(request: Request) -> None:
        if requests is not None and not (image and request.url.endswith("stdlib.zip")):
            requests.append(request.url)

    context.on("request", note)
    cell = LivePage(page).open(address + LESSON).cell("first-model")
    page.wait_for_load_state("networkidle")
    seconds = float(cell.root.evaluate(CLICK_AND_WAIT))
    page.close()
    return seconds


def epochs(context: BrowserContext, address: str) -> float:
    """Seconds per epoch of the lesson's training cell, its test included."""
    live = LivePage(context.new_page()).open(address + LESSON)
    live.run_all()
    cell = live.cell("train-run")
    cell.expect_over(timeout=600_000)
    cell.expect_state("done")
    return float(re.search(r"([\d.]+) s", cell.label.inner_text())[1]) / 3


def row(name: str, values: list[float]) -> None:
    middle, low, high = statistics.median(values), min(values), max(values)
    print(f"{name:<44} {middle:6.2f} s  [{low:.2f} to {high:.2f}, N = {len(values)}]", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--no-training", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Path(folder)
        subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q", "-d", folder], cwd=ROOT, check=True)
        browser = playwright.chromium.launch(executable_path=find_or_install_chromium(), args=CHROMIUM_FLAGS)
        with served(site) as address:
            cold, warm = [], []
            for _ in range(arguments.runs):
                context = browser.new_context()
                requests: list[str] = []
                cold.append(first_result(context, address, requests))
                warm.append(first_result(context, address))
                context.close()
            row("click to first result, cold", cold)
            row("click to first result, warm", warm)
            fetched = {urlsplit(url).path for url in requests if url.startswith("http")}
            python = {path for path in fetched if re.search(r"pyodide-|seqlite-|image-", path)}
            for name, paths in (
                ("bytes to the first result", fetched),
                ("  of these Python and engine", python),
            ):
                print(f"{name:<44} {sum(travels(site, path) for path in paths) / 1e6:6.2f} MB")
            if not arguments.no_training:
                row("one epoch of MNIST", [epochs(browser.new_context(), address)])
        browser.close()


if __name__ == "__main__":
    main()
