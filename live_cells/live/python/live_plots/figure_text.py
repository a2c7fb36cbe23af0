"""A figure in words, for those who cannot see it: a stand-in where the cell has no better text of its own."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from live_runner.page_words import counted, said


def describe(figure: Figure) -> str:
    """Titles, what is drawn, labels: ``Figure. Training, 2 lines, loss over epoch, named: train, test.``"""
    axes = [part for part in figure.axes if not hasattr(part, "_colorbar")]
    title = figure.get_suptitle()
    parts = [part for part in map(_axes, axes) if part]
    if len(parts) > 4:
        parts = [*parts[:3], said("figure_in_words.more", count=len(parts) - 3)]
    name = said("figure_in_words.titled", title=title) if title else said("figure_in_words.untitled")
    return ". ".join([name, *parts]) + "."


def _axes(axes: Axes) -> str:
    words = [axes.get_title() or axes.get_title("left"), _kind(axes), _labels(axes), _names(axes)]
    return ", ".join(word for word in words if word)


def _kind(axes: Axes) -> str:
    counts = {
        "lines": len([line for line in axes.lines if len(line.get_xdata()) > 1]),  # type: ignore[arg-type]
        "bars": len([bars for bars in axes.containers if type(bars).__name__ == "BarContainer"]),
        "pictures": len(axes.images),
        "points": len(axes.collections),
    }
    drawn = [counted(f"figure_in_words.{name}", count) for name, count in counts.items() if count]
    return said("figure_in_words.and").join(drawn)


def _labels(axes: Axes) -> str:
    x, y = axes.get_xlabel(), axes.get_ylabel()
    if x and y:
        return said("figure_in_words.over", y=y, x=x)
    return y or x


def _names(axes: Axes) -> str:
    names: list[Any] = axes.get_legend_handles_labels()[1]
    return said("figure_in_words.named", names=", ".join(map(str, names))) if names else ""
