"""Numbers that count, as recorded cells find them: those of loops, lengths, and places in lists."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from typing import Any

from seqlite.utils.data import DataLoader, TensorDataset

from . import python_numbers
from .python_numbers import Computed, Counted, origin_of, plain, traced


def looped(values: Any, code: str) -> Any:
    """What a loop goes over: the numbers of `range` and `enumerate` know it."""
    kind = type(values)
    if kind is range:
        return _of_range(values, code)
    if kind is enumerate:
        return _of_enumerate(values, code)
    return values


def _of_range(values: range, code: str) -> Iterator[Any]:
    place, start = python_numbers.where(), values.start
    for value in values:
        yield traced(value, Counted("loop", value, place, code, start))


def _of_enumerate(values: Any, code: str) -> Iterator[Any]:
    place, start = python_numbers.where(), values.__reduce__()[1][1]
    for value, one in values:
        yield traced(plain(value), Counted("loop", plain(value), place, code, start)), one


def pick(function: Any) -> Any:
    """`min`, `max`, `sorted` or `list`, which may be given `range` or `enumerate`."""

    def followed(*given: Any, **named: Any) -> Any:
        if len(given) == 1 and type(given[0]) in (range, enumerate):
            given = (looped(given[0], type(given[0]).__name__),)
        return function(*given, **named)

    return followed


def length(value: Any, code: str = "") -> Any:
    """`len`, of all but tensors."""
    size, place = builtins.len(value), python_numbers.where()
    if type(value) is DataLoader and value.batch_size is not None:
        whole = length(value.dataset, f"{code}.dataset")
        name = "batches, and what is left over" if not value.drop_last else "whole batches"
        return traced(size, Computed(name, (whole, value.batch_size), place))
    if type(value) is TensorDataset:
        given = value.tensors[0].shape
        return traced(size, origin_of(given[0]) or Counted("items", size, place, code))
    return traced(size, Counted("items", size, place, code))


def found(function: Any, *given: Any) -> Any:
    """`index` or `count` of a list, a tuple or a text."""
    value, what = function(*given), "place" if function.__name__ == "index" else "found"
    of = given[0] if origin_of(given[0]) is None or what == "found" else function.__self__[value]
    return traced(value, Counted(what, value, python_numbers.where(), of=of))
