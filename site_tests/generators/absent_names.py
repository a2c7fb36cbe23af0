"""Write the table of PyTorch's names that the engine does not have, so that using one says what works.

    uv run python site_tests/generators/absent_names.py

`record_names.py` has recorded PyTorch's names; what is not here goes into `seqlite/_core/absent_names.txt`.
What is here is taken out of `nearest_names.txt`, which is otherwise written by hand.
"""

from __future__ import annotations

import argparse
import importlib
import json
from typing import Any

import seqlite
from seqlite.as_torch import engine_name_of
from site_tests import ROOT

NAMES = ROOT / "docs" / "course" / "reference" / "pytorch_names.json"
TABLE = ROOT / "seqlite" / "_core" / "absent_names.txt"
NEAREST = ROOT / "seqlite" / "_core" / "nearest_names.txt"


def home(path: str) -> Any:
    """Where a name is looked up: a module, or an object of a class."""
    objects = {"torch.Tensor": seqlite.zeros(1, 1), "torch.nn.Module": seqlite.nn.Module()}
    return objects[path] if path in objects else importlib.import_module(str(engine_name_of(path)))


def table() -> str:
    """The list's text: a line for each home."""
    lines = []
    for path, names in json.loads(NAMES.read_text("utf8")).items():
        lines.append(" ".join([f"{path}:", *(name for name in names if not hasattr(home(path), name))]))
    return "\n".join(lines) + "\n"


def without_present(line: str) -> list[str]:
    """A line of `nearest_names.txt` without the names that are here: one line for each group of homes that
    lack the same of its names, in their order."""
    about, _, text = line.partition(": ")
    homes, *names = about.split()
    if not names:
        return [line]
    lacking: dict[str, list[str]] = {}
    for name in names:
        absent = ",".join(path for path in homes.split(",") if not hasattr(home(path), name))
        if absent:
            lacking.setdefault(absent, []).append(name)
    return [f"{absent} {' '.join(listed)}: {text}" for absent, listed in lacking.items()]


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    TABLE.write_text(table(), "utf8")
    lines = NEAREST.read_text("utf8").splitlines()
    NEAREST.write_text("".join(f"{kept}\n" for line in lines for kept in without_present(line)), "utf8")


if __name__ == "__main__":
    main()
