"""Pictures of convolutions and feature maps: windows are dragged, kernels edited, maps opened."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page
from test_drawn_pictures import expect_nothing_serious
from test_forms import type_over

from site_tests.drivers import expect
from site_tests.pages.browser_probes import unpainted
from site_tests.pages.cells import LivePage, button_of

CASES = json.loads((Path(__file__).parents[1] / "unit" / "convolution_cases.json").read_text("utf8"))
FIRST = CASES["convolutions"][0]
"""An image of 4 × 4, a kernel of 2 × 2, a bias: see site_tests/recordings/record_convolutions.py."""
MODEL = CASES["models"][0]
"""Conv2d (1 → 3), ReLU, MaxPool2d, Conv2d (3 → 2) without bias, Flatten, Linear."""


@pytest.fixture
def picture(open_with: Callable[[Any], LivePage]) -> Locator:
    return open_with(FIRST).page.locator(".picture")


@pytest.fixture
def model(open_with: Callable[[Any], LivePage]) -> Locator:
    return open_with(MODEL).page.locator(".picture")


def output(picture: Locator) -> Locator:
    return picture.get_by_role("slider", name=re.compile("Place of the window$"))


def formula(picture: Locator) -> Locator:
    return picture.locator(".picture-formula")


def window(picture: Locator) -> Locator:
    return picture.locator(".picture-draggable .picture-window")


def move_to(page: Page, grid: Locator, row: float, column: float, *, cells: int) -> None:
    """Put the mouse over a place of a grid with so many columns."""
    box = grid.bounding_box()
    assert box
    side = box["width"] / cells
    page.mouse.move(box["x"] + column * side, box["y"] + row * side)


@pytest.mark.every_browser
def test_keys_move_the_window_and_each_number_says_its_sum(picture: Locator, page: Page) -> None:
    output(picture).focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(picture.locator(".picture-name")).to_have_text("Output, row 0, column 1: 0.25")
    said = "(−1.00)·0.20 + 1.00·0.50 + (−2.00)·0.40 + 0.50·1.00 + 0.25 = 0.25"
    expect(formula(picture)).to_have_text(said)
    expect(output(picture)).to_have_attribute("aria-valuetext", f"Output, row 0, column 1: 0.25. {said}")
    expect(picture.locator(".picture-window")).to_have_count(2)  # over the image, and around the number
    page.keyboard.press("End")
    expect(output(picture)).to_have_attribute("aria-valuenow", "8")
    page.keyboard.press("ArrowDown")  # there is nothing below
    expect(output(picture)).to_have_attribute("aria-valuenow", "8")


def test_what_is_pointed_at_says_its_sum_and_what_was_chosen_comes_back(picture: Locator, page: Page) -> None:
    output(picture).focus()
    page.keyboard.press("Home")
    move_to(page, output(picture), 1.5, 2.5, cells=3)
    expect(picture.locator(".picture-name")).to_contain_text("row 1, column 2")
    button_of(picture, "The numbers as a table").hover()
    expect(picture.locator(".picture-name")).to_contain_text("row 0, column 0")


@pytest.mark.every_browser
def test_the_window_is_dragged_over_the_image(picture: Locator, page: Page) -> None:
    image = picture.locator(".picture-draggable")
    image.scroll_into_view_if_needed()
    move_to(page, image, 1, 1, cells=4)
    page.mouse.down()
    expect(picture.locator(".picture-name")).to_contain_text("row 0, column 0")
    before = window(picture).get_attribute("x")
    move_to(page, image, 2, 3, cells=4)
    page.mouse.up()
    expect(picture.locator(".picture-name")).to_contain_text("row 1, column 2")
    assert window(picture).get_attribute("x") != before
    move_to(page, image, 1, 1, cells=4)  # no longer dragged
    expect(picture.locator(".picture-name")).to_contain_text("row 1, column 2")


SOBEL = {
    **{
        "kind": "convolution",
        "version": 1,
        "bias": 0,
        "stride": [1, 1],
        "padding": [0, 0],
        "dilation": [1, 1],
    },
    "image": {"shape": [5, 5], "values": [0.99] * 25},
    "kernel": {"shape": [3, 3], "values": [-1, 0, 1, -2, 0, 2, -1, 0, 1]},
    "output": {"shape": [3, 3], "values": [0] * 9},
}
"""Of an image that is the same everywhere, the two sides cancel out."""


@pytest.mark.every_browser
def test_each_product_stands_in_one_line(open_with: Callable[[Any], LivePage]) -> None:
    page = open_with(SOBEL).page
    products = page.locator(".picture-products .picture-cell")
    expect(products).to_have_count(18)
    expect(products.nth(12)).to_have_text("−1.98")
    cells = "[...document.querySelectorAll('.picture-products .picture-cell')]"
    assert page.evaluate(f"() => new Set({cells}.map((cell) => cell.offsetHeight)).size") == 1


@pytest.mark.every_browser
def test_an_edited_kernel_is_answered_and_reset(picture: Locator, page: Page) -> None:
    output(picture).focus()
    page.keyboard.press("Home")
    was = formula(picture).text_content() or ""
    weight = picture.get_by_role("spinbutton", name="Kernel, row 0, column 0")
    type_over(weight, "3")
    expect(formula(picture)).to_have_text("3.00·0.00 + 1.00·0.20 + (−2.00)·0.10 + 0.50·0.40 + 0.25 = 0.45")
    weight.press("ArrowDown")
    expect(weight).to_have_value("2.9")
    expect(formula(picture)).to_contain_text("2.90·0.00 + ")
    type_over(weight, "")
    page.keyboard.press("Delete")
    expect(weight).to_have_attribute("aria-invalid", "true")
    expect(formula(picture)).to_contain_text("2.90·0.00 + ")  # what was there before stays in force
    picture.get_by_role("button", name="Reset the picture").click()
    expect(formula(picture)).to_have_text(was)
    expect(weight).to_have_value("−1")


def test_stride_padding_and_dilation_change_the_output(picture: Locator) -> None:
    type_over(picture.get_by_role("spinbutton", name="Padding"), "1")
    expect(picture.locator(".picture-grid-size").last).to_have_text("5 × 5")
    type_over(picture.get_by_role("spinbutton", name="Stride"), "2")
    expect(picture.locator(".picture-grid-size").last).to_have_text("3 × 3")
    type_over(picture.get_by_role("spinbutton", name="Dilation"), "2")
    expect(picture.locator(".picture-grid-size").last).to_have_text("2 × 2")
    expect(picture.locator(".picture-tap")).to_have_count(4)
    type_over(picture.get_by_role("spinbutton", name="Bias"), "-1")
    expect(formula(picture)).to_contain_text("− 1.00 = ")


def test_a_kernel_without_a_place_in_the_image_is_said(picture: Locator) -> None:
    type_over(picture.get_by_role("spinbutton", name="Dilation"), "5")
    said = "The kernel covers 6 × 6 pixels, and the image with its padding has only 4 × 4."
    expect(picture.locator(".picture-fault")).to_contain_text(said)
    expect(output(picture)).to_be_hidden()
    type_over(picture.get_by_role("spinbutton", name="Padding"), "2")
    expect(picture.locator(".picture-fault")).to_be_hidden()
    expect(output(picture)).to_be_visible()


def test_the_numbers_are_there_as_a_table(picture: Locator) -> None:
    button_of(picture, "The numbers as a table").click()
    tables = picture.get_by_role("table")
    expect(tables).to_have_count(3)
    expect(picture.get_by_role("table", name="Kernel").get_by_role("row").nth(1)).to_have_text("0−1.001.00")
    type_over(picture.get_by_role("spinbutton", name="Kernel, row 0, column 1"), "0.5")
    expect(picture.get_by_role("table", name="Kernel").get_by_role("row").nth(1)).to_have_text("0−1.000.50")


def test_a_recorded_picture_that_does_not_fit_says_so(open_with: Callable[[Any], LivePage]) -> None:
    data = {name: value for name, value in FIRST.items() if name != "output"}
    picture = open_with({**data, "dilation": 4, "fault": "It does not fit."}).page.locator(".picture")
    expect(picture.locator(".picture-fault")).to_contain_text("The kernel covers 5 × 5 pixels")


def unit(picture: Locator, column: int, row: int) -> Locator:
    return picture.locator(f'[data-key="unit-{column}-{row}"]')


@pytest.mark.every_browser
def test_a_map_opens_in_three_levels(model: Locator, page: Page) -> None:
    maps = model.locator(".picture-maps")
    expect(maps).to_be_hidden()
    unit(model, 4, 1).click()
    expect(maps.locator(".picture-name")).to_have_text(
        "Conv2d (3), map 1 is the sum of 3 maps, each under its kernel."
    )
    sources = maps.get_by_role("button", name=re.compile("^Show the convolution of MaxPool2d"))
    expect(sources).to_have_count(3)
    unit(model, 4, 1).focus()
    page.keyboard.press("Enter")
    pixel = maps.get_by_role("slider", name="Pixel of Conv2d (3), map 1")
    expect(pixel).to_be_focused()
    page.keyboard.press("Home")
    value = f"{MODEL['modules'][3]['output']['values'][4]:.4f}".replace("-", "−").rstrip("0")
    expect(formula(maps).first).to_have_text(re.compile(f"= {re.escape(value)}0*$"))
    convolution = maps.locator(".picture-pixel")
    expect(convolution.locator(".picture-name")).to_contain_text(", row 0, column 0: ")
    expect(sources.and_(maps.locator("[aria-pressed=true]"))).to_have_count(1)
    sources.nth(2).click()
    name = "Contribution of MaxPool2d (2), map 2, row 0, column 0"
    expect(convolution.locator(".picture-name")).to_contain_text(name)
    output(convolution).focus()
    page.keyboard.press("ArrowRight")
    expect(pixel).to_have_attribute("aria-valuenow", "1")
    page.keyboard.press("Escape")
    expect(unit(model, 4, 1)).to_be_focused()


def test_of_one_map_the_convolution_is_the_maps_own(model: Locator) -> None:
    unit(model, 1, 0).click()
    maps = model.locator(".picture-maps")
    bias = f"{MODEL['modules'][0]['bias']['values'][0]:.4f}".replace("-", "−").rstrip("0")
    expect(maps.locator(".picture-name")).to_contain_text(f"is 1 map under its kernel, and the bias {bias}")
    maps.locator(".picture-source").click()
    first = formula(maps).first.text_content() or ""
    total = first.rpartition("= ")[2]
    expect(formula(maps.locator(".picture-pixel"))).to_have_text(re.compile(f"= {re.escape(total)}$"))


def test_pooling_and_activations_say_how_a_pixel_is_computed(model: Locator, page: Page) -> None:
    maps = model.locator(".picture-maps")
    unit(model, 3, 0).click()
    expect(maps.locator(".picture-name")).to_have_text(
        "MaxPool2d (2), map 0 is computed from ReLU (1), map 0."
    )
    expect(formula(maps)).to_have_text(re.compile(r"^max\((\d\.\d+, ){3}\d\.\d+\) = \d\.\d+$"))
    unit(model, 2, 0).click()
    expect(formula(maps)).to_have_text(re.compile(r"^ReLU\((\d\.\d+)\) = \1$"))
    unit(model, 0, 0).click()
    expect(maps).to_be_hidden()


def test_maps_of_a_folded_module_say_what_is_left_out(open_with: Callable[[Any], LivePage]) -> None:
    data = json.loads(json.dumps(MODEL))
    pooled = data["modules"][2]
    pooled["units"], pooled["output"]["values"] = [0, 1], pooled["output"]["values"][:18]
    picture = open_with(data).page.locator(".picture")
    unit(picture, 4, 0).click()
    maps = picture.locator(".picture-maps")
    expect(maps.locator(".picture-folded")).to_have_text("1 more map is not shown.")
    expect(formula(maps).first).to_contain_text("(1 more term)")


@pytest.mark.parametrize(
    "data", [pytest.param(FIRST, marks=pytest.mark.slow), MODEL], ids=["convolution", "maps"]
)
def test_axe_finds_nothing_serious(on_phone: Callable[[Any], Locator], data: Any) -> None:
    picture = on_phone(data)
    if data is MODEL:
        unit(picture, 4, 1).focus()
        picture.locator(".picture-source").first.click()
    button_of(picture, "The numbers as a table").first.click()
    expect_nothing_serious(picture.page)


OWN = """\
import torch
from torch import nn
from pictures import convolution

torch.manual_seed(0)
x = torch.rand(1, 1, 8, 8)
model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Conv2d(2, 3, 3, padding=1))
convolution(x[0], model[0].weight[1, 0], bias=model[0].bias[1])
"""


@pytest.mark.slow
@pytest.mark.every_browser
def test_a_picture_is_painted_where_its_script_is_there_already(lesson: LivePage) -> None:
    for name in lesson.cell_ids[1:3]:
        cell = lesson.cell(name)
        cell.edit(OWN)
        cell.run()
        expect(cell.output.locator(".picture-grid-size").last).to_have_text("6 × 6")
        assert unpainted(lesson.page) == []


def test_a_run_draws_a_convolution_and_looks_inside_ones_own_model(lesson: LivePage) -> None:
    cell = lesson.cell(lesson.cell_ids[1])
    cell.edit(OWN)
    cell.run()
    picture = cell.output.locator(".picture")
    expect(picture.locator(".picture-grid-size")).to_have_text(["8 × 8", "3 × 3", "6 × 6"])
    cell.edit("model")
    cell.run()
    cell.button("Look inside").click()
    dialog = lesson.page.get_by_role("dialog")
    unit(dialog, 3, 2).click()
    maps = dialog.locator(".picture-maps")
    expect(maps.locator(".picture-name")).to_contain_text("Conv2d (2), map 2 is the sum of 2 maps")
    maps.get_by_role("button", name="Show the convolution of ReLU (1), map 1").click()
    expect(maps.locator(".picture-pixel .picture-name")).to_contain_text(
        "Contribution of ReLU (1), map 1, row"
    )


CHANNELS = CASES["channels"][0]
"""Three channels of 3 × 4, red on the left and white on the right; a kernel that looks for red."""


@pytest.fixture
def channels(open_with: Callable[[Any], LivePage]) -> Locator:
    return open_with(CHANNELS).page.locator(".picture")


@pytest.mark.every_browser
def test_a_number_over_several_channels_says_the_sum_of_each(channels: Locator, page: Page) -> None:
    output(channels).focus()
    page.keyboard.press("Home")
    expect(formula(channels)).to_have_text("4.00 (red) + 0.00 (green) + 0.00 (blue) + 0.25 (bias) = 4.25")
    page.keyboard.press("End")
    said = "4.00 (red) − 2.00 (green) − 2.00 (blue) + 0.25 (bias) = 0.25"
    expect(formula(channels)).to_have_text(said)
    expect(channels.locator(".picture-channel-sum")).to_have_text(["= 4.00", "= −2.00", "= −2.00"])
    expect(window(channels)).to_have_count(3)  # one over each channel
    expect_nothing_serious(page)


def test_a_number_of_one_table_is_changed_and_the_output_follows(channels: Locator, page: Page) -> None:
    output(channels).focus()
    page.keyboard.press("End")
    green = channels.get_by_role("group", name="green")
    type_over(green.get_by_label("Kernel, row 1, column 1"), "2")
    expect(formula(channels)).to_have_text("4.00 (red) + 0.50 (green) − 2.00 (blue) + 0.25 (bias) = 2.75")
    type_over(channels.get_by_label("Padding"), "1")
    expect(output(channels)).to_have_attribute("aria-valuemax", "19")  # 4 × 5 numbers
    channels.get_by_role("button", name="Reset").click()
    expect(output(channels)).to_have_attribute("aria-valuemax", "5")
    output(channels).focus()
    page.keyboard.press("End")
    expect(formula(channels)).to_contain_text("− 2.00 (green)")


def test_the_window_is_dragged_over_all_channels_at_once(channels: Locator, page: Page) -> None:
    image = channels.locator(".picture-draggable").nth(1)
    image.scroll_into_view_if_needed()
    move_to(page, image, 1, 1, cells=4)
    page.mouse.down()
    expect(channels.locator(".picture-name")).to_contain_text("row 0, column 0")
    move_to(page, image, 2, 3, cells=4)
    expect(channels.locator(".picture-name")).to_contain_text("row 1, column 2")
    page.mouse.up()
