"""Write the first cell of every notebook anew: it checks the PyTorch there, and installs what is missing.

    python site_tests/generators/setup_cells.py

It names the versions that the notebook's own outputs were recorded with, so `record.py` renews it, too. The
site's pages leave it out (tag `notebook-only`), and nothing but PyTorch ever runs it (tag `torch-only`).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "live_cells" / "live" / "python")]

from live_runner import cell_needs, exercise_checks

FOLDERS = ("lessons", "pytorch", "lab", "guides", "template")
NOTEBOOKS = sorted(path for folder in FOLDERS for path in ROOT.glob(f"docs/{folder}/*.ipynb"))
ID = "setup"
TAGS = ["torch-only", "notebook-only"]
ANSWERS = ("exercise", "solution")
PINNED = {"matplotlib": "3.10.8", "safetensors": "0.8.0", "sklearn": "scikit-learn==1.9.1"}
"""What notebooks import besides PyTorch, and what to install where it is missing."""

CHECKS = Path(exercise_checks.__file__)
"""What the checks of exercises import; the page has it, and other notebooks get it from their first cell."""

PICTURES = ROOT / "live_cells" / "live" / "python" / "pictures"
"""What cells import to show pictures; other notebooks get it from their first cell."""

SOURCE = """\
# @title Setup: run this first. It checks PyTorch and installs only what is small and missing.
import importlib.metadata
import importlib.util
import subprocess
import sys

RECORDED = {recorded}  # what made the outputs below
SMALL = {small}

missing = [pin for name, pin in SMALL.items() if importlib.util.find_spec(name) is None]
if missing:
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", *missing], check=True)

pins = " ".join(f"{{name}}=={{version}}" for name, version in RECORDED.items())
for name, recorded in RECORDED.items():
    if importlib.util.find_spec(name) is None:
        raise ImportError(f"This notebook needs {{name}}: run `pip install {{pins}}`, then restart.")
    found = importlib.metadata.version(name)
    numbers = [[int(part) for part in version.split("+")[0].split(".")[:2]] for version in (found, recorded)]
    print(f"{{name}} {{found.split('+')[0]}} (recorded with {{recorded}})")
    if numbers[0] < numbers[1]:
        print(f"  older than that: figures may differ. `pip install {{pins}}` brings the recorded ones.")"""

FOR_CHECKS = """

with open("exercise_checks.py", "w", encoding="utf8") as file:  # how the checks below give their verdict
    file.write({source!r})

import exercise_checks

exercise_checks.install({headings})"""


FOR_PICTURES = """

import pathlib

pathlib.Path("pictures").mkdir(exist_ok=True)
for name, text in {files}.items():  # the package that draws the pictures below
    pathlib.Path("pictures", name).write_text(text, encoding="utf8")
importlib.invalidate_caches()"""

IMPORTS_PICTURES = re.compile(r"^\s*(?:from|import)\s+pictures\b", re.M)


def source_in(notebook: dict[str, Any]) -> str:
    """The code that a notebook's first cell has to have."""
    code = ("".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code" and c["id"] != ID)
    draws = any(IMPORTS_PICTURES.search(source) for source in code)
    return source_for(notebook["metadata"]["recorded"], headings_in(notebook), draws)


def source_for(recorded: dict[str, str], headings: dict[str, str] | None, draws: bool = False) -> str:
    """The cell's code, for outputs recorded with these versions.

    Args:
        headings: given where there are exercises; see `headings_in`.
        draws: whether a cell imports `pictures`.
    """
    versions = {name: recorded[name] for name in ("torch", "torchvision")}
    pins = {name: pin if "==" in pin else f"{name}=={pin}" for name, pin in PINNED.items()}
    source = SOURCE.format(recorded=json.dumps(versions), small=json.dumps(pins))
    if headings is not None:
        table = json.dumps(headings, ensure_ascii=False)
        source += FOR_CHECKS.format(source=CHECKS.read_text("utf8"), headings=table)
    if draws:
        source += FOR_PICTURES.format(
            files={path.name: path.read_text("utf8") for path in sorted(PICTURES.glob("*.py"))}
        )
    return source


def headings_in(notebook: dict[str, Any]) -> dict[str, str] | None:
    """The names that answers and checks take from above, with their headings; `None` without exercises."""
    cells = cell_needs.cells_of(notebook, *TAGS)
    checks = [cell for cell in cells if cell.part == "check"]
    found: dict[str, str] = {}
    for check in checks:
        for answer in (cell for cell in cells if cell.exercise == check.exercise and cell.part in ANSWERS):
            makers = cell_needs.plan([answer, check], cells).makers
            found |= {name: cell.heading for name, cell in makers.items()}
    return dict(sorted(found.items())) if checks else None


def add_to(notebook: dict[str, Any]) -> None:
    """Make the notebook begin with its setup cell; an output that shows other versions goes."""
    cells = [cell for cell in notebook["cells"] if cell["id"] != ID]
    source = source_in(notebook)
    there = next((cell for cell in notebook["cells"] if cell["id"] == ID), None)
    before = "".join(there["source"]) if there else ""
    prints = [re.split(r"\n\n(?:with open\(|import pathlib\n)", text)[0] for text in (source, before)]
    kept = there["outputs"] if there and prints[0] == prints[1] else []
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "id": ID,
        "metadata": {"tags": TAGS, "cellView": "form"},
        "outputs": kept,
        "source": source.splitlines(keepends=True),
    }
    notebook["cells"] = [cell, *cells]


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    for path in NOTEBOOKS:
        notebook = json.loads(path.read_text("utf8"))
        add_to(notebook)
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf8")


if __name__ == "__main__":
    main()
