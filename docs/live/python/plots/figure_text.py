"""A figure in words, for those who cannot see it: a stand-in where the cell has no better text of its own."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure


def describe(figure: Figure) -> str:
    """Titles, what is drawn, labels: ``Figure. Training, 2 lines, loss over epoch, named: train, test.``"""
    axes = [part for part in figure.axes if not hasattr(part, "_colorbar")]
    title = figure.get_suptitle()
    parts = [part for part in map(_axes, axes) if part]
    if len(parts) > 4:
        parts = [*parts[:3], f"and {len(parts) - 3} more plots"]
    return ". ".join([f"Figure{': ' + title if title else ''}", *parts]) + "."


def _axes(axes: Axes) -> str:
    words = [axes.get_title() or axes.get_title("left"), _kind(axes), _labels(axes), _names(axes)]
    return ", ".join(word for word in words if word)


def _kind(axes: Axes) -> str:
    counts = {
        "line": len([line for line in axes.lines if len(line.get_xdata()) > 1]),  # type: ignore[arg-type]
        "group of bars": len([bars for bars in axes.containers if type(bars).__name__ == "BarContainer"]),
        "picture": len(axes.images),
        "group of points or areas": len(axes.collections),
    }
    return " and ".join(
        f"{count} {name if count == 1 else _plural(name)}" for name, count in counts.items() if count
    )


def _plural(name: str) -> str:
    return name.replace("group", "groups") if name.startswith("group") else f"{name}s"


def _labels(axes: Axes) -> str:
    x, y = axes.get_xlabel(), axes.get_ylabel()
    if x and y:
        return f"{y} over {x}"
    return y or x


def _names(axes: Axes) -> str:
    names: list[Any] = axes.get_legend_handles_labels()[1]
    return ": ".join(["named", ", ".join(map(str, names))]) if names else ""
