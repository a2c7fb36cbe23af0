"""HTML as a browser reads it, and changes to it that leave every other character as it was."""

from collections.abc import Iterator
from itertools import accumulate, pairwise

from turbohtml import Element, Token, parse, parse_fragment, tokenize

Span = tuple[int, int]
"""Where something begins in a text, and where it ends."""


def value_of(element: Element, attribute: str) -> str:
    """What an attribute says; nothing where there is none."""
    return element.attr(attribute) or ""


def tokens(text: str) -> Iterator[tuple[Token, str]]:
    """Tags, comments and what stands between them, in their order, each with how it is written."""
    text = _normalized(text)
    lines = [0, *accumulate(len(line) for line in text.split("\n"))]
    read = list(tokenize(text))
    starts = [lines[token.line - 1] + token.line - 1 + token.col for token in read]
    for token, (start, end) in zip(read, pairwise([0, *starts[1:], len(text)]), strict=False):
        yield token, text[start:end]


def _normalized(text: str) -> str:
    """The text with line breaks as browsers read them, by which places are counted."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class HtmlSource:
    """The text of a page, or of a part of one, with its elements and where they stand.

    Changes are collected, and made when the text is asked for.
    """

    def __init__(self, text: str, *, part: bool = False) -> None:
        self.text = _normalized(text)
        read = parse_fragment if part else parse
        # A shadow root would hide what stands in it from selectors.
        self._root = read(self.text, source_locations=True, allow_declarative_shadow_roots=False)
        self._changes: list[tuple[Span, str]] = []

    def select(self, selector: str) -> list[Element]:
        """The elements that have a tag in the text. A browser adds others, such as a table's body."""
        return [element for element in self._root.select(selector) if element.source_location]

    def start_tag(self, element: Element) -> Span:
        place = element.source_location
        assert place
        return place.start_tag.start_offset, place.start_tag.end_offset

    def end_tag(self, element: Element) -> Span | None:
        """None where an element ends without a tag."""
        place = element.source_location
        return (place.end_tag.start_offset, place.end_tag.end_offset) if place and place.end_tag else None

    def whole(self, element: Element) -> Span:
        """From the start tag to the end tag, or the start tag alone."""
        start, end = self.start_tag(element)
        return start, (self.end_tag(element) or (start, end))[1]

    def inside(self, element: Element) -> Span:
        """From an element's start tag to its end tag."""
        start = self.start_tag(element)[1]
        return start, (self.end_tag(element) or (start,))[0]

    def between(self, element: Element) -> str:
        """What stands between an element's tags, as it is written."""
        return self.text[slice(*self.inside(element))]

    def attribute(self, element: Element, name: str) -> Span:
        """Where an attribute stands, name and value."""
        place = element.source_location
        assert place
        span = place.attrs[name.lower()]
        return span.start_offset, span.end_offset

    def split(self, selector: str) -> Iterator[tuple[bool, str]]:
        """The text in pieces: true for those that are elements of a kind, with all that stands in them."""
        done = 0
        for start, end in sorted(map(self.whole, self.select(selector))):
            if start >= done:
                yield False, self.text[done:start]
                yield True, self.text[start:end]
                done = end
        yield False, self.text[done:]

    def replace(self, span: Span, text: str) -> None:
        self._changes.append((span, text))

    def insert(self, place: int, text: str) -> None:
        self._changes.append(((place, place), text))

    def add_attribute(self, element: Element, attribute: str) -> None:
        """Write one more attribute behind those that an element has."""
        place = element.source_location
        assert place
        self.insert(max(span.end_offset for span in place.attrs.values()), f" {attribute}")

    def remove_attribute(self, element: Element, name: str) -> None:
        """Take an attribute out, and the space before it unless what follows would join a value before it."""
        start, end = self.attribute(element, name)
        follows = self.text[end]
        ends_value = follows.isspace() or follows == ">" or (follows == "/" and self.text[start - 2] in "\"'")
        if self.text[start - 1].isspace() and ends_value:
            start -= 1
        self.replace((start, end), "")

    def changed(self) -> str:
        """The text with all changes. A change within what is replaced as a whole is dropped."""
        pieces, done = [], 0
        for (start, end), text in sorted(self._changes, key=lambda change: change[0]):
            if start >= done:
                pieces += [self.text[done:start], text]
                done = end
        return "".join([*pieces, self.text[done:]])
