"""Pictures of any module: from boxes down to one number and its sum, and back, by pointer and by key."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator

from site_tests.drivers import expect
from site_tests.pages.cells import FIRST_LOAD, LivePage, button_of

CASES = json.loads((Path(__file__).parents[1] / "unit" / "module_cases.json").read_text("utf8"))
Open = Callable[[Any], LivePage]


@pytest.fixture
def picture(open_with: Open) -> Locator:
    """Attention from a query of three to a memory of five: see site_tests/recordings/record_modules.py."""
    found = open_with(CASES["cross_attention"]).page.locator(".picture")
    expect(found.locator(".picture-viewport")).to_be_visible()
    return found


def box(picture: Locator, name: str) -> Locator:
    return picture.get_by_role("button", name=name)


def press(picture: Locator, name: str) -> None:
    """Press a box on its name: the middle of an open one may be another box."""
    box(picture, name).locator(".module-body").first.click()


def panel(picture: Locator) -> Locator:
    return picture.locator(".picture-panel")


@pytest.mark.every_browser
def test_a_module_opens_in_place_down_to_a_number_and_back(picture: Locator) -> None:
    expect(box(picture, "attention map")).to_have_count(0)
    press(picture, "MultiheadAttention")
    expect(box(picture, "MultiheadAttention")).to_have_attribute("aria-expanded", "true")
    press(picture, "attention map")
    cell = picture.locator(".module-number").first
    value = cell.text_content()
    place = picture.locator(".module-tile").first.bounding_box()
    assert place
    picture.page.mouse.click(place["x"] + 5, place["y"] + 5)
    expect(panel(picture)).to_contain_text("attention map[0, 0, 0, 0] = ")
    expect(panel(picture)).to_contain_text("query · key:")
    assert value is not None
    expect(panel(picture)).to_contain_text(f"= {value[:3]}")
    back = picture.get_by_role("button", name="Back")
    back.click()
    expect(box(picture, "attention map")).to_have_attribute("aria-expanded", "false")
    back.click()
    expect(box(picture, "attention map")).to_have_count(0)
    expect(back).to_be_disabled()


@pytest.mark.every_browser
def test_all_of_it_works_by_key(picture: Locator) -> None:
    first = box(picture, "Input query")
    first.focus()
    keyboard = picture.page.keyboard
    keyboard.press("ArrowRight")
    expect(box(picture, "MultiheadAttention")).to_be_focused()
    keyboard.press("Enter")
    expect(box(picture, "attention map")).to_have_count(1)
    keyboard.press("Enter")
    expect(box(picture, "query: Linear")).to_be_focused()
    keyboard.press("Enter")
    keyboard.press("Enter")
    expect(panel(picture)).to_contain_text("query[0, 0, 0] = ")
    keyboard.press("ArrowRight")
    expect(panel(picture)).to_contain_text("query[0, 0, 1] = ")
    keyboard.press("Escape")
    keyboard.press("Escape")
    keyboard.press("Escape")
    expect(box(picture, "attention map")).to_have_count(0)


def test_the_drawing_fits_moves_and_takes_the_window(open_with: Open) -> None:
    picture = open_with(CASES["temporal_convolution"]).page.locator(".picture")
    last = box(picture, "Output output")
    picture.get_by_role("button", name="Fit", exact=True).click()
    expect(last).to_be_in_viewport()
    window = picture.locator(".picture-viewport").bounding_box()
    before = last.bounding_box()
    assert window
    assert before
    assert before["x"] + before["width"] <= window["x"] + window["width"] + 1
    mouse = picture.page.mouse
    mouse.move(window["x"] + 60, window["y"] + window["height"] - 20)
    mouse.down()
    mouse.move(window["x"] + 20, window["y"] + window["height"] - 20, steps=4)
    mouse.up()
    after = last.bounding_box()
    assert after
    assert after["x"] < before["x"] - 20
    picture.get_by_role("button", name="Full width").click()
    wide = picture.locator(".picture-viewport").bounding_box()
    size = picture.page.viewport_size
    assert wide
    assert size
    assert wide["width"] > 0.9 * size["width"]
    picture.page.keyboard.press("Escape")
    expect(picture.get_by_role("button", name="Full width")).to_have_attribute("aria-pressed", "false")


def test_the_pass_plays_call_by_call(picture: Locator) -> None:
    slider = picture.get_by_role("slider", name="Steps of the pass through the module")
    slider.focus()
    slider.press("Home")
    expect(box(picture, "MultiheadAttention")).to_have_attribute("data-waiting", "")
    slider.press("ArrowRight")
    expect(box(picture, "MultiheadAttention")).not_to_have_attribute("data-waiting", "")
    expect(box(picture, "+, 1×3×6")).to_have_attribute("data-waiting", "")
    picture.get_by_role("button", name="Play").click()
    expect(box(picture, "+, 1×3×6")).not_to_have_attribute("data-waiting", "")


def test_classes_have_their_names_and_the_largest_is_marked(open_with: Open) -> None:
    data = CASES["classified"]
    scores = data["tensors"][data["outputs"][0]["tensor"]]["values"]
    picture = open_with(data).page.locator(".picture")
    names = picture.locator("text.module-name")
    expect(names).to_have_text(["cat", "dog"])
    winner = ["cat", "dog"][scores.index(max(scores))]
    expect(picture.locator("text.module-name.module-winner")).to_have_text(winner)
    expect(panel(picture)).to_contain_text(f"The largest output is “{winner}”.")
    picture.get_by_role("button", name="Backward").click()
    expect(picture.get_by_role("button", name="Backward")).to_have_attribute("aria-pressed", "true")


def test_it_reads_as_a_table(picture: Locator) -> None:
    button_of(picture, "The numbers as a table").click()
    expect(picture.get_by_role("row", name="attention map")).to_contain_text("1×2×3×5")


def test_on_a_phone(on_phone: Callable[[Any], Locator]) -> None:
    picture = on_phone(CASES["gru_language_model"])
    press(picture, "GRU")
    expect(box(picture, "step × 4")).to_be_in_viewport()
    assert picture.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


CODE = """\
import torch
from torch import nn
from pictures import network

class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(3, 3)
    def forward(self, x):
        h = torch.tanh(self.inner(x))
        return x + h

network(Block(), torch.tensor([0.5, -1.0, 2.0]))"""


def test_a_readers_own_module_lights_the_line_that_made_a_call(lesson: LivePage) -> None:
    cell = lesson.cell(lesson.cell_ids[1])
    cell.edit(CODE)
    cell.run()
    picture = cell.root.locator(".picture")
    expect(picture.locator(".picture-viewport")).to_be_visible(timeout=FIRST_LOAD)
    press(picture, "tanh")
    lit = cell.root.locator(".cell-lit-line")
    expect(lit).to_have_text("        h = torch.tanh(self.inner(x))")
    press(picture, "+, 3")
    expect(lit).to_have_text("        return x + h")
