"""Where a reader's code cuts a result off from what made it: read from the code, checked with its variables."""

from __future__ import annotations

import ast
import types
from collections.abc import Iterator
from typing import Any, NamedTuple

from .mistakes import Mistake, Names, layers_of
from .readers_code import CELL, tree_of

METHODS = {
    "detach": "detach", "detach_": "detach", "data": "data", "item": "item", "tolist": "item", "numpy": "item",
    "argmax": "index", "argmin": "index", "argsort": "index", "indices": "index", "round": "steps", "sign": "steps",
    "floor": "steps", "ceil": "steps", "eq": "steps", "long": "steps", "int": "steps", "bool": "steps",
}  # fmt: skip
"""What is written after a tensor, and why no gradient comes through it."""
FUNCTIONS = {
    "tensor": "tensor", "as_tensor": "tensor", "from_numpy": "tensor", "FloatTensor": "tensor", "float": "item",
    "argmax": "index", "argmin": "index", "round": "steps", "sign": "steps", "floor": "steps",
}  # fmt: skip
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
    return _scope(frame.f_code, names, engine)


def _scope(code: types.CodeType, names: Names, engine: Any) -> Scope:
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
    for node, inner, reason in _cuts(expression):
        if _is_live(scope, inner, line, depth - 1):
            return Cut(scope.file, node.lineno, reason, ast.unparse(node)[:60])
    is_name = isinstance(expression, ast.Name) and _assigned(scope, expression.id, line) is not None
    if not is_name and (guard := _without_grad(scope, line)) and _is_live(scope, expression, line, depth - 1):
        return Cut(scope.file, line, "no_grad", guard)
    for call in _nodes(expression, ast.Call):
        if (found := _in_call(scope, call, depth)) is not None:
            return found
    for name in _nodes(expression, ast.Name):
        if _requires_grad(scope.names.get(name.id)):
            continue
        assigned = _assigned(scope, name.id, line)
        if assigned is not None:
            found = cause(scope, assigned[1], assigned[0], depth - 1)
            if found is not None:
                return found
    return None


def _nodes(tree: ast.AST, kind: Any) -> Iterator[Any]:
    return (node for node in ast.walk(tree) if isinstance(node, kind))


def _cuts(expression: ast.expr) -> Iterator[tuple[ast.expr, ast.expr, str]]:
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
    return any(_is_live_name(scope, name.id, line, depth) for name in _nodes(expression, ast.Name))


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
    assigned = _assigned(scope, name, line)
    return assigned is not None and _is_live(scope, assigned[1], assigned[0], depth - 1)


def _assigned(scope: Scope, name: str, line: int) -> tuple[int, ast.expr] | None:
    """The last assignment to a variable above a line, and what is assigned."""
    found: list[tuple[int, ast.expr]] = []
    for node in ast.walk(scope.body):
        if isinstance(node, ast.Assign):
            targets, value = node.targets, node.value
        elif isinstance(node, (ast.AugAssign, ast.AnnAssign, ast.NamedExpr)) and node.value is not None:
            targets, value = [node.target], node.value
        else:
            continue
        if node.lineno < line and any(each.id == name for t in targets for each in _nodes(t, ast.Name)):
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
    value = _value(scope, call.func)
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
        names[parameter] = _value(scope, given)
    inner = _scope(code, names, scope.engine)
    for back in _nodes(inner.body, ast.Return):
        if back.value is not None and (found := cause(inner, back.value, back.lineno, depth - 1)):
            return found
    return None


def _value(scope: Scope, node: ast.expr) -> Any:
    """The value of a name, or of a module's part."""
    match node:
        case ast.Name(id=name):
            return scope.names.get(name)
        case ast.Attribute(value=inner, attr=name):
            found = _value(scope, inner)
            return getattr(found, name, None) if isinstance(found, scope.engine.nn.Module) else None
        case ast.Subscript(value=inner, slice=ast.Constant(value=int(at))):
            found = _value(scope, inner)
            return found[at] if isinstance(found, scope.engine.nn.Sequential) else None
    return None


def detached_inside(parameters: list[Any], names: Names, frame: types.FrameType, engine: Any) -> Mistake | None:
    """A module whose gradients are missing, and a line that cuts its outputs off."""
    if all(p._grad is not None or not p.requires_grad for p in parameters):
        return None
    held = {*map(id, parameters)}
    layers = layers_of(names, engine.nn.Module)
    missing = {
        id(part)
        for _, part in layers
        if (own := [p for p in part.parameters() if p.requires_grad])
        and all(p._grad is None and id(p) in held for p in own)
    }
    if not missing or not any(p._grad is not None for p in parameters):
        return None
    scopes = [scope_of(frame, names, engine)]
    for model in names.values():
        forward = getattr(type(model), "forward", None) if isinstance(model, engine.nn.Module) else None
        if isinstance(forward, types.FunctionType) and forward.__code__.co_filename.startswith(CELL):
            scopes.append(_scope(forward.__code__, names | {"self": model}, engine))
    for scope in scopes:
        for cut in _cuts_in(scope):
            made = _modules_of(scope, cut[1], cut[0].lineno, DEPTH)
            if made and all(id(part) in missing for module in made for part in _parts(module)):
                marks = tuple((name, id(part) not in missing) for name, part in layers)
                reason = {"reason": cut[2], "name": ast.unparse(cut[0])[:60]}
                return Mistake("detached_inside", scope.file, cut[0].lineno, reason, layers=marks)
    return None


def _parts(module: Any) -> list[Any]:
    return [part for part in module.modules() if part._parameters]


def _cuts_in(scope: Scope) -> Iterator[tuple[ast.expr, ast.expr, str]]:
    for node in _nodes(scope.body, ast.Assign | ast.Return):
        if node.value is not None:
            yield from _cuts(node.value)


def _modules_of(scope: Scope, expression: ast.expr, line: int, depth: int) -> list[Any]:
    """The modules that were called to make this."""
    found = []
    for call in _nodes(expression, ast.Call):
        value = _value(scope, call.func)
        if isinstance(value, scope.engine.nn.Module) and any(True for _ in value.parameters()):
            found.append(value)
    for name in _nodes(expression, ast.Name) if depth else ():
        assigned = _assigned(scope, name.id, line)
        if assigned is not None:
            found += _modules_of(scope, assigned[1], assigned[0], depth - 1)
    return found


def where_collected(frame: types.FrameType, name: str) -> tuple[str, int] | None:
    """The line that adds to a sum, or to a list."""
    scope = scope_of(frame, {}, None)
    for node in ast.walk(scope.body):
        match node:
            case ast.AugAssign(target=ast.Name(id=target)) if target == name:
                return scope.file, node.lineno
            case ast.Assign(targets=[ast.Name(id=target)], value=ast.BinOp() as value) if target == name:
                if any(each.id == name for each in _nodes(value, ast.Name)):
                    return scope.file, node.lineno
            case ast.Call(func=ast.Attribute(attr="append", value=ast.Name(id=target))) if target == name:
                return scope.file, node.lineno
    return None


def nothing_requires_grad(scope: Scope, expression: ast.expr, line: int) -> Cut | None:
    """Where a result was computed from tensors of which none asks for a gradient."""
    name = expression.id if isinstance(expression, ast.Name) else ""
    assigned = _assigned(scope, name, line)
    at, value = assigned or (line, expression)
    tensors = [
        each.id
        for each in _nodes(value, ast.Name)
        if isinstance(held := scope.names.get(each.id), scope.engine.Tensor) and not _requires_grad(held)
    ]
    if not tensors or any(_is_live_name(scope, each, at, DEPTH) for each in tensors):
        return None
    return Cut(scope.file, at, "no_parameters", tensors[0])
