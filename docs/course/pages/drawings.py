"""Diagrams as part of the page, from the files that `site_tests/generators/diagrams.py` has drawn."""

import re

from live_cells.plugin.html_source import HtmlSource

UNDRAWN = '<div class="mermaid">'
"""How a diagram begins that is not drawn yet."""
_EMPTY = ("style=", "style=;")
_USUAL = re.compile(r"edge-(?:thickness-normal|pattern-solid) ")
_WIDTH = re.compile(r"max-width: (?P<pixels>[\d.]+)px;")
_FRACTION = re.compile(r"\d+\.\d{3,}")
_NAME = re.compile(r'(?<=["#-])diagram(?=["_-])')


def inline(picture: str, name: str) -> str:
    """The picture for a page whose style sheet colors it: without its own style, mermaid's notes and
    definitions that nothing uses, with the width that it was drawn for. Its ids begin with
    `diagram-{name}`: several may stand in one page."""
    picture = _without_definitions(_USUAL.sub("", _without_notes(picture)))
    picture = _WIDTH.sub(lambda width: f"{width[0]} --drawn-width: {width['pixels']}px;", picture, count=1)
    picture = _FRACTION.sub(lambda number: f"{float(number[0]):.2f}", picture)
    return _NAME.sub(f"diagram-{name}", picture).strip()


def _without_notes(picture: str) -> str:
    source = HtmlSource(picture, part=True)
    for style in source.select("style"):
        source.replace(source.whole(style), "")
    for element in source.select("*"):
        for name in element.attrs:
            if name.startswith("data-") or name == "xmlns" or f"{name}={element.attr(name)}" in _EMPTY:
                source.remove_attribute(element, name)
    return source.changed()


def _without_definitions(picture: str) -> str:
    source = HtmlSource(picture, part=True)
    for element in source.select("marker[id], filter[id], linearGradient[id]"):
        if f"#{element.attr('id')}" not in picture:
            source.replace(source.whole(element), "")
    return source.changed()
