"""Which code a notebook's outputs were recorded from: `record.py` notes it, and a build compares.

Standard library only, as record.py runs in any Python that has torch.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

SETUP = "setup"
"""The cell that `record.py` writes itself (site_tests/generators/setup_cells.py); it is not run."""
ADVICE = "run `python site_tests/generators/record.py docs/{notebook}`"


def sources_of(cells: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """A short hash of each code cell's source and of what it is recorded with besides, by id, in order."""
    code = (cell for cell in cells if cell["cell_type"] == "code" and cell["id"] != SETUP)
    return {cell["id"]: hashlib.sha256(_recorded(cell).encode()).hexdigest()[:8] for cell in code}


def _recorded(cell: Mapping[str, Any]) -> str:
    return "".join(cell["source"]).strip() + _settings_of(cell)


def _settings_of(cell: Mapping[str, Any]) -> str:
    then = cell["metadata"].get("predict", {}).get("then", [])
    return "".join(f"\n{json.dumps(one.get('set'))}" for one in then)


def about_recording(notebook: Mapping[str, Any], name: str) -> Iterator[str]:
    """The cells whose outputs may be those of other code."""
    now, advice = sources_of(notebook["cells"]), ADVICE.format(notebook=name)
    recorded = notebook["metadata"].get("recorded")
    if not recorded:
        if now:
            yield f"{name}: its outputs were never recorded from PyTorch; {advice}"
        return
    then = recorded.get("sources", {})
    numbers = {cell["id"]: number for number, cell in enumerate(notebook["cells"], 1)}
    for cell, source in now.items():
        place = f"{name}, cell {numbers[cell]} ({cell})"
        if cell not in then:
            yield f"{place}: its output was never recorded from PyTorch; {advice}"
        elif then[cell] != source:
            settings = _settings_of(next(one for one in notebook["cells"] if one["id"] == cell))
            changed = "its prediction's settings or its code" if settings else "its code"
            yield f"{place}: {changed} has changed since its output was recorded; {advice}"
    if gone := [cell for cell in then if cell not in now]:
        yield f"{name}: {_named(gone)} gone since the outputs were recorded; {advice}"
    elif [*then] != [*now] and {*then} == {*now}:
        yield f"{name}: its cells have another order than when they were recorded; {advice}"


def _named(cells: list[str]) -> str:
    return f"the cell {cells[0]} is" if len(cells) == 1 else f"the cells {', '.join(cells)} are"
