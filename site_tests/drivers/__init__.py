"""The browsers that tests run on: Playwright's own builds where they are at hand, else the system's."""

from __future__ import annotations

import functools
import glob
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, sync_playwright
from playwright.sync_api import expect as playwright_expect

from site_tests.suite.browser_setup import BROWSERS, CHROMIUM_FLAGS, PATIENCE, find_or_install_chromium

playwright_expect.set_options(timeout=PATIENCE)
ADVICE = {
    "firefox": "`apt-get install firefox-esr`, or `uv run playwright install firefox`",
    "webkit": "`apt-get install webkit2gtk-driver xvfb`, or `uv run playwright install webkit`",
}


@dataclass(frozen=True)
class Found:
    """A browser of this machine: what it is, how it starts, and whether it can run all tests."""

    name: str
    what: str
    launched: Callable[[], AbstractContextManager[Browser]]
    runs_all: bool = True


@dataclass(frozen=True)
class Missing:
    """A browser that this machine lacks."""

    name: str

    @property
    def what(self) -> str:
        return f"not on this machine, so not tested: {ADVICE[self.name]}"


def expect(locator: Locator):
    """What Playwright's `expect` gives, or its like where WebDriver drives the browser."""
    if isinstance(locator, Locator):
        return playwright_expect(locator)
    from site_tests.drivers.webdriver_expect import Expectation

    return Expectation(locator)


@functools.cache
def find(name: str) -> Found | Missing:
    """The browser of that name."""
    if name == "chromium":  # the one that is fetched where it is missing
        return Found(name, "the system's, or Playwright's own", _chromium)
    if name in _own():
        return Found(name, "Playwright's own", functools.partial(_own_launched, name))
    if name == "firefox" and system_firefox():
        return Found(name, "the system's, over WebDriver BiDi", _system_firefox)
    if name == "webkit" and shutil.which("WebKitWebDriver") and shutil.which("Xvfb") and mini_browser():
        return Found(name, "WebKitGTK, over WebDriver", _webkit_gtk, runs_all=False)
    return Missing(name)


def system_firefox() -> str | None:
    return shutil.which("firefox-esr") or shutil.which("firefox")


def mini_browser() -> str | None:
    """WebKitGTK's browser for tests."""
    return next(iter(glob.glob("/usr/lib/*/webkit2gtk-4.1/MiniBrowser")), None)


@functools.cache
def _own() -> frozenset[str]:
    """What `playwright install` has fetched."""
    with sync_playwright() as playwright:
        paths = {name: getattr(playwright, name).executable_path for name in BROWSERS}
    return frozenset(name for name, path in paths.items() if Path(path).exists())


def patient(browser: Browser) -> Browser:
    """The browser, whose pages wait as long as `expect` does."""
    browser.on("context", lambda context: context.set_default_timeout(PATIENCE))
    return browser


@contextmanager
def _chromium() -> Iterator[Browser]:
    path = find_or_install_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield patient(browser)
        browser.close()


@contextmanager
def _own_launched(name: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = getattr(playwright, name).launch()
        yield patient(browser)
        browser.close()


@contextmanager
def _system_firefox() -> Iterator[Browser]:
    mouse = 6  # without a screen, Firefox says that there is no pointer, and that nothing can hover
    preferences = {"ui.primaryPointerCapabilities": mouse, "ui.allPointerCapabilities": mouse}
    with sync_playwright() as playwright:
        browser = playwright.firefox.launch(
            channel="moz-firefox",
            executable_path=system_firefox(),
            firefox_user_prefs=preferences,
        )
        yield patient(browser)
        browser.close()


def _webkit_gtk() -> AbstractContextManager[Browser]:
    from site_tests.drivers.webkit_gtk import launched

    return launched(mini_browser())
