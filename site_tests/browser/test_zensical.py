"""A site of Zensical: the command makes it live, and its instant navigation keeps the session."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from site_tests.drivers import expect
from site_tests.pages.cells import LivePage
from site_tests.servers.generators import generator
from site_tests.servers.site_server import served

CONFIG = """
site_name: Waves
site_url: https://waves.example/
theme:
  variant: {variant}
  font: false
  features: [navigation.instant]
markdown_extensions: [attr_list, pymdownx.highlight, pymdownx.superfences]
"""
FIRST = """
# First

```{.python .live #beat title="beat.py"}
beat = 3
beat
```

[To the second](second.md)
"""
SECOND = """
# Second

```{.python .live #again}
beat + 1
```
"""


@pytest.mark.slow
@pytest.mark.chromium_only
@pytest.mark.parametrize("variant", ["modern", "classic"])
def test_cells_of_zensical_run_and_keep_the_session_from_page_to_page(
    variant: str, page: Page, assets: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from live_cells.make import command

    monkeypatch.chdir(tmp_path)
    (tmp_path / "mkdocs.yml").write_text(CONFIG.format(variant=variant))
    (docs := tmp_path / "docs").mkdir()
    (docs / "index.md").write_text(FIRST)
    (docs / "second.md").write_text(SECOND)
    done = generator("zensical", "zensical", "build", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert command.main(["make", "site"]) == 0
    with served(tmp_path / "site") as address:
        live = LivePage(page).open(address)
        live.cell("beat").run()
        live.cell("beat").expect_output("result", "3")
        page.evaluate("globalThis.same = true")
        live.follow("To the second")
        live.cell("again").run()
        live.cell("again").expect_output("result", "4")
        assert page.evaluate("globalThis.same")  # the page was not loaded anew
        expect(page.locator("h1").first).to_contain_text("Second")
