"""Python's own numbers that know where they come from: `.item()`, and what is computed of it.

They are floats and integers in every respect but one: each has an `origin`.
"""

from __future__ import annotations

import operator
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from math import nan
from typing import Any

from .memory import At, Index, Place
from .replacing import replacing

MOST_NUMBERS = 200_000
"""Numbers that Python has computed whose inputs are kept; those of older ones are not."""
_latest: deque[Computed] = deque()


@dataclass(frozen=True)
class Element:
    """An element of an array as it was at a moment."""

    at: At
    index: Index


@dataclass(frozen=True)
class Dimension:
    """How many elements an array has along an axis."""

    at: At
    axis: int


@dataclass(eq=False)
class Computed:
    """What Python has computed of other numbers.

    Args:
        name: the operator, as it is written, or the name of a function.
        inputs: numbers, traced or plain.
    """

    name: str
    inputs: tuple[Any, ...]
    place: Place

    def __post_init__(self) -> None:
        _latest.append(self)
        if len(_latest) > MOST_NUMBERS:
            _latest.popleft().inputs = ()  # what it came from is not kept


@dataclass(frozen=True)
class Written:
    """A number that stands in the code, or the value of an expression that is not followed.

    Args:
        names: the values of the names in it.
    """

    code: str
    place: Place
    names: tuple[tuple[str, Any], ...] = ()
    value: float = nan

    @property
    def is_literal(self) -> bool:
        """Is its code the number itself?"""
        try:
            return float(self.code.replace("_", "").replace(",", "")) == self.value
        except ValueError:
            return False


@dataclass(frozen=True)
class Counted:
    """A number that says how many, or which one.

    Args:
        what: `items` of a container, `place` of what was found in one, `found`, how often it was found,
            `loop`, of a loop's counter, `dimensions` of an array, `module`, of one in another.
        code: of what has been counted.
        start: of a counter.
        of: the number that was found, if it is one.
    """

    what: str
    value: int
    place: Place
    code: str = ""
    start: Any = 0
    of: Any = None


@dataclass(frozen=True)
class Candidates:
    """Numbers that have been written as the same text before: one of them stands in what is printed."""

    origins: tuple[Any, ...]


Origin = Element | Dimension | Computed | Counted | Written | Candidates

where: Callable[[], Place] = Place
"""Says which line is running."""


def _nothing(text: str, number: Any) -> None:
    """Outside of a recording."""


formatted: Callable[[str, Any], object] = _nothing
"""Is called with each text that a traced number is written as, and the number."""


def noted(write: Callable[[Any], str], value: Any) -> tuple[str, tuple[tuple[str, Any], ...]]:
    """The text of something, and the numbers that have been written on the way."""
    notes = list[tuple[str, Any]]()
    with replacing([(sys.modules[__name__], "formatted", lambda text, number: notes.append((text, number)))]):
        text = write(value)
    return text, tuple(notes)


class _Number:
    origin: Origin

    def __format__(self, spec: str) -> str:
        text = format(plain(self), spec)  # which would ask for its text otherwise
        formatted(text, self)
        return text

    def __repr__(self) -> str:
        text = repr(plain(self))
        formatted(text, self)
        return text

    __str__ = __repr__

    def __reduce__(self) -> Any:
        return _PLAIN[type(self)], (_PLAIN[type(self)](self),)

    def __round__(self, *digits: Any) -> Any:
        value = round(plain(self), *digits)
        return traced(value, Computed("round", (self, *digits), where()))


class TracedFloat(_Number, float):
    """A float with an origin."""


class TracedInt(_Number, int):
    """An integer with an origin."""


_PLAIN: dict[type, Any] = {TracedFloat: float, TracedInt: int}
for _kind, _own in _PLAIN.items():  # messages of errors name it
    _kind.__name__, _kind.__qualname__, _kind.__module__ = _own.__name__, _own.__qualname__, "builtins"


def _binary(name: str, shown: str) -> None:
    function = getattr(operator, name)

    def forward(self: Any, other: Any) -> Any:
        return _computed(function, shown, self, other)

    def reflected(self: Any, other: Any) -> Any:
        return _computed(function, shown, other, self)

    for kind in _PLAIN:
        setattr(kind, f"__{name}__", forward)
        setattr(kind, f"__r{name}__", reflected)


def _unary(name: str, shown: str) -> None:
    function = getattr(operator, name)

    def method(self: Any) -> Any:
        return traced(function(plain(self)), Computed(shown, (self,), where()))

    for kind in _PLAIN:
        setattr(kind, f"__{name}__", method)


for _name, _shown in {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**",
}.items():  # fmt: skip
    _binary(_name, _shown)


def _divmod(self: Any, other: Any) -> Any:
    return self // other, self % other


def _rdivmod(self: Any, other: Any) -> Any:
    return other // self, other % self


for _kind in _PLAIN:
    for _name, _function in {"__divmod__": _divmod, "__rdivmod__": _rdivmod}.items():
        setattr(_kind, _name, _function)
for _name, _shown in {"neg": "-", "pos": "+", "abs": "abs"}.items():
    _unary(_name, _shown)


def _computed(function: Callable[[Any, Any], Any], shown: str, a: Any, b: Any) -> Any:
    if not (isinstance(a, int | float) and isinstance(b, int | float)):
        return NotImplemented
    return traced(function(plain(a), plain(b)), Computed(shown, (a, b), where()))


def plain(number: Any) -> Any:
    """Python's own number; anything else as it is."""
    kind = _PLAIN.get(type(number))
    if kind is None:
        return number
    return kind.__pos__(number)  # a float or an integer of Python's own


def traced(value: Any, origin: Origin) -> Any:
    """A number with an origin; anything else as it is."""
    if type(value) is float:
        number: Any = float.__new__(TracedFloat, value)
    elif type(value) is int:
        number = int.__new__(TracedInt, value)
    else:
        return value
    number.origin = origin
    return number


def origin_of(value: Any) -> Origin | None:
    return getattr(value, "origin", None) if type(value) in _PLAIN else None
