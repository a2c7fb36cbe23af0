"""The lessons as the tests see them: cells, recorded texts, tolerances."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paths import ROOT

LESSONS = sorted((ROOT / "docs" / "lessons").glob("*.ipynb"))


@dataclass(frozen=True)
class RecordedCell:
    """One code cell and what PyTorch made of it."""

    id: str
    source: str
    output: str
    tolerance: dict[str, Any] | None


def recorded_cells(path: Path) -> list[RecordedCell]:
    notebook = json.loads(path.read_text("utf8"))
    return [
        RecordedCell(
            cell["id"], "".join(cell["source"]), _text(cell["outputs"]), cell["metadata"].get("tolerance")
        )
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    ]


def _text(outputs: list[dict[str, Any]]) -> str:
    texts = []
    for output in outputs:
        if output["output_type"] == "error":
            texts.append("\n".join(output["traceback"]))
        else:
            texts.append("".join(output.get("text") or output["data"]["text/plain"]))
    return "".join(texts).rstrip("\n")
