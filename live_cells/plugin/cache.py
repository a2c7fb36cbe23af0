"""What builds keep for the next one, and what the installed package brings: files by what they are made from.

Nothing half-written ever has its final name: files arrive under a temporary name and are renamed when they
are complete. What is in the cache is therefore good, and a build that finds all of it needs no network.
"""

import hashlib
import logging
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_ISDIR

Later = Callable[[str, Callable[[], object]], None]
"""Takes what something is called, and what makes it, and has it made later."""

log = logging.getLogger("mkdocs.assets")

PACKAGE = Path(__file__).resolve().parents[1]
IS_INSTALLED = not (PACKAGE / "pyproject.toml").is_file()
ROOT = PACKAGE.parent
"""The repository, or the folder into which the package has been installed."""
PREBUILT = PACKAGE / "prebuilt"
"""What the wheel brings of the cache (prebuilt.py): then a build needs no Node, and makes no image."""
MOST = int(float(os.environ.get("SEQLITE_ASSET_CACHE_MB", "1000")) * 1e6)
"""Bytes that stay from one build to the next."""
RECENTLY = 3600
"""Seconds in which another build may still be at work on what it has used or begun."""
ARRIVING = ".arriving-"
_ENTRY = re.compile(r".*-[0-9a-f]{8}")
"""A folder at the top that is one entry; others hold entries."""


def _cache() -> Path:
    """In the repository; for a package that is installed, where the user's programs keep such files."""
    if named := os.environ.get("SEQLITE_ASSET_CACHE"):
        return Path(named)
    if not IS_INSTALLED:
        return ROOT / ".cache" / "assets"
    from platformdirs import user_cache_path

    return user_cache_path("live-cells", appauthor=False)


CACHE = _cache().resolve()
asked: set[Path] = set()
"""What this build has asked for, as places within the cache."""
_written = False


def kept(*place: str) -> Path:
    """Where a file or folder is that is named by what it is made from, or where it is to be made."""
    asked.add(Path(*place))
    if IS_INSTALLED and (brought := PREBUILT.joinpath(*place)).exists():
        return brought
    path = CACHE.joinpath(*place)
    with suppress(OSError):
        os.utime(path)  # what is used stays
    return path


@contextmanager
def atomic_write(target: Path) -> Iterator[Path]:
    """A temporary path beside `target`, renamed to it when the block succeeds, removed when not."""
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=ARRIVING, dir=target.parent))
    global _written
    _written = True
    try:
        yield scratch / target.name
        try:
            (scratch / target.name).rename(target)
        except OSError:  # another process was faster; a folder cannot be replaced
            if not target.exists():
                raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def tidy_up() -> int | None:
    """Keep the cache within its bounds; returns its size, or None if this build has written nothing."""
    global _written
    size = forget_least_recently_used() if _written else None
    _written = False
    return size


def forget_least_recently_used(most: int = MOST) -> int:
    """Remove what killed builds have left, and of the rest what was not used for longest, until it fits.

    Returns:
        How many bytes the cache has now.
    """
    now = time.time()
    sizes: dict[Path, int] = {}
    used: dict[Path, float] = {}
    for entry in _entries():
        files = (file for path in (entry, *entry.rglob("*")) if (file := _stat(path)))
        sizes[entry], used[entry] = 0, 0
        for file in files:
            sizes[entry] += 0 if S_ISDIR(file.st_mode) else file.st_size
            used[entry] = max(used[entry], file.st_mtime)
    total = sum(sizes.values())
    for entry in sorted(sizes, key=lambda entry: (not _is_left(entry), used[entry])):
        if now - used[entry] > RECENTLY and (_is_left(entry) or total > most):
            _remove(entry)
            total -= sizes[entry]
    return total


def _entries() -> Iterator[Path]:
    """What goes as a whole."""
    for path in CACHE.iterdir() if CACHE.is_dir() else ():
        if path.is_dir() and not _ENTRY.fullmatch(path.name) and not _is_left(path):
            yield from path.iterdir()
        else:
            yield path


def _is_left(entry: Path) -> bool:
    """Has a build begun to write it, and not come to an end?"""
    return entry.name.startswith(ARRIVING)


def _stat(path: Path) -> os.stat_result | None:
    """None where another build has just removed it."""
    try:
        return path.lstat()
    except OSError:
        return None


def _remove(entry: Path) -> None:
    """Take it from its name first, so that no build finds half of it."""
    scratch = entry if _is_left(entry) else Path(tempfile.mkdtemp(prefix=ARRIVING, dir=entry.parent))
    with suppress(OSError):
        if scratch != entry:
            entry.rename(scratch / entry.name)
    shutil.rmtree(scratch, ignore_errors=True)


def short_hash(*contents: str | bytes) -> str:
    """Eight hex digits naming `contents`: enough to tell versions apart in a folder's name."""
    digest = hashlib.sha256()
    for content in contents:
        content = content.encode() if isinstance(content, str) else content
        digest.update(len(content).to_bytes(8, "little") + content)
    return digest.hexdigest()[:8]
