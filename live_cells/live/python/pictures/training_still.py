"""The still of a film: three of its states beside each other, above the loss."""

from __future__ import annotations

import base64
import math
import struct
from collections.abc import Iterator

from .numbers import Data
from .shapes import INK, MUTED, NEGATIVE, POSITIVE, document, png, text
from .training_still_charts import Box, chart, dots, frame, updates, way
from .training_words import alt_of

WIDTH, GAP, MARGIN = 640, 14, 34
"""The whole drawing; between frames; on the left, for numbers."""
TITLE, CHART, UPDATES, BELOW = 20, 84, 190, 32
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


def draw(data: Data) -> str:
    """The description as SVG."""
    last = len(data["steps"]) - 1
    frames = [*dict.fromkeys((0, (last + 2) // 4, last))]
    view = next((name for name in ("curve", "plane", "counts") if name in data), None)
    side = (WIDTH - MARGIN - 2 * GAP - 6) / 3
    parts: list[str] = []
    top = 0.0
    if data["show"] == "updates" and "updates" in data:
        parts += updates(data, (MARGIN, TITLE, WIDTH - MARGIN - 6, UPDATES))
        top = TITLE + UPDATES
    elif view:
        height = side if view == "counts" else side * 0.75
        for place, number in enumerate(frames):
            x = MARGIN + place * (side + GAP)
            parts.append(text(x + side / 2, 13, _title(data, number), size=11, weight=600))
            parts += _VIEWS[view](data, number, (x, TITLE, side, height))
        top = TITLE + height + (14 if view == "counts" else 2)
    parts += chart(data, (MARGIN, top + TITLE, WIDTH - MARGIN - 6, CHART), frames)
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

    yield frame(box)
    yield dots([at(*point) for point in curve["points"]], MUTED, 3)
    path = [at(left + (right - left) * i / (places - 1), value) for i, value in enumerate(heights)]
    yield way(path, POSITIVE, 1.8)
    for a, b in (at(*corner) for corner in curve.get("corners", [[]] * (number + 1))[number]):
        yield f'<circle cx="{a:.1f}" cy="{b:.1f}" r="2.6" fill="{NEGATIVE}"/>'


def _plane(data: Data, number: int, box: Box) -> Iterator[str]:
    plane = data["plane"]
    rows, columns = plane["size"]
    start = number * rows * columns
    values = base64.b64decode(plane["values"])[start : start + rows * columns]
    x, y, width, height = box
    pixels = map(_class_pixel if plane["says"] == "class" else _lean_pixel, values)
    yield _image([*pixels], columns, box)
    yield frame(box)
    (left, right), (below, above) = plane["x"], plane["y"]
    places: dict[str, list[tuple[float, float]]] = {}
    for a, b, mark in plane["points"]:
        sign = POSITIVE if mark > 0 else NEGATIVE
        hue = HUES[int(mark) % len(HUES)] if plane["says"] == "class" else sign
        place = x + width * (a - left) / (right - left), y + height * (above - b) / (above - below)
        places.setdefault(hue, []).append(place)
    for hue, some in places.items():
        yield dots(some, "#fff", 5.4) + dots(some, hue, 4.2)


def _class_pixel(value: int) -> bytes:
    """The color of the class, the fuller the surer."""
    return bytes.fromhex(HUES[value // 16 % len(HUES)][1:]) + bytes([26 + 7 * (value % 16)])


def _lean_pixel(value: int) -> bytes:
    """The color of the sign, the fuller the larger."""
    return bytes.fromhex((POSITIVE if value > 127 else NEGATIVE)[1:]) + bytes([abs(value - 127)])


def _image(pixels: list[bytes], columns: int, box: Box, look: str = "") -> str:
    rows = [b"\0" + b"".join(pixels[start : start + columns]) for start in range(0, len(pixels), columns)]
    code = base64.b64encode(png(columns, rows)).decode()
    x, y, width, height = box
    return (
        f'<image x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" {look} '
        f'preserveAspectRatio="none" href="data:image/png;base64,{code}"/>'
    )


def _counts(data: Data, number: int, box: Box) -> Iterator[str]:
    counts, classes = data["counts"][number], data["classes"]
    side = len(classes)
    x, y, width, height = box
    roots = [math.sqrt(value) for value in counts]
    largest = max(roots) or 1.0
    pixels = [bytes.fromhex(INK[1:]) + bytes([round(210 * root / largest)]) for root in roots]
    yield _image(pixels, side, box, 'style="image-rendering: pixelated"')
    yield frame(box)
    cell = width / side
    for place, value in enumerate(counts):
        row, column = divmod(place, side)
        if value:
            size = min(10.0, cell * 0.42)
            color = "#ffffff" if roots[place] > 0.6 * largest else INK
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
