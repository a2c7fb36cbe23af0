"""A note of a mistake below a run: *Show me*, the lit line, the words, the drawings, the search for a nan."""

import pytest
from playwright.sync_api import Page

from site_tests.drivers import expect
from site_tests.live.beginner_mistakes import ERRORS, HEAD, SILENT
from site_tests.live.right_programs import RIGHT
from site_tests.pages.cells import LiveCell, LivePage

PROGRAMS = {program.name: program for program in (*SILENT, *ERRORS)}
SEARCH = 60_000
"""Milliseconds for the archive of the search, and a second run."""


@pytest.fixture
def cell(used: LivePage) -> LiveCell:
    return used.cell(used.cell_ids[0])


def tell(cell: LiveCell, name: str) -> None:
    cell.edit(HEAD + PROGRAMS[name].source)
    cell.run()
    expect(cell.root.get_by_role("figure", name="What went wrong")).to_be_visible()


@pytest.mark.every_browser
def test_show_me_lights_the_line_and_says_what_to_change(cell: LiveCell) -> None:
    tell(cell, "no zero_grad")
    figure = cell.root.get_by_role("figure", name="What went wrong")
    expect(figure.get_by_role("status")).to_have_text("The gradients pile up: they are never cleared.")
    expect(figure.locator("figcaption")).to_be_hidden()
    cell.button("Show me").click()
    expect(figure.locator("figcaption")).to_contain_text("Call optimizer.zero_grad() before this line")
    expect(cell.root.locator(".cell-lit-line")).to_contain_text("loss.backward()  # here")
    cell.button("Hide").click()
    expect(figure.locator("figcaption")).to_be_hidden()
    expect(cell.root.locator(".cell-lit-line")).to_have_count(0)


def test_show_me_is_worked_by_the_keyboard(cell: LiveCell) -> None:
    tell(cell, "zero_grad between backward and step")
    show = cell.button("Show me")
    show.focus()
    cell.page.keyboard.press("Enter")
    expect(cell.root.locator(".mistake figcaption")).to_be_focused()
    expect(cell.button("Hide")).to_have_attribute("aria-expanded", "true")


def test_a_dead_layer_is_drawn_as_units_and_layers(cell: LiveCell) -> None:
    tell(cell, "units that start dead: a bias far below 0")
    cell.button("Show me").click()
    units = cell.root.locator(".mistake-units")
    expect(units).to_have_attribute("aria-label", "6 of 6 units of model.fc1 are 0 for all 50 examples")
    expect(units.locator(".mistake-dead")).to_have_count(6)
    expect(cell.root.locator(".mistake-cut")).to_contain_text(["model.fc1"])
    expect(cell.root.locator(".mistake-layers li")).to_have_count(2)


@pytest.mark.slow
def test_an_exercise_has_no_note_of_what_is_to_be_found(page: Page, site_url: str) -> None:
    cell = LivePage(page).open(f"{site_url}lessons/debugging/").cell("debug-run-start")
    program = PROGRAMS["units that start dead: a bias far below 0"]
    cell.edit(HEAD + program.source)
    cell.run()
    expect(cell.root.locator(".mistake")).to_have_count(1)
    expect(cell.root.locator(".mistake")).to_be_hidden()
    cell.edit(HEAD + PROGRAMS["detach before the loss"].source)
    cell.run()
    expect(cell.root.locator(".mistake")).to_be_visible()  # it explains an error


def test_an_error_leads_to_the_line_that_is_to_blame(cell: LiveCell) -> None:
    tell(cell, "detach before the loss")
    cell.button("Show me").click()
    expect(cell.root.locator(".cell-lit-line")).to_contain_text("out = model(x).detach()")
    expect(cell.root.locator(".mistake figcaption")).to_contain_text("model(x).detach() cuts the result off")


def test_the_line_that_show_me_lights_is_in_view(cell: LiveCell) -> None:
    tell(cell, "softmax on a line of its own, before the loss")
    cell.button("Show me").evaluate("(node) => node.scrollIntoView({ block: 'start' })")
    cell.button("Show me").focus()
    cell.page.keyboard.press("Enter")
    lit = cell.root.locator(".cell-lit-line")
    expect(lit).to_contain_text("return torch.softmax(scores, dim=1)  # here")
    expect(cell.root.locator(".mistake figcaption")).to_contain_text("Remove the softmax before the loss")
    is_uncovered = """(line) => {
      const { left, top } = line.getBoundingClientRect();
      return line.contains(document.elementFromPoint(left + 10, top + 2));
    }"""
    cell.page.wait_for_function(is_uncovered, arg=lit.element_handle())


def test_the_first_nan_is_searched_for_when_asked(cell: LiveCell) -> None:
    tell(cell, "nan by the logarithm of 0")
    cell.button("Show me").click()
    more = cell.root.locator(".mistake figcaption")
    expect(more).to_contain_text("log was given 0, 69 times", timeout=SEARCH)
    expect(more.locator(".mistake-line")).to_contain_text("torch.log(p)")
    expect(cell.root.locator(".cell-lit-line")).to_contain_text("torch.log(p)")


def test_a_right_program_has_no_note_and_fetches_no_script(lesson: LivePage) -> None:
    fetched: list[str] = []
    lesson.page.on("request", lambda request: fetched.append(request.url.split("/")[-1]))
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit(HEAD + RIGHT["plain training"])
    cell.run()
    cell.expect_state("done")
    expect(cell.root.get_by_role("figure")).to_have_count(0)
    assert not [name for name in fetched if "misfit" in name or "provenance" in name]


def test_the_note_goes_with_the_mistake(cell: LiveCell) -> None:
    tell(cell, "no zero_grad")
    cell.edit(HEAD + RIGHT["plain training"])
    cell.run()
    cell.expect_state("done")
    expect(cell.root.get_by_role("figure")).to_have_count(0)


def test_notes_fit_a_phone(cell: LiveCell) -> None:
    page = cell.root.page
    page.set_viewport_size({"width": 390, "height": 844})
    for name in ("units that start dead: a bias far below 0", "detach in forward cuts the first layer off"):
        tell(cell, name)
        cell.button("Show me").click()
        expect(cell.root.locator(".mistake-layers")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        assert cell.root.locator(".mistake").evaluate("node => node.scrollWidth <= node.clientWidth"), name
