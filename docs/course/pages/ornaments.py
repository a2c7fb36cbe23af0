"""A recorded figure as an ornament, too small for words: without axes, legends and text, and cropped."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from live_cells.plugin.pages.drawings import SVG, remove

WORDS = re.compile(r"(matplotlib\.axis|legend|text)_\d+")
AXES = re.compile(r"axes_\d+")
PART_OF_IT = 3
"""Of a figure with up to so many plots, the first is shown; with more, all."""
THICKER = 2.5
LOW = 9
_WIDTH = re.compile(r"(?<=stroke-width: )[\d.]+")
_CLIP = re.compile(r"url\(#(.+)\)")

Box = tuple[float, float, float, float]


def ornament_of(svg: str) -> str:
    """The drawing in a few strokes."""
    root = ElementTree.fromstring(svg)
    remove(root, _is_words)
    plots = [one for one in root.iter() if AXES.fullmatch(one.get("id", ""))]
    if 0 < len(plots) <= PART_OF_IT:
        remove(root, lambda one: one in plots[1:])
        plots = plots[:1]
    boxes = list(_windows(root, plots) if plots else _boxes(root))
    if boxes:
        left, top = (min(box[i] for box in boxes) for i in (0, 1))
        width, height = (max(box[i] + box[i + 2] for box in boxes) - (left, top)[i] for i in (0, 1))
        edge = 0.03 * height
        sides = (left - edge, top - edge, width + 2 * edge, height + 2 * edge)
        root.set("viewBox", " ".join(f"{side:.5g}" for side in sides))
        root.set("width", f"{sides[2]:.5g}pt")
        root.set("height", f"{sides[3]:.5g}pt")
    for plot in plots:
        for one in plot.iter():
            if style := one.get("style"):
                one.set("style", _WIDTH.sub(lambda found: f"{THICKER * float(found[0]):.3g}", style))
    return ElementTree.tostring(root, encoding="unicode")


def is_pixels(svg: str) -> bool:
    """Does a plot show pixels, whose colors are those of paper?"""
    return "<image" in svg and AXES.search(svg) is not None


def _is_words(one: Element) -> bool:
    """Text, and the keys of a legend: bars as low as a line."""
    is_key = one.tag == f"{{{SVG}}}rect" and float(one.get("height", 0)) < LOW
    return one.tag == f"{{{SVG}}}text" or is_key or bool(WORDS.fullmatch(one.get("id", "")))


def _windows(root: Element, plots: list[Element]) -> Iterator[Box]:
    """Where plots draw: each cuts off what is outside."""
    used = {
        found[1] for plot in plots for one in plot.iter() if (found := _CLIP.match(one.get("clip-path", "")))
    }
    for clip in root.iter(f"{{{SVG}}}clipPath"):
        if clip.get("id") in used:
            yield from _boxes(clip)


def _boxes(root: Element) -> Iterator[Box]:
    for one in root.iter():
        kind = one.tag.rpartition("}")[2]
        if kind in ("rect", "image"):
            x, y, width, height = (float(one.get(name, 0)) for name in ("x", "y", "width", "height"))
            yield x, y, width, height
        elif kind == "circle":
            x, y, radius = (float(one.get(name, 0)) for name in ("cx", "cy", "r"))
            yield x - radius, y - radius, 2 * radius, 2 * radius
