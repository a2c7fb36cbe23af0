"""The still of a surface: heights as shades with contour lines, and the paths on them."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator
from typing import Any

from .numbers import Data, plain
from .shapes import INK, MUTED, document, png, short, text
from .surface_words import alt_of

WIDTH, HEIGHT = 420, 236
LEFT, TOP, RIGHT, BELOW = 44, 10, 10, 40
HUES = ("#7b3fa0", "#0e7c6b", "#c1351e", "#133f2b", "#8f5aec", "#571974")
"""Of the paths: neither of the two that stand for a sign."""
STAR = "#b8860b"

Place = tuple[float, float]


def draw(data: Data) -> str:
    """The description as SVG."""
    seen = Seen(data)
    parts = [seen.shades()]
    for level in map(plain, data["levels"]):
        lines = (_way(line) for line in _joined(seen.contour(level)))
        ways = "".join(f"M{'L'.join(line)}" for line in lines)
        parts.append(f'<path d="{ways}" fill="none" stroke="{MUTED}" stroke-width="0.6"/>')
    parts.append(
        f'<clipPath id="window"><rect x="{LEFT}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}"/></clipPath>'
    )
    for number, path in enumerate(data["paths"]):
        parts += seen.path(path, HUES[number % len(HUES)])
    parts += [_star(*seen.at(*place)) for place in data["lowest"]]
    x, y = seen.at(*map(plain, data["paths"][0]["points"][0]))
    parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="none" stroke="{INK}" stroke-width="1.8"/>')
    parts += _axes(data)
    y = TOP + HEIGHT + BELOW + 8
    x = float(LEFT)
    for number, path in enumerate(data["paths"]):
        said = f"{path['name']} (diverges)" if path["diverged"] else path["name"]
        hue = HUES[number % len(HUES)]
        parts.append(f'<rect x="{x:.1f}" y="{y - 7:.1f}" width="14" height="4" rx="2" fill="{hue}"/>')
        parts.append(text(x + 19, y, said, size=10.5, anchor="start"))
        x += 40 + 6.2 * len(said)
    return document(max(LEFT + WIDTH + RIGHT, x), y + 8, parts, alt_of(data))


class Seen:
    """Places on the surface, and where they are in the drawing."""

    def __init__(self, data: Data) -> None:
        self.x, self.y = data["x"], data["y"]
        self.levels = list(map(plain, data["levels"]))
        self.heights = [list(map(plain, row)) for row in data["heights"]]

    def at(self, a: float, b: float) -> Place:
        across = (a - self.x[0]) / (self.x[1] - self.x[0])
        up = (b - self.y[0]) / (self.y[1] - self.y[0])
        return LEFT + WIDTH * across, TOP + HEIGHT * (1 - up)

    def shades(self) -> str:
        """One pixel for each height, the darker the higher."""
        ink = bytes.fromhex(INK[1:])
        rows = []
        for row in reversed(self.heights):
            bands = (sum(level <= value for level in self.levels) for value in row)
            rows.append(b"\0" + b"".join(ink + bytes([round(64 * band / 10)]) for band in bands))
        code = base64.b64encode(png(len(self.heights[0]), rows)).decode()
        return (
            f'<image x="{LEFT}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}" preserveAspectRatio="none" '
            f'href="data:image/png;base64,{code}"/>'
        )

    def contour(self, level: float) -> Iterator[tuple[Place, Place]]:
        """Pieces of the line on which the height has this level: of each triangle, at most one."""
        rows, columns = len(self.heights), len(self.heights[0])
        for row in range(rows - 1):
            for column in range(columns - 1):
                square = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)]
                for corners in ((square[0], square[1], square[2]), (square[0], square[2], square[3])):
                    ends = [
                        self._between(one, other, level)
                        for one, other in zip(corners, (*corners[1:], corners[0]), strict=True)
                        if (self._height(one) < level) != (self._height(other) < level)
                    ]
                    if len(ends) == 2:
                        yield ends[0], ends[1]

    def _height(self, corner: tuple[int, int]) -> float:
        return self.heights[corner[0]][corner[1]]

    def _between(self, one: tuple[int, int], other: tuple[int, int], level: float) -> Place:
        low, high = self._height(one), self._height(other)
        share = (level - low) / (high - low) if math.isfinite(high - low) else 0.5
        row, column = (start + share * (end - start) for start, end in zip(one, other, strict=True))
        rows, columns = len(self.heights) - 1, len(self.heights[0]) - 1
        return LEFT + WIDTH * column / columns, TOP + HEIGHT * (1 - row / rows)

    def path(self, path: Data, hue: str) -> Iterator[str]:
        points = [self.at(*map(plain, point)) for point in path["points"]]
        points = [point for point in points if all(map(math.isfinite, point))]
        way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2"/>' for x, y in points)
        yield (
            f'<g clip-path="url(#window)" fill="{hue}"><polyline points="{way}" fill="none" stroke="{hue}" '
            f'stroke-width="1.4"/>{dots}</g>'
        )


def _joined(pieces: Iterator[tuple[Place, Place]]) -> list[list[Place]]:
    """Lines as long as can be made of the pieces."""
    ends: dict[Place, list[Place]] = {}
    for one, other in pieces:
        first, last = ends.pop(one, [one]), ends.pop(other, [other])
        if first is last:  # it closes
            ends[one] = [*first, first[0]]
            continue
        line = (first if first[-1] == one else first[::-1]) + (last if last[0] == other else last[::-1])
        for old in (first, last):
            for end in (old[0], old[-1]):
                ends.pop(end, None)
        ends[line[0]] = ends[line[-1]] = line
    return list({id(line): line for line in ends.values()}.values())


def _way(line: list[Place]) -> list[str]:
    """The places as texts, without those that are the same on paper."""
    return list(dict.fromkeys(f"{x:.0f} {y:.0f}" for x, y in line[:-1])) + [
        f"{x:.0f} {y:.0f}" for x, y in line[-1:]
    ]


def _star(x: float, y: float) -> str:
    corners = []
    for number in range(10):
        angle, reach = math.pi * number / 5, 4.0 if number % 2 else 9.0
        corners.append(f"{x + reach * math.sin(angle):.1f},{y - reach * math.cos(angle):.1f}")
    return f'<polygon points="{" ".join(corners)}" fill="{STAR}" stroke="{INK}" stroke-width="0.8"/>'


def _axes(data: Data) -> Iterator[str]:
    small: dict[str, Any] = {"size": 10, "color": MUTED}
    yield f'<rect x="{LEFT}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="{MUTED}"/>'
    for part in range(5):
        a, b = (low + part * (high - low) / 4 for low, high in (data["x"], data["y"]))
        yield text(LEFT + WIDTH * part / 4, TOP + HEIGHT + 14, short(a, 1), **small)
        yield text(LEFT - 6, TOP + HEIGHT * (1 - part / 4) + 4, short(b, 1), anchor="end", **small)
    yield text(LEFT + WIDTH / 2, TOP + HEIGHT + 29, "first weight a", size=11)
    yield f'<g transform="rotate(-90 12 {TOP + HEIGHT / 2})">'
    yield text(12, TOP + HEIGHT / 2, "second weight b", size=11)
    yield "</g>"
