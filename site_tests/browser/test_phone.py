"""What fits into a phone's window, and how."""

import pytest
from playwright.sync_api import Page, expect

from site_tests.pages import theme
from site_tests.pages.browser_probes import change_palette
from site_tests.pages.cells import LivePage
from site_tests.suite.slow import slow_except

NUMBERED = (
    *("sequential-models", "defining-a-model", "forward-pass", "gradients", "losses-and-optimizers"),
    *(
        "training",
        "generalization",
        "initialization",
        "normalization-and-depth",
        "convolutions",
        "strengths-and-limits",
    ),
)
PHONE = {"width": 390, "height": 844}
LINES = """bars => bars.map((bar) => {
    const shown = [...bar.querySelectorAll("button")].filter((button) => button.offsetWidth);
    return new Set(shown.map((button) => button.offsetTop)).size;
})"""
STRAY_LINKS = """headings => headings.filter((heading) => {
    const words = document.createRange();
    words.setStart(heading, 0);
    words.setEndBefore(heading.querySelector(".headerlink"));
    const end = [...words.getClientRects()].at(-1).bottom;
    return heading.querySelector(".headerlink").getBoundingClientRect().top >= end;
}).map((heading) => heading.textContent)"""
SIZES = """controls => controls.map((control) => control.getBoundingClientRect())
    .map(({ width, height }) => [Math.round(width), Math.round(height)])"""
GAPS = """fields => fields.map((field) => {
    const box = (selector) => field.querySelector(selector).getBoundingClientRect();
    return Math.round(box("input").left - box(".cell-field-name").right);
})"""
PLAIN_SCROLL_BARS = """nodes => nodes
    .filter((node) => node.scrollWidth > node.clientWidth && getComputedStyle(node).overflowX === "auto")
    .filter((node) => getComputedStyle(node).scrollbarColor === "auto")
    .map((node) => node.className)"""


@pytest.fixture
def phone(page: Page) -> LivePage:
    page.set_viewport_size(PHONE)
    return LivePage(page)


@pytest.mark.parametrize("lesson", ["convolutions", "exercises"])
def test_a_cells_buttons_stand_in_one_line(phone: LivePage, site_url: str, lesson: str) -> None:
    phone.open(f"{site_url}lessons/{lesson}/").settle()
    lines = phone.page.locator(".cell-bar").evaluate_all(LINES)
    assert set(lines) == {1}


@pytest.mark.parametrize("lesson", slow_except(NUMBERED, "losses-and-optimizers"))
def test_what_the_lesson_opens_with_is_within_the_first_screen(
    phone: LivePage, site_url: str, lesson: str
) -> None:
    phone.open(f"{site_url}lessons/{lesson}/").settle()
    cell = phone.cell(phone.cell_ids[0]).root
    shown = cell.locator(":is(img, .picture-live, .prediction-question, pre):visible").first
    expect(shown).to_be_in_viewport(ratio=0.4)


@pytest.mark.parametrize("lesson", ["convolutions", "debugging"])
def test_a_headings_link_has_no_line_of_its_own(phone: LivePage, site_url: str, lesson: str) -> None:
    phone.open(f"{site_url}lessons/{lesson}/").settle()
    headings = phone.page.locator(".course :is(h2, h3):has(> .headerlink)")
    assert headings.count() > 0
    assert headings.evaluate_all(STRAY_LINKS) == []
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_slider_is_long_enough_for_a_finger_whatever_its_name(phone: LivePage, site_url: str) -> None:
    for lesson in ("debugging", "losses-and-optimizers"):
        phone.open(f"{site_url}lessons/{lesson}/").settle()
        sizes = phone.page.locator('.cell-form input[type="range"]').evaluate_all(SIZES)
        assert sizes
        assert all(width >= 120 for width, _ in sizes)


def test_a_box_keeps_its_size_beside_a_long_name(phone: LivePage, site_url: str) -> None:
    phone.open(f"{site_url}lessons/exercises/").settle()
    sizes = phone.page.locator('.cell-form input[type="checkbox"]').evaluate_all(SIZES)
    assert len(sizes) == 6
    assert {(width, height) for width, height in sizes} == {(20, 20)}
    gaps = phone.page.locator(".cell-field--checkbox").evaluate_all(GAPS)
    assert all(gap >= 8 for gap in gaps)


def test_scroll_bars_have_the_pages_colors_in_the_dark(phone: LivePage, site_url: str) -> None:
    phone.open(f"{site_url}lessons/tour/").settle()
    change_palette(phone.page)
    change_palette(phone.page)
    assert phone.page.locator(f"{theme.CONTENT} *").evaluate_all(PLAIN_SCROLL_BARS) == []
    assert phone.page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
