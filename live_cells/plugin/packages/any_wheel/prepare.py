"""Any wheel: all of it stays but tests and types (pack_wheels.mjs runs this inside Pyodide)."""

import runpy
import shutil
from pathlib import Path


def prepare(package: Path, ours: Path, numpy_wheel: Path) -> None:
    """Drop from the unpacked wheel what no cell reads."""
    for folder in package.glob("*.data"):
        for part in ("purelib", "platlib"):
            if (folder / part).is_dir():
                shutil.copytree(folder / part, package, dirs_exist_ok=True)
        shutil.rmtree(folder)
    for path in [path for path in package.rglob("*") if path.is_file() and _is_dropped(path)]:
        path.unlink()
    if (further := ours / "adapt.py").is_file():
        runpy.run_path(str(further))["adapt"](package)


def _is_dropped(path: Path) -> bool:
    if path.suffix in (".pyi", ".pyc", ".map"):
        return True
    if "tests" not in path.parts:
        return False
    # some packages import helpers of their tests
    return path.suffix not in (".py", ".so") or path.name.startswith(("test_", "conftest"))


def optimization(name: str) -> int:
    """Docstrings stay."""
    return 0
