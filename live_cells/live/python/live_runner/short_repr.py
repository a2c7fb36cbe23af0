"""A value in a few words: what ``repr`` says, without making more of it than is shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

DEEPEST = 20
"""Lists in lists, and so on: ``repr`` recurses until C has no stack left, which crashes Python."""
_BRACKETS: dict[type, tuple[str, str]] = {
    list: ("[", "]"),
    tuple: ("(", ")"),
    dict: ("{", "}"),
    set: ("{", "}"),
}


def short_repr(value: Any, most: int) -> str:
    """Up to ``most`` characters of ``repr(value)``; an ellipsis says that there is more."""
    text = ""
    for piece in _pieces(value, most, DEEPEST):
        text += piece
        if len(text) > most:
            return text[: most - 1] + "…"
    return text


def _pieces(value: Any, most: int, depth: int) -> Iterator[str]:
    kind = type(value)
    if kind in (str, bytes):
        yield repr(value[: most + 1])
    elif kind not in _BRACKETS or not value:
        yield repr(value)
    elif depth == 0:
        yield "…"
    else:
        begin, end = _BRACKETS[kind]
        yield begin
        for index, item in enumerate(value):
            if index:
                yield ", "
            yield from _pieces(item, most, depth - 1)
            if kind is dict:
                yield ": "
                yield from _pieces(value[item], most, depth - 1)
        yield f",{end}" if kind is tuple and len(value) == 1 else end
