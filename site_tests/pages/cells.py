"""Page objects: a page with live cells as a reader uses it. The only place that knows its selectors."""

from __future__ import annotations

import base64
import re
import zlib

from playwright.sync_api import Locator, Page, Worker

from site_tests.drivers import expect
from site_tests.pages import theme
from site_tests.suite.browser_setup import PATIENCE

FIRST_LOAD = PATIENCE  # Python comes over the network and is compiled
SOON = PATIENCE
UNFINISHED = (
    "div.mermaid:not([data-drawn]), [data-picture]:not([data-live], [data-far]), "
    "[data-cell]:not([data-live], [data-tags~='torch-only'], [data-tags~='example']), "
    "[data-live] > details.prediction:not([data-mounted])"
)
"""Diagrams, pictures near the screen, cells and predictions that are not as they will be."""
DRAW_FAR = """async () => {
    const [left, top] = [scrollX, scrollY];
    for (const picture of document.querySelectorAll("[data-far]")) {
        picture.scrollIntoView({ block: "center", behavior: "instant" });
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    }
    scrollTo({ left, top, behavior: "instant" });
}"""
"""Scroll past the pictures that are drawn when they come near, and back."""

COME_TO = """(node, name) => {
    for (const other of document.querySelectorAll("[data-at-hand]")) delete other.dataset.atHand;
    const cell = node.closest(".cell");
    cell?.setAttribute("data-at-hand", "");
    const menu = cell?.querySelector(".cell-bar .live-menu");
    const items = cell?.querySelectorAll(".live-menu button, [data-in-menu]") ?? [];
    if (menu) menu.open = [...items].some(({ textContent }) => textContent === name);
}"""
"""As a finger that touches a cell: its buttons come up, and its menu opens if one of that name is in it."""
OF_PICTURES = ("The numbers as a table", "Fit")


def python_workers(page: Page) -> list[Worker]:
    """The page's workers: Python's, and while it starts, the one that unpacks for it."""
    return [worker for worker in page.workers if worker.url.startswith("blob:")]


def fetched_for_python(page: Page) -> list[str]:
    """The addresses of what Python has fetched, when all of it has come."""
    page.wait_for_function("() => liveKernel.fetched.size > 0")
    return list(page.evaluate("[...liveKernel.fetched]"))


def button_of(root: Locator, name: str) -> Locator:
    """A button of a live cell, by something in it; the menu is opened for those that stand there."""
    return button_in(root.locator("xpath=ancestor-or-self::*[@data-cell]"), name)


def button_in(cell: Locator, name: str) -> Locator:
    """A button of a live cell, by its element."""
    expect(cell).to_have_attribute("data-live", "", timeout=SOON)
    if name in OF_PICTURES:
        expect(cell.locator("[data-in-menu]", has_text=name)).not_to_have_count(0, timeout=SOON)
    cell.evaluate(COME_TO, name)
    return cell.get_by_role("button", name=name, exact=True)


class LiveCell:
    """One live cell."""

    def __init__(self, page: Page, cell_id: str) -> None:
        self.page = page
        self.cell_id = cell_id
        self.root = page.locator(f'[data-cell="{cell_id}"]')
        self.editor = self.root.locator(".highlight").get_by_role("textbox")
        self.output = self.root.locator("[data-output]")
        self.form = self.root.locator(".cell-form")
        self.label = self.root.locator(".cell-info")
        self.note = self.root.locator(".cell-note")
        self.marked_line = self.root.locator(".cell-error-line")
        self.documented = self.root.locator(".cell-documented")
        self.show_rest = self.root.get_by_role("button", name="Show the rest")

    def button(self, name: str) -> Locator:
        return button_in(self.root, name)

    def part(self, kind: str) -> Locator:
        return self.output.locator(f'[data-part="{kind}"]')

    def run(self) -> None:
        """Press Run and wait until the run is over."""
        self.start()
        self.expect_over()

    def start(self) -> None:
        """Press Run."""
        self.root.locator(".cell-bar .live-button--run").click()  # of a check, it says “Check”

    def stop(self) -> None:
        self.button("Stop").click()

    def reset(self) -> None:
        self.button("Reset").click()

    def edit(self, source: str) -> None:
        """Replace the code by typing over it, as a paste would."""
        self.expect_editor()
        self.editor.click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.press("Delete")  # Firefox leaves empty lines where text takes a selection's place
        self.page.keyboard.insert_text(source)
        self.expect_source(source)

    @property
    def source(self) -> str:
        """The code as the page came with it, before CodeMirror takes its place."""
        return self.root.locator("pre > code").text_content() or ""

    def show_code(self) -> None:
        """Unfold the code, if it is folded."""
        if self.root.evaluate("cell => 'folds' in cell.dataset && !('codeShown' in cell.dataset)"):
            self.button("Show code").click()

    def expect_editor(self) -> None:
        """Wait for the editor that a hint of interest brings."""
        self.show_code()
        self.page.mouse.move(0, 0)  # a pointer that stays where it was tells Firefox's reloaded page nothing
        self.editor.hover()
        expect(self.root.locator(".cm-content")).to_be_visible(timeout=SOON)

    def expect_source(self, source: str) -> None:
        expect(self.root.locator(".cm-line")).to_have_text(source.split("\n"), timeout=SOON)

    def expect_state(self, *states: str, timeout: int = SOON) -> None:
        expect(self.root).to_have_attribute("data-state", re.compile("|".join(states)), timeout=timeout)

    def expect_over(self, timeout: int = FIRST_LOAD) -> None:
        self.expect_state("done", "failed", "stopped", timeout=timeout)

    def expect_output(self, kind: str, text: str | re.Pattern[str], timeout: int = SOON) -> None:
        """The text of all parts of one kind, exactly or by pattern."""
        expect(self.part(kind)).to_have_text([text], use_inner_text=True, timeout=timeout)

    def expect_error(self, message: str, line: int | None = None) -> None:
        """The run failed with an error that ends in `message`, the given line being marked in the editor."""
        self.expect_state("failed")
        expect(self.part("error")).to_contain_text(message)
        if line is not None:
            marked = "el => [...el.parentElement.children].indexOf(el) + 1"
            expect(self.marked_line).to_have_count(1)
            assert self.marked_line.evaluate(marked) == line


class LivePage:
    """A page with live cells."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.status = page.locator(".live-status")
        self.bar = page.locator(".live-bar")
        self.lost = page.locator(".live-lost")

    def open(self, address: str) -> LivePage:
        self.page.goto(address)
        return self

    def open_at_picture(self, address: str) -> Locator:
        """Open a page and scroll to its first picture, which is drawn as it comes near."""
        picture = self.open(address).page.locator(".picture").first
        picture.scroll_into_view_if_needed()
        picture.evaluate(COME_TO)
        return picture

    def settle(self, *, scrolls: bool = True) -> LivePage:
        """Wait until the page has done all that it does by itself, also below the screen."""
        expect(self.page.locator(UNFINISHED)).to_have_count(0, timeout=SOON)
        if scrolls:
            self.page.evaluate(DRAW_FAR)
            expect(self.page.locator(UNFINISHED)).to_have_count(0, timeout=SOON)
        self.page.evaluate("() => new Promise(idle => requestIdleCallback(idle))")
        return self

    def cell(self, cell_id: str) -> LiveCell:
        return LiveCell(self.page, cell_id)

    @property
    def cell_ids(self) -> list[str]:
        """The ids of the cells that run here, from top to bottom."""
        cells = self.page.locator("[data-cell][data-live]")
        expect(cells).not_to_have_count(0)  # waiting for one would keep hold of it
        ids: list[str] = cells.evaluate_all("cells => cells.map(cell => cell.dataset.cell)")
        return ids

    def follow(self, link: str) -> None:
        """Go to another page of the site by a link, and wait until this one has left."""
        # not by a locator: its handle would hold the cell
        self.page.evaluate("document.querySelector('[data-cell]').dataset.left = ''")
        self.page.get_by_role("link", name=link).first.click()
        expect(self.page.locator("[data-left]")).to_have_count(0, timeout=SOON)

    def button(self, name: str) -> Locator:
        """A button of the bar that belongs to the whole page."""
        return self.bar.get_by_role("button", name=name, exact=True)

    def choose(self, name: str) -> None:
        """Press a button of the bar's menu."""
        self.bar.get_by_text("More", exact=True).click()
        self.button(name).click()

    def run_all(self, with_experiments: bool = False) -> None:
        if with_experiments:  # those that are folded are left out
            self.page.evaluate("for (const one of document.querySelectorAll('.experiment')) one.open = true")
        self.button("Run all").click()

    def restart(self) -> None:
        self.choose("Restart")

    def leave_as_published(self) -> None:
        """Take back what was done here, but for the names that Python has."""
        self.expect_kernel("ready")  # a cell that runs cannot be reset
        resets = self.page.locator(".cell-bar .live-button--reset")
        resets.evaluate_all("buttons => buttons.forEach((button) => button.click())")
        panel = self.page.get_by_role("region", name="Variables")
        if panel.count():
            panel.get_by_role("button", name="Close").click()
        self.page.evaluate(f"siteTheme.scheme = '{theme.LIGHT}'; localStorage.clear(); scrollTo(0, 0)")

    def kill_python(self) -> None:
        """End the worker behind the page's back, as a browser does that runs out of memory.

        The page hears of it by the worker's lock, so not before it waits for that.
        """
        self.page.wait_for_function("async () => (await navigator.locks.query()).pending.length > 0")
        python, *_ = python_workers(self.page)
        python.evaluate(
            "() => { setTimeout(() => self.close()) }"
        )  # an answer that ends with it may never come

    def pretend_code_has_changed(self) -> None:
        """Make every kept edit look like one of an older version of its cell."""
        self.page.evaluate("""() => {
            for (const [key, value] of Object.entries(localStorage))
                if (key.startsWith("live-cells:"))
                    localStorage.setItem(key, value.replace(/"[0-9a-z]+":/, '"older":'));
        }""")

    def expect_kernel(self, *states: str, timeout: int = FIRST_LOAD) -> None:
        expect(self.page.locator("html")).to_have_attribute(
            "data-kernel", re.compile("|".join(states)), timeout=timeout
        )


def shared_link(address: str, cell: str, source: str) -> str:
    """A link as Share makes it: to a page's address, with code for a cell."""
    packed = zlib.compress(source.encode(), wbits=-15)
    return f"{address}#code={cell}.{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"
