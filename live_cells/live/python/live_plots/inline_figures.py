"""matplotlib's drawing board for cells: figures become SVG parts of the output, in the order they are shown.

`matplotlibrc`, beside this file, names it as the backend. A figure that is open when its cell ends is shown
then; `plt.show()` shows what is open at once. The same file serves the page and the recorder, and is the one
place that knows when a figure may follow the page's colors: when it has no ground of its own.
"""

from __future__ import annotations

import builtins
import io
import json
import re
from pathlib import Path
from typing import Any

from matplotlib import colors
from matplotlib._pylab_helpers import Gcf
from matplotlib.artist import Artist
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.colorbar import Colorbar
from matplotlib.container import Container
from matplotlib.figure import Figure

from .figure_text import describe
from .quick_drawing import quickly

INKS: list[str] = list(json.loads((Path(__file__).parent / "dark_ink.json").read_text("utf8")))
"""The colors that the page replaces by lighter ones in its dark scheme."""

_BLACK_STROKE = re.compile(r"(?<=stroke: )#000000\b")
_PATH = re.compile(r'(?<=\bd=")[^"]+')
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_BEFORE = re.compile(r"^.*?(?=<svg\b)", re.S)
_COMMENT = re.compile(r"\s*<!--.*?-->|\s*<metadata>.*?</metadata>", re.S)
_NO_DATE = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_shown: list[Figure] = []
"""What this cell has shown while it was open: it is not shown again at the end."""


class FigureManager(FigureManagerBase):
    """A figure that pyplot holds open."""

    def show(self) -> None:
        """Show this figure now; it stays open until its cell ends."""
        display(self.canvas.figure)

    @classmethod
    def pyplot_show(cls, *, block: bool | None = None) -> None:
        """``plt.show()``: show all open figures, in the order they were made, and close them."""
        show_open()


class FigureCanvas(FigureCanvasSVG):
    """What figures are drawn on."""

    manager_class = FigureManager


def display(figure: Figure) -> None:
    """Show a figure as the cell that runs shows values."""
    builtins.__dict__["display"](figure)


def show_open() -> None:
    """Show and close the open figures that have not been shown."""
    figures = [manager.canvas.figure for manager in Gcf.get_all_fig_managers()]
    Gcf.destroy_all()
    for figure in figures:
        if figure not in _shown:
            display(figure)
    _shown.clear()


def drop_open() -> None:
    """Close the open figures unseen."""
    Gcf.destroy_all()
    _shown.clear()


def is_drawn(value: object) -> bool:
    """Is this what plotting functions return: a line, a label, several of them? A figure shows it better."""
    if isinstance(value, list | tuple):
        return any(map(_is_piece, value)) and all(_is_piece(item) or _is_counts(item) for item in value)
    return _is_piece(value) and not isinstance(value, Figure)


def _is_piece(value: object) -> bool:
    return isinstance(value, Artist | Colorbar | Container)


def _is_counts(value: object) -> bool:
    return type(value).__module__ == "numpy"  # hist gives counts and edges beside its bars


_ABOVE_GRID = 0.6
"""Where matplotlib draws what lies between the grid, at 0.5, and lines."""


def svg(figure: Figure) -> str:
    """The figure as SVG: the same bytes for the same figure."""
    _shown.append(figure)
    for image in (image for axes in figure.axes for image in axes.images):
        image.set_zorder(max(image.get_zorder(), _ABOVE_GRID))  # a picture is not ruled over
    adapts = _takes_the_pages_ground(figure)
    if not adapts and _alpha(figure.get_facecolor()) == 0:
        figure.set_facecolor("white")
    buffer = io.StringIO()
    with quickly(figure):
        figure.savefig(buffer, format="svg", metadata=_NO_DATE, facecolor=figure.get_facecolor())
    text = _COMMENT.sub("", _BEFORE.sub("", buffer.getvalue()))
    text = _PATH.sub(lambda path: _LONG_NUMBER.sub(lambda n: f"{float(n[0]):.2f}", path[0]), text)
    if adapts:
        return _BLACK_STROKE.sub(INKS[0], text)  # a black line means the page's ink
    for ink in INKS:
        text = text.replace(
            ink, f"{ink[:-1]}{int(ink[-1], 16) ^ 1:x}"
        )  # the eye sees no difference, the page does
    return text


def _takes_the_pages_ground(figure: Figure) -> bool:
    faces = [figure.get_facecolor(), *(axes.get_facecolor() for axes in figure.axes)]
    return all(_alpha(face) == 0 for face in faces)


def _alpha(color: Any) -> float:
    return float(colors.to_rgba(color)[3])


Figure._repr_svg_ = svg  # type: ignore[attr-defined]
Figure._repr_alt_ = describe  # type: ignore[attr-defined]
