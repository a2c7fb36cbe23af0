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

from live_cells.plugin.cache import kept
from live_cells.plugin.fetch import AssetError, download_wheel, package_index, progress, wheel_member
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
    """`pyodide`: Pyodide's distribution; `index`: the package index."""
    size: int
    needs: tuple[str, ...]

    def wheel(self) -> Path:
        """The file, from the cache or fetched, if it has the hash."""
        if self.source == "pyodide":
            return wheel_member("wheels", self.file, self.sha256)
        return index_wheel(self.name, self.file, self.sha256)


@dataclass(frozen=True)
class Wheel:
    """A wheel of a site, and the wheels beside which it is imported."""

    path: Path
    needs: tuple[Path, ...] = ()


def locked_wheels(requirements: Sequence[str], folder: Path) -> list[Wheel]:
    """The wheels of these packages and of what they need, by the lock file in the folder.

    Raises:
        ResolvingError: there are no versions that fit together.
        AssetError: a file cannot be had.
    """
    packages = {package.name: package for package in _locked(requirements, folder)}
    files = {name: package.wheel() for name, package in packages.items()}
    below = {name: _below(name, packages) for name in packages}
    wheels = []
    for name, file in files.items():  # soupsieve, say, imports what it is a part of
        users = {other for other in packages if name in below[other]}
        beside = below[name].union(users, *(below[user] for user in users)) - {name}
        wheels.append(Wheel(file, tuple(files[other] for other in sorted(beside))))
    return wheels


def _below(name: str, packages: Mapping[str, Locked]) -> set[str]:
    """What a package needs, directly or not."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        new = {need for need in packages[waiting.pop()].needs if need in packages} - found - {name}
        found |= new
        waiting += new
    return found


def _locked(requirements: Sequence[str], folder: Path) -> list[Locked]:
    path = folder / NAME
    asked = {"requirements": sorted(requirements), "pyodide": distribution()["info"]}
    try:
        lock = json.loads(path.read_text("utf8"))
    except (OSError, ValueError):
        lock = {}
    if {key: lock.get(key) for key in asked} == asked:
        return [Locked(**{**each, "needs": tuple(each["needs"])}) for each in lock["packages"]]
    from live_cells.plugin.packages.resolving import resolved  # it takes half a second

    start = time.monotonic()
    packages = []
    for found in resolved(requirements):
        if found.name not in IN_EACH_SITE:
            needs = tuple(sorted({str(canonicalize_name(need.name)) for need in found.needs}))
            new = Locked(found.name, str(found.version), found.file, found.sha256, found.source, 0, needs)
            packages.append(replace(new, size=new.wheel().stat().st_size))
    lock = {**asked, "packages": [asdict(package) for package in packages]}
    path.write_text(json.dumps(lock, indent=1) + "\n", "utf8")
    progress(NAME, path.stat().st_size, start, f"{len(packages)} packages; commit it")
    return packages


def index_wheel(project: str, file: str, sha256: str) -> Path:
    """A wheel of the package index, from the cache or fetched."""
    target = kept("wheels", file)
    if target.is_file() and hashlib.sha256(target.read_bytes()).hexdigest() == sha256:
        return target
    with package_index() as index:
        found = [each for each in index.get_project_page(project).packages if each.filename == file]
        if not found:
            raise AssetError(
                project, "package index", f"{file} is not there any more", f"Delete {NAME} and build again."
            )
        return download_wheel(index, found[0], sha256, project, "package index")
