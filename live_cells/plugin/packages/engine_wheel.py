"""The engine as the browser gets it: its wheel, and a lock file of NumPy and that wheel.

In the repository, the wheel is the one that a release puts on the package index, built by its backend. Where
pip has installed the engine, it is made of what pip took out of that wheel.
"""

import base64
import hashlib
import json
import os
import subprocess
import sys
import time
import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path

from live_cells.plugin.cache import IS_INSTALLED, ROOT, atomic_write, kept, short_hash
from live_cells.plugin.fetch import PINS, AssetError, progress
from live_cells.plugin.packages.pyodide_wheels import lock_file

ENGINE = ROOT / "seqlite"
DAY = (2020, 2, 2, 0, 0, 0)
"""The date of every file, which is the backend's."""
OF_INSTALLERS = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json", "uv_build.json")
"""What stands in `dist-info` of an installed package besides what was in its wheel, or is made anew."""


def engine_folder(pyodide_url: str) -> Path:
    """A folder with `seqlite-….whl` and a `pyodide-lock.json` that lists it and NumPy.

    `pyodide_url` is where NumPy's wheel will be served, relative to that folder.
    """
    parts = [part for path in _sources() for part in (path.relative_to(ROOT).as_posix(), path.read_bytes())]
    source = Path(__file__).read_bytes()
    digest = short_hash(pyodide_url, json.dumps(PINS["wheels"]["sha256"]), source, *parts)
    target = kept("engine", digest)
    if not target.is_dir():
        start = time.monotonic()
        with atomic_write(target) as folder:
            folder.mkdir()
            wheel = _of_installed(folder) if IS_INSTALLED else _built(folder)
            (folder / "pyodide-lock.json").write_text(_lock(wheel, pyodide_url), "utf8")
            size = wheel.stat().st_size
        progress("seqlite wheel", size, start, "made of the installed package" if IS_INSTALLED else "built")
    return target


def _sources() -> list[Path]:
    """What the wheel is made of."""
    files = (path for path in ENGINE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return [*sorted(files), *(() if IS_INSTALLED else (ROOT / "pyproject.toml", ROOT / "LICENSE"))]


def _built(folder: Path) -> Path:
    """The wheel by its backend, with its own date: the same sources give the same in every commit."""
    environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise AssetError(
            "seqlite wheel", str(ROOT / "pyproject.toml"), done.stderr.strip()[-2000:], "Correct it."
        )
    [wheel] = folder.glob("*.whl")
    return wheel


def _of_installed(folder: Path) -> Path:
    """The wheel that pip has installed, as it was but for the order of its files."""
    installed = distribution("seqlite")
    about = f"seqlite-{installed.version}.dist-info"
    inside = dict(sorted(_contents(installed, about)))
    record = [f"{name},{_digest(content)},{len(content)}" for name, content in inside.items()]
    inside[f"{about}/RECORD"] = "\n".join([*record, f"{about}/RECORD,,", ""]).encode()
    wheel = folder / f"seqlite-{installed.version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, content in inside.items():
            entry = zipfile.ZipInfo(name, DAY)
            entry.external_attr, entry.create_system = 0o100644 << 16, 3
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return wheel


def _contents(installed: Distribution, about: str) -> list[tuple[str, bytes]]:
    files = [path for path in installed.files or () if path.suffix != ".pyc" and path.parts[0] != ".."]
    return [
        (path.as_posix(), path.locate().read_bytes())  # type: ignore[attr-defined]
        for path in files
        if path.parts[0] == "seqlite" or (path.parts[0] == about and path.name not in OF_INSTALLERS)
    ]


def _digest(content: bytes) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")


def _lock(wheel: Path, pyodide_url: str) -> str:
    """Pyodide's lock file, with two packages."""
    from pyodide_lock import PyodideLockSpec  # it takes long, and is seldom wanted
    from pyodide_lock.utils import add_wheels_to_spec

    lock = PyodideLockSpec.from_dict(lock_file())
    numpy = lock.packages["numpy"]
    numpy.file_name = pyodide_url + numpy.file_name
    lock.packages = {"numpy": numpy}
    return json.dumps(add_wheels_to_spec(lock, [wheel]).to_dict(), sort_keys=True)
