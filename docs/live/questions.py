"""What the page asks of the living Python: completions, help, the variables there are, a file.

Names are looked up and never called: a dotted name is followed through what is there already, and ends at a
property, whose code might do anything.
"""

from __future__ import annotations

import builtins
import inspect
import keyword
import os
import re
import sys
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import speed
from stand_ins import StandIn

Answer = dict[str, Any]

_NAME_BEFORE = re.compile(r"(?:(?P<owner>[^\W\d]\w*(?:\.[^\W\d]\w*)*)\.)?(?P<start>(?:[^\W\d]\w*)?)$")
_DOTTED_BEFORE = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*$")
_FROM_IMPORT = re.compile(r"^\s*from\s+(?P<module>[\w.]+)\s+import\s+[\w\s,(]*$")
MOST = 300
"""So many completions, or variables, and no more."""


def answer(about: str, text: str, names: Mapping[str, Any]) -> Answer:
    """Answer one question.

    Args:
        about: ``"completions"``, ``"help"``, ``"variables"``, ``"speed"`` or ``"file"``.
        text: the code up to the cursor; for help up to the end of the name; for a file its name.
        names: the variables of the cells.
    """
    match about:
        case "completions":
            return completions(text, names)
        case "help":
            return help_on(text, names)
        case "variables":
            return {"variables": variables(names)}
        case "speed":
            return {"seconds": speed.yardstick()}
        case "file":
            path = Path(os.environ.get("SEQLITE_DATA", ""), Path(text).name)
            return {"name": path.name, "bytes": path.read_bytes()}
    raise ValueError(f"no such question: {about!r}")


def completions(text: str, names: Mapping[str, Any]) -> Answer:
    """What may follow: ``{"start": …, "names": [{"name": …, "kind": …}]}``; ``start`` is there already."""
    line = text.rpartition("\n")[2]
    match = _NAME_BEFORE.search(line)
    if match is None or re.search(r"[\w)\]}'\"]\.$", line[: match.start()]):  # of something unnamed
        return {"start": "", "names": []}
    owner, start = match["owner"], match["start"]
    imported = _FROM_IMPORT.match(line)
    if imported:
        known = _members(sys.modules.get(imported["module"]))
    elif owner:
        known = _members(_look_up(owner, names))
    else:
        known = {**dict.fromkeys(keyword.kwlist), **vars(builtins), **names}
    found = [name for name in known if name.startswith(start) and (start.startswith("_") or name[0] != "_")]
    return {
        "start": start,
        "names": [{"name": name, "kind": _kind(name, known[name])} for name in found[:MOST]],
    }


def help_on(text: str, names: Mapping[str, Any]) -> Answer:
    """Signature and docstring of the dotted name at the end: ``{"title": …, "text": …}``, or both empty."""
    match = _DOTTED_BEFORE.search(text)
    if match and text[: match.start()].rstrip().endswith(
        "."
    ):  # of something unnamed: what, only a call could tell
        match = None
    thing = _look_up(match[0], names) if match else _MISSING
    if match is None or thing is _MISSING:
        return {"title": "", "text": ""}
    name = match[0].rpartition(".")[2]
    try:
        title = f"{name}{_signature(thing)}"
    except (TypeError, ValueError):
        title = f"{name}: {type(thing).__name__}"
    documented = callable(thing) or isinstance(thing, types.ModuleType)
    return {"title": title, "text": (inspect.getdoc(thing) or "") if documented else _short(thing)}


def _signature(thing: Any) -> str:
    signature = inspect.signature(thing)
    if sys.version_info >= (3, 14):  # annotations kept as strings, without their quotes
        return signature.format(quote_annotation_strings=False)
    return str(signature)


def variables(names: Mapping[str, Any]) -> list[dict[str, str]]:
    """The reader's variables, the latest last: ``{"name", "type", "shape", "size"}``, empty if unknown."""
    shown = {name: value for name, value in names.items() if not name.startswith("_")}
    return [
        {"name": name, "type": type(value).__name__, "shape": _shape(value), "size": _size(value)}
        for name, value in list(shown.items())[-MOST:]
        if not isinstance(value, types.ModuleType)
    ]


_MISSING: Any = object()


def _look_up(dotted: str, names: Mapping[str, Any]) -> Any:
    first, *rest = dotted.split(".")
    thing = names.get(first, getattr(builtins, first, _MISSING))
    for name in rest:
        if isinstance(thing, StandIn):  # a question is no use: it must not bring what is not there
            return _MISSING
        if thing is _MISSING or isinstance(inspect.getattr_static(thing, name, None), property):
            return _MISSING
        try:
            thing = getattr(thing, name)
        except Exception:
            return _MISSING
    return thing


def _members(thing: Any) -> dict[str, Any]:
    if thing is None or thing is _MISSING:
        return {}
    return {name: inspect.getattr_static(thing, name, None) for name in dir(thing) if name.isidentifier()}


def _kind(name: str, value: Any) -> str:
    if value is None and keyword.iskeyword(name):
        return "keyword"
    if isinstance(value, types.ModuleType):
        return "namespace"
    if isinstance(value, type):
        return "class"
    return "function" if callable(value) or isinstance(value, staticmethod | classmethod) else "variable"


def _shape(value: Any) -> str:
    if isinstance(value, type) or callable(getattr(value, "parameters", None)):
        return ""
    shape = inspect.getattr_static(value, "shape", None)
    if shape is not None:
        return " × ".join(map(str, value.shape)) or "scalar"
    if isinstance(value, list | tuple | dict | set | str | bytes):
        return str(len(value))
    return _short(value) if isinstance(value, int | float | bool | complex | type(None)) else ""


def _size(value: Any) -> str:
    bytes_ = None
    if not isinstance(value, type) and inspect.getattr_static(value, "nbytes", None) is not None:
        bytes_ = value.nbytes
    elif callable(getattr(value, "parameters", None)) and not isinstance(value, type):
        bytes_ = sum(parameter.nbytes for parameter in value.parameters())
    if not isinstance(bytes_, int):
        return ""
    for unit, factor in (("MB", 1e6), ("kB", 1e3)):
        if bytes_ >= factor:
            return f"{bytes_ / factor:.1f} {unit}"
    return f"{bytes_} B"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 300 else text[:299] + "…"
