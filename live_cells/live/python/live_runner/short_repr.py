"""A value in a few words: what ``repr`` says, without making more of it than is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

DEEPEST = 20
"""Lists in lists, and so on: ``repr`` recurses until C has no stack left, which crashes Python."""
Brackets = Mapping[type, tuple[str, str]]
BRACKETS: Brackets = {
    list: ("[", "]"),
    tuple: ("(", ")"),
    dict: ("{", "}"),
    set: ("{", "}"),
}


def short_repr(value: Any, most: int, brackets: Brackets = BRACKETS) -> str:
    """Up to ``most`` characters of ``repr(value)``; an ellipsis says that there is more.

    Args:
        brackets: around the items of each kind of collection.
    """
    text = ""
    for piece in _pieces(value, most, brackets, DEEPEST):
        text += piece
        if len(text) > most:
            return text[: most - 1] + "…"
    return text


def _pieces(value: Any, most: int, brackets: Brackets, depth: int) -> Iterator[str]:
    kind = type(value)
    if kind in (str, bytes):
        yield repr(value[: most + 1])
    elif kind not in brackets or not value:
        yield repr(value)
    elif depth == 0:
        yield "…"
    else:
        begin, end = brackets[kind]
        yield begin
        for index, item in enumerate(value):
            if index:
                yield ", "
            yield from _pieces(item, most, brackets, depth - 1)
            if issubclass(kind, dict):
                yield ": "
                yield from _pieces(value[item], most, brackets, depth - 1)
        yield f",{end}" if kind is tuple and len(value) == 1 else end
