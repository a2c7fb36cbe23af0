"""Pictures that play: numbers come one after the other, a slider leads to any of them, and a pen draws."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator
from test_drawn_convolutions import FIRST, output
from test_drawn_pictures import GRAPH, SMALL, unit

from site_tests.drivers import expect
from site_tests.pages.cells import LivePage

Open = Callable[[Any], LivePage]


@pytest.fixture
def convolution(open_with: Open) -> Locator:
    return open_with(FIRST).page.locator(".picture")


def steps(picture: Locator) -> Locator:
    return picture.get_by_role("slider", name="Steps of")


def written(picture: Locator) -> list[str]:
    texts = output(picture).locator("text").all_text_contents()
    return [one for one in texts if one]


@pytest.mark.every_browser
def test_a_convolution_fills_in_sum_by_sum(convolution: Locator) -> None:
    slider = steps(convolution)
    slider.focus()
    slider.press("Home")
    assert written(convolution) == []
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    assert len(written(convolution)) == 2
    expect(convolution.locator(".picture-name")).to_contain_text("row 0, column 1")
    expect(slider).to_have_attribute("aria-valuetext", "2 of 9 sums")
    convolution.get_by_role("button", name="Play").click()
    expect(convolution.get_by_role("button", name="Pause")).to_be_visible()
    expect(slider).to_have_value("9")
    assert len(written(convolution)) == 9


def test_a_pen_draws_on_the_image_and_the_output_follows(convolution: Locator) -> None:
    convolution.get_by_role("button", name="Clear").click()
    expect(convolution.locator(".picture-name")).to_contain_text("0.25")  # nothing but the bias
    image = convolution.locator(".picture-grid svg").first
    box = image.bounding_box()
    assert box
    mouse = convolution.page.mouse
    mouse.move(box["x"] + 10, box["y"] + 10)
    mouse.down()
    mouse.move(box["x"] + box["width"] - 10, box["y"] + 10, steps=3)
    mouse.up()
    output(convolution).focus()
    convolution.page.keyboard.press("Home")
    expect(convolution.locator(".picture-name")).to_have_text("Output, row 0, column 0: 0.25")
    formula = convolution.locator(".picture-formula")
    expect(formula).to_contain_text("(−1.00)·1.00 + 1.00·1.00")
    convolution.get_by_role("button", name="Reset the picture").click()
    expect(formula).not_to_contain_text("(−1.00)·1.00")


def test_a_chip_puts_another_kernel_in_its_place(convolution: Locator) -> None:
    convolution.get_by_role("button", name="Sharpen").click()
    expect(convolution.locator(".picture-kernel")).to_contain_text("3 × 3")
    fields = convolution.locator(".picture-kernel input")
    expect(fields.nth(4)).to_have_value("5")
    assert len(written(convolution)) == 4


def test_a_network_fills_in_column_by_column_and_its_gradients_come_back(open_with: Open) -> None:
    picture = open_with(SMALL).page.locator(".picture")
    slider = steps(picture)
    slider.focus()
    slider.press("Home")
    expect(unit(picture, 1, 0)).to_have_class("picture-mark picture-unit picture-unit--unit picture-waiting")
    slider.press("ArrowRight")
    expect(unit(picture, 1, 0)).not_to_have_class("picture-waiting")
    expect(unit(picture, 3, 0)).to_have_class("picture-mark picture-unit picture-unit--unit picture-waiting")
    picture.get_by_role("button", name="Backward").click()
    slider.press("Home")
    slider.press("ArrowRight")
    expect(unit(picture, 1, 0)).to_have_class("picture-mark picture-unit picture-unit--unit picture-waiting")


def test_a_graph_is_played_from_leaves_to_gradients(open_with: Open) -> None:
    picture = open_with(GRAPH).page.locator(".picture")
    slider = steps(picture)
    slider.focus()
    slider.press("Home")
    waiting = picture.locator(".graph-value", has_text="…")
    expect(waiting).not_to_have_count(0)
    expect(picture.locator(".graph-back")).to_have_count(0)
    slider.press("End")
    expect(waiting).to_have_count(0)
    expect(picture.locator(".graph-back")).not_to_have_count(0)  # the arrows point to the leaves
    expect(picture.locator(".graph-gradient").last).to_contain_text("grad")


def test_reduced_motion_shows_the_end(convolution: Locator) -> None:
    convolution.page.emulate_media(reduced_motion="reduce")
    slider = steps(convolution)
    slider.focus()
    slider.press("Home")
    convolution.get_by_role("button", name="Play").click()
    expect(slider).to_have_value("9")
    expect(convolution.get_by_role("button", name="Play")).to_be_visible()
