"""Live cells as a reader uses them, on the built site in a real browser."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page

from site_tests.drivers import expect
from site_tests.pages.cells import FIRST_LOAD, LiveCell, LivePage, python_workers

LESSON = "lessons/tour/"


@pytest.fixture
def cell(lesson: LivePage) -> LiveCell:
    return lesson.cell(lesson.cell_ids[0])


@pytest.fixture
def second(lesson: LivePage) -> LiveCell:
    return lesson.cell(lesson.cell_ids[1])


def test_nothing_of_python_is_fetched_before_it_is_wanted(page: Page, site_url: str) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    lesson = LivePage(page).open(site_url + LESSON)
    cell = lesson.cell(lesson.cell_ids[0])
    expect(cell.button("Run")).to_be_enabled()
    cell.expect_editor()  # reading, pointing and editing do not need it either
    assert [url for url in fetched if "pyodide" in url] == []
    lesson.expect_kernel("off")


@pytest.mark.every_browser
def test_resting_on_a_run_button_starts_python(lesson: LivePage, cell: LiveCell) -> None:
    cell.button("Run").hover()
    lesson.expect_kernel("ready")
    cell.expect_state("idle")


@pytest.mark.every_browser(first=True)
def test_a_cell_prints_and_shows_its_last_value(lesson: LivePage, cell: LiveCell) -> None:
    cell.edit("for i in range(3):\n    print('line', i)\n\n'<b>' + '&amp;'")
    cell.start()
    cell.expect_state("loading")
    cell.expect_over()
    cell.expect_state("done")
    cell.expect_output("stdout", "line 0\nline 1\nline 2\n")
    cell.expect_output("result", "'<b>&amp;'")
    expect(cell.label).to_have_text(re.compile(r"^Your run · "))
    lesson.expect_kernel("ready")


def test_a_missing_name_sends_the_reader_to_the_cells_above(cell: LiveCell, second: LiveCell) -> None:
    second.edit("never_defined")
    second.run()
    second.expect_error("NameError: name 'never_defined' is not defined", line=1)
    expect(second.note).to_contain_text("Not every cell above has been run.")
    second.note.get_by_role("button", name="Run above", exact=True).click()
    cell.expect_over()
    cell.expect_state("done")
    expect(second.note).to_be_hidden()
    second.expect_state("failed")  # only the cells above have run again
    expect(second.editor).to_be_focused()


def test_the_note_about_the_cells_above_goes_when_they_have_run(cell: LiveCell, second: LiveCell) -> None:
    second.edit("never_defined")
    second.run()
    expect(second.note).to_be_visible()
    cell.run()
    expect(second.note).to_be_hidden()


@pytest.mark.every_browser
def test_edits_persist_and_reset_goes_back(page: Page, lesson: LivePage, cell: LiveCell) -> None:
    cell.expect_editor()
    original = cell.root.locator(".cm-line").all_inner_texts()
    recorded = cell.output.inner_text()
    cell.edit("kept = 'for the next visit'\nkept")
    page.reload()
    cell.expect_editor()
    cell.expect_source("kept = 'for the next visit'\nkept")
    cell.run()
    cell.expect_output("result", "'for the next visit'")
    cell.reset()
    expect(cell.root.locator(".cm-line")).to_have_text([line.strip("\n") for line in original])
    expect(cell.output).to_have_text(recorded, use_inner_text=True)
    cell.expect_state("idle")
    page.reload()
    cell.expect_editor()
    expect(cell.root.locator(".cm-line")).to_have_text([line.strip("\n") for line in original])


def test_an_edit_of_code_that_has_changed_since_is_offered(
    page: Page, lesson: LivePage, cell: LiveCell
) -> None:
    cell.edit("mine = 1")
    lesson.pretend_code_has_changed()
    page.reload()
    expect(cell.note).to_contain_text("has changed since you edited it")
    expect(cell.editor).not_to_contain_text("mine = 1")
    cell.button("Use my edit").click()
    cell.expect_editor()
    cell.expect_source("mine = 1")
    page.reload()
    expect(cell.editor).to_contain_text("mine = 1")
    expect(cell.note).to_be_hidden()


@pytest.mark.slow
def test_what_had_run_is_run_again_after_a_stop_that_lost_it(
    lesson: LivePage, cell: LiveCell, second: LiveCell
) -> None:
    third = lesson.cell(lesson.cell_ids[2])
    cell.edit("steps = ['first']")
    cell.run()
    second.edit("steps.append('again')\nlen(steps)")
    second.run()
    second.run()
    second.edit("steps = 'edited since, and not run'")
    third.edit("while True:\n    pass")
    third.start()
    third.expect_state("running")
    third.stop()
    expect(third.note).to_contain_text("2 cells had run before")
    third.button("Run those cells again").click()
    expect(third.note).to_be_hidden()
    third.edit("steps")
    third.run()  # waits for the end of all that
    second.expect_source("steps = 'edited since, and not run'")
    third.expect_output("result", "['first', 'again', 'again']")


@pytest.mark.every_browser
def test_the_kernel_survives_a_change_of_page(page: Page, lesson: LivePage, cell: LiveCell) -> None:
    cell.edit("travels = 'along'")
    cell.run()
    page.evaluate("window.sameDocument = true")
    lesson.follow("Home")
    elsewhere = lesson.cell(lesson.cell_ids[0])
    assert page.evaluate("window.sameDocument") is True
    lesson.expect_kernel("ready")
    elsewhere.edit("travels")
    elsewhere.run()
    elsewhere.expect_output("result", "'along'")


def test_a_run_of_another_page_can_be_stopped(page: Page, lesson: LivePage, cell: LiveCell) -> None:
    expect(lesson.button("Stop")).to_be_hidden()
    cell.edit("while True:\n    pass")
    cell.start()
    cell.expect_state("running", timeout=FIRST_LOAD)
    expect(lesson.button("Stop")).to_be_hidden()  # the cell has its own
    lesson.follow("Home")
    lesson.button("Stop").click()
    expect(lesson.button("Stop")).to_be_hidden()
    lesson.expect_kernel("ready")


@pytest.mark.slow
def test_many_changes_of_page_leave_one_worker(page: Page, lesson: LivePage, cell: LiveCell) -> None:
    cell.edit("travels = 'far'")
    cell.run()
    for _ in range(10):
        lesson.follow("Home")
        lesson.follow("Next: 1. Sequential models")
    assert len(python_workers(page)) == 1
    cell.edit("travels")
    cell.run()
    cell.expect_output("result", "'far'")


def test_the_keyboard_can_leave_the_editor(page: Page, cell: LiveCell) -> None:
    cell.edit("if True:")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    cell.expect_source("if True:\n        ")  # Enter indents, and so does Tab
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(cell.button("Run")).to_be_focused()
    page.keyboard.press("Enter")
    expect(cell.button("Stop")).to_be_focused()
    cell.expect_over()
    expect(cell.button("Run")).to_be_focused()


def test_the_plain_editor_does_when_the_better_one_does_not_come(page: Page, site_url: str) -> None:
    page.route(
        re.compile("codemirror"),
        lambda route: route.fulfill(content_type="text/javascript", body="export {}"),
    )
    lesson = LivePage(page).open(site_url + LESSON)
    cell = lesson.cell(lesson.cell_ids[0])
    cell.editor.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("for i in range(2):\n    print('plain', i)")
    page.keyboard.press("ControlOrMeta+Enter")
    cell.expect_over()
    cell.expect_output("stdout", "plain 0\nplain 1\n")


def test_the_better_editor_moves_nothing(lesson: LivePage) -> None:
    cell = lesson.cell("first-model")
    before = cell.root.bounding_box()
    cell.expect_editor()
    after = cell.root.bounding_box()
    assert before is not None
    assert after is not None
    assert after["height"] == pytest.approx(before["height"], abs=2)


def test_a_phone_shows_cells_without_scrolling_sideways(page: Page, site_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    lesson = LivePage(page).open(site_url + LESSON)
    cell = lesson.cell("first-model")
    cell.edit("print('wide ' * 100)\nraise ValueError('long ' * 100)")
    cell.run()
    cell.expect_error("ValueError: long")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(cell.button("Stop")).to_be_hidden()
    for button in (cell.button("Run"), cell.root.locator(".cell-bar summary"), cell.button("Reset")):
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 40


def test_a_broken_download_is_said_and_can_be_tried_again(context: BrowserContext, site_url: str) -> None:
    context.route(re.compile(r"pyodide\.asm\.mjs"), lambda route: route.fulfill(status=503, body=""))
    page = context.new_page()  # it may log errors: the browser itself logs the 503
    lesson = LivePage(page).open(site_url + LESSON)
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit("'second try'")
    cell.run()
    cell.expect_error("Python could not be started")
    lesson.expect_kernel("dead")
    context.unroute_all()
    cell.run()
    cell.expect_output("result", "'second try'")
