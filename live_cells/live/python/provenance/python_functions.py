"""Python's functions of numbers, as recorded cells find them: what they give knows where it is from."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from seqlite._core.tensor_base import TensorBase
from seqlite.nn import Module

from . import counting, module_settings, numpy_calls, python_numbers, statistics_numbers
from .memory import At, Index
from .numpy_calls import NumpyCalls
from .python_numbers import Computed, Dimension, Element, origin_of, plain, traced

Now = Callable[[Any], At]
"""An array as it is now."""
MATH = frozenset(
    [
        "exp",
        "log",
        "log2",
        "log10",
        "log1p",
        "expm1",
        "sqrt",
        "sin",
        "cos",
        "tan",
        "tanh",
        "erf",
        "floor",
        "ceil",
        "fabs",
        "pow",
        "prod",
        "fsum",
    ]
)
"""Functions of `math` that are followed."""
LIBRARIES = "seqlite", "torch", "numpy"


def elements(value: Any, at: At, index: Index = ()) -> Any:
    """Nested lists of numbers, each an element of an array."""
    if isinstance(value, list):
        return [elements(one, at, (*index, number)) for number, one in enumerate(value)]
    return traced(value, Element(at, index))


def sizes(at: At) -> list[Any]:
    """The sizes of an array's dimensions."""
    return [traced(int(n), Dimension(at, axis)) for axis, n in enumerate(at.array.shape)]


def count(at: At, times: int = 1) -> Any:
    """The number of elements: the product of the sizes."""
    given = [*sizes(at), *([times] if times != 1 else [])]
    value = int(at.array.size) * times
    if not given:
        return value
    return given[0] if len(given) == 1 else computed("prod", tuple(given), value)


def computed(name: str, inputs: tuple[Any, ...], value: Any) -> Any:
    """A number that a function has computed."""
    return traced(value, Computed(name, inputs, python_numbers.where()))


def total(values: Any, start: Any = 0) -> Any:
    """`sum`, which Python computes more exactly than one addition after the other."""
    return _of_all("sum", sum, values, start, 0)


def product(values: Any, start: Any = 1) -> Any:
    """`math.prod`."""
    return _of_all("prod", lambda each, start: math.prod(each, start=start), values, start, 1)


def _of_all(name: str, function: Callable[..., Any], values: Any, start: Any, neutral: int) -> Any:
    given: list[Any] = []

    def each() -> Iterator[Any]:
        """A generator's values, each of which is taken in before the next is computed."""
        for one in values:
            given.append(one)
            yield plain(one)

    value = function(each(), plain(start))
    if not any(origin_of(one) for one in given):
        return function(given, start) if origin_of(start) else value
    return computed(name, tuple(given) if start == neutral else (start, *given), value)


def called(function: Any, *given: Any, **named: Any) -> Any:
    """A call of a cell's code. Libraries get Python's own numbers: NumPy computes with others in float64."""
    name = getattr(function, "__name__", "")
    if name in MATH and getattr(math, name, None) is function:
        return _in_math(function, name, *given, **named)
    if name in ("index", "count") and type(getattr(function, "__self__", None)) in (list, tuple, str):
        return counting.found(function, *given)
    if name in statistics_numbers.FORMULAS and function.__module__ == "statistics":
        return statistics_numbers.called(function, *given, **named)
    if isinstance(function, type) and issubclass(function, Module) and _is_of_library(function):
        return _made(function, given, named)
    home = getattr(function, "__module__", None) or type(function).__module__
    if numpy_calls.is_numpys(function):
        value = _plainly(function, given, named)
        return numpy_gave(function, given, named, value)
    if not str(home).startswith(LIBRARIES):
        return function(*given, **named)
    return _plainly(function, given, named)


def _as_it_is(function: Any, given: tuple[Any, ...], named: dict[str, Any], value: Any) -> Any:
    """Outside of a recording."""
    return value


numpy_gave: Callable[..., Any] = _as_it_is
"""Is called with what a function of NumPy was given, and what it has given."""


def _is_of_library(kind: type) -> bool:
    return kind.__module__.startswith(LIBRARIES)


def _made(kind: type, given: tuple[Any, ...], named: dict[str, Any]) -> Any:
    """A layer, which is known by what it was made with."""
    module = _plainly(kind, given, named)
    module_settings.made(module, given, named)
    return module


def _plainly(function: Any, given: tuple[Any, ...], named: dict[str, Any]) -> Any:
    return function(*map(_unmarked, given), **{name: _unmarked(one) for name, one in named.items()})


def _unmarked(value: Any) -> Any:
    """Python's own number, or a tuple of them; anything else as it is."""
    if type(value) is tuple and any(origin_of(one) for one in value):
        return tuple(map(plain, value))
    return plain(value)


def _in_math(function: Any, name: str, *given: Any, **named: Any) -> Any:
    if name in ("prod", "fsum"):
        return product(*given, **named) if name == "prod" else total(*given)
    if named or not any(origin_of(one) for one in given):
        return function(*given, **named)
    value = function(*map(plain, given))
    return computed({"pow": "**", "fabs": "abs"}.get(name, name), given, value)


class Functions:
    """Those that take tensors, too.

    Args:
        now: an array as it is when it is asked about.
        numpy: knows NumPy's scalars.
        counts: whether lengths are followed; only code that asks for exact types writes something else then.
    """

    def __init__(self, now: Now, numpy: NumpyCalls, counts: bool = True) -> None:
        self._now, self._numpy, self._counts = now, numpy, counts

    def names(self) -> dict[str, Any]:
        """By the names that they have in the place of Python's."""
        picks = {one.__name__: counting.pick(one) for one in (min, max, sorted, list)}
        return {
            "float": self.as_float,
            "int": self.as_int,
            "len": self.length,
            "sum": total,
            "round": self._numpy.rounded,
            **picks,
        }

    def as_float(self, *given: Any) -> Any:
        """`float`."""
        if len(given) == 1 and (origin := self.origin(given[0])):
            return traced(float(plain(given[0])), origin)
        return float(*given)

    def as_int(self, *given: Any, **options: Any) -> Any:
        """`int`."""
        if len(given) == 1 and not options and (origin := self.origin(given[0])):
            value = int(plain(given[0]))
            number = given[0] if origin_of(given[0]) else traced(float(given[0]), origin)
            if number == value:
                return traced(value, origin)
            return computed("int", (number,), value)
        return int(*given, **options)

    def length(self, value: Any, *code: str) -> Any:
        """`len`."""
        if isinstance(value, TensorBase) and value._array.ndim:
            return traced(int(value._array.shape[0]), Dimension(self._now(value._array), 0))
        return counting.length(value, *code) if self._counts else len(value)

    def origin(self, value: Any) -> Any:
        """Where a number or a tensor of one element comes from."""
        if isinstance(value, TensorBase) and value._array.size == 1 and np.isrealobj(value._array):
            return Element(self._now(value._array), (0,) * value._array.ndim)
        return self._numpy.origin(value) if isinstance(value, np.ndarray | np.generic) else origin_of(value)
