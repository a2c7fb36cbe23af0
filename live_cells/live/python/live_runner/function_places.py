"""Where a reader's code applies a function just before a loss: read from the code, from the loss backward."""

from __future__ import annotations

import ast
import linecache
import types
from typing import Any

from .cut_graphs import DEPTH, Scope, assigned_above, nodes_of, scope_of, scope_of_code, value_of
from .mistakes import Names
from .readers_code import CELL, cell_of, tree_of

FILE_AND_LINE = tuple[str, int]


def before_loss(function: str, frame: types.FrameType, names: Names, engine: Any) -> FILE_AND_LINE | None:
    """The line that applies `softmax`, say, to what the loss of this line's `backward()` is computed from."""
    scope = scope_of(frame, names, engine)
    for call in nodes_of(scope.body, ast.Call):
        match call.func:
            case ast.Attribute(attr="backward", value=loss) if (
                call.lineno <= frame.f_lineno <= (call.end_lineno or 0)
            ):
                return _place(function, scope, loss, call.lineno, DEPTH)
    return None


def _place(function: str, scope: Scope, node: ast.expr, line: int, depth: int) -> FILE_AND_LINE | None:
    if depth == 0:
        return None
    if isinstance(node, ast.Name):
        assigned = assigned_above(scope, node.id, line)
        return assigned and _place(function, scope, assigned[1], assigned[0], depth - 1)
    if not isinstance(node, ast.Call):
        return _first(function, scope, [*ast.iter_child_nodes(node)], line, depth)
    func = node.func
    name = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
    value = value_of(scope, func)
    if name == function or type(value).__name__.lower() == function:
        return scope.file, func.end_lineno or node.lineno
    if isinstance(value, scope.engine.nn.Module):
        if (place := _in_module(function, scope, value, depth)) or any(True for _ in value.parameters()):
            return place
    elif isinstance(value, types.FunctionType) and value.__code__.co_filename.startswith(CELL):
        return _in_code(function, scope, value.__code__, scope.names, depth)
    receiver = [func.value] if isinstance(func, ast.Attribute) else []
    return _first(function, scope, [*receiver, *node.args, *node.keywords], line, depth)


def _first(function: str, scope: Scope, nodes: list[Any], line: int, depth: int) -> FILE_AND_LINE | None:
    for node in nodes:
        inner = node.value if isinstance(node, ast.keyword) else node
        if isinstance(inner, ast.expr) and (place := _place(function, scope, inner, line, depth)):
            return place
    return None


def _in_module(function: str, scope: Scope, module: Any, depth: int) -> FILE_AND_LINE | None:
    """In the forward of a model of the reader's, or where a part of another was made."""
    forward = getattr(type(module).forward, "__code__", None)
    if forward is not None and forward.co_filename.startswith(CELL):
        return _in_code(function, scope, forward, scope.names | {"self": module}, depth)
    if not any(type(part).__name__.lower() == function for part in module.modules()):
        return None
    files = {cell_of(file): file for file in linecache.cache if file.startswith(CELL)}  # the newest edits
    made = {
        (file, call.func.end_lineno)
        for file in files.values()
        for call in nodes_of(tree_of(file), ast.Call)
        if ast.unparse(call.func).rpartition(".")[2].lower() == function
        and ast.unparse(call.func).rpartition(".")[2] != function
    }
    return made.pop() if len(made) == 1 else None


def _in_code(
    function: str, scope: Scope, code: types.CodeType, names: Names, depth: int
) -> FILE_AND_LINE | None:
    """In what a function of the reader's returns."""
    own = {name for name in code.co_varnames if name != "self"}
    known = {name: value for name, value in names.items() if name not in own}
    inner = scope_of_code(code, known, scope.engine)
    for back in nodes_of(inner.body, ast.Return):
        place = back.value and _place(function, inner, back.value, back.lineno, depth - 1)
        if place:
            return place
    return None
