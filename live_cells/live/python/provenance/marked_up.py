"""Where a number of HTML or of Markdown stands in what the page shows of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from html import unescape
from html.parser import HTMLParser
from itertools import accumulate

from .printed import Link

MARKED_UP = "html", "markdown"
MOST_WORDS = 5_000
"""Beyond which a text is compared only with one that has the same characters."""
_UNSEEN = "script", "style", "template", "title"
_CHARACTER = re.compile(r"\S")
_WORD = re.compile(r"\w+(?:\.\w+)*")
Piece = tuple[int, str]
"""Text, and where it begins."""


def shown_links(links: Sequence[Link], source: str, shown: str) -> Iterator[Link]:
    """Links of the source, as links of what the page shows of it.

    Args:
        shown: the text that is left of the source, with other spaces. A number that is not there has no link.
    """
    places = _places(_Text(source).pieces, [(0, shown)])
    for link in links:
        start, last = places.get(link.start), places.get(link.end - 1)
        if start is not None and last is not None and last - start == link.end - 1 - link.start:
            yield replace(link, start=start, end=last + 1)


def _places(written: list[Piece], shown: list[Piece]) -> dict[int, int]:
    """From characters of the source to those that are shown: all, or those of words that both have."""
    one, other = [*_found(written, _CHARACTER)], [*_found(shown, _CHARACTER)]
    if [text for _, text in one] == [text for _, text in other]:
        return {at: there for (at, _), (there, _) in zip(one, other, strict=True)}
    one, other = [*_found(written, _WORD)], [*_found(shown, _WORD)]
    if max(len(one), len(other)) > MOST_WORDS:
        return {}
    matcher = SequenceMatcher(None, [text for _, text in one], [text for _, text in other], autojunk=False)
    same = [
        (one[first + step], other[second + step])
        for first, second, count in matcher.get_matching_blocks()
        for step in range(count)
    ]
    return {at + i: there + i for (at, word), (there, _) in same for i in range(len(word))}


def _found(pieces: Iterable[Piece], pattern: re.Pattern[str]) -> Iterator[Piece]:
    for start, text in pieces:
        yield from ((start + found.start(), found[0]) for found in pattern.finditer(text))


class _Text(HTMLParser):
    """What stands between tags."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces: list[Piece] = []
        self._lines = [0, *accumulate(len(line) + 1 for line in source.split("\n"))]
        self._unseen = 0
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._unseen += tag in _UNSEEN

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN

    def handle_data(self, data: str) -> None:
        line, column = self.getpos()
        if not self._unseen:
            self.pieces.append((self._lines[line - 1] + column, data))

    def handle_entityref(self, name: str) -> None:
        self.handle_data(unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self.handle_data(unescape(f"&#{name};"))
