"""The figures a cell leaves open; live_plots/inline_figures.py is matplotlib's side of it."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

_installed = False


def install(folder: str) -> None:
    """Let matplotlib, once it is imported, draw for cells: with the style and the backend in this folder."""
    global _installed
    _installed = True
    os.environ["MATPLOTLIBRC"] = os.path.join(folder, "matplotlibrc")


def give_form() -> None:
    """Let figures be shown that were made without pyplot, which would have brought our side of matplotlib."""
    if "matplotlib.figure" in sys.modules and _installed:
        importlib.import_module("live_plots.inline_figures")


def show_open() -> None:
    """Show and close what is open: ``plt.show()``, which readers forget."""
    board = _board()
    if board:
        board.show_open()


def drop_open() -> None:
    """Close what is open, unseen."""
    board = _board()
    if board:
        board.drop_open()


def is_drawn(value: object) -> bool:
    """Is the value a piece of a figure, whose ``repr`` would only be noise beside it?"""
    board = _board()
    return bool(board and board.is_drawn(value))


def _board() -> Any:
    return sys.modules.get("live_plots.inline_figures")
