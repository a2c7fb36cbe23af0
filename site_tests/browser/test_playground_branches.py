"""A run of the Playground goes on as another one, from where the playhead stands."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from site_tests.drivers import expect
from site_tests.pages.cells import SOON
from site_tests.pages.playground import PlaygroundPage
from site_tests.pages.playground_scripts import expect_same, printed

POINTS = "#data=moons&samples=200&epochs=6&rate=0.01&layers=Linear~8,Tanh,Linear~2"
STEPS = 9
"""Of an epoch: 140 samples in batches of 16."""


@pytest.fixture
def playground(page: Page, site_url: str) -> PlaygroundPage:
    """A run of six epochs, looked at after the third."""
    found = PlaygroundPage(page).open(site_url, POINTS)
    found.train()
    found.look_at(3)
    return found


@pytest.mark.every_browser
def test_a_unit_more_is_a_branch_that_keeps_the_weights(playground: PlaygroundPage, page: Page) -> None:
    playground.button("More units in layer hidden 1", "network").click()
    expect(playground.status).to_contain_text("Continue goes on from epoch 3 with the new settings")
    expect(playground.status).to_contain_text("The optimizer is built anew.")
    expect(playground.status).not_to_contain_text("Epoch 3 of 6 trained")  # that is of another model
    expect(playground.strips).to_have_attribute("data-former", "")
    charts = playground.part("result").locator(".pg-chart--small .pg-plot")
    expect(charts.first).to_have_attribute("data-meanwhile", "These settings have not been trained yet.")
    playground.train("Continue")
    expect(playground.strips).to_have_count(2)
    expect(playground.strips.first).not_to_have_attribute("data-former", "")
    program = playground.program
    assert f"if step == {3 * STEPS}:" in program
    assert "resized(nn.Linear(2, 9), model[0])," in program
    expect_same(playground, printed(program))
    units = playground.part("network").get_by_role("button", name=re.compile(r"^hidden 1, unit \d+$"))
    expect(units).to_have_count(9)
    playground.look_at(2)
    expect(units).to_have_count(8)
    page.keyboard.press("ArrowRight")
    expect(units).to_have_count(9)


@pytest.mark.slow
def test_other_data_another_optimizer_and_batches_are_one_branch(playground: PlaygroundPage) -> None:
    playground.set("data", "noise", 0.3)
    playground.set("training", "batch size", 32)
    playground.set("training", "optimizer", "RMSprop")
    playground.set("training", "regularization", "L2")
    playground.train("Continue")
    program = playground.program
    for line in ("points += 0.3 * ", "batch_size=32", "torch.optim.RMSprop(", '"""L2: '):
        assert line in program[program.index("def rebuild(step):") :]
    expect_same(playground, printed(program))
    playground.button("Go on with run 1", "time").click()
    assert "def rebuild" not in playground.program


@pytest.mark.slow
def test_a_branch_of_a_branch_can_be_changed_where_it_begins(playground: PlaygroundPage) -> None:
    playground.button("Add a hidden layer", "network").click()
    playground.train("Continue")
    playground.look_at(3)
    playground.set("training", "batch size", 64)
    playground.train("Continue")
    expect(playground.strips).to_have_count(3)
    expect_same(playground, printed(playground.program))
    playground.look_at(4)
    playground.button("Fewer units in layer hidden 1", "network").click()
    playground.train("Continue")
    expect(playground.strips).to_have_count(4)
    assert playground.program.count("    if step ==") == 2
    expect_same(playground, printed(playground.program))


def test_in_the_middle_of_an_epoch_it_goes_back_to_the_last_whole_one(
    playground: PlaygroundPage, page: Page
) -> None:
    for _ in range(2):
        page.keyboard.press("Shift+ArrowRight")
    expect(playground.status).to_contain_text(f"step {3 * STEPS + 2}.")
    playground.set("training", "batch size", 8)
    expect(playground.status).to_contain_text("Continue goes back to the end of epoch 3")
    playground.train("Continue")
    expect_same(playground, printed(playground.program))


@pytest.mark.slow
def test_another_number_of_classes_begins_anew_and_says_so(playground: PlaygroundPage) -> None:
    playground.part("data").get_by_role("button", name="Spirals", exact=True).click()
    expect(playground.status).to_contain_text(
        "Start begins a new run: these data have another kind of answer"
    )
    playground.train()
    assert "def rebuild" not in playground.program


def test_from_the_newest_moment_start_begins_anew_and_a_button_goes_on(playground: PlaygroundPage) -> None:
    playground.page.keyboard.press("End")
    playground.set("training", "batch size", 32)
    playground.set("training", "epochs (0: no end)", 9)
    playground.button("Continue from epoch 6").click()
    playground.expect_epoch(9)
    playground.expect_over()
    assert f"if step == {6 * STEPS}:" in playground.program
    expect_same(playground, printed(playground.program))
    expect(playground.button("Continue from epoch 6")).to_be_hidden(timeout=SOON)


def test_a_branch_is_shared_by_its_address(playground: PlaygroundPage, page: Page) -> None:
    playground.button("More units in layer hidden 1", "network").click()
    playground.train("Continue")
    figures, program = playground.figures, playground.program
    page.wait_for_function("() => location.hash.includes('until=')")
    page.evaluate("() => indexedDB.deleteDatabase('playground')")
    page.evaluate("() => localStorage.clear()")
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    playground.expect_built()
    playground.train()
    assert playground.program == program
    assert playground.figures == figures
