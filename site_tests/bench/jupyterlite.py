"""JupyterLite as its own tool builds it, with a REPL; Pyodide and NumPy beside it instead of on a CDN.

Of the packages that its kernel needs, PyPI has the versions that stand in Pyodide's lock file.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from live_cells.plugin.fetch import npm_package
from live_cells.plugin.packages.pyodide_wheels import lock_file, numpy_wheel

TOOLS = ("jupyterlite-core==0.8.6", "jupyterlite-pyodide-kernel==0.8.6", "jupyter-server")
KERNEL_NEEDS = ("micropip", "ipython", "jedi", "packaging")
COMM = "comm==0.2.3"  # the kernel needs this too, and Pyodide's lock file does not know it
PATIENCE = 600
"""Seconds after which pip hangs."""
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
SETTINGS = {
    "jupyter-lite-schema-version": 0,
    "jupyter-config-data": {
        "litePluginSettings": {
            "@jupyterlite/pyodide-kernel-extension:kernel": {"pyodideUrl": "./pyodide/pyodide.mjs"}
        }
    },
}


def build(folder: Path) -> Path:
    """A site of JupyterLite in the folder."""
    tools = environment(folder / "tools", *TOOLS)
    work = folder / "work"
    work.mkdir()
    (work / "jupyter-lite.json").write_text(json.dumps(SETTINGS))
    site = folder / "site"
    command = [tools / "bin" / "jupyter", "lite", "build", "--output-dir", site, "--apps", "repl"]
    subprocess.run([*command, "--no-sourcemaps"], cwd=work, check=True, capture_output=True, timeout=PATIENCE)
    pyodide_beside(site / "pyodide", tools / "bin" / "python")
    return site


def environment(folder: Path, *packages: str) -> Path:
    """An environment with these packages."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    command = [folder / "bin" / "python", "-m", "pip", "install", "-q", *packages]
    subprocess.run(command, check=True, timeout=PATIENCE)
    return folder


def pyodide_beside(folder: Path, python: Path, wanted: tuple[str, ...] = KERNEL_NEEDS) -> None:
    """Pyodide with NumPy and the wanted packages, and a lock file that knows these alone."""
    folder.mkdir(parents=True)
    source = npm_package("pyodide")
    for name in CORE:
        shutil.copy(source / name, folder)
    lock = lock_file()
    needed = _with_dependencies(lock["packages"], wanted)
    pins = [f"{entry['name']}=={entry['version']}" for entry in needed.values()]
    options = ["--no-deps", "--only-binary=:all:", "--python-version=3.14"]
    command = [python, "-m", "pip", "download", "-q", *options, "-d", folder, *pins, COMM]
    subprocess.run(command, check=True, timeout=PATIENCE)
    needed["comm"] = _entry_for_comm(lock["packages"]["traitlets"])
    needed["numpy"] = lock["packages"]["numpy"]
    shutil.copy(numpy_wheel(), folder)
    for entry in needed.values():
        stem = f"{entry['name']}-{entry['version']}".replace("-", "_")
        [wheel] = (
            path
            for path in folder.glob("*.whl")
            if path.name.replace("-", "_").lower().startswith(f"{stem.lower()}_")
        )
        entry |= {"file_name": wheel.name, "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest()}
    (folder / "pyodide-lock.json").write_text(json.dumps({**lock, "packages": needed}))


def _with_dependencies(packages: dict[str, Any], wanted: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    waiting = list(wanted)
    while waiting:
        name = waiting.pop().replace("_", "-")
        if name not in found:
            found[name] = packages[name]
            waiting += packages[name]["depends"]
    return found


def _entry_for_comm(like: dict[str, Any]) -> dict[str, Any]:
    name, _, version = COMM.partition("==")
    return {**like, "name": name, "version": version, "imports": [name], "depends": ["traitlets"]}
