"""The Playground trains: its figures are those of its code, through pauses, rewinding and restarts."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page, ViewportSize

from site_tests.drivers import expect
from site_tests.pages import theme
from site_tests.pages.cells import FIRST_LOAD, LivePage
from site_tests.pages.playground import ADDRESS, EPOCHS, PlaygroundPage
from site_tests.pages.playground_scripts import expect_same, printed
from site_tests.suite.slow import slow_except

QUICK = "#data=moons&samples=200&epochs=8&layers=Linear~8,ReLU,Dropout~0.2,Linear~2"
SLOW = "#data=moons&samples=1000&batch=8&epochs=60&layers=Linear~16,ReLU,Dropout~0.2,Linear~2"
LONG = "#data=spirals&samples=2000&epochs=300&batch=8&layers=Linear~32,ReLU,Linear~32,ReLU,Linear~3"
TENTH = "#data=mnist&samples=6000&validation=15&batch=64&rate=0.003&epochs=2&layers=Flatten,Linear~10"
SMALL = ("Two moons", "One that cannot learn: no bend", "One that cannot learn: steps too large")
LARGE = ("MNIST: one layer", "MNIST: a small convnet", "MNIST: the course's model")

WINDOW: ViewportSize = {"width": 1280, "height": 900}
REMOVE_LEVEL_LINES = """svg => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll("line")]
    .filter((line) => line.getAttribute("y1") === line.getAttribute("y2"))
    .map((line) => {
      const { left, right, top } = line.getBoundingClientRect();
      line.remove();
      return [((left + right) / 2 - frame.left) / frame.width, (top - frame.top) / frame.height];
    });
}"""
"""Gives where the middle of each was, as shares of the picture's width and height."""


@pytest.fixture
def playground(page: Page, site_url: str) -> PlaygroundPage:
    return PlaygroundPage(page).open(site_url, QUICK)


def expect_no_fault(playground: PlaygroundPage) -> None:
    assert playground.status.get_attribute("data-fault") is None, playground.status.inner_text()


@pytest.mark.every_browser
def test_start_paints_the_boundary_and_gives_the_figures_of_the_shown_program(
    playground: PlaygroundPage,
) -> None:
    untrained = playground.pixels
    playground.train()
    assert playground.pixels != untrained
    expect_same(playground, printed(playground.program))
    assert playground.epochs_and_steps == (8, 72)
    expect(playground.plane.get_by_role("img", name="140 training and 60 validation points")).to_be_visible()
    expect(playground.open_panel("charts").locator("figure canvas")).to_have_count(4)
    losses = playground.table("Loss")
    assert losses["epoch"][-1] == 8
    expect(playground.runs).to_have_count(1)


@pytest.mark.every_browser(first=True)
def test_the_picture_of_the_model_shows_its_level_lines(browser: Browser, site_url: str) -> None:
    context = browser.new_context(viewport=WINDOW, service_workers="block")
    page = context.new_page()  # one that may complain: for pictures, some drivers add a style sheet
    playground = PlaygroundPage(page).open(site_url, QUICK)
    strip = playground.part("strip").locator(".pg-strip")

    def pixels() -> Image.Image:
        return Image.open(io.BytesIO(strip.screenshot())).convert("RGB")

    with_lines = pixels()
    middles: list[tuple[float, float]] = strip.evaluate(REMOVE_LEVEL_LINES)
    assert len(middles) > 8
    changed = ImageChops.difference(with_lines, pixels())
    width, height = changed.size
    for x, y in middles:
        at = (x * width - 2, y * height - 2, x * width + 2, y * height + 2)
        assert max(high for _, high in changed.crop(tuple(map(round, at))).getextrema()) > 20, (x, y)
    context.close()


@pytest.mark.slow
def test_the_figures_of_digits_are_those_of_the_shown_program(
    page: Page, site_url: str, mnist_root: Path
) -> None:
    playground = PlaygroundPage(page).open(site_url, TENTH)
    playground.train()
    expect_same(playground, printed(playground.program, mnist_root))


@pytest.mark.slow
def test_an_isolated_page_trains_to_the_same_figures(page: Page, isolated_site_url: str) -> None:
    playground = PlaygroundPage(page).open(isolated_site_url, QUICK)
    assert page.evaluate("crossOriginIsolated")
    playground.train()
    expect_same(playground, printed(playground.program))


@pytest.mark.slow
def test_steps_pauses_and_going_on_change_no_figure(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(site_url, SLOW)
    for steps in (1, 2, 3):
        playground.button("Step").click()
        expect(playground.status).to_contain_text(f"step {steps}", timeout=FIRST_LOAD)
    playground.start("Continue")
    playground.pause()
    for _ in range(4):
        playground.start("Continue")
        playground.pause()
        playground.start("Continue")  # while Python still trains for the one before
        playground.pause()
        playground.button("Step").click()
        expect(playground.starter).to_be_enabled()
    assert "Finished" not in playground.status.inner_text()
    playground.train("Continue")
    expect_same(playground, printed(playground.program))
    expect(playground.button("Step")).to_be_disabled()


def test_looking_back_and_going_on_changes_no_figure(playground: PlaygroundPage) -> None:
    playground.train()
    before = playground.figures
    last = playground.pixels
    for epoch in (5, 1, 0):
        playground.look_at(epoch)
        assert playground.pixels != last
        assert playground.figures == before  # nothing is thrown away
        playground.train("Continue" if epoch else "Start")  # which shows again what is trained
        assert playground.pixels == last
        assert playground.figures == before
    playground.button("Start over").click()
    expect(playground.status).to_have_text(re.compile(r"^Epoch 0 of 8 trained, step 0"))


@pytest.mark.slow
def test_changed_settings_wait_for_the_next_run(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(site_url, LONG)
    playground.start()
    playground.expect_epoch(2)
    playground.set("training", "seed", 3)
    playground.expect_epoch(playground.epochs_and_steps[0] + 1)  # it trains on as it began
    playground.pause()
    expect(playground.status).to_contain_text("The settings have changed: Start trains with the new ones")
    expect(playground.status).not_to_contain_text("a second")
    playground.set("training", EPOCHS, 3)
    playground.train("Start")
    assert playground.epochs_and_steps[0] == 3
    expect_same(playground, printed(playground.program))
    expect(playground.runs).to_have_count(2)


@pytest.mark.parametrize(
    "title",
    slow_except([*SMALL, "Deep and narrow", "Wide and shallow", "One that learns by heart"]),
)
def test_presets_of_points_train(page: Page, site_url: str, title: str) -> None:
    playground = PlaygroundPage(page).open(site_url)
    playground.choose_preset(title)
    playground.set("training", EPOCHS, 3)
    playground.train()
    expect_no_fault(playground)
    assert playground.is_painted


def test_a_rate_that_is_too_large_is_named(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(site_url, QUICK.replace("epochs=8", "epochs=12") + "&rate=10")
    playground.train()
    expect(playground.status).to_contain_text("a learning rate of 10 is too large. Try a tenth of it.")
    playground.look_at(2)  # a few epochs may be chance
    expect(playground.status).not_to_contain_text("too large")


@pytest.mark.parametrize("title", slow_except(LARGE))
def test_presets_of_digits_train(page: Page, site_url: str, title: str) -> None:
    playground = PlaygroundPage(page).open(site_url)
    playground.choose_preset(title)
    for steps in (1, 2):
        playground.button("Step").click()
        expect(playground.status).to_contain_text(f"step {steps}", timeout=FIRST_LOAD)
    playground.start("Continue")
    expect(playground.status).to_contain_text("left", timeout=FIRST_LOAD)
    playground.pause()
    expect_no_fault(playground)


def test_the_best_weights_are_back_when_patience_ends(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(site_url, QUICK + "&patience=1&rate=0.3&seed=1")
    playground.train()
    expect(playground.status).to_contain_text(
        "The weights with the lowest validation loss have been restored."
    )
    losses = playground.table("Loss")["validation"]
    best = min(loss for loss in losses if loss is not None)
    playground.choose_look("Confusion")
    table = playground.look.locator("td")
    expect(table).to_have_count(5)
    counts = [int(text) for text in table.all_inner_texts() if text]
    accuracies = playground.table("Accuracy")["validation"]
    assert (counts[0] + counts[3]) / sum(counts) == pytest.approx(accuracies[losses.index(best)], abs=1e-3)


def test_another_page_and_back(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(site_url, LONG)
    playground.start()
    playground.expect_epoch(2)
    page.get_by_role("link", name="Home").first.click()
    expect(playground.status).to_have_count(0)
    LivePage(page).expect_kernel("ready")  # nothing trains unseen
    assert "data=" not in page.url
    page.go_back()
    playground.expect_built()
    expect(playground.part("training").get_by_label("batch size")).to_have_value("8")
    epoch, _ = playground.epochs_and_steps
    expect(playground.runs).to_have_count(1)
    playground.start("Continue")
    playground.expect_epoch(epoch + 2)
    playground.pause()
    assert playground.is_painted


def test_a_change_just_before_leaving_stays_on_its_own_page(playground: PlaygroundPage, page: Page) -> None:
    playground.part("data").get_by_label("noise").evaluate(
        """(input, tab) => {
            for (const value of [0.2, 0.25, 0.3]) {
                input.value = value;
                input.dispatchEvent(new Event("input", { bubbles: true }));
            }
            document.querySelector(tab).click();
        }""",
        theme.TAB,
    )
    expect(playground.status).to_have_count(0)
    assert "data=" not in page.url
    LivePage(page).open(page.url.split("#")[0] + ADDRESS)
    expect(playground.part("data").get_by_label("noise")).to_have_value("0.3")


@pytest.mark.slow
def test_a_restart_of_python_elsewhere_loses_the_model_and_says_so(
    playground: PlaygroundPage, page: Page
) -> None:
    playground.train()
    before = playground.figures
    page.get_by_role("link", name="Lessons").first.click()
    lesson = LivePage(page)
    cell = lesson.cell(lesson.cell_ids[0])
    cell.run()
    lesson.restart()
    lesson.expect_kernel("ready")
    page.go_back()
    playground.expect_built()
    expect(playground.status).to_contain_text("Python was restarted")
    assert playground.figures == before
    playground.choose_look("Confusion")
    expect(playground.part("inside")).to_contain_text("Train a model first")
    playground.train("Start")
    assert playground.figures == before


@pytest.mark.slow
def test_a_lesson_between_leaves_both_unharmed(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(site_url, SLOW)
    playground.start()
    playground.expect_epoch(1)
    playground.pause()
    page.get_by_role("link", name="Lessons").first.click()
    lesson = LivePage(page)
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit("import torch\nmodel = optimizer = 7\ntorch.manual_seed(5)\nprint(model, 'train' in globals())")
    cell.run()
    cell.expect_output("stdout", "7 False\n")
    page.go_back()
    playground.expect_built()
    playground.train("Continue")
    expect_same(playground, printed(playground.program))


@pytest.mark.slow
def test_a_reload_keeps_the_set_up_and_the_table_of_runs(playground: PlaygroundPage, page: Page) -> None:
    playground.train()
    playground.set("training", "optimizer", "RMSprop")
    row = playground.runs.inner_text()
    page.reload()
    playground.expect_built()
    expect(playground.part("training").get_by_label("optimizer")).to_have_value("RMSprop")
    assert playground.runs.inner_text() == row
    page.goto(page.url.split("#")[0])  # from storage, where the address says nothing
    expect(playground.part("training").get_by_label("optimizer")).to_have_value("RMSprop")
    playground.button("Come back to the setup of run 1", "runs").click()
    expect(playground.part("training").get_by_label("optimizer")).to_have_value("Adam")
