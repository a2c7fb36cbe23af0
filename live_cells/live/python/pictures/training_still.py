"""The still of a film: three of its states beside each other, above the loss."""

from __future__ import annotations

import base64
import math
import struct
from collections.abc import Iterator
from itertools import pairwise

from .numbers import Data, plain
from .shapes import FAINT, INK, MUTED, NEGATIVE, POSITIVE, document, grid, line, png, short, text
from .training_words import alt_of

WIDTH, GAP, MARGIN = 640, 14, 34
"""The whole drawing; between frames; on the left, for numbers."""
TITLE, CHART, BELOW = 20, 84, 32
HUES = (
    "#168a5a",
    "#8e3fb5",
    "#eb4b9f",
    "#1c5755",
    "#899d41",
    "#a2041c",
    "#c075eb",
    "#8f5aec",
    "#d72b0b",
    "#972583",
)
"""Of more than two classes."""

Box = tuple[float, float, float, float]


def draw(data: Data) -> str:
    """The description as SVG."""
    last = len(data["steps"]) - 1
    frames = [*dict.fromkeys((0, (last + 2) // 4, last))]
    view = next((name for name in ("curve", "plane", "counts") if name in data), None)
    side = (WIDTH - MARGIN - 2 * GAP - 6) / 3
    parts: list[str] = []
    top = 0.0
    if view:
        height = side if view == "counts" else side * 0.75
        for place, number in enumerate(frames):
            x = MARGIN + place * (side + GAP)
            parts.append(text(x + side / 2, 13, _title(data, number), size=11, weight=600))
            parts += _VIEWS[view](data, number, (x, TITLE, side, height))
        top = TITLE + height + 26
    parts += _chart(data, (MARGIN, top + TITLE, WIDTH - MARGIN - 6, CHART), frames)
    return document(WIDTH, top + TITLE + CHART + BELOW, parts, alt_of(data))


def _title(data: Data, number: int) -> str:
    step = data["steps"][number]
    words = f"{data['unit']} {step:,}" if step else "before training"
    return f"{words}: {data['right'][number]:,} of {data['samples']:,}" if "right" in data else words


def _curve(data: Data, number: int, box: Box) -> Iterator[str]:
    curve = data["curve"]
    places, (low, high) = curve["places"], curve["reach"]
    whole = struct.unpack(f"<{len(data['steps']) * places}H", base64.b64decode(curve["values"]))
    heights = [low + (high - low) * value / 65534 for value in whole[number * places : (number + 1) * places]]
    (left, right), (below, above) = curve["x"], curve["y"]
    x, y, width, height = box

    def at(a: float, b: float) -> tuple[float, float]:
        share = min(max((b - below) / (above - below), 0.0), 1.0)
        return x + width * (a - left) / (right - left), y + height * (1 - share)

    yield _frame(box)
    yield _dots([at(*point) for point in curve["points"]], MUTED, 3)
    way = [at(left + (right - left) * i / (places - 1), value) for i, value in enumerate(heights)]
    yield _way(way, POSITIVE, 1.8)
    for a, b in (at(*corner) for corner in curve.get("corners", [[]] * (number + 1))[number]):
        yield f'<circle cx="{a:.1f}" cy="{b:.1f}" r="2.6" fill="{NEGATIVE}"/>'


def _plane(data: Data, number: int, box: Box) -> Iterator[str]:
    plane = data["plane"]
    rows, columns = plane["size"]
    start = number * rows * columns
    values = base64.b64decode(plane["values"])[start : start + rows * columns]
    x, y, width, height = box
    if plane["says"] == "class":
        yield _classes(values, columns, box)
    else:
        shares = [value / 127 - 1 for value in values]
        yield f'<g opacity="0.5">{grid(shares, columns, box, 1.0)}</g>'
    yield _frame(box)
    (left, right), (below, above) = plane["x"], plane["y"]
    places: dict[str, list[tuple[float, float]]] = {}
    for a, b, mark in plane["points"]:
        sign = POSITIVE if mark > 0 else NEGATIVE
        hue = HUES[int(mark) % len(HUES)] if plane["says"] == "class" else sign
        place = x + width * (a - left) / (right - left), y + height * (above - b) / (above - below)
        places.setdefault(hue, []).append(place)
    for hue, some in places.items():
        yield _dots(some, "#fff", 5.4) + _dots(some, hue, 4.2)


def _classes(values: bytes, columns: int, box: Box) -> str:
    """One pixel for each place, in the color of its class, the fuller the surer."""
    pixels = [
        bytes.fromhex(HUES[value // 16 % len(HUES)][1:]) + bytes([26 + 7 * (value % 16)]) for value in values
    ]
    rows = [b"\0" + b"".join(pixels[start : start + columns]) for start in range(0, len(pixels), columns)]
    code = base64.b64encode(png(columns, rows)).decode()
    x, y, width, height = box
    return (
        f'<image x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'preserveAspectRatio="none" href="data:image/png;base64,{code}"/>'
    )


def _counts(data: Data, number: int, box: Box) -> Iterator[str]:
    counts, classes = data["counts"][number], data["classes"]
    side = len(classes)
    x, y, width, height = box
    roots = [math.sqrt(value) for value in counts]
    yield grid(roots, side, box, max(roots, default=1.0) or 1.0)
    cell = width / side
    for place, value in enumerate(counts):
        row, column = divmod(place, side)
        if value:
            size = min(10.0, cell * 0.42)
            color = "#ffffff" if row == column and roots[place] > 0.6 * max(roots) else INK
            yield text(
                x + (column + 0.5) * cell,
                y + (row + 0.5) * height / side + size / 3,
                str(value),
                size=size,
                color=color,
            )
    for place, name in enumerate(classes):
        yield text(x + (place + 0.5) * cell, y + height + 12, name[:4], size=8, color=MUTED)
        if x < MARGIN + 1:
            yield text(
                x - 5, y + (place + 0.5) * height / side + 3, name[:5], size=8, color=MUTED, anchor="end"
            )


_VIEWS = {"curve": _curve, "plane": _plane, "counts": _counts}


def _chart(data: Data, box: Box, frames: list[int]) -> Iterator[str]:
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

    yield _frame(box)
    for value in (low, high):
        yield text(x - 5, at(0, value)[1] + 3, short(value), size=9, color=MUTED, anchor="end")
    for number in frames:
        a, _ = at(data["steps"][number], low)
        yield line(a, y, a, y + height, MUTED, 0.8, 0.7)
    for values, color in zip(series, (INK, MUTED), strict=False):
        way = [
            at(step, plain(value))
            for step, value in zip(data["steps"], values, strict=True)
            if value is not None and math.isfinite(plain(value))
        ]
        if len(way) > 1:
            yield _way(way, color, 1.6)
    words = "loss, and on other data (gray)" if len(series) > 1 else "loss"
    yield text(
        x + width / 2,
        y + height + 24,
        f"{words} over {data['steps'][-1]:,} {data['unit']}s",
        size=10.5,
        color=MUTED,
    )


def _dots(places: list[tuple[float, float]], color: str, width: float) -> str:
    way = "".join(f"M{a:.1f} {b:.1f}h0" for a, b in places)
    return f'<path d="{way}" stroke="{color}" stroke-width="{width}" stroke-linecap="round"/>'


def _frame(box: Box) -> str:
    x, y, width, height = box
    size = f'width="{width:.1f}" height="{height:.1f}"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="none" stroke="{FAINT}"/>'


def _way(places: list[tuple[float, float]], color: str, width: float) -> str:
    """A line along these places."""
    kept = [places[0], *(place for before, place in pairwise(places) if place != before)]
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in kept)
    look = f'fill="none" stroke="{color}" stroke-width="{width}" stroke-linejoin="round"'
    return f'<polyline points="{points}" {look}/>'
