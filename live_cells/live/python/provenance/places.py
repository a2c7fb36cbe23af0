"""Which line of the reader's runs, and which functions of the library it has called."""

from __future__ import annotations

import sys
import types
from typing import Any

import seqlite
from seqlite._core.tensor_base import TensorBase
from seqlite.nn import Module

from .memory import Array, Place

CELL = "<cell "
PICTURES = "pictures"
"""The package that makes them."""
_LIBRARY = seqlite.__name__
_WRAPPERS = frozenset(
    [
        "method",
        "function",
        "general",
        "of_numbers",
        "wrapper",
        "wrapped",
        "inner",
        "call",
        "__call__",
        "_call_impl",
        "forward",
        "<lambda>",
    ]
)
"""Functions of the library that say nothing of what is called."""


_here: dict[tuple[str, int], Place] = {}


def line_now() -> Place:
    """The reader's line that is running, and no more of it: what Python's own numbers need, often."""
    frame: types.FrameType | None = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(CELL):
            line = frame.f_lineno
            return _here.get((name, line)) or _here.setdefault((name, line), Place(name, line))
        frame = frame.f_back
    return Place()


def place_of(frame: types.FrameType | None) -> Place:
    """The reader's line that is running."""
    module: Any = None
    calls: list[str] = []
    is_of_picture = False
    while frame is not None:
        code = frame.f_code
        if code.co_filename.startswith(CELL):
            if module is None and code.co_name == "forward":
                module = _module(frame)
            line = frame.f_lineno
            return Place(code.co_filename, line, module, tuple(reversed(calls)), is_of_picture)
        if code.co_name == "forward" and module is None:
            module = _module(frame)
        home = _home(frame)
        if home == _LIBRARY:
            calls.append(code.co_name)
        is_of_picture |= home == PICTURES
        frame = frame.f_back
    return Place(calls=tuple(reversed(calls)))


def _module(frame: types.FrameType) -> Any:
    found = frame.f_locals.get("self")
    return found if isinstance(found, Module) else None


def _home(frame: types.FrameType) -> str:
    """The package whose code it runs."""
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]


def arguments_of(frame: types.FrameType) -> tuple[list[Array], str, Any]:
    """The arrays of the tensors that the reader has handed to the function which has made new numbers, its
    name, and the dimension that it goes along."""
    last: types.FrameType | None = None
    below: types.FrameType | None = frame.f_back
    while below is not None and _home(below) == _LIBRARY:
        if below.f_code.co_name == "root_gradients":
            return [], "backward", None
        if last is None or below.f_code.co_name not in _WRAPPERS:
            last = below
        below = below.f_back
    if last is None:
        return [], "tensor", None
    code, names = last.f_code, last.f_locals
    given = [names.get(name) for name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]]
    if code.co_flags & 4:
        given += names.get(code.co_varnames[code.co_argcount + code.co_kwonlyargcount], ())
    tensors = [one for one in given if isinstance(one, TensorBase)]
    return [one._array for one in tensors if one._array.size], code.co_name, names.get("dim")
