"""Page object: the lab as a reader uses it. The only place that knows its selectors."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page

from site_tests.drivers import expect
from site_tests.pages.browser_probes import saved
from site_tests.pages.cells import FIRST_LOAD, LivePage

ADDRESS = "lab/draw-a-digit/"
WATCH = """sheet => {
    sheet.addEventListener("pointerdown", () => (sheet.dataset.touched = ""));
    sheet.addEventListener("pointermove", ({ pointerId }) => (sheet.dataset.pointer = pointerId));
}"""
TOUCH = """sheet => {
    const { x, y, width, height } = sheet.getBoundingClientRect();
    const place = { clientX: x + width / 2, clientY: y + height / 2 };
    const finger = { pointerType: "touch", pointerId: Number(sheet.dataset.pointer), isPrimary: true };
    for (const kind of ["pointerdown", "pointerup"])
        sheet.dispatchEvent(new PointerEvent(kind, { ...place, ...finger, bubbles: true, cancelable: true }));
}"""
IN_VIEW = """async sheet => {
    const top = () => sheet.getBoundingClientRect().top;
    for (let wanted = NaN; top() !== wanted; ) {
        sheet.scrollIntoView({ block: "center", behavior: "instant" });
        wanted = top();
        for (let i = 0; i < 2; i++) // an editor scrolls to its cursor in the frame after a change
            await new Promise(requestAnimationFrame);
    }
}"""
Stroke = list[tuple[float, float]]


def draw_on(page: Page, sheet: Locator, *strokes: Stroke) -> None:
    """Draw with the mouse; places are shares of the sheet's width and height."""
    sheet.evaluate(IN_VIEW)
    box = sheet.bounding_box()
    assert box
    for stroke in strokes:
        places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place, steps=3)
        page.mouse.up()


class LabPage:
    """The page on which a digit is drawn."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.live = LivePage(page)
        self.sheet = page.get_by_role("img", name="Canvas to draw a digit on")
        self.sentence = page.locator(".lab-sentence")
        self.by = page.locator(".lab-by")
        self.seen = page.get_by_role("img", name="What the network sees")
        self.bars = page.get_by_role("list", name="Probability of each digit").get_by_role("listitem")
        self.models = page.get_by_role("group", name="The model in use")
        self.chooser = page.locator('input[type="file"]')
        self.zone = page.locator(".lab-zone")
        self.said = page.locator(".lab-said")

    def open(self, site_url: str) -> LabPage:
        self.live.open(site_url + ADDRESS)
        expect(self.sheet).to_be_visible()
        return self

    def button(self, name: str) -> None:
        self.page.locator(".lab").get_by_role("button", name=name, exact=True).click()

    def draw(self, *strokes: Stroke) -> None:
        """Draw with the mouse; places are shares of the sheet's width and height."""
        draw_on(self.page, self.sheet, *strokes)

    def touch(self) -> None:
        """Touch the middle of the sheet with a finger."""
        self.sheet.evaluate(WATCH)
        self.sheet.tap()
        if self.sheet.get_attribute("data-touched") is None:  # WebDriver BiDi has no fingers yet
            self.sheet.hover()  # an event can only be captured for a pointer that is there
            self.sheet.evaluate(TOUCH)

    def expect_answer(self, digit: int) -> None:
        expect(self.sentence).to_have_text(
            re.compile(rf"^It says {digit}, with .* probability\.$"), timeout=FIRST_LOAD
        )

    def expect_seen(self, pixels: int) -> None:
        """The network's picture has ink in so many pixels."""
        expect(self.seen).to_have_accessible_name(
            re.compile(rf": {pixels} of 784 pixels have ink"), timeout=FIRST_LOAD
        )

    @property
    def answer(self) -> int:
        found = re.match(r"It says (\d)", self.sentence.inner_text())
        assert found, self.sentence.inner_text()
        return int(found[1])

    def choose_file(self, name: str, content: bytes) -> None:
        self.chooser.set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        )

    def drop_file(self, name: str, content: bytes) -> None:
        """Drop a file on the panel, as a file manager would."""
        transfer = self.page.evaluate_handle(
            """([name, bytes]) => {
                const transfer = new DataTransfer();
                transfer.items.add(new File([new Uint8Array(bytes)], name));
                return transfer;
            }""",
            [name, list(content)],
        )
        for kind in ("dragenter", "dragover", "drop"):
            self.zone.dispatch_event(kind, {"dataTransfer": transfer})

    def expect_said(self, words: str) -> None:
        expect(self.said).to_contain_text(words, timeout=FIRST_LOAD)

    def download(self) -> tuple[str, bytes]:
        """The name and content of the downloaded weights."""
        return saved(self.page, lambda: self.button("Download weights"))
