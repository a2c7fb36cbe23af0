"""A tab in which someone reads for long holds the page that is open, and one Python."""

import pytest
from playwright.sync_api import Page

from site_tests.pages.cells import LivePage
from site_tests.pages.tab_memory import tab_memory


@pytest.mark.slow
@pytest.mark.chromium_only
def test_pages_that_were_left_are_not_kept(page: Page, site_url: str) -> None:
    live = LivePage(page).open(site_url)
    live.cell(live.cell_ids[0]).run()
    for link in ("Next: 1. Sequential models", "Next: 2. Defining a model", "Next: 3. The forward pass"):
        live.follow(link)
        cell = live.cell(live.cell_ids[1])  # the code of the first is folded
        cell.expect_editor()
        cell.edit("kept = 'by Python, not by the page'")
    cell.run()
    live.follow("Lab")  # the Playground
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("link", name="Next: Draw a digit").click()
    live.cell("as-mnist").expect_editor()
    live.follow("Home")
    live.cell(live.cell_ids[0]).expect_editor()
    memory = tab_memory(page)
    assert memory.cells_left == 0
    assert memory.links_left == 0
    assert memory.workers == 1
