"""Predictions: what a build asks of them, what it makes of them, and that no lesson gives one away."""

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from docs.course.pages.prediction_rules import about_predictions, requests
from docs.course.pages.syllabus import about_lesson
from live_cells.plugin.pages.predictions import prediction_of, without_groups
from site_tests.lessons.notebooks import LESSONS

OUTPUT = "first  1,200\nsecond 30\nstopped after 4,157 steps\n"
UNHELD = {"ask": "Which is larger?", "choices": ["first", "second"], "right": "first"}
CHOICE = UNHELD | {"output": "^first"}
TRIED = UNHELD | {"tried": [{"set": {"width": 64}, "claim": "first > second"}]}
COMPARED = CHOICE | {"output": "first +([\\d,]+)\nsecond +([\\d,]+)", "holds": "a > 10 * b"}
NUMBER = {"ask": "After how many steps?", "number": "stopped after ([\\d,]+) steps"}


def code(printed: str = OUTPUT, **metadata: Any) -> dict[str, Any]:
    outputs = [{"output_type": "stream", "name": "stdout", "text": printed}] if printed else []
    return {"cell_type": "code", "id": "one", "metadata": metadata, "source": "x = 1", "outputs": outputs}


def text(source: str, name: str = "text", *tags: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {"tags": list(tags)}, "source": source}


WHY = text("Because.", "reason", "why")


def said(*cells: dict[str, Any]) -> list[str]:
    return [problem for problems in about_predictions(cells).values() for problem in problems]


@pytest.mark.parametrize(
    "sentence",
    [
        "Guess, then press **Run**.",
        "Decide first, then press **Run**.",
        "Now predict the shape.",
        "**Before you choose one, predict** how they differ.",
        "Before you run the cell, look at the code.",
        "What do you expect for `w = -0.8`?",
        "Which of the four lines will show the same numbers?",
        "There are two curves. Predict: will they stay together?",
        "Will it be larger?",
        "## Size\n\nGuess the size. The next cell prints it:",
    ],
)
def test_a_sentence_that_asks_for_a_prediction_wants_a_cover(sentence: str) -> None:
    [problem] = said(text(sentence), code())
    assert "gives the answer away" in problem
    assert '"predict": {"ask": ' in problem
    assert said(text(sentence), code(predict=NUMBER), WHY) == []
    assert said(text(sentence), code(uncovered="only the picture says it")) == []
    assert said(text(sentence), code("")) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "In regression the model predicts a number.",
        "Predicting a number is called *regression*.",
        "You have to decide when to stop.",
        "It has not been trained, so its answer is a guess.",
        "Your data have **what you want to predict in the last column**.",
        "The page calls `predict` with your drawing. This will take a second.",
        "Before you train on all the data, try a tenth.",
        "Guess the size.\n\n## The next section\n\nHere is something else:",
        "You should now be able to compute it by hand, predict its shape, and explain it.",
        "```python\nguess = 1\n```",
    ],
)
def test_other_sentences_want_none(sentence: str) -> None:
    assert requests(sentence) == []
    assert said(text(sentence), code()) == []


def test_text_between_does_not_hide_the_request_but_an_answer_settles_it() -> None:
    asked = text("Guess the size.")
    [problem] = said(asked, text("It is printed next.", "more"), code())
    assert "gives the answer away" in problem
    assert said(asked, WHY, text("Here is another.", "more"), code()) == []
    assert said(asked, code(""), code()) == []


@pytest.mark.parametrize("reason", ["", " "])
def test_an_output_stays_uncovered_for_a_reason_only(reason: str) -> None:
    [problem] = said(code(uncovered=reason))
    assert "without a reason" in problem


@pytest.mark.parametrize(("predict", "answer"), [(CHOICE, "first"), (COMPARED, "first"), (NUMBER, "4,157")])
def test_what_is_right(predict: dict[str, Any], answer: str) -> None:
    cell = code(predict=predict)
    found = prediction_of(cell, [cell])
    assert found is not None
    assert found.answer == answer
    assert said(cell, WHY) == []


def test_another_cell_may_say_it() -> None:
    cell = code("nothing\n", predict=NUMBER | {"cell": "other"})
    found = prediction_of(cell, [cell, code() | {"id": "other"}])
    assert found is not None
    assert found.answer == "4,157"


WRONG = {
    "no question": (CHOICE | {"ask": " "}, '"ask" is missing'),
    "no object": ("yes", '"ask" is missing'),
    "an unknown key": (CHOICE | {"chioces": []}, "unknown: chioces; there are ask, choices"),
    "one choice": (CHOICE | {"choices": ["first"]}, "two or more texts that differ"),
    "a choice twice": (CHOICE | {"choices": ["first", "first"]}, "two or more texts that differ"),
    "neither choices nor a number": ({"ask": "Which?"}, "two or more texts that differ"),
    "both": (NUMBER | {"choices": ["1", "2"]}, "belongs to a choice; keep one"),
    "a right one that is no choice": (CHOICE | {"right": "third"}, "'third', which is none of the choices"),
    "an output that is not so": (CHOICE | {"output": "third"}, "which it does not in the output of cell one"),
    "no expression": (CHOICE | {"output": "("}, "is no regular expression"),
    "a comparison that does not hold": (COMPARED | {"holds": "a < b"}, "where a < b, which is not so"),
    "a right one that is held to nothing": (UNHELD, '"right" is held to nothing'),
    "no list of settings": (UNHELD | {"tried": {"width": 64}}, '"tried" lists settings'),
    "settings without a claim": (UNHELD | {"tried": [{"set": {}}]}, '"tried" lists settings'),
    "a claim that is no Python": (UNHELD | {"tried": [{"set": {}, "claim": "a >"}]}, "which is no Python"),
    "a comparison of nothing": (UNHELD | {"holds": "a < b"}, '"output", which is missing'),
    "no comparison": (COMPARED | {"holds": "a + b"}, "wanted a comparison such as a < 2 * b"),
    "a comparison that runs": (COMPARED | {"holds": "print(a) > 1"}, "cannot be compared"),
    "no number there": (
        NUMBER | {"number": "ended after (\\d+)"},
        "does not fit into the output of cell one",
    ),
    "a number without a group": (NUMBER | {"number": "stopped"}, "has no group"),
    "an unknown cell": (NUMBER | {"cell": "two"}, "names 'two', which is no code cell"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_wrong_prediction_is_named(fault: str) -> None:
    predict, words = WRONG[fault]
    [problem] = said(code(predict=predict), WHY)
    assert problem.startswith("its prediction: ")
    assert words in problem


AXES = """<svg><g id="axes_1">
<g id="matplotlib.axis_1"><g id="xtick_1"><g id="line2d_1"><path d="tick"/></g></g></g>
<g id="line2d_2"><path d="curve"/></g>
<g id="legend_1"><g id="line2d_3"><path d="key"/></g></g>
</g></svg>"""


def test_a_figure_is_shown_before_without_the_groups_that_answer() -> None:
    parts = {"curve", "key", "tick"}
    for names, left_out in (
        ("line2d_2", {"curve"}),
        ("axes_1/line2d", {"curve"}),
        ("matplotlib.axis_1/xtick", {"tick"}),
        ("legend_1 line2d_2", {"curve", "key"}),
    ):
        shown = without_groups(AXES, names.split())
        assert set(re.findall(r' d="(\w+)"', shown)) == parts - left_out
        assert shown.count("<g ") == shown.count("</g>")
    for names in ("line2d_1", "line2d_4", "line2d_2 line2d_4"):  # of a tick; of nothing
        assert without_groups(AXES, names.split()) == AXES
    drawn = {"output_type": "display_data", "metadata": {}, "data": {"image/svg+xml": AXES}}
    cell = code(predict=CHOICE | {"before": "The axes.", "without": ["line2d_1"]})
    cell["outputs"].append(drawn)
    [problem] = said(cell, WHY)
    assert "let `without` list the groups that are left out" in problem


CONTROL = 'rate = 0.02  # @param {type:"slider", min:0, max:1, step:0.01}'
DRAWN = {"output_type": "display_data", "metadata": {}, "data": {"image/svg+xml": "<svg>"}}
ASKED = {"set": {"rate": 0.5}, "outputs": code()["outputs"]}
THEN = CHOICE | {"then": [ASKED]}


def starting(predict: dict[str, Any]) -> dict[str, Any]:
    """A cell that shows where the reader starts."""
    return code("rate 0.02\n", predict=predict) | {"source": CONTROL}


def test_what_is_right_may_be_recorded_with_the_settings_that_are_asked_about() -> None:
    assert said(starting(THEN), WHY) == []
    [problem] = said(starting(CHOICE), WHY)
    assert "which it does not in the output of cell one" in problem


@pytest.mark.parametrize(
    ("then", "words"),
    [
        ([], '"then" lists the settings'),
        ({"rate": 0.5}, '"then" lists the settings'),
        ([{"rate": 0.5}], '"then" lists the settings'),
        ([ASKED | {"set": {"speed": 1}}], "sets speed, and the cell has no control of that name"),
        ([ASKED | {"claim": "rate > 0"}], "not ['claim']"),
        ([{"set": {"rate": 0.5}}], "was never recorded"),
        ([ASKED | {"outputs": [*code()["outputs"], DRAWN]}], '"alt" is missing'),
    ],
)
def test_settings_that_are_asked_about_are_recorded(then: Any, words: str) -> None:
    [problem] = said(starting(CHOICE | {"then": then}), WHY)
    assert words in problem


@pytest.mark.parametrize(
    "sentence",
    [
        "The curve below shows the loss for each weight.",
        "The picture shows a long, narrow valley.",
        "Below you see the histogram of each module.",
        "Look at the left curve.",
        "The dashed curve is the target.",
    ],
)
def test_text_beside_a_prediction_names_what_is_visible_only(sentence: str) -> None:
    [problem] = said(text(sentence), code(predict=CHOICE), WHY)
    assert repr(sentence) in problem
    assert "the figure is covered" in problem
    [problem] = said(code(predict=CHOICE | {"ask": sentence}), WHY)
    assert "the figure is covered" in problem
    assert said(text(sentence), starting(THEN), WHY) == []
    [problem] = said(starting(THEN | {"ask": sentence}), WHY)
    assert "a run may show another figure" in problem
    assert said(text(f"```mermaid\nflowchart LR\n```\n\n{sentence}"), code(predict=CHOICE), WHY) == []
    assert said(text(sentence), code(), text("And now?"), code(predict=CHOICE), WHY) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "What does the curve look like after training?",
        "When does the curve begin to follow the noise?",
        "Drag the slider and watch the curve.",
        "The model below has one input, so you can draw it as a curve.",
    ],
)
def test_a_figure_that_is_asked_about_may_be_named(sentence: str) -> None:
    assert said(text(sentence), code(predict=CHOICE), WHY) == []


def test_a_right_choice_may_be_held_to_other_settings() -> None:
    assert said(code(predict=TRIED), WHY) == []


def test_a_prediction_wants_an_output_and_a_reason() -> None:
    without_output = said(code("", predict=CHOICE), WHY)
    assert any("no recorded output to cover" in problem for problem in without_output)
    for after in ([], [text("More.")], [code()]):
        [problem] = said(code(predict=CHOICE), *after)
        assert "nothing says why it comes out so" in problem


def test_code_gives_no_reasons() -> None:
    [problem] = said(code(tags=["why"]))
    assert "only Markdown" in problem


# ------------------------------------------------------------------ the question of a lesson

NAV = [{"1. One": "lessons/one.ipynb"}, {"Exercises": "lessons/exercises.ipynb"}]


@pytest.mark.parametrize("answered", [None, "gone", "one", "title"])
def test_a_lesson_names_the_cell_that_answers_its_question(answered: str | None) -> None:
    able = text("**You should now be able to** see.", "summary")
    cells = [text("# One", "title"), code(), text("It is so.", "answer"), able]
    metadata = {"question": "Is it so?"} | ({"answered": answered} if answered else {})
    [problem] = about_lesson({"cells": cells, "metadata": metadata}, "lessons/one.ipynb", NAV)
    assert "below the first code cell, in which the lesson answers its question 'Is it so?'" in problem
    metadata["answered"] = "answer"
    assert list(about_lesson({"cells": cells, "metadata": metadata}, "lessons/one.ipynb", NAV)) == []


# ------------------------------------------------------------------ the pages

NOTEBOOKS = {lesson.stem: json.loads(lesson.read_text("utf8")) for lesson in LESSONS}


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_page_covers_what_its_notebook_asks(name: str, site_dir: Path) -> None:
    page = (site_dir / "lessons" / name / "index.html").read_text("utf8")
    asking = [cell for cell in NOTEBOOKS[name]["cells"] if "predict" in cell["metadata"]]
    covered = re.findall(
        r'<details class="prediction" data-prediction="lessons/[\w-]+\.ipynb#([\w-]+)"', page
    )
    assert covered == [cell["id"] for cell in asking]
    for cell in asking:
        element = page.partition(f'id="cell-{cell["id"]}"')[2].partition('<div class="cell"')[0]
        question, _, cover = element.partition('<details class="prediction"')
        then = cell["metadata"]["predict"].get("then", [])
        assert f"<summary>Show the {'answer' if then else 'output'}</summary>" in cover
        assert ("data-output" in question) == bool(then)  # where the reader starts
        assert ("data-output" in cover.partition("</details>")[0]) == (not then)
        assert cover.count('<div class="prediction-then"><p>With ') == len(then)
        assert '<details class="prediction-why"><summary>Why</summary>' in cover
        assert question.count("<li>") == len(cell["metadata"]["predict"].get("choices", []))


@pytest.mark.parametrize("name", [name for name in NOTEBOOKS if "answered" in NOTEBOOKS[name]["metadata"]])
def test_the_question_of_a_lesson_leads_to_its_answer(name: str, site_dir: Path) -> None:
    """Where that is not just below."""
    page = html.unescape((site_dir / "lessons" / name / "index.html").read_text("utf8"))
    assert page.count('id="answer"') == 1
    above = page.partition('id="answer"')[0]
    assert 'data-prediction="' in above
    *_, between = above.split('<div class="prediction-question">')
    is_next = "data-cell=" not in between and "prediction-why" in between
    assert page.count('<a href="#answer">The lesson answers this question below</a>') == (not is_next)


def test_a_cell_on_another_page_is_not_covered(site_dir: Path) -> None:
    assert "data-prediction" not in (site_dir / "index.html").read_text("utf8")
