"""Short programs print, fail and warn as they do in PyTorch: `data/record_snippets.py` recorded it."""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import Any

import pytest
from data.record_snippets import FOLDER, programs, shown

import seqlite

RECORDED = {path.stem: json.loads(path.read_text("utf8")) for path in FOLDER.glob("*.json")}
NEEDS = dict.fromkeys(
    ("image_files", "pillow_drawings", "pillow_images"),
    pytest.mark.skipif(find_spec("PIL") is None, reason="Pillow is not installed"),
)
CASES = [
    pytest.param(RECORDED[path.stem][label], program, id=f"{path.stem}-{i}", marks=NEEDS.get(path.stem, ()))
    for path in sorted(FOLDER.glob("*.txt"))
    for i, (label, program) in enumerate(programs(path).items())
]


@pytest.mark.parametrize(("right", "program"), CASES)
def test_does_what_pytorch_does(right: dict[str, Any], program: str) -> None:
    mine = shown(seqlite, program)
    if right["error"] is None:
        assert mine["error"] == [], program
    else:
        assert right["error"] in mine["error"], program  # our errors may be of a subclass
    assert mine["prints"] == right["prints"], program
    assert mine["warns"] == right["warns"], program
