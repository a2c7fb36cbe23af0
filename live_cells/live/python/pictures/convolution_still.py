"""A convolution as a still drawing and in words: image, kernel and output side by side."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import Any

from .numbers import Data, plain, printed
from .shapes import INK, MUTED, NEGATIVE, document, grid, short, text
from .words import tensor_lines

SIDE, SMALL = 168, 30
"""Of the image, and of a cell whose number is written."""
FEW = 8
"""Numbers of up to so many rows and columns are written."""
TOP, GAP, MARGIN = 44, 40, 8


def draw(data: Data) -> str:
    """The description as SVG."""
    named = [(data["image"], "image"), (data["kernel"], "kernel"), (data.get("output"), "output")]
    shown = [(tensor, name) for tensor, name in named if tensor]
    heights = [_cell(tensor) * tensor["shape"][0] for tensor, _ in shown]
    middle = TOP + max(heights) / 2
    parts: list[str] = []
    x = float(MARGIN)
    for place, (tensor, name) in enumerate(shown):
        if place:
            parts.append(text(x + GAP / 2, middle + 5, "∗" if place == 1 else "=", size=16, color=MUTED))
            x += GAP
        width = max(_cell(tensor) * tensor["shape"][1], 60)
        parts += tensor_at(tensor, name, x, width, middle)
        x += width
    y = TOP + max(heights) + 20
    width = max(x + MARGIN, 330)
    notes = [(settings_of(data), MUTED), (data.get("fault", ""), NEGATIVE)]
    for said, color in notes:
        for row in wrap(said, int(width / 5.6)):
            parts.append(text(MARGIN, y, row, size=11, color=color, anchor="start"))
            y += 16
    return document(width, y, parts, alt_of(data))


def tensor_at(
    tensor: Data, name: str, x: float, width: float, middle: float, side: float | None = None
) -> Iterator[str]:
    """A tensor in the middle of so much room, below its name; ``side``: how large it is."""
    rows, columns = tensor["shape"]
    cell = _cell(tensor) if side is None else side / max(rows, columns)
    values = [plain(value) for value in tensor["values"]]
    left, top = x + (width - cell * columns) / 2, middle - cell * rows / 2
    head = 0.0 if side is None else top - TOP
    yield text(x + width / 2, head + 16, name, size=12, weight=600)
    yield text(x + width / 2, head + 31, f"{rows} × {columns}", size=10, color=MUTED)
    finite = (abs(value) for value in values if abs(value) < float("inf"))
    shades = grid(values, columns, (left, top, cell * columns, cell * rows), max(finite, default=0.0))
    is_written = max(rows, columns) <= FEW and cell >= SMALL
    yield f'<g opacity="0.55">{shades}</g>' if is_written else shades
    if is_written:
        for place, value in enumerate(values):
            row, column = divmod(place, columns)
            at = left + (column + 0.5) * cell, top + (row + 0.5) * cell + 3.5
            yield text(*at, short(value), size=9.5, color=INK)


def _cell(tensor: Data) -> float:
    largest = max(tensor["shape"])
    return SMALL if largest <= FEW else SIDE / largest


def settings_of(data: Data) -> str:
    bias = short(plain(data["bias"]))
    options = ", ".join(f"{name} {data[name]}" for name in ("stride", "padding", "dilation"))
    return f"bias {bias}, {options}"


def table_of(data: Data) -> str:
    """The numbers, as PyTorch prints them."""
    lines = [*tensor_lines("image", data["image"], None), *tensor_lines("kernel", data["kernel"], None)]
    lines.append(f"bias {printed([data['bias']])[0]}, {settings_of(data).partition(', ')[2]}")
    if "output" in data:
        return "\n".join([*lines, *tensor_lines("output", data["output"], None)])
    return "\n".join([*lines, data["fault"]])


def alt_of(data: Data) -> str:
    """The convolution in a sentence."""
    kernel, image = _size(data["kernel"]), _size(data["image"])
    way = f"A convolution: a kernel of {kernel} numbers slides over an image of {image}"
    if "fault" in data:
        return f"{way}. {data['fault']}"
    return f"{way} pixels; the output has {_size(data['output'])} numbers."


def _size(tensor: Any) -> str:
    return " × ".join(str(side) for side in tensor["shape"])
