"""Pictures of surfaces: paths are played, pointed at, switched off, and walked from another start."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from site_tests.drivers import expect
from site_tests.pages.cells import LivePage, button_of

VALLEY = json.loads((Path(__file__).parents[1] / "unit" / "surface_cases.json").read_text("utf8"))[0]
"""Six optimizers in a long valley: see site_tests/recordings/record_surfaces.py."""


@pytest.fixture
def picture(page: Page, open_with: Callable[[Any], LivePage]) -> Locator:
    page.emulate_media(reduced_motion="reduce")
    open_with(VALLEY["picture"])
    found = page.locator(".picture[data-drawn]")
    found.wait_for()
    return found


def test_steps_paths_and_a_start_that_moves(picture: Locator) -> None:
    panel, slider = picture.locator(".picture-panel"), picture.get_by_label("Steps", exact=True)
    expect(panel).to_contain_text("SGD: (a, b) = (−1.7828, ")
    expect(panel).to_contain_text("too fast: it diverges and stops at step 33, at (a, b) = (")

    slider.fill("0")
    picture.get_by_role("button", name="Step", exact=True).click()
    expect(panel).to_contain_text("Step 1 of 40")
    expect(panel).to_contain_text("SGD: (a, b) = (−3.92, 0.60), height 11.2832")
    picture.get_by_role("button", name="Play").click()
    expect(panel).to_contain_text("Step 40 of 40")

    for name in ("momentum", "decayed", "Adam", "AdamW", "too fast"):
        picture.locator(".surface-legend").get_by_role("button", name=name, exact=True).click()
    expect(panel).not_to_contain_text("AdamW")
    expect(picture.locator(".surface-path:visible")).to_have_count(1)

    start = picture.locator(".surface-start")
    box = start.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    picture.page.mouse.move(x, y)
    expect(panel).to_contain_text("step 0: (a, b) = (−4.00, 1.00), height 18.00")
    expect(panel).to_contain_text("gradient (−4.00, 20.00)")
    picture.page.mouse.down()
    picture.page.mouse.move(x + 100, y + 40)
    picture.page.mouse.up()
    expect(panel).not_to_contain_text("(−1.7828, ")
    expect(start).not_to_have_attribute("aria-label", "Start of the paths: (−4.00, 1.00)")
    dragged = start.get_attribute("aria-label") or ""
    start.press("ArrowLeft")
    expect(start).not_to_have_attribute("aria-label", dragged)
    picture.get_by_role("button", name="Reset the picture").click()
    expect(panel).to_contain_text("SGD: (a, b) = (−1.7828, ")

    button_of(picture, "The numbers as a table").click()
    table = picture.get_by_role("table").first
    expect(table.get_by_role("columnheader")).to_have_text(
        ["Step", "a", "b", "Height", "Gradient a", "Gradient b"]
    )
    first = table.get_by_role("row").nth(1)
    expect(first.get_by_role("cell")).to_have_text(["−4.00", "1.00", "18.00", "−4.00", "20.00"])


def test_the_gradient_of_each_step_is_reached_by_keyboard(picture: Locator) -> None:
    """Of (a² + 20 b²) / 2, it is (a, 20 b); a step of SGD takes 0.02 of it."""
    picture.get_by_label("Steps", exact=True).focus()
    panel = picture.locator(".picture-panel")
    picture.page.keyboard.press("Home")
    expect(panel).to_contain_text("SGD: (a, b) = (−4.00, 1.00), height 18.00, gradient (−4.00, 20.00)")
    picture.page.keyboard.press("ArrowRight")
    expect(panel).to_contain_text("SGD: (a, b) = (−3.92, 0.60), height 11.2832, gradient (−3.92, 12.00)")

    picture.page.set_viewport_size({"width": 390, "height": 844})  # it is drawn anew for a phone, not cut off
    picture.page.wait_for_function(
        "() => document.querySelector('.picture svg.picture-drawing').getBoundingClientRect().width < 390"
    )
