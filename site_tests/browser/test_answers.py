"""Completion and help from the Python that runs."""

import pytest
from playwright.sync_api import Page, expect

from site_tests.pages.cells import LiveCell, LivePage


@pytest.fixture
def cell(used: LivePage) -> LiveCell:
    return greeting(used)


def greeting(lesson: LivePage) -> LiveCell:
    """The first cell, after a run that defines a function and a variable."""
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit("import math\n\ndef greet(name: str) -> str:\n    'Say hello.'\n\ngreeting = 3")
    cell.run()
    lesson.expect_kernel("ready")
    return cell


def test_tab_completes_names_and_attributes(cell: LiveCell) -> None:
    cell.edit("gree")
    cell.page.keyboard.press("Tab")
    options = cell.root.get_by_role("option").locator(".cm-completionLabel")
    expect(options).to_have_text(["greet", "greeting"])
    cell.page.keyboard.press("ArrowDown")
    cell.page.keyboard.press("Enter")
    cell.expect_source("greeting")
    cell.page.keyboard.type(" + math.flo")
    expect(options).to_have_text(["floor"])
    cell.page.keyboard.press("Tab")
    cell.expect_source("greeting + math.floor")


def test_escape_closes_the_list_and_stays(cell: LiveCell) -> None:
    cell.edit("gree")
    cell.page.keyboard.press("Tab")
    expect(cell.root.get_by_role("option").first).to_be_visible()
    cell.page.keyboard.press("Escape")
    expect(cell.root.get_by_role("option")).to_have_count(0)
    expect(cell.editor).to_be_focused()
    cell.expect_source("gree")


def test_a_pointer_that_rests_on_a_name_shows_the_same(cell: LiveCell) -> None:
    cell.edit("greet('greet')  # greet")
    words = cell.root.locator(".cm-line span", has_text="greet")
    help_ = cell.root.locator(".cell-help")
    words.first.hover()
    expect(help_).to_contain_text("greet(name: str) -> str")
    expect(help_).to_contain_text("Say hello.")
    cell.page.keyboard.press("Escape")
    expect(help_).to_have_count(0)
    cell.expect_source("greet('greet')  # greet")
    expect(cell.editor).to_be_focused()
    words.first.hover(position={"x": 3, "y": 5})
    expect(help_).to_be_visible()
    words.last.hover()  # a comment is no name
    expect(help_).to_have_count(0)


def test_shift_tab_shows_signature_and_docstring(cell: LiveCell) -> None:
    cell.edit("greet")
    cell.page.keyboard.press("Shift+Tab")
    help_ = cell.root.get_by_role("status")
    expect(help_).to_contain_text("greet(name: str) -> str")
    expect(help_).to_contain_text("Say hello.")
    cell.page.keyboard.press("Escape")
    expect(help_).to_have_count(0)


def test_the_panel_lists_variables_and_keeps_up(page: Page, lesson: LivePage) -> None:
    cell = greeting(lesson)
    lesson.choose("Variables")
    panel = page.get_by_role("region", name="Variables")
    names = panel.locator("td:first-child")
    expect(names).to_have_text(["greeting", "greet"])
    cell.edit("import torch\nx = torch.zeros(64, 784)")
    cell.run()
    expect(panel.get_by_role("row").nth(1).get_by_role("cell")).to_have_text(
        ["x", "Tensor", "64 × 784", "200.7 kB"]
    )
    lesson.restart()
    expect(panel).to_contain_text("None yet")
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()
    expect(lesson.bar.get_by_text("More", exact=True)).to_be_focused()
