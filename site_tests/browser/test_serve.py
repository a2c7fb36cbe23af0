"""`mkdocs serve`, the main job: an author sees pages whose cells run, and which wait for changes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from site_tests import ROOT
from site_tests.pages.cells import LivePage
from site_tests.servers.mkdocs_serve import mkdocs_serve


@pytest.fixture
def address(assets: None) -> Iterator[str]:
    with mkdocs_serve(ROOT) as served:
        yield served.address


@pytest.mark.keeps_pages
def test_an_authors_page_runs_cells_and_waits_for_changes(page: Page, address: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    lesson = LivePage(page).open(address + "lessons/sequential-models/")
    cell = lesson.cell(lesson.cell_ids[0])
    cell.edit("6 * 7")
    cell.run()
    cell.expect_output("result", "42")
    assert "log: Enabled live reload" in said
    complaints = [line for line in said if line.startswith(("error", "warning"))]
    assert not [line for line in complaints if "blocked by Playwright" not in line]
