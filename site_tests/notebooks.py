"""The lessons as the tests see them: cells, recorded texts, tolerances."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paths import ROOT

PICTURE = "[picture]\n"
"""What stands for a picture where outputs are compared: that there is one, and where; not what it shows."""
LESSONS = sorted((ROOT / "docs" / "lessons").glob("*.ipynb"))
TEMPLATE = ROOT / "docs" / "template" / "lesson.ipynb"
LAB = ROOT / "docs" / "lab" / "draw-a-digit.ipynb"


@dataclass(frozen=True)
class RecordedCell:
    """One code cell and what PyTorch made of it."""

    id: str
    source: str
    output: str
    tolerance: dict[str, Any] | None
    outcome: str
    """`"done"`, or `"failed"` for a cell that shows an error on purpose."""


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
        )
        for cell in notebook["cells"]
        if cell["cell_type"] == "code" and "torch-only" not in cell["metadata"].get("tags", [])
    ]


def _text(outputs: list[dict[str, Any]]) -> str:
    texts = []
    for output in outputs:
        data = output.get("data", {})
        if output["output_type"] == "error":
            texts.append("\n".join(output["traceback"]))
        elif any(mime.startswith("image/") for mime in data):
            texts.append(PICTURE)
        elif "text/html" in data:
            texts.append("".join(data["text/plain"]) + "\n")
        else:
            texts.append("".join(output.get("text") or data["text/plain"]))
    return "".join(texts).rstrip("\n")
