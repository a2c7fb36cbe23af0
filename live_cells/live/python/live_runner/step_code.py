"""The code that runs when a cell does: its statements, its functions, and those of earlier cells."""

from __future__ import annotations

import ast
import functools
import inspect
import linecache
import types
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from .readers_code import CELL
from .step_events import stores_of

_CACHED = type(functools.cache(len))
"""Of functions that keep their results."""


class Lines:
    """Which statement each line belongs to: a statement is one step, however many lines it has."""

    def __init__(self, tree: ast.Module | None) -> None:
        self._starts: dict[int, int] = {}
        sizes: dict[int, int] = {}
        for node in ast.walk(tree) if tree else ():
            if not isinstance(node, (ast.stmt, ast.ExceptHandler)):
                continue
            first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
            size = (node.end_lineno or node.lineno) - first
            for line in range(first, first + size + 1):
                if size <= sizes.get(line, size):
                    sizes[line], self._starts[line] = size, first

    def start(self, line: int) -> int:
        return self._starts.get(line, line)


def functions_of(names: Mapping[str, Any]) -> list[types.FunctionType]:
    """The functions and methods that cells have defined."""
    found: list[types.FunctionType] = []
    for value in names.values():
        for one in (value, *vars(value).values()) if issubclass(type(value), type) else (value,):
            if type(one) in (types.FunctionType, _CACHED):
                one = getattr(one, "__wrapped__", one)
            if type(one) is types.FunctionType and one.__code__.co_filename.startswith(CELL):
                found.append(one)
    return found


def with_inner(codes: Sequence[types.CodeType]) -> Iterator[types.CodeType]:
    seen: set[int] = set()
    waiting = [*codes]
    while waiting:
        code = waiting.pop()
        if id(code) not in seen:
            seen.add(id(code))
            yield code
            waiting += [one for one in code.co_consts if isinstance(one, types.CodeType)]


def arguments_of(code: types.CodeType) -> list[str] | None:
    """The names of a function's arguments; None for the body of a class."""
    if not code.co_flags & inspect.CO_OPTIMIZED:
        return None
    count = code.co_argcount + code.co_kwonlyargcount
    count += bool(code.co_flags & inspect.CO_VARARGS) + bool(code.co_flags & inspect.CO_VARKEYWORDS)
    return [name for name in code.co_varnames[:count] if not name.startswith(".")]


def parsed(filename: str) -> ast.Module | None:
    with suppress(SyntaxError, ValueError):
        return ast.parse("".join(linecache.getlines(filename)))
    return None  # it has commands of a notebook: each line is a step


def stored_in_module(codes: Sequence[types.CodeType]) -> Iterator[str]:
    """The names of the module that the code of a cell assigns, and its functions."""
    for code in with_inner(codes):
        for kind, names in stores_of(code).values():
            if kind == "STORE_GLOBAL" or (kind == "STORE_NAME" and code in codes):
                yield from names
