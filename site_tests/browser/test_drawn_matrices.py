"""Pictures of a linear layer's matrices: products are chosen, added up, and tried in other orders."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page
from test_drawn_pictures import expect_nothing_serious

from site_tests import ROOT
from site_tests.drivers import expect
from site_tests.pages.cells import LivePage

MIME = "application/vnd.sequential.picture+json"
LESSON = json.loads((ROOT / "docs" / "lessons" / "gradients.ipynb").read_text("utf8"))
[RECORDED] = [
    output["data"][MIME]
    for cell in LESSON["cells"]
    if cell["id"] == "linear-matrices"
    for output in cell["outputs"]
]
"""Four samples, two inputs, three outputs."""


@pytest.fixture
def picture(open_with: Callable[[Any], LivePage]) -> Locator:
    return open_with(RECORDED).page.locator(".picture")


@pytest.mark.every_browser
def test_a_number_of_the_gradient_says_its_sum_over_the_batch(picture: Locator, page: Page) -> None:
    result = picture.get_by_role("slider", name="A number of the result")
    result.focus()
    page.keyboard.press("End")
    expect(picture.locator(".picture-name")).to_contain_text("∂ℒ/∂W, row 2, column 1: ")
    expect(picture.locator(".picture-window")).to_have_count(3)  # a row, a column, a number
    terms = picture.get_by_role("slider", name="Terms of each sum")
    terms.focus()
    page.keyboard.press("Home")
    expect(picture.locator(".picture-formula")).to_have_text("0 = 0.00")
    page.keyboard.press("ArrowRight")
    expect(picture.locator(".picture-progress")).to_have_text("1 of 4 samples added")
    expect(picture.locator(".picture-tap")).to_have_count(2)  # a column of signals, a row of inputs
    expect(picture.locator(".picture-tap").first).to_have_css("fill", "none")  # colors are signs


def test_play_adds_up_to_the_gradient_of_pytorch(picture: Locator) -> None:
    picture.get_by_role("button", name="Play").click()
    expect(picture.locator(".picture-progress")).to_have_text("0 of 4 samples added")
    expect(picture.get_by_role("button", name="Pause")).to_be_visible()
    expect(picture.locator(".picture-progress")).to_have_text("4 of 4 samples added")
    row = RECORDED["weight_gradient"]["values"][0]
    expect(picture.locator(".picture-name")).to_have_text(
        f"∂ℒ/∂W, row 0, column 0: {row:.4f}".replace("-", "−")
    )


def test_another_order_says_where_the_sides_do_not_meet(picture: Locator, page: Page) -> None:
    picture.get_by_label("Left matrix").select_option("G")
    said = "[4, 3] · [4, 2]: the inner sides, 3 and 4, do not meet."
    expect(picture.locator(".picture-verdict")).to_contain_text(said)
    expect(picture.locator(".picture-wrong-side")).to_have_count(2)
    expect(picture.locator(".picture-wrong-side").first).to_have_css("fill", "none")
    picture.get_by_role("button", name="Input").click()
    expect(picture.get_by_label("Right matrix")).to_have_value("W")
    expect(picture.locator(".picture-verdict")).to_contain_text("the signal that goes on to the layer before")
    expect_nothing_serious(page)
