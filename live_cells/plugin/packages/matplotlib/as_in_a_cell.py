"""Lets matplotlib draw inside Pyodide as it does for a cell."""

import builtins
import os
import sys
from pathlib import Path
from types import ModuleType

shown: list[str] = []
"""The figures, as SVG."""


class Words(ModuleType):
    """Says something; the page has the words."""

    @staticmethod
    def said(key: str, **values: object) -> str:
        return key

    @staticmethod
    def counted(key: str, count: int) -> str:
        return f"{count} {key}"


def begin(site_packages: Path) -> None:
    """Stand in for the cell, from here on."""
    builtins.__dict__["display"] = lambda figure: shown.append(figure._repr_svg_())
    sys.modules["live_runner"] = ModuleType("live_runner")
    sys.modules["live_runner.page_words"] = Words("page_words")
    os.environ["MATPLOTLIBRC"] = str(site_packages / "live_plots/matplotlibrc")
