"""Which lines of a cell's code assign names: what `line_values` looks at when they have run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(eq=False)
class Statement:
    """A statement that assigns names.

    Args:
        names: in the order of the code.
        lines: the numbers of its lines; of a loop or a `with`, those of its first line.
        body: the lines in a loop or a `with`, none for others.
        loops: the lines of the loops that it is in, the innermost first.
    """

    names: list[str]
    lines: range
    body: range | None = None
    loops: tuple[range, ...] = ()


@dataclass
class Scope:
    """A module, a function or a class."""

    statements: list[Statement] = field(default_factory=list)
    handlers: set[int] = field(default_factory=set)
    """The lines of `except`."""
    unsure: set[str] = field(default_factory=set)
    """Names that something else than a statement may assign: another scope, a definition, a condition."""


def scopes(tree: ast.Module) -> dict[tuple[str, int], Scope]:
    """The scopes of a module, each under the name and the first line that its code object has."""
    found: dict[tuple[str, int], Scope] = {}
    _collect(tree.body, found.setdefault(("<module>", 1), Scope()), found)
    shared = {
        name for node in ast.walk(tree) if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names
    }
    for scope in found.values():
        scope.unsure |= shared
    return found


def _collect(
    body: list[ast.stmt],
    scope: Scope,
    found: dict[tuple[str, int], Scope],
    loops: tuple[range, ...] = (),
) -> None:
    for node in body:
        if isinstance(node, _Function | ast.ClassDef):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            scope.unsure.add(node.name)
            _collect(node.body, found.setdefault((node.name, first), Scope()), found)
            continue
        own = loops
        if isinstance(node, ast.For | ast.AsyncFor | ast.While):
            own = (range(node.lineno, (node.body[-1].end_lineno or 0) + 1), *loops)
        _add(node, scope, own)
        for handler in getattr(node, "handlers", []):
            scope.handlers.add(handler.lineno)
            scope.unsure.add(handler.name or "")
            _collect(handler.body, scope, found, loops)
        _collect(getattr(node, "body", []), scope, found, own)
        for part in ("orelse", "finalbody"):
            _collect(getattr(node, part, []), scope, found, loops)
        for case in getattr(node, "cases", []):
            captured = (
                getattr(each, "name", None) or getattr(each, "rest", None) for each in ast.walk(case.pattern)
            )
            scope.unsure.update(name for name in captured if name)
            _collect(case.body, scope, found, loops)


def _add(node: ast.stmt, scope: Scope, loops: tuple[range, ...]) -> None:
    last, body = node.end_lineno or node.lineno, None
    targets: list[ast.AST] = [node]
    if isinstance(node, ast.For | ast.AsyncFor):
        targets, last = [node.target], node.iter.end_lineno or node.lineno
    elif isinstance(node, ast.With | ast.AsyncWith):
        targets = [item.optional_vars for item in node.items if item.optional_vars]
        last = node.items[-1].context_expr.end_lineno or node.lineno
    elif hasattr(node, "body") or hasattr(node, "cases"):
        for each in (getattr(node, "test", None), getattr(node, "subject", None)):
            scope.unsure.update(_assigned(each) if each else ())
        return
    if isinstance(node, ast.For | ast.AsyncFor | ast.With | ast.AsyncWith):
        body = range(node.body[0].lineno, (node.body[-1].end_lineno or 0) + 1)
    names = list(dict.fromkeys(name for target in targets for name in _assigned(target)))
    if not names:
        return
    before = scope.statements[-1] if scope.statements else None
    if before and before.lines[-1] == node.lineno and before.body is None and body is None:  # a; b
        before.names += [name for name in names if name not in before.names]
        before.lines = range(before.lines.start, last + 1)
    else:
        scope.statements.append(Statement(names, range(node.lineno, last + 1), body, loops))


def _assigned(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    if not isinstance(node, ast.Lambda | ast.comprehension):
        for child in ast.iter_child_nodes(node):
            yield from _assigned(child)
