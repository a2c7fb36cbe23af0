"""Recorded drawings as trees of elements: what is written keeps SVG's own names."""

from collections.abc import Callable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

SVG = "http://www.w3.org/2000/svg"

for prefix, address in {"": SVG, "xlink": "http://www.w3.org/1999/xlink"}.items():
    ElementTree.register_namespace(prefix, address)


def remove(root: Element, goes: Callable[[Element], bool]) -> None:
    """Take out of a drawing each element that goes, with what is in it."""
    for parent in list(root.iter()):
        for child in [one for one in parent if goes(one)]:
            parent.remove(child)
