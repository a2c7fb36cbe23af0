"""Notebooks: what a file holds, and what the course's own metadata says of its cells."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError

Cell = Mapping[str, Any]


def read_notebook(path: Path, wanted_by: str, numbers: bool = False) -> dict[str, Any]:
    """A notebook file, for the page named `wanted_by`; each cell has an id, or gets its number as one.

    Others get the same object: it is not to be changed.
    """
    try:
        notebook = _read(path, path.stat().st_mtime_ns)
    except (OSError, ValueError) as error:
        raise PluginError(f"{wanted_by}: cannot read notebook {path.name}: {error}") from error
    if numbers:
        for number, cell in enumerate(notebook["cells"], 1):
            cell.setdefault("id", f"cell-{number}")
    missing = [str(number) for number, cell in enumerate(notebook["cells"], 1) if "id" not in cell]
    if missing:
        raise PluginError(
            f"{wanted_by}: {path.name}, cell {', '.join(missing)}: no id; run "
            "`python site_tests/generators/cell_ids.py` on the notebook, which gives each a speaking one"
        )
    return notebook


def is_sound(path: Path) -> bool:
    """Can the file be read? The build has warned of one that cannot (lessons_linted.py)."""
    try:
        read_notebook(path, path.name)
    except PluginError:
        return False
    return True


@lru_cache(maxsize=64)
def _read(path: Path, changed: int) -> dict[str, Any]:
    """The file as it is since it was `changed`; several steps want each, and they are megabytes."""
    notebook: dict[str, Any] = json.loads(path.read_text("utf8"))
    return notebook


def place_of(path: Path, uri: str, text: str) -> str:
    """The page with this source; of a notebook, also the first Markdown cell in which a text stands."""
    if uri.endswith(".ipynb"):
        for number, cell in enumerate(read_notebook(path, uri)["cells"], 1):
            if cell["cell_type"] == "markdown" and text in source_of(cell):
                return f"{uri}, cell {number} ({cell['id']})"
    return uri


def source_of(cell: Cell) -> str:
    return joined(cell["source"])


def joined(text: str | list[str]) -> str:
    """A notebook file may hold a text as the list of its lines."""
    return text if isinstance(text, str) else "".join(text)


def recorded_with(notebook: Mapping[str, Any]) -> str:
    """What made the recorded outputs, e.g. `PyTorch 2.13.0`; empty when nothing is stamped."""
    stamp = notebook["metadata"].get("recorded")
    if not stamp:
        return ""
    return f"PyTorch {stamp['torch']}" + (f" on {stamp['device']}" if "device" in stamp else "")


def tags_of(cell: Cell) -> list[str]:
    return list(cell["metadata"].get("tags", []))


def alts_of(cell: Cell) -> list[str]:
    """What the cell's author says of its figures, in their order: metadata `alt`, a text or several."""
    alts = cell["metadata"].get("alt", [])
    return [alts] if isinstance(alts, str) else list(alts)
