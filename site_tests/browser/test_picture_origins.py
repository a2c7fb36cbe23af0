"""The numbers of trainings, surfaces, modules and convolutions open, by pointer, by key and by touch."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from site_tests.ancestry.with_pictures import in_pictures
from site_tests.drivers import expect
from site_tests.pages.cells import LivePage
from site_tests.pages.origins import down
from site_tests.pages.picture_numbers import OPENS, PictureNumbers

LESSON = "lessons/exercises/"
MISS = 1e-5
PROGRAMS = in_pictures()


def shown(lesson: LivePage, program: str) -> PictureNumbers:
    """The picture of a program, in a cell that has run it."""
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit(PROGRAMS[program].strip())
    cell.run()
    cell.expect_state("done")
    return PictureNumbers(cell).see()


def expect_formulas(picture: PictureNumbers, most: int = 3) -> None:
    """The first levels of the panel give their numbers."""
    levels = [*down(picture.origins, random.Random(0), most)]
    assert [level.miss < MISS for level in levels] == [True] * len(levels)
    assert all(level.words and "cannot be followed" not in level.words for level in levels)
    picture.origins.close()


@pytest.fixture
def lesson(reused: Callable[[str], LivePage], site_url: str) -> LivePage:
    """With Python, as other tests leave it: none of these tests is about how it starts."""
    return reused(site_url + LESSON)


@pytest.fixture
def page(lesson: LivePage) -> Page:
    return lesson.page


def test_the_figures_of_a_state_open_and_those_of_the_table(page: Page, lesson: LivePage) -> None:
    picture = shown(lesson, "two moons with a validation set")
    expect(picture.buttons).to_have_count(3)  # loss, validation loss, right answers
    for number in range(3):
        picture.open(number)
        expect_formulas(picture)
    before = picture.buttons.first.inner_text()
    picture.node.get_by_role("slider").first.fill("3")
    expect(picture.node.locator(".picture-name")).to_contain_text("Epoch 3 of 8")
    expect(picture.buttons.first).not_to_have_text(before)

    numbers = picture.open_table()
    numbers.nth(1).click()
    expect(picture.buttons).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    cell = picture.table.locator("td:focus")
    expect(cell).to_have_attribute("data-picked", "")
    value = float(cell.inner_text())
    page.keyboard.press("Enter")
    picture.expect_opened()
    assert picture.origins.last().value == pytest.approx(value, abs=1e-4)
    expect_formulas(picture)
    expect(cell).to_be_focused()


def test_a_count_of_the_confusion_matrix_opens_where_it_is_drawn(lesson: LivePage) -> None:
    picture = shown(lesson, "an average over batches")
    picture.node.locator(".training-cells rect").nth(4).click()
    count = picture.node.locator(".training-counts text").nth(4).text_content()
    assert picture.open() == count
    level = picture.origins.last()
    assert level.value == float(count)
    assert len(level.numbers) == 2 * 48  # each sample is of the class, or not, and is called so, or not
    picture.origins.close()
    picture.node.get_by_role("slider").first.fill("2")
    expect(picture.buttons).to_have_count(2)  # the loss and the right answers of that state


def test_the_height_of_a_place_and_of_a_step_open(page: Page, lesson: LivePage) -> None:
    picture = shown(lesson, "a valley and two optimizers")
    expect(picture.buttons).to_have_count(2)  # each path's height
    box = picture.node.locator(".surface-frame").bounding_box()
    assert box
    page.mouse.click(box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"])
    panel = picture.node.locator(".picture-panel")
    expect(panel).to_contain_text("(a, b) = (−2.00, 0.80), height 1.68")
    assert picture.open() == "1.68"
    assert picture.origins.last().value == pytest.approx(0.1 * 2**2 + 2 * 0.8**2)
    expect_formulas(picture)

    picture.node.locator(".surface-probe").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowUp")
    expect(panel).to_contain_text("(a, b) = (−1.1667, 0.90), height 1.7561")
    page.keyboard.press("Enter")
    picture.expect_opened()
    assert picture.origins.last().value == pytest.approx(0.1 * (7 / 6) ** 2 + 2 * 0.9**2, rel=1e-5)
    picture.origins.close()

    numbers = picture.open_table()
    numbers.nth(5 + 3).click()  # the gradient after the first step
    picture.open()
    expect_formulas(picture)

    picture.node.locator(".surface-start").press("ArrowLeft")  # the page walks the paths now
    expect(picture.buttons).to_have_count(0)
    expect(picture.table.locator("td[data-path]")).to_have_count(0)
    picture.node.get_by_role("button", name="Reset the picture").click()
    expect(picture.buttons).to_have_count(2)


def test_a_number_of_a_module_and_its_gradient_open_by_key(page: Page, lesson: LivePage) -> None:
    picture = shown(lesson, "a residual block")
    assert picture.open() == "1.981"  # the loss
    expect_formulas(picture)
    picture.node.get_by_role("application").locator('[tabindex="0"]').focus()
    for key in ("ArrowRight", "ArrowRight", "Enter", "Enter", "ArrowRight"):
        page.keyboard.press(key)
    expect(picture.node.locator(".picture-panel")).to_contain_text("norm[0, 1] = 2.103, gradient")
    expect(picture.buttons).to_have_count(2)
    page.keyboard.press("Enter")
    picture.expect_opened()
    expect(picture.node.locator(".module-node.origin-lit")).to_have_attribute("data-key", "c1")
    assert picture.origins.last().value == pytest.approx(2.103, abs=5e-4)
    expect_formulas(picture)
    picture.open(1)
    assert "gradient" in picture.origins.last().words
    expect_formulas(picture)
    picture.open_table().nth(2).click()
    picture.open()
    expect_formulas(picture)


def test_a_pixel_a_weight_and_a_sum_of_a_convolution_open_until_they_are_changed(
    page: Page, lesson: LivePage
) -> None:
    picture = shown(lesson, "an edge detector")
    picture.open()
    expect_formulas(picture)
    image = picture.node.locator(".picture-grid svg").first.bounding_box()
    assert image
    page.mouse.click(image["x"] + 0.5 * image["width"], image["y"] + 0.5 * image["height"])
    assert picture.open(1) == "0.5103"
    expect(picture.origins.levels).to_contain_text("drawn by rand after the seed 8")
    picture.origins.close()

    weight = picture.node.get_by_label("Kernel, row 0, column 2")
    weight.focus()
    page.keyboard.press("Enter")
    picture.expect_opened()
    assert picture.origins.last().formula == "(-1.0) / (4.0)"
    picture.origins.close()
    weight.press("ArrowUp")
    expect(picture.buttons).to_have_count(0)
    picture.node.get_by_role("button", name="Reset the picture").click()
    expect(picture.buttons).to_have_count(1)


@pytest.mark.slow
def test_a_sum_over_channels_opens(lesson: LivePage) -> None:
    picture = shown(lesson, "three colors")
    picture.open()
    assert len(picture.origins.last().numbers) == 2 * 3 * 4 + 1
    expect_formulas(picture)
    for channel in range(3):
        assert picture.node.locator(".picture-channel-sum").nth(channel).inner_text().startswith("= ")
        picture.open(1 + channel)
        assert len(picture.origins.last().numbers) == 2 * 4
        expect_formulas(picture)
    numbers = picture.open_table()
    numbers.nth(25 + 4 + 7).click()  # beyond the image and the kernel of the first channel
    shown_there = numbers.nth(25 + 4 + 7).inner_text()
    assert float(picture.open()) == pytest.approx(float(shown_there), abs=1e-3)


@pytest.mark.chromium_only
def test_a_tap_on_a_phone_chooses_and_opens(browser: Browser, site_url: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    picture = shown(LivePage(page).open(site_url + LESSON), "an average over batches")
    numbers = picture.open_table()
    numbers.nth(2).tap()
    expect(picture.buttons).to_have_count(1)
    picture.buttons.first.tap()
    picture.expect_opened()
    assert re.match(r"Where does .* come from\?", picture.origins.panel.inner_text())
    expect_formulas(picture)
    context.close()


def test_pictures_that_have_not_been_run_offer_nothing(fresh_page: Page, site_url: str) -> None:
    page = fresh_page
    LivePage(page).open_at_picture(f"{site_url}lessons/losses-and-optimizers/")
    node = page.locator(".picture-live").first
    node.hover()
    node.get_by_role("slider").first.focus()
    expect(node).to_have_attribute("data-number", re.compile("path"))
    expect(node.get_by_role("button", name=OPENS)).to_have_count(0)
