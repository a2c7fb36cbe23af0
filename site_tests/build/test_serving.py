"""What `mkdocs serve` does when the code of the plugin changes."""

from pathlib import Path
from urllib.request import urlopen

import pytest
from mkdocs_serve import copy_of_tree, mkdocs_serve

from live_cells.plugin.fetch import CACHE

PAGE = "lessons/training/"


def test_an_edit_of_the_plugin_is_served_and_a_slip_loses_nothing(
    assets: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEQLITE_ASSET_CACHE", str(CACHE))
    tree = copy_of_tree(tmp_path / "tree")
    file = tree / "docs/live_cells/plugin/page_parts.py"
    code = file.read_text("utf8")
    assert 'class="recorded' in code
    with mkdocs_serve(tree) as served:

        def page() -> str:
            return str(urlopen(served.address + PAGE).read().decode())

        assert 'class="recorded' in page()
        file.write_text("import nowhere\n", "utf8")
        served.wait_for("The plugin cannot be imported")
        served.wait_for("Reloading browsers")
        assert 'class="recorded' in page()
        file.write_text(code.replace('class="recorded', 'class="new recorded'), "utf8")
        served.wait_for("Reloading browsers")
        assert 'class="new recorded' in page()
