"""What a reader does with an output: copy and save it, see its figures large, print it."""

import re

import pytest
from playwright.sync_api import Page

from site_tests.drivers import expect
from site_tests.pages import theme
from site_tests.pages.browser_probes import change_palette, copied, print_styles, saved
from site_tests.pages.cells import FIRST_LOAD, LivePage

PLOT = "import matplotlib.pyplot as plt\nprint('one')\nplt.plot([1, 3, 2])\nplt.show()\nprint('two')"


def test_an_output_is_copied_as_text(used: LivePage) -> None:
    cell = used.cell(used.cell_ids[0])
    cell.edit("print('a  <b>')\nprint('c')\n[1, 2]")
    cell.run()
    cell.output.hover()
    cell.button("Copy output").click()
    expect(cell.label).to_have_text("Output copied")
    assert copied(used.page) == "a  <b>\nc\n[1, 2]\n"


def test_an_output_is_saved_as_text_and_a_figure_stands_there_by_its_description(used: LivePage) -> None:
    cell = used.cell(used.cell_ids[0])
    cell.edit(PLOT)
    cell.run()
    name, content = saved(used.page, cell.button("Save output as text").click)
    assert name == f"{cell.cell_id}.txt"
    assert re.fullmatch(r"one\n\[.+\]\ntwo\n", content.decode())


def test_a_figure_is_enlarged_and_saved(used: LivePage) -> None:
    cell = used.cell(used.cell_ids[0])
    cell.edit(PLOT)
    cell.run()
    small = cell.output.locator("img:visible")
    expect(small).to_have_count(1, timeout=FIRST_LOAD)
    width = small.evaluate("image => image.clientWidth")
    cell.output.hover()
    cell.button("Enlarge figure").click()
    view = used.page.locator("dialog")
    assert view.locator("img").evaluate("image => image.clientWidth") > width
    name, svg = saved(used.page, view.get_by_role("button", name="Save SVG").click)
    assert name == f"{cell.cell_id}.svg"
    assert b"<svg" in svg
    name, png = saved(used.page, view.get_by_role("button", name="Save PNG").click)
    assert name == f"{cell.cell_id}.png"
    assert png.startswith(b"\x89PNG")
    used.page.keyboard.press("Escape")
    expect(view).to_have_count(0)


def test_a_press_on_a_recorded_figure_enlarges_it_with_its_description(page: Page, site_url: str) -> None:
    cell = LivePage(page).open(site_url + "lessons/training/").cell("mnist-data")
    figure = cell.output.locator("img:visible").first
    figure.click()
    view = page.locator("dialog")
    expect(view.locator("img")).to_have_attribute("alt", str(figure.get_attribute("alt")))
    view.get_by_role("button", name="Close").click()
    expect(view).to_have_count(0)


def test_figures_of_one_output_are_leafed_through(used: LivePage) -> None:
    cell = used.cell(used.cell_ids[0])
    cell.edit("import matplotlib.pyplot as plt\nfor y in [1, 2], [2, 1]:\n    plt.plot(y)\n    plt.show()")
    cell.run()
    expect(cell.output.locator("img:visible")).to_have_count(2, timeout=FIRST_LOAD)
    cell.button("Enlarge figure").focus()
    used.page.keyboard.press("Enter")
    view = used.page.locator("dialog")
    first = view.locator("img").get_attribute("src")
    used.page.keyboard.press("ArrowRight")
    expect(view.get_by_text("2 of 2")).to_be_visible()
    assert view.locator("img").get_attribute("src") != first
    used.page.keyboard.press("ArrowRight")
    assert view.locator("img").get_attribute("src") == first
    used.page.keyboard.press("Escape")


def test_paper_shows_the_readers_own_runs_in_full(page: Page, lesson: LivePage) -> None:
    cell = lesson.cell(lesson.cell_ids[0])
    lines = [f"line_{i} = {i}" for i in range(90)]
    cell.edit("\n".join([*lines, "for i in range(120):", "    print('printed', i)"]))
    cell.run()
    expect(cell.output).to_contain_text("printed 119", timeout=FIRST_LOAD)
    print_styles(page)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(cell.output).to_contain_text("printed 0")
    assert cell.output.evaluate("output => output.scrollHeight <= output.clientHeight + 1")
    for line in (lines[0], lines[-1]):
        expect(cell.root.locator(".cm-line, code").get_by_text(line, exact=True).first).to_be_visible()
    expect(cell.button("Copy output")).to_be_hidden()


@pytest.mark.chromium_only  # WebDriver BiDi cannot change the system's colors
def test_the_page_follows_the_systems_colors_while_it_is_open(page: Page, lesson: LivePage) -> None:
    body = page.locator("body")
    page.emulate_media(color_scheme="dark")
    expect(body).to_have_attribute(theme.SCHEME, theme.DARK)
    page.emulate_media(color_scheme="light")
    expect(body).to_have_attribute(theme.SCHEME, theme.LIGHT)
    change_palette(page)
    page.emulate_media(color_scheme="dark")
    expect(body).to_have_attribute(theme.SCHEME, theme.LIGHT)  # the reader has chosen


@pytest.mark.chromium_only  # WebDriver BiDi cannot change the system's colors
def test_the_windows_own_parts_have_the_pages_colors(page: Page, lesson: LivePage) -> None:
    root = page.locator("html")
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        expect(root).to_have_css("color-scheme", scheme)
    change_palette(page)
    page.emulate_media(color_scheme="dark")
    expect(root).to_have_css("color-scheme", "light")  # the reader has chosen
