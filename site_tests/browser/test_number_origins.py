"""Any number of a cell's output opens to where it comes from."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page

from site_tests.drivers import expect
from site_tests.pages.cells import LiveCell, LivePage
from site_tests.pages.origins import Origins, down

LESSON = "lessons/tour/"
CODE = """import torch
torch.manual_seed(0)
layer = torch.nn.Linear(3, 2)
x = torch.tensor([[1.0, -2.0, 0.5]])
loss = layer(x).pow(2).sum()
loss.backward()
print("loss", loss)
print(layer.weight.grad)
print(f"{loss.item():.2f} and 7777")"""


@pytest.fixture
def lesson(used: LivePage) -> LivePage:
    """With Python, as other tests leave it: none of these tests is about how it starts."""
    return used


@pytest.fixture
def page(lesson: LivePage) -> Page:
    return lesson.page


@pytest.fixture
def cell(lesson: LivePage) -> LiveCell:
    """A cell that has run."""
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit(CODE)
    cell.run()
    cell.expect_state("done")
    return cell


def place_of(cell: LiveCell, text: str) -> tuple[float, float]:
    """The middle of the first place in the output where this stands."""
    found = cell.output.evaluate(
        """(region, text) => {
            const walker = document.createTreeWalker(region, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf(text);
                if (at < 0) continue;
                walker.currentNode.parentElement.scrollIntoView({ block: "center" });
                const range = new Range();
                range.setStart(walker.currentNode, at);
                range.setEnd(walker.currentNode, at + text.length);
                const { x, y, width, height } = range.getBoundingClientRect();
                return [x + width / 2, y + height / 2];
            }
        }""",
        text,
    )
    return found[0], found[1]


def open_number(page: Page, cell: LiveCell, text: str) -> Locator:
    """Click a number; the levels that open."""
    page.mouse.move(*place_of(cell, text))
    expect(cell.button("Where does a number come from?")).to_be_attached()
    page.mouse.click(*place_of(cell, text))
    levels = cell.root.locator(".origin-level")
    expect(levels).to_have_count(1)
    return levels


def value_of(formula: str) -> float:
    """What a formula gives that the page shows."""
    signs = {"·": "*", "−": "-", "^": "**", "²": "**2", "√": "sqrt"}
    for old, new in signs.items():
        formula = formula.replace(old, new)
    return float(eval(formula, {"sqrt": math.sqrt, "max": max, "e": math.e, "log": math.log}))


def shown_formula(level: Locator) -> tuple[float, str]:
    name, *rest = re.sub(r"\s+", " ", level.locator(".origin-formula").inner_text()).split(" = ")
    value, *formula = rest if rest else [name]
    return value_of(value), formula[0] if formula else ""


def test_a_click_opens_a_number_level_by_level_down_to_its_inputs(page: Page, cell: LiveCell) -> None:
    printed = re.search(r"loss tensor\((\d+\.\d+)", cell.output.inner_text())
    assert printed is not None
    levels = open_number(page, cell, printed[1])
    opened = 0
    while levels.last.locator(".origin-number").count():
        value, formula = shown_formula(levels.last)
        assert value == pytest.approx(
            value_of(formula), rel=2e-3, abs=2e-3
        )  # numbers are shown with four digits
        opened += 1
        expect(levels).to_have_count(opened)
        levels.last.locator(".origin-number").first.click()
        expect(levels).to_have_count(opened + 1)
    assert opened >= 3  # sum, power, linear
    expect(levels.last).to_contain_text(re.compile(r"random number|An input"))
    expect(levels.last).to_contain_text("line")
    expect(cell.root.locator(".cell-lit-line")).to_have_count(1)


@pytest.mark.every_browser
def test_the_keyboard_walks_opens_and_goes_back(page: Page, cell: LiveCell) -> None:
    cell.output.hover()
    button = cell.button("Where does a number come from?")
    button.focus()
    page.keyboard.press("Enter")
    said = cell.root.locator(".origin-walker")
    expect(said).to_contain_text(re.compile(r"number 1 of \d+"))
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("number 2 of")
    page.keyboard.press("Enter")
    levels = cell.root.locator(".origin-level")
    expect(levels).to_have_count(1)
    expect(levels.first.locator(".origin-number").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(levels).to_have_count(2)
    page.keyboard.press("Backspace")
    expect(levels).to_have_count(1)
    expect(levels.first.locator(".origin-number").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(cell.root.locator(".origin-panel")).to_have_count(0)
    expect(button).to_be_focused()


def test_the_readers_variables_and_random_numbers_stay(page: Page, lesson: LivePage, cell: LiveCell) -> None:
    other = lesson.cell(lesson.cell_ids[1])
    look = "print(float(x.sum()), torch.get_rng_state().sum().item(), layer.weight.grad.sum())"
    other.edit(look)
    other.run()
    before = other.output.inner_text()
    open_number(page, cell, "7777")
    other.run()
    assert other.output.inner_text() == before


def test_a_cell_that_reads_the_time_says_that_it_cannot_be_followed(page: Page, lesson: LivePage) -> None:
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit("import time\nprint(time.perf_counter_ns())")
    cell.run()
    cell.output.hover()
    number = cell.output.inner_text().strip()
    expect(cell.button("Where does a number come from?")).to_be_attached()
    page.mouse.click(*place_of(cell, number))
    expect(cell.root.locator(".origin-status")).to_contain_text("does not print the same")


def test_nothing_of_it_comes_before_a_pointer_is_at_the_output(fresh_page: Page, site_url: str) -> None:
    page, lesson = fresh_page, LivePage(fresh_page).open(site_url + LESSON)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit("print(3)")
    page.mouse.move(0, 0)
    cell.run()
    assert not [url for url in asked if "provenance" in url]
    open_number(page, cell, "3")
    assert [url for url in asked if "provenance" in url]


def test_the_module_lights_in_the_picture_of_its_model(page: Page, lesson: LivePage) -> None:
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit(
        "import torch\nfrom pictures import network\ntorch.manual_seed(0)\n"
        "model = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.ReLU(), torch.nn.Linear(2, 1))\n"
        "x = torch.tensor([1.0, -2.0])\nprint(model(x).item() * 1000)\nnetwork(model, x)"
    )
    cell.run()
    number = re.search(r"-?\d+\.\d+", cell.part("stdout").inner_text())
    assert number is not None
    levels = open_number(page, cell, number[0])
    levels.last.locator(".origin-number").first.click()
    expect(levels).to_have_count(2)
    expect(levels.last).to_contain_text("model[2]")
    expect(cell.root.locator("text.origin-lit")).to_contain_text(["(2)"])
    expect(cell.root.locator(".picture-edge.origin-lit")).to_have_count(2)  # the weights of its unit
    expect(cell.root.locator(".picture-unit.origin-lit")).to_have_count(3)  # which met the two before it
    page.keyboard.press("Escape")
    expect(cell.root.locator(".origin-lit")).to_have_count(0)


PICTURE = """import torch
from torch import nn
from pictures import network
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1))
network(model, torch.tensor([1.0, -2.0]))"""


def test_a_number_of_a_picture_opens_by_its_button(page: Page, lesson: LivePage) -> None:
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit(PICTURE)
    cell.run()
    picture = cell.output.get_by_role("application")
    picture.scroll_into_view_if_needed()
    cell.output.hover()
    picture.locator('[tabindex="0"]').focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    chosen = cell.output.get_by_role("button", name=re.compile("^Where does .* come from"))
    expect(chosen).to_be_visible()
    origins = Origins(cell)
    chosen.focus()
    page.keyboard.press("Enter")
    origins.expect_levels(1)
    assert origins.last().formula
    for level in down(origins, random.Random(0)):
        assert level.miss < 1e-5
        assert level.words
    page.keyboard.press("Escape")
    expect(origins.panel).to_have_count(0)
    expect(chosen).to_be_focused()


def test_tab_leads_to_the_numbers_and_on(page: Page, lesson: LivePage, cell: LiveCell) -> None:
    origins = Origins(cell)
    cell.button("Run").focus()
    page.mouse.move(0, 0)
    is_among = "node => document.activeElement?.closest('.cell-bar .live-menu') !== null"
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate(f"({is_among})()"):
            break
    expect(origins.button).to_be_attached()
    origins.button.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    expect(origins.walker).to_contain_text(re.compile(r"number (\d+) of \1\."))
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    origins.expect_levels(1)
    numbers = origins.operands()
    assert numbers.count() > 1
    expect(numbers.first).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(numbers.nth(1)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    origins.expect_levels(2)
    page.keyboard.press("Backspace")
    origins.expect_levels(1)
    page.keyboard.press("Escape")
    expect(cell.root.locator(".cell-bar :focus")).to_have_count(1)


@pytest.mark.slow
def test_a_number_below_a_prediction_opens(reused: Callable[[str], LivePage], site_url: str) -> None:
    lesson = reused(f"{site_url}lessons/defining-a-model/")
    cell = lesson.cell("where-parameters")
    cell.run()
    cell.output.hover()
    origins = Origins(cell)
    assert origins.count() > 3
    origins.open(2)


def test_what_cannot_be_followed_says_so(page: Page, lesson: LivePage) -> None:
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit("print(''.join(map(str, [4, 2])))")
    cell.run()
    levels = open_number(page, cell, "42")
    expect(levels).to_contain_text("cannot be followed")


RECURRENT = """import torch
from torch import nn
torch.manual_seed(3)
lstm = nn.LSTM(2, 2)
x = torch.randn(3, 2, 2)
out, _ = lstm(x)
out[-1].pow(2).mean().backward()
print(lstm.weight_ih_l0.grad[0, 0].item())"""


def test_a_gradient_of_an_lstm_opens_gate_by_gate(page: Page, lesson: LivePage) -> None:
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit(RECURRENT)
    cell.run()
    cell.expect_state("done")
    number = cell.output.inner_text().strip().splitlines()[-1]
    levels = open_number(page, cell, number)
    seen = []
    for _ in range(5):
        seen.append(levels.last.locator(".origin-label").inner_text())
        count = levels.count()
        levels.last.locator("button.origin-number").first.click()
        expect(levels).to_have_count(count + 1)
    names = ["∂/∂ input gate before its activation", "∂/∂ input gate", "∂/∂ cell state"]
    for name in names:
        assert any(one.startswith(f"{name} (t = ") for one in seen), f"{name} of {seen}"


def test_what_is_counted_says_what_it_counts(page: Page, lesson: LivePage) -> None:
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit("from torch import nn\nprint(nn.Sequential(nn.Linear(3, 77)), len([4, 5]))")
    cell.run()
    cell.expect_state("done")
    levels = open_number(page, cell, "77")
    expect(levels).to_contain_text("A number that stands in the code")
    page.keyboard.press("Escape")
    expect(open_number(page, cell, "(0)")).to_contain_text("the place of this module")
    page.keyboard.press("Escape")
    expect(open_number(page, cell, "2")).to_contain_text("the number of items in [4, 5]")
