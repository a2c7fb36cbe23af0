"""The built site in browsers that forgive nothing."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, ViewportSize

from site_tests.drivers import Found, Missing, find
from site_tests.pages.cells import LivePage
from site_tests.pages.page_errors import complaints_of
from site_tests.servers.picture_site import PictureSite
from site_tests.servers.site_server import ISOLATED, served
from site_tests.suite.browser_setup import BROWSERS
from site_tests.suite.loads import noted

LESSON = "lessons/tour/"
WINDOW: ViewportSize = {"width": 1280, "height": 900}


def chosen(config: pytest.Config) -> list[Found]:
    """The browsers asked for by `--browser`, else all that are here."""
    asked = config.getoption("--browser")
    found = [find(name) for name in asked or BROWSERS]
    if asked and (missing := [each for each in found if isinstance(each, Missing)]):
        raise pytest.UsageError(f"--browser {missing[0].name}: {missing[0].what}")
    return [each for each in found if isinstance(each, Found)]


def each_runs_all(config: pytest.Config) -> bool:
    """Does each browser run all tests that it can, not a fast subset?"""
    return bool(config.getoption("--browser") or config.getoption("--all"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One browser of each kind; where Firefox runs many tests, one for each file: it grows with each page."""
    if "browser" not in metafunc.fixturenames:
        return
    names = [found.name for found in chosen(metafunc.config)]
    file = metafunc.module.__name__ if each_runs_all(metafunc.config) else ""
    which = [(name, file if name == "firefox" else "") for name in names]
    metafunc.parametrize("browser", which, ids=names, indirect=True, scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to each browser what it is to run: all that it can where it was asked for, else a fast subset."""

    def belongs(item: pytest.Item) -> bool:
        name = getattr(item, "callspec", None) and item.callspec.params.get("browser", [""])[0]
        if not name or name == "chromium":
            return True
        if item.get_closest_marker("chromium_only"):
            return False
        mark = item.get_closest_marker("every_browser")
        if each_runs_all(config):
            return bool(mark) or find(name).runs_all
        return bool(mark and mark.kwargs.get("first"))

    items[:] = filter(belongs, items)


def pytest_report_collectionfinish(config: pytest.Config) -> list[str]:
    return [f"{name}: {find(name).what}" for name in config.getoption("--browser") or BROWSERS]


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
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    terminal = request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled
    with ExitStack() as stack:
        with terminal():  # a Chromium that has to be fetched says so
            browser = stack.enter_context(find(request.param[0]).launched())
        yield browser
        for key in [key for key in _used if key[0] is browser]:
            del _used[key]


@pytest.fixture(scope="session")
def requested(browser: Browser) -> Iterator[set[str]]:
    """What has been asked for since a test began, where `suite/tiers.py` wants to know."""
    if "SEQLITE_TEST_LOADS" not in os.environ or browser.browser_type.name != "chromium":
        yield set()
        return
    with noted(browser) as names:
        yield names


@pytest.fixture(autouse=True)
def loads(request: pytest.FixtureRequest) -> Iterator[None]:
    """Write into the report which pages, scripts and archives of the site a test has reached."""
    names = request.getfixturevalue("requested") if "browser" in request.fixturenames else set()
    names.clear()
    yield
    if loaded := names - {""}:
        request.node.user_properties.append(("loads", " ".join(sorted(loaded))))


@pytest.fixture(scope="session")
def in_chromium(browser: Browser) -> bool:
    return browser.browser_type.name == "chromium"


@pytest.fixture
def context(browser: Browser, keeps_pages: bool) -> Iterator[BrowserContext]:
    """A reader's browser that has been nowhere."""
    kept = "allow" if keeps_pages else "block"
    context = browser.new_context(viewport=WINDOW, service_workers=kept)
    yield context
    context.close()


@pytest.fixture
def keeps_pages(in_chromium: bool, request: pytest.FixtureRequest) -> bool:
    """Are pages kept for later? It is a third of a short test's work, so only where marked so."""
    # Elsewhere than in Chromium, routes do not see what a service worker fetches.
    return in_chromium and request.node.get_closest_marker("keeps_pages") is not None


@pytest.fixture(scope="session")
def visited(browser: Browser, requested: set[str]) -> Iterator[BrowserContext]:
    """A browser that many tests use in turn: of what was before, it has the site's files and nothing else."""
    context = browser.new_context(viewport=WINDOW, service_workers="block")
    yield context
    context.close()


@pytest.fixture
def reader(in_chromium: bool, keeps_pages: bool, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """Where a test's page opens: a third less work where the site's files are there."""
    if keeps_pages or not in_chromium or "context" in request.fixturenames:
        yield request.getfixturevalue("context")
        return
    context = request.getfixturevalue("visited")
    yield context
    for page in context.pages:
        page.close()


@pytest.fixture
def fresh_page(reader: BrowserContext, in_chromium: bool) -> Iterator[Page]:
    """A page that fails its test on any error it logs or throws, and any request to another origin."""
    page = reader.new_page()
    if in_chromium:
        forget(page)
    complaints = complaints_of(page)
    requests: list[str] = []

    def note(request: Request) -> None:
        if request.url.startswith("http"):
            requests.append(request.url)

    reader.on("request", note)
    yield page
    reader.remove_listener("request", note)
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
    assert complaints == []
    assert [url for url in requests if not url.startswith(origin + "/")] == []


@pytest.fixture
def page(fresh_page: Page) -> Page:
    """Where the test looks; a file whose tests share pages has another `page`, and this one still."""
    return fresh_page


def forget(page: Page) -> None:
    """Empty the storage of all sites."""
    session = page.context.new_cdp_session(page)
    session.send("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": "all"})
    session.detach()


@pytest.fixture
def lesson(page: Page, site_url: str) -> LivePage:
    """The lesson, open, nothing run."""
    return LivePage(page).open(site_url + LESSON)


KEPT_OPEN = 2
Used = tuple[LivePage, list[str], set[str]]
_used: dict[tuple[Browser, str], Used] = {}
"""The pages that tests have used, the latest last: each with its complaints, and what it has asked for."""


@pytest.fixture
def reused(
    request: pytest.FixtureRequest, browser: Browser, in_chromium: bool, requested: set[str]
) -> Iterator[Callable[[str], LivePage]]:
    """Gives the page of an address as earlier tests have left it: Python runs, the code is as published.

    For tests of what a run shows: opening a page and starting Python are half of a short test's work. A page
    that a test has failed on is not used again.
    """
    taken: dict[tuple[Browser, str], Used] = {}
    failures = request.session.testsfailed

    def take(address: str) -> LivePage:
        if not in_chromium:
            return LivePage(request.getfixturevalue("fresh_page")).open(address)
        key = browser, address
        taken[key] = _used.pop(key, None) or _with_python(browser, address)
        requested.update(taken[key][2])
        return taken[key][0]

    yield take
    for key, (live, complaints, _) in taken.items():
        assert complaints == []
        if request.session.testsfailed > failures:
            live.page.close()
            continue
        live.page.set_viewport_size(WINDOW)
        live.page.emulate_media(
            media="null", reduced_motion="null", forced_colors="null", color_scheme="null"
        )
        live.leave_as_published()
        _used[key] = live, complaints, set(requested)
    while len(_used) > KEPT_OPEN:
        _used.pop(next(iter(_used)))[0].page.close()


def _with_python(browser: Browser, address: str) -> Used:
    page = browser.new_page(viewport=WINDOW, service_workers="block")
    complaints = complaints_of(page)
    live = LivePage(page).open(address)
    live.cell(live.cell_ids[0]).button("Run").hover()
    live.expect_kernel("ready")
    return live, complaints, set()


@pytest.fixture
def used(reused: Callable[[str], LivePage], site_url: str) -> LivePage:
    """The lesson on a page that earlier tests have used."""
    return reused(site_url + LESSON)


Draw = Callable[[Any], LivePage]


@pytest.fixture(scope="session")
def picture_site(
    site_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[PictureSite, str]]:
    """The site and pages for pictures, at an address that stays the same: what is cached is found again."""
    site = PictureSite(site_dir, tmp_path_factory.mktemp("pictures"))
    with served(site.folder) as address:
        yield site, address


@pytest.fixture
def open_with(fresh_page: Page, picture_site: tuple[PictureSite, str]) -> Draw:
    """Opens a page with a picture among the output of its first cell."""

    def open_page(data: Any) -> LivePage:
        site, address = picture_site
        live = LivePage(fresh_page)
        live.open_at_picture(address + site.page_with(data))
        return live

    return open_page


@pytest.fixture
def on_phone(browser: Browser, picture_site: tuple[PictureSite, str]) -> Iterator[Callable[[Any], Locator]]:
    """Opens a page with a picture on a phone, where axe may run."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, bypass_csp=True)

    def open_picture(data: Any) -> Locator:
        site, address = picture_site
        return LivePage(context.new_page()).open_at_picture(address + site.page_with(data))

    yield open_picture
    context.close()
