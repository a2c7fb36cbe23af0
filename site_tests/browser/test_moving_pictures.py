"""The glossary's pictures move when they are seen or asked to, and stay still for those who want that."""

import pytest
from playwright.sync_api import Browser, Locator, Page

from site_tests.drivers import expect
from site_tests.pages.browser_probes import without_javascript

PLACE = "guides/glossary/"


def picture(page: Page, term: str) -> Locator:
    return page.locator(f"dt#{term} + dd .moving")


def dot(page: Page, term: str = "step") -> Locator:
    return picture(page, term).locator("[data-play]")


def note_moves(page: Page, term: str) -> None:
    """Count the changes of what moves in a picture, from now on."""
    page.evaluate(
        """(term) => {
          const svg = document.querySelector(`dt#${term} + dd .moving svg`);
          globalThis.moves = 0;
          new MutationObserver((changes) => { globalThis.moves += changes.length; })
            .observe(svg, { attributes: true, subtree: true });
        }""",
        term,
    )


def moves(page: Page) -> int:
    return int(page.evaluate("globalThis.moves"))


def expect_end(page: Page, term: str) -> None:
    """It has come to the moment that stands in the page."""
    one = dot(page, term).first
    track = (one.get_attribute("data-play") or "").split(";")[0]
    name, values = track.split(":")
    expect(one).to_have_attribute(name, values.split("|")[-1])


@pytest.mark.every_browser
def test_a_picture_plays_once_when_it_is_first_seen(page: Page, site_url: str) -> None:
    page.goto(site_url + PLACE)
    expect(picture(page, "step").get_by_role("button")).to_have_count(1)
    note_moves(page, "step")
    picture(page, "step").scroll_into_view_if_needed()
    page.wait_for_function("() => globalThis.moves > 5")
    expect_end(page, "step")


def test_the_keyboard_plays_it(page: Page, site_url: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(site_url + PLACE)
    play = page.get_by_role("button", name="Play: softmax")
    note_moves(page, "softmax")
    play.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => globalThis.moves > 5")
    expect_end(page, "softmax")


@pytest.mark.chromium_only
def test_who_wants_less_motion_sees_the_end_and_may_ask_for_it(page: Page, site_url: str) -> None:
    page.goto(site_url + PLACE)
    page.emulate_media(reduced_motion="reduce")
    expect(picture(page, "step").get_by_role("button")).to_have_count(1)
    note_moves(page, "step")
    picture(page, "step").get_by_role("img").hover()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert moves(page) == 0
    expect_end(page, "step")


def test_each_says_what_it_shows(page: Page, site_url: str) -> None:
    page.goto(site_url + PLACE)
    drawings = page.locator(".moving").get_by_role("img")
    expect(drawings).to_have_count(14)
    for name in drawings.evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))"):
        assert name.endswith(".")


def test_without_scripts_the_last_moment_is_there(site_url: str, browser: Browser) -> None:
    page = browser.new_page()  # it may log that scripts do not run
    page.goto(site_url)
    plain = without_javascript(page, site_url + PLACE).locator("dt#pooling + dd .moving")
    expect(plain.locator("text").last).to_be_visible()
    expect(plain.get_by_role("button")).to_have_count(0)
    page.close()


def test_the_filter_hides_pictures_with_their_terms(page: Page, site_url: str) -> None:
    page.goto(site_url + PLACE)
    page.get_by_role("searchbox", name="Filter the terms").fill("softmax")
    expect(picture(page, "softmax")).to_be_visible()
    expect(picture(page, "step")).to_be_hidden()
