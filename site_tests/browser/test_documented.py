"""Examples of documentation: below a run stands whether it printed what is documented."""

import html
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from site_tests.drivers import expect
from site_tests.pages.cells import FIRST_LOAD, LiveCell, LivePage
from site_tests.servers.site_server import served

EXAMPLES = {
    "same": ">>> 1 + 1\n2\n>>> list(range(30))\n[0, 1, ..., 29]\n>>> print('a\\n\\nb')\na\n\nb",
    "error": ">>> [].pop()\nTraceback (most recent call last):\n...\nIndexError: pop from empty list",
    "spaces": ">>> print('a', 'b')\na  b",
    "different": ">>> 2 + 2\n4\n>>> print('one\\ntwo')\none\nthree\n>>> 3 + 4\n7",
    "unexpected": ">>> int('x')\n3\n>>> 1\n1",
    "silent": ">>> x = 1",
    "value": ">>> max(3, 4)\n5",
    "needs": ">>> x + not_there\n1",
    "message": ">>> int('y')\nTraceback (most recent call last):\n  ...\nValueError: no number",
}
PAGE = (
    '<!doctype html><html lang="en"><head><title>Examples</title></head><body><main>{}</main></body></html>'
)


@pytest.fixture(scope="module")
def site(assets: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from live_cells.make.settings import read_settings
    from live_cells.make.site import make

    folder = tmp_path_factory.mktemp("documented")
    written = "".join(
        f'<pre id="{name}">{html.escape(examples, quote=False)}</pre>' for name, examples in EXAMPLES.items()
    )
    (folder / "site").mkdir()
    (folder / "site" / "index.html").write_text(PAGE.format(written), "utf8")
    (folder / "live-cells.toml").write_text("image = false\ndocstrings = true\n")
    assert make(folder / "site", *read_settings(None, Path(folder))).warnings == []
    with served(folder / "site") as address:
        yield address


@pytest.fixture
def live(site: str, reused: Callable[[str], LivePage]) -> LivePage:
    """The examples with Python, as other tests leave them."""
    return reused(site)


def cell_of(live: LivePage, name: str) -> LiveCell:
    return live.cell(f"cell-{[*EXAMPLES].index(name) + 1}")


@pytest.mark.every_browser
def test_each_run_is_compared_with_what_is_documented(live: LivePage) -> None:
    verdicts = {
        "same": ("done", "This is what is documented"),
        "error": ("done", "This is what is documented"),
        "spaces": ("done", "Apart from spaces and line breaks, this is what is documented"),
        "different": ("done", "1 of 3 examples differs from what is documented"),
        "value": ("done", "This differs from what is documented"),
        "unexpected": ("failed", "1 of 2 examples differs from what is documented"),
        "message": ("done", "Apart from the message of an error, this is what is documented"),
    }
    for name, (state, words) in verdicts.items():
        cell = cell_of(live, name)
        expect(cell.documented).to_be_hidden()
        cell.run()
        cell.expect_state(state)
        expect(cell.documented.locator("p").first).to_have_text(words)
    needs = cell_of(live, "needs")
    needs.run()
    needs.expect_state("failed")
    expect(needs.note).to_contain_text("Not every cell above has been run.")
    expect(needs.documented).to_be_hidden()  # it is no fault of the documentation
    silent = cell_of(live, "silent")
    silent.run()
    silent.expect_state("done")
    expect(silent.documented).to_be_hidden()


def test_what_differs_is_shown_line_by_line(live: LivePage) -> None:
    cell = cell_of(live, "different")
    cell.run()
    expect(cell.documented.locator(".cell-documented-code")).to_have_text([">>> print('one\\ntwo')"])
    expect(cell.documented.locator(".cell-diff span")).to_have_text(["  one", "− three", "+ two"])
    cell = cell_of(live, "unexpected")
    cell.run()
    expect(cell.documented.locator(".cell-diff span")).to_have_text(
        ["− 3", "+ ValueError: invalid literal for int() with base 10: 'x'"]
    )


def test_an_edit_is_no_longer_compared_and_reset_takes_the_verdict_away(live: LivePage) -> None:
    cell = cell_of(live, "same")
    cell.run()
    expect(cell.documented).to_be_visible()
    cell.edit(">>> 3")
    cell.run()
    cell.expect_output("result", "3")
    expect(cell.documented).to_be_hidden()
    cell.reset()
    cell.run()
    expect(cell.documented).to_be_visible()
    cell.reset()
    expect(cell.documented).to_be_hidden()


def test_run_all_goes_on_after_a_documented_error_and_ends_at_another(live: LivePage) -> None:
    live.page.get_by_role("button", name="Run all").click()
    cell_of(live, "unexpected").expect_state("failed", timeout=FIRST_LOAD)
    cell_of(live, "error").expect_state("done")
    cell_of(live, "message").expect_state("idle", "stopped")


def test_what_compares_comes_with_the_first_run(site: str, page: Page) -> None:
    live = LivePage(page).open(site)
    names = "performance.getEntriesByType('resource').map(entry => entry.name)"
    before = live.page.evaluate(names)
    assert not [url for url in before if "documented_report" in url]
    cell_of(live, "same").run()
    expect(cell_of(live, "same").documented).to_be_visible()
    assert [url for url in live.page.evaluate(names) if "documented_report" in url]
