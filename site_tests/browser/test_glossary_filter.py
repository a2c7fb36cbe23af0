"""The glossary: a plain list with letters, and a field that filters it where scripts run."""

import pytest
from playwright.sync_api import Browser, Page

from site_tests.drivers import expect

PLACE = "guides/glossary/"


@pytest.mark.every_browser
def test_the_field_shows_the_terms_that_have_all_words(site_url: str, page: Page) -> None:
    page.goto(site_url + PLACE)
    terms = page.locator(".glossary dt")
    field = page.get_by_role("searchbox", name="Filter the terms")
    expect(field).to_be_visible()
    count = terms.count()
    field.fill("LEARNING rate")
    expect(page.locator(".glossary-found")).to_contain_text("term")
    shown = page.locator(".glossary dt:not([hidden])")
    expect(shown.filter(has_text="learning rate")).to_have_count(1)
    assert 0 < shown.count() < count
    expect(page.locator(".glossary dd:not([hidden])")).to_have_count(shown.count())
    field.fill("no such term")
    expect(page.locator(".glossary-found")).to_have_text("No term matches.")
    expect(shown).to_have_count(0)
    field.fill("")
    expect(shown).to_have_count(count)


def test_without_scripts_the_letters_lead_to_their_terms(site_url: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site_url + PLACE)
    expect(page.get_by_role("searchbox", name="Filter the terms")).to_have_count(0)
    page.get_by_role("navigation", name="Letters").get_by_role("link", name="K").click()
    expect(page.locator("dt#kernel")).to_be_in_viewport()
    context.close()
