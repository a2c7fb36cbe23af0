"""What code binds that has not run, found by reading it: it may be unfinished."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from live_runner import introspection
from live_runner.lazy_imports import LazyModule

MISSING = introspection.MISSING


@dataclass(frozen=True)
class Instance:
    """An object of a class, as far as that says something about it."""

    of: Any


@dataclass
class ReadFunction:
    """A function that has not been defined yet."""

    node: ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class ReadClass:
    """A class that has not been defined yet.

    Attributes:
        members: its functions, and the attributes that they give ``self``.
    """

    node: ast.ClassDef
    bases: list[Any] = field(default_factory=list)

    @cached_property
    def members(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for base in reversed(self.bases):
            if isinstance(base, ReadClass):
                found |= base.members
        for statement in self.node.body:
            found |= dict(bound(statement))
        for function in self.node.body:
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) or not function.args.args:
                continue
            own = function.args.args[0].arg
            for node in ast.walk(function):
                if isinstance(node, ast.Assign | ast.AnnAssign):
                    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                    for target in targets:
                        if isinstance(target, ast.Attribute) and _is_name(target.value, own):
                            found.setdefault(target.attr, node.value)
        return found


@dataclass(frozen=True)
class Method:
    """A function of a class, called on an object: its first parameter is given."""

    function: Any


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


@lru_cache(maxsize=256)
def statements(source: str) -> list[ast.stmt]:
    """The statements of a cell. Where it cannot be read as a whole, those that can be read for themselves."""
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return [statement for block in _blocks(source) for statement in _readable(block)]


def _blocks(source: str) -> Iterator[str]:
    """The code in pieces, each of which begins at the left margin."""
    for block in re.split(r"\n(?=[^\s)\]}#])", source):
        if not re.match(r"(else|elif|except|finally)\b", block):
            yield block


def _readable(block: str) -> list[ast.stmt]:
    """A block without the lines at its end that cannot be read: the last is being typed."""
    lines = block.split("\n")
    for end in range(len(lines), max(0, len(lines) - 3), -1):
        text = "\n".join(lines[:end])
        for attempt in (text, f"{text}\n{_indentation(lines, end)}pass"):
            try:
                return ast.parse(attempt).body
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
    return []


def _indentation(lines: list[str], end: int) -> str:
    last = next((line for line in reversed(lines[:end]) if line.strip()), "")
    return last[: len(last) - len(last.lstrip())] + ("    " if last.rstrip().endswith(":") else "")


def bound(statement: ast.stmt) -> Iterator[tuple[str, Any]]:
    """The names that a statement binds, each with an object, or with syntax that stands for one."""
    match statement:
        case ast.Import(names=names):
            for alias in names:
                module = alias.name if alias.asname else alias.name.partition(".")[0]
                yield alias.asname or module, loaded(module)
        case ast.ImportFrom(names=names, module=module) if module:
            for alias in names:
                if alias.name == "*":
                    yield from introspection.members(loaded(module)).items()
                else:
                    yield alias.asname or alias.name, _imported(module, alias.name)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name, statement
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from _targets(target, value)
        case ast.AnnAssign(target=target, value=value):
            yield from _targets(target, value or MISSING)
        case ast.For(target=target) | ast.AsyncFor(target=target):
            yield from _targets(target, MISSING)
        case ast.With(items=items) | ast.AsyncWith(items=items):
            for item in items:
                if item.optional_vars:
                    yield from _targets(item.optional_vars, item.context_expr)
    for part in ("body", "orelse", "finalbody", "handlers", "cases"):
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for inner in getattr(statement, part, []):
                yield from bound(inner)


def _targets(target: ast.expr, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple | ast.List):
        values = value.elts if isinstance(value, ast.Tuple | ast.List) else []
        for index, one in enumerate(target.elts):
            known = len(values) == len(target.elts)
            yield from _targets(one, values[index] if known else MISSING)
    elif isinstance(target, ast.Starred):
        yield from _targets(target.value, Instance(list))


def loaded(name: str) -> Any:
    """A module that is loaded: a question loads none."""
    found = sys.modules.get(name)
    if found is None and name.partition(".")[0] == "torch":
        found = sys.modules.get("seqlite" + name.removeprefix("torch"))
    return MISSING if found is None or introspection.is_a(found, LazyModule) else found


def _imported(module: str, name: str) -> Any:
    owner = loaded(module)
    if owner is MISSING:
        return MISSING
    found = introspection.look_up(f"it.{name}", {"it": owner})
    return loaded(f"{module}.{name}") if found is MISSING else found
