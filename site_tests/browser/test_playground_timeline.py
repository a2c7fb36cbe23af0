"""The Playground's timeline: every moment of a run can be seen again, and another way be gone from there."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from site_tests.drivers import expect
from site_tests.pages.cells import FIRST_LOAD
from site_tests.pages.playground import PlaygroundPage
from site_tests.pages.playground_scripts import expect_same, printed

POINTS = "#data=moons&samples=200&epochs=6&rate=0.01&layers=Linear~8,Tanh,Linear~2"
ENDLESS = POINTS.replace("epochs=6", "epochs=0")
STEPS = 9
"""Of an epoch: 140 samples in batches of 16."""


UNTIL_KEPT = """async ([steps, name]) => {
    const answered = (request) =>
        new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
    const database = await answered(indexedDB.open("playground", 1));
    for (;;) {
        const table = database.transaction("runs").objectStore("runs");
        const [last, strips] = await Promise.all(["last", "strips"].map((key) => answered(table.get(key))));
        if (last?.steps === steps && strips?.some((strip) => strip.name === name)) break;
        await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    database.close();
}"""
"""The browser's database has the run as it is, and one that was set aside under its name."""


@pytest.fixture
def playground(page: Page, site_url: str) -> PlaygroundPage:
    return PlaygroundPage(page).open(site_url, POINTS)


def network_pixels(playground: PlaygroundPage) -> str:
    canvas = playground.part("network").locator(".pg-net-ground")
    return str(canvas.evaluate("canvas => canvas.toDataURL()"))


def branched(playground: PlaygroundPage, epoch: int, rate: float) -> None:
    """Train, go back to an epoch, and go on from there with another rate."""
    playground.train()
    playground.look_at(epoch)
    playground.set("training", "learning rate", rate)
    expect(playground.strips).to_have_count(2)
    playground.train("Continue")


@pytest.mark.every_browser
def test_all_of_the_page_follows_the_playhead_while_it_is_dragged(playground: PlaygroundPage) -> None:
    playground.train()
    playground.choose_look("Confusion")
    seen = {(playground.pixels, network_pixels(playground))}
    playground.playhead.scroll_into_view_if_needed()
    box = playground.playhead.bounding_box()
    assert box
    mouse = playground.page.mouse
    mouse.move(box["x"] + 2, box["y"] + 10)
    mouse.down()
    epochs = []
    for share in (0.1, 0.2, 0.25, 0.15, 0.05):  # of 20 epochs, forward and back
        mouse.move(box["x"] + share * box["width"], box["y"] + 10)
        epoch = round(20 * share)
        expect(playground.status).to_have_text(f"Epoch {epoch} of 6 trained, step {epoch * STEPS}.")
        expect(playground.playhead).to_have_attribute("aria-valuetext", re.compile(f"^epoch {epoch}, "))
        seen.add((playground.pixels, network_pixels(playground)))
        epochs.append(epoch)
    mouse.up()
    expect(playground.figures_line).to_contain_text(f"mean during epoch {epochs[-1]}, of 140")
    expect(playground.figures_line).to_contain_text("% of 60 correct")
    keys = playground.part("result").locator(".pg-key span").all_inner_texts()
    losses = [playground.table("Loss")[name][epochs[-1] - 1] for name in ("training", "validation")]
    assert [float(key) for key in keys[:2]] == pytest.approx(losses, rel=0.05)
    expect(
        playground.part("result").get_by_role("button", name=re.compile(r"^\d+ of 200 wrong$"))
    ).to_be_visible()
    assert len(seen) == 1 + len(set(epochs))
    assert playground.epochs_and_steps[0] == epochs[-1]  # it stays where it was left


def test_between_two_epochs_there_are_steps_with_their_batches(playground: PlaygroundPage) -> None:
    playground.train()
    playground.look_at(2)
    before = playground.pixels
    points = playground.plane.locator("canvas").nth(1)
    all_alike = points.evaluate("canvas => canvas.toDataURL()")
    playground.page.keyboard.press("Shift+ArrowRight")
    expect(playground.status).to_have_text(f"Epoch 2 of 6 trained, step {2 * STEPS + 1}.")
    playground.page.wait_for_function(
        "before => document.querySelector('.pg-points').toDataURL() !== before", arg=all_alike
    )  # the batch is lit
    playground.page.keyboard.press("Shift+ArrowLeft")
    expect(playground.status).to_have_text(f"Epoch 2 of 6 trained, step {2 * STEPS}.")
    assert playground.pixels == before


@pytest.mark.slow
def test_another_way_from_there_is_a_run_of_its_own(playground: PlaygroundPage) -> None:
    branched(playground, 3, 0.1)
    assert f"if step == {3 * STEPS}:" in playground.program
    expect_same(playground, printed(playground.program))
    compare = playground.strip(1).get_by_role("button", name="Show where run 1 says something else")
    compare.click()
    expect(playground.part("time")).to_contain_text(f"differ first at step {3 * STEPS + 2}.")
    expect(playground.part("result")).to_contain_text("the difference from run 1")


def test_a_run_that_was_set_aside_is_taken_up_again(playground: PlaygroundPage) -> None:
    playground.train()
    first = playground.figures
    playground.look_at(3)
    playground.set("training", "learning rate", 0.1)
    expect(playground.strips).to_have_count(2)
    playground.train("Continue")
    second = playground.figures
    playground.button("Go on with run 1", "time").click()
    assert playground.figures == first
    assert "if step" not in playground.program
    playground.button("Go on with run 2", "time").click()
    assert playground.figures == second


def test_a_reload_brings_all_runs_back(playground: PlaygroundPage, page: Page) -> None:
    branched(playground, 2, 0.03)
    playground.strip(1).get_by_label("Name of run 1", exact=True).fill("slow")
    page.keyboard.press("Enter")
    figures = playground.figures
    page.evaluate(UNTIL_KEPT, [playground.epochs_and_steps[1], "slow"])
    page.reload()
    playground.expect_built()
    expect(playground.strips).to_have_count(2)
    expect(playground.strip(1).get_by_label("Name of run 1", exact=True)).to_have_value("slow")
    assert playground.figures == figures
    playground.button("Go on with run 1", "time").click()
    playground.set("training", "epochs (0: no end)", 8)
    playground.train("Continue")  # Python trains it again, up to where it was
    assert playground.epochs_and_steps[0] == 8
    expect_same(playground, printed(playground.program))
    playground.button("Delete run 2", "time").click()
    expect(playground.strips).to_have_count(1)


def test_without_an_end_it_trains_until_it_is_paused(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(site_url, ENDLESS)
    playground.start()
    playground.expect_epoch(25)
    playground.pause()
    epoch, _ = playground.epochs_and_steps
    expect_same(playground, printed(playground.program)[:epoch])
    playground.start("Continue")
    playground.expect_epoch(epoch + 2)
    playground.pause()


def test_the_dial_sets_the_pace(page: Page, site_url: str) -> None:
    playground = PlaygroundPage(page).open(site_url, ENDLESS)
    playground.set("top", "speed", 0)
    expect(playground.part("top")).to_contain_text("1 step/s")
    playground.start()
    for step in (1, 2, 3):
        expect(playground.status).to_contain_text(f"step {step}", timeout=FIRST_LOAD)
    playground.set("top", "speed", 5)
    playground.expect_epoch(5)
    playground.pause()


@pytest.mark.every_browser
def test_the_opening_plays_once_without_python_and_is_branched_like_any_run(
    page: Page, site_url: str
) -> None:
    playground = PlaygroundPage(page).open(site_url)
    first = playground.pixels
    expect(playground.status).to_contain_text("Recorded. Your turn: Start.", timeout=FIRST_LOAD)
    assert playground.pixels != first
    playground.live.expect_kernel("off")
    recorded = playground.table("Loss")
    assert recorded["training"][-1] == min(loss for loss in recorded["training"] if loss is not None)
    playground.look_at(5)
    playground.set("top", "learning rate", 0.1)
    expect(playground.status).to_contain_text("Continue goes on from epoch 5 with the new settings")
    playground.start("Continue")
    expect(playground.strips).to_have_count(2, timeout=FIRST_LOAD)
    playground.expect_epoch(8)
    playground.pause()
    assert "if step == 70:" in playground.program
    epoch, _ = playground.epochs_and_steps
    expect_same(playground, printed(playground.program)[:epoch])
    assert playground.table("Loss")["training"][:5] == recorded["training"][:5]
    playground.button("Go on with run 1", "time").click()
    assert playground.table("Loss") == recorded


def test_reduced_motion_shows_the_end_of_the_opening(page: Page, site_url: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    playground = PlaygroundPage(page).open(site_url)
    expect(playground.status).to_have_text(
        re.compile(r"^Epoch (\d+) of \1 trained, step [\d,]+. Recorded. Your turn")
    )
    playground.start()
    expect(playground.status).to_have_text(re.compile(r"^Epoch [1-5]\b"), timeout=FIRST_LOAD)
    expect(playground.strips).to_have_count(1)


@pytest.mark.every_browser
def test_a_point_travels_through_the_network(playground: PlaygroundPage, page: Page) -> None:
    playground.train()
    names = playground.part("network").locator(".pg-net-name")
    words = playground.part("network").locator(".pg-net-words")
    untouched = network_pixels(playground)
    points = playground.plane.locator("canvas").nth(1)
    points.focus()
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    expect(names.nth(3)).to_have_text(re.compile(r"^Blue \d+\.\d%$"))
    shares = [float(name.split()[-1].rstrip("%")) for name in names.all_inner_texts()[-2:]]
    assert sum(shares) == pytest.approx(100, abs=0.11)
    expect(words).to_contain_text(" = ")
    assert network_pixels(playground) != untouched
    right = "node => node.getBoundingClientRect().right"
    assert names.nth(3).evaluate(right) <= playground.part("network").locator(".pg-net").evaluate(right)
    page.keyboard.press("Escape")
    expect(words).to_have_text("")
    expect(names.nth(3)).to_have_text("Blue")
    wrong = playground.part("result").get_by_role("button", name=re.compile(r"^[1-9]\d* of 200 wrong"))
    if wrong.count():
        wrong.click()
        expect(words).to_contain_text(" = ")
