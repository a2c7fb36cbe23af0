"""On a host that isolates no page, the service worker does from the second on, and Stop keeps variables."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from site_tests.drivers import expect
from site_tests.pages.cells import FIRST_LOAD, LivePage

LESSON = "lessons/sequential-models/"
NEXT = "Next: 2. Defining a model"
KEPT = 60_000
ISOLATED = "() => crossOriginIsolated"


@pytest.fixture
def first_page(browser: Browser, site_url: str) -> Iterator[LivePage]:
    """The first page of a visit, which the service worker has come to control."""
    context = browser.new_context(service_workers="allow")
    page = context.new_page()
    lesson = LivePage(page).open(site_url + LESSON)
    expect(page.locator(".live-offline")).to_have_text("Readable offline", timeout=KEPT)
    yield lesson
    context.close()


def run(lesson: LivePage, position: int, source: str) -> None:
    cell = lesson.cell(lesson.cell_ids[position])
    cell.edit(source)
    cell.start()


@pytest.mark.every_browser
def test_stop_keeps_variables_on_the_second_page(first_page: LivePage) -> None:
    lesson = first_page
    assert not lesson.page.evaluate(ISOLATED)
    lesson.follow(NEXT)
    assert lesson.page.evaluate(ISOLATED)
    run(lesson, 0, "kept = 41")
    lesson.cell(lesson.cell_ids[0]).expect_state("done", timeout=FIRST_LOAD)
    run(lesson, 1, "print('begins')\nwhile True: pass")
    loop = lesson.cell(lesson.cell_ids[1])
    expect(loop.part("stdout").first).to_contain_text("begins")
    loop.stop()
    loop.expect_state("stopped")
    expect(loop.part("error")).to_contain_text("KeyboardInterrupt")
    run(lesson, 2, "kept + 1")
    lesson.cell(lesson.cell_ids[2]).expect_output("result", "42")


@pytest.mark.every_browser
def test_a_page_is_not_loaded_anew_while_python_holds_variables(first_page: LivePage) -> None:
    lesson = first_page
    run(lesson, 0, "kept = 41")
    lesson.cell(lesson.cell_ids[0]).expect_state("done", timeout=FIRST_LOAD)
    lesson.follow(NEXT)
    assert not lesson.page.evaluate(ISOLATED)
    run(lesson, 0, "kept + 1")
    lesson.cell(lesson.cell_ids[0]).expect_output("result", "42")


@pytest.mark.slow
def test_a_download_is_no_turn_of_the_page(first_page: LivePage) -> None:
    page = first_page.page
    with page.expect_download():
        page.locator(".notebook-links a[download]").click()
    first_page.follow(NEXT)
    assert page.evaluate(ISOLATED)
