"""What training code does with modules and losses, read from it: outputs cut off, losses collected."""

from __future__ import annotations

import ast
import types
from collections.abc import Iterator
from typing import Any

from .cut_graphs import DEPTH, Scope, assigned_above, cuts_in, nodes_of, scope_of, scope_of_code, value_of
from .mistakes import Mistake, Names, layers_of
from .readers_code import CELL


def detached_inside(
    parameters: list[Any], names: Names, frame: types.FrameType, engine: Any
) -> Mistake | None:
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
            scopes.append(scope_of_code(forward.__code__, names | {"self": model}, engine))
    for scope in scopes:
        for cut in _all_cuts(scope):
            made = _modules_of(scope, cut[1], cut[0].lineno, DEPTH)
            if made and all(id(part) in missing for module in made for part in _parts(module)):
                marks = tuple((name, id(part) not in missing) for name, part in layers)
                reason = {"reason": cut[2], "name": ast.unparse(cut[0])[:60]}
                return Mistake("detached_inside", scope.file, cut[0].lineno, reason, layers=marks)
    return None


def _parts(module: Any) -> list[Any]:
    return [part for part in module.modules() if part._parameters]


def _all_cuts(scope: Scope) -> Iterator[tuple[ast.expr, ast.expr, str]]:
    for node in nodes_of(scope.body, ast.Assign | ast.Return):
        if node.value is not None:
            yield from cuts_in(node.value)


def _modules_of(scope: Scope, expression: ast.expr, line: int, depth: int) -> list[Any]:
    """The modules that were called to make this."""
    found = []
    for call in nodes_of(expression, ast.Call):
        value = value_of(scope, call.func)
        if isinstance(value, scope.engine.nn.Module) and any(True for _ in value.parameters()):
            found.append(value)
    for name in nodes_of(expression, ast.Name) if depth else ():
        assigned = assigned_above(scope, name.id, line)
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
                if any(each.id == name for each in nodes_of(value, ast.Name)):
                    return scope.file, node.lineno
            case ast.Call(func=ast.Attribute(attr="append", value=ast.Name(id=target))) if target == name:
                return scope.file, node.lineno
    return None
