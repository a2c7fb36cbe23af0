"""What a reader writes: compared with a changed lesson, taken home as a notebook, passed on as a link."""

import json

import nbformat
import pytest
from playwright.sync_api import Page, expect

from site_tests.pages.browser_probes import copied, saved
from site_tests.pages.cells import FIRST_LOAD, LiveCell, LivePage
from site_tests.suite.slow import slow_except

LESSON = "lessons/tour/"
MINE = "# mine: ümlaut & <tag>\nprint('shared')"


@pytest.fixture
def cell(lesson: LivePage) -> LiveCell:
    return lesson.cell(lesson.cell_ids[0])


def test_an_edit_of_code_that_has_changed_can_be_compared(
    page: Page, lesson: LivePage, cell: LiveCell
) -> None:
    published = cell.source.removesuffix("\n").split("\n")
    cell.edit("\n".join(["mine = 1", *published[1:]]))
    lesson.pretend_code_has_changed()
    page.reload()
    cell.button("Compare").click()
    assert cell.note.locator("pre").inner_text().rstrip("\n").split("\n") == [
        f"− {published[0]}",
        "+ mine = 1",
        *(f"  {line}" for line in published[1:]),
    ]
    cell.button("Discard my edit").click()
    page.reload()
    expect(cell.note).to_be_hidden()


@pytest.fixture
def tabs(page: Page, lesson: LivePage) -> tuple[LiveCell, LiveCell]:
    """One cell in two tabs."""
    lesson.settle()
    other = LivePage(page.context.new_page()).open(page.url).settle()
    name = lesson.cell_ids[0]
    return lesson.cell(name), other.cell(name)


def type_into(cell: LiveCell, source: str) -> None:
    cell.page.bring_to_front()
    cell.edit(source)


def test_a_tab_is_told_that_another_has_changed_its_cell(tabs: tuple[LiveCell, LiveCell]) -> None:
    older, newer = tabs
    type_into(older, "first = 1")
    type_into(newer, "second = 2")
    older.page.bring_to_front()
    expect(older.note).to_contain_text("This cell was changed in another tab.")
    older.expect_source("first = 1")
    older.button("Compare").click()
    assert older.note.locator("pre").inner_text().rstrip("\n").split("\n") == ["− first = 1", "+ second = 2"]
    older.button("Use the code of the other tab").click()
    older.expect_source("second = 2")
    expect(older.note).to_be_hidden()
    newer.page.bring_to_front()
    expect(newer.note).to_be_hidden()


def test_what_both_tabs_typed_is_there_when_they_are_closed(tabs: tuple[LiveCell, LiveCell]) -> None:
    older, newer = tabs
    type_into(older, "first = 1")
    type_into(newer, "second = 2")
    newer.page.close()
    type_into(older, "third = 3")
    older.page.reload()
    expect(older.note).to_contain_text("This cell was changed in another tab.")
    older.expect_editor()
    older.expect_source("third = 3")
    older.button("Use the code of the other tab").click()
    older.expect_source("second = 2")
    older.page.reload()
    older.expect_editor()
    older.expect_source("second = 2")
    expect(older.note).to_be_hidden()


@pytest.mark.slow
def test_keeping_ones_code_tells_the_other_tab(tabs: tuple[LiveCell, LiveCell]) -> None:
    older, newer = tabs
    type_into(older, "first = 1")
    type_into(newer, "second = 2")
    older.page.bring_to_front()
    older.button("Keep this code").click()
    newer.page.bring_to_front()
    expect(newer.note).to_contain_text("This cell was changed in another tab.")
    newer.expect_source("second = 2")
    type_into(newer, "first = 1")
    expect(newer.note).to_be_hidden()


def test_the_page_can_be_saved_as_a_notebook_with_all_edits(
    page: Page, lesson: LivePage, cell: LiveCell
) -> None:
    cell.edit(MINE)
    name, content = saved(page, lambda: lesson.choose("Notebook"))
    assert name == "tour.ipynb"
    notebook = json.loads(content)
    nbformat.validate(notebook)
    by_id = {each["id"]: each for each in notebook["cells"]}
    assert by_id[cell.cell_id]["source"] == MINE
    assert by_id[cell.cell_id]["outputs"] == []
    assert {"markdown", "code"} == {each["cell_type"] for each in notebook["cells"]}
    assert set(lesson.cell_ids) <= set(by_id)


def test_a_page_that_is_no_notebook_can_be_saved_as_one(page: Page, site_url: str) -> None:
    home = LivePage(page).open(site_url)
    cell = home.cell(home.cell_ids[0])
    cell.show_code()
    cell.edit(MINE)
    _, content = saved(page, lambda: home.choose("Notebook"))
    notebook = json.loads(content)
    nbformat.validate(notebook)
    assert [each["source"] for each in notebook["cells"] if each["cell_type"] == "code"] == [MINE]


def test_a_link_to_published_code_leads_to_its_cell(page: Page, lesson: LivePage) -> None:
    last = lesson.cell(lesson.cell_ids[-1])
    last.button("Share").click()
    expect(last.label).to_have_text("Link copied")
    link = copied(page)
    assert link.endswith(f"#cell-{last.cell_id}")
    page.goto("about:blank")
    page.goto(link)
    LivePage(page).settle()
    expect(last.root).to_be_in_viewport()
    expect(last.root).not_to_have_attribute("data-shared", "")


def test_a_link_carries_code_that_runs_only_when_asked(page: Page, lesson: LivePage, cell: LiveCell) -> None:
    cell.edit(MINE)
    cell.button("Share").click()
    expect(cell.label).to_have_text("Link copied")
    link = copied(page)
    cell.edit("own = 'edit'")

    page.goto("about:blank")
    page.goto(link)
    expect(cell.note).to_contain_text("Shared code, not yours")
    expect(cell.root).to_have_attribute("data-shared", "")
    cell.expect_editor()
    cell.expect_source(MINE)
    cell.expect_state("idle")
    lesson.expect_kernel("off")
    cell.run()
    cell.expect_output("stdout", "shared\n", timeout=FIRST_LOAD)
    cell.button("Discard it").click()
    cell.expect_source("own = 'edit'")
    assert "#" not in page.url

    page.goto("about:blank")
    page.goto(link)
    cell.button("Keep as my edit").click()
    page.reload()
    cell.expect_editor()
    cell.expect_source(MINE)
    expect(cell.note).to_be_hidden()


@pytest.mark.parametrize(
    "fragment",
    slow_except(
        ["#code=", "#code=dense-layer.!!", "#code=nowhere.SyhKLS4BAA", "#code=a.b.c"],
        *("#code=dense-layer.!!", "#code=nowhere.SyhKLS4BAA"),
    ),
)
def test_a_broken_link_opens_the_lesson_as_published(page: Page, site_url: str, fragment: str) -> None:
    lesson = LivePage(page).open(site_url + LESSON + fragment)
    for cell_id in lesson.cell_ids:
        expect(lesson.cell(cell_id).root).not_to_have_attribute("data-shared", "")
    expect(lesson.cell(lesson.cell_ids[0]).note).to_be_hidden()


PLAIN_HTTP = 'Object.defineProperty(navigator, "clipboard", { value: undefined });'
NO_COPY = "document.execCommand = () => false;"


def test_on_plain_http_code_is_copied_as_well(page: Page, site_url: str) -> None:
    page.add_init_script(PLAIN_HTTP)
    lesson = LivePage(page).open(site_url + LESSON)
    cell, other = (lesson.cell(name) for name in lesson.cell_ids[:2])
    cell.edit(MINE)
    cell.button("Copy").click()
    expect(cell.label).to_have_text("Code copied")
    expect(cell.root.locator(".cell-bar summary")).to_be_focused()
    other.edit("")
    page.keyboard.press("ControlOrMeta+v")
    other.expect_source(MINE)


@pytest.mark.slow
def test_what_no_page_may_copy_is_shown_for_the_reader_to_copy(page: Page, site_url: str) -> None:
    page.add_init_script(PLAIN_HTTP + NO_COPY)
    lesson = LivePage(page).open(site_url + LESSON)
    cell, other = (lesson.cell(name) for name in lesson.cell_ids[:2])
    cell.edit(MINE)
    cell.button("Share").click()
    expect(cell.root).to_contain_text("does not let the page copy")
    field = cell.root.get_by_role("textbox", name="To copy")
    expect(field).to_be_focused()
    link = field.input_value()
    page.keyboard.press("ControlOrMeta+c")
    cell.root.get_by_role("button", name="Close").click()
    expect(field).to_have_count(0)
    other.edit("")
    page.keyboard.press("ControlOrMeta+v")
    other.expect_source(link)
    page.goto("about:blank")
    page.goto(link)
    cell.expect_editor()
    cell.expect_source(MINE)


def test_code_that_no_link_can_carry_is_not_shared_in_silence(cell: LiveCell) -> None:
    cell.edit("")
    cell.page.keyboard.insert_text(f"text = '{'x' * 200_000}'")  # of which the editor draws what can be seen
    cell.button("Share").click()
    expect(cell.root).to_contain_text(
        "Nothing was copied: the code takes 200009 bytes, and a link holds at most 200000."
    )


def test_restart_and_run_all(lesson: LivePage, cell: LiveCell) -> None:
    second = lesson.cell(lesson.cell_ids[1])
    cell.edit("runs = globals().get('runs', 0) + 1\nruns")
    cell.run()
    second.edit("1 / 0")
    cell.run()
    cell.expect_output("result", "2")
    lesson.choose("Restart & run all")
    cell.expect_output("result", "1", timeout=FIRST_LOAD)
    second.expect_error("ZeroDivisionError")
