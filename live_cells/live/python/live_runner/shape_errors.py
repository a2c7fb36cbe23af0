"""Two shapes that do not fit, as data for a drawing: read from an exception's frames, checked by arithmetic.

No message is read. Where the shapes that the frames hold do fit, there is no drawing.
"""

from __future__ import annotations

import contextlib
import re
import sys
from types import FrameType
from typing import Any

from . import shape_changes
from .readers_code import CELL, Place, Stack, module_name, name_of, places_of, stack_now, stack_of
from .shape_changes import Misfit, Side
from .shape_functions import FUNCTIONS
from .shape_modules import of_module

_OPTIONS = re.compile(r", \w+=(?:\([^)]*\)|[^,()]+)")
"""What a module's name leaves out."""
MOST = 8
"""Dimensions beyond which nothing is drawn."""


def described(error: BaseException) -> dict[str, Any] | None:
    """What does not fit, where, and what to write instead; none if this is no error of shapes.

    The engine is loaded: without it, the runner does not ask.
    """
    return _found(stack_of(error), sys.modules["seqlite"])


def broadcast_loss() -> dict[str, Any] | None:
    """The same while a loss warns that it broadcasts: prediction and target have different shapes."""
    return _found(stack_now(), sys.modules["seqlite"])


def _found(stack: Stack, library: Any) -> dict[str, Any] | None:
    places = places_of(stack)
    if not places:
        return None
    with contextlib.suppress(AttributeError, TypeError, KeyError, RecursionError):  # a reader's own classes
        frames = _engine_frames(stack)
        found = (look(frame, library) for look in (_in_module, _in_function) for frame in frames)
        misfit = next((each for each in found if each), None)
        if misfit and max(len(misfit.left.shape), len(misfit.right.shape)) <= MOST:
            return _data(misfit, library, places)
    return None


def _engine_frames(stack: Stack) -> list[FrameType]:
    """The engine's frames since it was last called by a cell, the innermost first."""
    frames: list[FrameType] = []
    for frame, _, _ in reversed(stack):
        if frame.f_code.co_filename.startswith(CELL):
            break
        if frame.f_globals.get("__name__", "").partition(".")[0] == "seqlite":
            frames.append(frame)
    return frames


def _data(misfit: Misfit, library: Any, places: list[Place]) -> dict[str, Any]:
    module = misfit.module
    where = "" if module is None else module_name(module, library.nn.Module, places)
    brief = "" if module is None else _OPTIONS.sub("", module._brief())
    change = shape_changes.change_for(misfit, places)
    return {
        "how": misfit.how,
        "left": _side(misfit.left, places),
        "right": _side(misfit.right, places),
        "where": f"{where}: {brief}" if where else brief,
        "change": None if change is None else change._asdict(),
    }


def _side(side: Side, places: list[Place]) -> dict[str, Any]:
    name = "" if side.tensor is None else name_of(side.tensor, places)
    return {
        "role": side.role,
        "name": f"{name}{side.suffix}" if name else "",
        "shape": list(side.shape),
        "wrong": list(side.wrong),
    }


def _in_module(frame: FrameType, library: Any) -> Misfit | None:
    module = frame.f_locals.get("self")
    return of_module(module, frame.f_locals, library) if isinstance(module, library.nn.Module) else None


def _in_function(frame: FrameType, _: Any) -> Misfit | None:
    found = FUNCTIONS.get(frame.f_code.co_name)
    return found(frame.f_locals) if found else None
