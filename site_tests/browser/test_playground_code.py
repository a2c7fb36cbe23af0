"""The Playground's program is a control: network and controls follow its edits; the rest runs freely."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from site_tests.drivers import expect
from site_tests.pages.cells import FIRST_LOAD, SOON
from site_tests.pages.playground import PlaygroundPage

POINTS = "#data=moons&samples=200&epochs=6&rate=0.01&layers=Linear~8,Tanh,Linear~2"
WIDE = {"width": 1440, "height": 900}
WATCH_MARKS = """() => {
    const marked = () => [...(CSS.highlights.get("pg-changed") ?? [])].map(range => range.toString()).join();
    window.marks_ = (async () => {
        const seen = [];
        do {
            await new Promise(requestAnimationFrame);
            if (marked() !== (seen.at(-1) ?? "")) seen.push(marked());
        } while (seen.at(-1) !== "");
        return seen;
    })();
}"""


@pytest.fixture
def playground(page: Page, site_url: str) -> PlaygroundPage:
    page.set_viewport_size(WIDE)
    return PlaygroundPage(page).open(site_url, POINTS)


def edit(playground: PlaygroundPage, line: str, delete: int, typed: str) -> None:
    """Go to the end of a line of the program by keys, delete some letters before it, and type."""
    playground.go_to_line(line)
    for _ in range(delete):
        playground.page.keyboard.press("Backspace")
    playground.page.keyboard.type(typed)


def test_an_edited_line_changes_network_and_controls(playground: PlaygroundPage) -> None:
    words = playground.part("code").locator(
        "pre .tok-keyword"
    )  # the editor's colors, before there is an editor
    expect(words.first).to_have_text("import", timeout=SOON)
    assert {"yield", "with", "isinstance"} & set(words.all_inner_texts()) == {"yield", "with"}
    edit(playground, "nn.Linear(2, 8),", 3, "3),")
    expect(playground.page.get_by_label("Units of layer hidden 1")).to_have_value("3")
    assert "nn.Linear(3, 2)," in playground.program
    edit(playground, "nn.Tanh(),", 7, "ReLU(),")
    assert playground.kinds == ["Linear", "ReLU", "Linear"]
    edit(playground, "optimizer =", 5, "0.3)")
    rate = playground.part("top").get_by_label("learning rate")
    expect(rate).to_have_value("0.3")
    assert "rate=0.3" in playground.page.url
    playground.train()
    expect(playground.where).to_have_text(
        re.compile(r"^Epoch 6, step 54: learning rate 0\.3, loss of the step")
    )


def test_undo_takes_the_controls_back(playground: PlaygroundPage) -> None:
    units = playground.page.get_by_label("Units of layer hidden 1")
    edit(playground, "nn.Linear(2, 8),", 3, "3),")
    expect(units).to_have_value("3")
    while units.input_value() != "8":
        playground.page.keyboard.press("ControlOrMeta+z")
    assert "nn.Linear(8, 2)," in playground.program


def test_a_control_marks_what_it_changes_in_the_program(playground: PlaygroundPage) -> None:
    playground.page.evaluate(WATCH_MARKS)
    playground.set("top", "learning rate", 0.1)
    assert playground.page.evaluate("window.marks_") == ["0.1", ""]
    assert "lr=0.1)" in playground.program


def test_what_no_control_can_say_runs_as_free_code(playground: PlaygroundPage) -> None:
    before = playground.program
    edit(playground, "history = []", 0, "\nprint(6 * 7, type(model).__name__)\nraise SystemExit")
    free = playground.part("code").get_by_text("This program has left the controls")
    expect(free).to_be_visible()
    expect(playground.page.get_by_label("Units of layer hidden 1")).to_have_value("8")
    playground.button("Run", "code").click()
    expect(playground.printed).to_contain_text("42 Sequential", timeout=FIRST_LOAD)
    playground.button("Back to the controls", "code").click()
    expect(free).to_be_hidden()
    expect(playground.printed).to_be_hidden()
    assert playground.program == before


def test_a_line_lights_what_it_is_about(playground: PlaygroundPage) -> None:
    lit = playground.part("network").locator(".pg-unit[data-lit]")
    playground.go_to_line("nn.Linear(2, 8),")
    expect(lit).to_have_count(8)
    playground.page.keyboard.press("ArrowDown")
    playground.page.keyboard.press("ArrowDown")
    expect(lit).to_have_count(2)
    playground.go_to_line("optimizer =")
    expect(lit).to_have_count(0)
    expect(playground.part("top").locator(".pg-field[data-lit]").first).to_be_visible()


@pytest.mark.slow
def test_changes_that_the_playhead_has_passed_are_marked(playground: PlaygroundPage) -> None:
    playground.train()
    playground.look_at(2)
    playground.set("training", "learning rate", 0.1)
    expect(playground.strips).to_have_count(2)
    playground.train("Continue")
    passed = playground.part("code").locator(".pg-passed > span")
    expect(passed).to_have_count(1)
    playground.look_at(1)
    expect(passed).to_have_count(0)
    expect(playground.where).to_have_text(re.compile(r"^Epoch 1, step 9: learning rate 0\.01"))


def test_the_program_is_a_tab_where_there_is_less_room(playground: PlaygroundPage) -> None:
    tab = playground.page.get_by_role("tab", name="The code")
    expect(playground.part("code")).to_be_visible()
    expect(tab).to_be_hidden()
    playground.page.set_viewport_size({"width": 1280, "height": 800})
    expect(tab).to_be_visible(timeout=SOON)
    expect(playground.part("code")).to_be_hidden()
    tab.click()
    expect(playground.part("code")).to_be_visible()
    playground.page.set_viewport_size(WIDE)
    expect(tab).to_be_hidden()
    expect(playground.part("model")).to_be_visible()
