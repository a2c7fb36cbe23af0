"""Backpropagation through a linear layer as a still drawing and in words: three products of matrices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .numbers import Data, plain, printed
from .shapes import INK, MUTED, document, grid, short, text
from .words import tensor_lines

CELL, GAP, MARGIN, TOP, BELOW = 32, 34, 8, 46, 26
OPERANDS = {
    "X": "x",
    "Xᵀ": "x",
    "W": "weight",
    "Wᵀ": "weight",
    "G": "g",
    "Gᵀ": "g",
}
PRODUCTS = (
    ("X", "Wᵀ", "z", "Z = X Wᵀ"),
    ("Gᵀ", "X", "weight_gradient", "∂ℒ/∂W"),
    ("G", "W", "input_gradient", "∂ℒ/∂X"),
)
"""Left and right operand, what comes out, and its name."""
NAMES = {
    "x": "X, input",
    "weight": "W, weight",
    "bias": "b, bias",
    "z": "Z, output",
    "g": "G = ∂ℒ/∂Z",
    "weight_gradient": "∂ℒ/∂W",
    "input_gradient": "∂ℒ/∂X",
    "bias_gradient": "∂ℒ/∂b",
}


def draw(data: Data) -> str:
    """The description as SVG."""
    parts: list[str] = []
    y, right = 0.0, 0.0
    for left_name, right_name, made, title in PRODUCTS:
        if made == "z" and "bias" in data:
            title += " + b"
        three = [
            (_operand(data, left_name), left_name),
            (_operand(data, right_name), right_name),
            (data[made], title),
        ]
        height = CELL * max(tensor["shape"][0] for tensor, _ in three)
        x = float(MARGIN)
        for place, (tensor, name) in enumerate(three):
            if place:
                parts.append(
                    text(x + GAP / 2, y + TOP + height / 2 + 5, "·="[place - 1], size=16, color=MUTED)
                )
                x += GAP
            width = max(CELL * tensor["shape"][1], 11 * len(name) * 0.62)
            parts += _tensor(tensor, name, (x, y, width, height))
            x += width
        right = max(right, x)
        y += TOP + height + BELOW
    return document(right + MARGIN, y, parts, alt_of(data))


def _operand(data: Data, name: str) -> Data:
    tensor: Data = data[OPERANDS[name]]
    if not name.endswith("ᵀ"):
        return tensor
    rows, columns = tensor["shape"]
    turned = [tensor["values"][row * columns + column] for column in range(columns) for row in range(rows)]
    return {"shape": [columns, rows], "values": turned}


def _tensor(tensor: Data, name: str, place: tuple[float, float, float, float]) -> Iterator[str]:
    rows, columns = tensor["shape"]
    values = [plain(value) for value in tensor["values"]]
    x, y, width, height = place
    left, top = x + (width - CELL * columns) / 2, y + TOP + (height - CELL * rows) / 2
    yield text(x + width / 2, y + 18, name, size=12, weight=600)
    yield text(x + width / 2, y + 33, f"{rows} × {columns}", size=10, color=MUTED)
    largest = max((abs(value) for value in values if abs(value) < float("inf")), default=0.0)
    yield f'<g opacity="0.55">{grid(values, columns, (left, top, CELL * columns, CELL * rows), largest)}</g>'
    for number, value in enumerate(values):
        row, column = divmod(number, columns)
        yield text(
            left + (column + 0.5) * CELL, top + (row + 0.5) * CELL + 3.5, short(value), size=9.5, color=INK
        )


def table_of(data: Data) -> str:
    """The numbers, as PyTorch prints them."""
    samples, inputs, outputs = data["sizes"]
    lines = [f"{data['layer']}: {data['text']}" if data["layer"] else data["text"]]
    lines.append(f"{samples:,} samples, {inputs:,} inputs, {outputs:,} outputs{_part_of(data)}")
    for name, title in NAMES.items():
        if name in data:
            lines += ["", *tensor_lines(title, data[name], None)]
    loss = data["loss"]
    return "\n".join([*lines, "", f"{loss['text']} = {printed([loss['value']])[0]}"])


def _part_of(data: Data) -> str:
    shown = [*data["x"]["shape"], data["weight"]["shape"][0]]
    whole = all(one == other for one, other in zip(shown, data["sizes"], strict=True))
    return "" if whole else "; the first of each are shown"


def alt_of(data: Data) -> str:
    """What is drawn, in a sentence."""
    samples, inputs, outputs = data["sizes"]
    return (
        f"Three products of matrices for {data['text']} and {samples} samples: "
        f"the output {_size(samples, outputs)}, the gradient of the weight {_size(outputs, inputs)} "
        f"and that of the input {_size(samples, inputs)}."
    )


def _size(*sides: Any) -> str:
    return " × ".join(f"{side:,}" for side in sides)
