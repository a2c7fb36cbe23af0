"""What builds keep is bounded, and what they use stays: of two at once, and after one that was killed."""

import os
import time
from pathlib import Path

import pytest

from live_cells.plugin import cache

HOUR = 3600


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(cache, "CACHE", tmp_path)
    return tmp_path


def write(path: Path, size: int, hours_ago: float) -> Path:
    """An entry, or a file in one, that was last used some hours ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    then = time.time() - hours_ago * HOUR
    for changed in (path, path.parent):
        os.utime(changed, (then, then))
    return path


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_what_was_not_used_for_longest_goes_first_and_as_a_whole(folder: Path) -> None:
    write(folder / "image" / "aaaaaaaa" / "memory.zst", 60, 30)
    write(folder / "image" / "aaaaaaaa" / "core.zst", 40, 30)
    write(folder / "image" / "bbbbbbbb" / "memory.zst", 100, 20)
    write(folder / "codemirror-cccccccc" / "codemirror.js", 100, 10)
    write(folder / "styles" / "dddddddd.css", 100, 5)
    assert cache.forget_least_recently_used(250) == 200
    assert names(folder) == {"codemirror-cccccccc/codemirror.js", "styles/dddddddd.css"}


def test_what_a_build_asks_for_stays(folder: Path) -> None:
    write(folder / "image" / "aaaaaaaa" / "memory.zst", 100, 30)
    write(folder / "image" / "bbbbbbbb" / "memory.zst", 100, 20)
    assert cache.kept("image", "aaaaaaaa").is_dir()
    cache.forget_least_recently_used(100)
    assert names(folder) == {"image/aaaaaaaa/memory.zst"}


def test_what_another_build_has_just_used_stays_whatever_its_size(folder: Path) -> None:
    write(folder / "image" / "aaaaaaaa" / "memory.zst", 100, 0.1)
    assert cache.forget_least_recently_used(50) == 100
    assert names(folder) == {"image/aaaaaaaa/memory.zst"}


def test_what_killed_builds_leave_goes_and_what_is_being_written_stays(folder: Path) -> None:
    write(folder / "image" / ".arriving-old" / "half.zst", 10, 2)
    write(folder / ".arriving-older" / "half.zst", 10, 2)
    write(folder / "image" / ".arriving-new" / "half.zst", 10, 0.1)
    cache.forget_least_recently_used(1000)
    assert names(folder) == {"image/.arriving-new/half.zst"}


def test_a_cache_that_is_not_there_has_nothing_to_forget(folder: Path) -> None:
    folder.rmdir()
    assert cache.forget_least_recently_used(0) == 0
