"""The engine as the browser gets it: a wheel of its files, a lock file of NumPy and that wheel."""

import base64
import hashlib
import json
import re
import time
import zipfile
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from live_cells.plugin.fetch import CACHE, PINS, ROOT, arriving, forget_all_but_newest, progress, short_hash
from live_cells.plugin.packages.pyodide_wheels import lock_file

ENGINE = ROOT / "seqlite"
DAY = (2020, 2, 2, 0, 0, 0)
"""The date of every file, so that the same sources give the same wheel in every commit."""
METADATA = """\
Metadata-Version: 2.4
Name: seqlite
Version: {version}
License-Expression: MIT
License-File: LICENSE
Requires-Dist: numpy
"""
WHEEL = """\
Wheel-Version: 1.0
Generator: live-cells
Root-Is-Purelib: true
Tag: py3-none-any
"""


def engine_folder(pyodide_url: str) -> Path:
    """A folder with `seqlite-….whl` and a `pyodide-lock.json` that lists it and NumPy.

    `pyodide_url` is where NumPy's wheel will be served, relative to that folder.
    """
    files = {
        path.relative_to(ENGINE.parent).as_posix(): path.read_bytes()
        for path in sorted(ENGINE.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts and path.name != "README.md"
    }
    source = Path(__file__).read_bytes()
    parts = (part for name, content in files.items() for part in (name, content))
    digest = short_hash(pyodide_url, json.dumps(PINS["wheels"]["sha256"]), source, _license(), *parts)
    target = CACHE / "engine" / digest
    if not target.is_dir():
        start = time.monotonic()
        with arriving(target) as folder:
            folder.mkdir()
            wheel = _write_wheel(folder, files)
            lock = _lock(wheel, pyodide_url)
            (folder / "pyodide-lock.json").write_text(json.dumps(lock, sort_keys=True), "utf8")
            size = wheel.stat().st_size
        progress("seqlite wheel", size, start, "built from the installed package")
        forget_all_but_newest(target.parent, keep=5)
    return target


def _version(files: dict[str, bytes]) -> str:
    [version] = re.findall(r'^__version__ = "(.+)"', files["seqlite/__init__.py"].decode(), re.M)
    return str(version)


def _write_wheel(folder: Path, files: dict[str, bytes]) -> Path:
    """The engine alone: what pip installs has more beside it, which no browser needs."""
    version = _version(files)
    about = f"seqlite-{version}.dist-info"
    inside = files | {
        f"{about}/METADATA": METADATA.format(version=version).encode(),
        f"{about}/WHEEL": WHEEL.encode(),
        f"{about}/licenses/LICENSE": _license(),
    }
    record = [f"{name},{_digest(content)},{len(content)}" for name, content in inside.items()]
    inside[f"{about}/RECORD"] = "\n".join([*record, f"{about}/RECORD,,", ""]).encode()
    wheel = folder / f"seqlite-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, content in inside.items():
            entry = zipfile.ZipInfo(name, DAY)
            entry.external_attr, entry.create_system = 0o100644 << 16, 3
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return wheel


def _license() -> bytes:
    return (distribution("seqlite").read_text("licenses/LICENSE") or "").encode()


def _digest(content: bytes) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")


def _lock(wheel: Path, pyodide_url: str) -> dict[str, Any]:
    """Pyodide's lock file, with two packages."""
    lock = lock_file()
    numpy = lock["packages"]["numpy"]
    engine = numpy | {
        "name": "seqlite",
        "version": wheel.name.split("-")[1],
        "file_name": wheel.name,
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "imports": ["seqlite"],
        "depends": ["numpy"],
    }
    numpy = numpy | {"file_name": pyodide_url + numpy["file_name"]}
    return lock | {"packages": {"numpy": numpy, "seqlite": engine}}
