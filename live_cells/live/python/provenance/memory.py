"""What arrays have held over time: each block of memory, its earlier contents, and which event wrote what.

An element is found by its address, so that views, transposes and slices need no events of their own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Array = Any
Index = tuple[int, ...]


@dataclass(frozen=True)
class Place:
    """The line of a cell that has done something; no cell if it is unknown.

    Args:
        module: the module whose `forward` has done it.
        calls: the functions of the library on the way, the reader's call first.
        is_of_picture: whether a picture that the line makes has done it.
    """

    cell: str = ""
    line: int = 0
    module: Any = None
    calls: tuple[str, ...] = ()
    is_of_picture: bool = False


@dataclass(frozen=True)
class At:
    """An array as it was at a moment."""

    array: Array
    time: float


@dataclass(eq=False)
class Event:
    """Something that has written numbers.

    Args:
        kind: `operation`, `gradient`, `sum`, `copy`, `step`, `state`, `made`, `random`.
        name: of the operation, or of the function that has made the numbers.
        out: what has been written.
        inputs: what it has read: arrays at moments, or plain numbers.
        facts: what explaining it takes.
    """

    time: int
    kind: str
    name: str
    out: Array
    inputs: tuple[Any, ...]
    place: Place
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False)
class _Block:
    base: Array  # keeps the memory, so that its address means nothing else
    writes: deque[Event] = field(default_factory=deque)
    versions: deque[tuple[int, Array]] = field(default_factory=deque)
    """What it held until then."""


class Memory:
    """All blocks of memory. When they become too large, the oldest events are dropped.

    Args:
        most_bytes: that are kept of contents, about.
        most_events: that are kept.
    """

    def __init__(self, most_bytes: int, most_events: int) -> None:
        self.most_bytes, self.most_events = most_bytes, most_events
        self.events: deque[Event] = deque()
        self.bytes = 0
        self.dropped = 0
        """How many events have been dropped."""
        self._blocks: dict[int, _Block] = {}

    def add(self, event: Event) -> None:
        base = base_of(event.out)
        block = self._blocks.get(id(base))
        if block is None:
            block = self._blocks[id(base)] = _Block(base)
            self.bytes += base.nbytes
        block.writes.append(event)
        self.events.append(event)
        while len(self.events) > self.most_events or (self.bytes > self.most_bytes and len(self.events) > 1):
            self._drop()

    def knows(self, array: Array) -> bool:
        """Has an event written into this memory?"""
        return id(base_of(array)) in self._blocks

    def preserve(self, array: Array, time: int) -> None:
        """The memory of this array is about to be changed: keep what it holds."""
        block = self._blocks.get(id(base_of(array)))
        if block is not None:
            block.versions.append((time, block.base.copy("K")))
            self.bytes += block.base.nbytes

    def last_version(self, array: Array) -> float:
        """When its memory was kept last."""
        block = self._blocks.get(id(base_of(array)))
        return block.versions[-1][0] if block is not None and block.versions else float("inf")

    def contents(self, at: At) -> Array:
        """The array as it was."""
        base = base_of(at.array)
        block = self._blocks.get(id(base))
        for time, kept in block.versions if block else ():
            if time > at.time:
                offset = address_of(at.array) - address_of(base)
                return np.ndarray(at.array.shape, at.array.dtype, kept.ravel("K"), offset, at.array.strides)
        return at.array

    def writer(self, at: At, index: Index) -> tuple[Event, Index] | None:
        """Which event has written this element last, and which of its elements that is."""
        block = self._blocks.get(id(base_of(at.array)))
        if block is None:
            return None
        address = address_of(at.array) + sum(s * i for s, i in zip(at.array.strides, index, strict=True))
        for event in reversed(block.writes):
            if event.time < at.time and (found := index_at(event.out, address)) is not None:
                return event, found
        return None

    def _drop(self) -> None:
        event = self.events.popleft()
        self.dropped += 1
        key = id(base_of(event.out))
        block = self._blocks[key]
        block.writes.popleft()
        while block.versions and block.versions[0][0] <= event.time:
            self.bytes -= block.versions.popleft()[1].nbytes
        if not block.writes:
            self.bytes -= block.base.nbytes + sum(kept.nbytes for _, kept in block.versions)
            del self._blocks[key]


def base_of(array: Array) -> Array:
    """The array that owns the memory of a view."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def address_of(array: Array) -> int:
    address: int = array.__array_interface__["data"][0]
    return address


def index_at(array: Array, address: int) -> Index | None:
    """Which element of an array is at this address; none is `None`."""
    rest = address - address_of(array)
    found = [0] * array.ndim
    axes = [axis for axis in range(array.ndim) if array.shape[axis] > 1 and array.strides[axis]]
    for axis in axes:  # begin at the lowest address
        if array.strides[axis] < 0:
            rest -= array.strides[axis] * (array.shape[axis] - 1)
    for axis in sorted(axes, key=lambda axis: -abs(array.strides[axis])):
        at, rest = divmod(rest, abs(array.strides[axis]))
        if not 0 <= at < array.shape[axis]:
            return None
        found[axis] = at if array.strides[axis] > 0 else array.shape[axis] - 1 - at
    return tuple(found) if rest == 0 and array.size else None


def indices_of(array: Array) -> Iterator[Index]:
    """All elements, row by row."""
    return np.ndindex(array.shape)


def broadcast_index(shape: tuple[int, ...], index: Index) -> Index:
    """Of an array that broadcasts, the element that meets this element of the result."""
    spare = len(index) - len(shape)
    return tuple(0 if size == 1 else at for size, at in zip(shape, index[max(spare, 0) :], strict=False))
