"""The lab: a drawing is recognized, weights come from PyTorch and go there, and nothing spoils the page."""

from __future__ import annotations

import json
import math
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from seqlite.safetensors import format
from seqlite.safetensors import torch as safetensors
from site_tests.drivers import expect
from site_tests.lessons.comparison import differences
from site_tests.lessons.notebooks import LAB, recorded_cells
from site_tests.oracle.torch_side import TorchSide
from site_tests.pages.browser_probes import copied, without_javascript
from site_tests.pages.cells import LivePage
from site_tests.pages.lab import ADDRESS, LabPage, Stroke
from site_tests.servers.site_server import held_back
from site_tests.suite.slow import slow_except

DIGITS = safetensors.load_file(LAB.parent / "test-digits.safetensors")
ONE: list[Stroke] = [[(0.5, 0.15), (0.5, 0.85)]]
ZERO: list[Stroke] = [
    [
        (0.5 + 0.22 * math.sin(2 * math.pi * t / 24), 0.5 - 0.34 * math.cos(2 * math.pi * t / 24))
        for t in range(25)
    ]
]
SEVEN: list[Stroke] = [[(0.3, 0.2), (0.7, 0.2), (0.5, 0.5), (0.42, 0.85)]]
PRINT_SCORES = """import json, os
from safetensors.torch import load_file
digits = load_file(os.environ["SEQLITE_DATA"] + "/test-digits.safetensors")
x = ((digits["images"].float() / 255 - 0.1307) / 0.3081).unsqueeze(1)
with torch.no_grad():
    print(json.dumps(loaded_model(x).tolist()))
"""


@pytest.fixture
def lab(page: Page, site_url: str) -> LabPage:
    return LabPage(page).open(site_url)


@pytest.fixture
def used_lab(reused: Callable[[str], LivePage], site_url: str) -> Iterator[LabPage]:
    """The page as earlier tests have left it: its sheet is empty, its code as published."""
    lab = LabPage(reused(site_url + ADDRESS).page)
    yield lab
    lab.button("Clear")


def pixels(digit: int, turn: int) -> int:
    """How many pixels of a test digit have ink."""
    same = (DIGITS["labels"] == digit).nonzero().flatten()
    return int((DIGITS["images"][int(same[turn])] > 0).sum())


def ask_for_each_test_digit(lab: LabPage, turns: range) -> list[int]:
    """What the page says to test digits, in the order in which their buttons give them."""
    said = []
    for turn in turns:
        for digit in range(10):
            lab.button(str(digit))
            lab.expect_seen(pixels(digit, turn))
            said.append(lab.answer)
    return said


def said_by(scores: list[list[float]], turns: range) -> list[int]:
    """The same, as scores say it; of each digit there are ten in a row."""
    return [int(np.argmax(scores[10 * digit + turn])) for turn in turns for digit in range(10)]


@pytest.mark.parametrize(
    ("strokes", "digit"),
    [
        pytest.param(ONE, 1, marks=pytest.mark.every_browser),
        *(pytest.param(*other, marks=pytest.mark.slow) for other in ((ZERO, 0), (SEVEN, 7))),
    ],
)
def test_a_drawn_digit_is_recognized(lab: LabPage, strokes: list[Stroke], digit: int) -> None:
    lab.draw(*strokes)
    lab.expect_answer(digit)
    expect(lab.by).to_have_text("By the recorded weights: 98 of 100 test digits read correctly.")
    expect(lab.bars).to_have_count(10)
    for number, bar in enumerate(lab.bars.all()):
        expect(bar).to_contain_text(f"{number}")
    shares = [float(text.split()[-1].rstrip("%")) for text in lab.bars.all_inner_texts()]
    assert shares[digit] == max(shares)
    lab.button("Look inside")
    inside = lab.page.get_by_role("dialog", name="Inside the model")
    expect(inside).to_contain_text("The model at work on what it was given last.", timeout=30_000)
    expect(inside.locator(".picture-drawing")).to_be_visible(timeout=30_000)


def test_it_opens_with_a_digit_and_what_the_recorded_weights_say_of_it(lab: LabPage) -> None:
    expect(lab.sentence).to_contain_text("It says 2")
    lab.live.expect_kernel("off")
    opening = lab.bars.all_inner_texts()
    by = lab.by.inner_text()
    lab.button("2")
    expect(lab.sentence).to_have_text("It says 2, with over 99.9% probability.")
    assert (lab.bars.all_inner_texts(), lab.by.inner_text()) == (opening, by)


@pytest.mark.slow
def test_the_first_stroke_takes_the_place_of_the_digit_it_opens_with(lab: LabPage) -> None:
    expect(lab.sentence).to_contain_text("It says 2")
    lab.draw(*ONE)
    lab.expect_answer(1)


def test_undo_and_clear(used_lab: LabPage) -> None:
    used_lab.draw(*ONE)
    used_lab.expect_answer(1)
    used_lab.draw([(0.1, 0.1), (0.9, 0.1)], [(0.1, 0.9), (0.9, 0.9)])
    used_lab.button("Undo")
    used_lab.button("Undo")
    used_lab.expect_answer(1)
    used_lab.button("Clear")
    expect(used_lab.sentence).to_have_text("Draw a digit, or take one from the test set.")
    expect(used_lab.seen).to_have_accessible_name("What the network sees, 28 by 28 pixels: nothing yet")


def test_nothing_is_fetched_before_somebody_draws(page: Page, site_url: str) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    lab = LabPage(page).open(site_url)
    lab.live.settle()
    assert not [url for url in requests if "pyodide" in url or "safetensors" in url or "image-" in url]
    lab.draw(*ONE)
    lab.expect_answer(1)
    assert [url for url in requests if url.endswith("digits-model.safetensors")]
    assert not [url for url in requests if "mnist" in url]


def test_by_keyboard_alone(used_lab: LabPage) -> None:
    lab, page = used_lab, used_lab.page
    page.get_by_role("button", name="Undo").focus()
    for _ in range(2 + 4):  # Clear, then 0 to 4
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    lab.expect_seen(pixels(4, 0))
    assert lab.answer == 4


def test_what_the_reader_changes_in_a_cell_counts(used_lab: LabPage) -> None:
    predict = next(cell.source for cell in recorded_cells(LAB) if cell.id == "predict")
    used_lab.draw(*ONE)
    used_lab.expect_answer(1)
    used_lab.live.cell("predict").edit(predict.replace("softmax(dim=1)[0]", "softmax(dim=1)[0].flip(0)"))
    used_lab.draw([(0.5, 0.4), (0.5, 0.6)])
    used_lab.expect_answer(8)
    used_lab.live.cell("predict").edit("def predict(model, picture):\n    return missing")
    used_lab.draw([(0.5, 0.4), (0.5, 0.6)])
    expect(used_lab.sentence).to_have_text("NameError: name 'missing' is not defined")


@pytest.mark.slow
def test_a_model_trained_in_the_lesson_answers_here(page: Page, site_url: str) -> None:
    lesson = LivePage(page).open(site_url + "lessons/training/")
    for name in ("quick", "mnist-data", "functions", "average", "train-small"):
        lesson.cell(name).run()
        lesson.cell(name).expect_state("done")
    lesson.follow("draw a digit")
    lab = LabPage(page)
    lab.draw(*ONE)
    expect(lab.by).to_contain_text("By your model, from this tab's Python:")
    expect(lab.models.get_by_role("radio", name="Your model")).to_be_checked()
    lab.models.get_by_role("radio", name="The recorded weights").check()
    expect(lab.by).to_have_text("By the recorded weights: 98 of 100 test digits read correctly.")


def test_a_drawing_that_takes_for_ever_is_stopped(used_lab: LabPage) -> None:
    predict = used_lab.live.cell("predict")
    predict.edit("def predict(model, picture):\n    while True: pass")
    used_lab.draw(*ONE)
    used_lab.button("Stop")
    expect(used_lab.sentence).to_contain_text("Stopped.")
    predict.reset()
    used_lab.draw([(0.5, 0.4), (0.5, 0.6)])
    used_lab.expect_answer(1)


def test_a_drawing_that_waits_for_another_run_is_stopped(used_lab: LabPage) -> None:
    predict = used_lab.live.cell("predict")
    predict.edit("while True: pass")
    predict.start()
    predict.expect_state("running")
    used_lab.draw(*ONE)
    used_lab.button("Stop")
    expect(used_lab.sentence).to_contain_text("Stopped.")
    predict.expect_state("stopped")
    predict.reset()


def test_the_cells_print_what_pytorch_printed(used_lab: LabPage) -> None:
    used_lab.live.run_all()
    for recorded in recorded_cells(LAB):
        cell = used_lab.live.cell(recorded.id)
        cell.expect_over()
        assert differences(recorded.output, cell.part("stdout").inner_text().rstrip("\n")) == []


@pytest.mark.parametrize(
    ("kind", "sizes"),
    [
        pytest.param("plain", [784, 40, 24, 16, 10], marks=pytest.mark.slow),
        pytest.param("named", [784, 50, 30, 10], marks=pytest.mark.slow),
        ("course", [784, 128, 64, 10]),
    ],
)
def test_weights_of_pytorch_say_the_same_digits_here(
    lab: LabPage, torch_side: TorchSide, kind: str, sizes: list[int]
) -> None:
    content, scores = torch_side.call("lab_models:trained", kind, sizes, "float32")
    choose: Callable[[str, bytes], None] = lab.drop_file if kind == "plain" else lab.choose_file
    choose("mine.safetensors", content)
    lab.expect_said("Loaded mine.safetensors: " + " → ".join(map(str, sizes)))
    turns = range(1)
    assert ask_for_each_test_digit(lab, turns) == said_by(scores, turns)
    expect(lab.by).to_contain_text("By mine.safetensors: ")

    cell = lab.live.cell("make-model")
    cell.edit(PRINT_SCORES)
    cell.run()
    cell.expect_state("done")
    np.testing.assert_allclose(json.loads(cell.part("stdout").inner_text()), scores, atol=1e-4)


def test_downloaded_weights_load_in_pytorch_to_the_letter(lab: LabPage, torch_side: TorchSide) -> None:
    name, content = lab.download()
    assert name == "digits-model.safetensors"
    scores = torch_side.call("lab_models:scores_of_course_model", content)
    turns = range(1)
    assert ask_for_each_test_digit(lab, turns) == said_by(scores, turns)
    lab.expect_said("Downloaded digits-model.safetensors.")


@pytest.mark.slow
def test_a_loaded_file_is_downloaded_with_its_own_names(lab: LabPage, torch_side: TorchSide) -> None:
    content, _ = torch_side.call("lab_models:trained", "named", [784, 50, 30, 10], "float64")
    lab.choose_file("mine.safetensors", content)
    lab.expect_said("The weights came as float64 and were converted to float32.")
    name, saved = lab.download()
    assert name == "mine.safetensors"
    tensors = torch_side.call("lab_models:tensors_of", saved)
    assert tensors["output.weight"] == ("torch.float32", [10, 30])
    assert set(tensors) == set(torch_side.call("lab_models:tensors_of", content))


def small_file(seed: int = 0) -> bytes:
    rng = np.random.default_rng(seed)
    return format.write(
        {
            "0.weight": rng.normal(0, 0.1, (10, 784)).astype(np.float32),
            "0.bias": np.arange(10, dtype=np.float32),
        }
    )


def test_a_file_that_is_refused_changes_nothing(lab: LabPage) -> None:
    lab.choose_file("good.safetensors", small_file())
    lab.expect_said("Loaded good.safetensors: 784 → 10.")
    lab.button("3")
    lab.expect_seen(pixels(3, 0))
    before = lab.bars.all_inner_texts()
    for name, content, said in (
        ("bad.pth", b"PK\x03\x04" + bytes(500), "as torch.save writes it: opening it can run code"),
        ("cut.safetensors", small_file()[:-7], "truncated: the tensors take"),
        ("none.safetensors", b"", "The file is empty."),
    ):
        lab.choose_file(name, content)
        lab.expect_said(f"{name} was not loaded; the model in use stays.")
        lab.expect_said(said)
    lab.button("4")
    lab.expect_seen(pixels(4, 0))
    expect(lab.by).to_contain_text("By good.safetensors: ")
    lab.button("Clear")
    for _ in range(10):
        lab.button("3")
    lab.expect_seen(pixels(3, 0))
    assert lab.bars.all_inner_texts() == before


def test_a_file_that_is_too_large_is_not_read(lab: LabPage, tmp_path: Path) -> None:
    large = tmp_path / "large.safetensors"
    with large.open("wb") as file:
        file.truncate(65_000_000)
    lab.chooser.set_input_files(large)
    lab.expect_said("The file is 65 MB; at most 64 MB is allowed.")
    lab.live.expect_kernel("off")


@pytest.mark.slow
def test_hostile_files_leave_the_page_working(lab: LabPage) -> None:
    rng = random.Random(4)
    good = small_file()
    for number in range(25):
        content = bytearray(good[: rng.choice([len(good), rng.randrange(len(good))])])
        for _ in range(rng.randint(1, 6)):
            content[rng.randrange(min(len(content), 200))] = rng.randrange(256)
        name = f"<img src=x onerror=alert({number})>'\"\\.safetensors"
        lab.choose_file(name, bytes(content))
        lab.expect_said(name)
        expect(lab.said).not_to_have_text(re.compile("^Reading"), timeout=120_000)
        assert lab.page.locator(".lab img").count() == 0
    lab.draw(*ONE)
    expect(lab.sentence).to_contain_text("It says")


@pytest.mark.slow
def test_a_file_outlives_a_restart_of_python(lab: LabPage) -> None:
    lab.choose_file("good.safetensors", small_file())
    lab.expect_said("Loaded good.safetensors")
    lab.live.restart()
    lab.live.expect_kernel("ready")
    lab.draw(*ONE)
    expect(lab.by).to_contain_text("By good.safetensors: ", timeout=120_000)


@pytest.mark.slow
def test_code_that_came_with_a_link_does_not_run_by_itself(page: Page, site_url: str) -> None:
    lab = LabPage(page).open(site_url)
    lab.live.cell("predict").edit("print('shared code has run')")
    lab.live.cell("predict").button("Share").click()
    expect(lab.live.cell("predict").label).to_have_text("Link copied")
    link = copied(page)
    page.evaluate("localStorage.clear()")
    page.goto("about:blank")
    page.goto(link)
    lab.draw(*ONE)
    expect(lab.sentence).to_have_text(
        "A cell below shows code that came with a link. Read it, then run it yourself.", timeout=120_000
    )
    lab.live.cell("predict").expect_state("idle")


def test_without_javascript_the_page_says_what_is_missing(browser: Browser, site_url: str) -> None:
    context = browser.new_context()
    page = context.new_page()  # it may log that scripts do not run
    page.goto(site_url)
    plain = without_javascript(page, site_url + "lab/draw-a-digit/")
    expect(plain.get_by_text("The canvas needs JavaScript")).to_be_visible()
    expect(plain.get_by_text("def as_mnist(ink):")).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", slow_except([390, 320], 320))
def test_it_fits_a_phone_and_a_finger_draws(browser: Browser, site_url: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, has_touch=True)
    page = context.new_page()
    lab = LabPage(page).open(site_url)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    expect(lab.sheet).to_have_css("touch-action", "none")
    lab.touch()
    expect(lab.sentence).to_contain_text("It says", timeout=120_000)
    context.close()


def test_it_survives_going_to_another_page_and_back(lab: LabPage, page: Page) -> None:
    lab.choose_file("good.safetensors", small_file())
    lab.expect_said("Loaded good.safetensors")
    lab.live.follow("Home")
    LivePage(page).follow("Draw a digit")
    expect(lab.sheet).to_be_visible()
    lab.draw(*ONE)
    expect(lab.by).to_contain_text("By good.safetensors: ")


@pytest.mark.slow
@pytest.mark.usefixtures("context")
def test_the_lab_may_be_left_before_its_script_is_here(page: Page, site_url: str) -> None:
    with held_back("*/page/lab-*.js"):
        with page.expect_request("**/page/lab-*.js") as script:
            page.goto(site_url + ADDRESS, wait_until="domcontentloaded")  # in Firefox, `load` waits
        lab = LivePage(page)
        lab.follow("Home")
    page.evaluate("address => import(address)", script.value.url)  # it has come, and nothing complains
    lab.cell(lab.cell_ids[0]).run()


def test_a_lab_whose_script_does_not_arrive_says_so(context: BrowserContext, site_url: str) -> None:
    context.route("**/page/lab-*.js", lambda route: route.abort())
    page = context.new_page()  # the browser logs what it could not fetch
    lab = LivePage(page).open(site_url + ADDRESS)
    expect(page.locator('[data-lab="drawing"]')).to_contain_text(
        "script could not be loaded. Reload the page"
    )
    expect(lab.cell(lab.cell_ids[0]).button("Run")).to_be_enabled()
