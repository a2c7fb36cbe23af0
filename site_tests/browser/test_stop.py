"""Stop, in every state that a cell can be in: it ends, says what was lost, and the next cell runs."""

import random
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from site_tests.drivers import expect
from site_tests.pages.cells import FIRST_LOAD, LivePage
from site_tests.servers.site_server import held_back
from site_tests.suite.slow import slow_except

LESSON = "lessons/tour/"
LOOP = "print('begins')\nwhile True:\n    pass"
FLOOD = "while True:\n    print('x' * 60)"
NUMPY = "import numpy as np\na = np.ones((2500, 2500))\nprint('begins')\na @ a"
SLEEP = "import time\nprint('begins')\ntime.sleep(600)"
INTERRUPTED = """import sys
runner = sys.modules['live_runner.runner']
plain = runner.needed
def needed(source):
    runner.needed = plain
    raise KeyboardInterrupt
runner.needed = needed"""
SLOW_TO_ANSWER = """import time
class Slow:
    def __dir__(self):
        time.sleep(600)
slow = Slow()"""
AWAIT = "import asyncio\nprint('begins')\nawait asyncio.sleep(600)"
CLEANUP = (
    "import asyncio, time\nprint('begins')\ntry:\n    await asyncio.sleep(600)\nfinally:\n    time.sleep(0.5)"
)

PRESS_AT_RANDOM = """async (cell, [times, seed]) => {
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    const ends = {};
    for (let i = 0; i < times; i++) {
        const over = new Promise((resolve) => {
            const watch = new MutationObserver(() => {
                if (!["done", "stopped", "failed"].includes(cell.dataset.state)) return;
                watch.disconnect();
                resolve();
            });
            watch.observe(cell, { attributeFilter: ["data-state"] });
        });
        cell.querySelector(".live-button--run").click();
        const moment = performance.now() + random() * 12;
        if (i % 10 === 9) await over;  // some are not stopped, however slow the machine is
        while (performance.now() < moment) await new Promise((soon) => setTimeout(soon));
        const stop = cell.querySelector(".live-button--stop");
        if (!stop.disabled) stop.click();
        await over;
        ends[cell.dataset.state] = (ends[cell.dataset.state] ?? 0) + 1;
    }
    return ends;
}"""


@pytest.mark.parametrize(
    ("isolated", "source", "keeps"),
    [
        pytest.param(True, LOOP, True, id="isolated-loop", marks=pytest.mark.every_browser),
        pytest.param(True, FLOOD, True, id="isolated-flood", marks=pytest.mark.slow),
        # kept if Stop comes just before the long call
        pytest.param(True, NUMPY, None, id="isolated-numpy", marks=pytest.mark.slow),
        pytest.param(True, SLEEP, True, id="isolated-sleep", marks=pytest.mark.slow),
        pytest.param(True, AWAIT, True, id="isolated-await"),
        pytest.param(False, LOOP, False, id="plain-loop", marks=pytest.mark.every_browser(first=True)),
        pytest.param(False, FLOOD, False, id="plain-flood", marks=pytest.mark.slow),
        pytest.param(False, NUMPY, False, id="plain-numpy", marks=pytest.mark.slow),
        pytest.param(False, SLEEP, False, id="plain-sleep", marks=pytest.mark.slow),
        pytest.param(False, AWAIT, True, id="plain-await"),
        pytest.param(False, CLEANUP, True, id="plain-cleanup"),
    ],
)
def test_stop(
    reused: Callable[[str], LivePage],
    site_url: str,
    isolated_site_url: str,
    isolated: bool,
    source: str,
    keeps: bool | None,
) -> None:
    lesson = reused((isolated_site_url if isolated else site_url) + LESSON)
    lesson.restart()  # nothing has run
    first, second, third = (lesson.cell(name) for name in lesson.cell_ids[:3])
    first.edit("kept = 'still here'")
    first.run()
    second.edit(source)
    second.start()
    expect(second.part("stdout").first).to_contain_text("begins" if "begins" in source else "x" * 60)
    second.stop()
    second.expect_state("stopped")
    if keeps is None:
        keeps = second.part("error").count() > 0
    if keeps:
        expect(second.part("error")).to_contain_text("KeyboardInterrupt")
        expect(second.note).to_be_hidden()
    else:
        expect(second.note).to_contain_text("variables of this page are gone. One cell had run before")
    lesson.expect_kernel("ready")
    third.edit("globals().get('kept', 'gone')")
    third.run()
    third.expect_output("result", repr("still here" if keeps else "gone"))


def test_stop_while_python_looks_what_a_cell_needs_is_a_stop(
    reused: Callable[[str], LivePage], isolated_site_url: str
) -> None:
    lesson = reused(isolated_site_url + LESSON)
    first, second = (lesson.cell(name) for name in lesson.cell_ids[:2])
    first.edit(INTERRUPTED)
    first.run()
    second.edit("print('begun')")
    second.start()
    second.expect_state("stopped")
    second.run()
    second.expect_output("stdout", "begun\n")


def test_stop_at_once_costs_no_variable(reused: Callable[[str], LivePage], isolated_site_url: str) -> None:
    lesson = reused(isolated_site_url + LESSON)
    first, second, third = (lesson.cell(name) for name in lesson.cell_ids[:3])
    first.edit("kept = 'still here'")
    first.run()
    second.edit("while True:\n    pass")
    second.start()
    second.stop()
    second.expect_state("stopped")
    expect(second.note).not_to_contain_text("variables of this page are gone")
    third.edit("globals().get('kept', 'gone')")
    third.run()
    third.expect_output("result", repr("still here"))


@pytest.mark.slow
def test_stop_while_python_answers_a_question_is_meant_for_the_run_that_waits(
    reused: Callable[[str], LivePage], isolated_site_url: str
) -> None:
    lesson = reused(isolated_site_url + LESSON)
    first, second, third = (lesson.cell(name) for name in lesson.cell_ids[:3])
    first.edit(SLOW_TO_ANSWER)
    first.run()
    lesson.expect_kernel("ready")
    second.edit("slow.")
    lesson.page.keyboard.press("Tab")
    third.edit("print('begins')\nwhile True:\n    pass")
    third.start()
    third.stop()
    third.expect_state("stopped")
    expect(third.note).not_to_contain_text("variables of this page are gone")
    second.edit("'slow' in globals()")
    second.run()
    second.expect_output("result", "True")


@pytest.mark.parametrize("isolated", slow_except([True, False], False))
@pytest.mark.usefixtures("context")
def test_stop_while_python_loads(page: Page, site_url: str, isolated_site_url: str, isolated: bool) -> None:
    with held_back("*/memory.zst"):
        lesson = LivePage(page).open((isolated_site_url if isolated else site_url) + LESSON)
        cell = lesson.cell(lesson.cell_ids[0])
        cell.edit("'late'")  # Python starts with the first key
        cell.start()
        lesson.expect_kernel("loading")
        cell.stop()
        cell.expect_state("stopped")
        lesson.expect_kernel("off")
    cell.run()
    cell.expect_output("result", "'late'", timeout=FIRST_LOAD)


def test_a_stopped_run_shows_nothing_of_an_earlier_one(
    reused: Callable[[str], LivePage], site_url: str
) -> None:
    lesson = reused(site_url + LESSON)
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit("print('earlier')")
    cell.run()
    cell.edit("while True:\n    pass")
    cell.start()
    cell.expect_state("running")
    cell.stop()
    cell.expect_state("stopped")
    expect(cell.output).not_to_contain_text("earlier")


@pytest.mark.parametrize("times", slow_except([40, 400], 40))
def test_stop_at_any_moment_harms_no_other_run(
    times: int, reused: Callable[[str], LivePage], isolated_site_url: str
) -> None:
    lesson = reused(isolated_site_url + LESSON)
    first, second = (lesson.cell(name) for name in lesson.cell_ids[:2])
    first.edit("kept = 0")
    first.run()
    second.edit("for _ in range(400_000): pass\nkept += 1")
    seed = random.randrange(2**31)
    print("seed", seed)
    ends = second.root.evaluate(PRESS_AT_RANDOM, [times, seed])
    print(ends)
    assert set(ends) == {"done", "stopped"}
    first.edit("kept")
    first.run()
    counted = int(first.part("result").inner_text())
    assert counted >= ends["done"]  # what was stopped after its last line counts as well
    expect(second.note).to_be_hidden()
