"""Run a notebook's cells one by one in this Python, through the very runner that the page uses.

Standard library only, so that any Python with torch can use it: on its PyTorch, or on seqlite.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LIVE = ROOT / "live_cells" / "live" / "python"
sys.path[:0] = [str(ROOT), str(LIVE), str(ROOT / "docs" / "course" / "python")]

from live_runner import figures, runner
from site_tests.lessons.data_folder import data_folder
from site_tests.oracle import mnist_batches

NOTEBOOKS = [
    path for folder in ("lessons", "lab", "guides") for path in sorted(ROOT.glob(f"docs/{folder}/*.ipynb"))
]


def parser(about: str | None) -> argparse.ArgumentParser:
    """What a program takes that runs notebooks: which, on what, with which data."""
    found = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    found.add_argument("notebooks", nargs="*", type=Path, default=NOTEBOOKS)
    found.add_argument("--seqlite", action="store_true", help="run on seqlite instead of PyTorch")
    found.add_argument("--data", type=Path, help="torchvision's root folder, holding MNIST/raw/")
    return found


def prepare(on_seqlite: bool) -> None:
    """Make this Python ready for cells: `torch` is its own, or seqlite."""
    if on_seqlite:
        import seqlite.as_torch
        from live_runner import lazy_imports

        seqlite.as_torch.install()
        lazy_imports.install()
    else:
        mnist_batches.install()
    figures.install(str(LIVE / "live_plots"))


@contextlib.contextmanager
def folder_with(data: str | Path | None) -> Iterator[None]:
    """Be in an empty folder, where `data/` is torchvision's root."""
    with data_folder(data) as folder, contextlib.chdir(folder):
        yield


def run(source: str, cell: str, main: types.ModuleType) -> tuple[str, list[dict[str, Any]]]:
    """Run one cell; returns the outcome, `done`, `failed` or `stopped`, and the parts of its output."""
    parts: list[dict[str, Any]] = []
    return asyncio.run(runner.run(source, parts.append, cell, main)), parts


def runs_here(cell: dict[str, Any], on_pytorch: bool) -> bool:
    """Is it code that belongs to the lesson, for this engine?"""
    tags = tags_of(cell)
    if cell["cell_type"] != "code" or "notebook-only" in tags:
        return False
    return on_pytorch or "torch-only" not in tags


def source_of(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def tags_of(cell: dict[str, Any]) -> list[str]:
    tags: list[str] = cell["metadata"].get("tags", [])
    return tags
