"""Packages that come when a cell first uses them: each an archive, made of its wheels by make_archive.mjs."""

import json
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from fetch import (
    CACHE,
    PINS,
    ROOT,
    AssetError,
    arriving,
    node,
    npm_package,
    progress,
    pypi_wheel,
    short_hash,
)

from packages.pyodide_wheels import numpy_wheel, wheels

HERE = Path(__file__).parent
PACKAGES = {"matplotlib": [ROOT / "docs" / "live" / "python" / "plots"], "tqdm": []}
"""Which packages, each with the folders of what goes with it. In the folder here that has its name,
prepare.py says what is kept, and prove.py that it works."""


@dataclass(frozen=True)
class Archive:
    """A package as readers get it."""

    name: str
    path: Path


def archives() -> Iterator[Archive]:
    """Every package on demand, made if need be."""
    with ThreadPoolExecutor() as side_by_side:
        made = side_by_side.map(lambda name: _archive(name, [HERE / name, *PACKAGES[name]]), PACKAGES)
        yield from map(Archive, PACKAGES, made)


def _archive(name: str, folders: list[Path]) -> Path:
    script = HERE / "make_archive.mjs"
    programs = (script, HERE.parent / "python_programs.mjs", HERE / "programs.py")
    files = [path for folder in folders for path in sorted(folder.iterdir()) if path.is_file()]
    digest = short_hash(
        json.dumps([PINS[name], PINS["wheels"]["sha256"], PINS["pyodide"]["integrity"]], sort_keys=True),
        *(path.read_bytes() for path in programs),
        *(part for path in files for part in (path.name, path.read_bytes())),
    )
    target = CACHE / "on-demand" / f"{name}-{digest}" / f"{name}.pack"
    if not target.is_file():
        needed = _wheels(name)
        start = time.monotonic()
        with arriving(target) as path:
            command = [node(), script, npm_package("pyodide"), numpy_wheel(), path, *files, *needed]
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                said = [line for line in (done.stdout + done.stderr).splitlines() if line and len(line) < 400]
                raise AssetError(
                    name, str(script), "\n".join(said[-12:]), "Correct the scripts and build again."
                )
        progress(f"{name}.pack", target.stat().st_size, start, "works inside Pyodide")
    return target


def _wheels(name: str) -> list[Path]:
    """The package's own wheel and those it needs: of Pyodide's project, or from PyPI."""
    pin = PINS[name]
    return [pypi_wheel(name)] if "pypi" in pin else wheels(pin["packages"])
