"""Runs programs with a record of every operation, and walks from their numbers to the inputs."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from provenance.explainer import Explainer
from provenance.printed import NUMBER
from provenance.recording import Recording
from provenance.rerun import Run
from provenance.steps import Origin, Step

from site_tests import ROOT

HERE = Path(__file__).parent


def held_out() -> dict[str, str]:
    """The programs by their names."""
    return _listed("held_out.txt")


def everyday() -> dict[str, str]:
    """Those whose numbers are mostly Python's and NumPy's."""
    return _listed("everyday.txt")


def _listed(name: str) -> dict[str, str]:
    _, *parts = re.split(r"^### (.*)\n", (HERE / name).read_text("utf8"), flags=re.M)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def lesson_cells(lesson: str) -> Iterator[tuple[str, str, bool]]:
    """Id, code, and whether its output has numbers that can be opened."""
    notebook = json.loads((ROOT / "docs" / "lessons" / f"{lesson}.ipynb").read_text("utf8"))
    for cell in notebook["cells"]:
        tags = {*cell["metadata"].get("tags", [])}
        if cell["cell_type"] == "code" and not tags & {"torch-only", "check", "exercise", "raises-exception"}:
            shows = any(one["output_type"] != "display_data" for one in cell["outputs"])
            yield cell["id"], "".join(cell["source"]), shows


@dataclass
class Recorded:
    """A program that has run again."""

    recording: Recording
    explainer: Explainer
    levels: list[tuple[Origin, Step]] = field(default_factory=list)
    """What has been opened."""

    @property
    def text(self) -> str:
        return "".join(block.text for block in self.recording.blocks if block.kind == "stdout")

    @property
    def picture(self) -> Any:
        """The description of the last picture."""
        return self.recording.pictures.shown[-1]

    def numbers(self) -> Iterator[tuple[str, Origin | None]]:
        """All numbers of the output, with what is known of them."""
        for at, block in enumerate(self.recording.blocks):
            if block.kind in ("stdout", "result") and "picture" not in block.part:
                for number in NUMBER.finditer(block.text):
                    start = number.start() + number[0].startswith(("+", "-"))
                    yield number[0], self.recording.origin_at(at, start)

    def walk(self, origin: Origin, rng: random.Random, budget: int = 40) -> list[Step]:
        """Open a number, and of each level some operands, down to inputs."""
        found, ahead = list[Step](), [origin]
        while ahead and len(found) < budget:
            origin = ahead.pop()
            step = self.explainer.explain(origin)
            self.levels.append((origin, step))
            found.append(step)
            inner = [one.origin for one in step.operands if one.origin is not None]
            ahead += inner if len(inner) <= 3 else rng.sample(inner, 3)
        return found


def recorded(runs: Sequence[Run]) -> Recorded:
    """Run cells again; the last one's numbers can be opened."""
    recording = Recording()
    asyncio.run(recording.run(runs))
    errors = [block.text for block in recording.blocks if block.kind == "error"]
    assert not errors, errors
    return Recorded(recording, Explainer(recording.memory, recording.tracer, recording.main))
