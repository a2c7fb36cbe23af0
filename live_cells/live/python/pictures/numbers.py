"""Tensors as plain data: exact for JavaScript, rounded as PyTorch prints them for people."""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from typing import Any

Num = int | float | str
"""A number; what JSON has no number for is ``"nan"``, ``"inf"`` or ``"-inf"``."""

Data = dict[str, Any]
"""What becomes a JSON object."""


def exact(value: Any) -> Num:
    """A float32 as the shortest decimal number that rounds to it."""
    if not isinstance(value, float):
        return int(value)
    if not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    if value == int(value) and abs(value) < 1e15 and (value or math.copysign(1, value) > 0):
        return int(value)
    return _shortest(value)


def _shortest(value: float) -> float:
    for digits in range(6, 10):
        short = float(f"{value:.{digits}g}")
        if as_float32(short) == value:
            return short
    return value  # a float64


def as_float32(value: float) -> float:
    """The nearest float32, as a Python number."""
    try:
        return float(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        return math.copysign(math.inf, value)


def plain(number: Num) -> float:
    """The number that ``exact`` has written."""
    return float(number)


def numbers_of(tensor: Any) -> list[Num]:
    """All numbers of a tensor, row by row."""
    return [exact(value) for value in tensor.detach().cpu().flatten().tolist()]


def data_of(tensor: Any, units: Sequence[int] | None = None) -> Data:
    """A tensor as data; of its first dimension, only these units, where they are given."""
    shown = tensor if units is None else tensor[list(units)]
    return {"shape": list(tensor.shape), "values": numbers_of(shown)}


def stored(number: Num) -> float:
    """The number that the tensor holds; ``exact`` writes those of a float32 in fewer digits."""
    value = float(number)
    single = as_float32(value)
    return single if math.isfinite(single) and _shortest(single) == value else value


def printed(values: Sequence[Num]) -> list[str]:
    """The numbers as PyTorch prints those of one tensor."""
    style = Style(values)
    return [style.text(value) for value in values]


class Style:
    """How PyTorch prints the numbers of a tensor: all of them in the same way."""

    def __init__(self, values: Sequence[Num]) -> None:
        sizes = [size for size in map(abs, map(plain, values)) if size and math.isfinite(size)]
        largest, smallest = max(sizes, default=0.0), min(sizes, default=1.0)
        self._are_whole = all(size == math.ceil(size) for size in sizes)
        self._is_scientific = (
            largest / smallest > 1000 or largest > 1e8 or (not self._are_whole and smallest < 1e-4)
        )

    def text(self, value: Num) -> str:
        number = stored(value)
        if not math.isfinite(number):
            return str(number)
        if self._is_scientific:
            return f"{number:.4e}"
        return f"{number:.0f}." if self._are_whole else f"{number:.4f}"
