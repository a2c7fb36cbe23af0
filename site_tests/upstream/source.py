"""Upstream's test files: PyTorch's source as Debian packages it, fetched once and never committed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

from site_tests import ROOT

VERSION = "2.6.0"
ARCHIVE = f"pytorch_{VERSION}+dfsg.orig.tar.xz"
SHA256 = "099a9601bc40d67656e75735c44abedb0fbe92d08817852ab7472eebb7e6ddff"
KEPT = ROOT / ".cache" / "upstream"
WANTED = re.compile(r"[^/]+/(test/.*\.py|torch/testing/.*\.py)")
SOURCES = Path("/etc/apt/sources.list.d/debian.sources")


class SourceError(Exception):
    """Upstream's source cannot be had here; the message says why."""


def upstream_source(tell: Callable[[str], None] = print) -> Path:
    """The folder with upstream's `test/` and `torch/testing/`: SEQLITE_UPSTREAM, the one kept, or fetched."""
    given = os.environ.get("SEQLITE_UPSTREAM")
    if given:
        if not (Path(given) / "test" / "test_nn.py").exists():
            raise SourceError(f"SEQLITE_UPSTREAM={given} has no test/test_nn.py")
        return Path(given)
    folder = KEPT / VERSION
    if not folder.exists():
        unpack(fetch(tell), folder)
    return folder


def fetch(tell: Callable[[str], None]) -> Path:
    """The archive, from Debian's source package."""
    archive = KEPT / ARCHIVE
    if not archive.exists():
        tell(f"fetching PyTorch {VERSION}'s source, 27 MB, by apt …")
        KEPT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=KEPT) as folder:
            download(Path(folder))
            if not (Path(folder) / ARCHIVE).exists():
                raise SourceError(f"this Debian's PyTorch is not {VERSION}")
            (Path(folder) / ARCHIVE).replace(archive)
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != SHA256:
        archive.unlink()
        raise SourceError(f"{ARCHIVE} has the hash {found}, not {SHA256}")
    return archive


def download(folder: Path) -> None:
    """Have apt put the source package into `folder`, with lists of its own, so that it need not be root."""
    source_lists(folder)
    places = {"Etc::SourceList": "/dev/null", "Etc::SourceParts": folder / "parts"}
    places |= {"State::Lists": folder / "lists", "Cache": folder / "cache"}
    settings = [part for name, place in places.items() for part in ("-o", f"Dir::{name}={place}")]
    for command in ("update",), ("source", "--download-only", "--tar-only", "pytorch"):
        done = subprocess.run(
            ["apt-get", *settings, "-q", *command], cwd=folder, capture_output=True, text=True
        )
        if done.returncode:
            said = (done.stderr.strip() or done.stdout.strip()).splitlines()
            raise SourceError(f"apt-get failed: {said[-1] if said else done.returncode}")


def source_lists(folder: Path) -> None:
    """Where this machine gets its packages from, asked for source packages instead."""
    if shutil.which("apt-get") is None or not SOURCES.exists():
        raise SourceError(
            f"no apt with {SOURCES} here; SEQLITE_UPSTREAM may name a folder of PyTorch's source"
        )
    for name in ("parts", "lists/partial", "cache/archives/partial"):
        (folder / name).mkdir(parents=True)
    lists = SOURCES.read_text("utf8").replace("Types: deb\n", "Types: deb-src\n")
    (folder / "parts" / "source.sources").write_text(lists, "utf8")


def unpack(archive: Path, folder: Path) -> None:
    """The test files, moved into place when all of them are there."""
    partial = Path(f"{folder}.{os.getpid()}")
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile() and WANTED.fullmatch(member.name):
                member.name = member.name.partition("/")[2]
                tar.extract(member, partial, filter="data")
    with contextlib.suppress(FileExistsError, OSError):  # somebody else was faster
        partial.rename(folder)
