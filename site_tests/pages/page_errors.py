"""What a page complains of while it is used."""

from __future__ import annotations

from playwright.sync_api import ConsoleMessage, Error, Page

OF_FIREFOX = (
    "uncaught exception: undefined",  # when Stop ends a busy worker
    "\nundefined",  # what a worker threw that has been ended since: an error that stands nowhere
    "Invalid markup: Incorrect number of children",  # when it lays out a formula of which half has arrived
)
"""What Firefox logs of itself; no script of the page hears of it."""


def complaints_of(page: Page) -> list[str]:
    """A list that grows with each error that the page logs or throws."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"console error: {message.text}")

    def catch(error: Error) -> None:
        told = str(error.stack or error)
        if not any(words in told for words in OF_FIREFOX):
            complaints.append(f"uncaught: {told}")

    page.on("console", hear)
    page.on("pageerror", catch)
    return complaints
