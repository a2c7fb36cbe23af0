"""Measure how long the lessons' slow cells take in the browser, and write it into the notebooks.

    uv run python site_tests/generators/estimates.py [--runs N] [NOTEBOOK ...]

Each notebook that is named, or every lesson, is built, opened in Chromium and run from top to bottom, the
kernel warm; a cell that takes more than two seconds gets `estimate` in its metadata: the median of its
seconds, and the yardstick (live_runner/yardstick.py) on this machine; one that trains and is
quicker gets an empty one. The page shows the seconds times the reader's yardstick by this one.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from site_tests import ROOT
from site_tests.lessons.notebooks import LESSONS, address_of, named_page
from site_tests.pages.cells import LivePage
from site_tests.servers.site_server import served
from site_tests.suite.browser_setup import CHROMIUM_FLAGS, find_or_install_chromium

SLOW = 2.0
LONGEST = 600_000
CLOCK = """() => {
  window.took = {};
  for (const cell of document.querySelectorAll("[data-cell]")) {
    let begin;
    new MutationObserver(() => {
      if (cell.dataset.state === "running") begin = performance.now();
      else if (begin) window.took[cell.dataset.cell] = (performance.now() - begin) / 1000;
    }).observe(cell, { attributeFilter: ["data-state"] });
  }
}"""


def measured(page: Page, address: str) -> tuple[dict[str, float], float]:
    """Seconds of each cell of a lesson, and the yardstick."""
    live = LivePage(page).open(address)
    last = live.cell_ids[-1]
    page.evaluate(CLOCK)
    live.run_all(with_experiments=True)
    live.cell(last).expect_over(timeout=LONGEST)
    live.expect_kernel("ready")
    yardstick = page.evaluate("liveKernel.ask('speed')")["seconds"]
    return page.evaluate("window.took"), yardstick


def write(lesson: Path, runs: list[dict[str, float]], yardstick: float) -> None:
    from docs.course.pages.lesson_rules import training_cells

    notebook = json.loads(lesson.read_text("utf8"))
    training = training_cells(notebook["cells"])
    for cell in notebook["cells"]:
        cell["metadata"].pop("estimate", None)
        if cell["id"] in training:
            cell["metadata"]["estimate"] = {}
        seconds = [run[cell["id"]] for run in runs if cell["id"] in run]
        if seconds and statistics.median(seconds) >= SLOW:
            middle = statistics.median(seconds)
            cell["metadata"]["estimate"] = {"seconds": round(middle, 1), "yardstick": round(yardstick, 5)}
            print(f"{lesson.stem} {cell['id']}: {middle:.1f} s [{min(seconds):.1f}-{max(seconds):.1f}]")
    lesson.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("notebooks", nargs="*", type=named_page, default=LESSONS)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "mkdocs", "build", "-q", "--no-strict", "-d", folder]
        subprocess.run(command, cwd=ROOT, check=True)  # it may warn: an estimate is missing
        with served(Path(folder)) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=find_or_install_chromium(), args=CHROMIUM_FLAGS
            )
            for lesson in arguments.notebooks:
                took = []
                for _ in range(arguments.runs):
                    page = browser.new_context().new_page()
                    took.append(measured(page, f"{address}{address_of(lesson)}/"))
                    page.context.close()
                write(lesson, [seconds for seconds, _ in took], statistics.median(y for _, y in took))
            browser.close()


if __name__ == "__main__":
    main()
