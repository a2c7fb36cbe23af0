"""Each expression prints, or fails, as it does in PyTorch: values, grad_fn, types, promotion, errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from data.record_expressions import shown

import seqlite

RECORDED = json.loads((Path(__file__).parent / "data" / "expressions.json").read_text("utf8"))


@pytest.mark.parametrize("expression", RECORDED)
def test_shows_what_pytorch_shows(expression: str) -> None:
    assert shown(seqlite, expression) == RECORDED[expression]
