"""A lesson that was split: what readers did on the old page is kept, and old addresses lead on."""

import json

import pytest
from playwright.sync_api import Page

from site_tests.drivers import expect
from site_tests.pages.cells import LivePage, shared_link

OLD = "lessons/initialization-and-depth/"
NEW = ("lessons/initialization/", "lessons/normalization-and-depth/")
PLACES = [(NEW[0], "factors"), pytest.param(NEW[1], "train-deep", marks=pytest.mark.slow)]
MINE = "mine = 1  # from before the split"


@pytest.mark.parametrize(("address", "cell"), PLACES)
def test_edits_of_the_old_page_are_on_the_new_one(page: Page, site_url: str, address: str, cell: str) -> None:
    """Its cells have their ids, and browsers keep their edits under the old address."""
    live = LivePage(page).open(site_url + address)
    live.cell(cell).edit(MINE)
    [key] = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('live-cells:'))")
    assert key.endswith(f"/{OLD}:{cell}")
    page.reload()
    live.cell(cell).expect_editor()
    live.cell(cell).expect_source(MINE)


def test_predictions_of_the_old_page_are_on_the_new_one(page: Page, site_url: str) -> None:
    live = LivePage(page).open(site_url + NEW[1])
    place = f"{OLD.removesuffix('/')}.ipynb#train-deep"
    page.evaluate("kept => localStorage.setItem('seqlite:predictions', kept)", json.dumps({place: "Only He"}))
    page.reload()
    expect(live.cell("train-deep").root.get_by_text("Your prediction Only He")).to_be_visible()


@pytest.mark.parametrize(("address", "cell"), PLACES)
def test_a_link_to_a_cell_of_the_old_page_leads_to_the_cell(
    page: Page, site_url: str, address: str, cell: str
) -> None:
    page.goto(f"{site_url}{OLD}#cell-{cell}")
    page.wait_for_url(f"{site_url}{address}#cell-{cell}")


def test_code_in_a_link_to_the_old_page_is_shown_on_the_new_one(page: Page, site_url: str) -> None:
    page.goto(shared_link(site_url + OLD, "by-hand", MINE))
    page.wait_for_url(f"{site_url}{NEW[1]}#code=*")
    expect(LivePage(page).cell("by-hand").editor).to_contain_text(MINE)


def test_a_link_to_a_section_of_the_old_page_finds_the_way_to_it(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}{OLD}#look-inside-with-hooks")
    place = page.locator(":target")
    expect(place).to_be_visible()
    place.click()
    page.wait_for_url(f"{site_url}{NEW[1]}#look-inside-with-hooks")
    expect(page.get_by_role("heading", name="Look inside with hooks")).to_be_visible()
