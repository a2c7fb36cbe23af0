"""A reader who tabs through a page gets past every cell and changes no code."""

import pytest
from playwright.sync_api import Page

from site_tests import ROOT
from site_tests.drivers import expect
from site_tests.pages.cells import SOON, UNFINISHED, LiveCell, LivePage
from site_tests.servers.site_server import held_back

MOST = 3000
"""More stops than any page has."""
WHERE = """() => {
  const marked = document.activeElement;
  if (marked === document.body || marked.dataset.visited === "yes") return "over";
  marked.dataset.visited = "yes";
  return marked.closest("[data-cell]")?.dataset.cell ?? "";
}"""


def pages() -> list[str]:
    """The addresses of all pages that have live cells."""
    docs = ROOT / "docs"
    sources = [*docs.rglob("*.ipynb"), *(docs / "reference").glob("*.md")]
    names = (path.relative_to(docs).with_suffix("").as_posix() for path in sources if path.stem != "index")
    return sorted(f"{name}/" for name in names)


@pytest.mark.every_browser
@pytest.mark.parametrize(
    "address",
    [
        pytest.param(address, marks=() if address == "lessons/tour/" else pytest.mark.slow)
        for address in pages()
    ],
)
def test_tabbing_through_a_page_changes_no_code(page: Page, site_url: str, address: str) -> None:
    LivePage(page).open(site_url + address)
    expect(page.locator(UNFINISHED)).to_have_count(0, timeout=SOON)
    visited = set()
    page.keyboard.press("Tab")
    for _ in range(MOST):
        cell = page.evaluate(WHERE)
        if cell == "over":
            break
        visited.add(cell)
        page.keyboard.press("Tab")
    else:
        pytest.fail(f"the focus never left the page; last in {cell!r}")
    expect(page.locator("[data-cell][data-edited]")).to_have_count(0)  # each cell's code is as published
    assert len(visited) > 1  # it came through cells


def reached(lesson: LivePage) -> LiveCell:
    """The first cell, its code reached by Tab."""
    cell = lesson.cell(lesson.cell_ids[0])
    cell.button("Run").focus()
    lesson.page.keyboard.press("Shift+Tab")
    expect(cell.root.locator(".cm-content")).to_be_focused()
    return cell


def test_enter_begins_to_edit_what_tab_has_reached_and_escape_ends_it(used: LivePage) -> None:
    page = used.page
    used.cell(used.cell_ids[0]).edit("x")
    cell = reached(used)
    page.keyboard.press("Enter")
    cell.expect_source("x")
    page.keyboard.press("Home")
    page.keyboard.press("Tab")
    cell.expect_source("    x")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(cell.button("Run")).to_be_focused()
    cell.expect_source("    x")


@pytest.mark.usefixtures("context")
def test_an_editor_that_arrives_while_shift_is_held_passes_tab_on(page: Page, site_url: str) -> None:
    lesson = LivePage(page).open(f"{site_url}lessons/tour/")
    cell = lesson.cell(lesson.cell_ids[0])
    with held_back("*/codemirror.js"):
        cell.button("Run").focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.down("Shift")
    expect(cell.root.locator(".cm-content")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.up("Shift")
    expect(cell.root.locator(".cm-content")).not_to_be_focused()


def test_typing_begins_to_edit_as_well(used: LivePage) -> None:
    page = used.page
    used.cell(used.cell_ids[0]).edit("x")
    cell = reached(used)
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("+ ")
    page.keyboard.press("Tab")
    cell.expect_source("x+     ")


def test_the_code_says_what_its_keys_do(used: LivePage) -> None:
    cell = used.cell(used.cell_ids[0])
    described = "code => document.getElementById(code.getAttribute('aria-describedby')).textContent"
    words = cell.editor.evaluate(described)
    assert "Press Enter or type to edit" in words
    assert "Escape" in words
