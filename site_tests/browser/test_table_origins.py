"""Numbers of tables and of Markdown, which stand in frames, open to where they come from."""

from __future__ import annotations

import re

import pytest

from site_tests.drivers import expect
from site_tests.pages.cells import LiveCell, LivePage
from site_tests.pages.origins import Origins

CODE = """import torch
from IPython.display import HTML, Markdown, display
w = torch.tensor([1.25, 2.5, 5.0])
row = "".join(f"<td>{one:.3f}</td>" for one in (w * 3).tolist())
display(HTML(f"<table><tr><th>w</th>{row}</tr></table>"))
print(w[0])
display(Markdown(f"1. It is **{(w * 7)[1]:.2f}**."))
print(w[2])"""


@pytest.fixture
def cell(used: LivePage) -> LiveCell:
    cell = used.cell(used.cell_ids[0])
    cell.edit(CODE)
    cell.run()
    cell.expect_state("done")
    return cell


def words(origins: Origins) -> str:
    return re.sub(r"\s+", " ", origins.panel.inner_text())


def middle_of(cell: LiveCell, text: str) -> tuple[float, float]:
    """Where this stands in the table, on the page."""
    frame = cell.output.locator('iframe[data-part="html"]')
    expect(frame).to_have_attribute("data-loaded", "")
    frame.scroll_into_view_if_needed()
    x, y = frame.evaluate(
        """(frame, text) => {
            const cells = [...frame.contentDocument.querySelectorAll("td")];
            const range = new Range();
            range.selectNodeContents(cells.find((one) => one.textContent === text));
            const [outer, inner] = [frame.getBoundingClientRect(), range.getBoundingClientRect()];
            return [outer.x + inner.x + inner.width / 2, outer.y + inner.y + inner.height / 2];
        }""",
        text,
    )
    return x, y


def underlined(cell: LiveCell) -> str:
    """The number in a table that is marked as a link."""
    return cell.output.locator('iframe[data-part="html"]').evaluate(
        """({ contentWindow: view }) => [...(view.CSS.highlights.get("origin") ?? [])].join()"""
    )  # type: ignore[no-any-return]


def test_a_click_into_a_table_opens_the_number(cell: LiveCell) -> None:
    x, y = middle_of(cell, "7.500")
    cell.page.mouse.move(x, y)
    origins = Origins(cell)
    expect(origins.button).to_have_count(1)
    cell.page.mouse.move(x + 2, y)
    assert underlined(cell) == "7.500"
    cell.page.mouse.move(x, y - 300)
    assert underlined(cell) == ""
    cell.page.mouse.click(x, y)
    origins.expect_levels(1)
    assert "7.5 = 2.5 · 3" in words(origins)
    expect(origins.operands().first).to_be_focused()


def test_the_keyboard_walks_through_tables_and_text_alike(cell: LiveCell) -> None:
    middle_of(cell, "15.000")
    origins = Origins(cell)
    assert origins.count() == 6
    shown = []
    for number in range(6):
        text = origins.open(number)
        origins.expect_levels(1)
        shown.append((text, words(origins)))
        origins.close()
    assert [text for text, _ in shown] == ["3.750", "7.500", "15.000", "1.2500", "17.50", "5."]
    formulas = ["3.75 = 1.25 · 3", "7.5 = 2.5 · 3", "15 = 5 · 3", "w[0]", "17.5 = 2.5 · 7", "w[2]"]
    assert all(formula in said for (_, said), formula in zip(shown, formulas, strict=True)), shown


@pytest.mark.every_browser
def test_buttons_lead_to_a_number_of_a_table_without_a_keyboard(cell: LiveCell) -> None:
    """WebKit lets no click into a frame that runs no scripts reach the page."""
    middle_of(cell, "15.000")
    origins = Origins(cell)
    cell.output.hover()
    origins.button.click()
    expect(origins.walker).to_contain_text("3.750, number 1 of 6.")
    before = origins.walker.get_by_role("button", name="Number before")
    after = origins.walker.get_by_role("button", name="Next number")
    expect(before).to_have_attribute("disabled", "")
    after.click()
    after.click()
    expect(origins.walker).to_contain_text("15.000, number 3 of 6.")
    before.click()
    origins.walker.get_by_role("button", name="Open it").click()
    origins.expect_levels(1)
    expect(origins.walker).to_have_count(0)
    assert "7.5 = 2.5 · 3" in words(origins)
