"""Archives of any wheels that Pyodide can load: each is made once, and all of a site are proved together."""

import json
import os
import subprocess
import time
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.utils import canonicalize_name

from live_cells.plugin.fetch import (
    CACHE,
    PINS,
    AssetError,
    atomic_write,
    node,
    npm_package,
    progress,
    short_hash,
)
from live_cells.plugin.packages.on_demand import HERE, Archive
from live_cells.plugin.packages.pyodide_wheels import check_libraries, numpy_wheel

PACK, PROVE = HERE / "pack_wheels.mjs", HERE / "prove_archives.mjs"
MADE_BY = (PACK, HERE / "programs.py", *sorted((HERE / "any_wheel").glob("*.py")))
PROVED_BY = (PROVE, HERE / "proofs.py")
NOT_IMPORTED = frozenset({"tests", "test", "testing", "docs", "doc", "examples", "benchmarks", "scripts"})
"""Folders that some wheels put beside their modules by mistake."""
PROCESSES = 4
"""Pythons that work at once, at most: each takes 200 MB and more."""


def wheel_archives(wheels: Sequence[Path], others: Sequence[Archive]) -> list[Archive]:
    """The packages of wheels, proved beside these others.

    Raises:
        AssetError: modules cannot be imported.
    """
    if not wheels:
        return []
    folders = [_folder(wheel) for wheel in wheels]
    _pack([pair for pair in zip(wheels, folders, strict=True) if not pair[1].is_dir()])
    archives = []
    for wheel, folder in zip(wheels, folders, strict=True):
        name = project_of(wheel)
        archives.append(Archive(name, folder / f"{name}.pack", None, modules_of(wheel)))
    _prove(archives, others)
    return archives


def project_of(wheel: Path) -> str:
    """The name of a wheel's package."""
    return str(canonicalize_name(wheel.name.partition("-")[0]))


def modules_of(wheel: Path) -> tuple[str, ...]:
    """The modules at the top of a wheel; first the one of its own name, if there is one."""
    with zipfile.ZipFile(wheel) as packed:
        tops = {name.split("/")[0] for name in packed.namelist() if name.endswith((".py", ".so"))}
    found = {top.partition(".")[0] for top in tops if not top.endswith((".dist-info", ".data"))}
    own = wheel.name.partition("-")[0].lower()
    return tuple(sorted(found - NOT_IMPORTED or found, key=lambda name: (name.lower() != own, name)))


def _folder(wheel: Path) -> Path:
    adapted = (HERE / "adapted").glob(f"{project_of(wheel)}.py")
    programs = (path.read_bytes() for path in (*MADE_BY, *adapted))
    digest = short_hash(wheel.read_bytes(), PINS["pyodide"]["integrity"], *programs)
    return CACHE / "on-demand" / f"{project_of(wheel)}-{digest}"


def _pack(pairs: Sequence[tuple[Path, Path]]) -> None:
    """Make the archives of wheels, each into its folder, by a few Pythons side by side."""
    for wheel, _ in pairs:
        check_libraries(wheel)
    largest_first = sorted(pairs, key=lambda pair: -pair[0].stat().st_size)
    number = min(PROCESSES, os.cpu_count() or 1)
    with ThreadPoolExecutor(number) as side_by_side:
        list(side_by_side.map(_pack_some, [largest_first[start::number] for start in range(number)]))


def _pack_some(pairs: Sequence[tuple[Path, Path]]) -> None:
    if not pairs:
        return
    start = time.monotonic()
    ours = sorted((HERE / "any_wheel").glob("*.py"))
    with TemporaryDirectory() as scratch:
        for wheel, _ in pairs:
            (Path(scratch) / project_of(wheel)).mkdir()
        _run(PACK, scratch, str(len(ours)), *ours, *(wheel for wheel, _ in pairs))
        for wheel, target in pairs:
            with atomic_write(target) as folder:
                folder.mkdir()
                made = Path(scratch) / project_of(wheel) / f"{project_of(wheel)}.pack"
                (folder / made.name).write_bytes(made.read_bytes())
    progress("packages", sum(_size(target) for _, target in pairs), start, f"{len(pairs)} packed")


def _prove(archives: Sequence[Archive], others: Sequence[Archive]) -> None:
    """Import all modules in one Python that has all packages, as a reader's may have."""
    start = time.monotonic()
    together = [path for archive in (*archives, *others) for path in archive.parts]
    parts = (path.read_bytes() for path in (*PROVED_BY, *together))
    digest = short_hash(PINS["pyodide"]["integrity"], *parts)
    proof = CACHE / "on-demand" / "proofs" / digest
    if proof.is_file():
        return
    modules = {
        archive.name: [name for name in archive.modules if not name.startswith("_")] or archive.modules
        for archive in archives
    }
    failed = json.loads(_run(PROVE, json.dumps(modules), *together).splitlines()[-1])
    for name, (module, problem) in failed.items():
        raise AssetError(
            name,
            "import inside Pyodide",
            f"{module} cannot be imported: {problem}",
            "Take the package out, add what it lacks, or name another version.",
        )
    with atomic_write(proof) as path:
        path.touch()
    progress("packages", sum(map(_size, together)), start, f"{len(archives)} imported inside Pyodide")


def _run(script: Path, *arguments: object) -> str:
    """What a program in Node prints."""
    command = [str(part) for part in (node(), script, npm_package("pyodide"), numpy_wheel(), *arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        said = [line for line in (done.stdout + done.stderr).splitlines() if line and len(line) < 400]
        raise AssetError(
            "packages", str(script), "\n".join(said[-12:]), "Correct the scripts and build again."
        )
    return done.stdout


def _size(path: Path) -> int:
    return sum(map(_size, path.iterdir())) if path.is_dir() else path.stat().st_size
