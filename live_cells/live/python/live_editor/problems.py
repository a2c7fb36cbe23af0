"""What is wrong with a cell's code, found by reading it: it does not parse, or takes an unknown name."""

from __future__ import annotations

import ast
import builtins
import difflib
import dis
import re
import sys
import types
import warnings
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from live_runner import cell_needs, magics

from .positions import Positions

Problem = dict[str, Any]
_KNOWN = frozenset(vars(builtins)) | {"display", "verdict", "get_ipython", "In", "Out", magics.NAME}
_UNREADABLE = re.compile(
    r"(?<![\w.])(?:globals|locals|vars|exec|eval|setattr)\s*\(|^\s*%(?:run|load|pylab|%writefile|%capture)\b",
    re.M,
)
"""Code that may bind names which reading does not show."""
_LOADS = {"LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS"}
_STORES = {"STORE_NAME", "STORE_GLOBAL"}
_GUARDS = {"NameError", "Exception", "BaseException"}
_FLAGS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
MOST = 50
"""So many problems of a cell, and no more."""


def problems(source: str, others: Sequence[str], living: Mapping[str, Any]) -> list[Problem]:
    """The problems of a cell, ``{"from", "to", "message"}`` each.

    Args:
        others: the code of the page's other cells: what one of them binds is no problem here.
        living: the variables of the Python that runs.
    """
    if re.match(r"\s*>>>", source) or re.match(r"\A%%(?!check|time\b|capture)", source):
        return []  # examples of a docstring; another language
    positions = Positions(source)
    body = re.sub(r"\A%%check\b.*", "", source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            code, tree = magics.readable(body, _tree)
            compiled = compile(tree, "cell", "exec", _FLAGS, dont_inherit=True)
    except SyntaxError as error:
        return [_syntax_problem(error, positions, source)]
    except (ValueError, RecursionError, MemoryError):
        return []
    if _UNREADABLE.search(body):
        return []
    known = _known_elsewhere(others)
    if known is None:
        return []
    reading = _Reading(tree, compiled)
    starred = _starred(tree)
    if starred is None:
        return []
    known = known | set(living) | _KNOWN | starred | reading.binds
    lines = list(zip(source.split("\n"), code.split("\n"), strict=False))
    found = [
        _undefined(load, positions, known)
        for load in reading.loads
        if load.name not in known | reading.guarded and not load.name.startswith("_")
        if lines[load.line - 1][0] == lines[load.line - 1][1]  # a command's line is read as another one
    ]
    return found[:MOST]


def _tree(text: str) -> ast.Module:
    tree: ast.Module = compile(text, "cell", "exec", _FLAGS | ast.PyCF_ONLY_AST, dont_inherit=True)
    return tree


def _syntax_problem(error: SyntaxError, positions: Positions, source: str) -> Problem:
    lines = source.split("\n")
    line = min(max(error.lineno or 1, 1), len(lines))
    start = positions.at_character(line, max(0, (error.offset or 1) - 1))
    end_line = min(error.end_lineno or line, len(lines)) or line
    end = positions.at_character(end_line, max(0, (error.end_offset or 0) - 1))
    if end <= start or end_line != line:
        end = positions.at_character(line, len(lines[line - 1].rstrip()))
    if end <= start:  # at the end of a line, or in an empty one
        start = positions.at_character(line, max(0, len(lines[line - 1].rstrip()) - 1))
        end = max(end, start)
    return {"from": start, "to": end, "message": f"{type(error).__name__}: {error.msg}"}


def _undefined(load: _Load, positions: Positions, known: frozenset[str]) -> Problem:
    near = difflib.get_close_matches(load.name, sorted(name for name in known if name[:1] != "_"), 1, 0.75)
    hint = f". Did you mean: '{near[0]}'?" if near else ""
    return {
        "from": positions.at_byte(load.line, load.column),
        "to": positions.at_byte(load.end_line, load.end_column),
        "message": f"NameError: name '{load.name}' is not defined{hint}",
    }


def _known_elsewhere(others: Sequence[str]) -> frozenset[str] | None:
    """What other cells bind; ``None`` if that cannot be read in them."""
    found: set[str] = set()
    for source in others:
        names = _names_of_other(source)
        if names is None:
            return None
        found |= names
    return frozenset(found)


@lru_cache(maxsize=256)
def _names_of_other(source: str) -> frozenset[str] | None:
    if _UNREADABLE.search(source):
        return None
    names = cell_needs.names_of(source)
    if names is None:  # being typed: any of its words may become a name
        return frozenset(re.findall(r"[^\W\d]\w*", source))
    if cell_needs._STAR not in names.binds:
        return names.binds
    try:
        starred = _starred(_tree(source))
    except (SyntaxError, ValueError):
        starred = None
    return None if starred is None else names.binds | starred


def _starred(tree: ast.Module) -> frozenset[str] | None:
    """What `from module import *` binds; ``None`` if a module is not loaded."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            module = sys.modules.get(node.module or "")
            if module is None:
                return None
            found |= set(getattr(module, "__all__", dir(module)))
    return frozenset(found)


class _Load:
    """A place where a global name is taken."""

    def __init__(self, name: str, positions: Any) -> None:
        self.name = name
        self.line: int = positions.lineno
        self.end_line: int = positions.end_lineno
        self.column: int = positions.col_offset
        self.end_column: int = positions.end_col_offset


class _Reading:
    """What the cell takes and binds, by its code objects, which know the scopes.

    Attributes:
        binds: all names that it binds anywhere.
        loads: the places where it takes one, without those twice in the same place.
        guarded: names that it takes where a missing one is provided for.
    """

    def __init__(self, tree: ast.Module, compiled: types.CodeType) -> None:
        self.binds: set[str] = set()
        places: dict[tuple[int, int], _Load] = {}
        for code in _all_code(compiled):
            own = {step.argval for step in dis.get_instructions(code) if step.opname in _STORES}
            is_class = not code.co_flags & 0x1 and code is not compiled
            names_of_class = own if is_class else set()
            if not is_class:
                self.binds |= own
            else:
                self.binds |= {
                    step.argval for step in dis.get_instructions(code) if step.opname == "STORE_GLOBAL"
                }
            for step in dis.get_instructions(code):
                where = step.positions
                if step.opname in _LOADS and step.argval not in names_of_class and where and where.lineno:
                    places[where.lineno, where.col_offset or 0] = _Load(step.argval, where)
        self.loads = [places[place] for place in sorted(places)]
        self.guarded = {name for node in ast.walk(tree) for name in _guarded(node)}


def _all_code(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _all_code(constant)


def _guarded(node: ast.AST) -> Iterator[str]:
    """Names in the body of a `try` that catches what a missing name raises."""
    if not isinstance(node, ast.Try):
        return
    for handler in node.handlers:
        caught = (
            {name.id for name in ast.walk(handler.type) if isinstance(name, ast.Name)}
            if handler.type
            else _GUARDS
        )
        if caught & _GUARDS:
            for statement in node.body:
                yield from (name.id for name in ast.walk(statement) if isinstance(name, ast.Name))
