"""Packages by name: which versions, with what they need, from Pyodide's distribution and the package index.

The resolver is resolvelib, pip's own. A version of Pyodide's distribution is preferred; of the package index,
wheels of pure Python count, and those of Pyodide's platform (PEP 783).
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from packaging.metadata import Metadata
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename
from packaging.version import Version
from pypi_simple import DistributionPackage, NoSuchProjectError
from resolvelib import AbstractProvider, BaseReporter, ResolutionImpossible, Resolver

from live_cells.plugin.fetch import package_index, session
from live_cells.plugin.packages.own_source import metadata_of
from live_cells.plugin.packages.pyodide_wheels import ResolvingError, check_tags, distribution

NOT_NEEDED = frozenset({"ipython", "jupyterlab-widgets", "widgetsnbextension"})
"""What packages for notebooks need, and cells do not: the page has IPython's names itself
(live_runner/display_functions.py), and the others are parts of Jupyter's pages."""


@dataclass(frozen=True)
class Candidate:
    """A version of a package, and the file that holds it."""

    name: str
    version: Version
    file: str
    sha256: str
    source: str
    """`pyodide`, `index`, or the folder of the author's own."""
    needs: tuple[Requirement, ...]


def resolved(requirements: Sequence[str], own: Mapping[str, Path] = MappingProxyType({})) -> list[Candidate]:
    """The packages that these requirements ask for, with all that they need, by name.

    Args:
        own: wheels of the author's own packages, which take the place of all others, by their folders.

    Raises:
        ResolvingError: a requirement cannot be read, or nothing fulfills all of them.
    """
    try:
        ours = [_own(source, wheel) for source, wheel in own.items()]
        wanted = [Requirement(requirement) for requirement in [*requirements, *(each.name for each in ours)]]
    except InvalidRequirement as error:
        raise ResolvingError(f"cannot be read: {error}") from error
    try:
        found = Resolver(_Provider(ours), BaseReporter()).resolve(wanted).mapping
    except ResolutionImpossible as impossible:
        causes = (
            f"{cause.requirement} ({f'for {cause.parent.name}' if cause.parent else 'as named'})"
            for cause in impossible.causes
        )
        raise ResolvingError(
            f"no wheel for the browser fulfills {', '.join(sorted(set(causes)))}"
        ) from impossible
    return [found[name] for name in sorted(found)]


class _Provider(AbstractProvider[Requirement, Candidate, str]):
    """Answers resolvelib."""

    def __init__(self, own: Sequence[Candidate]) -> None:
        self._own = {candidate.name: candidate for candidate in own}

    def identify(self, requirement_or_candidate: Requirement | Candidate) -> str:
        return canonicalize_name(requirement_or_candidate.name)

    def get_preference(self, identifier: str, *_: Any, **__: Any) -> str:
        return identifier

    def find_matches(
        self,
        identifier: str,
        requirements: Mapping[str, Iterator[Requirement]],
        incompatibilities: Mapping[str, Iterator[Candidate]],
    ) -> Iterable[Candidate]:
        asked = list(requirements[identifier])
        fits = SpecifierSet(",".join(str(each.specifier) for each in asked if each.specifier))
        refused = {each.version for each in incompatibilities[identifier]}
        extras = frozenset(extra for each in asked for extra in each.extras)
        ours = self._own.get(identifier)
        for candidate in [ours] if ours else _candidates(identifier, fits, extras):
            if candidate.version not in refused:
                yield candidate
                return  # the next one is asked for when this one is refused

    def is_satisfied_by(self, requirement: Requirement, candidate: Candidate) -> bool:
        return requirement.specifier.contains(candidate.version, prereleases=True)

    def get_dependencies(self, candidate: Candidate) -> Iterable[Requirement]:
        return [need for need in candidate.needs if canonicalize_name(need.name) not in NOT_NEEDED]


def _own(source: str, wheel: Path) -> Candidate:
    about = metadata_of(wheel)
    sha256 = hashlib.sha256(wheel.read_bytes()).hexdigest()
    needs = tuple(_needs(about, frozenset()))
    return Candidate(canonicalize_name(about.name), about.version, wheel.name, sha256, source, needs)


def _candidates(name: str, fits: SpecifierSet, extras: frozenset[str]) -> Iterator[Candidate]:
    """The versions of a package that fit, the one of Pyodide's distribution first."""
    entry = distribution()["packages"].get(name)
    if entry and fits.contains(entry["version"], prereleases=True):
        version, file, sha256 = Version(entry["version"]), entry["file_name"], entry["sha256"]
        needs = tuple(Requirement(need) for need in entry["depends"])
        is_pure = file.endswith("-none-any.whl")  # then it is the index's own
        same = [package for number, package in _index_wheels(name) if number == version] if is_pure else []
        if same:
            yield Candidate(name, version, same[0].filename, same[0].digests["sha256"], "index", needs)
        else:
            yield Candidate(name, version, file, sha256, "pyodide", needs)
    wheels = dict(reversed(_index_wheels(name)))  # of a version's wheels, the first
    for version in fitting(fits, wheels):
        package = wheels[version]
        needs = tuple(_needs(_metadata(package), extras))
        yield Candidate(name, version, package.filename, package.digests["sha256"], "index", needs)


def fitting(fits: SpecifierSet, versions: Iterable[Version]) -> list[Version]:
    """The versions that fit, the newest first; a pre-release only where asked for, or where all are."""
    return sorted(fits.filter(versions), reverse=True)


@cache
def _index_wheels(name: str) -> list[tuple[Version, DistributionPackage]]:
    """The wheels of the package index that Pyodide can load."""
    try:
        with package_index() as index:
            packages = index.get_project_page(name).packages
    except NoSuchProjectError:
        return []
    return [(version, package) for package in packages if (version := _loadable(package))]


def _loadable(package: DistributionPackage) -> Version | None:
    """The version of a wheel, if this Pyodide loads it."""
    if package.package_type != "wheel" or package.is_yanked or "sha256" not in package.digests:
        return None
    python = distribution()["info"]["python"]
    try:
        if package.requires_python and not SpecifierSet(package.requires_python).contains(python):
            return None
        check_tags(package.filename, distribution()["info"])
        return parse_wheel_filename(package.filename)[1]
    except (ValueError, RuntimeError, InvalidWheelFilename):
        return None


def _needs(about: Metadata, extras: frozenset[str]) -> Iterator[Requirement]:
    """What a wheel needs in the browser."""
    python = distribution()["info"]["python"]
    environment = {
        "implementation_name": "cpython",
        "implementation_version": python,
        "os_name": "posix",
        "platform_machine": "wasm32",
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_system": "Emscripten",
        "platform_version": "",
        "python_full_version": python,
        "python_version": ".".join(python.split(".")[:2]),
        "sys_platform": "emscripten",
    }
    for requirement in about.requires_dist or []:
        marker = requirement.marker
        if not marker or any(marker.evaluate({**environment, "extra": extra}) for extra in extras or {""}):
            yield requirement


def _metadata(package: DistributionPackage) -> Metadata:
    if package.has_metadata:
        with package_index() as index:
            return Metadata.from_email(index.get_package_metadata(package), validate=False)
    from remotezip import RemoteZip

    with RemoteZip(package.url, session=session()) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        return Metadata.from_email(archive.read(name), validate=False)
