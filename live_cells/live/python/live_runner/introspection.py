"""Answers questions of the page about the running Python: help, variables, files.

Names are looked up and never called: a dotted name is followed through what is there already, and ends at a
property, whose code might do anything. Where looking runs the reader's code all the same, as ``repr`` does,
and that raises, this part of the answer is left out.
"""

from __future__ import annotations

import builtins
import inspect
import keyword
import os
import re
import sys
import types
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from . import about_tensors
from .lazy_imports import LazyModule
from .short_repr import short_repr
from .shown_models import is_model
from .yardstick import yardstick

Answer = dict[str, Any]
T = TypeVar("T")

_DOTTED_BEFORE = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*$")
MOST = 300
"""So many variables, or characters of a value, and no more."""
_LIBRARIES = {"numpy", "seqlite", "torch"}
"""Whose classes are asked about their objects: the reader's own might do anything."""


def answer(about: str, text: str, names: Mapping[str, Any]) -> Answer | None:
    """Answer one question; ``None`` if that raises anything: it is no error of the reader's.

    Args:
        about: ``"help"``, ``"variables"``, ``"speed"`` or ``"file"``.
        text: for help the code up to the end of the name; for a file its name.
        names: the variables of the cells.
    """
    answers: dict[str, Callable[[], Answer]] = {
        "help": lambda: help_on(text, names),
        "variables": lambda: {"variables": variables(names)},
        "speed": lambda: {"seconds": yardstick()},
        "file": lambda: _file(text),
    }
    return _tried(answers[about], otherwise=None)


def help_on(text: str, names: Mapping[str, Any]) -> Answer:
    """Signature and docstring of the dotted name at the end: ``{"title": …, "text": …}``, or both empty.

    Of a tensor or an array, ``"tensor"`` has what `about_tensors` says.
    """
    match = _DOTTED_BEFORE.search(text)
    if match and text[: match.start()].rstrip().endswith(
        "."
    ):  # of an expression: its value would need a call
        match = None
    thing = look_up(match[0], names) if match else MISSING
    if match is None or thing is MISSING:
        return {"title": "", "text": ""}
    name = match[0].rpartition(".")[2]
    after = f": {type_of(thing)}"
    if callable(thing):  # of anything else, the exception would quote all of its repr
        after = _tried(_signature, thing, otherwise=after)
    documented = callable(thing) or is_a(thing, types.ModuleType)
    said: str | None = _tried(inspect.getdoc, thing, otherwise=None) if documented else _short(thing)
    answer = {"title": f"{name}{after}", "text": said or ""}
    tensor = _tried(about_tensors.about, match[0], thing, otherwise=None)
    return answer if tensor is None else answer | {"tensor": tensor}


def _signature(thing: Any) -> str:
    signature = inspect.signature(thing)
    if sys.version_info >= (3, 14):  # annotations kept as strings, without their quotes
        return signature.format(quote_annotation_strings=False)
    return str(signature)


def variables(names: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The reader's variables, the latest last: ``{"name", "type", "shape", "size", "is_model"}``.

    What is unknown of one is empty.
    """
    shown = {name: value for name, value in names.items() if is_name(name) and not name.startswith("_")}
    return [
        {
            "name": name,
            "type": type_of(value),
            "shape": _tried(_shape, value, otherwise=""),
            "size": _tried(_size, value, otherwise=""),
            "is_model": is_model(value),
        }
        for name, value in list(shown.items())[-MOST:]
        if not is_a(value, types.ModuleType)
    ]


def _file(text: str) -> Answer:
    path = Path(os.environ.get("SEQLITE_DATA", ""), Path(text).name)
    return {"name": path.name, "bytes": path.read_bytes()}


MISSING: Any = object()
"""What is not there, or unknown."""


def look_up(dotted: str, names: Mapping[str, Any]) -> Any:
    """What a dotted name stands for; ``MISSING`` where looking further would run code, or load a package."""
    first, *rest = dotted.split(".")
    thing = names.get(first, getattr(builtins, first, MISSING))
    for name in rest:
        if is_a(thing, LazyModule):  # a question must not load a package
            return MISSING
        if thing is MISSING or is_a(inspect.getattr_static(thing, name, None), property | cached_property):
            return MISSING
        thing = _tried(getattr, thing, name, otherwise=MISSING)
    return thing


def members(thing: Any) -> dict[str, Any]:
    """The attributes of an object, as they are without asking it for them."""
    if thing is None or thing is MISSING:
        return {}
    nothing: list[str] = []
    names = _tried(dir, thing, otherwise=nothing) or _tried(_names_of, thing, otherwise=nothing)
    return {name: inspect.getattr_static(thing, name, None) for name in filter(is_name, names)}


def _names_of(thing: Any) -> list[str]:
    """As ``dir`` would say without what the object's own class says."""
    return list(object.__dir__(thing))


def kind_of(name: str, value: Any) -> str:
    """What a name stands for, in the editor's words."""
    if value is None and keyword.iskeyword(name):
        return "keyword"
    if is_a(value, types.ModuleType):
        return "namespace"
    if is_a(value, type):
        return "class"
    return "function" if callable(value) or is_a(value, staticmethod | classmethod) else "variable"


def _shape(value: Any) -> str:
    shape = _said_by_its_library(value, "shape")
    if shape is not None:
        return " × ".join(map(str, shape)) or "scalar"
    if is_a(value, list | tuple | dict | set | str | bytes):
        return str(len(value))
    return _short(value) if is_a(value, int | float | complex | types.NoneType) else ""


def _size(value: Any) -> str:
    bytes_ = _said_by_its_library(value, "nbytes")
    parameters = _said_by_its_library(value, "parameters")
    if parameters is not None:
        bytes_ = sum(parameter.nbytes for parameter in parameters())
    if bytes_ is None:
        return ""
    for unit, factor in (("MB", 1e6), ("kB", 1e3)):
        if bytes_ >= factor:
            return f"{bytes_ / factor:.1f} {unit}"
    return f"{bytes_} B"


def _said_by_its_library(value: Any, name: str) -> Any:
    """An attribute that a library's class defines; ``None`` if none does, or the reader's own comes first."""
    for kind in type(value).__mro__:
        if name in vars(kind):
            top = kind.__module__.partition(".")[0]
            return vars(kind)[name].__get__(value, kind) if top in _LIBRARIES else None
    return None


def type_of(value: Any) -> str:
    """The name of a value's class."""
    return str(type.__dict__["__name__"].__get__(type(value)))  # past a metaclass that has other ideas


def is_a(value: Any, kinds: Any) -> bool:
    """``isinstance`` by the type alone: an object's own ``__class__`` may be wrong, or raise."""
    return issubclass(type(value), kinds)


def is_name(name: object) -> bool:
    """Could it be a variable's? ``globals()`` takes anything as a key."""
    return type(name) is str and name.isidentifier()


def _short(value: Any) -> str:
    return _tried(short_repr, value, MOST, otherwise="")


def _tried(look: Callable[..., T], *given: Any, otherwise: T) -> T:
    """What a look gives, or something else if it raises, be it ``SystemExit``: it may have met any code."""
    try:
        return look(*given)
    except BaseException:
        return otherwise
