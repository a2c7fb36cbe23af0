"""Set each control of the built site's cells to its extremes in a browser, and say how each run ends.

    uv run python site_tests/lessons/extremes_in_browsers.py [--browser NAME] [--site DIR] [LESSON ...]

What extremes.py does without a page, through the page's own controls: on each page with form fields, cell by
cell from the top, as published, then with each control at its extremes, the others as published. A slider
gets the keys Home and End, a number is typed, a box clicked. The seconds are those that a reader waits, from
the control's change to the end of the run. Ends with 1 where a control's run did not end as done or took more
than ten seconds, a cell above failed, or the page logged an error. The load is that of the machine's last
minute: above its number of cores, seconds mean little.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from playwright.sync_api import Error, Locator

from site_tests import ROOT
from site_tests.drivers import Missing, expect, find
from site_tests.pages.cells import FIRST_LOAD, LiveCell, LivePage
from site_tests.pages.page_errors import complaints_of
from site_tests.servers.site_server import addresses, served
from site_tests.suite.browser_setup import BROWSERS

LIMIT = 10
"""Seconds."""
PUBLISHED = "as published"
WATCH = """root => {
    let begin;
    const changed = () => {
        begin = performance.now();
        delete root.dataset.took;
    };
    const moved = () => {
        const isOver = ["done", "failed", "stopped"].includes(root.dataset.state);
        if (isOver && begin) root.dataset.took = (performance.now() - begin) / 1000;
    };
    for (const kind of ["input", "click"]) root.addEventListener(kind, changed, { capture: true });
    new MutationObserver(moved).observe(root, { attributeFilter: ["data-state"] });
}"""
"""Note with the cell how many seconds after its control's change its run was over."""
LAST = "node => Object.assign(node.cloneNode(), { value: node.max }).value"
"""The largest value that a slider's steps reach."""
OPTIONS = "node => [...node.options].map(({ value }) => value)"
VALUE = "node => node.type === 'checkbox' ? String(node.checked) : node.value"
UNFOLD = "root => root.closest('details')?.setAttribute('open', '')"
"""Solutions are folded, and cells below build on them."""
CONTROLS = ".cell-field"


@dataclass(frozen=True)
class Run:
    """One run of a cell with one control elsewhere."""

    cell: str
    control: str
    value: str
    outcome: str
    seconds: float
    error: str
    """The end of what was raised; empty when nothing was."""

    @property
    def is_fine(self) -> bool:
        """Did it end well, and in time? What loads at a first run takes as long as it takes."""
        return self.outcome == "done" and (self.control == PUBLISHED or self.seconds <= LIMIT)


def runs(cell: LiveCell) -> Iterator[Run]:
    """Every run of a cell with controls; afterward it has run as published."""
    cell.root.evaluate(WATCH)
    yield _measured(cell, PUBLISHED, "", cell.start)
    for at in range(cell.form.locator(CONTROLS).count()):
        label = cell.form.locator(CONTROLS).nth(at)
        name = label.locator(".cell-field-name").inner_text()
        control = label.locator("input, select")
        for move in _moves(cell, control):
            before = control.evaluate(VALUE)
            run = _measured(cell, name, "", move)
            value = control.evaluate(VALUE)
            assert value != before, f"{name} stays at {value}"
            yield Run(run.cell, name, value, run.outcome, run.seconds, run.error)
        cell.reset()
    cell.run()


def _moves(cell: LiveCell, control: Locator) -> Iterator[partial[None]]:
    """What a reader does to bring the control to each extreme at which it is not yet."""
    published = control.evaluate(VALUE)
    kind = control.evaluate("node => node.type")
    if kind == "checkbox":
        yield partial(control.click)
    elif kind == "select-one":
        for option in control.evaluate(OPTIONS):
            if option != published:
                yield partial(control.select_option, option)
    elif kind == "range":
        first, last = control.get_attribute("min"), control.evaluate(LAST)
        for key, extreme in (("Home", first), ("End", last)):
            if control.evaluate(VALUE) != extreme:
                yield partial(control.press, key)
    elif kind == "number":
        for limit in (control.get_attribute("min"), control.get_attribute("max")):
            if limit not in (None, control.evaluate(VALUE)):
                yield partial(_type_over, control, limit)


def _type_over(control: Locator, value: str) -> None:
    """All at once: each digit typed would be a value of its own."""
    control.press("ControlOrMeta+a")
    control.page.keyboard.insert_text(value)


def _measured(cell: LiveCell, control: str, value: str, act: partial[None]) -> Run:
    cell.root.evaluate("root => delete root.dataset.took")
    act()
    expect(cell.root).to_have_attribute("data-took", re.compile("."), timeout=FIRST_LOAD)
    outcome = cell.root.get_attribute("data-state") or ""
    error = "" if outcome == "done" else cell.output.inner_text().strip().rpartition("\n")[2]
    return Run(cell.cell_id, control, value, outcome, float(cell.root.get_attribute("data-took") or 0), error)


def has_controls(cell: LiveCell) -> bool:
    return cell.form.locator(CONTROLS).count() > 0


def page_runs(lesson: LivePage) -> Iterator[Run]:
    """Every run of every cell with controls, and those of the cells above that fail."""
    cells = [lesson.cell(name) for name in lesson.cell_ids]
    last = max((at for at, cell in enumerate(cells) if has_controls(cell)), default=-1)
    for cell in cells[: last + 1]:
        tags = (cell.root.get_attribute("data-tags") or "").split()
        if has_controls(cell):
            yield from runs(cell)
        elif "check" not in tags:
            cell.root.evaluate(UNFOLD)
            cell.run()
            outcome = cell.root.get_attribute("data-state") or ""
            if outcome != "done" and "raises-exception" not in tags:
                yield Run(cell.cell_id, "none", "", outcome, 0, cell.output.inner_text())


def pages(site: Path) -> list[str]:
    """Addresses of the pages whose cells have form fields."""
    texts = {page: (site / page / "index.html").read_text("utf8") for page in addresses(site)}
    return [page for page, text in texts.items() if "data-cell=" in text and "@param" in text]


def built(stack: ExitStack) -> Path:
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q", "-d", folder], cwd=ROOT, check=True)
    return Path(folder)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help="the last part of a page's address")
    parser.add_argument("--browser", choices=BROWSERS, default="chromium")
    parser.add_argument("--site", type=Path, help="a built site; without it, one is built now")
    arguments = parser.parse_args()
    found = find(arguments.browser)
    if isinstance(found, Missing):
        parser.error(f"--browser {found.name}: {found.what}")
    with ExitStack() as stack:
        site = arguments.site or built(stack)
        chosen = [
            page
            for page in pages(site)
            if not arguments.lessons or page.rstrip("/").rpartition("/")[2] in arguments.lessons
        ]
        address = stack.enter_context(served(site))
        browser = stack.enter_context(found.launched())
        wrong = 0
        print(f"{found.name}: {found.what}")
        for page in chosen:
            context = browser.new_context(viewport={"width": 1280, "height": 900}, service_workers="block")
            tab = context.new_page()
            complaints = complaints_of(tab)
            try:
                for run in page_runs(LivePage(tab).open(address + page)):
                    _tell(page, run)
                    wrong += not run.is_fine
            except (AssertionError, Error) as error:
                print(f"{page} given up: {error}", flush=True)
                wrong += 1
            _ = tab.url  # by now all that was logged has been heard
            for complaint in complaints:
                print(f"{page} {complaint}", flush=True)
            wrong += len(complaints)
            context.close()
    sys.exit(bool(wrong))


def _tell(page: str, run: Run) -> None:
    lesson = page.rstrip("/").rpartition("/")[2]
    sign = "" if run.is_fine else f"  ✗ {run.error}"
    print(
        f"{lesson:<25} {run.cell:<22} {run.control:<52} {run.value:<24} {run.outcome:<8} "
        f"{run.seconds:6.2f} s  load {os.getloadavg()[0]:.1f}{sign}",
        flush=True,
    )


if __name__ == "__main__":
    main()
