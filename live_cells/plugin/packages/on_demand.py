"""Packages that come when a cell first uses them: each an archive, made of its wheels by make_archive.mjs."""

import json
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from live_cells.plugin.fetch import (
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
from live_cells.plugin.packages.pyodide_wheels import numpy_wheel, wheels

HERE = Path(__file__).parent
PACKAGES = {"matplotlib": [ROOT / "live_cells" / "live" / "python" / "plots"], "tqdm": []}
"""Which packages, each with the folders of what goes with it. In the folder here that has its name,
prepare.py says what is kept, prove.py that it works, and first_uses.py what comes first."""


@dataclass(frozen=True)
class Archive:
    """A package as readers get it: what first uses touch, and the rest, if that is not all."""

    name: str
    path: Path
    later: Path | None

    @property
    def parts(self) -> tuple[Path, ...]:
        return (self.path, self.later) if self.later else (self.path,)


def archives() -> Iterator[Archive]:
    """Every package on demand, made if need be."""
    with ThreadPoolExecutor() as side_by_side:
        folders = side_by_side.map(lambda name: _folder(name, [HERE / name, *PACKAGES[name]]), PACKAGES)
    for name, folder in zip(PACKAGES, folders, strict=True):
        later = folder / f"{name}-later.pack"
        yield Archive(name, folder / f"{name}.pack", later if later.is_file() else None)


def _folder(name: str, folders: list[Path]) -> Path:
    script = HERE / "make_archive.mjs"
    programs = (script, HERE.parent / "python_programs.mjs", HERE / "programs.py")
    files = [path for folder in folders for path in sorted(folder.iterdir()) if path.is_file()]
    digest = short_hash(
        json.dumps([PINS[name], PINS["wheels"]["sha256"], PINS["pyodide"]["integrity"]], sort_keys=True),
        *(path.read_bytes() for path in programs),
        *(part for path in files for part in (path.name, path.read_bytes())),
    )
    target = CACHE / "on-demand" / f"{name}-{digest}"
    if not target.is_dir():
        needed = _wheels(name)
        start = time.monotonic()
        with arriving(target) as folder:
            folder.mkdir()
            made_of = (npm_package("pyodide"), numpy_wheel(), folder)
            command = [str(part) for part in (node(), script, *made_of, name, *files, *needed)]
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                said = [line for line in (done.stdout + done.stderr).splitlines() if line and len(line) < 400]
                raise AssetError(
                    name, str(script), "\n".join(said[-12:]), "Correct the scripts and build again."
                )
        size = sum(path.stat().st_size for path in target.iterdir())
        progress(name, size, start, "works inside Pyodide")
    return target


def _wheels(name: str) -> list[Path]:
    """The package's own wheel and those it needs: of Pyodide's project, or from PyPI."""
    pin = PINS[name]
    return [pypi_wheel(name)] if "pypi" in pin else wheels(pin["packages"])
