"""The page of one's own, as a reader uses it."""

import json
from pathlib import Path

import nbformat
from playwright.sync_api import Locator, Page

from site_tests.drivers import expect

ADDRESS = "lab/your-own-page/"


class OwnPage:
    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.name = page.get_by_role("textbox", name="Name of this page")
        self.note = page.locator(".own-note")
        self.kept = page.locator(".own-kept")
        self.items = page.locator(".own-item")
        page.goto(address)
        self.expect_cells(1)

    def expect_cells(self, count: int) -> None:
        expect(self.items).to_have_count(count)

    def expect_code(self, *sources: str) -> None:
        expect(self.page.locator(".own-item .highlight [role=textbox]")).to_have_text(
            list(sources), use_inner_text=True
        )

    def button(self, name: str) -> Locator:
        return self.page.locator(".own-files").get_by_role("button", name=name)

    def tool(self, index: int, name: str) -> None:
        item = self.items.nth(index)
        item.hover()
        item.get_by_role("button", name=name, exact=True).click()

    def write(self, index: int, source: str) -> None:
        """Write into a cell of code."""
        editor = self.items.nth(index).locator(".highlight")
        editor.hover()
        editor.locator(".cm-content").click()
        self.page.keyboard.insert_text(source)

    def run(self, index: int, state: str = "done") -> None:
        self.items.nth(index).get_by_role("button", name="Run", exact=True).click()
        expect(self.items.nth(index).locator(".cell")).to_have_attribute("data-state", state)

    def expect_kept(self) -> None:
        """The page has been kept as it stands, in so far as that takes time."""
        self.page.evaluate("() => window.dispatchEvent(new PageTransitionEvent('pagehide'))")
        expect(self.kept).to_contain_text("Kept")

    def add(self, kind: str) -> None:
        self.page.locator(".own-end").get_by_role("button", name=kind).click()

    def downloaded(self) -> nbformat.NotebookNode:
        with self.page.expect_download() as download:
            self.button("Download").click()
        text = Path(download.value.path()).read_text("utf8")
        notebook = nbformat.reads(text, as_version=4)
        nbformat.validate(notebook)
        assert (json.loads(text)["nbformat"], json.loads(text)["nbformat_minor"]) == (4, 5)
        return notebook

    def open_file(self, name: str, content: str) -> None:
        with self.page.expect_file_chooser() as chooser:
            self.button("Open").click()
        file = {"name": name, "mimeType": "application/json", "buffer": content.encode()}
        chooser.value.set_files(file)  # type: ignore[arg-type]
