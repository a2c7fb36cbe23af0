"""Hover texts: by pointer, by key and by touch."""

import pytest
from playwright.sync_api import Browser, Page

from site_tests.drivers import expect
from site_tests.pages import theme


@pytest.mark.every_browser(first=True)
def test_a_terms_text_is_shown_when_it_has_the_focus(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}lessons/gradients/")
    term = page.locator("abbr[tabindex]").first
    said = term.get_attribute("title")
    assert said
    term.focus()
    tooltip = page.locator(theme.TOOLTIP)
    expect(tooltip).to_have_text(said)
    term.evaluate("term => term.blur()")
    expect(tooltip).to_have_count(0)
    term.hover()
    expect(tooltip).to_have_text(said)


def test_a_terms_text_is_shown_on_a_tap(browser: Browser, site_url: str) -> None:
    if browser.browser_type.name == "firefox":
        pytest.skip("its driver's taps neither hover nor give the focus, as a finger's do")
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{site_url}lessons/gradients/")
    term = page.locator("abbr[tabindex]").first
    said = term.get_attribute("title")
    assert said
    term.tap()
    tooltip = page.locator(f"{theme.TOOLTIP} > *")
    expect(tooltip).to_have_text(said)
    expect(tooltip).to_be_in_viewport(ratio=1)
    context.close()
