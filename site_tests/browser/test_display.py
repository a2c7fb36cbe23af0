"""IPython's display functions in a cell: what is shown, taken back, and replaced while it runs."""

import re

import pytest
from playwright.sync_api import Page

from site_tests.drivers import expect
from site_tests.pages.cells import FIRST_LOAD, LiveCell, LivePage

WATCH = """root => {
    const output = root.querySelector("[data-output]");
    globalThis.lowest = Infinity;
    globalThis.pictures = new Set();
    const note = () => {
        globalThis.lowest = Math.min(globalThis.lowest, output.offsetHeight);
        for (const picture of output.querySelectorAll("img")) globalThis.pictures.add(picture);
        requestAnimationFrame(note);
    };
    note();
}"""
GROWING = """\
import time
import matplotlib.pyplot as plt
from IPython.display import clear_output
for step in range(6):
    time.sleep(0.05)
    figure, axes = plt.subplots(figsize=(4, 2))
    axes.plot(range(step + 1))
    plt.close()
    clear_output(wait=True)
    display(figure)
    time.sleep(step == 3)  # longer than what was shown before stays
    print("step", step)
"""
TABLE = "# A title\n\n| a | b |\n|---|---|\n| 1 | $x^2$ |"
DRAWING = (
    '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="30" height="30">'
    '<rect width="9" height="9"/></svg>'
)
KINDS = f"""from IPython.display import HTML, Markdown, Math, SVG
display(HTML("<b>bold</b>"), Markdown({TABLE!r}), Math("\\\\frac{{1}}{{2}}"))
SVG({DRAWING!r})"""
REPLACED = """from IPython.display import HTML
handle = display('first', display_id=True)
print('between')
handle.update(HTML('<i>second</i>'))"""
REPLACING = """from IPython.display import update_display
handle.update({'now': 3})
display('unknown', display_id='x')
update_display('known', display_id='x')"""


@pytest.fixture
def cell(used: LivePage) -> LiveCell:
    return used.cell(used.cell_ids[0])


@pytest.mark.every_browser
def test_a_figure_that_grows_stays_in_its_place(cell: LiveCell) -> None:
    page = cell.page
    cell.edit(GROWING)
    cell.run()
    cell.root.evaluate(WATCH)
    low = page.evaluate("globalThis.lowest")
    cell.start()
    cell.expect_state("loading", "running")
    cell.expect_over()
    cell.expect_output("stdout", "step 5")
    expect(cell.part("image")).to_have_count(1)
    assert page.evaluate("globalThis.lowest") == low  # the output has never been lower
    assert page.evaluate("globalThis.pictures.size") == 2  # for the light and the dark: never others


def test_what_is_shown_is_taken_back_at_once_or_with_what_is_new(cell: LiveCell) -> None:
    cell.edit("from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('here')")
    cell.run()
    expect(cell.output).to_have_text("here\n", timeout=FIRST_LOAD)
    cell.edit("print('stays')\nclear_output(wait=True)")
    cell.run()
    expect(cell.output).to_have_text("stays\n")


def test_what_has_a_display_id_is_replaced_wherever_it_is(cell: LiveCell, used: LivePage) -> None:
    cell.edit(REPLACED)
    cell.run()
    expect(cell.part("html").content_frame.locator("i")).to_have_text("second", timeout=FIRST_LOAD)
    expect(cell.part("result")).to_have_count(0)
    other = used.cell(used.cell_ids[1])
    other.edit(REPLACING)
    other.run()
    cell.expect_output("result", "{'now': 3}")
    other.expect_output("result", "'known'")


@pytest.mark.slow
def test_reset_brings_back_what_was_recorded_after_other_figures(page: Page, site_url: str) -> None:
    live = LivePage(page).open(site_url + "lessons/gradients/")
    cell = live.cell("relu-derivative")
    published = cell.output.locator("img").first.get_attribute("src")
    cell.edit(GROWING)
    cell.run()
    cell.expect_output("stdout", "step 5")
    cell.reset()
    other = live.cell("three-ways")
    other.run()  # meanwhile, what had been shown would have been swept away
    expect(cell.output.locator("img").first).to_have_attribute("src", published or "")


def test_each_kind_is_shown_as_what_it_is(cell: LiveCell) -> None:
    cell.edit(KINDS)
    cell.run()
    expect(cell.part("html").content_frame.locator("b")).to_have_text("bold", timeout=FIRST_LOAD)
    markdown = cell.part("markdown").content_frame
    expect(markdown.get_by_role("heading", name="A title")).to_be_visible(timeout=FIRST_LOAD)
    expect(markdown.locator("td math msup")).to_have_count(1)
    expect(cell.part("latex").locator(".katex-html .mfrac")).to_have_count(1)
    expect(cell.part("image")).to_have_attribute("src", re.compile(r"^data:image/svg\+xml"))


def test_commands_of_notebooks_work_or_say_what_to_do(cell: LiveCell) -> None:
    cell.edit("%matplotlib inline\n!pip install torch\n%timeit -n 10 -r 2 sum(range(9))\n%cd somewhere")
    cell.run()
    expect(cell.part("stdout")).to_contain_text("Nothing is installed on this page", timeout=FIRST_LOAD)
    expect(cell.part("stdout")).to_contain_text("per loop (mean ± std. dev. of 2 runs, 10 loops each)")
    cell.expect_error("Open the notebook in Colab for the others", line=4)
    cell.edit("import pandas as pd")
    cell.run()
    cell.expect_error("Nothing is installed on this page", line=1)
