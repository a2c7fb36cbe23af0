"""Exercises as a reader does them: an answer, a check, hints one at a time, a tick that stays."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from site_tests.drivers import expect
from site_tests.pages.browser_probes import saved
from site_tests.pages.cells import FIRST_LOAD, LivePage
from site_tests.suite.slow import slow_except

LESSON = "lessons/sequential-models/"
RIGHT = """def compose(layers):
    def f(x):
        for layer in layers:
            x = layer(x)
        return x
    return f"""


WRONG = RIGHT.replace("in layers", "in reversed(layers)")
UNCHECKED = "Press Check to check this answer."


@pytest.fixture
def lesson(page: Page, site_url: str) -> LivePage:
    return LivePage(page).open(site_url + LESSON)


@pytest.fixture
def used(reused: Callable[[str], LivePage], site_url: str) -> LivePage:
    return reused(site_url + LESSON)


@pytest.fixture
def judged(used: LivePage) -> LivePage:
    """A wrong answer has been checked."""
    used.cell("compose-start").edit(WRONG)
    used.cell("compose-check").run()
    used.cell("compose-check").expect_output("verdict", re.compile("✗ You apply the last layer first"))
    return used


def expect_no_verdict(lesson: LivePage) -> None:
    check = lesson.cell("compose-check")
    expect(check.part("verdict").filter(visible=True)).to_have_count(0)
    expect(check.button("Copy output")).to_be_hidden()


def exercise(page: Page, name: str):
    return page.locator(f'[data-exercise="{name}"]')


def test_a_check_is_named_by_its_exercise(used: LivePage) -> None:
    check = used.cell("compose-check")
    heading = "Exercise: compose"
    bar = check.root.get_by_role("group", name=f"Check of “{heading}”", exact=True)
    expect(bar.get_by_role("button", name="Check", exact=True)).to_be_enabled()


def test_a_check_runs_the_answer_as_it_stands_and_says_what_is_wrong(used: LivePage) -> None:
    lesson, page = used, used.page
    answer, check = lesson.cell("compose-start"), lesson.cell("compose-check")
    answer.edit(RIGHT.replace("in layers", "in reversed(layers)"))
    check.run()
    check.expect_output("verdict", re.compile("✗ You apply the last layer first"))
    answer.expect_state("done")
    expect(exercise(page, "compose").get_by_text("✓ solved")).to_have_count(0)

    answer.edit(RIGHT)
    check.run()
    check.expect_output("verdict", re.compile("✓ Correct, and that is what nn.Sequential does"))
    expect(exercise(page, "compose").get_by_text("✓ solved")).to_be_visible()


def test_an_edit_arrives_with_the_progress_in_another_browser(
    page: Page, browser: Browser, site_url: str
) -> None:
    LivePage(page).open(site_url + LESSON).cell("compose-start").edit("mine = 1")
    page.goto(site_url + "lessons/exercises/")
    name, progress = saved(page, page.get_by_role("button", name="Export progress").click)

    other = browser.new_context().new_page()
    other.goto(site_url + "lessons/exercises/")
    with other.expect_file_chooser() as choosing:
        other.get_by_role("button", name="Import progress").click()
    choosing.value.set_files({"name": name, "mimeType": "application/json", "buffer": progress})
    expect(other.get_by_text("Imported: 0 solved exercises, 0 predictions and 1 edit.")).to_be_visible()
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


def test_the_solution_passes_though_the_answer_is_open(used: LivePage) -> None:
    lesson, page = used, used.page
    exercise(page, "compose").get_by_text("Solution", exact=True).click()
    lesson.cell("plain-functions").run()
    lesson.cell("compose-solution").run()
    lesson.cell("compose-solution").expect_output("stdout", "169")
    lesson.cell("compose-check").run()
    lesson.cell("compose-check").expect_output("verdict", re.compile("✓"))
    expect(lesson.cell("compose-check").note).to_have_text(
        "The solution ran last, so this is about the solution."
    )
    lesson.cell("compose-start").expect_state("idle")

    lesson.cell("compose-start").edit(WRONG)
    expect_no_verdict(lesson)
    lesson.cell("compose-check").run()
    lesson.cell("compose-check").expect_output("verdict", re.compile("✗ You apply the last layer first"))
    expect(lesson.cell("compose-check").note).to_be_hidden()


def test_an_edit_takes_the_verdict_away_until_the_answer_is_as_it_was(judged: LivePage) -> None:
    answer, check = judged.cell("compose-start"), judged.cell("compose-check")
    answer.edit(RIGHT)
    expect_no_verdict(judged)
    expect(check.label).to_have_text(UNCHECKED)
    answer.edit(WRONG)
    check.expect_output("verdict", re.compile("✗ You apply the last layer first"))


def test_a_recorded_verdict_is_not_shown_below_a_kept_edit(lesson: LivePage, page: Page) -> None:
    lesson.cell("compose-check").expect_output("verdict", re.compile("✗"))
    lesson.cell("compose-start").edit(RIGHT)
    expect_no_verdict(lesson)
    page.reload()
    expect(lesson.cell("compose-check").label).to_have_text(UNCHECKED)
    expect_no_verdict(lesson)
    lesson.cell("compose-start").reset()
    lesson.cell("compose-check").expect_output("verdict", re.compile("✗"))


@pytest.mark.parametrize(
    "broken",
    slow_except(["def compose(layers)\n    return layers", "compose = composed"], "compose = composed"),
)
def test_an_answer_that_does_not_run_is_not_checked(judged: LivePage, broken: str) -> None:
    answer, check = judged.cell("compose-start"), judged.cell("compose-check")
    answer.edit(broken)
    check.run()
    answer.expect_state("failed")
    expect(check.note).to_have_text("Not checked: your code above stopped with an error.")
    expect(answer.note).to_be_hidden()
    expect_no_verdict(judged)


def test_an_answer_that_fails_by_itself_takes_the_verdict_away(used: LivePage) -> None:
    """Though it stands there as it was checked."""
    lesson = used
    answer, check = lesson.cell("compose-start"), lesson.cell("compose-check")
    answer.edit(f"{WRONG}\nonce = gone\ngone = None")
    lesson.cell("plain-functions").edit("gone = 1")
    lesson.cell("plain-functions").run()
    check.run()
    check.expect_output("verdict", re.compile("✗"))
    lesson.cell("plain-functions").edit("del gone")
    lesson.cell("plain-functions").run()
    answer.run()
    answer.expect_state("failed")
    expect_no_verdict(lesson)
    expect(check.label).to_have_text(UNCHECKED)


def test_what_an_answer_raises_is_told_with_its_line(judged: LivePage) -> None:
    judged.cell("compose-start").edit(RIGHT.replace("layer(x)", "layr(x)"))
    judged.cell("compose-check").run()
    judged.cell("compose-check").expect_output("verdict", re.compile(r"at the line `x = layr\(x\)`\.$"))


@pytest.mark.parametrize("pressed", slow_except(["compose-start", "compose-check"], "compose-start"))
def test_an_answer_that_is_stopped_is_not_checked(judged: LivePage, pressed: str) -> None:
    answer, check = judged.cell("compose-start"), judged.cell("compose-check")
    answer.edit("while True:\n    pass")
    check.start()
    answer.expect_state("running")
    judged.cell(pressed).stop()
    answer.expect_state("stopped")
    check.expect_state("stopped")
    expect(check.note).to_have_text("Not checked: your code above was stopped.")
    expect_no_verdict(judged)


def test_a_verdict_goes_with_its_python(judged: LivePage) -> None:
    judged.restart()
    expect(judged.cell("compose-check").label).to_have_text(UNCHECKED)
    expect_no_verdict(judged)
    judged.cell("compose-check").run()
    judged.cell("compose-check").expect_output("verdict", re.compile("✗ You apply the last layer first"))


@pytest.mark.slow
def test_a_check_that_a_restart_meets_says_so(judged: LivePage) -> None:
    answer, check = judged.cell("compose-start"), judged.cell("compose-check")
    answer.edit("while True:\n    pass")
    check.start()
    answer.expect_state("running")
    judged.restart()
    expect(check.note).to_have_text("Not run: Python was restarted.")
    expect_no_verdict(judged)


def test_cells_above_run_as_they_stand_and_only_once(lesson: LivePage) -> None:
    answer, check, above = (
        lesson.cell(name) for name in ("compose-start", "compose-check", "plain-functions")
    )
    above.edit("print('above')\ndef mine(x):\n    return x")
    answer.edit(f"{RIGHT}\nprint(mine('answer'))")
    check.run()
    check.expect_output("verdict", re.compile("✓"))
    answer.expect_output("stdout", "answer\n")
    above.expect_output("stdout", "above\n")
    above.root.evaluate("cell => cell.querySelector('[data-part]').textContent = 'old'")
    answer.edit(f"{WRONG}\nprint(mine('again'))")
    check.run()
    check.expect_output("verdict", re.compile("✗"))
    answer.expect_output("stdout", "again\n")
    above.expect_output("stdout", "old")
    for other in ("try-width", "first-model", "luck"):
        lesson.cell(other).expect_state("idle")


def test_a_cell_above_that_fails_is_named(lesson: LivePage, page: Page) -> None:
    answer, check, above = (
        lesson.cell(name) for name in ("compose-start", "compose-check", "plain-functions")
    )
    above.edit("def double(x)\n    return 2 * x")
    answer.edit(f"{RIGHT}\nprint(double(4))")
    check.run()
    above.expect_error("SyntaxError", line=1)
    number = lesson.cell_ids.index("plain-functions") + 1
    expect(check.note).to_have_text(
        f"Not checked: cell {number}, which has to run first, stopped with an error."
    )
    expect_no_verdict(lesson)


@pytest.mark.slow
def test_a_slow_cell_is_announced_and_can_be_stopped(page: Page, site_url: str) -> None:
    live = LivePage(page).open(site_url + "lessons/normalization-and-depth/")
    check, slow = live.cell("stats-check"), live.cell("train-deep")
    slow.edit(f"{slow.source}\nwhile True:\n    pass")
    live.cell("stats-start").edit("deep\ndef activation_stats(model, x):\n    return []")
    check.start()
    slow.expect_state("running", timeout=FIRST_LOAD)
    expect(check.note).to_have_text(
        re.compile(r"^A slow cell above has to run first: about \d+ s( here)?\.$")
    )
    check.stop()
    slow.expect_state("stopped")
    number = live.cell_ids.index("train-deep") + 1
    expect(check.note).to_have_text(f"Not checked: cell {number}, which has to run first, was stopped.")


@pytest.mark.slow
def test_another_exercises_answer_is_left_to_the_reader(page: Page, site_url: str) -> None:
    live = LivePage(page).open(site_url + "lessons/training/")
    live.cell("overfit-start").edit("train_step")
    live.cell("overfit-check").run()
    live.cell("overfit-start").expect_error("name 'train_step' is not defined")
    live.cell("zero-start").expect_state("idle")
    expect(live.cell("overfit-check").note).to_have_text(
        "Not checked: your code above stopped with an error."
    )


def test_hints_come_one_at_a_time(used: LivePage) -> None:
    hints = exercise(used.page, "compose").locator("details.exercise-hint")
    expect(hints.nth(0)).to_be_visible()
    expect(hints.nth(1)).to_be_hidden()
    hints.nth(0).locator("summary").click()
    expect(hints.nth(0)).to_contain_text("Inside f, loop over layers")
    expect(hints.nth(1)).to_be_visible()


def test_a_checks_code_is_there_for_who_wants_it(page: Page, site_url: str) -> None:
    check = LivePage(page).open(site_url + LESSON).cell("compose-check")
    expect(check.editor).to_be_hidden()
    check.button("Show code").click()
    expect(check.editor).to_be_visible()


@pytest.mark.slow
def test_run_above_leaves_answers_to_the_reader(lesson: LivePage) -> None:
    for name in lesson.cell_ids[: lesson.cell_ids.index("compose-start")]:
        lesson.cell(name).edit("1")  # what they show is slow
    lesson.cell("shapes-start").root.get_by_role("button", name="Run above").click()
    lesson.cell("compose-start").expect_state("done")
    lesson.cell("compose-solution").expect_state("idle")
    lesson.cell("compose-check").expect_state("idle")


@pytest.mark.every_browser(first=True)
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


@pytest.mark.every_browser
def test_an_exercise_that_is_first_solved_says_what_its_reader_can_do_now(lesson: LivePage) -> None:
    page = lesson.page
    lesson.cell("compose-start").edit(WRONG)
    lesson.cell("compose-check").run()
    lesson.cell("compose-check").expect_output("verdict", re.compile("✗"), timeout=FIRST_LOAD)
    moment = exercise(page, "compose").locator(".exercise-moment")
    expect(moment).to_have_count(0)
    lesson.cell("compose-start").edit(RIGHT)
    lesson.cell("compose-check").run()
    expect(moment).to_contain_text("Solved. You can now say what a Sequential is")
    expect(moment).to_contain_text("1 of 2 on this page.")
    moment.get_by_role("link", name="Next exercise: predict, then run").click()
    page.wait_for_url("**/#exercise-predict-then-run")
    page.reload()
    expect(exercise(page, "compose").locator(".exercise-solved")).to_be_visible()
    expect(moment).to_have_count(0)
    lesson.cell("compose-check").run()
    lesson.cell("compose-check").expect_output("verdict", re.compile("✓"), timeout=FIRST_LOAD)
    expect(moment).to_have_count(0)
