"""Results of several parts, which PyTorch prints with the name of the function and of each part."""

from __future__ import annotations

from collections import namedtuple
from functools import cache
from typing import Any


@cache
def parts(fields: str) -> Any:
    """A named tuple with these fields."""
    return namedtuple("parts", fields)


@cache
def return_type(name: str, fields: str = "values indices") -> Any:
    """The named tuple that the function `name` returns."""

    def shown(self: Any) -> str:
        lines = [f"{field}={value!r}" for field, value in self._asdict().items()]
        return f"torch.return_types.{name}(\n" + ",\n".join(lines) + ")"

    return type(name, (parts(fields),), {"__slots__": (), "__repr__": shown})
