"""A page's elements with their places in its text: a few are replaced, all else stays byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import accumulate
from typing import Any

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())  # noqa: SIM905
BLOCKS = (
    "address article aside blockquote div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr main "
    "nav ol p pre section table ul"
)
RAW = ("script", "style", "iframe", "noframes", "textarea", "title", "xmp")
"""Elements that hold text alone, whatever it looks like."""
ENDED_BY = {
    "p": frozenset(BLOCKS.split()),
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "tr": frozenset({"tr", "tbody", "tfoot"}),
    "td": frozenset({"td", "th", "tr"}),
    "th": frozenset({"td", "th", "tr"}),
}
"""Elements whose end tag may be left out, and what begins where they end."""


@dataclass
class Element:
    """An element, or the whole page, whose name is empty; `text[start:end]` is its HTML."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    start: int = 0
    inner: int = 0
    """Where its content begins."""
    close: int = 0
    """Where its content ends."""
    end: int = 0
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    def descendants(self, descend: Callable[[Element], bool] = lambda element: True) -> Iterator[Element]:
        """The elements inside, in their order; `descend` says into which."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                if descend(child):
                    yield from child.descendants(descend)

    def ancestors(self) -> Iterator[Element]:
        """The elements around it, from the inside out."""
        around = self.parent
        while around is not None and around.name:
            yield around
            around = around.parent

    def first(self, *names_or_classes: str) -> Element | None:
        """The first element inside with one of these names, or with a class such as `.highlight`."""
        return next((each for each in self.descendants() if each.fits(*names_or_classes)), None)

    def fits(self, *names_or_classes: str) -> bool:
        """Has it one of these names, or a class such as `.highlight`?"""
        return any(
            each[1:] in self.classes if each.startswith(".") else each == self.name
            for each in names_or_classes
        )

    def text(self, without: Callable[[Element], bool] = lambda element: False) -> str:
        """What it says; a line break is a new line."""
        pieces = []
        for child in self.children:
            if isinstance(child, str):
                pieces.append(child)
            elif child.name == "br":
                pieces.append("\n")
            elif not without(child):
                pieces.append(child.text(without))
        return "".join(pieces)


class _Reader(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.__dict__["CDATA_CONTENT_ELEMENTS"] = RAW
        self.page = Element("", end=len(text), close=len(text))
        self._text = text
        self._lines = _starts(text)
        self._open = self.page

    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while tag in ENDED_BY.get(self._open.name, ()):
            self._end(self._place(), self._place())
        start = self._place()
        inner = start + len(self.get_starttag_text() or "")
        given = {name: value or "" for name, value in reversed(attrs)}
        element = Element(tag, given, start, inner, inner, inner, self._open)
        self._open.children.append(element)
        if tag not in VOID:
            self._open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID and (self._open.name == "svg" or self._inside("svg", "math")):
            self._end(self._open.inner, self._open.inner)  # only there does the slash end it

    def handle_endtag(self, tag: str) -> None:
        if not self._inside(tag):
            return
        close = self._place()
        end = self._text.find(">", close) + 1
        while self._open.name != tag:
            self._end(close, close)
        self._end(close, end)

    def handle_data(self, data: str) -> None:
        self._open.children.append(data)

    def close(self) -> None:
        super().close()
        while self._open is not self.page:
            self._end(len(self._text), len(self._text))

    def _end(self, close: int, end: int) -> None:
        self._open.close, self._open.end = close, end
        assert self._open.parent is not None
        self._open = self._open.parent

    def _inside(self, *tags: str) -> bool:
        return self._open.name in tags or any(around.name in tags for around in self._open.ancestors())


def _starts(text: str) -> list[int]:
    """Where each line begins, as the parser counts lines."""
    return [0, *accumulate(len(line) + 1 for line in text.split("\n"))]


def read(text: str) -> Element:
    """The elements of a page."""
    reader = _Reader(text)
    reader.feed(text)
    reader.close()
    return reader.page


def replaced(text: str, pieces: Iterable[Sequence[Any]]) -> str:
    """The text with others in the place of some of its pieces, each given as start, end and new text."""
    for start, end, new in sorted(pieces, key=lambda piece: (piece[0], piece[1]), reverse=True):
        text = text[:start] + new + text[end:]
    return text
