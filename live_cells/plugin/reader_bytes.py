"""What a reader fetches for the first run of a cell, as a build says it."""

import gzip
from collections.abc import Iterable
from dataclasses import dataclass

from live_cells.plugin.browser_assets import FIGURES, Assets, Staged
from live_cells.plugin.build_cache import BuildCache
from live_cells.plugin.packages.numpy_rest import NAME

PACKED = (".css", ".js", ".json", ".mjs", ".py", ".wasm")
"""What hosts gzip; the other files are packed as they are."""
LATE = ("later.zst", "python_stdlib.zip")
"""What comes within seconds after a first result."""


@dataclass(frozen=True)
class ReaderBytes:
    """Bytes on their way from a host that gzips text."""

    first: int
    """From the click on Run to the first result of a cell that imports no further package."""
    after: int
    """Within ten seconds after it; browsers keep all of it for the next visit."""

    def __str__(self) -> str:
        after = f", {self.after / 1e6:.1f} MB more in the next ten seconds" if self.after else ""
        return f"a reader's first run fetches {self.first / 1e6:.1f} MB{after}; a second visit, nothing"


def reader_bytes(assets: Assets) -> ReaderBytes:
    """What the first run of a cell fetches of a site's assets."""
    files = [file for file in assets.files if FIGURES not in file.uri]
    image = [file for file in files if file.uri.startswith("assets/image-") and file.path.name != NAME]
    folders = ("assets/zstddec-",) if image else ("assets/pyodide-", "assets/seqlite-")
    needed = [file for file in files if file.uri.startswith((*folders, f"{assets.live}/worker/"))]
    late = [file for file in files if image and file.path.name in LATE]
    first = [file for file in (*image, *needed) if file not in late]
    return ReaderBytes(_sum(first), _sum(late))


def _sum(files: Iterable[Staged]) -> int:
    known = BuildCache("packed-sizes", 5_000)
    total = 0
    for file in files:
        if not file.path.name.endswith(PACKED):
            total += file.size
            continue
        key = f"{file.uri} {file.size}"
        if (size := known.get(key)) is None:
            known.put(key, size := len(gzip.compress(file.path.read_bytes(), 6)))
        total += min(size, file.size)
    known.save()
    return total
