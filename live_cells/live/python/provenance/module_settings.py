"""Settings of modules: what a layer was made with, and where it stands in the text of a model."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from seqlite.nn import Module

from . import python_numbers
from .memory import Place
from .number_texts import NUMBER
from .python_numbers import Counted, Origin, Written, origin_of, plain, traced

Link = tuple[int, int, Origin]
_MADE: dict[int, tuple[Module, dict[str, Any], Place]] = {}
"""The modules that cells have made, with what they were given."""


def forget() -> None:
    """Before cells run again."""
    _MADE.clear()


def made(module: Any, given: tuple[Any, ...], named: dict[str, Any]) -> None:
    """A cell has made a module of the library."""
    bound = inspect.signature(type(module)).bind(*given, **named)
    bound.apply_defaults()
    where = python_numbers.where()
    written = {*inspect.signature(type(module)).bind(*given, **named).arguments}
    settings = {}
    for name, value in bound.arguments.items():
        if name not in written and type(value) in (int, float):
            code = f"{type(module).__name__}({name}={value})"
            value = traced(value, Counted("default", value, where, code))
        settings[name] = value
    _MADE[id(module)] = module, settings, where


def setting(module: Any, name: str) -> Any:
    """An attribute of a module, as a number that knows what it was set to."""
    value = getattr(module, name)
    return _followed(module, name, value, None) if isinstance(module, Module) else value


def _followed(module: Module, name: str, value: Any, otherwise: Written | None) -> Any:
    """The value with its origin: the argument of this name, if that is what was kept of it."""
    _, settings, _ = _MADE.get(id(module), (module, dict[str, Any](), Place()))
    given: Any = settings.get(name)
    if type(value) is tuple:
        parts = given if type(given) in (tuple, list) and len(given) == len(value) else [given] * len(value)
        return tuple(_number(one, part, otherwise) for one, part in zip(value, parts, strict=True))
    return _number(value, given, otherwise)


def _number(value: Any, given: Any, otherwise: Written | None) -> Any:
    if type(value) not in (int, float):
        return value
    origin = origin_of(given)
    if origin is not None and plain(given) == value:
        return traced(value, origin)
    return value if otherwise is None else traced(value, replace(otherwise, value=float(value)))


def described(module: Module, code: str, place: Place) -> tuple[str, list[Link]]:
    """The text of a module, and where its numbers come from.

    Args:
        code: the expression that stands for it.
    """
    text = repr(module)
    extra, links = _extra(module, code, place)
    lines = [*extra.splitlines()]
    if not module._modules and len(lines) < 2:
        first = len(module._get_name()) + 1
        found = [(a + first, b + first, origin) for a, b, origin in links]
        return text, found if text == f"{module._get_name()}({extra})" else []
    built = "\n  ".join([f"{module._get_name()}(", *lines])
    found = list[Link]()
    for name, child in module._modules.items():
        inner, parts = ("None", []) if child is None else described(child, _path(code, name), place)
        built += "\n  "
        if name.isdigit():
            counted = Counted("module", int(name), place, code)
            found.append((len(built) + 1, len(built) + 1 + len(name), counted))
        built += f"({name}): "
        for a, b, origin in parts:
            shift = len(built) + 2 * inner.count("\n", 0, a)
            found.append((a + shift, b + shift, origin))
        built += inner.replace("\n", "\n  ")
    return text, found if f"{built}\n)" == text else []


def _path(code: str, name: str) -> str:
    return f"{code}[{name}]" if name.isdigit() else f"{code}.{name}"


def _extra(module: Module, code: str, place: Place) -> tuple[str, list[Link]]:
    """The settings in a module's text: what they write has said so, in their order."""
    plainly = module.extra_repr()
    with _traced(module, code, place):
        text, written = python_numbers.noted(lambda one: str(one.extra_repr()), module)
    found = [*NUMBER.finditer(text)]
    is_all = text == plainly and [one[0] for one in found] == [one for one, _ in written]
    if not is_all or "\n" in text:
        return plainly, []
    return text, [(*one.span(), number.origin) for one, (_, number) in zip(found, written, strict=True)]


@contextmanager
def _traced(module: Module, code: str, place: Place) -> Iterator[None]:
    """The module's own numbers know where they are from, within this block."""
    kept = {name: value for name, value in vars(module).items() if type(value) in (int, float, tuple)}
    try:
        for name, value in kept.items():
            otherwise = Written(f"{code}.{name}", place)
            vars(module)[name] = _followed(module, name, value, otherwise)
        yield
    finally:
        vars(module).update(kept)
