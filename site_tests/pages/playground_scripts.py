"""What the Playground's programs print when they are run as scripts, on seqlite without a browser."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from site_tests import ROOT
from site_tests.lessons.data_folder import data_folder
from site_tests.pages.playground import PlaygroundPage

Row = dict[str, float]


def printed(program: str, data: Path | None = None) -> list[Row]:
    """The rows of epochs that a program prints."""
    with data_folder(data) as folder:
        Path(folder, "program.py").write_text(program, "utf8")
        done = subprocess.run(
            [sys.executable, "-m", "seqlite.as_torch", "program.py"],
            cwd=folder,
            env={"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith("epoch ")]
    return [
        {name: float(value) for name, value in re.findall(r"([a-z]+(?: [a-z]+)?) (\S+)", line)}
        for line in lines
    ]


def expect_same(
    playground: PlaygroundPage, rows: list[Row], charts: Sequence[str] = ("loss", "accuracy")
) -> None:
    """The figures behind the charts are those of the rows, to the tolerance of the lessons."""
    for chart in charts:
        table = playground.table(chart.capitalize())
        for kind in ("training", "validation"):
            shown = {
                epoch: value
                for epoch, value in zip(table["epoch"], table[kind], strict=True)
                if value is not None
            }
            expected = {row["epoch"]: row[f"{kind} {chart}"] for row in rows}
            assert shown == pytest.approx(expected, rel=2e-3, abs=2e-4), f"{kind} {chart}"
