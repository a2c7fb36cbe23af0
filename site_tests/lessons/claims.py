"""Do a lesson's claims hold for other seeds than the published one?

    python site_tests/lessons/claims.py [--seqlite] [--seeds 5] [--data DIR] [NOTEBOOK ...]

A cell's metadata may claim something about the notebook's variables as they are when the cell has run:
`"claims": ["accuracy_val > 0.9"]`. The notebook runs once for each seed, with `torch.manual_seed(n)` read as
`torch.manual_seed(n + 1000 * k)`, k = 0, 1, …, and so are the numbers of a line `seeds = [0, 1, 2]`; where n
is a name, it stays. Prints every claim with the figures in it, and ends with 1 if one does not hold.
On this Python's PyTorch, or on seqlite.
Standard library only, so that any Python with torch can run it.
"""

from __future__ import annotations

import ast
import contextlib
import json
import re
import sys
import types
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[2]))

from site_tests.lessons import cell_runs

APART = 1000
_SEED = re.compile(r"(?P<before>\bmanual_seed\(\s*)(?P<seed>\d[\d_]*)(?=\s*\))")
_SEEDS = re.compile(r"^(?P<before>seeds = \[)(?P<seeds>\d[\d, ]*)(?=\])", re.M)


@dataclass(frozen=True)
class Verdict:
    """What became of one claim in one run."""

    cell: str
    claim: str
    seed: int
    """Which run: k."""
    holds: bool
    figures: str
    """The values of the claim's names, or what was raised."""


def seeded(source: str, k: int) -> str:
    """The source with other seeds; the same for k = 0."""
    moved = _SEED.sub(lambda found: f"{found['before']}{int(found['seed']) + APART * k}", source)
    return _SEEDS.sub(
        lambda found: found["before"] + re.sub(r"\d+", lambda n: str(int(n[0]) + APART * k), found["seeds"]),
        moved,
    )


def claims_of(notebook: dict[str, Any]) -> list[str]:
    return [claim for cell in notebook["cells"] for claim in cell["metadata"].get("claims", [])]


def verdicts(notebook: dict[str, Any], k: int, on_pytorch: bool) -> Iterator[Verdict]:
    """What becomes of the notebook's claims with the k-th seeds; runs in the current folder.

    Raises:
        RuntimeError: a cell failed that is not tagged `raises-exception`.
    """
    main = types.ModuleType("__main__")
    last = max(i for i, cell in enumerate(notebook["cells"]) if "claims" in cell["metadata"])
    for cell in notebook["cells"][: last + 1]:
        if not cell_runs.runs_here(cell, on_pytorch):
            continue
        outcome, parts = cell_runs.run(seeded(cell_runs.source_of(cell), k), cell["id"], main)
        if outcome != "done" and "raises-exception" not in cell_runs.tags_of(cell):
            raise RuntimeError(f"cell {cell['id']} {outcome}:\n{parts[-1]['text'] if parts else ''}")
        for claim in cell["metadata"].get("claims", []):
            yield Verdict(cell["id"], claim, k, *judged(claim, vars(main)))


def judged(claim: str, names: dict[str, Any]) -> tuple[bool, str]:
    """Does a claim hold, and with which figures?"""
    try:
        holds = bool(eval(claim, names))
    except Exception as error:
        return False, f"{type(error).__name__}: {error}"
    return holds, ", ".join(
        f"{text} = {value}" for text, value in _figures(ast.parse(claim, mode="eval"), names)
    )


def _figures(claim: ast.Expression, names: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What the claim compares, each with its value; without a comparison, its variables."""
    sides = [
        side
        for node in ast.walk(claim)
        if isinstance(node, ast.Compare)
        for side in (node.left, *node.comparators)
    ]
    wanted = sides or [node for node in ast.walk(claim) if isinstance(node, ast.Name)]
    for text in dict.fromkeys(ast.unparse(node) for node in wanted if not isinstance(node, ast.Constant)):
        with contextlib.suppress(NameError):  # within a comprehension, a name is its own
            value = eval(text, names)
            if not callable(value):
                yield text, _short(value)


def _short(value: Any) -> str:
    text = f"{value:.4g}" if isinstance(value, float) else " ".join(repr(value).split())
    return text if len(text) <= 80 else f"{text[:77]}…"


def main() -> None:
    parser = cell_runs.parser(__doc__)
    parser.add_argument("--seeds", type=int, default=5, help="how many runs, the published one first")
    arguments = parser.parse_args()
    cell_runs.prepare(arguments.seqlite)
    broken = 0
    for path in [path.resolve() for path in arguments.notebooks]:
        notebook = json.loads(path.read_text("utf8"))
        if not claims_of(notebook):
            continue
        for k in range(arguments.seeds):
            with cell_runs.folder_with(arguments.data):
                for verdict in verdicts(notebook, k, not arguments.seqlite):
                    said = "holds" if verdict.holds else "FAILS"
                    print(
                        f"{path.stem} {verdict.cell}, seeds + {APART * k}: {said}: {verdict.claim}"
                        f" ({verdict.figures})",
                        flush=True,
                    )
                    broken += not verdict.holds
    print(f"{broken} of the claims' runs fail" if broken else "all claims hold")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
