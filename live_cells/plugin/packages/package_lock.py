"""The lock file of a site's packages, `live-cells.lock`: who commits it gets the same bytes again.

It stands beside the settings. Where it was made for other settings, or for another Pyodide, it is made anew.
"""

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from live_cells.plugin.fetch import (
    CACHE,
    AssetError,
    atomic_write,
    package_index,
    progress,
    wheel_member,
    wrong_hash,
)
from live_cells.plugin.packages.pyodide_wheels import distribution
from live_cells.plugin.packages.resolving import resolved

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

    def below(name: str) -> set[str]:
        found: set[str] = set()
        waiting = [name]
        while waiting:
            new = {need for need in packages[waiting.pop()].needs if need in packages} - found - {name}
            found |= new
            waiting += new
        return found

    files = {name: package.wheel() for name, package in packages.items()}
    needs = {name: below(name) for name in packages}
    for name in packages:  # some import those that name them: soupsieve, what it is a part of
        users = [other for other in packages if name in below(other)]
        needs[name] |= {*users, *(need for other in users for need in below(other))} - {name}
    return [Wheel(files[name], tuple(files[need] for need in sorted(needs[name]))) for name in packages]


def _locked(requirements: Sequence[str], folder: Path) -> list[Locked]:
    path = folder / NAME
    asked = {"requirements": sorted(requirements), "pyodide": distribution()["info"]}
    try:
        lock = json.loads(path.read_text("utf8"))
    except (OSError, ValueError):
        lock = {}
    if {key: lock.get(key) for key in asked} == asked:
        return [Locked(**{**each, "needs": tuple(each["needs"])}) for each in lock["packages"]]
    start = time.monotonic()
    packages = []
    for found in resolved(requirements):
        if found.name not in IN_EACH_SITE:
            needs = tuple(sorted({str(canonicalize_name(need.name)) for need in found.needs}))
            new = Locked(found.name, str(found.version), found.file, found.sha256, found.source, 0, needs)
            packages.append(Locked(**{**asdict(new), "size": new.wheel().stat().st_size, "needs": needs}))
    _write(path, {**asked, "packages": [asdict(package) for package in packages]})
    progress(NAME, path.stat().st_size, start, f"{len(packages)} packages; commit it")
    return packages


def _write(path: Path, lock: dict[str, Any]) -> None:
    path.write_text(json.dumps(lock, indent=1) + "\n", "utf8")


def index_wheel(project: str, file: str, sha256: str) -> Path:
    """A wheel of the package index, from the cache or fetched."""
    target = CACHE / "wheels" / file
    if target.is_file() and hashlib.sha256(target.read_bytes()).hexdigest() == sha256:
        return target
    start = time.monotonic()
    with package_index() as index:
        found = [each for each in index.get_project_page(project).packages if each.filename == file]
        if not found:
            raise AssetError(
                project, "package index", f"{file} is not there any more", f"Delete {NAME} and build again."
            )
        with atomic_write(target) as path:
            index.download_package(found[0], path, verify=False)
            got = hashlib.sha256(path.read_bytes()).hexdigest()
            if got != sha256:
                raise wrong_hash(project, "package index", got, sha256)
    progress(file, target.stat().st_size, start, "sha256 verified")
    return target
