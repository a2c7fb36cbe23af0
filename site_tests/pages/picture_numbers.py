"""Where the numbers of a picture come from, as a reader sees it: the buttons below the picture."""

from __future__ import annotations

import re

from playwright.sync_api import Locator

from site_tests.drivers import expect
from site_tests.pages.cells import FIRST_LOAD, LiveCell, button_of
from site_tests.pages.origins import RUNNING, Origins

OPENS = re.compile("^Where does .* come from")


class PictureNumbers:
    """The picture of a cell that has run."""

    def __init__(self, cell: LiveCell) -> None:
        self.cell = cell
        self.node = cell.output.locator(".picture-live").first
        self.buttons = self.node.get_by_role("button", name=OPENS)
        self.origins = Origins(cell)
        self.table = self.node.locator(".picture-rows").first

    def see(self) -> PictureNumbers:
        """Scroll to it, and come near with the pointer: the buttons come then."""
        expect(self.node).to_be_visible()
        self.node.scroll_into_view_if_needed()
        self.cell.page.mouse.move(0, 0)
        self.cell.output.hover(position={"x": 2, "y": 2})
        return self

    def open_table(self) -> Locator:
        """Open the table. @returns the numbers in it that can be chosen"""
        button_of(self.node, "The numbers as a table").first.click()
        return self.table.locator("td[data-path]")

    def expect_opened(self) -> None:
        """A first level is there."""
        expect(self.origins.status).not_to_have_text(RUNNING, timeout=FIRST_LOAD)
        assert self.origins.levels.count() == 1, self.origins.panel.inner_text()

    def open(self, number: int = 0) -> str:
        """Press a button. @returns the number on it"""
        button = self.buttons.nth(number)
        said = button.get_attribute("aria-label") or ""
        button.click()
        self.expect_opened()
        return said.removeprefix("Where does ").removesuffix(" come from?")
