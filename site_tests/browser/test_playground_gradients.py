"""Gradients in the Playground, as they are seen: paths of a weight, the backward pass, the loss surface."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page

from site_tests.drivers import expect
from site_tests.pages.cells import SOON
from site_tests.pages.playground import NEXT_FRAMES, PlaygroundPage
from site_tests.pages.playground_scripts import expect_same, printed

POINTS = "#data=moons&samples=200&epochs=6&rate=0.01&layers=Linear~3,ReLU,Linear~2"
DEAD = f"{POINTS}&changes=0_b0.1_-90"
"""The bias of the second hidden unit is so low that its ReLU is off at every point."""
FIELDS = "41 × 41 losses over 140 training points"


@pytest.fixture
def playground(page: Page, site_url: str) -> PlaygroundPage:
    return PlaygroundPage(page).open(site_url, POINTS)


def surface(playground: PlaygroundPage) -> Locator:
    """The panel, with all losses computed."""
    part = playground.open_panel("surface")
    part.scroll_into_view_if_needed()
    expect(part).to_contain_text(FIELDS, timeout=SOON)
    return part


def number(words: str | None, before: str) -> float:
    found = re.search(rf"{before}(−?[\d.]+(?:e-?\d+)?)", words or "")
    assert found, words
    return float(found[1].replace("−", "-"))


def test_a_nudge_of_a_weight_comes_close_to_its_gradient(playground: PlaygroundPage, page: Page) -> None:
    network = playground.part("network")
    network.get_by_role("button", name="hidden 1, unit 1", exact=True).click()
    expect(network).to_contain_text("over 140 training points")
    nudge = network.get_by_role("slider", name="Nudge ε")
    nudge.focus()
    page.keyboard.press("Home")
    assert nudge.get_attribute("aria-valuetext", timeout=SOON)
    for _ in range(101):
        page.keyboard.press("ArrowRight")
    gradient = float(
        network.get_by_label("Gradient: the slope of the tangent").inner_text().replace("−", "-")
    )
    quotient = number(network.get_by_label("Change of the loss, divided by the nudge").inner_text(), "= ")
    assert quotient == pytest.approx(gradient, rel=0.1, abs=2e-3)
    page.keyboard.press("Tab")
    network.get_by_role("button", name="Close").click()
    expect(nudge).to_be_hidden()


def test_a_dead_relu_stops_the_backward_pass(page: Page, site_url: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    playground = PlaygroundPage(page).open(site_url, DEAD)
    backward = playground.button("Backward", "network")
    backward.click()
    expect(backward).to_have_attribute("aria-pressed", "true")
    expect(playground.part("network")).to_contain_text(
        "Slope 0, so the gradient stops here: hidden 1, unit 2."
    )
    backward.click()
    expect(playground.part("network")).not_to_contain_text("Slope 0")
    playground.live.expect_kernel("off")


@pytest.mark.every_browser
def test_the_ball_leads_training_to_another_place(playground: PlaygroundPage, page: Page) -> None:
    playground.train()
    part = surface(playground)
    expect(part).to_contain_text("the next step of Adam")
    part.get_by_label("plane", exact=True).select_option("chosen")
    expect(part).to_contain_text("from x₁ = ")
    expect(part).to_contain_text(FIELDS)
    before = playground.pixels
    loss = number(part.inner_text(), "Loss ")
    ball = part.get_by_role("application")
    ball.focus()
    page.keyboard.down("ArrowRight")
    expect(part).to_contain_text("Let go, and the model has these weights")
    assert number(part.inner_text(), "Loss ") != loss
    assert playground.pixels != before
    page.keyboard.up("ArrowRight")
    expect(part).not_to_contain_text("Let go")
    assert playground.program.count("model[0].weight.data[0, ") == 2
    playground.set("training", "epochs (0: no end)", 8)
    playground.train("Continue")
    expect_same(playground, printed(playground.program))


@pytest.mark.slow
def test_main_directions_are_for_looking_only(playground: PlaygroundPage, page: Page) -> None:
    playground.train()
    part = surface(playground)
    expect(part).to_contain_text(re.compile(r"hold \d+% of the distance"))
    before = playground.pixels
    box = part.get_by_role("application").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 4)
    page.mouse.down()
    expect(part).to_contain_text("the ball rolls back")
    assert playground.pixels != before
    page.mouse.up()
    expect(part).to_contain_text("at direction 1 = 0.00, direction 2 = 0.00")
    assert playground.pixels == before
    assert "weight.data" not in playground.program


@pytest.mark.slow
def test_sizes_of_gradients_are_never_those_of_another_epoch(page: Page, site_url: str) -> None:
    wide = POINTS.replace("Linear~3,ReLU", "Linear~90,Tanh,Linear~90,Tanh")  # takes longer than a frame
    playground = PlaygroundPage(page).open(site_url, wide)
    playground.train()
    sizes = playground.part("network").locator(".pg-head-size")
    known = {}
    for key in ("Home", "End"):
        playground.playhead.press(key)
        expect(sizes.last).to_contain_text("‖∇‖")
        known[key] = sizes.all_inner_texts()
    assert known["Home"] != known["End"]
    for key in ("Home", "End") * 4:
        playground.playhead.press(key)
        page.evaluate(NEXT_FRAMES)
        now = sizes.all_inner_texts()
        assert now in (known[key], [""] * len(now))
