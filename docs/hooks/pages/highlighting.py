"""Python in color, as pages show it; what has been colored is kept for the next build."""

import html
import json
import sys
from functools import cache
from pathlib import Path

import pygments
from fetch import CACHE, arriving, short_hash
from pygments.lexers import PythonLexer
from pygments.token import Token

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
_MOST = 5000
"""Pieces of code to keep, twice what the site has; where there are more, those of this build stay."""

_used: dict[str, str] = {}


def highlighted(source: str) -> str:
    """Python as Pygments reads it, with a span only where there is color: a third of the usual bytes."""
    if source not in _used:
        _used[source] = _kept().get(source) or _colored(source)
    return _used[source]


def keep_highlighted() -> None:
    """Keep what has been colored, if any of it is new."""
    if not _used.keys() <= _kept().keys():
        together = _kept() | _used
        with arriving(_file()) as path:
            path.write_text(json.dumps(together if len(together) <= _MOST else _used), "utf8")
        _kept.cache_clear()
    _used.clear()


@cache
def _kept() -> dict[str, str]:
    """HTML by its source."""
    found: dict[str, str] = json.loads(_file().read_text("utf8")) if _file().is_file() else {}
    return found


@cache
def _file() -> Path:
    """Named by all that decides about the HTML of a source: Pygments, Python's `html`, this file."""
    made_by = short_hash(pygments.__version__, sys.version, Path(__file__).read_bytes())
    return CACHE / "highlighted" / f"{made_by}.json"


def _colored(source: str) -> str:
    pieces: list[tuple[str, str]] = []
    for kind, text in pygments.lex(source, PythonLexer(stripnl=False, ensurenl=False)):
        css = next((name for family, name in _COLORED.items() if kind in family), "")
        if pieces and pieces[-1][0] == css:
            text = pieces.pop()[1] + text
        pieces.append((css, text))
    spans = ((css, html.escape(text, quote=False)) for css, text in pieces)
    return "".join(f'<span class="{css}">{text}</span>' if css else text for css, text in spans)
