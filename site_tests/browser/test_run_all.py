"""Run all: how far it is, and going on after an error. And what a page of cells tells about itself."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator

from site_tests.drivers import expect
from site_tests.pages.cells import FIRST_LOAD, LivePage

LESSON = "lessons/defining-a-model/"


@pytest.fixture
def lesson(reused: Callable[[str], LivePage], site_url: str) -> LivePage:
    """A lesson of which nothing has run."""
    lesson = reused(site_url + LESSON)
    lesson.restart()
    return lesson


@pytest.fixture
def progress(lesson: LivePage) -> Locator:
    return lesson.page.locator(".live-progress")


@pytest.mark.every_browser
def test_after_an_error_the_rest_runs_from_the_mended_cell(lesson: LivePage, progress: Locator) -> None:
    _, first, second, third, *_, last = lesson.cell_ids  # the code of the very first is folded
    second_cell = lesson.cell(second)
    published = second_cell.source
    second_cell.edit("1 / 0")
    lesson.run_all()
    expect(progress).to_contain_text("Cell 3 ended with an error.", timeout=FIRST_LOAD)
    expect(progress).to_contain_text(f"{len(lesson.cell_ids) - 3} cells are left.")
    lesson.cell(third).expect_state("stopped")
    second_cell.edit(published)
    lesson.cell(first).edit("ran_again = True")
    progress.get_by_role("button", name="Continue from cell 3").click()
    lesson.cell(last).expect_over(timeout=FIRST_LOAD)
    expect(progress).not_to_contain_text("Cell 3 ended with an error.")
    lesson.cell(third).expect_state("done")
    assert lesson.cell(first).output.evaluate("output => output.textContent") != ""  # it did not run again


def test_a_failing_cell_is_skipped_and_restart_ends_the_offer(lesson: LivePage, progress: Locator) -> None:
    _, _, second, third, fourth, *_ = lesson.cell_ids
    lesson.cell(second).edit("1 / 0")
    lesson.cell(fourth).edit("1 / 0")  # the rest need not run
    lesson.run_all()
    progress.get_by_role("button", name="Skip it").click(timeout=FIRST_LOAD)
    expect(progress).to_contain_text("Cell 5 ended with an error.", timeout=FIRST_LOAD)
    lesson.cell(third).expect_state("done")
    lesson.cell(second).expect_state("failed")
    lesson.restart()
    expect(progress).to_be_hidden()


def test_progress_tells_the_cell_that_runs_and_where_stop_came(lesson: LivePage, progress: Locator) -> None:
    _, _, second, *_ = lesson.cell_ids
    lesson.cell(second).edit("while True: pass")
    lesson.run_all()
    expect(progress).to_contain_text(f"Running cell 3 of {len(lesson.cell_ids)}", timeout=FIRST_LOAD)
    lesson.cell(second).stop()
    lesson.cell(second).expect_state("stopped")
    expect(lesson.lost).to_be_hidden()
    expect(progress).not_to_contain_text("Running")


def test_the_menu_opens_and_closes_by_key_and_by_a_press_beside_it(lesson: LivePage) -> None:
    more, restart = lesson.bar.get_by_text("More", exact=True), lesson.button("Restart")
    more.focus()
    lesson.page.keyboard.press("Enter")
    expect(restart).to_be_visible()
    lesson.page.keyboard.press("Tab")
    expect(restart).to_be_focused()
    lesson.page.keyboard.press("Escape")
    expect(restart).to_be_hidden()
    expect(more).to_be_focused()
    more.click()
    lesson.page.locator("h2").first.click()
    expect(restart).to_be_hidden()


def test_a_question_mark_lists_the_keys(lesson: LivePage) -> None:
    page = lesson.settle().page
    page.mouse.click(1, 300)  # beside the text
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(keys.get_by_text("Run the cell", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(keys).to_have_count(0)
    cell = lesson.cell(lesson.cell_ids[1])
    cell.edit("# ")
    page.keyboard.type("?")
    cell.expect_source("# ?")
    expect(keys).to_have_count(0)


def test_a_cell_says_beforehand_what_it_does_otherwise_than_colab(lesson: LivePage) -> None:
    cell = lesson.cell(lesson.cell_ids[1])
    hint = cell.root.locator(".cell-differs")
    cell.edit("# .to('cuda') in a comment does nothing\nx = 1")
    expect(cell.button("How this differs from PyTorch")).to_be_hidden()
    cell.edit("import torch\ntorch.zeros(2).to('cuda' if torch.cuda.is_available() else 'cpu')")
    cell.button("How this differs from PyTorch").click()
    expect(hint).to_contain_text("There is no GPU here")
    cell.reset()
    expect(hint).to_be_hidden()
