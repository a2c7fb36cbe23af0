"""Scalars of NumPy that are about to be written, and say so when they are."""

from __future__ import annotations

from functools import cache
from typing import Any

from . import python_numbers
from .memory import At
from .python_numbers import Element, traced


@cache
def _kind(kind: Any) -> Any:
    def written(self: Any, text: str) -> str:
        python_numbers.formatted(text, traced(float(self), Element(self.at, ())))
        return text

    methods = {
        "__format__": lambda self, spec: written(self, format(kind(self), spec)),
        "__repr__": lambda self: written(self, repr(kind(self))),
        "__str__": lambda self: written(self, str(kind(self))),
    }
    return type(kind.__name__, (kind,), methods)


def written(scalar: Any, at: At) -> Any:
    """The same scalar, which knows where it is from; as it is, if its kind allows for no other."""
    try:
        kind: Any = type(scalar)
        found = _kind(kind)(scalar)
    except TypeError:
        return scalar
    found.at = at
    return found
