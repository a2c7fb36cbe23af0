"""Its modules can be imported (make_archive.mjs runs this inside Pyodide)."""

import importlib
from pathlib import Path


def prove(site_packages: Path) -> None:
    """Raise if one cannot."""
    for name in (Path(__file__).with_name("modules.txt")).read_text().split():
        importlib.import_module(name)
