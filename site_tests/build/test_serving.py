"""What `mkdocs serve` does when the code of the plugin changes."""

import re
import sys
from pathlib import Path
from types import ModuleType
from urllib.request import urlopen

import pytest

from live_cells.plugin.cache import CACHE
from site_tests.servers.mkdocs_serve import cache_without, copy_of_tree, mkdocs_serve

PAGE = "lessons/training/"


@pytest.mark.slow
def test_an_edit_of_the_plugin_is_served_and_a_slip_loses_nothing(
    assets: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEQLITE_ASSET_CACHE", str(CACHE))
    tree = copy_of_tree(tmp_path / "tree")
    file = tree / "docs/course/page_parts.py"
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


@pytest.mark.slow
def test_a_first_page_waits_for_neither_image_nor_packages_and_takes_them_up(
    assets: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEQLITE_ASSET_CACHE", str(cache_without(["image", "on-demand"], tmp_path / "cache")))
    monkeypatch.setenv("SEQLITE_START", "image")
    with mkdocs_serve(copy_of_tree(tmp_path / "tree")) as served:

        def config() -> str:
            page = str(urlopen(served.address + PAGE).read().decode())
            live = re.search(r"assets/live-\w+/page/", page)
            assert live
            return str(urlopen(f"{served.address}{live[0]}config.js").read().decode())

        assert '"image":null' in config()
        assert "matplotlib.pack" not in config()
        served.wait_for("Reloading browsers")
        assert "matplotlib.pack" in config()
        served.wait_for("Reloading browsers")
        assert re.search(r'"image":\s*\{', config())


def test_a_module_whose_file_is_gone_is_imported_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    from docs.course import serving

    gone = ModuleType("docs.course.gone")
    gone.__file__ = str(Path(serving.__file__).parent / "gone.py")
    monkeypatch.setitem(sys.modules, gone.__name__, gone)
    assert serving.outdated([Path(gone.__file__)]) == {gone.__name__}
    assert gone.__name__ not in serving.outdated([Path(serving.__file__)])
