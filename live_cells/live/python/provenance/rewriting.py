"""Compiles a cell so that Python's numbers are followed: those of literals, of f-strings and of `print`.

Lines and behavior stay as they are; only what the numbers know of themselves is more.
"""

from __future__ import annotations

import ast
import inspect
import types
from typing import Any

SEEN, NUMBER, MARK, JOINED = "__seen__", "__number__", "__mark__", "__joined__"
RENAMED = {"float": "__as_float__", "int": "__as_int__", "sum": "__total__"}


def compiled(source: str, filename: str) -> tuple[types.CodeType | None, types.CodeType | None]:
    """The statements and the last expression."""
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    tree: Any = compile(source, filename, "exec", ast.PyCF_ONLY_AST | flags, dont_inherit=True)
    stored = {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    stored |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    tree = ast.fix_missing_locations(_Rewriter(source, stored).visit(tree))
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    statements = compile(tree, filename, "exec", flags, dont_inherit=True) if tree.body else None
    if last is None:
        return statements, None
    return statements, compile(ast.Expression(last.value), filename, "eval", flags, dont_inherit=True)


class _Rewriter(ast.NodeTransformer):
    def __init__(self, source: str, stored: set[str]) -> None:
        self._source = source
        self._stored = stored

    def visit_Expr(self, node: ast.Expr) -> ast.Expr:
        if isinstance(node.value, ast.Constant):
            return node
        node.value = self.visit(node.value)
        return node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        name = node.func.id if isinstance(node.func, ast.Name) and node.func.id not in self._stored else ""
        if name == "print":
            codes = [self._code(one) for one in node.args]
            node.args = [
                one if isinstance(one, ast.Starred) else self._seen(self.visit(one), one, code)
                for one, code in zip(node.args, codes, strict=True)
            ]
            return node
        codes = [self._code(one) for one in node.args]
        self.generic_visit(node)
        if name in ("str", "repr") and len(node.args) == 1 and not isinstance(node.args[0], ast.Starred):
            node.args = [self._seen(node.args[0], node.args[0], codes[0])]
        if name in RENAMED and isinstance(node.func, ast.Name):
            node.func.id = RENAMED[name]
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
        """A format specification is one as well: it stays as it is."""
        self.generic_visit(node)
        return self._call(JOINED, node, [self._call(MARK, node, []), node])

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.FormattedValue:
        code = self._code(node.value)
        node.value = self._seen(self.visit(node.value), node.value, code)
        if isinstance(node.format_spec, ast.JoinedStr):
            self.generic_visit(node.format_spec)
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if type(node.value) is not float:
            return node
        return self._call(NUMBER, node, [node, ast.Constant(self._code(node))])

    def visit_Match(self, node: ast.Match) -> ast.Match:
        node.subject = self.visit(node.subject)
        for case in node.cases:
            case.body = [self.visit(one) for one in case.body]
        return node

    def _seen(self, changed: Any, old: ast.expr, code: str) -> ast.expr:
        if isinstance(old, ast.JoinedStr):
            return changed  # type: ignore[no-any-return]
        names = sorted({one.id for one in ast.walk(old) if isinstance(one, ast.Name)} - set(RENAMED.values()))
        given = ast.Tuple([ast.Constant(one) for one in names if not one.startswith("__")], ast.Load())
        return self._call(SEEN, old, [changed, ast.Constant(code), given])

    def _call(self, name: str, like: ast.expr, given: list[ast.expr]) -> ast.expr:
        call = ast.Call(ast.Name(name, ast.Load()), given, [])
        for node in (call, *ast.walk(call)):
            if not hasattr(node, "lineno"):
                ast.copy_location(node, like)
        return call

    def _code(self, node: ast.expr) -> str:
        return inspect.cleandoc(ast.get_source_segment(self._source, node) or "")
