"""The engine as the browser gets it: a wheel of the working tree, a lock file of NumPy and that wheel."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from fetch import (
    CACHE,
    PINS,
    ROOT,
    AssetError,
    arriving,
    forget_all_but_newest,
    progress,
    short_hash,
)

from packages.pyodide_wheels import lock_file


def engine_folder(pyodide_url: str) -> Path:
    """A folder with `seqlite-….whl` and a `pyodide-lock.json` that lists it and NumPy.

    `pyodide_url` is where NumPy's wheel will be served, relative to that folder.
    """
    package = (p for p in (ROOT / "seqlite").rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    about = [ROOT / name for name in ("pyproject.toml", "LICENSE")]  # they go into it, too
    sources = [*sorted(package), *about]
    digest = short_hash(
        pyodide_url,
        json.dumps(PINS["wheels"]["sha256"]),
        *(part for p in sources for part in (str(p.relative_to(ROOT)), p.read_bytes())),
    )
    target = CACHE / "engine" / digest
    if not target.is_dir():
        start = time.monotonic()
        with arriving(target) as folder:
            folder.mkdir()
            wheel = _build_wheel(folder)
            _write_lock(folder, wheel, pyodide_url)
            size = wheel.stat().st_size
        progress("seqlite wheel", size, start, "built from the working tree")
        forget_all_but_newest(target.parent, keep=5)
    return target


def _build_wheel(folder: Path) -> Path:
    _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], ROOT)
    [wheel] = folder.glob("*.whl")
    return wheel


def _write_lock(folder: Path, wheel: Path, pyodide_url: str) -> None:
    lock = lock_file()
    numpy = lock["packages"]["numpy"]
    numpy["file_name"] = pyodide_url + numpy["file_name"]
    trimmed = folder / "numpy-only-lock.json"
    trimmed.write_text(json.dumps({**lock, "packages": {"numpy": numpy}}))
    arguments = ["--input", trimmed.name, "--output", "pyodide-lock.json", "--base-path", ".", wheel.name]
    _run([sys.executable, "-m", "pyodide_cli", "lockfile", "add-wheels", *arguments], folder)
    trimmed.unlink()


def _run(command: list[str], folder: Path) -> None:
    """Run it; without a date, so that the same sources give the same wheel in every commit."""
    environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        problem = f"`{' '.join(command[1:4])}` failed:\n{done.stdout}{done.stderr}"
        raise AssetError("seqlite", str(folder), problem, "Correct the package and build again.")
