"""Which runs have to be repeated so that a cell finds what it found."""

from __future__ import annotations

from collections.abc import Sequence

from live_runner import cell_needs

from .rerun import Run


def needed(runs: Sequence[Run]) -> list[Run]:
    """Of all runs in their order, those that make what the last one takes, and the last one.

    A cell may have run several times: of these runs, each counts as a cell of its own.
    """
    cells = [cell_needs.Cell(str(number), run.source) for number, run in enumerate(runs)]
    plan = cell_needs.plan([cells[-1]], cells)
    found = {int(cell.id) for cell in plan.run}
    imports = [Run("imports", statement) for statement in dict.fromkeys(plan.imports.values())]
    return [*imports, *(run for number, run in enumerate(runs) if number in found), runs[-1]]
