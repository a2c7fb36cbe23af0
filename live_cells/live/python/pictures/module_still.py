"""The still of a module: its outermost calls, each after what it follows from."""

from __future__ import annotations

from itertools import pairwise
from textwrap import wrap
from typing import Any

from .graph_still import MARGIN, places_of
from .module_words import alt_of, shape_of, winner_of
from .numbers import Data, plain
from .shapes import FAINT, INK, MUTED, color_of, document, escaped, share_of, text

WIDTH, HEIGHT = 118, 50
SHADES = 10
NOTE: dict[str, Any] = {"size": 10, "color": MUTED, "anchor": "start"}
LONGEST = 19


def draw(data: Data) -> str:
    """The description as SVG."""
    nodes, edges = _level(data)
    places = places_of({"nodes": nodes, "edges": edges})
    width = max(x for x, _ in places.values()) + WIDTH / 2 + MARGIN
    height = max(y for _, y in places.values()) + HEIGHT / 2 + MARGIN
    shift = (WIDTH - 84) / 2
    places = {name: (x + shift, y) for name, (x, y) in places.items()}
    parts = [_way(number, edge, places) for number, edge in enumerate(edges)]
    for node in nodes:
        parts += _box(data, node, *places[node["id"]])
    y = height + 10
    notes = [*data.get("folded", ())]
    if classes := data.get("classes"):
        notes.insert(0, f"The largest output is {winner_of(data, classes)}.")
    if "fault" in data:
        notes.insert(0, f"The module failed: {data['fault']}")
    for note in notes:
        for row in wrap(note, max(50, int(width / 5.6))):
            parts.append(text(MARGIN, y, row, **NOTE))
            y += 15
    return document(max(width + shift, 330), y, parts, alt_of(data))


def _level(data: Data) -> tuple[list[Data], list[Data]]:
    """Inputs, outermost calls and outputs, and which follows from which."""
    calls = data["calls"]
    around = list(range(len(calls)))
    for number, call in enumerate(calls):
        around[number] = around[call["parent"]] if "parent" in call else number
    nodes = [
        {"id": f"i{number}", "title": end["name"], "tensor": end["tensor"], "end": True}
        for number, end in enumerate(data["inputs"])
    ]
    for number, call in enumerate(calls):
        if "parent" in call:
            continue
        times = f" × {call['times']}" if call.get("times") else ""
        tensor = call["outputs"][0] if call["outputs"] else None
        nodes.append({"id": f"c{number}", "title": call["kind"] + times, "tensor": tensor, "end": False})
    nodes += [
        {"id": f"o{number}", "title": end["name"], "tensor": end["tensor"], "end": True}
        for number, end in enumerate(data["outputs"])
    ]
    pairs: dict[tuple[str, str], None] = {}
    for start, to, _, is_output in data["links"]:
        source = f"c{around[start]}" if start >= 0 else f"i{-1 - start}"
        target = f"o{-1 - to}" if is_output else f"c{around[to]}"
        if source != target:
            pairs[source, target] = None
    return nodes, [{"from": source, "to": target} for source, target in pairs]


def _way(number: int, edge: Data, places: dict[str, tuple[float, float]]) -> str:
    """A line through the places that are kept for it."""
    turns = [
        places[f"{number}:{steps}"] for steps in range(len(places), 0, -1) if f"{number}:{steps}" in places
    ]
    (x, y), (to_x, to_y) = places[edge["from"]], places[edge["to"]]
    points = [(x + WIDTH / 2, y), *turns, (to_x - WIDTH / 2, to_y)]
    path = f"M{points[0][0]:.0f} {points[0][1]:.0f}"
    for (x1, y1), (x2, y2) in pairwise(points):
        half = (x1 + x2) / 2
        path += f"C{half:.0f} {y1:.0f} {half:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"
    return f'<path d="{path}" fill="none" stroke="{MUTED}" stroke-opacity="0.6"/>'


def _box(data: Data, node: Data, x: float, y: float) -> list[str]:
    left, top = x - WIDTH / 2, y - HEIGHT / 2
    fill, line = (FAINT, "none") if node["end"] else ("none", INK)
    radius = 14 if node["end"] else 5
    parts = [
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{WIDTH}" height="{HEIGHT}" rx="{radius}" '
        f'fill="{fill}" fill-opacity="0.5" stroke="{line}" stroke-opacity="0.6"/>',
        text(x, y - 9, _cut(node["title"]), size=11, weight=600),
    ]
    if node["tensor"] is None:
        return parts
    parts.append(text(x, y + 5, _cut(shape_of(data, node["tensor"])), size=10, color=MUTED))
    values = [plain(one) for one in data["tensors"][node["tensor"]]["values"][:SHADES]]
    largest = max((abs(one) for one in values if abs(one) < float("inf")), default=0.0)
    start = x - len(values) * 4.5
    for number, value in enumerate(values):
        share = share_of(value, largest)
        color = f'fill="{escaped(color_of(value))}" fill-opacity="{share:.2f}" stroke="{FAINT}"'
        left = start + 9 * number
        parts.append(
            f'<rect x="{left:.1f}" y="{y + 13:.0f}" width="8" height="6" {color} stroke-width="0.5"/>'
        )
    return parts


def _cut(said: str) -> str:
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"
