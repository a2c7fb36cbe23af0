"""The reference as a reader uses it: many examples on a page, which cost nothing until they are near."""

import re

import pytest
from playwright.sync_api import Locator, Page

from site_tests.drivers import expect
from site_tests.pages import theme
from site_tests.pages.cells import FIRST_LOAD, LiveCell, shared_link
from site_tests.suite.slow import slow_except

LARGEST = "reference/mathematics/"


def live(page: Page) -> Locator:
    return page.locator("[data-cell][data-live]")


@pytest.mark.every_browser
def test_an_example_gives_what_the_page_shows(page: Page, site_url: str) -> None:
    page.goto(site_url + "reference/arithmetic/")
    cell = LiveCell(page, "torch-add")
    cell.root.scroll_into_view_if_needed()
    expect(cell.output).to_have_text("tensor([21, 22])")
    cell.button("Run").click()
    expect(cell.root).to_have_attribute("data-state", "done", timeout=FIRST_LOAD)
    expect(cell.output).to_have_text("tensor([21, 22])")


def test_examples_come_to_life_when_they_come_near(page: Page, site_url: str) -> None:
    page.goto(site_url + LARGEST)
    expect(live(page).first).to_be_visible()
    count = page.locator("[data-cell]").count()
    assert live(page).count() < count / 3
    last = page.locator("[data-cell]").last
    last.scroll_into_view_if_needed()
    expect(last.get_by_role("button", name="Run", exact=True)).to_be_visible()
    assert live(page).count() < count


def test_a_link_to_changed_code_opens_an_example_that_was_far(page: Page, site_url: str) -> None:
    page.goto(site_url + LARGEST)
    cell = page.locator("[data-cell]").last
    cell.scroll_into_view_if_needed()
    name = cell.get_attribute("data-cell") or ""
    page.goto("about:blank")
    page.goto(shared_link(site_url + LARGEST, name, "print(6 * 7)"))
    shared = LiveCell(page, name)
    expect(shared.editor).to_have_text("print(6 * 7)")
    expect(shared.note).to_contain_text("Shared code, not yours")


@pytest.mark.parametrize(
    "word", slow_except(["cross_entropy", "DataLoader", "to_mermaid", "Adam", "interpolate"], "DataLoader")
)
def test_the_search_leads_to_the_entry(word: str, page: Page, site_url: str) -> None:
    page.goto(site_url)
    page.keyboard.press("s")
    page.locator(theme.SEARCH).fill(word)
    entry = page.locator(f'{theme.FOUND_LINK}[href*="reference/"][href*=".{word}"]').first
    expect(entry).to_be_attached()
    entry.evaluate("link => link.click()")
    expect(page.locator(".api-name:target")).to_contain_text(word)


def test_the_table_of_contents_shows_the_entry_of_what_is_read(page: Page, site_url: str) -> None:
    page.goto(site_url + LARGEST)
    contents = page.locator(theme.TABLE_OF_CONTENTS)
    expect(contents.get_by_role("link").last).not_to_be_in_viewport()
    for heading in page.locator(".api-name").all()[::6]:
        heading.evaluate("heading => heading.scrollIntoView({ block: 'start', behavior: 'instant' })")
        active = contents.locator(theme.ACTIVE_ENTRY).last
        name = re.escape(heading.get_attribute("id") or "")
        expect(active).to_have_attribute("href", re.compile(f"#{name}$"))
        expect(active).to_be_in_viewport()
