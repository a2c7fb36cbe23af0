"""What cells compute with NumPy, recorded as the engine's operations are: calls, operators and indexing.

NumPy's scalars have no place for an origin: each is known by its identity, and kept meanwhile.
"""

from __future__ import annotations

import operator
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqlite._core.tensor_base import TensorBase

from . import python_numbers
from .counting import looped
from .explainer import CONSTANT
from .forward_tracer import MOST_COPIED
from .memory import At
from .numpy_names import ALL_GIVEN, BINARY, NAMES, settings
from .python_numbers import Element, origin_of, plain, traced
from .tracer import Tracer

MOST_SCALARS = 20_000
"""Of NumPy, whose origins are kept."""
OPERATORS: dict[str, Callable[..., Any]] = {
    name: getattr(operator, name)
    for name in (
        "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "neg", "getitem",
        "iadd", "isub", "imul", "itruediv", "eq", "ne", "lt", "le", "gt", "ge",
    )
}  # fmt: skip


Again = Callable[..., Any]


@dataclass(frozen=True)
class Function:
    """A function of NumPy, called as the engine calls its operations."""

    name: str
    call: Callable[..., Any]
    promote: str = ""

    def forward(self, *arrays: Any, **_: Any) -> tuple[Any, None]:
        return self.call(*arrays), None


class NumpyCalls:
    """Notes what NumPy computes for cells."""

    def __init__(self, tracer: Tracer) -> None:
        self.tracer = tracer
        self._scalars: OrderedDict[int, tuple[Any, At]] = OrderedDict()

    # -- what cells do ---------------------------------------------------------------------------------------
    def operated(self, name: str, *given: Any) -> Any:
        """An operator, or indexing."""
        function = OPERATORS[name]
        if name[0] == "i" and type(given[0]) is np.ndarray:
            return self._changed(name, *given)
        value = function(*given)
        if isinstance(value, np.ndarray | np.generic):
            if any(map(origin_of, given)):  # NumPy computes with numbers of Python's own in another type
                value = function(*map(plain, given))
            self.note(name, function, given, {}, value)
        return value

    def _changed(self, name: str, array: Any, other: Any) -> Any:
        """`array += other`, which writes into the array's memory."""
        tracer = self.tracer
        tracer.memory.preserve(array, tracer.tick())
        before = At(array, tracer.memory.last_version(array) - 0.5)
        value = OPERATORS[name](array, plain(other))
        self._event(name, OPERATORS[name.removeprefix("i")], [before, self.source_of(other)], {}, value)
        return value

    def looped(self, values: Any, code: str) -> Any:
        """What a loop goes over: arrays, too, give numbers that are known."""
        return (
            self._elements(values)
            if type(values) is np.ndarray and values.ndim == 1
            else looped(values, code)
        )

    def _elements(self, values: Any) -> Iterator[Any]:
        for at, value in enumerate(values):
            self._remember(value, self.tracer.now(values[at : at + 1].reshape(())))
            yield value

    def rounded(self, value: Any, *digits: Any) -> Any:
        """`round`."""
        found = round(value, *digits)
        if isinstance(value, np.generic) and isinstance(found, np.generic):
            self.note("round", round, (value, *digits), {}, found)
        return found

    # -- what is noted ---------------------------------------------------------------------------------------
    def note(
        self, name: str, function: Again, given: tuple[Any, ...], named: dict[str, Any], value: Any
    ) -> None:
        """A function has given an array or a scalar: what cannot be followed is left out."""
        with suppress(AttributeError, IndexError, KeyError, TypeError, ValueError):
            self._note(name, function, given, named, value)

    def _note(
        self, name: str, function: Again, given: tuple[Any, ...], named: dict[str, Any], value: Any
    ) -> None:
        if value.dtype.kind not in "fiub":
            return
        if isinstance(value, np.ndarray) and (not value.size or self.tracer.memory.knows(value)):
            return
        if function is operator.getitem:
            inputs, again = [self.source_of(given[0])], lambda one: one[given[1]]
        elif name in CONSTANT:  # of a shape, which may be a tuple of numbers
            inputs, again = [], function
        elif name in ALL_GIVEN or (name in BINARY and len(given) == 2):
            inputs, again = [self.source_of(one) for one in given], function
        else:
            inputs, again = self._arrays(function, given, named)
        if isinstance(getattr(function, "__self__", None), np.random.RandomState | np.random.Generator):
            name = f"numpy.random.{name}"
        rest = [one for one in given if not _is_array(one)]
        self._event(name, again, inputs, settings(name, rest, named), value)

    def _arrays(
        self, function: Again, given: tuple[Any, ...], named: dict[str, Any]
    ) -> tuple[list[Any], Again]:
        """The arrays among what was given, and the function of those alone."""
        places: list[tuple[int, int | None]] = []
        for at, one in enumerate(given):
            if type(one) in (list, tuple) and any(isinstance(part, np.ndarray | TensorBase) for part in one):
                places += [(at, number) for number in range(len(one))]
            elif _is_array(one):
                places.append((at, None))

        def again(*arrays: Any) -> Any:
            filled = [list(one) if type(one) in (list, tuple) else one for one in given]
            for (at, number), array in zip(places, arrays, strict=True):
                if number is None:
                    filled[at] = array
                else:
                    filled[at][number] = array
            return function(*filled, **named)

        return [self.source_of(given[at] if n is None else given[at][n]) for at, n in places], again

    def _event(
        self, name: str, function: Again, inputs: list[Any], constants: dict[str, Any], value: Any
    ) -> None:
        out = value if isinstance(value, np.ndarray) else np.asarray(value)
        copy = out.copy() if out.size <= MOST_COPIED else None
        kind = "numpy" if inputs else "made"
        shown = NAMES.get(name, name)
        event = self.tracer.event(kind, shown, out, (), python_numbers.where(), copy=copy)
        event.inputs = tuple(inputs)
        event.facts |= {"op": Function(shown, function), "constants": constants, "arrays": inputs}
        if not isinstance(value, np.ndarray):
            self._remember(value, At(out, event.time + 0.5))

    def _remember(self, scalar: Any, at: At) -> None:
        self._scalars[id(scalar)] = scalar, at
        if len(self._scalars) > MOST_SCALARS:
            self._scalars.popitem(last=False)

    def at(self, scalar: Any) -> At | None:
        """Where a scalar is in memory."""
        known = self._scalars.get(id(scalar))
        return known[1] if known is not None and known[0] is scalar else None

    def origin(self, value: Any) -> Element | None:
        """That of a scalar, or of an array of one number."""
        if isinstance(value, np.generic):
            at = self.at(value)
            return None if at is None else Element(at, ())
        if isinstance(value, np.ndarray) and value.size == 1 and value.dtype.kind in "fiu":
            return Element(self.tracer.now(value), (0,) * value.ndim)
        return None

    def source_of(self, value: Any) -> Any:
        """An array at this moment, or a number."""
        if isinstance(value, np.generic):
            return self.at(value) or plain(value.item())
        if isinstance(value, TensorBase):
            return self.tracer.now(value._array)
        if type(value) in (list, tuple):
            return self.listed(value)
        return self.tracer.now(value) if isinstance(value, np.ndarray) else value

    def listed(self, values: Any) -> At:
        """A number or nested lists of numbers, as an array whose elements they are."""
        array = np.array(values, np.float64)
        numbers = [
            traced(float(one), origin) if (origin := self.origin(one)) is not None else one
            for one in _flat([values])
        ]
        event = self.tracer.event("listed", "list", array, (), python_numbers.where(), numbers=numbers)
        return At(array, event.time + 0.5)


def _flat(values: Any) -> Iterator[Any]:
    for one in values:
        if type(one) in (list, tuple):
            yield from _flat(one)
        else:
            yield one


def _is_array(value: Any) -> bool:
    if type(value) in (list, tuple):
        inner = [*_flat(value)]
        are_numbers = all(isinstance(one, int | float | np.generic) for one in inner)
        return are_numbers and any(origin_of(one) or isinstance(one, np.generic) for one in inner)
    return isinstance(value, np.ndarray | np.generic | TensorBase)


def is_numpys(function: Any) -> bool:
    """A function of NumPy, or a method of an array."""
    if isinstance(getattr(function, "__self__", None), np.ndarray | np.generic):
        return True
    home = getattr(function, "__module__", None) or type(function).__module__
    return str(home).partition(".")[0] == "numpy" and not isinstance(function, type)
