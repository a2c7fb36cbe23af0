"""Symbols of formulas that belong to a line of code and to a part of its picture.

A comment in a Markdown cell says so, with a line for each symbol: the symbol as formulas have it, the part of
the picture, and words of the line of code. Notebooks show nothing of it.

    <!-- symbols of by-hand:
    W_1 | 0.weight | tiny[0].weight
    z^{(1)} | 0 | x = module(x)
    -->

The formulas get marks (`\\htmlData`), by which the page finds their symbols (docs/course/page/symbols.ts).
"""

import html
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docs.course.pages.directives import SYMBOLS
from live_cells.plugin.pages.notebook import Cell, source_of
from live_cells.plugin.pages.pictures import MIME

_FORMULA = re.compile(r"(?P<open>\$\$?)(?P<tex>.+?)(?P=open)", re.S)
_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|\s+|.", re.S)
_WORDS = {"\\mathrm", "\\mathcal", "\\text", "\\operatorname", "\\begin", "\\end", "\\htmlData"}
"""What follows these in braces holds no symbols."""
_TAKES_NEXT = {"\\hat", "\\bar", "\\tilde", "\\vec", "\\frac", "\\tfrac", "\\sqrt", "^", "_"}
"""A symbol behind one of these is part of another."""
_SAME = {"\\top", "\\prime"}
"""Behind `^`, these leave a symbol what it is."""
MARK = re.compile(r"\{\\htmlData\{symbol=[\w.-]+\}\{(?P<tex>(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}\}")


@dataclass(frozen=True)
class Symbol:
    tex: str
    part: str
    """Of the picture: `0.weight` of a network, a node of a graph, a matrix; empty without one."""
    code: str
    """Words of the line that makes it."""


def linked(
    text: str, cells: Sequence[Cell], complain: Callable[[str], None], slot: Callable[[str], str]
) -> str:
    """A Markdown cell with marks in its formulas, and an element (by `slot`) that says what they are."""
    for number, comment in enumerate(SYMBOLS.finditer(text)):
        cell = next((c for c in cells if c["id"] == comment["cell"] and c["cell_type"] == "code"), None)
        if cell is None:
            complain(f"{comment['cell']!r} is no code cell of this notebook")
            text = text.replace(comment[0], "", 1)
            continue
        symbols = list(_read(comment["lines"], cell, complain))
        place = f"{cell['id']}.{number}"
        text = text.replace(comment[0], slot(_element(cell["id"], place, symbols)), 1)
        marked = _FORMULA.sub(lambda found: _marked(found, symbols, place), text)  # noqa: B023
        for at, symbol in enumerate(symbols):
            if f"symbol={place}.{at}}}" not in marked:
                complain(f"no formula has the symbol {symbol.tex!r}")
        text = marked
    return text


def without_marks(tex: str) -> str:
    """TeX as its author wrote it."""
    return MARK.sub(lambda match: match["tex"], tex)


def _read(lines: str, cell: Cell, complain: Callable[[str], None]) -> Iterator[Symbol]:
    code = source_of(cell).splitlines()
    parts = _parts(cell)
    for line in filter(None, map(str.strip, lines.splitlines())):
        fields = [field.strip() for field in line.split(" | ")]
        if len(fields) != 3 or not fields[0]:
            complain(
                f"{line!r} is no symbol; write `W | 0.weight | linear.weight`: TeX, part, words of a line"
            )
            continue
        symbol = Symbol(*fields)
        if not any(symbol.code in one for one in code):
            complain(f"no line of {cell['id']} has {symbol.code!r}")
        if symbol.part and symbol.part not in parts:
            there = f"there are {', '.join(sorted(parts))}" if parts else "it has no picture with parts"
            complain(f"the picture of {cell['id']} has no part {symbol.part!r}; {there}")
        yield symbol


def _parts(cell: Cell) -> set[str]:
    """What can be named of a cell's recorded picture."""
    data = (output.get("data", {}).get(MIME) for output in cell["outputs"])
    drawn = (picture for picture in data if picture and picture["kind"] in _PARTS)
    return {part for picture in drawn for part in _PARTS[picture["kind"]](picture)}


def _of_network(picture: Mapping[str, Any]) -> set[str]:
    names = {"input", *(["loss"] if picture.get("loss") else [])}
    for at, module in enumerate(picture["modules"]):
        names |= {str(at), *(f"{at}.{name}" for name in ("weight", "bias") if module.get(name))}
    return names


_PARTS: dict[str, Callable[[Mapping[str, Any]], set[str]]] = {
    "network": _of_network,
    "graph": lambda picture: {node["label"] for node in picture["nodes"] if node.get("label")},
    "matrices": lambda _: {"X", "W", "G"},
}


def _element(cell: str, place: str, symbols: Sequence[Symbol]) -> str:
    said = [{"symbol": f"{place}.{at}", "part": s.part, "code": s.code} for at, s in enumerate(symbols)]
    return (
        f'<div hidden data-symbols="{html.escape(json.dumps(said, ensure_ascii=False))}"'
        f' data-of="{html.escape(cell)}"></div>'
    )


def _marked(formula: re.Match[str], symbols: Sequence[Symbol], place: str) -> str:
    tokens = _TOKEN.findall(formula["tex"])
    wanted = sorted(
        ((_solid(_TOKEN.findall(symbol.tex)), f"{place}.{at}") for at, symbol in enumerate(symbols)),
        key=lambda one: -len(one[0]),
    )
    out: list[str] = []
    at, before = 0, ""
    while at < len(tokens):
        end, name = next(
            ((end, name) for symbol, name in wanted if (end := _end_of(symbol, tokens, at))), (0, "")
        )
        if end and before not in _TAKES_NEXT and not _goes_on(tokens, end):
            # in braces of its own, the space between a symbol and what follows is not marked
            out.append(f"{{\\htmlData{{symbol={name}}}{{{''.join(tokens[at:end])}}}}}")
            at, before = end, ""
        elif tokens[at] in _WORDS or (tokens[at] == "{" and before in ("^", "_")):
            end = _after_group(tokens, at + (tokens[at] in _WORDS))
            out += tokens[at:end]
            at, before = end, ""
        else:
            out.append(tokens[at])
            before = before if tokens[at].isspace() else tokens[at]
            at += 1
    return formula["open"] + "".join(out) + formula["open"]


def _solid(tokens: Sequence[str]) -> list[str]:
    return [token for token in tokens if not token.isspace()]


def _end_of(symbol: Sequence[str], tokens: Sequence[str], at: int) -> int:
    """Where the symbol that begins there ends, or 0 if none does."""
    for wanted in symbol:
        while at < len(tokens) and tokens[at].isspace() and wanted is not symbol[0]:
            at += 1
        if at >= len(tokens) or tokens[at] != wanted:
            return 0
        at += 1
    return at


def _goes_on(tokens: Sequence[str], end: int) -> bool:
    """Does an index or a power follow, which makes it another symbol?"""
    rest = _solid(tokens[end : end + 3])
    return bool(rest) and (rest[0] == "_" or (rest[0] == "^" and rest[1:2] != [] and rest[1] not in _SAME))


def _after_group(tokens: Sequence[str], at: int) -> int:
    """Where the group in braces that begins there ends; `\\htmlData` has two."""
    depth = 0
    for end in range(at, len(tokens)):
        depth += {"{": 1, "}": -1}.get(tokens[end], 0)
        if not depth and tokens[end : end + 2] != ["}", "{"]:
            return end + 1
    return len(tokens)
