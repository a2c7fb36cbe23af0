"""What builds keep for the next one is never stale."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from paths import ROOT

HOOK = ROOT / "docs" / "hooks" / "search_entries.py"


def test_values_stay_for_the_next_build_and_the_least_wanted_go(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import kept

    monkeypatch.setattr(kept, "CACHE", tmp_path)

    def build(version: str = "1", **values: int) -> list[int | None]:
        store = kept.Kept("numbers", 3, version)
        found = [store.get(key) for key in values]
        for key, value in values.items():
            store.put(key, value)
        store.save()
        return found

    assert build(a=1, b=2) == [None, None]
    assert build(b=2, c=3) == [2, None]
    assert build(a=1, b=2, c=3) == [1, 2, 3]
    assert build("2", a=5) == [None], "another version makes other values"
    assert build(a=1, d=4) == [1, None]  # four would be too many
    assert build(b=2) == [None]


def test_search_finds_what_pages_say_now(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    one, other = tmp_path / "docs" / "index.md", tmp_path / "docs" / "other.md"
    one.write_text("# Home\n\nA layer.\n\n## Below\n\nMore.\n")
    other.write_text("---\nsearch:\n  exclude: true\n---\n# Other\n\nA loss.\n")
    first = index(tmp_path, HOOK)
    assert first == index(tmp_path, HOOK) == index(tmp_path)
    one.write_text("# Home\n\nAn optimizer.\n\n## Below\n\nMore.\n")
    assert "An optimizer" in (changed := index(tmp_path, HOOK))
    assert changed == index(tmp_path)
    other.write_text("---\ntags: [b]\n---\n# Other\n\nA loss.\n")
    assert index(tmp_path, HOOK) == index(tmp_path)
    one.write_text("---\ntitle: Start\n---\n# Home\n\nAn optimizer.\n\n## Below\n\nMore.\n")
    assert index(tmp_path, HOOK) == index(tmp_path)


def index(folder: Path, *hooks: Path) -> str:
    """The search index of the site that a folder is built to."""
    config: dict[str, Any] = {"site_name": "Test", "theme": {"name": "material"}, "plugins": ["search"]}
    (folder / "mkdocs.yml").write_text(json.dumps(config | {"hooks": [str(hook) for hook in hooks]}))
    environment = {
        **os.environ,
        "SEQLITE_ASSET_CACHE": str(folder / "cache"),
        "PYTHONPATH": str(HOOK.parent),
    }
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q"], cwd=folder, env=environment, check=True)
    return (folder / "site" / "search" / "search_index.json").read_text("utf8")
