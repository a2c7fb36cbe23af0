"""Measure what a reader waits for until matplotlib's first figure is there, and how often one can change.

    SEQLITE_TEST_SITE=site uv run python site_tests/bench/figure.py [--runs 7] [--browser webkit] [--stock]
        [--slowed 4] [--slow-line]

Cold is a new browser profile, warm a second visit of the same profile; files come from this machine.
WebKitGTK has a profile for each page, so there is no warm there. `--stock` draws the same figure on Pyodide
with its own matplotlib, in turn. `--slowed 4` is a processor a quarter as fast, `--slow-line` a phone's line.
"""

import argparse
import hashlib
import json
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext
from slow_line import SLOW_4G, hosted
from slow_processor import slowed
from start import UNTIL_DONE, folders_of, stock_beside

from live_cells.plugin.fetch import PINS
from live_cells.plugin.packages.pyodide_wheels import wheels
from site_tests.drivers import Found, expect, find
from site_tests.pages.cells import UNFINISHED, LiveCell, LivePage
from site_tests.servers.site_server import served
from site_tests.suite.browser_setup import BROWSERS

LESSON = "lessons/sequential-models/"  # other cells of it draw
DRAW = "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2])\nplt.title('loss')\nplt.show()"
SAVE = "file = io.StringIO(); plt.savefig(file); print(file.getvalue())"
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
    "result": "seconds, cold, to the result of 1 + 1",
    "cold": "seconds, cold, Python not yet started",
    "warm": "seconds, warm, Python not yet started",
    "ready": "seconds, cold, Python has just run a cell",
    "rested": "seconds, cold, three seconds after that",
    "next": "seconds, the next figure",
    "rate": "updates of a loss curve a second",
    "lesson": "seconds, cold, the first lesson's own cell",
    "stock": "seconds, cold, Pyodide and its matplotlib",
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


def alone(browser: Browser, address: str, source: str) -> float:
    """Seconds of a program that runs first, in a new profile."""
    context = browser.new_context()
    seconds = click_and_wait(open_cell(context, address), source)
    context.close()
    return seconds


def of_the_lesson(browser: Browser, address: str) -> float:
    """Seconds of the first cell as it stands in the lesson, a form whose figure it draws."""
    context = browser.new_context()
    seconds = float(open_cell(context, address).root.evaluate(UNTIL_DONE, "Run"))
    context.close()
    return seconds


def on_stock(browser: Browser, address: str, folders: tuple[str, str]) -> float:
    """Seconds of the same figure on Pyodide as it comes."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}bench/stock.html")
    drawn = f"import io, matplotlib\nmatplotlib.use('svg')\n{DRAW.replace('plt.show()', SAVE)}"
    arguments = [*(address + folder for folder in folders), drawn, ["numpy", "matplotlib"]]
    seconds = page.evaluate(
        """async (arguments) => {
          const begin = performance.now();
          const shown = await printed(...arguments);
          if (!shown.includes("</svg>")) throw new Error(shown);
          return (performance.now() - begin) / 1000;
        }""",
        arguments,
    )
    context.close()
    return float(seconds)


def lock_with_matplotlib(site: Path) -> tuple[str, str]:
    """Where Pyodide lies in a site, and a lock file that has matplotlib; its wheels join the site."""
    pyodide, lock = folders_of(site)
    content = json.loads((site / lock).read_text())
    packages = content["packages"]
    names = PINS["matplotlib"]["packages"]
    for wheel in wheels(["numpy", *names]):
        name, version = wheel.name.split("-")[:2]
        key = name.replace("_", "-")
        shutil.copy(wheel, site / "bench")
        packages[key] = packages["numpy"] | {
            "name": key,
            "version": version,
            "file_name": wheel.name,
            "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
            "imports": [],
            "depends": ["numpy", *set(names) - {key}] if key == "matplotlib" else [],
        }
    (site / "bench" / "pyodide-lock.json").write_text(json.dumps(content))
    return pyodide, "bench/pyodide-lock.json"


def figures(browser: Browser, address: str, has_profiles: bool) -> dict[str, float]:
    """Every column that this browser has, once."""
    context = browser.new_context()
    cell = open_cell(context, address)
    found = {"result": alone(browser, address, "1 + 1"), "lesson": of_the_lesson(browser, address)}
    found |= {"cold": click_and_wait(cell, DRAW), "next": click_and_wait(cell, DRAW + "\n")}
    click_and_wait(cell, LIVE)
    found["rate"] = float(cell.output.inner_text().split()[-1])
    if has_profiles:
        cell.page.close()
        found["warm"] = click_and_wait(open_cell(context, address), DRAW)
    context.close()
    for column, pause in (("ready", 0), ("rested", 3)):
        context = browser.new_context()
        cell = open_cell(context, address)
        click_and_wait(cell, "import torch\ntorch.rand(2)")
        time.sleep(pause)
        found[column] = click_and_wait(cell, DRAW)
        context.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--browser", choices=BROWSERS, default="chromium")
    parser.add_argument("--stock", action="store_true")
    parser.add_argument("--slowed", type=float, default=1, metavar="TIMES")
    parser.add_argument("--slow-line", action="store_true", help=SLOW_4G.name)
    arguments = parser.parse_args()
    chosen = find(arguments.browser)
    if not isinstance(chosen, Found):
        parser.error(chosen.what)
    built = site = Path(os.environ.get("SEQLITE_TEST_SITE", "site"))
    all_found = []
    with tempfile.TemporaryDirectory() as folder, chosen.launched() as browser:
        if arguments.stock:
            site = stock_beside(built, Path(folder) / "site")
            folders = lock_with_matplotlib(site)
        host = hosted(site, SLOW_4G) if arguments.slow_line else served(site)
        with host as address, slowed(arguments.slowed):
            for _ in range(arguments.runs):
                found = figures(browser, address, chosen.runs_all)
                if arguments.stock:
                    found["stock"] = on_stock(browser, address, folders)
                all_found.append(found)
    [archive] = built.glob("assets/matplotlib-*/matplotlib.pack")
    layer = sum(
        path.stat().st_size for path in built.glob("assets/image-*/figures/*") if path.stem != "later"
    )
    size = f"{archive.stat().st_size / 1e6:.2f} MB, or {layer / 1e6:.2f} MB where the first run draws"
    print(f"{chosen.name}; matplotlib: {size}; medians of {arguments.runs} [least to most]")
    for name, words in COLUMNS.items():
        if values := [found[name] for found in all_found if name in found]:
            print(f"{words:42} {statistics.median(values):5.2f}  [{min(values):.2f} to {max(values):.2f}]")
    if arguments.stock:
        ratios = [found["cold"] / found["stock"] for found in all_found]
        print(f"{'cold, this site by stock':42} {statistics.median(ratios):5.2f}")


if __name__ == "__main__":
    main()
