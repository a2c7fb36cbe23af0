"""The Playground looks inside, compares, reads handwriting, and gives away what it made."""

from __future__ import annotations

import csv
import io
import json

import nbformat
import pytest
from playwright.sync_api import Page

from site_tests.drivers import expect
from site_tests.oracle.torch_side import TorchSide
from site_tests.pages.cells import FIRST_LOAD
from site_tests.pages.playground import PlaygroundPage

POINTS = "#data=moons&samples=200&noise=0.3&epochs=6&layers=Linear~8,ReLU,BatchNorm,Linear~4,Tanh,Linear~2"
CONVNET = (
    "#data=mnist&samples=6000&validation=15&batch=64&rate=0.003&epochs=1"
    "&layers=Conv2d~4~3~0,ReLU,MaxPool2d~2,Flatten,Linear~10"
)
SOFTMAX = "#data=mnist&samples=6000&validation=15&batch=64&rate=0.003&epochs=1&layers=Flatten,Linear~10"
DENSE = (
    "#data=mnist&samples=6000&validation=15&batch=64&rate=0.003&epochs=2"
    "&layers=Flatten,Linear~128,ReLU,Dropout~0.2,Linear~64,ReLU,Dropout~0.2,Linear~10"
)

"""Keeps the values that a slider shows, one after the other."""


def trained(page: Page, site_url: str, fragment: str) -> PlaygroundPage:
    playground = PlaygroundPage(page).open(site_url, fragment)
    playground.train()
    return playground


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def expect_factors(playground: PlaygroundPage) -> None:
    """The factors multiply to the way's share, and the sum is what finite differences give."""
    rows = [row.locator("td").all_inner_texts() for row in playground.look.locator("tr").all()]
    factors = [number(value) for sign, value, _ in rows if sign in ("", "×")]
    way, gradient, difference = (
        number(next(value for sign, value, _ in rows if sign == wanted)) for wanted in "=∑≈"
    )
    product = 1.0
    for factor in factors:
        product *= factor
    assert way == pytest.approx(product, rel=0.05, abs=1e-9)
    assert gradient == pytest.approx(difference, rel=0.02, abs=1e-6)


@pytest.mark.slow
def test_every_way_to_look_at_points(page: Page, site_url: str) -> None:
    playground = trained(page, site_url, POINTS)
    playground.choose_look("Units")
    expect(playground.look.locator("canvas")).to_have_count(8 + 8 + 8 + 4 + 4 + 2)
    playground.choose_look("Weights")
    expect(playground.look.locator("canvas")).to_have_count(8)
    playground.look.get_by_label("Layer").select_option(label="6 Linear")
    expect(playground.look.locator("canvas")).to_have_count(2)
    playground.choose_look("One sample")
    expect(playground.look.locator("canvas")).to_have_count(7)
    expect(playground.look).to_contain_text("Sample 1, class")
    playground.button("Next", "inside").click()
    expect(playground.look).to_contain_text("Sample 2, class")
    playground.choose_look("Gradient")
    expect(playground.look).to_contain_text("all paths together")
    expect_factors(playground)
    playground.choose_look("Confusion")
    expect(playground.look.locator("td").nth(1)).to_be_visible()
    counts = [int(text) for text in playground.look.locator("td").all_inner_texts() if text]
    assert sum(counts) == 60
    playground.choose_look("Mistakes")
    expect(playground.look).to_contain_text(f"{counts[1] + counts[2]} of 60 validation samples are wrong.")


@pytest.mark.slow
def test_every_way_to_look_at_digits(page: Page, site_url: str) -> None:
    playground = trained(page, site_url, CONVNET)
    expect(playground.button("Units", "inside")).to_be_hidden()
    playground.choose_look("Weights")
    expect(playground.look.locator("canvas")).to_have_count(4)
    playground.choose_look("One sample")
    expect(playground.look.locator("canvas")).to_have_count(1 + 4 + 4 + 4 + 1 + 1)
    playground.choose_look("Gradient")
    expect(playground.look).to_contain_text("all paths together")
    expect_factors(playground)
    playground.choose_look("Confusion")
    expect(playground.look.locator("td")).to_have_count(101)
    counts = [int(text) for text in playground.look.locator("td").all_inner_texts() if text]
    assert sum(counts) == 900
    right = sum(counts[11 * digit] for digit in range(10))
    playground.choose_look("Mistakes")
    expect(playground.look).to_contain_text(f"{900 - right} of 900 validation samples are wrong.")
    expect(playground.look.locator("canvas")).to_have_count(min(24, 900 - right))


def test_what_is_inside_can_be_seen_after_any_epoch(page: Page, site_url: str) -> None:
    playground = trained(page, site_url, POINTS)
    playground.choose_look("Mistakes")
    accuracies = [value or 0 for value in playground.table("Accuracy")["validation"]]

    def expect_mistakes(epoch: int) -> None:
        wrong = 60 - round(60 * accuracies[epoch - 1])
        expect(playground.look).to_contain_text(f"{wrong} of 60 validation samples are wrong.")

    for epoch in (1, 3, 6, 2):
        playground.look_at(epoch)
        playground.open_panel("inside").scroll_into_view_if_needed()
        expect_mistakes(epoch)


def test_handwriting_is_read_by_the_model_that_was_trained(page: Page, site_url: str) -> None:
    playground = trained(page, site_url, SOFTMAX)
    playground.draw([(0.5, 0.15), (0.5, 0.85)])
    expect(playground.sentence).to_contain_text("It says", timeout=FIRST_LOAD)
    expect(playground.part("draw")).to_contain_text("By your model after 1 epoch.")
    shares = [float(text.split()[-1].rstrip("%")) for text in playground.bars.all_inner_texts()]
    assert len(shares) == 10
    assert sum(shares) == pytest.approx(100, abs=1)
    playground.button("Start over").click()
    expect(playground.part("draw")).to_contain_text("By your model after 0 steps.")
    playground.button("Test", "draw").click()
    expect(playground.tested).to_contain_text("of the test set correctly")


@pytest.mark.slow
def test_most_test_digits_are_read_right(page: Page, site_url: str) -> None:
    playground = trained(page, site_url, DENSE)
    right = 0
    for turn in range(3):
        for digit in range(10):
            playground.button(str(digit), "draw").click()
            expect(playground.part("draw")).to_contain_text(f"Test digit: a {digit}, number {turn + 1}.")
            right += playground.sentence.inner_text().startswith(f"It says {digit},")
    assert right >= 24


def test_what_is_saved_is_what_is_shown(page: Page, site_url: str, torch_side: TorchSide) -> None:
    playground = trained(page, site_url, POINTS)
    name, content = playground.download("CSV", "runs")
    assert name == "playground-run-1.csv"
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    for chart in ("loss", "accuracy"):
        for kind in ("training", "validation"):
            saved = [float(row[f"{kind} {chart}"]) for row in rows]
            assert saved == pytest.approx(playground.table(chart.capitalize())[kind][-6:], rel=1e-3)

    name, content = playground.download("Script", "code")
    assert (name, content.decode().rstrip()) == ("playground.py", playground.program.rstrip())

    name, content = playground.download("Notebook", "code")
    assert name == "playground.ipynb"
    notebook = nbformat.reads(content.decode(), as_version=4)
    nbformat.validate(notebook)
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert "".join("\n\n\n".join(sources).split()) == "".join(playground.program.split())

    name, content = playground.download("Weights", "runs")
    assert name == "playground-run-1.safetensors"
    tensors = torch_side.call("lab_models:tensors_of", content)
    linear = {"0.weight": [8, 2], "0.bias": [8], "3.weight": [4, 8], "3.bias": [4]}
    norm = {f"2.{part}": [8] for part in ("weight", "bias", "running_mean", "running_var")}
    last = {"5.weight": [2, 4], "5.bias": [2], "2.num_batches_tracked": []}
    assert {key: shape for key, (_, shape) in tensors.items()} == linear | norm | last


def test_two_models_are_compared_on_the_same_data(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(site_url, POINTS)
    playground.button("Keep as model A", "compare").click()
    playground.set("training", "optimizer", "SGD")
    playground.set("training", "seed", 5)
    playground.button("Train both", "compare").click()
    sides = playground.part("compare").locator(".pg-side")
    for side in sides.all():
        expect(side).to_contain_text("epoch 6, validation: ", timeout=FIRST_LOAD)
    expect(playground.button("Train both", "compare")).to_be_enabled()
    labels = playground.part("compare").locator("canvas.pg-points")
    expect(labels).to_have_count(2)
    first, second = (canvas.evaluate("canvas => canvas.toDataURL()") for canvas in labels.all())
    assert first == second
    expect(playground.part("compare").locator("figure canvas")).to_have_count(2)


@pytest.mark.slow
def test_a_grid_of_depths_and_widths_fills(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(
        site_url, "#data=moons&samples=100&epochs=2&batch=64&layers=Linear~2"
    )
    playground.button("Train the grid", "grid").click()
    expect(playground.part("grid")).to_contain_text("Mean and standard deviation", timeout=FIRST_LOAD)
    fields = playground.part("grid").locator("td").all_inner_texts()
    assert len([field for field in fields if "±" in field]) == 12
    playground.button("Train the grid", "grid").click()
    playground.button("Stop", "grid").click()
    expect(playground.part("grid")).to_contain_text("Stopped in run")
    expect(playground.button("Train the grid", "grid")).to_be_enabled()


@pytest.mark.slow
def test_curves_of_earlier_runs_stay(page: Page, site_url: str) -> None:
    playground = trained(page, site_url, POINTS)
    playground.set("training", "learning rate", "0.001")
    playground.train("Start")
    legend = playground.open_panel("charts").locator("figure").first.locator(".u-legend")
    expect(legend).to_contain_text("run 1")
    playground.open_panel("runs").get_by_label("Show the curves of run 1").uncheck()
    playground.open_panel("charts")
    expect(legend).not_to_contain_text("run 1")
    kept = json.loads(page.evaluate("localStorage.getItem('playground-runs')"))
    assert [run["id"] for run in kept] == [2, 1]
    playground.button("Forget run 1", "runs").click()
    expect(playground.runs).to_have_count(1)
