"""The still of a graph: from the leaves at the left to the result at the right."""

from __future__ import annotations

from itertools import pairwise
from textwrap import wrap
from typing import Any

from .graph_words import alt_of
from .numbers import Data, plain
from .shapes import FAINT, INK, MUTED, color_of, document, escaped, short, text

WIDTH, HEIGHT = 84, 58
ACROSS, DOWN = 148, 74
"""From one node to the next."""
MARGIN = 12


def draw(data: Data) -> str:
    """The description as SVG."""
    places = places_of(data)
    width = max(x for x, _ in places.values()) + WIDTH / 2 + MARGIN
    height = max(y for _, y in places.values()) + HEIGHT / 2 + MARGIN
    parts = [part for number, edge in enumerate(data["edges"]) for part in _edge(number, edge, places)]
    for node in data["nodes"]:
        parts += _node(node, *places[node["id"]])
    y = height + 12
    parts.append(
        text(
            MARGIN,
            y,
            "above: value · below: gradient · on a line: local derivative · on the edge: operation",
            **_NOTE,
        )
    )
    for reason in data.get("folded", ()):
        for row in wrap(reason, max(50, int(width / 5.6))):
            y += 15
            parts.append(text(MARGIN, y, row, **_NOTE))
    return document(max(width, 330), y + 8, parts, alt_of(data))


_SLOPE: dict[str, Any] = {"size": 10, "color": MUTED}
_NOTE: dict[str, Any] = {**_SLOPE, "anchor": "start"}
Place = tuple[float, float]


def places_of(data: Data) -> dict[str, Place]:
    """The middle of each node: in columns by the steps to the result, each near what it is used for.

    An edge that passes other columns has a place in each of these, named by its number and the column.
    """
    users: dict[str, list[str]] = {node["id"]: [] for node in data["nodes"]}
    for edge in data["edges"]:
        users[edge["from"]].append(edge["to"])
    depth: dict[str, int] = {}
    for node in reversed(data["nodes"]):
        depth[node["id"]] = max((depth[user] + 1 for user in users[node["id"]]), default=0)
    for number, edge in enumerate(data["edges"]):
        used = edge["to"]
        for steps in range(depth[edge["to"]] + 1, depth[edge["from"]]):
            depth[f"{number}:{steps}"] = steps
            users[f"{number}:{steps}"] = [used]
            used = f"{number}:{steps}"
        users[edge["from"]] = [used if user == edge["to"] else user for user in users[edge["from"]]]
    columns: dict[int, list[str]] = {}
    for name, steps in depth.items():
        columns.setdefault(steps, []).append(name)
    heights = {steps: sum(map(_height, names)) for steps, names in columns.items()}
    tallest, deepest = max(heights.values()), max(columns)
    found: dict[str, Place] = {}
    for steps in sorted(columns):
        names = columns[steps]
        if steps:
            names.sort(key=lambda name: sum(found[user][1] for user in users[name]) / len(users[name]))
        y = MARGIN + (tallest - heights[steps]) / 2
        for name in names:
            y += _height(name)
            found[name] = MARGIN + WIDTH / 2 + (deepest - steps) * ACROSS, y - _height(name) / 2
    return found


def _height(name: str) -> float:
    return DOWN * (0.4 if ":" in name else 1)


def _edge(number: int, edge: Data, places: dict[str, Place]) -> list[str]:
    (x1, y1), (x2, y2) = places[edge["from"]], places[edge["to"]]
    passed = sorted(place for name, place in places.items() if name.startswith(f"{number}:"))
    stops = [(x1 + WIDTH / 2, y1), *passed, (x2 - WIDTH / 2, y2)]
    way = f"M{stops[0][0]:.1f} {stops[0][1]:.1f}"
    for (left, above), (right, below) in pairwise(stops):
        half = (left + right) / 2
        way += f"C{half:.1f} {above:.1f} {half:.1f} {below:.1f} {right:.1f} {below:.1f}"
    drawn = [f'<path d="{way}" fill="none" stroke="{MUTED}" stroke-opacity="0.7"/>']
    if "contribution" in edge:
        (left, above), (right, below) = stops[-2:]
        half = (right - left) / 2
        y = below + (above - below) * 0.3
        drawn.append(text(right - min(half, 34), y - 4, f"· {short(plain(edge['derivative']))}", **_SLOPE))
    return drawn


def _node(node: Data, x: float, y: float) -> list[str]:
    label = node["label"] if len(node["label"]) < 13 else f"{node['label'][:11]}…"
    stroke = f'stroke="{MUTED}" stroke-dasharray="3 3"' if node["op"] == "constant" else f'stroke="{MUTED}"'
    radius = HEIGHT / 2 if node["leaf"] else 6
    drawn = [
        f'<rect x="{x - WIDTH / 2:.1f}" y="{y - HEIGHT / 2:.1f}" width="{WIDTH}" height="{HEIGHT}" '
        f'rx="{radius:.0f}" fill="{FAINT}" fill-opacity="0.35" {stroke}/>',
        text(x, y - 13, label, size=12, weight=600),
        text(x, y + 3, _short(node.get("value")), size=11),
    ]
    if node.get("sign", node["label"]) != node["label"]:
        drawn.append(text(x, y - HEIGHT / 2 - 2, node["sign"], **_SLOPE))
    if "gradient" in node:
        gradient = node["gradient"]
        color = INK if isinstance(gradient, dict) else color_of(plain(gradient))
        drawn.append(text(x, y + 19, _short(gradient), size=11, color=color, weight=600))
    return drawn


def _short(number: Any) -> str:
    if number is None:
        return "not kept"
    if isinstance(number, dict):
        return escaped(" × ".join(map(str, number["shape"])))
    return short(plain(number), 4)
