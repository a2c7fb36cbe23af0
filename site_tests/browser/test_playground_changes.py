"""What a reader changes while the Playground's model trains acts at once, and stands in the program."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from site_tests.drivers import expect
from site_tests.pages.cells import FIRST_LOAD
from site_tests.pages.playground import EPOCHS, PlaygroundPage
from site_tests.pages.playground_scripts import expect_same, printed

POINTS = "#data=moons&samples=200&epochs=6&rate=0.01&regularization=L2&layers=Linear~8,Tanh,Linear~2"
VALUES = (
    "#data=hills&samples=200&epochs=4&features=x1,x2,x1x2&regularization=L1&layers=Linear~8,ReLU,Linear~1"
)


def step(playground: PlaygroundPage, times: int) -> None:
    is_under_way = playground.starter.inner_text() == "Continue"
    before = playground.epochs_and_steps[1] if is_under_way else 0
    for number in range(before + 1, before + times + 1):
        playground.button("Step").click()
        expect(playground.status).to_contain_text(re.compile(rf"step {number}\b"), timeout=FIRST_LOAD)


def test_rates_act_at_once_and_stand_in_the_program(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(site_url, POINTS)
    field = playground.part("training").get_by_label("learning rate", exact=True)
    step(playground, 3)
    for rate in (0.1, 0.3, 0.03):  # the last one counts
        playground.set("training", "learning rate", rate)
    playground.set("training", "regularization rate", 0.1)
    expect(playground.part("code")).to_contain_text("if step == 3:")
    assert playground.program.count('["lr"] = ') == 1
    assert "lr=0.01)" in playground.program
    expect(playground.starter).to_have_text("Continue")
    playground.look_at(0)
    expect(field).to_have_value("0.01")
    playground.playhead.press("End")
    expect(field).to_have_value("0.03")
    playground.set("training", "seed", 1)
    playground.set("training", "learning rate", 0.01)
    playground.set("training", "regularization rate", 0.001)
    step(playground, 2)
    playground.set("training", "learning rate", 0.1)
    playground.set("training", "weight decay", 0.01)
    playground.train("Continue")
    expect(playground.runs.first).to_contain_text("rate 0.01 → 0.1")
    assert '["weight_decay"] = 0.01' in playground.program
    expect_same(playground, printed(playground.program))
    playground.set("training", EPOCHS, 8)  # two more
    playground.train("Continue")
    assert playground.epochs_and_steps[0] == 8
    expect_same(playground, printed(playground.program))
    expect(playground.strips).to_have_count(2)


@pytest.mark.slow
def test_a_rate_is_changed_while_steps_are_taken(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(site_url, POINTS.replace("epochs=6", "epochs=300"))
    playground.start()
    playground.expect_epoch(2)
    playground.set("training", "learning rate", 0.001)
    expect(playground.part("code")).to_contain_text('["lr"] = 0.001')
    playground.pause()
    expect(playground.status).not_to_contain_text("The settings have changed")
    rows = printed(playground.program)
    epoch, _ = playground.epochs_and_steps  # after what was under way when it was paused
    expect_same(playground, rows[:epoch])
    playground.set("training", "seed", 3)
    expect(playground.status).to_contain_text("The settings have changed")
    assert "if step" not in playground.program
    playground.set("training", "seed", 0)
    expect(playground.starter).to_have_text("Continue")
    assert "if step" in playground.program


UNTIL_KEPT = """async (steps) => {
    const answered = (request) =>
        new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
    const database = await answered(indexedDB.open("playground", 1));
    for (;;) {
        const run = await answered(database.transaction("runs").objectStore("runs").get("last"));
        if (run?.steps === steps) break;
        await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    database.close();
}"""


def reload_when_kept(playground: PlaygroundPage) -> None:
    """As soon as the browser's database has the run as it is."""
    _, steps = playground.epochs_and_steps
    playground.page.evaluate(UNTIL_KEPT, steps)
    playground.page.reload()
    playground.expect_built()
    expect(playground.status).to_contain_text(f"step {steps}")


def test_a_trained_model_survives_a_reload(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(site_url, POINTS)
    step(playground, 12)  # one epoch, and a few steps of the next
    playground.set("training", "learning rate", 0.1)
    step(playground, 2)
    reload_when_kept(playground)
    expect(playground.starter).to_have_text("Continue")
    expect(playground.part("training").get_by_label("learning rate", exact=True)).to_have_value("0.1")
    assert len(playground.table("Accuracy")["training"]) == 1
    playground.train("Continue")
    expect_same(playground, printed(playground.program))
    before = playground.figures
    reload_when_kept(playground)
    playground.expect_over()
    assert playground.figures == before
    page.keyboard.press("Shift")  # somebody is there: Python starts, and has the model again
    expect(playground.button("Start over")).to_be_enabled(timeout=FIRST_LOAD)
    playground.look_at(4)
    playground.train("Continue")
    assert playground.figures == before
    expect(playground.runs).to_have_count(1)


@pytest.mark.every_browser
def test_values_are_learned_from_chosen_inputs(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(site_url, VALUES)
    assert "nn.MSELoss()" in playground.program
    playground.button("x₁²", "data").click()
    assert "torch.stack([x1, x2, x1**2, x1 * x2], dim=1)" in playground.program
    expect(playground.part("data").get_by_label("wrong labels, %")).to_be_hidden()
    playground.train()
    expect_same(playground, printed(playground.program), ["loss"])
    expect(playground.runs.first).to_contain_text("x₁, x₂, x₁², x₁x₂ → 8 → 1")
