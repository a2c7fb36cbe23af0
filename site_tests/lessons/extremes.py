"""Run each cell that has form fields at the ends of its controls, and say how long each run takes.

    python site_tests/lessons/extremes.py [--seqlite] [--data DIR] [--all] [NOTEBOOK ...]

The cells above run first, once; then the cell as published, and with each control at its extremes (both ends
of a slider, the limits of a number, each choice, a checkbox both ways), the others as published. On this
Python's PyTorch, or on seqlite. Ends with 1 if a run failed. A cell whose metadata says
`"slow_extremes": "why"` is run as published only, unless `--all` is given. Standard library only, so that any
Python with torch can run it.
"""

from __future__ import annotations

import json
import sys
import time
import types
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[2]))

from live_cells.plugin.pages.form_fields import fields_of, with_value
from site_tests.lessons import cell_runs
from site_tests.lessons.cell_runs import source_of


@dataclass(frozen=True)
class Run:
    """One run of a cell with one control elsewhere."""

    cell: str
    change: str
    """What differs from the published cell, e.g. `width = 64`; `as published`."""
    seconds: float
    error: str
    """The traceback; empty when nothing was raised."""


def has_fields(notebook: dict[str, Any]) -> bool:
    return any(fields_of(source_of(cell)) for cell in notebook["cells"] if cell["cell_type"] == "code")


def variations(cell: dict[str, Any], all_of_them: bool = False) -> Iterator[tuple[str, str]]:
    """What to change in a cell with fields, and its source then."""
    source = source_of(cell)
    yield "as published", source
    if "slow_extremes" in cell["metadata"] and not all_of_them:
        return
    for field in fields_of(source):
        for value in field.extremes():
            yield f"{field.name} = {value}", with_value(source, field, value)


def runs(notebook: dict[str, Any], on_pytorch: bool, all_of_them: bool = False) -> Iterator[Run]:
    """Every run of every cell with fields, the cells above having run; in the current folder.

    Raises:
        RuntimeError: a cell without fields failed that is not tagged `raises-exception`.
    """
    cells = [cell for cell in notebook["cells"] if cell_runs.runs_here(cell, on_pytorch)]
    last = max(i for i, cell in enumerate(cells) if fields_of(source_of(cell)))
    main = types.ModuleType("__main__")
    for cell in cells[: last + 1]:
        if not fields_of(source_of(cell)):
            _, error = _run(source_of(cell), cell["id"], main)
            if error and "raises-exception" not in cell_runs.tags_of(cell):
                raise RuntimeError(f"cell {cell['id']} failed:\n{error}")
            continue
        for change, source in variations(cell, all_of_them):
            yield Run(cell["id"], change, *_run(source, cell["id"], main))


def _run(source: str, cell: str, main: types.ModuleType) -> tuple[float, str]:
    start = time.perf_counter()
    outcome, parts = cell_runs.run(source, cell, main)
    took = time.perf_counter() - start
    said = next((part["text"] for part in reversed(parts) if part["part"] == "error"), outcome)
    return took, "" if outcome == "done" else said


def main() -> None:
    parser = cell_runs.parser(__doc__)
    parser.add_argument("--all", action="store_true", help="slow ones, too")
    arguments = parser.parse_args()
    cell_runs.prepare(arguments.seqlite)
    failed = 0
    for path in [path.resolve() for path in arguments.notebooks]:
        notebook = json.loads(path.read_text("utf8"))
        if not has_fields(notebook):
            continue
        with cell_runs.folder_with(arguments.data):
            for run in runs(notebook, not arguments.seqlite, arguments.all):
                verdict = f"FAILED\n{run.error}" if run.error else ""
                print(
                    f"{path.stem} {run.cell}: {run.change}: {run.seconds:.2f} s {verdict}".rstrip(),
                    flush=True,
                )
                failed += bool(run.error)
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
