"""Places in a cell's code, as the page counts them: in UTF-16 units from the beginning."""

from __future__ import annotations

from itertools import accumulate


def units(text: str) -> int:
    """How long a text is to the page."""
    return len(text) + sum(character > "\uffff" for character in text)


class Positions:
    """Turns lines and columns into the page's offsets, and back into Python's.

    Args:
        source: the cell's code.
    """

    def __init__(self, source: str) -> None:
        self._lines = source.split("\n")
        self._starts = [0, *accumulate(units(line) + 1 for line in self._lines)]

    def at_byte(self, line: int, byte: int) -> int:
        """Of a line, from 1, and a column in bytes, as syntax trees and code objects count."""
        before = self._line(line).encode()[:byte].decode(errors="ignore")
        return self._starts[line - 1] + units(before)

    def at_character(self, line: int, character: int) -> int:
        """Of a line and a column in characters, both from 0 for the column and 1 for the line."""
        return self._starts[line - 1] + units(self._line(line)[:character])

    def _line(self, line: int) -> str:
        return self._lines[line - 1]


def characters(source: str, offset: int) -> int:
    """The index into a Python string of one of the page's offsets."""
    encoded = source.encode("utf-16-le")[: 2 * offset]
    return len(encoded.decode("utf-16-le", errors="ignore"))
