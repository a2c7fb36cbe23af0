"""Measure a visit: what comes before a click, first paint and first result over a slow line, the next page.

    uv run python site_tests/bench/visit.py [--runs 3] [--site FOLDER]

The line has 10 Mbit/s and 40 ms, as a phone's may have. A run on the next page of the same visit finds Python
running.
"""

import argparse
from pathlib import Path
from urllib.parse import urlsplit

from in_chromium import built_site, chromium
from playwright.sync_api import Browser, Request
from slow_line import SLOW_4G, as_sent, hosted
from start import UNTIL_DONE, first_result, open_lesson, row

from site_tests.servers.site_server import served

PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"


def over_a_slow_line(browser: Browser, site: Path) -> tuple[dict[str, float], set[str]]:
    """Seconds, and the paths of the fonts and scripts that came before the click."""
    asked: set[str] = set()

    def note(request: Request) -> None:
        if request.resource_type in ("font", "script"):
            asked.add(urlsplit(request.url).path)

    context = browser.new_context(service_workers="block")  # which fetches for later
    context.on("request", note)
    with hosted(site, SLOW_4G) as address:
        live = open_lesson(context, address)
        seconds = {"first contentful paint, slow line": float(live.page.evaluate(PAINTED))}
        before = set(asked)
        seconds["click to first result, slow line"] = first_result(live)
        context.close()
    return seconds, before


def on_the_next_page(browser: Browser, site: Path) -> float:
    """Seconds from the click on Run on the second page of a visit to the cell's result."""
    context = browser.new_context(service_workers="block")
    with served(site) as address:
        live = open_lesson(context, address)
        first_result(live)
        live.page.wait_for_load_state("networkidle")
        live.follow("Home")
        live.page.wait_for_load_state("networkidle")
        cell = live.page.locator("[data-cell][data-state=idle]").first
        seconds = float(cell.evaluate(UNTIL_DONE, "Run"))
        context.close()
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--site", type=Path, help="a built site, instead of building one")
    arguments = parser.parse_args()
    found: dict[str, list[float]] = {}
    with built_site(arguments.site) as site, chromium() as browser:
        for _ in range(arguments.runs):
            seconds, before = over_a_slow_line(browser, site)
            seconds["next page: click to result"] = on_the_next_page(browser, site)
            for name, value in seconds.items():
                found.setdefault(name, []).append(value)
        sizes = {path: len(as_sent(site / path.lstrip("/"))[0]) for path in before}
    for name, values in found.items():
        row(name, values)
    print(f"{'fonts and scripts before a click':<44} {sum(sizes.values()) / 1e3:6.0f} kB")
    for path, size in sorted(sizes.items(), key=lambda item: -item[1])[:12]:
        print(f"  {size / 1e3:6.1f} kB  {path}")


if __name__ == "__main__":
    main()
