"""The charts in the still of a film: the loss, or the updates of each layer, over the steps."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from .numbers import Data, plain
from .shapes import FAINT, INK, MUTED, line, short, text

FIRST, LAST = "#7b3fa0", "#0e7c6b"
"""Of the lines of the layers."""

Box = tuple[float, float, float, float]


def chart(data: Data, box: Box, frames: list[int]) -> Iterator[str]:
    """The loss over the steps, with marks where the frames are."""
    x, y, width, height = box
    series = [data["losses"], *([data["validation"]] if "validation" in data else [])]
    finite = [
        plain(value)
        for values in series
        for value in values
        if value is not None and math.isfinite(plain(value))
    ]
    low, high = min([0.0, *finite]), max(finite, default=1.0)
    high = high if high > low else low + 1
    last = data["steps"][-1] or 1

    def at(step: float, value: float) -> tuple[float, float]:
        return x + width * step / last, y + height * (1 - (value - low) / (high - low))

    yield frame(box)
    for value in (low, high):
        yield text(x - 5, at(0, value)[1] + 3, short(value), size=9, color=MUTED, anchor="end")
    for number in frames:
        a, _ = at(data["steps"][number], low)
        yield line(a, y, a, y + height, MUTED, 0.8, 0.7)
    for values, color in zip(series, (INK, MUTED), strict=False):
        path = [
            at(step, plain(value))
            for step, value in zip(data["steps"], values, strict=True)
            if value is not None and math.isfinite(plain(value))
        ]
        if len(path) > 1:
            yield way(path, color, 1.6)
    words = "loss, and on other data (gray)" if len(series) > 1 else "loss"
    yield text(
        x + width / 2,
        y + height + 24,
        f"{words} over {data['steps'][-1]:,} {data['unit']}s",
        size=10.5,
        color=MUTED,
    )


def updates(data: Data, box: Box) -> Iterator[str]:
    """The size of each layer's updates, on a logarithmic axis, from violet to green."""
    x, y, width, height = box
    layers, sizes = data["updates"]["layers"], data["updates"]["sizes"]
    powers = [
        math.log10(value)
        for row in sizes
        for value in (plain(one) for one in row if one is not None)
        if 0 < value < math.inf
    ]
    low, high = max(math.floor(min(powers, default=-3)), -14), math.ceil(max(powers, default=-2) + 0.01)
    last = data["steps"][-1] or 1
    yield frame(box)
    yield text(x + width / 2, 13, "size of each layer's update / size of its weights", size=11, weight=600)
    for power in range(low, high + 1):
        at = y + height * (high - power) / (high - low)
        yield line(x, at, x + width, at, FAINT, 0.6)
        yield text(x - 5, at + 3, f"1e{power}".replace("-", "−"), size=9, color=MUTED, anchor="end")
    for layer in range(len(layers)):
        share = layer / max(1, len(layers) - 1)
        ends = zip(bytes.fromhex(FIRST[1:]), bytes.fromhex(LAST[1:]), strict=True)
        hue = "#" + "".join(f"{round(a + share * (b - a)):02x}" for a, b in ends)
        found = [plain(row[layer]) if row[layer] is not None else 0.0 for row in sizes]
        path = [
            (x + width * step / last, y + height * min(1, (high - math.log10(value)) / (high - low)))
            for step, value in zip(data["steps"][1:], found, strict=True)
            if 0 < value < math.inf
        ]
        if len(path) > 1:
            yield way(path, hue, 1.3)


def dots(places: list[tuple[float, float]], color: str, width: float) -> str:
    path = "".join(f"M{a:.1f} {b:.1f}h0" for a, b in places)
    return f'<path d="{path}" stroke="{color}" stroke-width="{width}" stroke-linecap="round"/>'


def frame(box: Box) -> str:
    x, y, width, height = box
    size = f'width="{width:.1f}" height="{height:.1f}"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="none" stroke="{FAINT}"/>'


def way(places: list[tuple[float, float]], color: str, width: float) -> str:
    """A line along these places."""
    kept = [places[0], *(place for before, place in pairwise(places) if place != before)]
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in kept)
    look = f'fill="none" stroke="{color}" stroke-width="{width}" stroke-linejoin="round"'
    return f'<polyline points="{points}" {look}/>'
