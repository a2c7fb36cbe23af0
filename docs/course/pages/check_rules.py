"""What a build asks of the checks of exercises: that they run wherever their cells above do."""

import ast
import sys
from collections.abc import Iterator, Sequence

from live_cells.plugin.cache import PACKAGE

sys.path.append(str(PACKAGE / "live" / "python"))

from live_cells.plugin.pages.notebook import Cell
from live_runner import cell_needs
from live_runner.exercise_checks import MAGIC


def about_checks(cells: Sequence[Cell]) -> dict[str, list[str]]:
    """What is wrong with each check, by the cell's id."""
    code = cell_needs.cells_of({"cells": cells}, "torch-only", "notebook-only")
    found: dict[str, list[str]] = {}
    for cell in code:
        if cell.part == "check":
            found.setdefault(cell.id, []).extend(_about(cell, code))
    return found


def _about(check: cell_needs.Cell, cells: Sequence[cell_needs.Cell]) -> Iterator[str]:
    first, _, body = check.source.partition("\n")
    if first.strip() != MAGIC:
        yield f"a check has to begin with the line `{MAGIC}`, which gives it names of its own"
    try:
        ast.parse(body if first.strip() == MAGIC else check.source)
    except SyntaxError as error:
        line = (error.lineno or 0) + (first.strip() == MAGIC)
        yield f"Python cannot read the check: {error.msg}, in line {line}"
        return
    starters = [cell for cell in cells if cell.exercise == check.exercise and cell.part == "exercise"]
    missing = cell_needs.plan([*starters, check], cells).missing & _taken(check)
    if missing:
        yield (
            f"the check takes {', '.join(sorted(missing))}, which neither it nor its starter binds, nor a "
            "cell above that belongs to no other exercise; import or define it in the check"
        )


def _taken(check: cell_needs.Cell) -> frozenset[str]:
    names = cell_needs.names_of(check.source)
    return names.all_taken if names else frozenset()
