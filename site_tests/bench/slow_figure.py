"""Measure what a reader on a slow line fetches before the first figure, and how long the page says nothing.

    uv run python site_tests/bench/slow_figure.py [--site FOLDER] [--kbits 400]

The reader presses Run on the first lesson's first cell as soon as there is a button. Each change of what the
cell says, of its state or of its output counts as a word from the page.
"""

import argparse
import itertools
from collections import Counter
from pathlib import Path

from in_chromium import built_site, chromium
from playwright.sync_api import Browser
from slow_line import SLOW_3G, Line, hosted

from site_tests.pages.cells import LivePage

LESSON = "lessons/sequential-models/"
CELL = "try-width"
LONGEST = 3.0
"""Seconds without a word that are worth a line."""
LISTEN = """cell => {
  globalThis.said = [[0, "Run"]];
  const begin = performance.now();
  const look = () => {
    const isDrawn = cell.dataset.state === "done" && cell.querySelector("[data-output] img");
    const label = cell.querySelector(".cell-info").textContent;
    const words = isDrawn ? "the figure" : `${cell.dataset.state}: ${label}`;
    if (words !== said.at(-1)[1]) said.push([(performance.now() - begin) / 1000, words]);
    if (cell.dataset.state === "failed") throw new Error(cell.textContent);
  };
  const all = { attributes: true, childList: true, characterData: true, subtree: true };
  new MutationObserver(look).observe(cell, all);
}"""
DRAWN = "() => said.at(-1)[1] === 'the figure' && said"


def first_figure(
    browser: Browser, site: Path, line: Line
) -> tuple[list[tuple[float, str]], Counter[str], int]:
    """What was said when, the bytes of each path until the figure, and those before the click."""
    passed: Counter[str] = Counter()
    context = browser.new_context(service_workers="allow")
    with hosted(site, line, passed) as address:
        page = context.new_page()
        page.goto(address + LESSON, wait_until="commit", timeout=120_000)
        cell = LivePage(page).cell(CELL)
        cell.button("Run").wait_for(timeout=120_000)
        before = passed.total()
        cell.root.evaluate(LISTEN)
        cell.start()
        said = page.wait_for_function(DRAWN, timeout=0).json_value()
        until = Counter(passed)
        context.close()
    return [(float(moment), words) for moment, words in said], until, before


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--site", type=Path, help="a built site, instead of building one")
    parser.add_argument("--kbits", type=float, default=SLOW_3G.bits_per_second / 1e3)
    arguments = parser.parse_args()
    line = Line(f"{arguments.kbits:g} kbit/s", arguments.kbits * 1e3, SLOW_3G.round_trip)
    with built_site(arguments.site) as site, chromium() as browser:
        said, passed, before = first_figure(browser, site, line)
    print(f"{line.name}, {line.round_trip} s: the figure is there {said[-1][0]:.1f} s after the click")
    print(f"{before / 1e6:.2f} MB before the click, {(passed.total() - before) / 1e6:.2f} MB after it")
    for path, size in passed.most_common(12):
        print(f"  {size / 1e6:6.2f} MB  {path}")
    gaps = [(after - moment, moment, words) for (moment, words), (after, _) in itertools.pairwise(said)]
    silent = [gap for gap in gaps if gap[0] > LONGEST]
    print(f"longest without a word: {max(gaps)[0]:.1f} s; more than {LONGEST:g} s: {len(silent)} times")
    for length, moment, words in silent:
        print(f'  {length:5.1f} s from {moment:.1f} s on, at "{words}"')


if __name__ == "__main__":
    main()
