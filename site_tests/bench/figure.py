"""Measure what a reader waits for until matplotlib's first figure is there: bytes and seconds.

    SEQLITE_TEST_SITE=site uv run python site_tests/bench/figure.py [--runs 7]

Cold is a new browser profile, warm a second visit of the same profile; files come from this machine.
"""

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from browser_setup import CHROMIUM_FLAGS, find_or_install_chromium
from cells import LiveCell, LivePage
from playwright.sync_api import BrowserContext, sync_playwright
from site_server import served
from start import LESSON, UNTIL_DONE

DRAW = "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2])\nplt.title('loss')\nplt.show()"
COLUMNS = {
    "cold": "cold, Python not yet started",
    "warm": "warm, Python not yet started",
    "ready": "cold, Python has run a cell",
    "next": "the next figure",
}


def click_and_wait(cell: LiveCell, source: str) -> float:
    cell.edit(source)
    cell.page.mouse.move(0, 0)
    return float(cell.root.evaluate(UNTIL_DONE, "Run"))


def visit(context: BrowserContext, address: str, first: str | None = None) -> tuple[float, float]:
    """Seconds to the first figure of a visit, and to the next one."""
    page = context.new_page()
    lesson = LivePage(page).open(address + LESSON)
    cell = lesson.cell(lesson.cell_ids[0])
    if first:
        click_and_wait(cell, first)
        page.wait_for_load_state("networkidle")
    seconds = click_and_wait(cell, DRAW), click_and_wait(cell, DRAW + "\n")
    page.close()
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    site = Path(os.environ.get("SEQLITE_TEST_SITE", "site"))
    [archive] = site.glob("assets/matplotlib-*/matplotlib.pack")
    seconds: dict[str, list[float]] = {name: [] for name in COLUMNS}
    with served(site) as address, sync_playwright() as playwright:
        chromium = playwright.chromium
        for _ in range(runs):
            for first in (None, "import torch\ntorch.rand(2)"):
                with tempfile.TemporaryDirectory() as profile:
                    context = chromium.launch_persistent_context(
                        profile, executable_path=find_or_install_chromium(), args=CHROMIUM_FLAGS
                    )
                    drawn, again = visit(context, address, first)
                    seconds["ready" if first else "cold"].append(drawn)
                    if not first:
                        seconds["next"].append(again)
                        seconds["warm"].append(visit(context, address)[0])
                    context.close()
    print(f"archive: {archive.stat().st_size / 1e6:.2f} MB, once; medians of {runs} [least to most], seconds")
    for name, words in COLUMNS.items():
        values = seconds[name]
        print(f"{words:32} {statistics.median(values):5.2f}  [{min(values):.2f} to {max(values):.2f}]")


if __name__ == "__main__":
    main()
