"""Elements of NumPy's arrays that cells set: `a[key] = value` and `a[key] += value`.

The array stays the reader's; what stands in its place on the left of the sign is here.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import numpy as np

from . import python_numbers
from .memory import At
from .numpy_calls import NumpyCalls
from .python_numbers import plain


class Items:
    """The items of an array, which note what is written into them."""

    def __init__(self, calls: NumpyCalls, array: Any) -> None:
        self._calls = calls
        self._array = array

    def __getitem__(self, key: Any) -> Any:
        """What stands before a sign like `+=`: the array stays as it is until the item is set."""
        value = self._calls.operated("getitem", self._array, key)
        if isinstance(value, np.ndarray):
            copy, tracer = value.copy(), self._calls.tracer
            tracer.event("copy", "clone", copy, (value,), python_numbers.where())
            value = copy
        return _Item(self._calls, value)

    def __setitem__(self, key: Any, value: Any) -> None:
        array, tracer = self._array, self._calls.tracer
        key, source = _kept(key), None
        with suppress(TypeError, ValueError):
            source = self._calls.source_of(value)
            source = source if isinstance(source, At) else self._calls.listed(value)
        tracer.memory.preserve(array, tracer.tick())
        array[key] = plain(value)
        if source is not None:
            facts = {"basic": key, "advanced": None}
            event = tracer.event("copy", "item", array, (), python_numbers.where(), **facts)
            event.inputs = (source,)


class _Item:
    """An item that is about to be changed."""

    def __init__(self, calls: NumpyCalls, value: Any) -> None:
        self._calls = calls
        self._value = value

    def __iadd__(self, other: Any) -> Any:
        return self._calls.operated("iadd", self._value, other)

    def __isub__(self, other: Any) -> Any:
        return self._calls.operated("isub", self._value, other)

    def __imul__(self, other: Any) -> Any:
        return self._calls.operated("imul", self._value, other)

    def __itruediv__(self, other: Any) -> Any:
        return self._calls.operated("itruediv", self._value, other)


def items(calls: NumpyCalls, value: Any) -> Any:
    """What an assignment writes into: arrays whose numbers are known note it."""
    is_known = type(value) is np.ndarray and value.dtype.kind in "fiub" and calls.tracer.memory.knows(value)
    return Items(calls, value) if is_known else value


def _kept(key: Any) -> Any:
    """A key that stays as it is when its arrays change."""
    if isinstance(key, tuple):
        return tuple(map(_kept, key))
    return key.copy() if isinstance(key, np.ndarray | list) else key
