"""The packages that Pyodide's project compiles: which wheels, and whether the pinned Pyodide loads them."""

import json
import zipfile
from functools import cache
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from packaging.utils import parse_wheel_filename

from live_cells.plugin.fetch import PINS, AssetError, npm_package, wheel_member

GUIDE = "docs/guides/upgrading-pyodide.md says how to find others."


class ResolvingError(ValueError):
    """There are no versions that fit together; the message says what was asked for, by which package."""


def lock_file(pyodide: Path | None = None) -> dict[str, Any]:
    """Pyodide's own pyodide-lock.json with the pinned wheels in the place of that release's.

    A release of Pyodide loads the wheels of another one as long as both have the same Python and ABI.

    Raises:
        AssetError: a pinned wheel is for another Python or another ABI.
    """
    path = (pyodide or npm_package("pyodide")) / "pyodide-lock.json"
    lock: dict[str, Any] = json.loads(path.read_text("utf8"))
    for filename, sha256 in PINS["wheels"]["sha256"].items():
        project, version, _, _ = parse_wheel_filename(filename)
        check_tags(filename, lock["info"])
        changes = {"file_name": filename, "sha256": sha256, "version": str(version)}
        listed = lock["packages"].get(project, {"name": project, "imports": [], "depends": []})
        lock["packages"][project] = listed | changes
    return lock


@cache
def distribution() -> dict[str, Any]:
    """The lock file of the distribution that wheels come from: all packages of Pyodide's project."""
    path = wheel_member("wheels", "pyodide-lock.json", PINS["wheels"]["lock_sha256"])
    lock: dict[str, Any] = json.loads(path.read_text("utf8"))
    return lock


def check_tags(filename: str, info: dict[str, str] | None = None) -> None:
    """Raises `AssetError` where this Pyodide does not load such a wheel."""
    info = info or json.loads((npm_package("pyodide") / "pyodide-lock.json").read_text("utf8"))["info"]
    python = "cp" + "".join(info["python"].split(".")[:2])
    platform = f"pyemscripten_{info['abi_version']}_wasm32"
    tags = parse_wheel_filename(filename)[3]
    if any(tag.platform == "any" or (tag.interpreter, tag.platform) == (python, platform) for tag in tags):
        return
    problem = f"{filename} does not fit this Pyodide, which loads wheels for {python} and {platform}"
    advice = f"Pin wheels of that kind, or the earlier Pyodide; {GUIDE}"
    raise AssetError(filename.partition("-")[0], "live_cells/plugin/pins.toml", problem, advice)


def check_libraries(wheel: Path) -> None:
    """Raises `AssetError` where a compiled module needs a shared library that the wheel does not bring.

    A reader's tab would say so only when the module is imported, and not by the library's name.
    """
    with zipfile.ZipFile(wheel) as archive, TemporaryDirectory() as folder:
        compiled = [name for name in archive.namelist() if name.endswith(".so")]
        if not compiled:
            return
        from auditwheel_emscripten import show  # of pyodide-build; `pyodide auditwheel show` prints the same

        archive.extractall(folder, compiled)
        needed = set(chain.from_iterable(libraries for libraries, _ in show(folder).values()))
    if missing := sorted(needed - {Path(name).name for name in compiled}):
        problem = f"{wheel.name} needs {', '.join(missing)}, which is not in it"
        advice = "`pyodide auditwheel repair` packs libraries into a wheel; or take a wheel that needs none."
        raise AssetError(wheel.name.partition("-")[0], str(wheel), problem, advice)


def wheels(projects: list[str]) -> list[Path]:
    """The wheels of these packages, from the cache or fetched."""
    packages = lock_file()["packages"]
    entries = [packages[project] for project in projects]
    return [wheel_member("wheels", entry["file_name"], entry["sha256"]) for entry in entries]


def numpy_wheel() -> Path:
    [wheel] = wheels(["numpy"])
    return wheel
