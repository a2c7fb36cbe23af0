"""What readers call things, and where in their cells they have written them."""

from __future__ import annotations

import ast
import linecache
import operator
import sys
from collections.abc import Callable, Iterator, Mapping
from types import FrameType
from typing import Any, NamedTuple

CELL = "<cell "
"""How the file names of cells begin."""


Stack = list[tuple[FrameType, int, int]]
"""Frames, the outermost first, each with the instruction and the line that it is at."""


class Change(NamedTuple):
    """One line of a cell, and what to write in it: ``old``, at ``column``, becomes ``new``."""

    cell: str
    number: int
    text: str
    column: int
    old: str
    new: str


class Place(NamedTuple):
    """A frame of the reader's code on the way to an exception, with the expression that it was in."""

    frame: FrameType
    line: int
    expression: ast.expr | None
    names: Mapping[str, Any]


class Written(NamedTuple):
    """A call as it stands in a cell: its name, and the values that its first arguments have."""

    name: str
    values: tuple[object, ...]
    names: Mapping[str, Any]
    """The reader's variables, which arguments can name."""


def places_of(stack: Stack) -> list[Place]:
    """The frames of cells, the outermost first."""
    return [
        Place(frame, line, expression_at(frame, instruction), frame.f_locals)
        for frame, instruction, line in stack
        if frame.f_code.co_filename.startswith(CELL)
    ]


def stack_of(error: BaseException) -> Stack:
    """All frames on the way to an exception."""
    stack: Stack = []
    trace = error.__traceback__
    while trace is not None:
        stack.append((trace.tb_frame, trace.tb_lasti, trace.tb_lineno))
        trace = trace.tb_next
    return stack


def stack_now() -> Stack:
    """All frames of the code that runs."""
    stack: Stack = []
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        stack.append((frame, frame.f_lasti, frame.f_lineno))
        frame = frame.f_back
    return stack[::-1]


def name_of(value: object, places: list[Place]) -> str:
    """The variable that holds this very object where the reader's code failed; empty if there is none."""
    for place in reversed(places):
        for name, held in place.names.items():
            if held is value and not name.startswith("_"):
                return str(name)
    return ""


def module_name(module: Any, kind: Any, places: list[Place]) -> str:
    """How one writes a module: ``model[2]``, ``net.fc1``; empty if no variable leads to it."""
    for place in places:
        models = {name: held for name, held in place.names.items() if isinstance(held, kind)}
        for name, held in models.items():
            steps = next((path for path, inner in held.named_modules() if inner is module), None)
            if steps is not None and not name.startswith("_"):
                return part_of(name, steps)
    return ""


def part_of(model: str, path: str) -> str:
    """How one writes a part of a model: ``model[2]``, ``net.fc1``."""
    steps = (f"[{step}]" if step.isdigit() else f".{step}" for step in path.split(".") if step)
    return "".join([model, *steps])


def change_argument(call: Written, keyword: str, new: str) -> Change | None:
    """Replace the first argument of the only such call."""
    found = {change for file, node in _calls(call) if (change := _first_argument(file, node, keyword, new))}
    return found.pop() if len(found) == 1 else None


def insert_before(call: Written, new: str) -> Change | None:
    """Write something in front of the only such call, with its prefix: ``nn.Flatten(), nn.Linear(…)``."""
    found = {
        _change(file, node.func, ast.unparse(node.func)[: -len(call.name)] + new, length=0)
        for file, node in _calls(call)
    }
    return found.pop() if len(found) == 1 else None


def change_name(place: Place, name: str, new: str) -> Change | None:
    """Write something in the place of a variable, where it stands once in the expression that failed."""
    uses = [] if place.expression is None else list(_named(place.expression, name))
    if len(uses) != 1:
        return None
    return _change(place.frame.f_code.co_filename, uses[0], new)


def change_in_call(place: Place, ways: Callable[[ast.Call], tuple[Any, str] | None]) -> Change | None:
    """Replace what `ways` finds in the call that failed: a part of it, and what to write there."""
    if not isinstance(place.expression, ast.Call) or (found := ways(place.expression)) is None:
        return None
    part, new = found
    return _change(place.frame.f_code.co_filename, part, new)


def _change(file: str, part: Any, new: str, length: int | None = None) -> Change | None:
    """Replace a part of a cell's code, or so many characters of it; none if it goes over several lines."""
    if part.end_lineno != part.lineno:
        return None
    line = linecache.getline(file, part.lineno).rstrip("\n")
    start, end = (_column(line, offset) for offset in (part.col_offset, part.end_col_offset))
    old = line[start:end][:length]
    return Change(cell_of(file), part.lineno, line, start, old, new)


def cell_of(file: str) -> str:
    """The id of the cell whose code has this file name, in whichever edit."""
    return file.removeprefix(CELL).removesuffix(">").partition(", edit ")[0]


def expression_at(frame: FrameType, instruction: int) -> ast.expr | None:
    """What Python was computing there, with its place in the cell."""
    positions = [*frame.f_code.co_positions()][instruction // 2]
    for node in ast.walk(tree_of(frame.f_code.co_filename)):
        if isinstance(node, ast.expr) and positions == (
            node.lineno,
            node.end_lineno,
            node.col_offset,
            node.end_col_offset,
        ):
            return node
    return None


def tree_of(filename: str) -> ast.AST:
    """A cell's code, empty where Python alone cannot read it."""
    try:
        return ast.parse("".join(linecache.getlines(filename)))
    except SyntaxError:  # lines such as %timeit
        return ast.Module([], [])


def _column(line: str, offset: int) -> int:
    """Python counts bytes."""
    return len(line.encode()[:offset].decode(errors="ignore"))


def _calls(call: Written) -> Iterator[tuple[str, ast.Call]]:
    """Such calls in the newest edit of each cell, with the cell's file."""
    newest = {cell_of(file): file for file in linecache.cache if file.startswith(CELL)}
    for file in newest.values():
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.Call) and _last_name(node.func) == call.name and _has(node, call):
                yield file, node


def _has(node: ast.Call, call: Written) -> bool:
    """Are the arguments that can be read these?"""
    given = [*node.args, *(each.value for each in node.keywords)]
    known = [_value(each, call.names) for each in given[: len(call.values)]]
    return known[:1] == [*call.values[:1]] and all(
        one in (None, other) for one, other in zip(known, call.values, strict=False)
    )


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _first_argument(file: str, node: ast.Call, keyword: str, new: str) -> Change | None:
    given = next((each.value for each in node.keywords if each.arg == keyword), None)
    wanted = given or (node.args[0] if node.args else None)
    return _change(file, wanted, new) if wanted is not None else None


def _value(node: ast.expr, names: Mapping[str, Any]) -> object:
    """A number that is written, calculated from numbers, or the value of a variable; else nothing."""
    match node:
        case ast.Constant(value=int(number)):
            return number
        case ast.Name(id=name):
            return names.get(name)
        case ast.BinOp(left=left, op=sign, right=right):
            first, second = _value(left, names), _value(right, names)
            if isinstance(first, int) and isinstance(second, int):
                return _SIGNS[type(sign)](first, second) if type(sign) in _SIGNS else None
    return None


_SIGNS = {ast.Mult: operator.mul, ast.Add: operator.add, ast.Sub: operator.sub}


def _named(node: ast.expr, name: str) -> Iterator[ast.Name]:
    return (each for each in ast.walk(node) if isinstance(each, ast.Name) and each.id == name)
