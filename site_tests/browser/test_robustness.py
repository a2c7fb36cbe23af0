"""Things go wrong around the page: two tabs, no storage, damaged data. It goes on, or says what is lost."""

import re
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from site_tests.pages.cells import LiveCell, LivePage
from site_tests.servers.site_server import file_behind
from site_tests.suite.slow import slow_except

LESSON = "lessons/gradients/"
OTHER = "lessons/defining-a-model/"
NO_STORAGE = """for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"])
  Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });
Object.defineProperty(navigator, "serviceWorker", { value: undefined });"""


@pytest.mark.slow
def test_two_tabs_have_a_python_each_and_share_what_is_kept(browser: Browser, site_url: str) -> None:
    context = browser.new_context(service_workers="block")
    tabs = [LivePage(context.new_page()).open(site_url + path) for path in (LESSON, OTHER)]
    cells = [tab.cell(tab.cell_ids[1]) for tab in tabs]
    for number, (tab, cell) in enumerate(zip(tabs, cells, strict=True)):
        tab.page.bring_to_front()  # as a reader would; what is behind runs slowly
        cell.edit(f"mine = {number}")
        cell.start()
    for number, (tab, cell) in enumerate(zip(tabs, cells, strict=True)):
        tab.page.bring_to_front()
        cell.expect_over()
        cell.edit("mine")
        cell.run()
        cell.expect_output("result", str(number))
    for tab, cell in zip(tabs, cells, strict=True):
        tab.page.bring_to_front()
        tab.page.reload()
        cell.expect_editor()
        cell.expect_source("mine")
    context.close()


def test_without_storage_cells_run_and_say_that_edits_are_not_kept(browser: Browser, site_url: str) -> None:
    context = browser.new_context()
    context.add_init_script(NO_STORAGE)
    lesson = LivePage(context.new_page()).open(site_url + LESSON)
    cell = lesson.cell(lesson.cell_ids[1])
    cell.edit("6 * 7")
    expect(cell.note).to_contain_text("does not let the page keep your edits")
    cell.run()
    cell.expect_output("result", "42")
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("damage", slow_except(["cut", "other"], "other"))
def test_damaged_digits_are_no_error_of_the_reader(
    damage: str, page: Page, context: BrowserContext, site_url: str, site_dir: Path
) -> None:
    def spoil(route: Route) -> None:
        body = file_behind(route.request.url, site_dir).read_bytes()
        route.fulfill(body=body[:5000] if damage == "cut" else b"not the digits")

    cell = (lesson := LivePage(page).open(site_url + LESSON)).cell(lesson.cell_ids[1])
    cell.edit("import torchvision\nlen(torchvision.datasets.MNIST('data'))")
    context.route("**/mnist.bin", spoil)
    cell.run()
    cell.expect_state("failed")
    expect(cell.part("error")).to_contain_text(re.compile("could not be loaded|damaged"))
    context.unroute("**/mnist.bin")
    cell.run()
    cell.expect_output("result", "60000")


def open_across_an_update(browser: Browser, address: str, code: str) -> tuple[LiveCell, BrowserContext]:
    """A cell with this code, on a page that was opened before the site was updated."""
    context = browser.new_context(service_workers="block")
    lesson = LivePage(context.new_page()).open(address).settle()
    cell = lesson.cell(lesson.cell_ids[1])
    cell.edit(code)
    return cell, context


def take_files_away(context: BrowserContext) -> None:
    context.route("**/assets/**", lambda route: route.fulfill(status=404, body="not found"))


def test_a_page_from_before_an_update_asks_to_be_reloaded(browser: Browser, site_url: str) -> None:
    cell, context = open_across_an_update(browser, site_url + LESSON, "6 * 7")
    take_files_away(context)
    cell.run()
    cell.expect_state("failed")
    expect(cell.part("error")).to_contain_text("The site has been updated since this page was opened.")
    expect(cell.part("error")).not_to_contain_text("Press Run")
    expect(cell.note).to_contain_text("your edits are kept")
    context.unroute("**/assets/**")
    cell.note.get_by_role("button", name="Reload", exact=True).click()
    cell.expect_editor()
    cell.expect_source("6 * 7")
    cell.run()
    cell.expect_output("result", "42")
    context.close()


@pytest.mark.slow
def test_after_an_update_nothing_is_offered_to_run_again(browser: Browser, site_url: str) -> None:
    cell, context = open_across_an_update(browser, site_url + LESSON, "mine = 1")
    lesson = LivePage(cell.page)
    cell.run()
    take_files_away(context)
    cell.edit("while True:\n    pass")
    cell.start()
    cell.expect_state("running")
    cell.stop()
    lesson.expect_kernel("dead")
    expect(cell.page.get_by_role("button", name="Run those cells again")).to_have_count(0)
    cell.edit("import torchvision\ntorchvision.datasets.MNIST('data')")
    cell.run()
    expect(cell.note.get_by_role("button", name="Reload", exact=True)).to_be_visible()
    context.close()


@pytest.mark.slow
def test_data_that_went_with_an_update_asks_for_a_reload(browser: Browser, site_url: str) -> None:
    cell, context = open_across_an_update(browser, site_url + LESSON, "1 + 1")
    cell.run()
    cell.expect_output("result", "2")
    take_files_away(context)
    cell.edit("import torchvision\ntorchvision.datasets.MNIST('data')")
    cell.run()
    cell.expect_state("failed")
    expect(cell.note.get_by_role("button", name="Reload", exact=True)).to_be_visible()
    context.close()


def test_a_reload_that_would_lose_edits_says_so(browser: Browser, site_url: str) -> None:
    context = browser.new_context(service_workers="block")
    context.add_init_script(NO_STORAGE)
    lesson = LivePage(context.new_page()).open(site_url + LESSON).settle()
    cell = lesson.cell(lesson.cell_ids[1])
    cell.edit("6 * 7")
    take_files_away(context)
    cell.run()
    expect(cell.note).to_contain_text("Copy your edits, which are not kept")
    context.close()


@pytest.mark.parametrize("name", ["page.js", "config.js"])
def test_a_script_that_is_not_as_it_was_built_does_not_run(
    name: str, browser: Browser, site_url: str, in_chromium: bool
) -> None:
    """As from a host that somebody else writes to. The lesson can be read, as without scripts."""
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    attacks = []

    def attack(route: Route) -> None:
        attacks.append(name)
        route.fulfill(content_type="text/javascript", body="document.title = 'attacked'")

    context.route(f"**/page/{name}", attack)
    with ExitStack() as told:
        if in_chromium:  # over WebDriver BiDi, nobody says why
            told.enter_context(page.expect_event("console", lambda message: "integrity" in message.text))
        page.goto(site_url + LESSON)
    assert attacks
    expect(page).to_have_title(re.compile("Gradients"))
    expect(page.get_by_role("button", name="Run", exact=True)).to_have_count(0)
    expect(page.locator("[data-cell=relu-derivative] [data-output]")).to_be_visible()
    context.close()
