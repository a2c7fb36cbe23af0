"""The packages of which we keep a part: each an archive, made of its wheels by make_archive.mjs.

Archives come when a cell first uses them. wheel_archives.py makes those of all other wheels.
"""

import json
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from live_cells.plugin.fetch import (
    CACHE,
    PACKAGE,
    PINS,
    AssetError,
    atomic_write,
    node,
    npm_package,
    progress,
    pypi_wheel,
    short_hash,
)
from live_cells.plugin.packages.pyodide_wheels import check_libraries, numpy_wheel, wheels

HERE = Path(__file__).parent
PACKAGES = {"matplotlib": [PACKAGE / "live" / "python" / "live_plots"], "tqdm": []}
"""Which packages, each with the folders of what goes with it. In the folder here that has its name,
prepare.py says what is kept, prove.py that it works, and first_uses.py what comes first."""
MODULES = {"matplotlib": ("matplotlib", "mpl_toolkits", "PIL"), "tqdm": ("tqdm",)}
"""Their top-level modules."""


@dataclass(frozen=True)
class Archive:
    """A package as readers get it: what first uses touch, and the rest, if that is not all."""

    name: str
    path: Path
    later: Path | None
    modules: tuple[str, ...]

    @property
    def parts(self) -> tuple[Path, ...]:
        return (self.path, self.later) if self.later else (self.path,)


def archives(names: Sequence[str] = tuple(PACKAGES)) -> Iterator[Archive]:
    """Packages on demand, made if need be."""
    with ThreadPoolExecutor() as side_by_side:
        folders = side_by_side.map(lambda name: _folder(name, [HERE / name, *PACKAGES[name]]), names)
    for name, folder in zip(names, folders, strict=True):
        later = folder / f"{name}-later.pack"
        yield Archive(name, folder / f"{name}.pack", later if later.is_file() else None, MODULES[name])


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
        _make(name, target, [*files, *_wheels(name)])
    return target


def _make(name: str, target: Path, files: Sequence[Path]) -> None:
    start = time.monotonic()
    script = HERE / "make_archive.mjs"
    with atomic_write(target) as folder:
        folder.mkdir()
        made_of = (npm_package("pyodide"), numpy_wheel(), folder)
        command = [str(part) for part in (node(), script, *made_of, name, *files)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            said = [line for line in (done.stdout + done.stderr).splitlines() if line and len(line) < 400]
            advice = "Correct the scripts and build again."
            raise AssetError(name, str(script), "\n".join(said[-12:]), advice)
    size = sum(path.stat().st_size for path in target.iterdir())
    progress(name, size, start, "works inside Pyodide")


def _wheels(name: str) -> list[Path]:
    """The package's own wheel and those it needs: of Pyodide's project, or from PyPI."""
    pin = PINS[name]
    found = [pypi_wheel(name)] if "pypi" in pin else wheels(pin["packages"])
    for wheel in found:
        check_libraries(wheel)
    return found
