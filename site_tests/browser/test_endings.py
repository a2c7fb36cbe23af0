"""However Python ends, the page notices, says what is lost, and offers to run again what had run."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from site_tests.drivers import expect
from site_tests.pages.browser_probes import change_script
from site_tests.pages.cells import FIRST_LOAD, LiveCell, LivePage
from site_tests.servers.site_server import held_back
from site_tests.suite.slow import slow_except

LESSON = "lessons/tour/"
EXIT = "import os\nprint('begins')\nos._exit(3)"
KILL = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
CRASH = "import ctypes\n\ndef crash():\n    ctypes.string_at(2**31 - 8)\n\ncrash()"
ABORT = "import os\nos.abort()"
DEEP = "deep = []\nfor _ in range(10**6):\n    deep = [deep]\nstr(deep)"
LATE = """import asyncio, ctypes, js
from pyodide.ffi import create_once_callable
js.setTimeout(create_once_callable(lambda: ctypes.string_at(2**31 - 8)), 0)
await asyncio.sleep(600)"""
CLOSE = "import asyncio, js\njs.self.close()\nawait asyncio.sleep(600)"
UNDONE = "import builtins\nbuiltins.__dict__.clear()"
FOREIGN = """const send = postMessage.bind(self);
addEventListener("message", ({ data }) => data.type === "run" && send("hello"));
"""
ASK = "steps.append(input('Name: '))"
AGAIN = "Run those cells again"
NASTY = """import torch

class Raises:
    shape = 5
    def __repr__(self): raise SystemExit
    def __dir__(self): raise KeyboardInterrupt
    @property
    def __class__(self): raise ValueError

class Unready(torch.nn.Module):
    def __init__(self): self.size = 3

odd, unready, forty_one = Raises(), Unready(), 41
deep = []
for _ in range(10**5):
    deep = [deep]
large = ['item'] * 10**6"""


@pytest.mark.parametrize("isolated", slow_except([False, True], False), ids=["plain", "isolated"])
@pytest.mark.parametrize(
    ("source", "reason", "line"),
    [
        pytest.param(EXIT, "the code ended it, as os._exit() does, with status 3.", None, id="exit"),
        pytest.param(
            KILL,
            "the code ended it, as os._exit() does, with status 137.",
            None,
            id="kill",
            marks=pytest.mark.slow,
        ),
        pytest.param(CRASH, "the code reached outside its memory", 6, id="crash"),
        pytest.param(ABORT, "a fatal error ended it", 2, id="abort", marks=pytest.mark.slow),
        pytest.param(
            DEEP,
            "calls, or lists within lists, went too deep for its memory",
            4,
            id="deep",
            marks=pytest.mark.slow,
        ),
        pytest.param(LATE, "the code reached outside its memory", None, id="late"),
        pytest.param(CLOSE, "it was ended, by the code or by the browser", None, id="close"),
    ],
)
def test_a_cell_that_ends_python_fails_and_says_so(
    reused: Callable[[str], LivePage],
    site_url: str,
    isolated_site_url: str,
    isolated: bool,
    source: str,
    reason: str,
    line: int | None,
) -> None:
    lesson = reused((isolated_site_url if isolated else site_url) + LESSON)
    lesson.restart()  # nothing has run
    first, second, third = (lesson.cell(name) for name in lesson.cell_ids[:3])
    first.edit("kept = 41")
    first.run()
    second.edit(source)
    second.start()
    third.edit("kept + 1")
    third.start()
    second.expect_error(f"Python stopped working: {reason}", line=line)
    expect(second.part("error")).not_to_contain_text("/live/")
    expect(second.note).to_contain_text("One cell had run before.")
    expect(lesson.lost).to_be_hidden()
    second.button("Run those cells again").click()
    third.start()
    third.expect_output("result", "42")
    expect(second.note).to_be_hidden()


@pytest.mark.slow
def test_a_worker_that_the_page_does_not_understand_is_ended(
    page: Page, context: BrowserContext, site_url: str, site_dir: Path
) -> None:
    change_script(context, "worker.js", site_dir, lambda script: FOREIGN + script)
    lesson = LivePage(page).open(site_url + LESSON)
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit("import asyncio\nawait asyncio.sleep(600)")
    cell.run()
    cell.expect_error("Python stopped working: it sent a message that the page does not understand")


@pytest.mark.slow
def test_a_python_without_what_it_needs_is_replaced(context: BrowserContext, site_url: str) -> None:
    lesson = LivePage(context.new_page()).open(site_url + LESSON)  # the browser logs what nobody can catch
    cell, other = (lesson.cell(name) for name in lesson.cell_ids[:2])
    cell.edit(UNDONE)
    cell.run()
    cell.expect_error("Python stopped working: the code removed something that Python needs to run")
    other.edit("sum([1, 2])")
    other.run()
    other.expect_output("result", "3")


@pytest.mark.chromium_only
def test_a_python_that_ends_idle_is_said_and_brought_back(used: LivePage) -> None:
    lesson = used
    lesson.restart()  # nothing has run
    first, second, third = (lesson.cell(name) for name in lesson.cell_ids[:3])
    for cell, source in ((first, "steps = ['first']"), (second, "steps.append('second')")):
        cell.edit(source)
        cell.run()
    second.edit("steps = 'edited since, and not run'")
    lesson.kill_python()
    expect(lesson.lost).to_contain_text(
        "Python stopped working: it was ended, by the code or by the browser."
    )
    expect(lesson.lost).to_contain_text("variables of this page are gone. 2 cells had run before.")
    lesson.lost.get_by_role("button", name=AGAIN).click()
    expect(lesson.lost).to_be_hidden()
    third.edit("steps")
    third.run()
    third.expect_output("result", "['first', 'second']")
    second.expect_source("steps = 'edited since, and not run'")


@pytest.mark.chromium_only
def test_what_has_not_run_again_stays_on_offer(page: Page, isolated_site_url: str) -> None:
    lesson = LivePage(page).open(isolated_site_url + LESSON)
    first, second, third = (lesson.cell(name) for name in lesson.cell_ids[:3])
    for cell, source in ((first, "steps = ['first']"), (second, ASK), (third, "steps.append('third')")):
        cell.edit(source)
        cell.start()
        if cell is second:
            answer(second, "Ada")
        cell.expect_state("done")
    lesson.kill_python()
    lesson.lost.get_by_role("button", name=AGAIN).click()
    expect(second.output.get_by_role("textbox", name="Name:")).to_be_visible(timeout=FIRST_LOAD)
    second.stop()
    expect(lesson.lost).to_contain_text("not every cell has been run again. 2 cells had run before.")
    lesson.lost.get_by_role("button", name=AGAIN).click()
    answer(second, "Grace")
    expect(lesson.lost).to_be_hidden()
    first.edit("steps")
    first.run()
    first.expect_output("result", "['first', 'Grace', 'third']")


def answer(cell: LiveCell, name: str) -> None:
    field = cell.output.get_by_role("textbox", name="Name:")
    expect(field).to_be_visible(timeout=FIRST_LOAD)
    field.fill(name)
    field.press("Enter")


@pytest.mark.chromium_only
def test_what_is_lost_is_said_on_whichever_page_is_open(page: Page, lesson: LivePage) -> None:
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit("kept = 41")
    cell.run()
    lesson.follow("Home")
    lesson.kill_python()
    expect(lesson.lost).to_contain_text("One cell had run before.")
    lesson.follow("Next: 1. Sequential models")
    expect(lesson.lost).to_contain_text("One cell had run before.")
    lesson.follow("Home")
    lesson.lost.get_by_role("button", name=AGAIN).click()
    home = lesson.cell(lesson.cell_ids[0])
    home.edit("kept + 1")
    home.run()
    home.expect_output("result", "42")
    expect(lesson.lost).to_be_hidden()


@pytest.mark.chromium_only
def test_the_reader_may_do_without_what_is_lost(used: LivePage) -> None:
    lesson = used
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit("kept = 41")
    cell.run()
    lesson.kill_python()
    lesson.lost.get_by_role("button", name="Continue without them").click()
    expect(lesson.lost).to_be_hidden()
    cell.edit("'kept' in globals()")
    cell.run()
    cell.expect_output("result", "False")
    expect(lesson.lost).to_be_hidden()


@pytest.mark.slow
@pytest.mark.chromium_only
def test_python_may_end_while_it_starts(page: Page, context: BrowserContext, site_url: str) -> None:
    with held_back("*/memory.zst"):
        lesson = LivePage(page).open(site_url + LESSON)
        cell = lesson.cell(lesson.cell_ids[0])
        with context.expect_event("request", lambda request: request.url.endswith("memory.zst")):
            cell.edit("6 * 7")
            cell.start()
        lesson.kill_python()
        cell.expect_error("Python could not be started: it was ended, by the code or by the browser.")
    cell.run()
    cell.expect_output("result", "42", timeout=FIRST_LOAD)


@pytest.fixture
def nasty(used: LivePage) -> LiveCell:
    cell = used.cell(used.cell_ids[0])
    cell.edit(NASTY)
    cell.run()
    cell.expect_state("done")
    return cell


def test_no_question_costs_a_variable(used: LivePage, nasty: LiveCell) -> None:
    page, lesson = used.page, used
    lesson.choose("Variables")
    panel = page.get_by_role("region", name="Variables")
    expect(panel.locator("td:first-child")).to_contain_text(["large", "deep", "forty_one", "unready", "odd"])
    help_ = nasty.root.locator(".cell-help")
    for name, title in (
        ("odd", "odd: Raises"),
        ("unready", "unready"),
        ("deep", "deep: list"),
        ("large", "large: list"),
    ):
        nasty.edit(name)
        page.keyboard.press("Shift+Tab")
        expect(help_).to_contain_text(title)
        page.keyboard.type(".")
        page.keyboard.press("Tab")
        nasty.edit(name)
        nasty.root.locator(".cm-line span", has_text=name).hover()
        expect(help_).to_contain_text(title)
        page.keyboard.press("Escape")
    nasty.edit("forty_one + 1")
    nasty.run()
    nasty.expect_output("result", "42")
    expect(lesson.lost).to_be_hidden()
