"""Calls that repeat, folded: a loop, or layers that are alike, one after the other."""

from __future__ import annotations

from collections.abc import Hashable

from .calls import Call

LEAST = 3
"""So many rounds are a loop."""
LEAST_PLAIN = 4
"""Of functions and operators alone, so many are."""
LONGEST = 24
"""Calls of one round."""


def fold(call: Call) -> None:
    """Fold the calls within this one, and within those."""
    stack = [call]
    while stack:
        one = stack.pop()
        stack += one.children
        _fold(one)


def _fold(parent: Call) -> None:
    calls = parent.children
    marks = [mark_of(one) for one in calls]
    found: list[Call] = []
    start = 0
    while start < len(calls):
        length, times = _longest(marks, start)
        is_plain = all(one.module is None and not one.children for one in calls[start : start + length])
        if times < (LEAST_PLAIN if is_plain else LEAST):
            found.append(calls[start])
            start += 1
            continue
        rounds = [calls[at : at + length] for at in range(start, start + length * times, length)]
        start += length * times
        is_all = length * times == len(calls)
        loop = (
            parent if is_all and not parent.times else Call("", "loop", parent=parent, line=rounds[0][0].line)
        )
        loop.times = times
        loop.children = [_round(loop, number, one) for number, one in enumerate(rounds)]
        if loop is parent:
            return
        if length == 1:
            loop.kind = rounds[0][0].kind
        found.append(loop)
    parent.children = found


def _round(loop: Call, number: int, calls: list[Call]) -> Call:
    if len(calls) == 1:
        calls[0].parent = loop
        return calls[0]
    made = Call(str(number + 1), "round", parent=loop, children=calls, line=calls[0].line)
    for one in calls:
        one.parent = made
    return made


def _longest(marks: list[Hashable], start: int) -> tuple[int, int]:
    """How long a round is from here on, and how many follow each other: those that cover most calls."""
    best = (1, 1)
    for length in range(1, min(LONGEST, (len(marks) - start) // LEAST) + 1):
        times = 1
        first = marks[start : start + length]
        while marks[start + times * length : start + (times + 1) * length] == first:
            times += 1
        if times >= LEAST and times * length > best[0] * best[1]:
            best = (length, times)
    return best


def mark_of(call: Call) -> Hashable:
    """What calls that are alike have in common."""
    name = ".".join("*" if part.isdigit() else part for part in call.name.split("."))
    said = "" if call.module is not None or call.settings else call.text
    return call.kind, name, said, tuple(mark_of(one) for one in call.children)
