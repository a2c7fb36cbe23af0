"""Films of trainings: played, led to any state, read as a table, and refused where malformed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page
from test_drawn_pictures import expect_nothing_serious

from site_tests import ROOT
from site_tests.drivers import expect
from site_tests.pages.cells import LivePage, button_of
from site_tests.suite.slow import slow_except

MIME = "application/vnd.sequential.picture+json"
Open = Callable[[Any], LivePage]


def recorded(lesson: str, cell: str) -> dict[str, Any]:
    """The film of a lesson's cell, recorded by PyTorch."""
    notebook = json.loads((ROOT / "docs" / "lessons" / f"{lesson}.ipynb").read_text("utf8"))
    [found] = [
        output["data"][MIME]
        for one in notebook["cells"]
        if one["id"] == cell
        for output in one["outputs"]
        if output.get("data", {}).get(MIME, {}).get("kind") == "training"
    ]
    return dict(found)


WAVE = recorded("sequential-models", "corners-move")
BORDER = recorded("tour", "trained-model")
DIGITS = recorded("training", "film")
BORDER_OF_MOONS = recorded("generalization", "moons")
DEEP = recorded("normalization-and-depth", "ratios")


def drawn(open_with: Open, film: Any) -> Locator:
    picture = open_with(film).page.locator(".picture")
    expect(picture.locator(".training-plot").first).to_be_visible()
    return picture


def steps(picture: Locator) -> Locator:
    return picture.get_by_role("slider", name="Steps of the training")


def said(picture: Locator) -> Locator:
    return picture.locator(".training-panel .picture-name")


def corners(picture: Locator) -> list[float]:
    found = picture.locator(".training-corners circle").all()
    return [float(circle.get_attribute("cx") or "nan") for circle in found]


@pytest.mark.every_browser
def test_the_corners_of_a_curve_move_from_state_to_state(open_with: Open) -> None:
    picture = drawn(open_with, WAVE)
    slider = steps(picture)
    last = len(WAVE["steps"]) - 1
    expect(slider).to_have_value(str(last))
    expect(said(picture)).to_have_text(f"Step 300 of 300 · loss {WAVE['losses'][-1]:.4f}")
    slider.focus()
    slider.press("Home")
    expect(said(picture)).to_have_text("Before training")
    assert len(corners(picture)) == len(WAVE["curve"]["corners"][0])
    before = corners(picture)
    slider.press("ArrowRight")
    expect(said(picture)).to_have_text(f"Step {WAVE['steps'][1]} of 300 · loss {WAVE['losses'][1]:.4f}")
    assert corners(picture) != before
    expect(slider).to_have_attribute("aria-valuetext", said(picture).text_content() or "")


def test_play_goes_from_the_start_to_the_end_and_pauses(open_with: Open) -> None:
    short = WAVE | {
        **{"steps": WAVE["steps"][:3], "losses": WAVE["losses"][:3]},
        "updates": WAVE["updates"] | {"sizes": WAVE["updates"]["sizes"][:2]},
    }
    short.pop("curve")
    picture = drawn(open_with, short)
    picture.get_by_role("button", name="Play").click()
    expect(picture.get_by_role("button", name="Pause")).to_be_visible()
    expect(steps(picture)).to_have_value("2")
    expect(picture.get_by_role("button", name="Play")).to_be_visible()
    picture.get_by_role("button", name="Next step").click()
    expect(steps(picture)).to_have_value("1")


def test_the_loss_leads_to_any_state_by_pointer(open_with: Open) -> None:
    picture = drawn(open_with, BORDER)
    chart = picture.locator(".training-scrub")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box
    mouse = picture.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + 40)
    mouse.down()
    middle = int(steps(picture).input_value())
    assert 0 < middle < len(BORDER["steps"]) - 1
    mouse.move(box["x"] + 2, box["y"] + 40, steps=3)
    mouse.up()
    expect(steps(picture)).to_have_value("0")
    mouse.move(box["x"] + box["width"] - 5, box["y"] + 40)
    expect(steps(picture)).to_have_value("0")


def test_points_that_are_wrong_have_a_ring(open_with: Open) -> None:
    picture = drawn(open_with, BORDER)
    rings = picture.locator(".training-plane .training-wrong circle:visible")
    expect(rings).to_have_count(BORDER["samples"] - BORDER["right"][-1])
    steps(picture).focus()
    steps(picture).press("Home")
    expect(rings).to_have_count(BORDER["samples"] - BORDER["right"][0])
    expect(picture.locator(".training-legend")).to_have_text("outsideinsidewrong")
    expect_nothing_serious(picture.page)


def test_a_confusion_matrix_fills_and_is_there_as_a_table(open_with: Open) -> None:
    picture = drawn(open_with, DIGITS)
    counts = picture.locator(".training-counts text")
    assert [int(text or 0) for text in counts.all_text_contents()] == DIGITS["counts"][-1]
    expect(picture.locator(".training-board canvas")).to_have_count(DIGITS["weights"]["shown"])
    steps(picture).focus()
    steps(picture).press("Home")
    assert [int(text or 0) for text in counts.all_text_contents()] == DIGITS["counts"][0]
    button_of(picture, "The numbers as a table").click()
    tables = picture.locator(".picture-rows table")
    expect(tables).to_have_count(2)
    expect(tables.first.locator("tr").last).to_have_text(
        f"{DIGITS['steps'][-1]}{DIGITS['losses'][-1]:.4f}{DIGITS['right'][-1]}"
    )
    expect(tables.last.locator("caption")).to_have_text("true class (row), answer (column): Before training")


def test_updates_have_a_line_for_each_layer(open_with: Open) -> None:
    picture = drawn(open_with, DEEP)
    lines = picture.locator(".training-layer")
    expect(lines).to_have_count(len(DEEP["updates"]["layers"]))
    expect(picture.get_by_role("button", name="Updates")).to_have_attribute("aria-pressed", "true")
    picture.get_by_role("button", name="Model").click()
    expect(lines).to_have_count(0)
    expect(picture.locator(".training-border")).to_have_count(1)


def test_reduced_motion_shows_the_end(open_with: Open) -> None:
    picture = drawn(open_with, WAVE)
    picture.page.emulate_media(reduced_motion="reduce")
    steps(picture).focus()
    steps(picture).press("Home")
    picture.get_by_role("button", name="Play").click()
    expect(steps(picture)).to_have_value(str(len(WAVE["steps"]) - 1))
    expect(picture.get_by_role("button", name="Play")).to_be_visible()


@pytest.mark.parametrize(
    "change",
    [
        {"losses": "many"},
        *(
            pytest.param(change, marks=pytest.mark.slow)  # unit/training.test.mjs reads all of them
            for change in (
                {"steps": [0]},
                {"curve": WAVE["curve"] | {"values": "AAAA"}},
                {"curve": WAVE["curve"] | {"corners": 7}},
            )
        ),
    ],
)
def test_of_a_malformed_film_the_still_stays(open_with: Open, change: dict[str, Any]) -> None:
    picture = open_with(WAVE | change).page.locator(".picture")
    expect(picture.locator(".picture-fault")).to_contain_text("are malformed at")
    expect(picture.locator("img")).to_be_visible()
    expect(picture.locator(".picture-live")).to_have_count(0)


@pytest.mark.parametrize(
    "film",
    slow_except([WAVE, BORDER, DIGITS, DEEP], BORDER, DIGITS),
    ids=["wave", "border", "digits", "deep"],
)
def test_a_film_fits_on_a_phone(open_with: Open, page: Page, film: dict[str, Any]) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    picture = drawn(open_with, film)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    room = picture.bounding_box()
    assert room
    for part in picture.locator(".training-stage > *").all():
        box = part.bounding_box()
        assert box
        assert box["width"] <= room["width"] + 1


@pytest.mark.chromium_only  # over WebDriver BiDi, nobody taps
def test_a_finger_leads_to_any_state_in_a_lesson(browser: Browser, site_url: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    lesson = LivePage(context.new_page()).open(site_url + "lessons/generalization/")
    picture = lesson.page.locator('[data-cell="moons"] .picture')
    picture.scroll_into_view_if_needed()
    chart = picture.locator(".training-scrub")
    chart.tap(position={"x": 46, "y": 40})
    expect(steps(picture)).to_have_value("0")
    expect(said(picture)).to_contain_text("Before training")
    context.close()


def test_a_readers_own_run_becomes_a_film(page: Page, site_url: str) -> None:
    lesson = LivePage(page).open(site_url + "lessons/generalization/")
    cell = lesson.cell("moons")
    cell.run()
    cell.expect_over()
    picture = page.locator('[data-cell="moons"] .picture')
    loss = f"{BORDER_OF_MOONS['losses'][-1]:.4f}"[:4]  # float32 sums run in another order
    expect(said(picture)).to_contain_text(f"Step 100 of 100 · loss {loss}")
    expect(steps(picture)).to_have_attribute("max", str(len(BORDER_OF_MOONS["steps"]) - 1))
    steps(picture).focus()
    steps(picture).press("Home")
    right = BORDER_OF_MOONS["right"][0]
    expect(said(picture)).to_have_text(f"Before training · {right} of 60 correct")


@pytest.mark.every_browser
def test_the_film_of_the_home_page_plays_once_when_it_is_seen(page: Page, site_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 400})  # it lies below
    page.goto(site_url)
    picture = page.locator(".picture:has(.picture-training)")
    last = steps(picture).get_attribute("max")
    expect(steps(picture)).to_have_value(last or "")
    picture.locator(".training-stage").scroll_into_view_if_needed()
    expect(picture.get_by_role("button", name="Pause")).to_be_visible()
    expect(picture.get_by_role("button", name="Play")).to_be_visible()
    expect(steps(picture)).to_have_value(last or "")
    expect(said(picture)).to_contain_text("Step 300 of 300")


def test_where_motion_is_not_wanted_the_film_of_the_home_page_rests(page: Page, site_url: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(site_url)
    picture = page.locator(".picture:has(.picture-training)")
    picture.locator(".training-stage").scroll_into_view_if_needed()
    page.evaluate("() => new Promise(idle => requestIdleCallback(idle))")
    expect(said(picture)).to_contain_text("Step 300 of 300")
    expect(picture.get_by_role("button", name="Play")).to_be_visible()
