"""Page object: the Playground as a reader uses it. The only place that knows its selectors."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page

from site_tests.drivers import expect
from site_tests.pages.browser_probes import saved
from site_tests.pages.cells import FIRST_LOAD, SOON, LivePage
from site_tests.pages.lab import draw_on

ADDRESS = "lab/playground/"
EPOCHS = "epochs (0: no end)"
CHARTS = ("Loss", "Accuracy")
OVER = re.compile(r"Finished\.|Stopped early")
SET_RANGE = """(input, value) => {
    input.value = value;
    for (const kind of ["input", "change"]) input.dispatchEvent(new Event(kind, { bubbles: true }));
}"""
LINES = """async program => {
    const editor = program.querySelector(".cm-content");
    if (!editor) return program.querySelector("code").textContent;
    program.style.maxHeight = "none"; // an editor draws only the lines that are seen
    program.style.height = "200rem";
    for (let at = 0; at < 3; at++) await new Promise(requestAnimationFrame);
    const lines = [...editor.querySelectorAll(".cm-line")].map(line => line.textContent);
    program.style.maxHeight = program.style.height = "";
    return lines.join("\\n");
}"""
NEXT_FRAMES = "() => new Promise(seen => requestAnimationFrame(() => requestAnimationFrame(seen)))"
INK = """canvas => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((value, i) => i % 4 === 3 && value).length;
}"""
Table = dict[str, list[float | None]]
Place = tuple[float, float]


class PlaygroundPage:
    """The page on which a model is built, trained and looked into."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.live = LivePage(page)
        self.starter = page.locator(".pg-run .live-button--run")
        self.status = page.locator(".pg-status")
        self.presets = page.locator('[aria-label="Preset"]')
        self.layers = page.locator(".pg-layers > li")
        self.plane = page.locator(".pg-result .pg-plane")
        self.figures_line = page.locator(".pg-figures")
        self.units = page.locator(".pg-unit")
        self.card = page.get_by_role("dialog", name="Weights of")
        self.runs = page.locator(".pg-runs tr:has(td)")
        self.playhead = page.get_by_role("slider", name="Playhead")
        self.strips = page.locator(".pg-time-row")
        self.look = page.locator(".pg-look")
        self.where = page.locator(".pg-code-where")
        self.printed = page.locator(".pg-printed")
        self.tested = page.locator(".lab-tests .pg-said")
        self.sheet = page.get_by_role("img", name="Canvas to draw a digit on")
        self.sentence = page.locator(".lab-sentence")
        self.bars = page.get_by_role("list", name="Probability of each digit").get_by_role("listitem")

    def open(self, site_url: str, fragment: str = "") -> PlaygroundPage:
        self.live.open(site_url + ADDRESS + fragment)
        self.expect_built()
        return self

    def expect_built(self) -> None:
        """The panels are there."""
        expect(self.button("Step")).to_be_visible(timeout=SOON)

    def part(self, name: str) -> Locator:
        """One part of the page: `data`, `model`, `training`, `charts`, `inside`, …"""
        return self.page.locator(f'[data-playground="{name}"]')

    def open_panel(self, name: str) -> Locator:
        """One of the panels below the stage, with its tab chosen; of other parts, just the part."""
        part = self.part(name)
        own = f'[data-playground="{name}"]'
        panel = self.page.locator(f'[role="tabpanel"]{own}, [role="tabpanel"]:has({own})')
        if panel.count() and panel.get_attribute("hidden") is not None:
            self.page.locator(f"#{panel.get_attribute('id')}-tab").click()
        return part

    def button(self, name: str, part: str = "top") -> Locator:
        return self.open_panel(part).get_by_role("button", name=name, exact=True)

    def choose_preset(self, title: str) -> None:
        self.presets.select_option(label=title)

    def set(self, part: str, label: str, value: str | float) -> None:
        """Give a field a value: a choice, a number or a slider."""
        field = self.open_panel(part).locator(f'[aria-label="{label}"]')
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(str(value))
        elif field.get_attribute("type") == "range":
            field.evaluate(SET_RANGE, str(value))
        else:
            field.focus()
            self.page.keyboard.press("ControlOrMeta+a")  # Firefox would add to the number
            self.page.keyboard.type(str(value))
            self.page.keyboard.press("Enter")

    # ------------------------------------------------------------- training

    def start(self, name: str = "Start") -> None:
        self.button(name).click()

    def train(self, name: str = "Start") -> None:
        """Press Start and wait for the end."""
        self.start(name)
        self.expect_over()

    def expect_over(self, timeout: int = FIRST_LOAD) -> None:
        expect(self.status).to_have_text(OVER, timeout=timeout)

    def expect_epoch(self, epoch: int, timeout: int = FIRST_LOAD) -> None:
        """At least so many epochs are complete."""
        several = "|".join(str(number) for number in range(epoch, epoch + 500))
        expect(self.status).to_have_text(re.compile(rf"^Epoch ({several})\b"), timeout=timeout)

    def pause(self) -> None:
        self.button("Pause").click()
        expect(self.starter).to_be_enabled(timeout=SOON)

    def look_at(self, epoch: int) -> None:
        """Move the playhead by keys."""
        self.playhead.focus()
        self.page.keyboard.press("Home")
        for _ in range(epoch):
            self.page.keyboard.press("ArrowRight")
        expect(self.status).to_have_text(re.compile(rf"^Epoch {epoch}\b"), timeout=SOON)

    def strip(self, run: int) -> Locator:
        """A run that was set aside."""
        return (
            self.part("time")
            .locator(".pg-time-row")
            .filter(has=self.page.get_by_label(f"Name of run {run}", exact=True))
        )

    @property
    def epochs_and_steps(self) -> tuple[int, int]:
        found = re.match(r"Epoch (\d+)(?: of \d+)?(?: trained)?, step ([\d,]+)", self.status.inner_text())
        assert found, self.status.inner_text()
        return int(found[1]), int(found[2].replace(",", ""))

    def table(self, chart: str) -> Table:
        """The figures behind a chart, by column."""
        figure = self.open_panel("charts").locator("figure").nth(CHARTS.index(chart))
        details = figure.locator("details")
        if details.get_attribute("open") is None:
            # A click might miss it: the charts still grow. In Firefox, keys go to the list of downloads.
            details.evaluate("details => { details.open = true; }")
        expect(details.locator("tr").first).to_be_visible()
        self.page.evaluate(NEXT_FRAMES)
        rows = details.locator("table").evaluate(
            "table => [...table.rows].map(row => [...row.cells].map(cell => cell.textContent))"
        )
        head, *rows = rows
        return {
            name: [None if row[at] == "–" else float(row[at]) for row in rows] for at, name in enumerate(head)
        }

    @property
    def figures(self) -> list[Table]:
        """Losses and accuracies, epoch by epoch."""
        return [self.table("Loss"), self.table("Accuracy")]

    @property
    def program(self) -> str:
        lines = self.part("code").locator(".pg-program").evaluate(LINES)
        return str(lines)

    def go_to_line(self, beginning: str) -> None:
        """Go to the end of the first line of the program that begins so, by keys."""
        self.open_panel("code").locator(".pg-program [tabindex='0']").focus()
        expect(self.part("code").locator(".cm-content")).to_be_focused(timeout=SOON)
        at = next(
            at for at, line in enumerate(self.program.split("\n")) if line.strip().startswith(beginning)
        )
        self.page.keyboard.press("ControlOrMeta+Home")
        for _ in range(at):
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("End")

    # ---------------------------------------------------------------- model

    @property
    def kinds(self) -> list[str]:
        """The layers from top to bottom."""
        return self.layers.locator("strong").all_inner_texts()

    def layer_button(self, name: str) -> Locator:
        return self.button(name, "model")

    def add_layer(self, kind: str) -> None:
        self.open_panel("model").get_by_label("Kind of the layer to add").select_option(kind)
        self.button("Add layer", "model").click()

    def drag_layer(self, index: int, to: int) -> None:
        """Drag a layer by its handle to where another one is."""
        self.open_panel("model")
        handles = self.layers.locator(".pg-handle")
        handles.nth(index).scroll_into_view_if_needed()
        begin, end = (handles.nth(at).bounding_box() for at in (index, to))
        assert begin
        assert end
        x = begin["x"] + begin["width"] / 2
        self.page.mouse.move(x, begin["y"] + begin["height"] / 2)
        self.page.mouse.down()
        by = end["height"] if to > index else -end["height"]
        self.page.mouse.move(x, end["y"] + end["height"] / 2 + by, steps=6)
        self.page.mouse.up()

    # --------------------------------------------------------------- result

    @property
    def pixels(self) -> str:
        """What the plane shows below its points."""
        self.page.evaluate(NEXT_FRAMES)
        return str(self.plane.locator("canvas").first.evaluate("canvas => canvas.toDataURL()"))

    @property
    def is_painted(self) -> bool:
        """Does the plane show what the model says?"""
        return bool(self.plane.locator("canvas").first.evaluate(INK))

    def paint(self, *places: Place) -> None:
        """Paint points with the mouse; places are shares of the plane's sides."""
        self.plane.scroll_into_view_if_needed()
        box = self.plane.bounding_box()
        assert box
        for x, y in places:
            self.page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])

    def between(self, start: str, end: str) -> Place:
        """The middle of the line from one unit of the network to another."""
        (x0, y0), (x1, y1) = (
            self._middle(self.part("network").get_by_role("button", name=name, exact=True))
            for name in (start, end)
        )
        return (x0 + x1) / 2, (y0 + y1) / 2

    def _middle(self, node: Locator) -> Place:
        expect(node).to_be_visible()  # it is drawn with the next frame
        box = node.bounding_box()
        assert box
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def choose_look(self, title: str) -> None:
        """Look inside in one of the ways."""
        self.open_panel("inside").scroll_into_view_if_needed()
        self.button(title, "inside").click()

    def download(self, name: str, part: str) -> tuple[str, bytes]:
        """The name and content of what a button saves."""
        return saved(self.page, lambda: self.button(name, part).click())

    # -------------------------------------------------------------- drawing

    def draw(self, *strokes: list[Place]) -> None:
        """Draw with the mouse; places are shares of the sheet's width and height."""
        draw_on(self.page, self.sheet, *strokes)
