"""The still: a description of a network as an SVG, in the inks of the course's figures, without a ground."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap

from .links import pairs_of
from .numbers import Data, plain
from .shapes import (
    FAINT,
    INK,
    MUTED,
    NEGATIVE,
    POSITIVE,
    color_of,
    document,
    grid,
    line,
    share_of,
    short,
    text,
)
from .words import alt_of

RADIUS = 19
PITCH = 45
"""From one unit of a column to the next."""
GAP = {"sum": 74, "other": 34}
"""Between two columns: with an edge for each weight, or not."""
HEAD = 40
SIDE = 44
"""Of a map."""
PICTURE = 112
MOST_MAPS = 8
MARGIN = 6


@dataclass
class Column:
    """What stands above one another: the units of a module, its maps, or nothing where it has no output."""

    title: str
    subtitle: str
    shape: Sequence[int]
    values: Sequence[float]
    units: Sequence[int] | None = None
    picture: Sequence[int] | None = None
    module: Data | None = None
    outlined: bool = False
    x: float = 0.0

    @property
    def is_units(self) -> bool:
        return len(self.shape) < 2 and not self.picture and bool(self.values)

    @property
    def numbers(self) -> Sequence[int]:
        """The numbers of the units that are shown."""
        return self.units if self.units is not None else range(len(self.values))

    @property
    def gap(self) -> int | None:
        """The place before which units are left out."""
        if self.is_units and self.units is not None:
            return next((place for place, unit in enumerate(self.units) if unit != place), len(self.units))
        return None

    def map_size(self) -> tuple[float, float]:
        height, width = self.picture or (self.shape if len(self.shape) == 2 else self.shape[-2:])
        side = PICTURE if self.picture or len(self.shape) == 2 else SIDE
        scale = side / max(height, width)
        return max(height * scale, 3), max(width * scale, 3)

    def maps(self) -> int:
        if self.picture or len(self.shape) == 2:
            return 1
        return min(len(self.values) // math.prod(self.shape[-2:]), MOST_MAPS * 2)

    @property
    def height(self) -> float:
        if self.is_units:
            return PITCH * (len(self.values) + (self.gap is not None) * 0.75)
        if not self.values:
            return PITCH
        return (self.map_size()[0] + 7) * min(self.maps(), MOST_MAPS)

    @property
    def width(self) -> float:
        names = 6.4 * max(len(self.title), 0.9 * len(self.subtitle))
        if self.is_units or not self.values:
            return max(names, 2 * RADIUS)
        return max(names, math.ceil(self.maps() / MOST_MAPS) * (self.map_size()[1] + 7))

    def place(self, row: int, middle: float) -> float:
        """The height at which a unit stands."""
        shift = 0.75 if self.gap is not None and row >= self.gap else 0.0
        return middle - self.height / 2 + PITCH * (row + shift + 0.5)


def draw(data: Data) -> str:
    """The description as SVG."""
    columns = list(_columns(data))
    x = float(MARGIN)
    for number, column in enumerate(columns):
        if number:
            x += GAP["sum" if _has_edges(columns[number - 1], column) else "other"]
        column.x = x + column.width / 2
        x += column.width
    tallest = max(column.height for column in columns)
    middle = HEAD + MARGIN + tallest / 2
    width = max(x + MARGIN, 300)
    parts: list[str] = []
    for before, column in pairwise(columns):
        parts += _edges(before, column, middle)
    for column in columns:
        parts += _drawn(column, middle, data)
    notes = [(_loss(data), INK), (data.get("fault", {}).get("text", ""), NEGATIVE)]
    notes += [(reason, MUTED) for reason in data.get("folded", ())[:6]]
    y = HEAD + 2 * MARGIN + tallest + 10
    parts += _legend(y)
    for said, color in notes:
        for row in wrap(said, max(40, int(width / 5.6))):
            y += 16
            parts.append(text(MARGIN, y, row, size=11, color=color, anchor="start"))
    return document(width, y + 10, parts, alt_of(data))


def _columns(data: Data) -> Iterator[Column]:
    entry, image = data["input"], data.get("image")
    values = [plain(value) for value in entry["values"]]
    yield Column("input", _size(entry["shape"]), entry["shape"], values, data.get("input_units"), image)
    for module in data["modules"]:
        output = module.get("output", {"shape": [], "values": []})
        values = [plain(value) for value in output["values"]]
        name = f"{module['name']} · {_size(output['shape'])}" if values else module["name"]
        kind = module["kind"].rpartition(".")[2]
        yield Column(kind, name, output["shape"], values, module.get("units"), module=module)
    if "loss" in data:
        target = data["target"]
        values = [plain(value) for value in target["values"]][:12]
        shape = target["shape"] if len(target["shape"]) < 2 else [len(values)]
        yield Column("target", data["loss"]["kind"], shape, values, outlined=True)


def _size(shape: Sequence[int]) -> str:
    return " × ".join(f"{side:,}" for side in shape) or "1"


def _loss(data: Data) -> str:
    return f"{data['loss']['text']} = {short(plain(data['loss']['value']), 4)}" if "loss" in data else ""


def _has_edges(before: Column, column: Column) -> bool:
    is_sum = column.module and column.module["kind"] == "Linear" and len(column.shape) < 2
    return bool(is_sum and column.is_units and before.values and len(before.shape) < 2)


def _edges(before: Column, column: Column, middle: float) -> Iterator[str]:
    if column.outlined or not column.values or not before.values:
        return
    right = before.x + (RADIUS if before.is_units else before.map_size()[1] / 2 + 2)
    if not column.is_units or not before.is_units:
        left = column.x - (RADIUS if column.is_units else column.map_size()[1] / 2 + 2)
        if not (column.module or {}).get("links"):
            yield _band(right, [middle], left, [middle])
            return
        places = (
            [column.place(row, middle) for row in range(len(column.values))] if column.is_units else [middle]
        )
        for place in places:
            yield line(right, middle, left, place, FAINT, 1)
        return
    ends = [column.place(row, middle) for row in range(len(column.values))]
    starts = [before.place(row, middle) for row in range(len(before.values))]
    weight = column.module.get("weight") if column.module and _has_edges(before, column) else None
    if weight is None:
        pairs = pairs_of(column.module or {}, [*before.numbers], [*column.numbers])
        for source, result in pairs or ():
            yield line(right, starts[source], column.x - RADIUS, ends[result], FAINT, 1)
        if pairs is None:
            yield _band(right, starts, column.x - RADIUS, ends)
        return
    across = weight["shape"][1]
    values = [plain(value) for value in weight["values"]]
    sizes = [
        (values[row * across + unit], begin, end)
        for row, end in enumerate(ends)
        for begin, unit in zip(starts, before.numbers, strict=False)
    ]
    largest = max((abs(value) for value, *_ in sizes if math.isfinite(value)), default=0.0)
    for value, begin, end in sorted(sizes, key=lambda size: share_of(size[0], largest)):
        share = share_of(value, largest)
        width = 0.6 + (3.4 if len(sizes) <= 16 else 2.0) * share
        yield line(right, begin, column.x - RADIUS, end, color_of(value), width, 0.25 + 0.65 * share)


def _band(left: float, starts: Sequence[float], right: float, ends: Sequence[float]) -> str:
    """What is between two columns where it is not known which number depends on which."""
    corners = [(left, min(starts)), (right, min(ends)), (right, max(ends)), (left, max(starts))]
    shifts = (-RADIUS, -RADIUS, RADIUS, RADIUS)
    points = " ".join(f"{x:.1f},{y + shift:.1f}" for (x, y), shift in zip(corners, shifts, strict=True))
    return f'<polygon points="{points}" fill="{FAINT}" fill-opacity="0.55"/>'


def _drawn(column: Column, middle: float, data: Data) -> Iterator[str]:
    fault = data.get("fault")
    is_wrong = bool(fault and column.module is data["modules"][fault["module"]]) if column.module else False
    top = 14 + MARGIN
    yield text(column.x, top, column.title, size=12, color=NEGATIVE if is_wrong else INK, weight=600)
    yield text(column.x, top + 14, column.subtitle, size=10, color=MUTED)
    if not column.values:
        said = "does not fit" if is_wrong else "no output"
        yield text(column.x, middle + 4, said, size=10, color=NEGATIVE if is_wrong else MUTED)
        return
    largest = max((abs(value) for value in column.values if math.isfinite(value)), default=0.0)
    if not column.is_units:
        yield from _maps(column, middle, largest)
        return
    for row, value in enumerate(column.values):
        y = column.place(row, middle)
        share = 0.0 if column.outlined else share_of(value, largest)
        style = 'stroke-dasharray="3 3"' if column.outlined or not math.isfinite(value) else ""
        yield (
            f'<circle cx="{column.x:.1f}" cy="{y:.1f}" r="{RADIUS}" fill="{color_of(value)}" '
            f'fill-opacity="{0.62 * share:.2f}" stroke="{MUTED}" {style}/>'
        )
        is_class = column.outlined and not column.shape and value == int(value)
        said = str(int(value)) if is_class else short(value)
        yield text(column.x, y + 3.8, said, size=11 if len(said) < 6 else 9.5)
    if column.gap is not None:
        more = column.shape[0] - len(column.values)
        y = column.place(column.gap - 1, middle) + PITCH * 0.875
        yield text(column.x, y + 3, f"… {more:,} more", size=10, color=MUTED)


def _maps(column: Column, middle: float, largest: float) -> Iterator[str]:
    height, width = column.map_size()
    rows, across = column.picture or (column.shape if len(column.shape) == 2 else column.shape[-2:])
    count = column.maps()
    files = math.ceil(count / MOST_MAPS)
    for number in range(count):
        stack, row = divmod(number, MOST_MAPS)
        x = column.x + (stack - files / 2) * (width + 7) + 3.5
        y = middle - column.height / 2 + row * (height + 7) + 3.5
        values = column.values[number * rows * across : (number + 1) * rows * across]
        yield grid(values, across, (x, y, width, height), largest)


def _legend(y: float) -> Iterator[str]:
    for x, color, said in ((MARGIN, POSITIVE, "positive"), (MARGIN + 72, NEGATIVE, "negative")):
        yield f'<rect x="{x}" y="{y - 7.5:.1f}" width="14" height="8" rx="2" fill="{color}"/>'
        yield text(x + 19, y, said, size=10, color=MUTED, anchor="start")
    said = "a line is a weight: the wider, the larger"
    yield text(MARGIN + 150, y, said, size=10, color=MUTED, anchor="start")
