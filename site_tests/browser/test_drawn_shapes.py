"""An error of shapes: the drawing below it, in words and in sight, and when its script is fetched."""

import pytest

from site_tests.drivers import expect
from site_tests.live.shape_mistakes import MISTAKES
from site_tests.pages.cells import LiveCell, LivePage

PROGRAMS = {mistake.name: mistake.program for mistake in MISTAKES}
CHAIN = "layers that do not chain"
WIDEST = (
    "in_features after a convolution",
    "an image with its channels last",
    "a skip connection around a convolution without padding",
    "a prediction [64, 1] and a target [64]",
)


@pytest.fixture
def cell(used: LivePage) -> LiveCell:
    return used.cell(used.cell_ids[0])


def fail(cell: LiveCell, name: str) -> None:
    cell.edit(PROGRAMS[name])
    cell.run()
    expect(cell.root.get_by_role("figure")).to_be_visible()


@pytest.mark.every_browser
def test_the_sides_that_have_to_agree_are_marked_and_the_line_is_changed(cell: LiveCell) -> None:
    fail(cell, CHAIN)
    figure = cell.root.get_by_role("figure", name="Where the shapes do not fit")
    expect(figure.locator("text.misfit-wrong")).to_have_text(["8", "16"])
    expect(figure).to_contain_text("model[2]: Linear(16, 3)")
    expect(figure.locator("del")).to_have_text("16")
    expect(figure.locator("ins")).to_have_text("8")
    expect(figure.get_by_role("img")).to_have_attribute(
        "aria-label", "the input: shape [5, 8]. Linear(16, 3): shape [16, 3]."
    )


def test_its_script_comes_with_the_first_such_error(lesson: LivePage) -> None:
    fetched: list[str] = []
    lesson.page.on("request", lambda request: fetched.append(request.url.split("/")[-1]))
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit("1 / 0")
    cell.run()
    cell.expect_state("failed")
    assert not [name for name in fetched if "misfit" in name]
    fail(cell, CHAIN)
    assert [name for name in fetched if "misfit" in name]


def test_the_drawing_goes_with_the_error(cell: LiveCell) -> None:
    fail(cell, CHAIN)
    cell.edit("print('mended')")
    cell.run()
    cell.expect_output("stdout", "mended")
    expect(cell.root.get_by_role("figure")).to_have_count(0)


def test_drawings_fit_a_phone(cell: LiveCell) -> None:
    page = cell.root.page
    page.set_viewport_size({"width": 390, "height": 844})
    for name in WIDEST:
        fail(cell, name)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        assert cell.root.locator(".misfit").evaluate("node => node.scrollWidth <= node.clientWidth"), name
