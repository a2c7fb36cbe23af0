"""The built site in a browser that forgives nothing."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browser_setup import CHROMIUM_FLAGS
from cells import LivePage
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright
from site_server import ISOLATED, served

LESSON = "lessons/tour/"


@pytest.fixture(scope="session")
def site_url(site_dir: Path) -> Iterator[str]:
    """The address of the site, as a plain static host serves it."""
    with served(site_dir) as address:
        yield address


@pytest.fixture(scope="session")
def isolated_site_url(site_dir: Path) -> Iterator[str]:
    """The same from a host that isolates its pages, so that they may share memory with their worker."""
    with served(site_dir, ISOLATED) as address:
        yield address


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails its test on any error it logs or throws, and any request to another origin."""
    page = context.new_page()
    complaints: list[str] = []
    requests: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"console error: {message.text}")

    def note(request: Request) -> None:
        if request.url.startswith("http"):
            requests.append(request.url)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(f"uncaught: {error.stack or error}"))
    context.on("request", note)
    yield page
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
    assert complaints == []
    assert [url for url in requests if not url.startswith(origin + "/")] == []


@pytest.fixture
def lesson(page: Page, site_url: str) -> LivePage:
    """The lesson, open, nothing run."""
    return LivePage(page).open(site_url + LESSON)
