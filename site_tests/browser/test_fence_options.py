"""What fences may say beside `live`: by the plugin, and in the HTML of another generator."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from live_cells.plugin.html_source import HtmlSource
from site_tests import ROOT
from site_tests.drivers import expect
from site_tests.pages.cells import LivePage
from site_tests.servers.site_server import served

PAGES = ROOT / "site_tests" / "foreign" / "pages"
EXTENSIONS = ["admonition", "attr_list", "pymdownx.details", "pymdownx.highlight", "pymdownx.superfences"]
SETTINGS = {"image": False}


@pytest.fixture(scope="module")
def folder(assets: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages, made live by the plugin in `live`, and by `make` in `made`."""
    from live_cells.make.settings import read_settings
    from live_cells.make.site import make

    folder = tmp_path_factory.mktemp("options")
    shutil.copytree(PAGES, folder / "docs")
    (folder / "docs" / "index.md").write_text("# Home\n")
    (folder / "live-cells.toml").write_text("image = false\n")
    for name, plugins in (("live", [{"live-cells": SETTINGS}]), ("made", [])):
        config = {
            "site_name": "Options",
            "site_dir": name,
            "theme": {"name": "material", "font": False},
            "markdown_extensions": EXTENSIONS,
            "plugins": plugins,
        }
        (folder / "mkdocs.yml").write_text(json.dumps(config))
        environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
        command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    assert make(folder / "made", *read_settings(None, folder)).warnings == []
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    with served(folder / "live") as address:
        yield address


@pytest.fixture
def options(reused: Callable[[str], LivePage], site: str) -> LivePage:
    """A page of fences, as other tests leave it: with Python."""
    return reused(f"{site}options/")


@pytest.fixture
def follow(reused: Callable[[str], LivePage], site: str) -> LivePage:
    """Cells that follow each other; as they stand there, none has run."""
    return reused(f"{site}follow/")


def shown_cells(page: Path) -> list[str]:
    """Cells, annotations and hints as they are written, without line breaks between tags, each tag once."""
    source = HtmlSource(page.read_text("utf8"))
    found = source.select("[data-cell], .cell-annotations, .exercise-hint")
    texts = [re.sub(r"(?<=>)\n+(?=<)", "", source.text[slice(*source.whole(one))]) for one in found]
    tags = re.compile('(?<=data-tags=")[^"]*')
    return [tags.sub(lambda read: " ".join(sorted({*read[0].split()})), text) for text in texts]


@pytest.mark.parametrize("name", ["exercise", "follow", "options", "start"])
def test_both_ways_make_the_same_of_a_page(name: str, folder: Path) -> None:
    """So what follows holds for both."""
    live, made = (shown_cells(folder / way / name / "index.html") for way in ("live", "made"))
    assert live == made


@pytest.mark.every_browser
def test_lines_have_numbers_which_are_no_code_and_grow_with_it(options: LivePage) -> None:
    cell = options.cell("numbered")
    numbers = cell.root.locator(".cell-linenos")
    expect(numbers).to_have_text("\n".join(map(str, range(5, 13))), use_inner_text=True)
    cell.edit("a = 1\nb = 2\n\na + b")
    expect(numbers).to_have_text("5\n6\n7\n8", use_inner_text=True)
    cell.run()
    cell.expect_output("result", "3")
    cell.edit("a = 1\n\nprint(a + 1)\na / 0")
    cell.button("Step").click()
    cell.root.get_by_role("slider", name="Steps").press("End")
    raised = "the run ends with ZeroDivisionError: division by zero, raised in line 8"
    expect(cell.root.locator(".steps-line")).to_have_text(f"Step 4 of 4 · {raised}")


def test_code_and_output_are_so_many_lines_high_and_scroll(options: LivePage) -> None:
    cell = options.settle().cell("numbered")
    cell.run()
    for part in (cell.root.locator(".highlight"), cell.output):
        assert part.evaluate("part => part.scrollHeight > part.clientHeight")
        assert part.evaluate("part => part.clientHeight / parseFloat(getComputedStyle(part).fontSize)") < 9
    expect(cell.output).to_have_attribute("tabindex", "0")  # for the keyboard


def test_an_annotation_is_shown_by_its_number_which_is_no_code(options: LivePage) -> None:
    cell = options.settle().cell("annotated")
    note = cell.root.locator(".cell-annotations > li")
    expect(note.first).to_be_hidden()
    cell.expect_editor()
    cell.expect_source("first = 20\nsecond = 22\nfirst + second")
    mark = cell.root.get_by_role("button", name="Annotation 2")
    mark.click()
    expect(note.nth(1)).to_have_text("The sum.")
    expect(note.nth(1)).to_be_visible()
    expect(note.first).to_be_hidden()
    expect(mark).to_have_attribute("aria-expanded", "true")
    mark.press("Enter")
    expect(note.nth(1)).to_be_hidden()
    cell.run()
    cell.expect_output("result", "42")


@pytest.mark.chromium_only
def test_on_paper_all_of_code_output_and_annotations_is_there(options: LivePage) -> None:
    live, page = options.settle(), options.page
    live.cell("numbered").run()
    page.emulate_media(media="print")
    for part in (live.cell("numbered").root.locator(".highlight"), live.cell("numbered").output):
        assert part.evaluate("part => part.scrollHeight <= part.clientHeight")
    expect(live.cell("annotated").root.locator(".cell-annotations > li").first).to_be_visible()


def test_an_annotation_stays_at_its_line(options: LivePage) -> None:
    cell = options.settle().cell("annotated")
    cell.edit("# more\nfirst = 20\nfirst")
    expect(cell.root.locator(".cm-line").nth(1).get_by_role("button")).to_have_count(1)
    expect(cell.root.get_by_role("button", name="Annotation")).to_have_count(1)
    cell.reset()
    expect(cell.root.get_by_role("button", name="Annotation")).to_have_count(2)


def test_sessions_have_variables_and_hidden_code_of_their_own(options: LivePage) -> None:
    live, page = options.settle(), options.page
    one, two, three, four = map(live.cell, ("one", "two", "three", "four"))
    one.run()
    two.run()
    two.expect_output("result", "(False, 'set up')")
    three.run()
    four.run()
    four.expect_output("result", "'of the page'")
    live.choose("Variables")
    panel = page.get_by_role("region", name="Variables")
    expect(panel.get_by_role("rowheader", name="Session “other”")).to_be_visible()
    expect(panel.get_by_role("row")).to_contain_text(["Name", "shared", "Session", "shared", "hidden"])
    panel.get_by_role("button", name="Close").click()
    two.edit("while shared:\n    pass")
    two.start()
    two.expect_state("running")
    two.stop()
    two.expect_over()
    two.note.get_by_role("button", name="Run those cells again").click()
    two.expect_state("done")
    two.edit("shared, hidden")
    two.run()
    two.expect_output("result", "('of the other', 'set up')")
    four.run()
    four.expect_output("result", "'of the page'")


def test_names_of_another_session_do_not_complete(options: LivePage) -> None:
    live, page = options.settle(), options.page
    live.cell("one").edit("solo = 1")
    live.cell("one").run()
    live.cell("two").run()
    two = live.cell("two")
    options = two.root.get_by_role("option")
    two.edit("hid")
    page.keyboard.press("Tab")
    expect(options).to_have_text([re.compile("^hidden")])
    page.keyboard.press("Escape")
    two.edit("sha")
    page.keyboard.press("Tab")
    expect(options).to_have_text([re.compile("^shared")])  # of a cell of this session that has not run
    page.keyboard.press("Escape")
    two.edit("so")
    page.keyboard.press("Tab")
    expect(options).to_have_text([re.compile("^sorted")])


def test_a_check_in_markdown_judges_and_its_hints_open_in_turn(
    reused: Callable[[str], LivePage], site: str
) -> None:
    live = reused(f"{site}exercise/").settle()
    page = live.page
    answer, judge = live.cell("answer"), live.cell("judge")
    judge.run()
    judge.expect_output("verdict", "✗ add(1, 2) gave -1, wanted 3.")
    hints = page.locator("details.exercise-hint")
    expect(hints.locator("summary")).to_have_text(["Hint 1 of 2", "The operator"])
    expect(hints.nth(1)).to_be_hidden()
    hints.first.locator("summary").click()
    expect(hints.first.locator("strong")).to_have_text("operator")
    expect(hints.nth(1)).to_be_visible()
    solution = page.locator("details.exercise-solution")
    expect(live.cell("solved").root).to_be_hidden()
    solution.locator("> summary").click()
    expect(live.cell("solved").root).to_be_visible()
    answer.edit("def add(a, b):\n    return a + b + offset")
    judge.run()
    judge.expect_output("verdict", "✓ Right.")
    expect(page.locator("section.exercise .exercise-solved")).to_have_text("✓ solved")
    expect(page.locator("section.exercise")).not_to_contain_text("After the exercise.")


def test_an_exercise_can_be_read_without_scripts(site: str, reader: BrowserContext) -> None:
    browser = reader.browser
    assert browser
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}exercise/")
    expect(page.locator("details.exercise-solution code")).to_be_hidden()
    page.locator("details.exercise-solution > summary").click()
    expect(page.locator("details.exercise-solution code")).to_contain_text("return a + b")
    page.goto(f"{site}options/")
    expect(page.locator("[data-cell=numbered] .cell-linenos")).to_be_visible()
    expect(page.get_by_text("The first number.")).to_be_visible()
    context.close()


def test_what_uses_a_changed_control_runs_again_in_order(follow: LivePage) -> None:
    live = follow.settle()
    live.run_all()
    live.cell("behind").expect_output("result", "42")
    before = live.cell("apart").part("result").inner_text()
    live.cell("speed").form.get_by_role("slider").fill("5")
    live.cell("sentence").expect_output("result", "'50 km'")
    live.cell("way").expect_output("result", "50")
    expect(live.cell("manual").label).to_have_text("Out of date: what it uses has changed")
    expect(live.cell("behind").label).to_have_text("Out of date: what it uses has changed")
    live.cell("behind").expect_output("result", "42")
    live.cell("apart").expect_output("result", before)
    live.cell("manual").run()
    live.cell("behind").expect_output("result", "102")
    expect(live.cell("behind").label).not_to_contain_text("Out of date")


@pytest.mark.every_browser
def test_a_reactive_cell_runs_though_it_has_not_run_before(follow: LivePage) -> None:
    live = follow
    live.cell("speed").run()
    live.cell("sentence").expect_output("result", "'20 km'")
    live.cell("manual").expect_state("idle")


@pytest.mark.every_browser
def test_an_error_ends_the_chain_and_what_is_behind_is_out_of_date(follow: LivePage) -> None:
    live = follow
    live.run_all()
    live.cell("behind").expect_output("result", "42")
    live.cell("speed").edit("speed = None")
    live.cell("speed").run()
    live.cell("way").expect_state("failed")
    expect(live.cell("sentence").label).to_have_text("Out of date: what it uses has changed")
    live.cell("sentence").expect_output("result", "'20 km'")


def test_stop_ends_the_chain(follow: LivePage) -> None:
    live = follow.settle()
    live.run_all()
    live.cell("behind").expect_output("result", "42")
    way = live.cell("way")
    way.edit("import asyncio\nawait asyncio.sleep(1000 if speed > 5 else 0)\nway = speed")
    way.run()
    live.cell("sentence").expect_output("result", "'2 km'")
    live.cell("speed").form.get_by_role("slider").fill("7")
    way.expect_state("running")
    way.stop()
    way.expect_state("stopped")
    expect(live.cell("sentence").label).to_have_text("Out of date: what it uses has changed")
    live.cell("sentence").expect_output("result", "'2 km'")


@pytest.mark.every_browser
def test_marked_cells_run_in_view_unless_the_reader_turns_that_off(site: str, page: Page) -> None:
    live = LivePage(page).open(f"{site}start/")
    live.cell("at-once").expect_state("done", timeout=120_000)
    live.cell("at-once").expect_output("result", "21")
    live.cell("below").expect_state("idle")
    live.cell("below").root.scroll_into_view_if_needed()
    live.cell("below").expect_output("result", "22")
    live.choose("Run marked cells by themselves")  # the reader can turn that off
    page.reload()
    live.settle()
    live.cell("below").root.scroll_into_view_if_needed()
    live.settle(scrolls=False)
    live.expect_kernel("off")
    live.cell("at-once").expect_state("idle")
    live.cell("below").expect_state("idle")
