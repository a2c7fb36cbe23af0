"""pandas' methods, as recorded cells find them: the numbers of a table are followed into what is made of it.

A mean, a group, a merge and what else is not named here gives numbers without an origin.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from math import isfinite
from typing import Any

from . import data_frame_texts
from .data_frames import Column, DataFrames, names_of
from .printed import Printed
from .python_functions import computed
from .python_numbers import origin_of

_KEEPS_ROWS = (
    "set_index", "reset_index", "rename", "set_axis", "rename_axis", "add_prefix", "add_suffix", "copy",
)  # fmt: skip
_SELECTS = (
    "head", "tail", "sort_values", "sort_index", "sample", "nlargest", "nsmallest", "drop", "dropna", "query",
    "reindex",
)  # fmt: skip
_OPERATORS = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**"}
_CHANGES = "_update_inplace", "_set_value"


class DataFrameMethods:
    """Looks on while pandas makes tables of others.

    Args:
        known: the numbers of tables.
        printed: hears of the texts of tables.
    """

    def __init__(self, known: DataFrames, printed: Printed) -> None:
        self._known = known
        self._printed = printed

    def replacements(self) -> Iterator[tuple[Any, str, Any]]:
        """Home, name and the new one; none, as long as pandas has not been imported."""
        pandas = sys.modules.get("pandas")
        if pandas is None or not hasattr(pandas, "DataFrame"):
            return
        for kind in (pandas.DataFrame, pandas.Series):
            wrapped: dict[str, Callable[..., Callable[..., Any]]] = {
                "__init__": self._made,
                "__setitem__": self._set,
                "round": self._rounded,
                "to_frame": self._kept,
                "__repr__": self._written(data_frame_texts.in_text),
                "to_string": self._written(data_frame_texts.in_text),
                "_repr_html_": self._written(data_frame_texts.in_html),
                "to_html": self._written(data_frame_texts.in_html),
                **dict.fromkeys(_KEEPS_ROWS, self._kept),
                **dict.fromkeys((*_SELECTS, "__getitem__"), self._selected),
                **dict.fromkeys(_CHANGES, self._changed),
            }
            yield from (
                (kind, name, wrap(getattr(kind, name)))
                for name, wrap in wrapped.items()
                if hasattr(kind, name)
            )
        for name, sign in _OPERATORS.items():
            for method, is_reflected in ((f"__{name}__", False), (f"__r{name}__", True)):
                old = getattr(pandas.Series, method)
                yield pandas.Series, method, self._operator(old, sign, is_reflected)
        for kind in (type(pandas.Series().loc), type(pandas.Series().iloc)):
            yield kind, "__getitem__", self._selected(kind.__getitem__, lambda indexer: indexer.obj)
            yield kind, "__setitem__", self._changed(kind.__setitem__, lambda indexer: indexer.obj)

    def _made(self, old: Any) -> Any:
        def __init__(table: Any, data: Any = None, *given: Any, **named: Any) -> None:
            old(table, data, *given, **named)
            with suppress(TypeError, ValueError):
                self._known.note(table, self._known.given(data, table))

        return __init__

    def _set(self, old: Any) -> Any:
        def __setitem__(table: Any, key: Any, value: Any) -> None:
            before, columns = names_of(table), self._known.columns(table)
            old(table, key, value)
            names = names_of(table)
            if table.ndim == 1 or type(key) is not str or names.count(key) != 1:
                self._known.forget(table)
                return
            found = dict(zip(before, columns, strict=False))
            found[key] = self._known.column(value, table)
            self._known.note(table, [found.get(name, ()) for name in names])

        return __setitem__

    def _rounded(self, old: Any) -> Any:
        def round(table: Any, decimals: Any = 0, *given: Any, **named: Any) -> Any:
            result = old(table, decimals, *given, **named)
            if not isinstance(decimals, int):
                return result
            inputs = (decimals,) if decimals else ()
            values = result.to_frame() if result.ndim == 1 else result
            columns: list[Column] = [
                [
                    None if one is None else computed("round", (one, *inputs), float(values.iloc[row, at]))
                    for row, one in enumerate(column)
                ]
                for at, column in enumerate(self._known.columns(table))
            ]
            return self._known.note(result, columns)

        return round

    def _kept(self, old: Any) -> Any:
        """A method that leaves the rows where they are."""

        def method(table: Any, *given: Any, **named: Any) -> Any:
            names, columns = names_of(table), self._known.columns(table)
            result = old(table, *given, **named)
            target = table if result is None else result
            if not columns or not hasattr(target, "iloc") or len(target) != len(columns[0] or target):
                return result
            new = names_of(target)
            if len(new) != len(names):
                found = dict(zip(names, columns, strict=True))
                columns = [found.get(name, ()) for name in new]
            self._known.note(target, columns)
            return result

        return method

    def _selected(self, old: Any, of: Callable[[Any], Any] = lambda table: table) -> Any:
        """A method whose result has rows and columns of a table, under the same labels."""

        def method(subject: Any, *given: Any, **named: Any) -> Any:
            table = of(subject)
            names, columns, labels = names_of(table), self._known.columns(table), table.index
            result = old(subject, *given, **named)
            target = table if result is None else result
            is_table = hasattr(target, "iloc") and hasattr(target, "index")
            if not columns or not is_table or named.get("ignore_index") or not labels.is_unique:
                return result
            if len({*names}) < len(names) or (target.ndim == 1 < table.ndim and target.name not in names):
                return result
            rows = labels.get_indexer(target.index)
            found = dict(zip(names, columns, strict=True))
            self._known.note(
                target,
                [
                    [column[row] if 0 <= row < len(column) else None for row in rows]
                    for column in (found.get(name, ()) for name in names_of(target))
                ],
            )
            return result

        return method

    def _operator(self, old: Any, sign: str, is_reflected: bool) -> Any:
        def method(series: Any, other: Any) -> Any:
            result = old(series, other)
            if not hasattr(result, "iloc") or len(result) != len(series):
                return result
            one, two = self._known.column(series, result), self._known.column(other, result)
            if isinstance(other, int | float) and not two:
                two = [other] * len(series)
            if len(one) == len(two):
                rows = (
                    zip(two, one, result, strict=True) if is_reflected else zip(one, two, result, strict=True)
                )
                values = [
                    None if None in pair or not isfinite(value) else computed(sign, (*pair,), value)
                    for *pair, value in rows
                ]
                self._known.note(result, [values])
            return result

        return method

    def _changed(self, old: Any, of: Callable[[Any], Any] = lambda table: table) -> Any:
        """A method after which nothing is known of the table."""

        def method(subject: Any, *given: Any, **named: Any) -> Any:
            self._known.forget(of(subject))
            return old(subject, *given, **named)

        return method

    def _written(self, find: Callable[..., Iterator[tuple[int, int, int, int]]]) -> Any:
        """A method that gives a table's text."""

        def wrapped(old: Any) -> Any:
            def method(table: Any, *given: Any, **named: Any) -> Any:
                with self._printed.silent():
                    text = old(table, *given, **named)
                if isinstance(text, str) and self._known.columns(table):
                    numbers = [
                        (start, end, origin_of(self._known.number(table, row, column)))
                        for start, end, row, column in find(text, table)
                    ]
                    self._printed.table(
                        text, [(a, b, origin) for a, b, origin in numbers if origin is not None]
                    )
                return text

            return method

        return wrapped
