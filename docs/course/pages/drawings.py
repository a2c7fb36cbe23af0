"""Diagrams as part of the page, from the files that `site_tests/generators/diagrams.py` has drawn."""

import re

UNDRAWN = '<div class="mermaid">'
"""How a diagram begins that is not drawn yet."""
_NOTES = re.compile(
    r'<style>.*?</style>| (?:data-[\w-]+|xmlns)="[^"]*"| style=";?"'
    r"|edge-(?:thickness-normal|pattern-solid) ",
    re.S,
)
_DEFINITION = re.compile(r'<(marker|filter|linearGradient) id="(?P<id>[^"]+)".*?</\1>', re.S)
_WIDTH = re.compile(r"max-width: (?P<pixels>[\d.]+)px;")
_FRACTION = re.compile(r"\d+\.\d{3,}")
_NAME = re.compile(r'(?<=["#-])diagram(?=["_-])')


def inline(picture: str, name: str) -> str:
    """The picture for a page whose style sheet colors it: without its own style, mermaid's notes and
    definitions that nothing uses, with the width that it was drawn for. Its ids begin with
    `diagram-{name}`: several may stand in one page."""
    picture = _NOTES.sub("", picture)
    picture = _DEFINITION.sub(lambda found: found[0] if f"#{found['id']}" in picture else "", picture)
    picture = _WIDTH.sub(lambda width: f"{width[0]} --drawn-width: {width['pixels']}px;", picture, count=1)
    picture = _FRACTION.sub(lambda number: f"{float(number[0]):.2f}", picture)
    return _NAME.sub(f"diagram-{name}", picture).strip()
