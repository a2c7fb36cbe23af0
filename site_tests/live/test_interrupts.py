"""Interrupts, each meant for one run: they end that run or come too late, and harm nothing else."""

import asyncio
import gc
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from live_runner import input_lines, runner
from live_runner.runner_output import Part

SEED = random.randrange(2**32)


class Page:
    """Presses Stop as a page does: the interrupt is there at once, its message only when Python is free."""

    def __init__(self) -> None:
        self.is_on_its_way = False

    def stop(self) -> None:
        self.is_on_its_way = True
        self._interrupt()

    def interrupt_later(self) -> None:
        """The word in the memory that page and Python share is looked at every few instructions."""
        threading.Timer(1e-4, self._interrupt_again).start()

    def _interrupt_again(self) -> None:
        if self.is_on_its_way:
            self._interrupt()

    def _interrupt(self) -> None:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    def message_comes(self) -> None:
        self.is_on_its_way = False


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(time, "sleep", time.sleep)
    monkeypatch.setattr(input_lines, "_ask", None)
    page = Page()
    runner.prepare(interrupt_later=page.interrupt_later)
    yield page
    signal.signal(signal.SIGINT, before)


async def _run(source: str) -> tuple[str, list[Part]]:
    parts: list[Part] = []
    return await runner.run(source, parts.append), parts


def test_an_interrupt_between_two_runs_is_dropped(page: Page) -> None:
    async def between() -> Any:
        first = await _run("1 + 1")
        page.stop()  # it is in the event loop that this is taken
        await asyncio.sleep(0)
        page.message_comes()
        return first, await _run("2 + 2")

    (first, _), (second, parts) = asyncio.run(between())
    assert (first, second) == ("done", "done")
    assert parts == [{"part": "result", "text": "4"}]


def test_an_interrupt_before_a_run_has_begun_ends_it(page: Page) -> None:
    async def before() -> Any:
        cell = asyncio.ensure_future(_run("while True: pass"))
        page.stop()
        return await cell

    assert asyncio.run(before())[0] == "stopped"


def test_a_stop_before_a_run_has_begun_ends_that_run_alone(page: Page) -> None:
    async def before() -> Any:
        cell = runner.run("print('begun')", pytest.fail)
        runner.stop()
        return await cell, await _run("3")

    first, (second, parts) = asyncio.run(before())
    assert (first, second, parts) == ("stopped", "done", [{"part": "result", "text": "3"}])


def test_an_interrupt_reaches_a_task_of_the_cell(page: Page) -> None:
    source = "import asyncio\nasync def spin():\n    while True: pass\nawait asyncio.create_task(spin())"

    async def spinning() -> Any:
        threading.Timer(0.05, page.stop).start()
        return await _run(source)

    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda loop, context: None)
    try:
        cell = loop.create_task(spinning())
        while not cell.done():
            try:
                loop.run_until_complete(cell)
            except KeyboardInterrupt:  # a task passes it on, to the loop
                page.message_comes()
        outcome, _ = cell.result()
    finally:
        loop.close()
    assert outcome == "stopped"


def test_thousands_of_interrupts_around_the_ends_of_runs_harm_no_other(page: Page) -> None:
    print("seed", SEED)
    moments = random.Random(SEED)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # or the thread below would be late each time
    gc.disable()  # whose callbacks, such as Hypothesis's, an interrupt would break off
    begun, over = threading.Event(), threading.Event()

    def press() -> None:
        while True:
            begun.wait()
            begun.clear()
            if over.is_set():
                return
            for _ in range(moments.randrange(40_000)):
                pass
            page.stop()
            pressed.set()

    pressed = threading.Event()
    presser = threading.Thread(target=press)
    presser.start()
    seen: Counter[str] = Counter()

    async def all_runs() -> None:
        for number in range(3000):
            pressed.clear()
            begun.set()
            outcome, _ = await _run("for _ in range(4000): pass")
            seen[outcome] += 1
            while not pressed.is_set():
                await asyncio.sleep(0)
            page.message_comes()
            await asyncio.sleep(0)
            follows, parts = await _run(f"{number} + 1")
            assert (follows, parts) == ("done", [{"part": "result", "text": str(number + 1)}])

    try:
        asyncio.run(all_runs())
    finally:
        sys.setswitchinterval(interval)
        gc.enable()
        over.set()
        begun.set()
        presser.join()
    assert set(seen) == {"done", "stopped"}, seen
