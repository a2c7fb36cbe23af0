"""Measure how soon the first typed character is seen in a cell that was not touched before.

    SEQLITE_TEST_SITE=site uv run python site_tests/bench/first_key.py [--runs 15]

A lesson is opened by a new profile, a cell is focused, and a letter is typed: at once, while the editor's
script is still on its way, or when it is here; also on a processor made four times as slow. The time runs
from the key's event to the end of the frame that shows the letter. Chromium's own measure of the same key,
its Event Timing, is beside it: to the paint, in steps of 8 ms. The same key in an element that is alone on
an empty page says what of that is the browser's own. Then a line is typed at a person's speed right after the
focus, over a slow line, and has to stand there letter by letter.
"""

import argparse
import os
import statistics
from functools import partial
from pathlib import Path

from on_site import on_site
from playwright.sync_api import Browser, Page
from slow_line import SLOW_3G, SLOW_4G, hosted

PAGE, CELL = "lessons/sequential-models/", "#cell-dense-layer"
SLOWER = (1, 4)
FRAME = 1000 / 60
TYPED = "import torch"
APART = 90
"""Milliseconds between keys of somebody who types 130 letters in 12 seconds, which is fast."""
WATCH = """() => {
    const found = window.key_ = { shown: null, painted: null };
    const { length } = document.activeElement.textContent;
    addEventListener("keydown", ({ timeStamp }) => {
        const seen = () => {
            if (document.activeElement.textContent.length === length) return requestAnimationFrame(seen);
            const channel = new MessageChannel(); // after the frame in which it was there
            channel.port1.onmessage = () => { found.shown = performance.now() - timeStamp; };
            channel.port2.postMessage(0);
        };
        requestAnimationFrame(seen);
    }, { capture: true, once: true });
    new PerformanceObserver((list) => {
        for (const { name, duration } of list.getEntries())
            if (name === "keydown") found.painted ??= duration;
    }).observe({ type: "event", durationThreshold: 16 });
}"""
ALONE = "data:text/html,<p contenteditable id=alone style='font: 16px monospace'>a</p>"
READ = "() => new Promise((done) => setTimeout(() => done(window.key_), 150))"


def opened(browser: Browser, address: str, slower: int) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(address + PAGE)
    page.wait_for_load_state("networkidle")
    page.locator(CELL).get_by_role("textbox").wait_for()
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    return page


def measured(browser: Browser, address: str, slower: int, has_editor: bool) -> tuple[float, float]:
    """Milliseconds to the frame with the letter, and Chromium's measure, 16 where that is less."""
    page = opened(browser, address, slower)
    code = page.locator(CELL).get_by_role("textbox")
    code.focus()
    if has_editor:
        page.locator(CELL).locator(".cm-content").wait_for()
    return pressed(page)


def measured_alone(browser: Browser, slower: int) -> tuple[float, float]:
    """The same on a page with nothing else."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(ALONE)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.locator("#alone").focus()
    return pressed(page)


def pressed(page: Page) -> tuple[float, float]:
    page.evaluate(WATCH)
    page.keyboard.press("q")
    page.wait_for_function("() => window.key_.shown !== null")
    found = page.evaluate(READ)
    page.context.close()
    return found["shown"], found["painted"] or 16


def typed_over_a_line(browser: Browser, address: str) -> tuple[str, str]:
    """What stands in the cell after a line is typed right after the focus: at its start, and once the
    editor is here."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(address + PAGE)
    code = page.locator(CELL).get_by_role("textbox")
    code.focus()
    page.keyboard.type(TYPED + "\n", delay=APART)
    early = code.inner_text()
    page.locator(CELL).locator(".cm-content").wait_for(timeout=120_000)
    late = "\n".join(page.locator(CELL).locator(".cm-line").all_inner_texts())
    page.context.close()
    return early, late


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=15)
    arguments = parser.parse_args()
    with on_site(parser) as (address, browser):
        for slower in SLOWER:
            ways = {
                "right after the focus": partial(measured, browser, address, slower, has_editor=False),
                "editor is here": partial(measured, browser, address, slower, has_editor=True),
                "alone on an empty page": partial(measured_alone, browser, slower),
            }
            for name, way in ways.items():
                pairs = [way() for _ in range(arguments.runs)]
                shown, painted = ([pair[i] for pair in pairs] for i in (0, 1))
                late = sum(one > FRAME for one in shown)
                print(
                    f"{name:24} {slower} × slower: "
                    f"{statistics.median(shown):5.1f} ms [{min(shown):.1f} to {max(shown):.1f}], "
                    f"{late} of {len(shown)} later than a frame; by Event Timing "
                    f"{statistics.median(painted):.0f} ms [to {max(painted):.0f}]; "
                    f"load {os.getloadavg()[0]:.1f}",
                    flush=True,
                )
        site = Path(os.environ.get("SEQLITE_TEST_SITE", "site"))
        for line in (SLOW_4G, SLOW_3G):
            with hosted(site, line) as slow:
                for text in typed_over_a_line(browser, slow):
                    first = text.split("\n")[0]
                    print(f"{line.name:24} {'right' if first == TYPED else 'WRONG'}: {first!r}", flush=True)


if __name__ == "__main__":
    main()
