"""Python in color, as pages show it; what has been colored is kept for the next build."""

import html
import sys
from pathlib import Path

import pygments
from pygments.lexers import PythonLexer
from pygments.token import Token

from live_cells.plugin.build_cache import BuildCache

_COLORED = {  # what reads better in color; the rest looks like its surroundings and needs no span
    Token.Keyword: "k",
    Token.Literal.String: "s",
    Token.Literal.Number: "m",
    Token.Operator.Word: "ow",
    Token.Comment: "c",
    Token.Name.Function: "nf",
    Token.Name.Class: "nc",
    Token.Name.Builtin: "nb",
}
STORE = BuildCache("highlighted", 5000, pygments.__version__, sys.version, Path(__file__).read_bytes())
"""HTML by its source; the site has some 1,500 pieces of code."""


def highlighted(source: str) -> str:
    """Python as Pygments reads it, with a span only where there is color: a third of the usual bytes."""
    found: str | None = STORE.get(source)
    if found is None:
        STORE.put(source, found := _colored(source))
    return found


def _colored(source: str) -> str:
    pieces: list[tuple[str, str]] = []
    for kind, text in pygments.lex(source, PythonLexer(stripnl=False, ensurenl=False)):
        css = next((name for family, name in _COLORED.items() if kind in family), "")
        if pieces and pieces[-1][0] == css:
            text = pieces.pop()[1] + text
        pieces.append((css, text))
    spans = ((css, html.escape(text, quote=False)) for css, text in pieces)
    return "".join(f'<span class="{css}">{text}</span>' if css else text for css, text in spans)
