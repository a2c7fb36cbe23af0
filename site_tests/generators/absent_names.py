"""Write the table of PyTorch's names that the engine does not have, so that using one says what works.

    uv run python site_tests/generators/absent_names.py

`record_names.py` has recorded PyTorch's names; what is not here goes into `seqlite/_core/absent_names.txt`.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from paths import ROOT

sys.path.insert(0, str(ROOT))

import seqlite
from seqlite.as_torch import engine_name_of

NAMES = ROOT / "site_tests" / "engine" / "data" / "pytorch_names.json"
TABLE = ROOT / "seqlite" / "_core" / "absent_names.txt"


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


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    TABLE.write_text(table(), "utf8")


if __name__ == "__main__":
    main()
