"""Stepping through a cell: forward and back, into calls, and on from a step with a change."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page

from site_tests.drivers import expect
from site_tests.pages.cells import LiveCell, LivePage

LESSON = "lessons/sequential-models/"
CELL = "dense-layer"
PROGRAM = """\
import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
x = torch.ones(4, 2)
total = 0
for i in range(3):
    loss = net(x).pow(2).mean()
    loss.backward()
    total += 1
    print(i, total)"""


@pytest.fixture
def untouched(reused: Callable[[str], LivePage], site_url: str) -> LiveCell:
    return reused(site_url + LESSON).cell(CELL)


@pytest.fixture
def cell(untouched: LiveCell) -> LiveCell:
    found = untouched
    found.edit(PROGRAM)
    found.button("Step").click()
    found.expect_over()
    expect(slider(found)).to_be_visible()
    return found


def slider(cell: LiveCell) -> Locator:
    return cell.root.locator(".cell-steps").get_by_role("slider", name="Steps")


def show_values(cell: LiveCell) -> None:
    """Press Values, if an earlier test has not."""
    if cell.button("Values").get_attribute("aria-pressed") != "true":
        cell.button("Values").click()


def line(cell: LiveCell) -> Locator:
    return cell.root.locator(".steps-line")


def variable(cell: LiveCell, name: str) -> Locator:
    return cell.root.get_by_role("row", name=re.compile(f"^{name} "))


@pytest.mark.every_browser
def test_variables_and_output_follow_the_slider(cell: LiveCell) -> None:
    expect(line(cell)).to_contain_text("next: line 1")
    expect(cell.output).to_have_text("")
    steps = slider(cell)
    steps.press("End")
    expect(line(cell)).to_contain_text("the end")
    expect(cell.output).to_have_text("0 1\n1 2\n2 3", use_inner_text=True)
    for _ in range(3):
        steps.press("ArrowLeft")
    expect(line(cell)).to_contain_text("next: line 11, time 3")
    expect(cell.output).to_have_text("0 1\n1 2", use_inner_text=True)
    expect(variable(cell, "total")).to_have_text(re.compile("2$"))
    expect(cell.root.locator(".cell-lit-line")).to_have_text("    total += 1")


@pytest.mark.every_browser
def test_a_change_at_a_step_is_run_on_from(cell: LiveCell) -> None:
    steps = slider(cell)
    steps.press("End")
    for _ in range(3):
        steps.press("ArrowLeft")
    cell.root.get_by_label("Change here:").fill("total = 10")
    cell.root.get_by_label("Change here:").press("Enter")
    expect(line(cell)).to_contain_text("the end")
    expect(cell.output).to_have_text("0 1\n1 2\n2 11", use_inner_text=True)


@pytest.mark.every_browser
def test_a_name_goes_back_to_where_it_was_changed(cell: LiveCell) -> None:
    slider(cell).press("End")
    total = cell.root.get_by_role("button", name="total", exact=True)
    for time in (3, 2, 1):
        total.press("Enter")
        expect(line(cell)).to_contain_text(re.compile(f"next: line 12(, time {time})?$"))
        expect(variable(cell, "total")).to_have_text(re.compile(f"{time}$"))
        expect(total).to_be_focused()
    total.press("Enter")  # where it was made
    expect(line(cell)).to_contain_text("next: line 8")
    expect(total).to_have_count(0)
    expect(slider(cell)).to_be_focused()


DRAWING = """\
import torch
import matplotlib.pyplot as plt
from pictures import network

net = torch.nn.Linear(2, 1)
for i in range(2):
    plt.plot([i, 2])
    plt.show()
network(net, torch.ones(1, 2))"""


def test_figures_and_pictures_follow_the_slider(untouched: LiveCell) -> None:
    cell = untouched
    cell.edit(DRAWING)
    cell.button("Step").click()
    cell.expect_over()
    steps = slider(cell)
    figures, pictures = cell.part("image"), cell.output.locator(".picture-live")
    expect(figures).to_have_count(0)
    steps.press("End")
    expect(figures).to_have_count(2)
    expect(pictures).to_have_count(1)
    steps.press("PageDown")  # the loop begins for the last time
    expect(line(cell)).to_contain_text("next: line 6, time 3")
    steps.press("PageDown")
    expect(line(cell)).to_contain_text("next: line 6, time 2")
    expect(figures).to_have_count(1)
    expect(pictures).to_have_count(0)
    steps.press("PageUp")
    expect(figures).to_have_count(2)
    expect(variable(cell, "net")).to_contain_text("Linear")


def test_values_of_tensors_are_in_the_words_of_the_page(cell: LiveCell) -> None:
    slider(cell).press("End")
    expect(variable(cell, "x")).to_have_text("x[4, 2] float32, mean 1")


def test_where_steps_are_cut_the_bound_is_said(untouched: LiveCell) -> None:
    cell = untouched
    cell.edit("for i in range(30_000):\n    j = i\nprint(j)")
    cell.button("Step").click()
    cell.expect_over()
    expect(cell.root.locator(".steps-note")).to_contain_text("Only the first 20,000 steps are kept")
    slider(cell).press("End")
    expect(cell.output).to_have_text("29999", use_inner_text=True)


def test_a_run_that_is_stopped_with_python_keeps_its_steps(page: Page, site_url: str) -> None:
    cell = LivePage(page).open(site_url + LESSON).cell(CELL)
    cell.edit("n = 0\nwhile True:\n    n += 1\n    if n in (1, 9_000):\n        print(n)")
    cell.button("Step").click()
    cell.expect_output("stdout", "1\n9000\n")  # beyond the steps that are kept
    cell.stop()
    cell.expect_state("stopped")
    steps = slider(cell)
    steps.press("End")
    expect(line(cell)).to_have_text(re.compile("^Step 20000 of 20000 · next: line "))
    expect(cell.output).to_have_text("1", use_inner_text=True)
    expect(cell.note).to_contain_text("Python had to be restarted")
    expect(cell.root.locator(".steps-note")).to_contain_text("Only the first 20,000 steps are kept")
    field = cell.root.get_by_label("Go to where")
    field.fill("n == 3")
    field.press("Enter")
    expect(cell.root.locator(".steps-found")).to_contain_text("or Python was restarted")


def test_inside_lines_are_modules_and_functions_of_the_backward_pass(cell: LiveCell) -> None:
    cell.button("Into calls").click()
    expect(cell.button("Into calls")).to_have_attribute("aria-pressed", "true")
    steps = slider(cell)
    before = int(steps.get_attribute("max") or 0)
    seen = []
    for _ in range(26):
        steps.press("ArrowRight")
        seen.append(line(cell).inner_text().partition(" · ")[2])
    assert [one for one in seen if "(" in one][:3] == [
        "Linear(in_features=2, out_features=3, bias=True)",
        "Tanh()",
        "Linear(in_features=3, out_features=1, bias=True)",
    ]
    assert "TanhBackward0" in seen
    cell.button("Into calls").click()
    expect(steps).not_to_have_attribute("max", str(before))


def test_another_run_ends_the_steps_and_what_is_done_stays(cell: LiveCell) -> None:
    cell.root.get_by_label("Change here:").fill("total = (")
    cell.button("Run on from here").click()
    expect(cell.root.locator(".steps-note")).to_contain_text("SyntaxError")
    slider(cell).press("Escape")
    expect(cell.root.locator(".cell-steps")).to_have_count(0)
    expect(cell.output).to_have_text("0 1\n1 2\n2 3", use_inner_text=True)
    cell.button("Step").click()
    expect(slider(cell)).to_be_visible()
    cell.run()
    expect(cell.root.locator(".cell-steps")).to_have_count(0)
    expect(cell.output).to_have_text("0 1\n1 2\n2 3", use_inner_text=True)


AGAIN = """\
import torch
rate = 0.5
loss = rate * 4
try:
    loss = int("?")
except ValueError as error:
    pass
[rate][1]"""


def test_a_step_after_a_run_tells_what_this_run_has_done(untouched: LiveCell) -> None:
    cell = untouched
    cell.edit(AGAIN)
    cell.run()
    expect(cell.root.locator(".cell-linenos")).to_have_count(0)
    cell.button("Step").click()
    cell.expect_over()
    expect(line(cell)).to_have_text("Step 1 of 9 · next: line 1")
    expect(cell.root.locator(".steps-earlier th")).to_have_text(["rate", "loss"])
    expect(cell.root.locator(".steps-new")).to_have_count(0)
    expect(cell.root.locator(".cell-linenos")).to_have_text("1\n2\n3\n4\n5\n6\n7\n8", use_inner_text=True)
    cell.root.get_by_label("Go to where").fill("loss > 1")
    cell.root.get_by_label("Go to where").press("Enter")
    expect(line(cell)).to_contain_text("next: line 4")
    expect(cell.root.locator(".steps-earlier")).to_have_count(0)
    steps = slider(cell)
    for _ in range(2):
        steps.press("ArrowRight")
    what = "ValueError: invalid literal for int() with base 10: '?'"
    expect(line(cell)).to_have_text(f"Step 6 of 9 · {what}, raised in line 5 · next: line 6")
    steps.press("ArrowRight")
    expect(variable(cell, "error")).to_have_text(f"error{what}")
    steps.press("End")
    ends = "the run ends with IndexError: list index out of range, raised in line 8"
    expect(line(cell)).to_have_text(f"Step 9 of 9 · {ends}")
    steps.press("Escape")
    expect(cell.root.locator(".cell-linenos")).to_have_count(0)


def inside(cell: LiveCell) -> Locator:
    return cell.root.get_by_role("list", name="Values in this line").get_by_role("listitem")


@pytest.mark.every_browser
def test_the_values_inside_a_line_follow_the_slider(cell: LiveCell) -> None:
    steps = slider(cell)
    for _ in range(7):
        steps.press("ArrowRight")
    show_values(cell)
    expect(cell.button("Values")).to_have_attribute("aria-pressed", "true")
    rows = inside(cell)
    expect(rows).to_have_text(
        [
            re.compile(r"^net\(x\) \[4, 1\] float32, mean [−-]?0\.\d+$"),
            re.compile(r"^net\(x\)\.pow\(2\) \[4, 1\] float32, mean 0\.\d+$"),
            re.compile(r"^net\(x\)\.pow\(2\)\.mean\(\) 0\.\d+$"),
        ]
    )
    loss = rows.last.inner_text().split()[-1]
    rows.first.focus()
    rows.first.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    expect(cell.root.locator(".steps-box.steps-lit")).to_have_text("net(x).pow(2)")
    steps.press("ArrowRight")
    expect(variable(cell, "loss")).to_have_text(f"loss{loss}")
    expect(cell.output).to_have_text("")
    steps.press("End")
    expect(cell.output).to_have_text("0 1\n1 2\n2 3", use_inner_text=True)
    cell.button("Values").click()
    expect(rows).to_have_count(0)


def test_a_box_is_lit_by_the_pointer(cell: LiveCell) -> None:
    for _ in range(7):
        slider(cell).press("ArrowRight")
    show_values(cell)
    expect(inside(cell)).to_have_count(3)
    cell.root.locator(".steps-box").last.hover()  # the innermost
    expect(cell.root.locator(".steps-values .steps-lit code")).to_have_text("net(x)")


@pytest.mark.every_browser
def test_a_condition_leads_to_where_it_holds(cell: LiveCell) -> None:
    field, found = cell.root.get_by_label("Go to where"), cell.root.locator(".steps-found")
    field.fill("total == 2 and x.sum() > 0")
    field.press("Enter")
    expect(line(cell)).to_contain_text("next: line 12, time 2")
    expect(found).to_have_text("It holds at 5 of 23 steps.")
    expect(field).to_be_focused()
    field.press("Enter")
    expect(line(cell)).to_contain_text("next: line 8, time 3")
    field.press("Shift+Enter")
    expect(line(cell)).to_contain_text("next: line 12, time 2")
    field.press("Shift+Enter")
    expect(found).to_have_text("At no earlier step. It holds at 5 of 23 steps.")
    field.fill("loss")  # a name: where it changes
    cell.root.get_by_role("button", name="Next step where this holds").click()
    expect(line(cell)).to_contain_text("next: line 10, time 3")
    expect(found).to_have_text("It holds at 3 of 23 steps.")


def test_what_is_wrong_with_a_condition_is_said(cell: LiveCell) -> None:
    field, found = cell.root.get_by_label("Go to where"), cell.root.locator(".steps-found")
    for condition, words in (
        ("total > 10", "Nowhere."),
        ("total >", "SyntaxError: invalid syntax"),
        ("totl > 1", "Nowhere. NameError: name 'totl' is not defined (at 23 steps)"),
        ("x > 0", re.compile(r"^Nowhere\. RuntimeError: Boolean value of Tensor .*\(at 18 steps\)$")),
    ):
        field.fill(condition)
        field.press("Enter")
        expect(found).to_have_text(words)
    expect(line(cell)).to_contain_text("next: line 1")
    steps = slider(cell)
    steps.press("End")
    expect(cell.output).to_have_text("0 1\n1 2\n2 3", use_inner_text=True)


def test_a_condition_is_searched_for_in_calls_as_well(untouched: LiveCell) -> None:
    cell = untouched
    cell.edit("def fact(n):\n    return 1 if n < 2 else n * fact(n - 1)\nprint(fact(4))")
    cell.button("Step").click()
    cell.expect_over()
    show_values(cell)
    field = cell.root.get_by_label("Go to where")
    field.fill("n == 2")
    field.press("Enter")
    expect(line(cell)).to_contain_text("fact(2)")
    expect(inside(cell)).to_have_text(
        ["n < 2 False", "n - 1 1", "fact(n - 1) 1", "n * fact(n - 1) 2", re.compile("^1 if")]
    )


def test_lines_that_the_reader_gave_are_given_again(untouched: LiveCell) -> None:
    cell = untouched
    cell.edit('name = input("name? ")\nlength = len(name) + 1\nprint(name * 2)')
    cell.button("Step").click()
    cell.output.get_by_role("textbox").fill("Ada")
    cell.output.get_by_role("textbox").press("Enter")
    cell.expect_over()
    show_values(cell)
    slider(cell).press("ArrowRight")
    expect(inside(cell)).to_have_text(["len(name) 3", "len(name) + 1 4"])
