"""Which lines of a cell's code assign names: what `line_values` looks at when they have run."""

from __future__ import annotations

import ast
from collections import Counter
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
    """

    names: list[str]
    lines: range
    body: range | None = None


@dataclass
class Scope:
    """A module, a function or a class."""

    statements: list[Statement] = field(default_factory=list)
    handlers: set[int] = field(default_factory=set)
    """The lines of `except`."""
    changes: Counter[str] = field(default_factory=Counter)
    """How many statements assign a name, or something in what it names."""
    shared: set[str] = field(default_factory=set)
    """Names that other scopes may assign."""

    def is_only(self, statement: Statement) -> bool:
        """Does no other statement assign its names?"""
        return all(self.changes[name] == 1 and name not in self.shared for name in statement.names)


def scopes(tree: ast.Module) -> dict[tuple[str, int], Scope]:
    """The scopes of a module, each under the name and the first line that its code object has."""
    found: dict[tuple[str, int], Scope] = {}
    _collect(tree.body, found.setdefault(("<module>", 1), Scope()), found)
    shared = {
        name for node in ast.walk(tree) if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names
    }
    for scope in found.values():
        scope.shared = shared
    return found


def _collect(body: list[ast.stmt], scope: Scope, found: dict[tuple[str, int], Scope]) -> None:
    for node in body:
        if isinstance(node, _Function | ast.ClassDef):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            inner = found.setdefault((node.name, first), Scope())
            if not isinstance(node, ast.ClassDef):
                inner.changes.update(each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg))
            _collect(node.body, inner, found)
            continue
        _add(node, scope)
        for handler in getattr(node, "handlers", []):
            scope.handlers.add(handler.lineno)
            _collect(handler.body, scope, found)
        for part in ("body", "orelse", "finalbody"):
            _collect(getattr(node, part, []), scope, found)
        for case in getattr(node, "cases", []):
            _collect(case.body, scope, found)


def _add(node: ast.stmt, scope: Scope) -> None:
    last, body = node.end_lineno or node.lineno, None
    targets: list[ast.AST] = [node]
    if isinstance(node, ast.For | ast.AsyncFor):
        targets, last = [node.target], node.iter.end_lineno or node.lineno
    elif isinstance(node, ast.With | ast.AsyncWith):
        targets = [item.optional_vars for item in node.items if item.optional_vars]
        last = node.items[-1].context_expr.end_lineno or node.lineno
    elif hasattr(node, "body") or hasattr(node, "cases"):
        return
    if isinstance(node, ast.For | ast.AsyncFor | ast.With | ast.AsyncWith):
        body = range(node.body[0].lineno, (node.body[-1].end_lineno or 0) + 1)
    names = list(dict.fromkeys(name for target in targets for name in _assigned(target)))
    scope.changes.update({*names, *(name for target in targets for name in _changed(target))})
    if not names:
        return
    before = scope.statements[-1] if scope.statements else None
    if before and before.lines[-1] == node.lineno and before.body is None and body is None:  # a; b
        before.names += [name for name in names if name not in before.names]
        before.lines = range(before.lines.start, last + 1)
    else:
        scope.statements.append(Statement(names, range(node.lineno, last + 1), body))


def _assigned(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    if not isinstance(node, ast.Lambda | ast.comprehension):
        for child in ast.iter_child_nodes(node):
            yield from _assigned(child)


def _changed(node: ast.AST) -> Iterator[str]:
    """Names in whose objects something is assigned: `name[0] = …`, `name.part = …`."""
    for each in ast.walk(node):
        if isinstance(each, ast.Attribute | ast.Subscript) and isinstance(each.ctx, ast.Store | ast.Del):
            while isinstance(each, ast.Attribute | ast.Subscript):
                each = each.value
            if isinstance(each, ast.Name):
                yield each.id
