"""Walk through the course again and again in one tab, and print what the tab holds after each walk.

    SEQLITE_TEST_SITE=site uv run python site_tests/bench/walk.py [--walks 10] [--no-runs]

A walk opens every page in its order by the links at the foot, has the better editor come to the first
cell of each, and runs that. The tab should hold as much after the last walk as after the first few.
"""

import argparse
import dataclasses
import os
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

from site_tests.pages import theme
from site_tests.pages.cells import LivePage
from site_tests.pages.tab_memory import TabMemory, tab_memory
from site_tests.servers.site_server import served
from site_tests.suite.browser_setup import CHROMIUM_FLAGS, find_or_install_chromium

CELLS = '[data-cell]:not([data-tags~="torch-only"])'


def read(live: LivePage, run: bool) -> None:
    """Look at a page as a reader does who means to try something."""
    if not live.page.locator(CELLS).count():
        return
    live.page.locator(CELLS).first.scroll_into_view_if_needed()  # far below, it is not live yet
    cell = live.cell(live.cell_ids[0])
    cell.expect_editor()
    if run:
        cell.run()


def walk(page: Page, run: bool) -> None:
    """From the first page to the last, and back to the first."""
    live = LivePage(page)
    read(live, run)
    while (link := page.locator(theme.NEXT_PAGE)).count():
        follow(link)
        read(live, run)
    follow(page.locator(theme.HOME).first)


def follow(link: Locator) -> None:
    """Go on to another page, and wait until this one has left."""
    old = link.page.locator("h1").element_handle()
    link.click()
    old.wait_for_element_state("hidden")
    old.dispose()  # else it would hold the page


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--walks", type=int, default=10)
    parser.add_argument("--no-runs", action="store_true", help="only look at the cells")
    arguments = parser.parse_args()
    site = Path(os.environ.get("SEQLITE_TEST_SITE", "site"))
    names = [field.name for field in dataclasses.fields(TabMemory)]
    print(f"{'walk':>4} " + " ".join(f"{name:>10}" for name in names))
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_or_install_chromium(), args=CHROMIUM_FLAGS)
        page = browser.new_page()
        page.goto(address)
        for number in range(1, arguments.walks + 1):
            walk(page, not arguments.no_runs)
            found = dataclasses.astuple(tab_memory(page))
            print(f"{number:>4} " + " ".join(f"{value:>10.4g}" for value in found), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
