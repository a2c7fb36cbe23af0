"""Predictions as readers make them: an output is covered until there is one, and what was predicted stays."""

import json

import pytest
from playwright.sync_api import Browser, Locator, Page

from site_tests.drivers import expect
from site_tests.pages.browser_probes import print_styles, without_javascript
from site_tests.pages.cells import FIRST_LOAD, LiveCell, LivePage
from site_tests.suite.slow import slow_except

LESSON = "lessons/defining-a-model/"
CHOICE = "where-parameters"
NUMBERS = "lessons/training/"
NUMBER = "quick"
RECORDED = "784 to 128"
KEPT = "seqlite:predictions"


@pytest.fixture
def lesson(page: Page, site_url: str) -> LivePage:
    return LivePage(page).open(site_url + LESSON)


@pytest.fixture
def cell(lesson: LivePage) -> LiveCell:
    return lesson.cell(CHOICE)


def reason(cell: LiveCell) -> Locator:
    return cell.page.get_by_text("each of the 784 pixels has a weight")


def expect_covered(cell: LiveCell) -> None:
    expect(cell.button("Predict")).to_be_visible()
    expect(cell.output).to_be_hidden()
    expect(reason(cell)).to_be_hidden()


def expect_shown(cell: LiveCell, guess: str = "") -> None:
    expect(cell.output).to_contain_text(RECORDED)
    expect(cell.output).to_be_visible()
    expect(cell.button("Predict")).to_be_hidden()
    expect(reason(cell)).to_be_visible()
    is_right = guess == "The first, 784 to 128"
    expect(cell.root.get_by_text("Answer The first, 784 to 128")).to_be_visible(visible=not is_right)
    expect(cell.root.get_by_text("Your prediction")).to_have_count(1 if guess else 0)
    if guess:
        expect(cell.root.get_by_text(f"Your prediction {guess}")).to_be_visible()


@pytest.mark.every_browser
def test_a_choice_uncovers_the_output_and_stands_beside_the_answer(cell: LiveCell, page: Page) -> None:
    expect_covered(cell)
    cell.root.get_by_label("The second, 128 to 64").click()
    expect_covered(cell)
    cell.button("Predict").click()
    expect_shown(cell, "The second, 128 to 64")
    page.reload()
    expect_shown(cell, "The second, 128 to 64")


def test_nothing_is_predicted_without_a_choice(cell: LiveCell) -> None:
    cell.button("Predict").click()
    expect_covered(cell)
    expect(cell.root.get_by_label("The first, 784 to 128")).to_be_focused()


def test_it_is_made_shown_and_read_out_by_keyboard(cell: LiveCell, page: Page) -> None:
    cell.root.get_by_label("The first, 784 to 128").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect_shown(cell, "The first, 784 to 128")
    expect(page.get_by_role("status").filter(has_text="Your prediction")).to_have_text(
        "Your prediction: The first, 784 to 128. Answer: The first, 784 to 128"
    )
    result = cell.root.get_by_role("group", name="Prediction")
    expect(result).to_be_focused()
    page.keyboard.press("Tab")
    expect(cell.form.get_by_role("slider").first).to_be_focused()


def test_the_choices_are_named_by_the_question(cell: LiveCell) -> None:
    question = "Which of the three holds the most parameters?"
    group = cell.root.get_by_role("radiogroup", name=question)
    expect(group.get_by_role("radio")).to_have_count(4)


def test_show_uncovers_without_a_prediction(cell: LiveCell, page: Page) -> None:
    cell.button("Show").click()
    expect_shown(cell)
    page.reload()
    expect_shown(cell)


def test_a_run_uncovers_and_takes_what_was_chosen(cell: LiveCell, page: Page) -> None:
    cell.root.get_by_label("The second, 128 to 64").check()
    cell.run()
    cell.expect_state("done")
    expect_shown(cell, "The second, 128 to 64")
    cell.reset()
    expect_shown(cell, "The second, 128 to 64")
    page.reload()
    expect_shown(cell, "The second, 128 to 64")


def test_run_all_leaves_covered_what_nobody_has_predicted(lesson: LivePage, cell: LiveCell) -> None:
    lesson.run_all()
    cell.expect_state("done", timeout=FIRST_LOAD)
    expect_covered(cell)
    expect(cell.root.get_by_text("This cell has run.")).to_be_visible()
    progress = lesson.page.locator(".live-progress")
    expect(progress).to_contain_text("still to be predicted", timeout=FIRST_LOAD)
    progress.get_by_role("button", name="Show all answers").click()
    expect_shown(cell)
    expect(lesson.page.locator("details.prediction:not([open])")).to_have_count(0)


def test_run_all_shows_what_goes_wrong_and_what_the_reader_wrote(lesson: LivePage, cell: LiveCell) -> None:
    cell.edit("1 / 0")
    lesson.run_all()
    cell.expect_state("failed", timeout=FIRST_LOAD)
    expect(cell.output).to_be_visible()
    expect(cell.output).to_contain_text("ZeroDivisionError")


def test_a_number(page: Page, site_url: str) -> None:
    cell = LivePage(page).open(site_url + NUMBERS).cell(NUMBER)
    field = cell.root.get_by_role(
        "textbox", name="After how many images does the model read nine out of ten?"
    )
    field.fill("many")
    page.keyboard.press("Enter")
    expect(cell.output).to_be_hidden()
    field.fill("1,000")
    page.keyboard.press("Enter")
    expect(cell.output).to_contain_text("nine out of ten after about 4,000 images")
    expect(cell.root.get_by_text("Your prediction 1,000")).to_be_visible()
    expect(cell.root.get_by_text("Answer 4,000")).to_be_visible()
    page.reload()
    expect(cell.root.get_by_text("Your prediction 1,000")).to_be_visible()


@pytest.fixture
def starting(page: Page, site_url: str) -> LiveCell:
    """A cell whose recorded output is the start, and which asks about another setting."""
    return LivePage(page).open(site_url + "lessons/strengths-and-limits/").cell("skip-gradients")


def asked_about(cell: LiveCell) -> Locator:
    return cell.root.locator(".prediction-then")


@pytest.mark.every_browser
def test_the_start_is_visible_and_what_is_asked_about_is_not(starting: LiveCell, page: Page) -> None:
    expect(starting.output).to_be_visible()
    expect(starting.output.get_by_role("img")).to_be_visible()
    expect(asked_about(starting)).to_be_hidden()
    starting.root.get_by_label("They vanish as before").check()
    starting.button("Predict").click()
    expect(starting.root.get_by_text("Answer They fall far less")).to_be_visible()
    expect(asked_about(starting)).to_contain_text("With bypass (skip connection) = True:")
    expect(asked_about(starting).get_by_role("img")).to_be_visible()
    page.reload()
    expect(asked_about(starting)).to_be_visible()


def test_a_run_of_the_start_gives_nothing_away(starting: LiveCell) -> None:
    starting.run()
    starting.expect_state("done", timeout=FIRST_LOAD)
    expect(starting.button("Predict")).to_be_visible()
    expect(asked_about(starting)).to_be_hidden()
    starting.button("Show").click()
    expect(asked_about(starting)).to_be_visible()
    expect(starting.output).to_be_visible()


@pytest.mark.parametrize(
    "kept",
    slow_except(
        ["{", "null", "7", '["a"]', '{"lessons/defining-a-model.ipynb#where-parameters": 7}'],
        *("{", '{"lessons/defining-a-model.ipynb#where-parameters": 7}'),
    ),
)
def test_what_cannot_be_read_is_no_prediction(cell: LiveCell, page: Page, kept: str) -> None:
    page.evaluate("([key, kept]) => localStorage.setItem(key, kept)", [KEPT, kept])
    page.reload()
    expect_covered(cell)
    cell.button("Show").click()
    expect_shown(cell)


def test_a_choice_that_is_no_longer_there_covers_again(cell: LiveCell, page: Page) -> None:
    kept = json.dumps({f"lessons/defining-a-model.ipynb#{CHOICE}": "The fourth"})
    page.evaluate("([key, kept]) => localStorage.setItem(key, kept)", [KEPT, kept])
    page.reload()
    expect_covered(cell)


def test_paper_shows_all(cell: LiveCell, page: Page) -> None:
    expect_covered(cell)
    print_styles(page)
    expect(cell.output).to_be_visible()
    expect(reason(cell)).to_be_visible()
    expect(cell.root.get_by_text("Answer The first, 784 to 128")).to_be_visible()
    expect(cell.button("Show")).to_be_hidden()


def test_without_scripts_it_is_a_fold(browser: Browser, site_url: str) -> None:
    page = browser.new_page()
    page.goto(site_url + LESSON)
    frame = without_javascript(page, site_url + LESSON)
    cell = frame.locator(f'[data-cell="{CHOICE}"]')
    expect(cell.get_by_text("Which of the three holds the most parameters?")).to_be_visible()
    expect(cell.get_by_role("listitem")).to_have_count(4)
    expect(cell.locator("[data-output]")).to_be_hidden()
    cell.get_by_text("Show the output").click()
    expect(cell.locator("[data-output]")).to_contain_text(RECORDED)
    expect(cell.get_by_text("Answer The first, 784 to 128")).to_be_visible()
    why = frame.locator(f'[data-cell="{CHOICE}"] + details')
    expect(why.get_by_text("each of the 784 pixels")).to_be_hidden()
    why.get_by_text("Why", exact=True).click()
    expect(why.get_by_text("each of the 784 pixels")).to_be_visible()
    page.close()


def test_the_question_of_the_lesson_leads_to_its_answer(page: Page, site_url: str) -> None:
    cell = LivePage(page).open(site_url + "lessons/forward-pass/").cell("twenty-calls")
    cell.root.get_by_role("link", name="The lesson answers this question below").click()
    expect(page.get_by_text("In evaluation mode, yes.")).to_be_in_viewport()
