"""Any wheel: all of it stays but tests and types (make_archive.mjs runs this inside Pyodide)."""

import shutil
from pathlib import Path


def prepare(package: Path, ours: Path, numpy_wheel: Path) -> None:
    """Drop from the unpacked wheel what no cell reads."""
    for folder in [path for path in package.rglob("tests") if path.is_dir()]:
        shutil.rmtree(folder)
    for path in [path for path in package.rglob("*") if path.suffix in (".pyi", ".pyc")]:
        path.unlink()


def optimization(name: str) -> int:
    """Docstrings stay."""
    return 0
