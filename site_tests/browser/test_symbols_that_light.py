"""Symbols of formulas, the lines that make them and their parts of the picture light together."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page

from site_tests.drivers import expect
from site_tests.pages.browser_probes import without_javascript
from site_tests.pages.cells import LivePage

LESSON = "lessons/forward-pass/"
CELL = "by-hand"


@pytest.fixture
def lesson(page: Page, site_url: str) -> LivePage:
    live = LivePage(page).open(site_url + LESSON)
    expect(symbols(page).first).to_be_visible()
    page.locator(f"[data-cell={CELL}] .picture").first.scroll_into_view_if_needed()
    expect(page.locator(f"[data-cell={CELL}] .picture-unit").first).to_be_visible()
    return live


def symbols(page: Page, text: str = "") -> Locator:
    return page.locator(".symbol", has_text=re.compile(f"^{text}") if text else None)


def lit_line(live: LivePage) -> Locator:
    return live.cell(CELL).root.locator(".cell-lit-line")


def lit_parts(live: LivePage, kind: str) -> Locator:
    return live.cell(CELL).root.locator(f".{kind}.symbol-lit")


def expect_dark(live: LivePage) -> None:
    expect(live.page.locator(".symbol[data-lit]")).to_have_count(0)
    expect(lit_line(live)).to_have_count(0)
    expect(live.page.locator(".symbol-lit")).to_have_count(0)


def expect_first_weights(live: LivePage) -> None:
    expect(lit_line(live)).to_contain_text("tiny[0].weight")
    expect(lit_parts(live, "picture-edge")).to_have_count(4)
    expect(lit_parts(live, "picture-unit")).to_have_count(0)


@pytest.mark.every_browser
def test_pointing_at_a_symbol_lights_its_line_and_its_part(lesson: LivePage) -> None:
    symbols(lesson.page).first.hover()
    expect_first_weights(lesson)
    lesson.page.mouse.move(2, 2)
    expect_dark(lesson)


def test_pointing_at_a_unit_lights_its_symbols_and_their_line(lesson: LivePage) -> None:
    lesson.cell(CELL).root.locator('[data-key="unit-0-0"]').hover()
    expect(lesson.page.locator(".symbol[data-lit]").first).to_have_text(re.compile("^x"))
    expect(lit_line(lesson)).to_contain_text("x = start")


def test_pointing_at_a_line_lights_its_symbol_and_its_part(lesson: LivePage) -> None:
    cell = lesson.cell(CELL)
    cell.expect_editor()
    cell.root.locator(".cm-line", has_text="tiny[2].bias").hover()
    expect(lesson.page.locator(".symbol[data-lit]")).to_have_count(1)
    expect(lit_parts(lesson, "picture-unit")).to_have_count(1)


def test_keys_go_from_symbol_to_symbol_and_say_where_each_is(lesson: LivePage) -> None:
    page = lesson.page
    stops = page.locator(".arithmatex[tabindex='0']")
    expect(stops).to_have_count(1)
    stops.focus()
    page.keyboard.press("ArrowRight")
    expect_first_weights(lesson)
    said = page.get_by_role("status").filter(has_text="W1 is in line 7, tiny[0].weight")
    expect(said).to_have_count(1)
    page.keyboard.press("ArrowRight")
    expect(lit_line(lesson)).to_contain_text("tiny[0].bias")
    page.keyboard.press("Escape")
    expect_dark(lesson)


def test_a_tap_lights_until_another_place_is_tapped(lesson: LivePage) -> None:
    first = symbols(lesson.page).first
    first.click()
    lesson.page.mouse.move(2, 2)
    expect_first_weights(lesson)
    lesson.page.mouse.click(2, 200)
    expect_dark(lesson)


def test_a_line_that_the_reader_has_moved_lights_where_it_is(lesson: LivePage) -> None:
    cell = lesson.cell(CELL)
    cell.edit(f"# mine\n\n{cell.source}")
    symbols(lesson.page).first.hover()
    expect(lit_line(lesson)).to_contain_text("tiny[0].weight")


def test_nodes_of_a_graph_light(page: Page, site_url: str) -> None:
    LivePage(page).open(site_url + "lessons/gradients/")
    chain = page.locator("[data-cell=chain]")
    chain.locator(".picture").first.scroll_into_view_if_needed()
    chain.locator('.graph-node[data-name="h"]').hover()
    expect(page.locator(".symbol[data-lit]")).to_have_count(4)
    expect(chain.locator(".cell-lit-line")).to_contain_text("h = torch.relu(z)")


@pytest.mark.parametrize("lesson", ["gradients", "losses-and-optimizers", "initialization", "convolutions"])
def test_a_pointer_meets_every_symbol_also_in_fractions_and_rows(
    page: Page, site_url: str, lesson: str
) -> None:
    LivePage(page).open(f"{site_url}lessons/{lesson}/")
    expect(symbols(page).first).to_be_visible()
    missed = symbols(page).evaluate_all(
        """(all) => all.filter((symbol) => {
          symbol.scrollIntoView({ block: "center", behavior: "instant" });
          const { left, right, top, bottom } = symbol.getBoundingClientRect();
          const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
          return there?.closest(".symbol") !== symbol;
        }).map((symbol) => `${symbol.dataset.symbol} ${symbol.textContent}`)"""
    )
    assert missed == []


def test_without_javascript_formulas_are_plain(browser: Browser, site_url: str) -> None:
    page = browser.new_page()  # it may log that scripts do not run
    page.goto(site_url)
    plain = without_javascript(page, site_url + LESSON)
    expect(plain.locator(".arithmatex").first).to_be_visible()
    expect(plain.locator(".symbol")).to_have_count(0)
    expect(plain.locator(".arithmatex[tabindex]")).to_have_count(0)
    page.close()
