"""The lessons as the tests see them: cells, recorded texts, tolerances."""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from live_cells.plugin.pages.form_fields import with_settings
from site_tests import ROOT

PICTURE = "[picture]\n"
"""What stands for a picture where outputs are compared: that there is one, and where; not what it shows."""
DESCRIBED = "application/vnd.sequential.picture+json"
"""Marks a picture whose text is a table of its numbers."""
DRIFTS = {"relative": 1e-4, "why": "other settings may let a path diverge, and roundings grow with it"}
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


def asked_cells(path: Path) -> list[RecordedCell]:
    """Cells as their predictions ask about them: with other settings, and what was recorded with these."""
    notebook = json.loads(path.read_text("utf8"))
    return [
        RecordedCell(
            f"{cell['id']} {one['set']}",
            with_settings("".join(cell["source"]), one["set"]),
            _text(one["outputs"]),
            cell["metadata"].get("tolerance", DRIFTS),
            "done",
            _text(list(map(_with_table, one["outputs"])), printed=True),
        )
        for cell in notebook["cells"]
        for one in cell["metadata"].get("predict", {}).get("then", [])
    ]


def _with_table(output: dict[str, Any]) -> dict[str, Any]:
    """Of a picture that is kept as its still alone, the text is the table of its numbers."""
    data = output.get("data", {})
    is_table = "image/svg+xml" in data and not "".join(data["text/plain"]).startswith("<Figure")
    return {**output, "data": {**data, DESCRIBED: {}}} if is_table else output


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
