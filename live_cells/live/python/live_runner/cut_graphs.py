"""Where a reader's code cuts a result off from what made it: read from the code and its variables."""

from __future__ import annotations

import ast
import types
from collections.abc import Iterator
from typing import Any, NamedTuple

from .mistakes import Names
from .readers_code import CELL, tree_of

METHODS = {
    **dict.fromkeys(("detach", "detach_"), "detach"),
    "data": "data",
    **dict.fromkeys(("item", "tolist", "numpy"), "item"),
    **dict.fromkeys(("argmax", "argmin", "argsort", "indices"), "index"),
    **dict.fromkeys(("round", "sign", "floor", "ceil", "eq", "long", "int", "bool"), "steps"),
}
"""What is written after a tensor, and why no gradient comes through it."""
FUNCTIONS = {
    **dict.fromkeys(("tensor", "as_tensor", "from_numpy", "FloatTensor"), "tensor"),
    "float": "item",
    **dict.fromkeys(("argmax", "argmin"), "index"),
    **dict.fromkeys(("round", "sign", "floor"), "steps"),
}
DEPTH = 12


class Cut(NamedTuple):
    file: str
    line: int
    reason: str
    name: str = ""


class Scope(NamedTuple):
    """A function's body, or that of a cell, and the variables that are known there."""

    file: str
    body: ast.AST
    names: Names
    engine: Any


def scope_of(frame: types.FrameType, names: Names, engine: Any) -> Scope:
    return scope_of_code(frame.f_code, names, engine)


def scope_of_code(code: types.CodeType, names: Names, engine: Any) -> Scope:
    tree = tree_of(code.co_filename)
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == code.co_name:
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            if first == code.co_firstlineno:
                return Scope(code.co_filename, node, names, engine)
    return Scope(code.co_filename, tree, names, engine)


def cause(scope: Scope, expression: ast.expr, line: int, depth: int = DEPTH) -> Cut | None:
    """Why what this expression makes has no graph."""
    if depth == 0:
        return None
    for node, inner, reason in cuts_in(expression):
        if _is_live(scope, inner, line, depth - 1):
            return Cut(scope.file, node.lineno, reason, ast.unparse(node)[:60])
    is_name = isinstance(expression, ast.Name) and assigned_above(scope, expression.id, line) is not None
    if not is_name and (guard := _without_grad(scope, line)) and _is_live(scope, expression, line, depth - 1):
        return Cut(scope.file, line, "no_grad", guard)
    for call in nodes_of(expression, ast.Call):
        if (found := _in_call(scope, call, depth)) is not None:
            return found
    for name in nodes_of(expression, ast.Name):
        if _requires_grad(scope.names.get(name.id)):
            continue
        assigned = assigned_above(scope, name.id, line)
        if assigned is not None:
            found = cause(scope, assigned[1], assigned[0], depth - 1)
            if found is not None:
                return found
    return None


def nodes_of(tree: ast.AST, kind: Any) -> Iterator[Any]:
    return (node for node in ast.walk(tree) if isinstance(node, kind))


def cuts_in(expression: ast.expr) -> Iterator[tuple[ast.expr, ast.expr, str]]:
    """What cuts a graph in an expression, the outermost first, and what it is applied to."""
    for node in ast.walk(expression):
        match node:
            case ast.Call(func=ast.Attribute(attr=name, value=inner)) if name in METHODS and name != "data":
                yield node, (node.args[0] if _is_library(inner) and node.args else inner), METHODS[name]
            case ast.Call(func=ast.Attribute(attr=name), args=[inner, *_]) if name in FUNCTIONS:
                yield node, inner, FUNCTIONS[name]
            case ast.Call(func=ast.Name(id=name), args=[inner, *_]) if name in FUNCTIONS:
                yield node, inner, FUNCTIONS[name]
            case ast.Attribute(attr="data" | "indices" as name, value=inner):
                yield node, inner, METHODS[name]
            case ast.Compare(left=left):
                yield node, left, "steps"


def _is_library(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("torch", "np", "numpy", "F")


def _requires_grad(value: Any) -> bool:
    return bool(getattr(value, "requires_grad", False))


def _is_live(scope: Scope, expression: ast.expr, line: int, depth: int) -> bool:
    """Is there something in it that a gradient could go to?"""
    return any(_is_live_name(scope, name.id, line, depth) for name in nodes_of(expression, ast.Name))


def _is_live_name(scope: Scope, name: str, line: int, depth: int) -> bool:
    if depth <= 0:
        return False
    value = scope.names.get(name)
    if isinstance(value, types.ModuleType | type):
        return False
    if isinstance(value, scope.engine.nn.Module):
        return any(p.requires_grad for p in value.parameters())
    if isinstance(value, types.FunctionType):
        return value.__code__.co_filename.startswith(CELL)
    if _requires_grad(value):
        return True
    assigned = assigned_above(scope, name, line)
    return assigned is not None and _is_live(scope, assigned[1], assigned[0], depth - 1)


def assigned_above(scope: Scope, name: str, line: int) -> tuple[int, ast.expr] | None:
    """The last assignment to a variable above a line, and what is assigned."""
    found: list[tuple[int, ast.expr]] = []
    for node in ast.walk(scope.body):
        if isinstance(node, ast.Assign):
            targets, value = node.targets, node.value
        elif isinstance(node, (ast.AugAssign, ast.AnnAssign, ast.NamedExpr)) and node.value is not None:
            targets, value = [node.target], node.value
        else:
            continue
        if node.lineno < line and any(each.id == name for t in targets for each in nodes_of(t, ast.Name)):
            found.append((node.lineno, value))
    return max(found, key=lambda each: each[0], default=None)


def _without_grad(scope: Scope, line: int) -> str:
    """The `with` or the decorator that switches recording off around a line."""
    for node in ast.walk(scope.body):
        switches: list[ast.expr] = []
        if isinstance(node, ast.With) and node.lineno <= line <= (node.end_lineno or 0):
            switches = [item.context_expr for item in node.items]
        elif isinstance(node, ast.FunctionDef) and node.lineno <= line <= (node.end_lineno or 0):
            switches = node.decorator_list
        for switch in switches:
            text = ast.unparse(switch)
            if "no_grad" in text or "inference_mode" in text or "set_grad_enabled(False)" in text:
                return text
    return ""


def _in_call(scope: Scope, call: ast.Call, depth: int) -> Cut | None:
    """The cause in a function of the reader's, or in a model's forward."""
    if not isinstance(call.func, (ast.Name, ast.Attribute)):
        return None
    value = value_of(scope, call.func)
    names = dict(scope.names)
    if isinstance(value, scope.engine.nn.Module):
        parameters = [*value.parameters()]
        if parameters and not any(p.requires_grad for p in parameters):
            return Cut(scope.file, call.lineno, "frozen", ast.unparse(call.func))
        value, names["self"] = type(value).forward, value
    code = getattr(value, "__code__", None)
    if code is None or not code.co_filename.startswith(CELL):
        return None
    for name in code.co_varnames:
        if name != "self":
            names.pop(name, None)
    for parameter, given in zip(code.co_varnames[: code.co_argcount], call.args, strict=False):
        names[parameter] = value_of(scope, given)
    inner = scope_of_code(code, names, scope.engine)
    for back in nodes_of(inner.body, ast.Return):
        if back.value is not None and (found := cause(inner, back.value, back.lineno, depth - 1)):
            return found
    return None


def value_of(scope: Scope, node: ast.expr) -> Any:
    """The value of a name, or of a module's part."""
    match node:
        case ast.Name(id=name):
            return scope.names.get(name)
        case ast.Attribute(value=inner, attr=name):
            found = value_of(scope, inner)
            return getattr(found, name, None) if isinstance(found, scope.engine.nn.Module) else None
        case ast.Subscript(value=inner, slice=ast.Constant(value=int(at))):
            found = value_of(scope, inner)
            return found[at] if isinstance(found, scope.engine.nn.Sequential) else None
    return None


def nothing_requires_grad(scope: Scope, expression: ast.expr, line: int) -> Cut | None:
    """Where a result was computed from tensors of which none asks for a gradient."""
    name = expression.id if isinstance(expression, ast.Name) else ""
    assigned = assigned_above(scope, name, line)
    at, value = assigned or (line, expression)
    tensors = [
        each.id
        for each in nodes_of(value, ast.Name)
        if isinstance(held := scope.names.get(each.id), scope.engine.Tensor) and not _requires_grad(held)
    ]
    if not tensors or any(_is_live_name(scope, each, at, DEPTH) for each in tensors):
        return None
    return Cut(scope.file, at, "no_parameters", tensors[0])
