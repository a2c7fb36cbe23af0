"""`mkdocs serve`, the main job: an author sees pages whose cells run, and which wait for changes."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from cells import LivePage
from paths import ROOT
from playwright.sync_api import Page


@pytest.fixture
def address(assets: None) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]  # free again in a moment
    command = [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        said = []
        for line in server.stderr:
            said.append(line)
            if "Serving on" in line:
                break
        found = re.search(r"Serving on (http\S+)", said[-1])
        assert found, "".join(said)
        yield found[1]
        server.kill()


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
    assert not [line for line in said if line.startswith(("error", "warning"))]
