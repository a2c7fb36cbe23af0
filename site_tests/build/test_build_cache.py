"""What builds keep for the next one is never stale."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from site_tests import ROOT

HOOKS = ROOT / "docs" / "course"
RENDERED = HOOKS / "rendered_pages.py"
AROUND_SEARCH = """
from docs.course.search_entries import on_page_context as before, on_page_context_done as after
from docs.course.search_entries import on_post_build
from mkdocs.plugins import CombinedEvent, event_priority

on_page_context = CombinedEvent(event_priority(100)(before), event_priority(-100)(after))
"""


def test_values_stay_for_the_next_build_and_the_least_wanted_go(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from live_cells.plugin import build_cache, cache

    monkeypatch.setattr(cache, "CACHE", tmp_path)

    def made(version: str = "1", **values: int) -> list[int | None]:
        store = build_cache.BuildCache("numbers", 3, version)
        found = [store.get(key) for key in values]
        for key, value in values.items():
            store.put(key, value)
        store.save()
        return found

    assert made(a=1, b=2) == [None, None]
    assert made(b=2, c=3) == [2, None]
    assert made(a=1, b=2, c=3) == [1, 2, 3]
    assert made("2", a=5) == [None], "another version makes other values"
    assert made(a=1, d=4) == [1, None]  # four would be too many
    assert made(b=2) == [None]


@pytest.mark.slow
def test_search_finds_what_pages_say_now(tmp_path: Path) -> None:
    (hook := tmp_path / "around_search.py").write_text(AROUND_SEARCH)
    (tmp_path / "docs").mkdir()
    one, other = tmp_path / "docs" / "index.md", tmp_path / "docs" / "other.md"
    one.write_text("# Home\n\nA layer.\n\n## Below\n\nMore.\n")
    other.write_text("---\nsearch:\n  exclude: true\n---\n# Other\n\nA loss.\n")
    first = index(tmp_path, hook)
    assert first == index(tmp_path, hook) == index(tmp_path)
    one.write_text("# Home\n\nAn optimizer.\n\n## Below\n\nMore.\n")
    assert "An optimizer" in (changed := index(tmp_path, hook))
    assert changed == index(tmp_path)
    other.write_text("---\ntags: [b]\n---\n# Other\n\nA loss.\n")
    assert index(tmp_path, hook) == index(tmp_path)
    one.write_text("---\ntitle: Start\n---\n# Home\n\nAn optimizer.\n\n## Below\n\nMore.\n")
    assert index(tmp_path, hook) == index(tmp_path)


@pytest.mark.slow
def test_rendered_pages_are_what_their_text_settings_and_links_make_of_them(tmp_path: Path) -> None:
    (docs := tmp_path / "docs").mkdir()
    one, other, included = docs / "index.md", docs / "other.md", docs / "included.txt"
    included.write_text("As it was.\n")
    one.write_text("# Home\n\n[Below](#below), [there](other.md#there)\n\n## Below\n")
    other.write_text('# Other\n\n## There {: #there data-x="1" }\n\n--8<-- "included.txt"\n')
    first = pages(tmp_path, RENDERED)
    assert first == pages(tmp_path, RENDERED) == pages(tmp_path)
    included.write_text("As it is.\n")
    one.write_text(one.read_text() + "\nMore.\n")
    changed = pages(tmp_path, RENDERED)
    assert "As it is." in changed[0]["other/index.html"]
    assert changed == pages(tmp_path)
    other.write_text("# Other\n\n## Here\n")
    changed = pages(tmp_path, RENDERED)
    assert "does not contain an anchor" in changed[1]
    assert changed == pages(tmp_path, RENDERED) == pages(tmp_path)
    assert pages(tmp_path, RENDERED, permalink=True) == pages(tmp_path, permalink=True)
    other.rename(docs / "another.md")
    gone = pages(tmp_path, RENDERED)
    assert "not found among documentation files" in gone[1]
    assert gone == pages(tmp_path, RENDERED) == pages(tmp_path)


def test_a_quiet_build_keeps_no_page_whose_warnings_it_has_dropped(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Home\n\n[Gone](gone.md)\n")
    build(tmp_path, (RENDERED,), "--quiet", plugins=[])
    assert "contains a link 'gone.md'" in build(tmp_path, (RENDERED,), plugins=[])


def test_a_quiet_build_says_its_warnings_and_fails_if_it_is_strict(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Home\n\n[Gone](gone.md)\n")
    for hooks in ((), (RENDERED,)):
        said = build(tmp_path, (HOOKS / "drafts.py", *hooks), "--quiet", "--strict", fails=True, plugins=[])
        assert "contains a link 'gone.md'" in said
        assert "INFO" not in said


def pages(folder: Path, *hooks: Path, permalink: bool = False) -> tuple[dict[str, str], str]:
    """The pages of the site that a folder is built to, and what the build says of their links."""
    settings = {"toc": {"permalink": permalink}, "pymdownx.snippets": {"base_path": str(folder / "docs")}}
    said = build(folder, hooks, plugins=[], markdown_extensions={"attr_list": {}} | settings)
    files = (folder / "site").rglob("*.html")
    written = {path.relative_to(folder / "site").as_posix(): path.read_text("utf8") for path in files}
    return written, "".join(line for line in said.splitlines(True) if "Doc file" in line)


def index(folder: Path, *hooks: Path) -> str:
    """The search index of the site that a folder is built to."""
    build(folder, hooks, plugins=["search"])
    return (folder / "site" / "search" / "search_index.json").read_text("utf8")


def build(folder: Path, hooks: tuple[Path, ...], *options: str, fails: bool = False, **settings: Any) -> str:
    """Builds a site; returns what mkdocs says."""
    config = {"site_name": "Test", "theme": {"name": "material"}, "hooks": [str(hook) for hook in hooks]}
    (folder / "mkdocs.yml").write_text(json.dumps(config | settings))
    environment = {
        **os.environ,
        "SEQLITE_ASSET_CACHE": str(folder / "cache"),
        "PYTHONPATH": str(ROOT),
        "SOURCE_DATE_EPOCH": "1000000000",
    }
    command = [sys.executable, "-m", "mkdocs", "build", *options]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert (done.returncode != 0) == fails, done.stderr
    return done.stderr
