"""Beside the lines of a cell that has run stands what they have made."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page

from site_tests.drivers import expect
from site_tests.oracle import watched_modules
from site_tests.oracle.torch_side import TorchSide
from site_tests.pages.cells import LiveCell, LivePage

CODE = """x = torch.ones(64, 128)

total = x.sum()
for row in x:
    loss = row.mean() * 2"""
NOTES = ["[64, 128]", "8192", "[128] · 64 times", "2"]
MORE = ["[64, 128] float32, mean 1", "8192 float32", "[128] float32, mean 1 · 64 times", "2 float32"]


def notes(cell: LiveCell) -> Locator:
    return cell.root.locator(".cell-line-value")


def expect_notes(cell: LiveCell, *texts: str) -> None:
    expect(notes(cell)).to_have_count(len(texts))
    assert notes(cell).evaluate_all("all => all.map(one => one.dataset.value)") == list(texts)


def first_and_second(lesson: LivePage) -> tuple[LiveCell, LiveCell]:
    """After a first run, which waits for nothing that may come later, notes included."""
    first, second = lesson.cell(lesson.cell_ids[0]), lesson.cell(lesson.cell_ids[1])
    second.edit("len")
    second.run()
    second.editor.click()
    lesson.page.keyboard.press("ControlOrMeta+End")
    lesson.page.keyboard.press("Shift+Tab")
    expect(second.root.locator(".cell-help")).to_be_visible()  # help waits for it
    lesson.page.keyboard.press("Escape")
    return first, second


def test_each_line_that_made_a_tensor_says_so(page: Page, lesson: LivePage) -> None:
    cell, _ = first_and_second(lesson)
    cell.edit(f"import torch\n{CODE}")
    cell.run()
    expect_notes(cell, *NOTES)
    assert notes(cell).first.evaluate("note => getComputedStyle(note, '::after').content") == f'"{NOTES[0]}"'
    cell.expect_source(f"import torch\n{CODE}")  # they are no code
    cell.editor.click()
    page.keyboard.press("ControlOrMeta+Home")
    page.keyboard.insert_text("# mine\n")
    expect_notes(cell, *NOTES)  # they go with their lines
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.insert_text(" + 1")
    expect_notes(cell, *NOTES[1:])
    cell.reset()
    expect_notes(cell)


def test_a_function_says_what_it_made_when_another_cell_calls_it(lesson: LivePage) -> None:
    first, second = first_and_second(lesson)
    first.edit("import torch\ndef double(x):\n    y = x + x\n    return y")
    first.run()
    expect_notes(first)
    second.edit("z = double(torch.ones(3))")
    second.run()
    expect_notes(second, "2, 2, 2")
    expect_notes(first, "2, 2, 2")


@pytest.mark.slow
def test_pictures_show_nothing_of_what_watches(torch_side: TorchSide, lesson: LivePage) -> None:
    """Sixty modules of others, drawn with shapes beside the lines, and on PyTorch."""
    wanted = torch_side.call("watched_modules:lines")
    cell, _ = first_and_second(lesson)
    cell.edit("")
    lesson.page.keyboard.insert_text(
        watched_modules.cell()
    )  # too long for the editor to have all of its lines
    cell.run()
    expect(notes(cell)).not_to_have_count(0)
    assert cell.part("stdout").inner_text().splitlines() == wanted


def test_a_reader_can_have_more_and_do_without(page: Page, lesson: LivePage) -> None:
    cell, _ = first_and_second(lesson)
    cell.edit(f"import torch\n{CODE}")
    lesson.choose("Types and means beside lines")
    cell.run()
    expect_notes(cell, *MORE)
    lesson.bar.get_by_text("More").click()
    switch = lesson.bar.get_by_role("button", name="Shapes beside lines")
    expect(switch).to_have_attribute("aria-pressed", "true")
    switch.click()
    expect_notes(cell)
    cell.run()
    expect_notes(cell)
    page.reload()
    lesson.bar.get_by_text("More").click()
    expect(switch).to_have_attribute("aria-pressed", "false")


def test_help_on_a_name_says_what_the_tensor_is_and_where_it_was_made(page: Page, lesson: LivePage) -> None:
    first, second = first_and_second(lesson)
    first.edit(
        "import torch\nw = torch.tensor([0.0, 1.0, 5.0], requires_grad=True)\ny = w * w\ny.sum().backward()"
    )
    first.run()
    second.edit("w")
    second.run()
    second.editor.click()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.press("Shift+Tab")
    help_ = second.root.locator(".cell-help")
    expect(help_.locator("p")).to_have_text(
        [
            "[3] float32",
            "mean 2, standard deviation 2.16, from 0 to 5",
            "grad [3]: mean 4, standard deviation 4.32, from 0 to 10",
            f"line 2 of cell {first_number(lesson)}",
        ]
    )
    assert help_.locator("rect").count() == 24


def first_number(lesson: LivePage) -> str:
    label = lesson.cell(lesson.cell_ids[0]).editor.get_attribute("aria-label") or ""
    return next(word for word in label.split() if word.isdigit())
