"""Exercises as a reader does them: an answer, a check, hints one at a time, a tick that stays."""

import re

import pytest
from cells import LivePage
from drivers import expect
from playwright.sync_api import Browser, Page

LESSON = "lessons/sequential-models/"
RIGHT = """def compose(layers):
    def f(x):
        for layer in layers:
            x = layer(x)
        return x
    return f"""


@pytest.fixture
def lesson(page: Page, site_url: str) -> LivePage:
    live = LivePage(page).open(site_url + LESSON)
    for above in ("plain-functions", "tensors", "dense-layer"):  # what check and solution need
        live.cell(above).run()
        live.cell(above).expect_state("done")
    return live


def exercise(page: Page, name: str):
    return page.locator(f'[data-exercise="{name}"]')


def test_a_check_runs_the_answer_as_it_stands_and_says_what_is_wrong(lesson: LivePage, page: Page) -> None:
    answer, check = lesson.cell("compose-start"), lesson.cell("compose-check")
    answer.edit(RIGHT.replace("in layers", "in reversed(layers)"))
    check.run()
    check.expect_output("verdict", re.compile("✗ You apply the last layer first"))
    answer.expect_state("done")
    expect(exercise(page, "compose").get_by_text("✓ solved")).to_have_count(0)

    answer.edit(RIGHT)
    check.run()
    check.expect_output("verdict", re.compile("✓ That is what nn.Sequential does"))
    expect(exercise(page, "compose").get_by_text("✓ solved")).to_be_visible()


def test_an_edit_arrives_with_the_progress_in_another_browser(
    page: Page, browser: Browser, site_url: str
) -> None:
    LivePage(page).open(site_url + LESSON).cell("compose-start").edit("mine = 1")
    page.goto(site_url + "lessons/exercises/")
    with page.expect_download() as saving:
        page.get_by_role("button", name="Export progress").click()

    other = browser.new_context().new_page()
    other.goto(site_url + "lessons/exercises/")
    with other.expect_file_chooser() as choosing:
        other.get_by_role("button", name="Import progress").click()
    choosing.value.set_files(saving.value.path())
    expect(other.get_by_text("Imported: 0 solved exercises and 1 edit.")).to_be_visible()
    answer = LivePage(other).open(site_url + LESSON).cell("compose-start")
    answer.expect_editor()
    answer.expect_source("mine = 1")
    other.context.close()


def test_what_is_solved_stays_solved_and_is_listed(lesson: LivePage, page: Page, site_url: str) -> None:
    lesson.cell("compose-start").edit(RIGHT)
    lesson.cell("compose-check").run()
    expect(exercise(page, "compose").get_by_text("✓ solved")).to_be_visible()
    page.reload()
    expect(exercise(page, "compose").get_by_text("✓ solved")).to_be_visible()

    page.goto(site_url + "lessons/exercises/")
    expect(page.get_by_text(re.compile(r"1 of \d+ solved\."))).to_be_visible()
    expect(page.locator('[data-exercise-link="compose"]')).to_contain_text("✓ solved")
    page.get_by_role("button", name="Start over").click()
    page.get_by_role("button", name="Keep").click()
    expect(page.locator(".exercises .exercise-solved")).not_to_have_count(0)
    page.get_by_role("button", name="Start over").click()
    page.get_by_role("button", name="Forget").click()
    expect(page.get_by_text(re.compile(r"0 of \d+ solved\."))).to_be_visible()


def test_the_solution_passes_though_the_answer_is_open(lesson: LivePage, page: Page) -> None:
    exercise(page, "compose").get_by_text("Solution", exact=True).click()
    lesson.cell("compose-solution").run()
    lesson.cell("compose-solution").expect_output("stdout", "169")
    lesson.cell("compose-check").run()
    lesson.cell("compose-check").expect_output("verdict", re.compile("✓"))


def test_hints_come_one_at_a_time(page: Page, site_url: str) -> None:
    page.goto(site_url + LESSON)
    hints = exercise(page, "compose").locator("details.exercise-hint")
    expect(hints.nth(0)).to_be_visible()
    expect(hints.nth(1)).to_be_hidden()
    hints.nth(0).locator("summary").click()
    expect(hints.nth(0)).to_contain_text("Inside f, loop over layers")
    expect(hints.nth(1)).to_be_visible()


def test_a_checks_code_is_there_for_who_wants_it(page: Page, site_url: str) -> None:
    check = LivePage(page).open(site_url + LESSON).cell("compose-check")
    expect(check.editor).to_be_hidden()
    check.root.get_by_role("button", name="Show code").click()
    expect(check.editor).to_be_visible()


def test_run_above_leaves_answers_to_the_reader(page: Page, site_url: str) -> None:
    live = LivePage(page).open(site_url + LESSON)
    live.cell("shapes-start").root.get_by_role("button", name="Run above").click()
    live.cell("compose-start").expect_state("done")
    live.cell("compose-solution").expect_state("idle")
    live.cell("compose-check").expect_state("idle")


@pytest.mark.every_browser
def test_both_columns_of_the_list_begin_at_the_same_height(page: Page, site_url: str) -> None:
    page.goto(site_url + "lessons/exercises/")
    begins = """items => {
        const boxes = items.map((item) => item.getBoundingClientRect());
        const right = Math.max(...boxes.map(({ left }) => left));
        return [boxes[0], boxes.find(({ left }) => left === right)].map(({ left, top }) => [left, top]);
    }"""
    first, second = page.locator("ul.exercises > li").evaluate_all(begins)
    assert first[0] < second[0]
    assert first[1] == second[1]
