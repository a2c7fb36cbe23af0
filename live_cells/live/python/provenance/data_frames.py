"""Where the numbers of pandas' frames and series come from, if these are made of numbers that are followed.

A number that pandas has changed has no origin: it is compared with the one that it is said to be.
"""

from __future__ import annotations

import weakref
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from seqlite._core.tensor_base import TensorBase

from .python_functions import elements
from .python_numbers import origin_of, plain
from .tracer import Tracer

Column = Sequence[Any]
"""Numbers by the positions of their rows: those that are traced have an origin, all others are None."""
MOST_NUMBERS = 100_000
"""Of a frame; those of larger ones are not followed."""


class DataFrames:
    """The numbers of tables: those of frames, and of series.

    Args:
        tracer: knows the arrays of tensors.
    """

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._known: dict[int, tuple[Any, list[Any], list[Column]]] = {}
        """By the ids of tables: a weak reference, the names of the columns at that time, and the columns."""

    # -- what is known ---------------------------------------------------------------------------------------
    def columns(self, table: Any) -> list[Column]:
        """The columns of a frame, or the one of a series; empty if nothing is known of it."""
        reference, names, found = self._known.get(id(table), (None, [], []))
        return found if reference is not None and reference() is table and names == names_of(table) else []

    def number(self, table: Any, row: int, column: int) -> Any:
        """A number of a frame with its origin; None where that is unknown or the number is another by now."""
        columns = self.columns(table)
        if column >= len(columns) or row >= len(columns[column]):
            return None
        value = table.iloc[row] if table.ndim == 1 else table.iloc[row, column]
        found = columns[column][row]
        return found if found is not None and plain(found) == value else None

    def note(self, table: Any, columns: list[Column]) -> Any:
        if table.size <= MOST_NUMBERS and any(one is not None for column in columns for one in column):
            home, key = self._known, id(table)
            self._known[key] = weakref.ref(table, lambda _: home.pop(key, None)), names_of(table), columns
        else:
            self.forget(table)
        return table

    # -- what frames are made of -----------------------------------------------------------------------------
    def given(self, data: Any, table: Any) -> list[Column]:
        """The columns of a table that has just been made of this."""
        names, length = names_of(table), len(table)
        if table.ndim == 1:
            return [self.column(data, table)]
        if isinstance(data, Mapping):
            return [self.column(data.get(name), table) for name in names]
        rows: Any = self._elements(data)
        if type(data) in (list, tuple) and len(data) == length:
            rows = [[*one.values()] if isinstance(one, dict) and [*one] == names else one for one in data]
        if rows is None:
            is_same = hasattr(data, "iloc") and names_of(data) == names and data.index.equals(table.index)
            return self.columns(data) if is_same else []
        if len(names) == 1 and all(isinstance(one, int | float) for one in rows):
            return [_traced(rows)]
        if not all(isinstance(one, list | tuple) and len(one) == len(names) for one in rows):
            return []
        return [_traced(column) for column in zip(*rows, strict=True)]

    def column(self, data: Any, table: Any) -> Column:
        """A column of a table that has just been made of this; empty if nothing is known of it."""
        if hasattr(data, "iloc"):
            known = self.columns(data) if data.index.equals(table.index) else []
            return known[0] if len(known) == 1 else ()
        data = self._elements(data) or data
        if origin_of(data):
            data = [data] * len(table)
        return _traced(data) if type(data) in (list, tuple) and len(data) == len(table) else ()

    def _elements(self, data: Any) -> Any:
        """The numbers of a tensor, or of an array that shares the memory of one."""
        array = data._array if isinstance(data, TensorBase) else data
        is_array = isinstance(array, np.ndarray) and array.dtype.kind in "fiu"
        if not is_array or not self._tracer.memory.knows(array):
            return None
        return elements(array.tolist(), self._tracer.now(array))

    def forget(self, table: Any) -> None:
        self._known.pop(id(table), None)


def names_of(table: Any) -> list[Any]:
    return [table.name] if table.ndim == 1 else [*table.columns]


def _traced(values: Sequence[Any]) -> Column:
    return [one if origin_of(one) else None for one in values]
