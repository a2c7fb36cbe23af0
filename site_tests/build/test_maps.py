"""The drawings in the tool's README name functions that are there, and calls that are made."""

import re
from pathlib import Path

import pytest

from site_tests import ROOT

LIVE = ROOT / "live_cells" / "live"
README = (ROOT / "live_cells" / "README.md").read_text("utf8")
DRAWINGS = re.findall(r"^## ([^\n]+)\n[^#]*?^```text\n(.*?)^```", README, re.S | re.M)
_NAMED = re.compile(r"([\w/]+\.(?:ts|py)):(#?\w+)")


def file_of(name: str) -> Path:
    """The file of `live/` that a drawing names; Python's folder is where Python itself looks."""
    return LIVE / "python" / name if name.endswith(".py") else LIVE / name


def defines(text: str, function: str) -> bool:
    """Is the function, or the method, declared there?"""
    in_script = rf"^ *(?:export |async |static |get |function )*{re.escape(function)} ?(?:<.*>)?\("
    return re.search(rf"{in_script}|^ *(?:async )?def {re.escape(function)}\(", text, re.M) is not None


@pytest.mark.parametrize(("title", "drawing"), DRAWINGS, ids=[title for title, _ in DRAWINGS])
def test_each_function_of_a_drawing_is_in_its_file(title: str, drawing: str) -> None:
    assert len(drawing.splitlines()) <= 12
    named = _NAMED.findall(drawing)
    assert len(named) >= 10
    missing = [
        f"{file}:{function}"
        for file, function in named
        if not (path := file_of(file)).is_file() or not defines(path.read_text("utf8"), function)
    ]
    assert missing == []


def test_both_ways_are_drawn() -> None:
    assert [title for title, _ in DRAWINGS] == ["From a click to its output", "Stop"]


@pytest.mark.parametrize("wrong", ["gone", "#gone", "ru"])
def test_a_function_that_is_not_there_is_found(wrong: str) -> None:
    assert not defines((LIVE / "page/cell/cell_runner.ts").read_text("utf8"), wrong)
