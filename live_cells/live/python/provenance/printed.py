"""Which number of a cell's output is which element of which tensor.

Values are never compared to find out: what was written as text has said so when it was written.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from seqlite._core.printing import Options as Printing
from seqlite._core.printing import format_body, shown_indices

from . import module_settings, python_numbers
from .memory import At, Index, Place
from .number_texts import NUMBER
from .python_numbers import Candidates, Element, Written

_SPOT = re.compile(rf"{NUMBER.pattern}|\b(?:True|False)\b")
"""What the page lets readers open."""
MOST_EARLIER = 500
"""Texts that have been written and not printed yet."""
_TOKEN = re.compile(r"[^\s,\[\]()]+")
Origin = python_numbers.Origin
Strings = Sequence[tuple[str, Place]]
"""Strings of a cell's code, and where they stand."""


@dataclass(frozen=True)
class Link:
    """A number of the output, from `start` to `end` of a block's text."""

    start: int
    end: int
    origin: Origin

    def is_at(self, offset: int) -> bool:
        return self.start <= offset < max(self.end, self.start + 1)


@dataclass(frozen=True)
class Text:
    """Text that has been written of something whose origin is known.

    Args:
        links: parts of it, as start, end and origin.
        holds_others: may hold text of others that is known more exactly.
        is_closed: nothing more is to be found out of its numbers.
    """

    text: str
    links: tuple[tuple[int, int, Origin], ...]
    holds_others: bool = False
    is_closed: bool = False


class Printed:
    """Gathers what is written of tensors and numbers, and finds it in the output."""

    def __init__(self) -> None:
        self._pending: list[Text] = []
        self._is_off = False
        self._earlier: deque[Text] = deque(maxlen=MOST_EARLIER)

    # -- what is written -------------------------------------------------------------------------------------
    def tensor(self, text: str, at: At, start: int) -> None:
        """A tensor has been written; its numbers begin at `start`."""
        self._add(Text(text, tuple(tensor_links(text, at, start))))

    def number(self, text: str, number: Any) -> None:
        origin = python_numbers.origin_of(number)
        if origin is not None and (found := NUMBER.search(text)):
            self._add(Text(text, ((*found.span(), origin),)))

    def truth(self, value: bool, written: Written) -> None:
        """`True` or `False` is about to be written."""
        text = str(value)
        self._add(Text(text, ((0, len(text), written),)))

    def element(self, text: str, at: At) -> None:
        """A tensor of one element has been formatted."""
        if found := NUMBER.search(text):
            self._add(Text(text, ((*found.span(), Element(at, (0,) * at.array.ndim)),)))

    def listed(self, values: Any) -> str:
        """A list's text, as one: its numbers alone could stand anywhere."""
        with self.silent():
            text = str(values)
        found = [*NUMBER.finditer(text)]
        if isinstance(values, list) and len(found) == len(values):
            known = [
                (one.span(), python_numbers.origin_of(value))
                for one, value in zip(found, values, strict=True)
            ]
            self._add(Text(text, tuple((*span, origin) for span, origin in known if origin is not None)))
        return text

    def expression(self, value: Any, written: Written, at: At | None) -> None:
        """A sequence, or an array, is about to be written."""
        with self.silent():
            writers: list[Callable[[Any], str]] = [repr, str]
            if hasattr(value, "iloc") and hasattr(value, "_repr_html_"):  # a frame of pandas
                writers.append(lambda table: table._repr_html_() or "")
            notes = [python_numbers.noted(write, value) for write in writers]
        for text, known in dict(notes).items():
            links = tuple(array_links(text, at)) if at is not None else _all_known(text, known)
            if not links:
                links = tuple((*found.span(), valued(written, found[0])) for found in _SPOT.finditer(text))
            self._add(Text(text, links, holds_others=True))

    def table(self, text: str, links: Sequence[tuple[int, int, Origin]]) -> None:
        """A table has been written, as plain text or HTML."""
        self._add(Text(text, tuple(links), is_closed=True))

    def module(self, module: Any, written: Written) -> None:
        """A module is about to be written: its settings, and what else stands in its text."""
        with self.silent():
            text, links = module_settings.described(module, written.code, written.place)
        known = {found[:2]: found[2] for found in links}
        found = [
            (*one.span(), known.get(one.span()) or valued(written, one[0])) for one in _SPOT.finditer(text)
        ]
        self._add(Text(text, tuple(found), holds_others=True))

    @contextmanager
    def silent(self) -> Iterator[None]:
        """What is written meanwhile is not noted."""
        before, self._is_off = self._is_off, True
        try:
            yield
        finally:
            self._is_off = before

    def _add(self, text: Text) -> None:
        if not self._is_off:
            self._pending.append(text)

    # -- where it is in the output ---------------------------------------------------------------------------
    def wrote(
        self,
        start: int,
        text: str,
        code: str = "",
        place: Place | None = None,
        strings: Strings = (),
    ) -> list[Link]:
        """This text has gone out: find what is known of it, in the order in which it was written.

        Args:
            start: where it begins in its block.
            code: the line that has written it: other numbers may stand there as they are.
            strings: those of the cell, which may have them as well.
        """
        is_closed = any(one.is_closed and one.text == text for one in self._pending)
        found, self._pending = self._found(text, self._pending)
        taken, earlier = sorted(found), self._find_earlier(text)
        for number in () if is_closed else NUMBER.finditer(text):
            if any(a < number.end() and number.start() < b for a, b in taken):
                continue
            if number[0] in code:
                found[number.span()] = valued(Written(number[0], place or Place()), number[0])
            elif number.span() in earlier:
                found[number.span()] = earlier[number.span()]
            elif at := next((at for one, at in strings if find_whole(one, number[0], 0) >= 0), None):
                found[number.span()] = valued(Written(number[0], at), number[0])
        return [Link(start + a, start + b, origin) for (a, b), origin in sorted(found.items())]

    def over(self) -> None:
        """What has been written so far and is not in the output may come in a later text."""
        self._earlier.extend(self._pending)
        self._pending.clear()

    def _find_earlier(self, text: str) -> dict[tuple[int, int], Origin]:
        """What was written earlier, in whole: a number alone may be any, unless it is all of the text."""
        found: dict[tuple[int, int], list[Origin]] = {}
        for one in self._earlier:
            if one.text != text and NUMBER.fullmatch(one.text.strip()):
                continue
            if (at := find_whole(text, one.text, 0)) >= 0:
                for first, last, origin in one.links:
                    found.setdefault((at + first, at + last), []).append(origin)
        return {
            span: origins[0] if len({id(one) for one in origins}) == 1 else Candidates(tuple(origins))
            for span, origins in found.items()
        }

    # -- texts that are put together -------------------------------------------------------------------------
    def mark(self) -> int:
        """A text begins to be put together."""
        return len(self._pending)

    def joined(self, mark: int, text: str) -> str:
        """A text is there: what has been written since the mark is now known as a part of it."""
        found, kept = self._found(text, self._pending[mark:])
        self._pending[mark:] = kept
        if found:
            self._add(Text(text, tuple((a, b, origin) for (a, b), origin in sorted(found.items()))))
        return text

    def _found(self, text: str, known: list[Text]) -> tuple[dict[tuple[int, int], Origin], list[Text]]:
        """Find texts in a longer one, in the order in which they were written; and what is not there."""
        cursor, kept, found = 0, list[Text](), dict[tuple[int, int], Origin]()
        whole = [one for one in known if one.text == text]
        is_exact = bool(whole) and not whole[0].holds_others
        for one in whole[:1]:
            found |= {(first, last): origin for first, last, origin in one.links}
        for one in known:
            if whole and one is whole[0]:
                continue
            if is_exact and one.text == text:  # it comes later, in a text of its own
                kept.append(one)
                continue
            at = find_whole(text, one.text, cursor)
            if at < 0:
                kept.append(one)
                continue
            for first, last, origin in one.links:
                if not (one.holds_others or is_exact) or (at + first, at + last) not in found:
                    found[at + first, at + last] = origin
            if not one.holds_others:
                cursor = at + len(one.text)
        return found, kept


def _all_known(text: str, notes: Sequence[tuple[str, Any]]) -> tuple[tuple[int, int, Origin], ...]:
    """The numbers of a text, if all of them have said where they come from."""
    found = [*NUMBER.finditer(text)]
    if [one[0] for one in found] != [one for one, _ in notes]:
        return ()
    return tuple((*one.span(), number.origin) for one, (_, number) in zip(found, notes, strict=True))


def valued(written: Written, number: str) -> Written:
    """With the value that the number says."""
    if number in ("True", "False"):
        return replace(written, value=float(number == "True"))
    return replace(written, value=float(number.replace(",", "").replace("_", "")))


def find_whole(text: str, part: str, start: int) -> int:
    """Where `part` is in a text, if not within a longer number; else -1."""
    while (at := text.find(part, start)) >= 0:
        before, after = text[at - 1 : at], text[at + len(part) : at + len(part) + 2]
        joins_before = part[0].isalnum() and (before.isalnum() or (before in (".", "_") and before != ""))
        joins_after = part[-1].isalnum() and (
            (after[:1].isalnum() and not after[:1].isalpha()) or re.match(r"\.\w", after)
        )
        if not joins_before and not joins_after:
            return at
        start = at + 1
    return -1


def tensor_links(text: str, at: At, start: int) -> Iterator[tuple[int, int, Origin]]:
    """The numbers of a tensor's printed form, found by writing it anew."""
    array = at.array
    if not array.size:
        return
    body = format_body(array, start)
    if text[start : start + len(body)] == body:
        short = array.size > Printing.threshold
        yield from _in_order(body, start, at, _shown(array.shape, short))


def array_links(text: str, at: At) -> Iterator[tuple[int, int, Origin]]:
    """The numbers of an array's printed form."""
    options = np.get_printoptions()
    short, edge = at.array.size > options["threshold"], options["edgeitems"]
    first = text.find("[")
    body = text[first : text.rfind("]") + 1] if first >= 0 else text
    yield from _in_order(body, max(first, 0), at, _shown(at.array.shape, short, edge))


def _in_order(body: str, start: int, at: At, places: list[Index]) -> Iterator[tuple[int, int, Origin]]:
    tokens = [found for found in _TOKEN.finditer(body) if found[0] != "..."]
    if len(tokens) == len(places):
        for found, index in zip(tokens, places, strict=True):
            yield start + found.start(), start + found.end(), Element(at, index)


def _shown(shape: tuple[int, ...], short: bool, edge: int | None = None) -> list[Index]:
    """The elements that are printed, in their order."""
    if not short:
        return [*np.ndindex(shape)]
    if edge is None:
        kept = [[i for i in shown_indices(n) if i is not None] for n in shape]
    else:
        kept = [[*range(n)] if n <= 2 * edge else [*range(edge), *range(n - edge, n)] for n in shape]
    sizes = tuple(len(one) for one in kept)
    return [tuple(kept[axis][i] for axis, i in enumerate(index)) for index in np.ndindex(sizes)]
