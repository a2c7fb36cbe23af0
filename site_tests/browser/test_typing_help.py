"""What the editor does while a reader types: completions, signatures, brackets, problems, renaming."""

import pytest
from playwright.sync_api import Locator, Page

from site_tests.drivers import expect
from site_tests.pages.cells import LiveCell, LivePage
from site_tests.servers.site_server import held_back

DEFINED = """import torch
x = torch.zeros(2, 3)
counter = 3

def double(number, times=2):
    return number * times"""


@pytest.fixture
def cell(used: LivePage) -> LiveCell:
    """The first cell, after a run that defines a function, a tensor and a number; its code is empty."""
    cell = used.cell(used.cell_ids[0])
    cell.edit(f"globals().pop('count', None)  # left on the page by another file's tests\n{DEFINED}")
    cell.run()
    used.expect_kernel("ready")
    cell.edit("")
    return cell


def options(cell: LiveCell) -> Locator:
    return cell.root.get_by_role("option").locator(".cm-completionLabel")


def typed(cell: LiveCell, keys: str) -> None:
    cell.page.keyboard.type(keys)


@pytest.mark.every_browser
def test_typing_completes_from_the_python_that_runs(cell: LiveCell) -> None:
    typed(cell, "coun")
    expect(options(cell)).to_have_text(["counter"])
    expect(cell.root.get_by_role("option")).to_contain_text("int")
    cell.page.keyboard.press("Tab")
    cell.expect_source("counter")
    typed(cell, " + x.contig")
    expect(options(cell)).to_have_text(["contiguous"])
    cell.page.keyboard.press("ArrowDown")
    cell.page.keyboard.press("Enter")
    cell.expect_source("counter + x.contiguous")


@pytest.mark.every_browser
def test_enter_in_an_untouched_list_begins_a_line(cell: LiveCell) -> None:
    typed(cell, "coun")
    expect(options(cell)).to_have_text(["counter"])
    cell.page.keyboard.press("Enter")
    typed(cell, "1")
    cell.expect_source("coun\n1")
    expect(options(cell)).to_have_count(0)


def test_escape_closes_the_list_and_no_key_is_lost(cell: LiveCell) -> None:
    typed(cell, "coun")
    expect(options(cell)).to_have_text(["counter"])
    cell.page.keyboard.press("Escape")
    expect(options(cell)).to_have_count(0)
    typed(cell, "try = 1")
    cell.expect_source("country = 1")


def test_no_list_in_strings_comments_and_new_names(cell: LiveCell) -> None:
    for code in ("'coun", "# coun", 'f"coun', "3", "def coun", "for coun"):
        cell.edit("")
        typed(cell, code)
        expect(options(cell)).to_have_count(0)
    cell.edit("")
    typed(cell, "coun")  # the questions before have been answered
    expect(options(cell)).to_have_text(["counter"])


def test_before_python_the_page_completes_what_it_knows(lesson: LivePage) -> None:
    first, second, *_ = lesson.cell_ids
    lesson.page.evaluate("Object.defineProperty(navigator, 'connection', { value: { saveData: true } })")
    lesson.cell(first).edit("learning_rate = 0.1\ndef train_model(): ...")
    cell = lesson.cell(second)
    cell.edit("")
    typed(cell, "learning_")
    expect(options(cell)).to_have_text(["learning_rate"])
    cell.edit("")
    typed(cell, "contin")
    expect(options(cell)).to_have_text(["continue"])


def test_names_of_other_cells_that_have_not_run(cell: LiveCell, used: LivePage) -> None:
    other = used.cell(used.cell_ids[1])
    other.edit("import torch\nunusual_layer = torch.nn.Linear(2, 3)")
    cell.edit("")
    typed(cell, "unusual_layer.out_fea")
    expect(options(cell)).to_have_text(["out_features"])


def test_while_python_is_busy_the_page_answers_alone(cell: LiveCell, used: LivePage) -> None:
    slow = used.cell(used.cell_ids[1])
    slow.edit("import time\nslowly = 1\ntime.sleep(600)")
    slow.start()
    slow.expect_state("running")
    cell.edit("")
    typed(cell, "slow")
    expect(options(cell)).to_have_text(["slowly"])
    slow.stop()
    slow.expect_state("stopped")


@pytest.mark.every_browser
def test_the_signature_follows_the_arguments(cell: LiveCell) -> None:
    signature = cell.root.locator(".cell-signature")
    typed(cell, "double(")
    expect(signature).to_have_text("double(number, times=2)")
    expect(signature.locator("strong")).to_have_text("number")
    typed(cell, "1, ")
    expect(signature.locator("strong")).to_have_text("times=2")
    typed(cell, "torch.relu(")
    expect(signature.locator("strong")).to_have_text("input: Tensor")
    typed(cell, "x)")
    expect(signature.locator("strong")).to_have_text("times=2")
    cell.page.keyboard.press("Escape")
    expect(signature).to_have_count(0)
    typed(cell, ")")
    cell.expect_source("double(1, torch.relu(x))")  # typed over what had been closed
    cell.edit("")
    typed(cell, "torch.nn.Linear(2, bias=")
    expect(signature.locator("strong")).to_have_text("bias: bool = True")


def test_brackets_and_quotes_are_closed_and_typed_over(cell: LiveCell) -> None:
    typed(cell, "print(['a'")
    cell.expect_source("print(['a'])")
    typed(cell, "])")
    cell.expect_source("print(['a'])")
    cell.edit("")
    typed(cell, "(")
    cell.page.keyboard.press("Backspace")
    cell.expect_source("")


def test_problems_are_underlined_behind_the_line_that_is_typed(cell: LiveCell) -> None:
    underlined = cell.root.locator(".cell-problem")
    note = cell.root.locator(".cell-problem-note")
    typed(cell, "missing_name\ncounter")
    expect(underlined).to_have_text(["missing_name"])
    cell.page.keyboard.press("F8")
    expect(note).to_have_text("NameError: name 'missing_name' is not defined")
    expect(cell.root.get_by_role("status").and_(note)).to_be_visible()
    cell.page.keyboard.press("Escape")
    cell.edit("x = [1, 2\ncounter")
    expect(underlined).to_have_count(1)
    underlined.hover()
    expect(note).to_contain_text("SyntaxError")
    cell.edit(DEFINED)
    expect(underlined).to_have_count(0)


def test_a_problem_waits_until_its_line_is_left(cell: LiveCell) -> None:
    underlined = cell.root.locator(".cell-problem")
    typed(cell, "another_missing\nmissing_name")
    expect(underlined).to_have_text(["another_missing"])  # and not the line that is being typed
    cell.page.keyboard.press("ArrowUp")
    expect(underlined).to_have_text(["another_missing", "missing_name"])


def test_several_cursors(cell: LiveCell) -> None:
    cell.edit("x = 1\nx + x")
    for key in ("ControlOrMeta+Home", *["ControlOrMeta+d"] * 3):
        cell.page.keyboard.press(key)
    typed(cell, "size")
    cell.expect_source("size = 1\nsize + size")
    cell.edit("a\nb")
    cell.page.keyboard.press("ControlOrMeta+Home")
    cell.page.keyboard.press("ControlOrMeta+Alt+ArrowDown")
    typed(cell, "1")
    cell.expect_source("1a\n1b")


def test_finding_stays_in_the_cell_and_leaves_the_browsers_key_alone(cell: LiveCell) -> None:
    cell.edit("x = 1\nx + x")
    heard = "addEventListener('keydown', (e) => { if (e.key === 'f') window.taken = e.defaultPrevented })"
    cell.page.evaluate(heard)
    cell.page.keyboard.press("ControlOrMeta+f")
    assert cell.page.evaluate("window.taken") is False
    cell.page.keyboard.press("ControlOrMeta+Shift+f")
    field = cell.root.get_by_role("textbox", name="Find in this cell")
    expect(field).to_be_focused()
    field.fill("x")
    cell.root.get_by_role("textbox", name="Replace with").fill("size")
    cell.root.get_by_role("button", name="Replace all").click()
    cell.page.keyboard.press("Escape")
    expect(field).to_have_count(0)
    cell.expect_source("size = 1\nsize + size")


def test_a_variable_gets_another_name_everywhere(cell: LiveCell) -> None:
    cell.edit("n = 1\ndef f(n):\n    return n\nprint(n, 'n')")
    cell.page.keyboard.press("ControlOrMeta+Home")
    cell.page.keyboard.press("F2")
    field = cell.root.get_by_role("textbox", name="New name for n")
    expect(field).to_be_focused()
    field.fill("f")
    cell.page.keyboard.press("Enter")
    expect(cell.root.get_by_role("textbox", name="f is used already")).to_be_focused()
    cell.page.keyboard.type("first")
    cell.page.keyboard.press("Enter")
    cell.expect_source("first = 1\ndef f(n):\n    return n\nprint(first, 'n')")
    expect(cell.editor).to_be_focused()
    cell.page.keyboard.press("ControlOrMeta+z")
    cell.expect_source("n = 1\ndef f(n):\n    return n\nprint(n, 'n')")


def test_the_line_of_cells_is_seen_and_one_can_leave_it(used: LivePage) -> None:
    first, second, third, *_ = (used.cell(name) for name in used.cell_ids)
    first.edit("import time\ntime.sleep(600)")
    for cell in (second, third):
        cell.edit("1")
    first.start()
    first.expect_state("running")
    second.start()
    third.start()
    expect(second.label).to_have_text("Next in line")
    expect(third.label).to_have_text("Number 2 in line")
    expect(second.button("Stop")).to_have_attribute("title", "Take this cell out of the line")
    second.stop()
    second.expect_state("stopped")
    expect(third.label).to_have_text("Next in line")
    first.stop()
    first.expect_state("stopped")


@pytest.mark.usefixtures("context")
def test_what_is_typed_before_the_editor_comes_is_in_it(page: Page, site_url: str) -> None:
    with held_back("*/codemirror.js"):
        live = LivePage(page).open(site_url + "lessons/sequential-models/")
        cell = live.cell(live.cell_ids[1])
        cell.editor.focus()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type("import torch\ntorch.ones(2)")
        page.keyboard.press("ArrowLeft")
        expect(cell.root.locator(".cm-content")).to_have_count(0)
    expect(cell.root.locator(".cm-content")).to_be_focused()
    page.keyboard.type(", 3")
    cell.expect_source("import torch\ntorch.ones(2, 3)")
