"""A cell that asks: the field, the answer, and Stop instead of one; with shared memory and without."""

from collections.abc import Callable

import pytest

from site_tests.drivers import expect
from site_tests.pages.cells import FIRST_LOAD, LivePage

LESSON = "lessons/sequential-models/"
ASK = "name = input('Your name: ')\nprint(f'Hello, {name}!')"


@pytest.fixture(params=["isolated", "plain"])
def lesson(
    request: pytest.FixtureRequest,
    reused: Callable[[str], LivePage],
    site_url: str,
    isolated_site_url: str,
) -> LivePage:
    return reused((isolated_site_url if request.param == "isolated" else site_url) + LESSON)


@pytest.mark.every_browser
def test_the_answer_reaches_the_cell(lesson: LivePage) -> None:
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit(ASK)
    cell.start()
    field = cell.output.get_by_role("textbox", name="Your name:")
    expect(field).to_be_focused(timeout=FIRST_LOAD)
    lesson.page.keyboard.type("Zoë <b>")
    lesson.page.keyboard.press("Enter")
    cell.expect_output("stdout", "Your name: Zoë <b>\nHello, Zoë <b>!")
    cell.expect_state("done")
    expect(field).to_have_count(0)


def test_stop_ends_the_wait_and_keeps_the_variables(lesson: LivePage) -> None:
    first, second = (lesson.cell(name) for name in lesson.cell_ids[:2])
    first.edit("kept = 'still here'")
    first.run()
    second.edit(ASK)
    second.start()
    field = second.output.get_by_role("textbox", name="Your name:")
    expect(field).to_be_visible()
    second.stop()
    second.expect_state("stopped")
    expect(field).to_have_count(0)
    first.edit("kept")
    first.run()
    first.expect_output("result", "'still here'")
    second.start()
    field.fill("again")
    second.output.get_by_role("button", name="Enter").click()
    second.expect_state("done")


def test_a_secret_is_typed_into_a_password_field(lesson: LivePage) -> None:
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit("from getpass import getpass\nlen(getpass('Key: '))")
    cell.start()
    field = cell.output.locator("input[type=password]")
    expect(field).to_have_attribute("aria-label", "Key:", timeout=FIRST_LOAD)
    field.fill("xyzzy")
    field.press("Enter")
    cell.expect_output("result", "5")
    expect(cell.output).not_to_contain_text("xyzzy")
