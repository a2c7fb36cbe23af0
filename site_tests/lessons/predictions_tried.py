"""Do the right answers to predictions hold where they are about other settings than the published ones?

    python site_tests/lessons/predictions_tried.py [--seqlite] [--data DIR] [NOTEBOOK ...]

A prediction's metadata may say what its cell gives with its controls set otherwise, as Python about the
cell's variables: `"tried": [{"set": {"activation": "Tanh"}, "claim": "spread > 0.9"}]`. The cell runs alone
for each of these. Prints every claim with the figures in it, and ends with 1 if one does not hold. On this
Python's PyTorch, or on seqlite.
Standard library only, so that any Python with torch can run it.
"""

from __future__ import annotations

import json
import sys
import types
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[2]))

from live_cells.plugin.pages.form_fields import with_settings
from site_tests.lessons import cell_runs
from site_tests.lessons.cell_runs import source_of
from site_tests.lessons.claims import judged


def cells_of(notebook: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if "tried" in cell["metadata"].get("predict", {})]


def tried(cell: dict[str, Any]) -> Iterator[tuple[bool, str]]:
    """Whether each claim about a cell holds, and a line about it; runs in the current folder."""
    for one in cell["metadata"]["predict"]["tried"]:
        main = types.ModuleType("__main__")
        outcome, parts = cell_runs.run(with_settings(source_of(cell), one["set"]), cell["id"], main)
        if outcome == "done":
            holds, figures = judged(one["claim"], vars(main))
        else:
            holds, figures = False, parts[-1]["text"]
        said = "holds" if holds else "FAILS"
        yield holds, f"{cell['id']}, {json.dumps(one['set'])}: {said}: {one['claim']} ({figures})"


def main() -> None:
    parser = cell_runs.parser(__doc__)
    arguments = parser.parse_args()
    cell_runs.prepare(arguments.seqlite)
    all_hold = True
    for path in [path.resolve() for path in arguments.notebooks]:
        for cell in cells_of(json.loads(path.read_text("utf8"))):
            with cell_runs.folder_with(arguments.data):
                for holds, line in tried(cell):
                    print(f"{path.stem} {line}", flush=True)
                    all_hold &= holds
    sys.exit(not all_hold)


if __name__ == "__main__":
    main()
