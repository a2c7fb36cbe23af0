"""The lock file of a site's packages, `live-cells.lock`: who commits it gets the same bytes again.

It stands beside the settings. Where it was made for other settings, or for another Pyodide, it is made anew.
"""

import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from packaging.utils import canonicalize_name

from live_cells.plugin.fetch import (
    CACHE,
    AssetError,
    download_wheel,
    package_index,
    progress,
    wheel_member,
)
from live_cells.plugin.packages.own_source import is_source, metadata_of, own_wheel
from live_cells.plugin.packages.pyodide_wheels import distribution

NAME = "live-cells.lock"
IN_EACH_SITE = ("numpy",)
"""What is there without being named."""


@dataclass(frozen=True)
class Locked:
    """A package of the lock file."""

    name: str
    version: str
    file: str
    sha256: str
    source: str
    """`pyodide`: Pyodide's distribution; `index`: the package index; else the folder of the author's own."""
    size: int
    needs: tuple[str, ...]

    def wheel(self) -> Path:
        """The file, from the cache or fetched, if it has the hash."""
        if self.source == "pyodide":
            return wheel_member("wheels", self.file, self.sha256)
        return index_wheel(self.name, self.file, self.sha256)


def locked_wheels(requirements: Sequence[str], folder: Path) -> list[Path]:
    """The wheels of these packages and of what they need, by the lock file in the folder.

    Raises:
        ResolvingError: there are no versions that fit together.
        AssetError: a file cannot be had.
    """
    own = {named: own_wheel(named, folder) for named in requirements if is_source(named)}
    return [own.get(package.source) or package.wheel() for package in _locked(requirements, own, folder)]


def _locked(requirements: Sequence[str], own: Mapping[str, Path], folder: Path) -> list[Locked]:
    path, start = folder / NAME, time.monotonic()
    needs = {named: sorted(map(str, metadata_of(wheel).requires_dist or [])) for named, wheel in own.items()}
    asked = {"requirements": sorted(requirements), "pyodide": distribution()["info"]}
    asked |= {"own": needs} if own else {}
    try:
        lock = json.loads(path.read_text("utf8"))
    except (OSError, ValueError):
        lock = {}
    if {key: lock.get(key) for key in asked} == asked:
        packages = [Locked(**{**each, "needs": tuple(each["needs"])}) for each in lock["packages"]]
        current = [_as_built(each, own[each.source]) if each.source in own else each for each in packages]
    else:
        packages, current = None, _resolved([name for name in requirements if name not in own], own)
    if packages != current:
        lock = {**asked, "packages": [asdict(package) for package in current]}
        path.write_text(json.dumps(lock, indent=1) + "\n", "utf8")
        progress(NAME, path.stat().st_size, start, f"{len(current)} packages; commit it")
    return current


def _resolved(requirements: Sequence[str], own: Mapping[str, Path]) -> list[Locked]:
    from live_cells.plugin.packages.resolving import resolved  # it takes half a second

    packages = []
    for found in resolved(requirements, own):
        if found.name not in IN_EACH_SITE:
            needs = tuple(sorted({str(canonicalize_name(need.name)) for need in found.needs}))
            new = Locked(found.name, str(found.version), found.file, found.sha256, found.source, 0, needs)
            wheel = own.get(found.source) or new.wheel()
            packages.append(replace(new, size=wheel.stat().st_size))
    return packages


def _as_built(locked: Locked, wheel: Path) -> Locked:
    """The entry of the author's own package, of this wheel."""
    content = wheel.read_bytes()
    version = str(metadata_of(wheel).version)
    sha256 = hashlib.sha256(content).hexdigest()
    return replace(locked, version=version, file=wheel.name, sha256=sha256, size=len(content))


def index_wheel(project: str, file: str, sha256: str) -> Path:
    """A wheel of the package index, from the cache or fetched."""
    target = CACHE / "wheels" / file
    if target.is_file() and hashlib.sha256(target.read_bytes()).hexdigest() == sha256:
        return target
    with package_index() as index:
        found = [each for each in index.get_project_page(project).packages if each.filename == file]
        if not found:
            raise AssetError(
                project, "package index", f"{file} is not there any more", f"Delete {NAME} and build again."
            )
        return download_wheel(index, found[0], sha256, project, "package index")
