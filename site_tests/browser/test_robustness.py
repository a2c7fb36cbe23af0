"""Things go wrong around the page: two tabs, no storage, damaged data. It goes on, or says what is lost."""

import re
from pathlib import Path

import pytest
from cells import LivePage
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from site_server import file_behind

LESSON = "lessons/gradients/"
OTHER = "lessons/defining-a-model/"
KEPT = 60_000
NO_STORAGE = """for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"])
  Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });
Object.defineProperty(navigator, "serviceWorker", { value: undefined });"""


def test_two_tabs_have_a_python_each_and_share_what_is_kept(browser: Browser, site_url: str) -> None:
    context = browser.new_context(service_workers="allow")
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
    for tab in tabs:
        expect(tab.page.locator(".live-offline")).to_have_text("Available offline", timeout=KEPT)
    context.set_offline(True)
    for tab, cell in zip(tabs, cells, strict=True):
        tab.page.bring_to_front()
        tab.page.reload()
        cell.expect_editor()
        cell.expect_source("mine")
        cell.edit("6 * 7")
        cell.run()
        cell.expect_output("result", "42")
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


@pytest.mark.parametrize("damage", ["cut", "other"])
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
    expect(cell.part("error")).to_contain_text(re.compile("did not arrive|damaged"))
    context.unroute("**/mnist.bin")
    cell.run()
    cell.expect_output("result", "60000")


@pytest.mark.parametrize("name", ["page.js", "config.js"])
def test_a_script_that_is_not_as_it_was_built_does_not_run(
    name: str, browser: Browser, site_url: str
) -> None:
    """As from a host that somebody else writes to. The lesson can be read, as without scripts."""
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    other = {"content_type": "text/javascript", "body": "document.title = 'attacked'"}
    context.route(f"**/page/{name}", lambda route: route.fulfill(**other))
    with page.expect_event("console", lambda message: "integrity" in message.text):
        page.goto(site_url + LESSON)
    expect(page).to_have_title(re.compile("Gradients"))
    expect(page.get_by_role("button", name="Run", exact=True)).to_have_count(0)
    expect(page.locator("[data-cell] [data-output]").first).to_be_visible()
    context.close()
