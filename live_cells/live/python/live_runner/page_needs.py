"""What the page asks before it runs a check: which cells have to run first."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from . import cell_needs, exercise_checks, page_calls
from .display_functions import display


def answer() -> None:
    """Answer the call in the page's file; no name of the learner's is bound for it, not even `_`."""
    display(page_calls.answer({"needs": _needs, "followers": _followers}))


def _needs(
    cells: list[dict[str, Any]], users: list[str], names: Mapping[str, Any] | None = None
) -> page_calls.Answer:
    """What to run before the cells `users`, the last of which is a check: imports, and the ids of cells."""
    there = vars(sys.modules["__main__"]) if names is None else names
    known = [cell_needs.Cell(**cell) for cell in cells]
    asking = [next(cell for cell in known if cell.id == user) for user in users]
    if any(cell_needs.names_of(cell.source) is None for cell in asking):
        return page_calls.Answer(imports="", run=[])  # running it shows the error
    plan = cell_needs.plan(asking, known)
    exercise_checks.HEADINGS.clear()
    exercise_checks.HEADINGS.update({name: cell.heading for name, cell in plan.makers.items()})
    imports = [statement for name, statement in plan.imports.items() if name not in there]
    return page_calls.Answer(imports="\n".join(imports), run=[cell.id for cell in plan.run])


def _followers(
    cells: list[dict[str, Any]],
    changed: str,
    reactive: list[str],
    names: Mapping[str, Any] | None = None,
) -> page_calls.Answer:
    """What to run after the cell `changed`: imports, and the ids of cells; and which cells are out of date.

    What those cells need from above comes first, if it has not run.
    """
    there = vars(sys.modules["__main__"]) if names is None else names
    known = [cell_needs.Cell(**cell) for cell in cells]
    run, outdated = cell_needs.followers(changed, known, set(reactive))
    plan = cell_needs.plan(run, known) if run else cell_needs.Plan()
    first = [cell.id for cell in plan.run if cell.id != changed]
    imports = [statement for name, statement in plan.imports.items() if name not in there]
    return page_calls.Answer(
        imports="\n".join(imports),
        run=[*first, *(cell.id for cell in run)],
        outdated=[cell.id for cell in outdated],
    )
