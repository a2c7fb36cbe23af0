"""A session by keyboard alone, from the load of a lesson to a page of one's own."""

import re
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page

from site_tests.browser.test_accessibility import serious
from site_tests.drivers import expect
from site_tests.pages.cells import LivePage
from site_tests.pages.own_page import ADDRESS, OwnPage
from site_tests.style.tools import npm_tool

LESSON = "lessons/sequential-models/"
CELL = "dense-layer"
PROGRAM = """\
import torch
total = 0
for i in range(3):
    total += 1
    print(i, total)
"""
FOCUSED = """() => {
    const at = document.activeElement;
    const said = [at.getAttribute("aria-label"), at.labels?.[0]?.textContent, at.title, at.textContent];
    return { said: said.map((words) => (words ?? "").replace(/\\s+/g, " ").trim()),
             cell: at.closest("[data-cell]")?.dataset.cell ?? "" };
}"""
FARTHEST = 250
"""Presses of Tab to any place of a lesson."""


def tab_to(page: Page, name: str, cell: str = "", back: bool = False) -> None:
    """Press Tab until the focus is on what has this name, in this cell if one is named."""
    passed = []
    for _ in range(FARTHEST):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        at = page.evaluate(FOCUSED)
        if any(words.startswith(name) for words in at["said"]) and cell in ("", at["cell"]):
            return
        passed.append(max(at["said"])[:40])
    pytest.fail(f"no way to {name!r} by Tab; the last were {passed[-12:]}")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_session_by_keys(page: Page, site_url: str) -> None:
    cell = LivePage(page).open(site_url + LESSON).cell(CELL)
    tab_to(page, "Run", CELL)
    press(page, "Enter")
    cell.expect_over()
    tab_to(page, "Code of cell", CELL, back=True)
    press(page, "Enter", "ControlOrMeta+a", "Delete")
    page.keyboard.insert_text(PROGRAM)
    page.keyboard.type("tota")
    expect(cell.root.get_by_role("option", name="total")).to_be_visible()
    press(page, "Tab")
    cell.expect_source(PROGRAM + "total")
    press(page, "Control+Enter")
    cell.expect_output("result", "3")
    press(page, "Shift+Tab")
    expect(cell.root.locator(".cell-help")).to_contain_text("int")
    expect(cell.root.locator(".cm-content")).to_be_focused()

    press(page, "Escape", "Escape")  # the help, and what is done with the code
    tab_to(page, "Step", CELL)
    press(page, "Enter")
    slider = cell.root.get_by_role("slider", name="Steps")
    expect(slider).to_be_focused()
    press(page, "End")
    expect(cell.output).to_contain_text("2 3")
    press(page, "PageDown", "PageDown", "PageDown", "ArrowRight")  # into the second turn of the loop
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"next: line 4, time 2\. i = 1$"))
    expect(cell.output).to_have_text("0 1", use_inner_text=True)
    tab_to(page, "Change here", CELL)
    page.keyboard.type("total = 10")
    press(page, "Enter")
    expect(cell.output).to_contain_text("1 11")
    expect(slider).to_be_focused()  # at the end, there is nothing to change
    press(page, "Escape")
    expect(cell.button("Step")).to_be_focused()

    tab_to(page, "More", back=True)
    press(page, "Enter")
    tab_to(page, "Go on in a page of your own")
    press(page, "Enter")
    mine = page.locator(f"#cell-{CELL}")
    expect(mine.get_by_role("textbox")).to_have_text(PROGRAM + "total", use_inner_text=True)
    tab_to(page, "Add at the end: Code", back=True)
    press(page, "Enter")
    page.keyboard.type("6 * 7")
    press(page, "Control+Enter")
    expect(page.locator(".own-item").last.locator("[data-part=result]")).to_have_text("42")
    press(page, "Escape")
    tab_to(page, "Download", back=True)
    with page.expect_download() as download:
        press(page, "Enter")
    notebook = nbformat.reads(Path(download.value.path()).read_text("utf8"), as_version=4)
    assert notebook.cells[-1].outputs[0].data["text/plain"] == "42"


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_what_is_new_in_it_is_accessible(browser: Browser, site_url: str, scheme: str) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    axe = (npm_tool("axe") / "axe.min.js").read_text("utf8")
    cell = LivePage(page).open(site_url + LESSON).cell(CELL)
    page.evaluate("scheme => (siteTheme.scheme = scheme)", scheme)
    cell.edit(PROGRAM)
    cell.button("Step").click()
    cell.root.get_by_role("slider", name="Steps").press("PageUp")
    page.locator(".live-bar summary").click()
    assert not serious(page, axe)
    own = OwnPage(page, site_url + ADDRESS)
    own.write(0, "print(1)\n1 / 0")
    own.run(0, "failed")
    own.add("Text")
    page.keyboard.insert_text("# Words")
    page.keyboard.press("Shift+Enter")
    own.expect_kept()
    page.reload()
    own.expect_cells(2)
    assert not serious(page, axe)
    context.close()
