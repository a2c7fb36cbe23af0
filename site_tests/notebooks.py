"""The lessons as the tests see them: cells, recorded texts, tolerances."""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paths import ROOT

PICTURE = "[picture]\n"
"""What stands for a picture where outputs are compared: that there is one, and where; not what it shows."""
DESCRIBED = "application/vnd.sequential.picture+json"
"""Marks a picture whose text is a table of its numbers."""
DOCS = ROOT / "docs"
LESSONS = sorted((DOCS / "lessons").glob("*.ipynb"))
TEMPLATE = DOCS / "template" / "lesson.ipynb"
LAB = DOCS / "lab" / "draw-a-digit.ipynb"


def named_page(name: str) -> Path:
    """The notebook or Markdown file in `docs` that a command line names."""
    page = Path(name).resolve()
    if not page.is_file() or not page.is_relative_to(DOCS):
        raise argparse.ArgumentTypeError(f"{page} is no page; name a notebook or a Markdown file in {DOCS}")
    return page


def address_of(page: Path) -> str:
    """Where the site has a page, from its root."""
    address = page.relative_to(DOCS).with_suffix("")
    return (address.parent if address.name == "index" else address).as_posix()


@dataclass(frozen=True)
class RecordedCell:
    """One code cell and what PyTorch made of it."""

    id: str
    source: str
    output: str
    tolerance: dict[str, Any] | None
    outcome: str
    """`"done"`, or `"failed"` for a cell that shows an error on purpose."""
    printed: str
    """The output with the tables of described pictures, which `print` would give."""


def recorded_cells(path: Path) -> list[RecordedCell]:
    """The cells that run on seqlite as well as on PyTorch."""
    notebook = json.loads(path.read_text("utf8"))
    return [
        RecordedCell(
            cell["id"],
            "".join(cell["source"]),
            _text(cell["outputs"]),
            cell["metadata"].get("tolerance"),
            "failed" if "raises-exception" in cell["metadata"].get("tags", []) else "done",
            _text(cell["outputs"], printed=True),
        )
        for cell in notebook["cells"]
        if cell["cell_type"] == "code" and "torch-only" not in cell["metadata"].get("tags", [])
    ]


def _text(outputs: list[dict[str, Any]], printed: bool = False) -> str:
    texts = []
    for output in outputs:
        data = output.get("data", {})
        if output["output_type"] == "error":
            texts.append("\n".join(output["traceback"]))
        elif printed and DESCRIBED in data:
            texts.append("".join(data["text/plain"]) + "\n")
        elif any(mime.startswith("image/") for mime in data):
            texts.append(PICTURE)
        elif "text/html" in data:
            texts.append("".join(data["text/plain"]) + "\n")
        else:
            texts.append("".join(output.get("text") or data["text/plain"]))
    return "".join(texts).rstrip("\n")
