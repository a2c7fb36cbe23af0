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

from live_cells.plugin.cache import PACKAGE, Later, atomic_write, kept, short_hash
from live_cells.plugin.fetch import PINS, AssetError, node, npm_package, progress, pypi_wheel
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


_begun: set[Path] = set()
"""The archives that are made while a site is served."""


def archives(names: Sequence[str] = tuple(PACKAGES), later: Later | None = None) -> Iterator[Archive]:
    """Packages on demand, made if need be.

    Args:
        later: takes what makes those that are not there, which then do not come now.
    """
    folders = {name: _folder(name) for name in names}
    missing = [name for name, folder in folders.items() if not folder.is_dir()]
    if not later:
        _make_all(missing)
    elif new := [name for name in missing if folders[name] not in _begun]:
        _begun.update(folders[name] for name in new)
        later(", ".join(new), lambda: _make_all(new))
    for name, folder in folders.items():
        if not folder.is_dir():
            continue
        later_part = folder / f"{name}-later.pack"
        rest = later_part if later_part.is_file() else None
        yield Archive(name, folder / f"{name}.pack", rest, MODULES[name])


def _make_all(names: Sequence[str]) -> None:
    with ThreadPoolExecutor() as side_by_side:
        list(
            side_by_side.map(lambda name: _make(name, _folder(name), [*_files(name), *_wheels(name)]), names)
        )


def _files(name: str) -> list[Path]:
    """Our files that go with a package."""
    folders = [HERE / name, *PACKAGES[name]]
    return [path for folder in folders for path in sorted(folder.iterdir()) if path.is_file()]


def _folder(name: str) -> Path:
    """Where a package's archives are, or will be."""
    script = HERE / "make_archive.mjs"
    programs = (script, HERE.parent / "python_programs.mjs", HERE / "programs.py")
    digest = short_hash(
        json.dumps([PINS[name], PINS["wheels"]["sha256"], PINS["pyodide"]["integrity"]], sort_keys=True),
        *(path.read_bytes() for path in programs),
        *(part for path in _files(name) for part in (path.name, path.read_bytes())),
    )
    return kept("on-demand", f"{name}-{digest}")


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
