"""A convolution over several channels as a still drawing and in words: a row for each, and their sum."""

from __future__ import annotations

from .convolution_still import FEW, SMALL, settings_of, tensor_at
from .numbers import Data, plain, printed
from .shapes import MUTED, document, text
from .words import tensor_lines

IMAGE, KERNEL, OUTPUT = 112, 96, 196
"""Sides of an image, of a kernel and of the output."""
TOP, GAP, MARGIN = 44, 34, 8


def draw(data: Data) -> str:
    """The description as SVG."""
    rows = _channels(data)
    parts: list[str] = []
    y = 0.0
    for name, image, kernel in rows:
        middle = y + TOP + IMAGE / 2
        parts += tensor_at(image, name, MARGIN, IMAGE, middle, IMAGE)
        parts.append(text(MARGIN + IMAGE + GAP / 2, middle + 5, "∗", size=16, color=MUTED))
        is_written = max(kernel["shape"]) <= FEW
        side = min(KERNEL, SMALL * max(kernel["shape"])) if is_written else KERNEL
        parts += tensor_at(kernel, "kernel", MARGIN + IMAGE + GAP, KERNEL, middle, side)
        y += TOP + IMAGE + 8
    x = MARGIN + IMAGE + GAP + KERNEL
    if "output" in data:
        middle = y / 2
        parts.append(text(x + GAP / 2, middle + 5, "Σ =", size=16, color=MUTED))
        parts += tensor_at(data["output"], "output", x + GAP, OUTPUT, middle, OUTPUT)
        x += GAP + OUTPUT
    parts.append(text(MARGIN, y + 18, settings_of(data), size=11, color=MUTED, anchor="start"))
    if "fault" in data:
        parts.append(text(MARGIN, y + 34, data["fault"], size=11, color=MUTED, anchor="start"))
    return document(max(x + MARGIN, 640 if "fault" in data else 330), y + 40, parts, alt_of(data))


def table_of(data: Data) -> str:
    """The numbers, as PyTorch prints them."""
    lines: list[str] = []
    for name, image, kernel in _channels(data):
        lines += tensor_lines(name, image, None) + tensor_lines(f"kernel, {name}", kernel, None)
    lines.append(f"bias {printed([data['bias']])[0]}, {settings_of(data).partition(', ')[2]}")
    if "output" in data:
        return "\n".join([*lines, *tensor_lines("output", data["output"], None)])
    return "\n".join([*lines, data["fault"]])


def alt_of(data: Data) -> str:
    """The convolution in a sentence."""
    count, *side = data["image"]["shape"]
    kernel = " × ".join(str(one) for one in data["kernel"]["shape"][1:])
    way = (
        f"A convolution over {count} channels, {', '.join(data['names'])}, of {side[0]} × {side[1]} pixels: "
        f"a kernel with {kernel} numbers for each channel"
    )
    if "fault" in data:
        return f"{way}. {data['fault']}"
    output = " × ".join(str(one) for one in data["output"]["shape"])
    return f"{way}; the sums of all channels are added up to an output of {output} numbers."


def _channels(data: Data) -> list[tuple[str, Data, Data]]:
    """Of each channel, its name, its image and its table of the kernel."""
    return [
        (name, _slice(data["image"], i), _slice(data["kernel"], i)) for i, name in enumerate(data["names"])
    ]


def _slice(tensor: Data, place: int) -> Data:
    _, *shape = tensor["shape"]
    size = shape[0] * shape[1]
    return {
        "shape": shape,
        "values": [plain(one) for one in tensor["values"][place * size : (place + 1) * size]],
    }
