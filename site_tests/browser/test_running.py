"""What a run shows, and what a reader does with it, on a page where Python runs already."""

import re

import pytest

from site_tests.drivers import expect
from site_tests.pages.cells import FIRST_LOAD, LiveCell, LivePage

FLOOD = "i = 0\nwhile True:\n    i += 1\n    print(i, 'x' * 60)"
WORKER_BUG = """\
import asyncio, js
js.setTimeout(js.JSON.parse, 0, "worker bug")
await asyncio.sleep(60)"""
TUTORIAL = """\
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch.utils.data import DataLoader
from torchvision import datasets, transforms
import matplotlib.pyplot as plt
import numpy as np
from collections import OrderedDict

model = nn.Sequential(
    nn.Linear(784, 128),
    nn.ReLU(),
    nn.Dropout(0.2),
    nn.Linear(128, 10)
)
print(model)"""


@pytest.fixture
def lesson(used: LivePage) -> LivePage:
    return used


@pytest.fixture
def cell(lesson: LivePage) -> LiveCell:
    return lesson.cell(lesson.cell_ids[0])


@pytest.fixture
def second(lesson: LivePage) -> LiveCell:
    return lesson.cell(lesson.cell_ids[1])


def test_output_arrives_while_the_cell_runs(cell: LiveCell) -> None:
    cell.edit("print('early')\nwhile True:\n    pass")
    cell.start()
    cell.expect_output("stdout", "early\n", timeout=FIRST_LOAD)
    cell.expect_state("running")
    cell.stop()
    cell.expect_state("stopped")


def test_recorded_output_stays_until_there_is_something_new(lesson: LivePage) -> None:
    cell = lesson.cell("first-model")
    expect(cell.label).to_contain_text("recorded")
    recorded = cell.output.inner_text()
    assert "Sequential(" in recorded
    cell.edit("import asyncio\nwhile True:\n    await asyncio.sleep(0)")
    cell.start()
    cell.expect_state("running", timeout=FIRST_LOAD)
    expect(cell.output).to_have_text(recorded, use_inner_text=True)
    cell.stop()
    cell.edit("print('new')")
    cell.run()
    expect(cell.output).to_have_text("new\n", use_inner_text=True)


def test_carriage_returns_overwrite_the_line(cell: LiveCell) -> None:
    cell.edit(
        "for i in range(0, 101, 10):\n    print(f'\\r{i} %', end='')\nprint('\\r\\x1b[32mdone\\x1b[0m  ')"
    )
    cell.run()
    cell.expect_output("stdout", "done  \n")


def test_an_error_points_at_the_readers_own_line(lesson: LivePage, cell: LiveCell, second: LiveCell) -> None:
    cell.edit("def divide(n):\n    return 1 / n\n\ndivide(0)")
    cell.run()
    cell.expect_error("ZeroDivisionError: division by zero", line=2)
    expect(cell.part("error")).not_to_contain_text("pyodide")
    second.edit("print('(')\nprint('open'")
    second.run()
    second.expect_error("SyntaxError: '(' was never closed", line=2)
    expect(second.part("error")).to_contain_text(re.compile(r"print\('open'\n +\^\n"))


def test_cells_share_names_until_restart(lesson: LivePage, cell: LiveCell, second: LiveCell) -> None:
    cell.edit("shared = 41")
    cell.run()
    second.edit("shared + 1")
    second.run()
    second.expect_output("result", "42")
    lesson.restart()
    second.run()
    second.expect_error("NameError: name 'shared' is not defined")


def test_run_above_brings_back_what_a_cell_needs(lesson: LivePage, cell: LiveCell, second: LiveCell) -> None:
    lesson.restart()  # nothing has run
    cell.edit("needed = 'here'")
    second.edit("needed")
    second.button("Run above").click()
    cell.expect_over()
    expect(second.button("Run above")).to_be_hidden()
    second.run()
    second.expect_output("result", "'here'")


def test_a_queue_stops_at_the_first_error(lesson: LivePage, cell: LiveCell, second: LiveCell) -> None:
    cell.edit("1 / 0")
    lesson.run_all()
    cell.expect_over()
    cell.expect_state("failed")
    second.expect_state("stopped")
    expect(second.note).to_contain_text("Not run")
    expect(second.button("Run")).to_be_enabled()


def test_stop_ends_a_loop_and_says_what_was_lost(lesson: LivePage, cell: LiveCell, second: LiveCell) -> None:
    cell.edit("while True:\n    pass")
    second.edit("print('waits')")
    cell.start()
    cell.expect_state("running", timeout=FIRST_LOAD)
    lesson.expect_kernel("busy")
    second.start()
    second.expect_state("loading")
    cell.stop()
    cell.expect_state("stopped")
    expect(cell.note).to_contain_text("variables of this page are gone")
    second.expect_state("stopped")
    lesson.expect_kernel("ready")
    second.run()
    second.expect_output("stdout", "waits\n")


def test_a_flood_of_output_freezes_neither_page_nor_stop(
    lesson: LivePage, cell: LiveCell, second: LiveCell
) -> None:
    cell.edit(FLOOD)
    cell.start()
    expect(cell.show_rest).to_be_visible(timeout=FIRST_LOAD)
    second.edit("'the page still answers'")
    cell.stop()
    cell.expect_state("stopped")
    length = "node => node.textContent.length"
    shown = cell.output.evaluate(length)
    assert shown < 300_000
    expect(cell.part("stdout").first).to_contain_text("1 xxxx")
    cell.show_rest.click()
    assert cell.output.evaluate(length) > shown + 100_000
    lesson.expect_kernel("ready")
    second.run()
    second.expect_output("result", "'the page still answers'")


def test_a_long_print_keeps_its_end(cell: LiveCell) -> None:
    cell.edit("for i in range(100_000):\n    print(i)\nprint('the end')")
    cell.run()
    expect(cell.part("stdout").first).to_contain_text(re.compile(r"^0\n1\n2\n"))
    expect(cell.part("stdout").last).to_contain_text(re.compile(r"99999\nthe end\n$"))


def test_a_worker_that_dies_is_reported_and_replaced(
    lesson: LivePage, cell: LiveCell, second: LiveCell
) -> None:
    cell.edit(WORKER_BUG)
    cell.run()
    cell.expect_error("Python stopped working")
    lesson.expect_kernel("ready")
    second.edit("'works again'")
    second.run()
    second.expect_output("result", "'works again'")


def test_shift_enter_runs_and_goes_on(lesson: LivePage, cell: LiveCell, second: LiveCell) -> None:
    page = lesson.page
    second.expect_editor()
    cell.edit("'by keyboard'")
    page.keyboard.press("Shift+Enter")
    expect(second.editor).to_be_focused()
    cell.expect_over()
    cell.expect_output("result", "'by keyboard'")
    cell.edit("'in place'")
    page.keyboard.press("ControlOrMeta+Enter")
    cell.expect_output("result", "'in place'")
    expect(cell.editor).to_be_focused()


def test_long_output_can_be_scrolled_by_keyboard(cell: LiveCell) -> None:
    cell.edit("for i in range(99): print(i)")
    cell.run()
    expect(cell.output).to_have_attribute("tabindex", "0")
    cell.button("Save output as text").focus()
    cell.page.keyboard.press("Tab")
    expect(cell.output).to_be_focused()
    cell.edit("1")
    cell.run()
    expect(cell.output).not_to_have_attribute("tabindex", "0")


def test_a_cell_of_the_tutorial_runs_as_pasted(cell: LiveCell, second: LiveCell) -> None:
    cell.edit(TUTORIAL)
    cell.run()
    cell.expect_state("done")
    cell.expect_output(
        "stdout", re.compile(r"^Sequential\(\n  \(0\): Linear\(in_features=784, out_features=128")
    )
    second.edit("plt.plot([1, 2])")
    second.run()
    second.expect_state("done")
    expect(second.part("image")).to_have_count(1)


COUNTS = "import asyncio\ncount = globals().get('count', 0) + 1\nprint(count)\n"


def test_a_run_of_a_cell_that_runs_waits_its_turn(lesson: LivePage, cell: LiveCell, second: LiveCell) -> None:
    lesson.restart()  # nothing has been counted
    cell.edit(COUNTS + "if count == 1: input('Go on? ')")
    second.edit("print('between', count)")
    cell.start()
    cell.expect_state("running")
    second.start()
    cell.editor.click()
    lesson.page.keyboard.press("ControlOrMeta+Enter")
    expect(cell.label).to_contain_text("runs again next")
    cell.output.get_by_role("textbox", name="Go on?").press("Enter")
    second.expect_output("stdout", "between 1\n")
    cell.expect_output("stdout", "2\n")
    cell.expect_state("done")
    expect(cell.label).not_to_contain_text("runs again next")


def test_stop_takes_back_the_runs_that_wait(lesson: LivePage, cell: LiveCell) -> None:
    lesson.restart()  # nothing has been counted
    cell.edit(COUNTS + "await asyncio.sleep(600)")
    cell.start()
    cell.expect_output("stdout", "1\n")
    cell.editor.click()
    lesson.page.keyboard.press("ControlOrMeta+Enter")
    expect(cell.label).to_contain_text("runs again next")
    cell.stop()
    cell.expect_state("stopped")
    lesson.expect_kernel("ready")
    cell.expect_state("stopped")
    expect(cell.label).not_to_contain_text("runs again next")
