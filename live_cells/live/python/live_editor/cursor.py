"""What is around the cursor, found in the code before it: it need not be complete, nor correct."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
    | (?P<string>(?:\b[rRbBuUfFtT]{1,3})?(?P<quote>\"\"\"|'''|"|'))
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    | (?P<comma>,)
    | (?P<line>\n)
    """,
    re.VERBOSE,
)
_STATEMENT = re.compile(
    r"(?:async\s+)?(?:def|class|for|while|with|if|elif|else|try|except|finally|return|import|from|raise|del|assert)\b"
)
_CALLEE = re.compile(r"[^\W\d]\w*$")
_NOT_CALLED = {
    *("and", "as", "assert", "await", "case", "del", "elif", "else", "except", "for", "from", "global", "if"),
    *("import", "in", "is", "lambda", "match", "nonlocal", "not", "or", "raise", "return", "while", "with"),
    "yield",
}
_PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass
class Bracket:
    """A bracket that is open at the cursor.

    Attributes:
        at: its index.
        commas: the indices of the commas directly in it.
    """

    sign: str
    at: int
    commas: list[int]


@dataclass(frozen=True)
class Call:
    """A call that the cursor is in: what is called, and its arguments up to the cursor."""

    callee: str
    arguments: tuple[str, ...]


def open_brackets(text: str) -> list[Bracket] | None:
    """The brackets that are open at the end of a text, the outermost first; ``None`` in a string."""
    found: list[Bracket] = []
    at = 0
    while token := _TOKEN.search(text, at):
        at = token.end()
        if token["comment"] and at == len(text):
            return None
        if token["string"]:
            end = _string_end(text, at, token["quote"])
            if end is None:
                return None
            at = end
        elif token["open"]:
            found.append(Bracket(token["open"], token.start(), []))
        elif token["close"]:
            if found and found[-1].sign == _PAIRS[token["close"]]:
                found.pop()
        elif token["comma"] and found:
            found[-1].commas.append(token.start())
        elif token["line"] and _STATEMENT.match(text, at):
            found.clear()  # a bracket above was never closed
    return found


def _string_end(text: str, at: int, quote: str) -> int | None:
    """Where a string ends; ``None`` if it goes on. A simple one ends with its line."""
    inside = "." if len(quote) == 3 else r"[^\n]"
    end = re.compile(rf"(?:\\.|(?!{quote}){inside})*", re.S).match(text, at)
    assert end
    if text.startswith(quote, end.end()):
        return end.end() + len(quote)
    return end.end() if end.end() < len(text) else None


def call_at_end(text: str) -> Call | None:
    """The innermost call that the end of a text is in."""
    for bracket in reversed(open_brackets(text) or []):
        if bracket.sign != "(":
            continue
        callee = expression_before(text, bracket.at)
        if not callee:
            continue
        starts = [bracket.at, *bracket.commas]
        ends = [*bracket.commas, len(text)]
        arguments = (text[start + 1 : end] for start, end in zip(starts, ends, strict=True))
        return Call(callee, tuple(arguments))
    return None


def expression_before(text: str, end: int) -> str:
    """The name, attribute, call or item that ends there; empty if there is none, or it is being defined."""
    at = end
    while True:
        at = _primary_start(text, at)
        if at < 0:
            return ""
        if at == 0 or text[at - 1] != ".":
            break
        at -= 1
    if re.search(r"\b(def|class)\s+$", text[:at]) or text[at:end] in _NOT_CALLED:
        return ""
    return text[at:end]


def _primary_start(text: str, end: int) -> int:
    """Where a name begins, with the brackets behind it; -1 if there is none."""
    at = end
    while at and text[at - 1] in _PAIRS:
        at = _opening(text, at - 1)
        if at < 0:
            return -1
    if at == end and at and text[at - 1] in "\"'":
        return _string_start(text, at)
    name = _CALLEE.search(text[max(0, at - 200) : at])
    if name:
        return at - len(name[0])
    return at if at < end else -1


def _string_start(text: str, end: int) -> int:
    """Where the string begins that ends there; -1 without one."""
    at = 0
    while (token := _TOKEN.search(text, at)) and token.start() < end:
        at = token.end()
        if token["string"] and (at := _string_end(text, at, token["quote"]) or len(text)) == end:
            return token.start()
    return -1


def _opening(text: str, close: int) -> int:
    """The index of the bracket that the one at `close` closes, both outside strings; -1 without one."""
    at = 0
    opened: list[int] = []
    while (token := _TOKEN.search(text, at)) and token.start() < close:
        at = token.end()
        if token["string"]:
            at = _string_end(text, at, token["quote"]) or len(text)
        elif token["open"]:
            opened.append(token.start())
        elif token["close"] and opened:
            opened.pop()
    return opened[-1] if opened else -1
