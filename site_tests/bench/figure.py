"""Measure what a reader waits for until matplotlib's first figure is there, and how often one can change.

    SEQLITE_TEST_SITE=site uv run python site_tests/bench/figure.py [--runs 7] [--browser webkit]

Cold is a new browser profile, warm a second visit of the same profile; files come from this machine.
WebKitGTK has a profile for each page, so there is no warm there.
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from browser_setup import BROWSERS
from cells import UNFINISHED, LiveCell, LivePage
from drivers import Found, expect, find
from playwright.sync_api import Browser, BrowserContext
from site_server import served
from start import UNTIL_DONE

LESSON = "lessons/sequential-models/"  # other cells of it draw
DRAW = "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2])\nplt.title('loss')\nplt.show()"
LIVE = """import time
import matplotlib.pyplot as plt
import numpy as np
epochs = np.arange(100)
fig, ax = plt.subplots()
train, test = (ax.plot(epochs, epochs, label=name)[0] for name in ("train", "test"))
ax.set(xlabel="epoch", ylabel="loss", title="Loss")
ax.legend()
handle = display(fig, display_id=True)
plt.close(fig)
begin, count = time.perf_counter(), 0
while time.perf_counter() - begin < 5:
    count += 1
    train.set_ydata(np.exp(-epochs / 30) * 100 + np.sin(epochs + count))
    handle.update(fig)
count / (time.perf_counter() - begin)"""
COLUMNS = {
    "cold": "seconds, cold, Python not yet started",
    "warm": "seconds, warm, Python not yet started",
    "ready": "seconds, cold, Python has just run a cell",
    "rested": "seconds, cold, three seconds after that",
    "next": "seconds, the next figure",
    "rate": "updates of a loss curve a second",
}


def click_and_wait(cell: LiveCell, source: str) -> float:
    cell.edit(source)
    cell.page.mouse.move(0, 0)
    return float(cell.root.evaluate(UNTIL_DONE, "Run"))


def open_cell(context: BrowserContext, address: str) -> LiveCell:
    """A cell on a page that is at rest."""
    lesson = LivePage(context.new_page()).open(address + LESSON)
    cell = lesson.cell(lesson.cell_ids[0])
    expect(lesson.page.locator(UNFINISHED)).to_have_count(0, timeout=30_000)
    return cell


def figures(browser: Browser, address: str, has_profiles: bool) -> dict[str, float]:
    """Every column that this browser has, once."""
    context = browser.new_context()
    cell = open_cell(context, address)
    found = {"cold": click_and_wait(cell, DRAW), "next": click_and_wait(cell, DRAW + "\n")}
    click_and_wait(cell, LIVE)
    found["rate"] = float(cell.output.inner_text().split()[-1])
    if has_profiles:
        cell.page.close()
        found["warm"] = click_and_wait(open_cell(context, address), DRAW)
    context.close()
    context = browser.new_context()
    cell = open_cell(context, address)
    click_and_wait(cell, "import torch\ntorch.rand(2)")
    found["ready"] = click_and_wait(cell, DRAW)
    context.close()
    context = browser.new_context()
    cell = open_cell(context, address)
    click_and_wait(cell, "import torch\ntorch.rand(2)")
    time.sleep(3)
    found["rested"] = click_and_wait(cell, DRAW)
    context.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--browser", choices=BROWSERS, default="chromium")
    arguments = parser.parse_args()
    chosen = find(arguments.browser)
    if not isinstance(chosen, Found):
        parser.error(chosen.what)
    site = Path(os.environ.get("SEQLITE_TEST_SITE", "site"))
    [archive] = site.glob("assets/matplotlib-*/matplotlib.pack")
    with served(site) as address, chosen.launched() as browser:
        all_found = [figures(browser, address, chosen.runs_all) for _ in range(arguments.runs)]
    layer = sum(path.stat().st_size for path in site.glob("assets/image-*/figures/*") if path.stem != "later")
    size = f"{archive.stat().st_size / 1e6:.2f} MB, or {layer / 1e6:.2f} MB where the first run draws"
    print(f"{chosen.name}; matplotlib: {size}; medians of {arguments.runs} [least to most]")
    for name, words in COLUMNS.items():
        if values := [found[name] for found in all_found if name in found]:
            print(f"{words:38} {statistics.median(values):5.2f}  [{min(values):.2f} to {max(values):.2f}]")


if __name__ == "__main__":
    main()
