"""All that a reader fetches, from opening a page until ten seconds after the first result; a second visit.

A host that gzips text serves the files; browsers keep them for ten minutes, as GitHub Pages asks for. Memory
is what the page's process has for itself, its workers included, as Linux counts it.
"""

from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page
from slow_line import as_sent

from site_tests.pages.cells import LivePage
from site_tests.servers.site_server import ISOLATED, file_behind, served

AFTER = 10_000
"""Milliseconds after the first result, in which the rest comes."""
HEADERS = {**ISOLATED, "Cache-Control": "max-age=600"}


def whole_visit(browser: Browser, site: Path, cell: str) -> dict[str, int]:
    """Bytes by moment; memory before the first run, and ten seconds after it."""
    answered: list[tuple[str, int]] = []
    found: dict[str, int] = {}

    def fetched() -> int:
        sent = sum(_sizes(site, answered))
        answered.clear()
        return sent

    def run(page: Page) -> None:
        page.wait_for_load_state("networkidle")
        live = LivePage(page).cell(cell)
        live.run()
        live.expect_state("done")

    with served(site, HEADERS, answered) as address:
        context = browser.new_context()
        page = _opened(context, address)
        page.wait_for_load_state("networkidle")
        found["before"] = fetched()
        found["memory before"] = _memory(browser)
        run(page)
        late = ("later.zst", "python_stdlib.zip")  # they set out with the result
        first, after = _apart(answered, late)
        answered.clear()
        page.wait_for_timeout(AFTER)
        found["first"] = sum(_sizes(site, first))
        found["after"] = sum(_sizes(site, after)) + fetched()
        found["memory after"] = _memory(browser)
        page.close()
        page = _opened(context, address)
        run(page)
        page.wait_for_timeout(AFTER)
        found["second"] = fetched()
        context.close()
    return found


def _opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page


def _memory(browser: Browser) -> int:
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    found = 0
    for process in processes:
        if process["type"] == "renderer":
            lines = Path(f"/proc/{process['id']}/smaps_rollup").read_text("utf8").splitlines()
            private = [line.split()[1] for line in lines if line.startswith("Private_")]
            found += 1024 * sum(map(int, private))
    return found


def _apart(answers: list[tuple[str, int]], late: tuple[str, ...]) -> tuple[list[tuple[str, int]], ...]:
    return tuple([each for each in answers if each[0].endswith(late) == is_late] for is_late in (False, True))


def _sizes(site: Path, answers: Iterable[tuple[str, int]]) -> Iterable[int]:
    """Of what was sent whole; what has not changed since is an answer without a body."""
    for path, status in answers:
        file = file_behind(path, site)
        file = file / "index.html" if file.is_dir() else file
        if status == HTTPStatus.OK and file.is_file():
            yield len(as_sent(file)[0])
