"""Compiles a cell so that Python's numbers are followed: those of literals, of f-strings and of `print`.

Lines and behavior stay as they are; only what the numbers know of themselves is more.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import re
from collections.abc import Sequence
from typing import Any

from live_runner import observers

from .memory import Place
from .python_numbers import Written, traced

SEEN, LITERALS, MARK, JOINED, CALLED = "__seen__", "__literals__", "__mark__", "__joined__", "__called__"
LOOPED, PERCENT, SETTING, OPERATED = "__looped__", "__percent__", "__setting__", "__operated__"
ITEMS = "__items__"
METHODS = {
    *("sum", "mean", "std", "var", "prod", "max", "min", "argmax", "argmin", "cumsum", "round", "sort"),
    *("item", "tolist", "copy", "flatten", "ravel"),
}
"""Of arrays, which may be called without arguments."""
SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv", ast.FloorDiv: "floordiv",
    ast.Mod: "mod", ast.Pow: "pow", ast.MatMult: "matmul", ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "lt",
    ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge",
}  # fmt: skip
RENAMED = {
    name: f"__{name}__" for name in ("float", "int", "sum", "len", "min", "max", "sorted", "list", "round")
}
"""Python's functions that cells find others in place of."""


def compiled(source: str, filename: str, literals: list[Any] | None) -> observers.Compiled:
    """The tree, the statements and the last expression.

    Args:
        literals: gets the numbers of the code, each with its place; None leaves them as they are.
    """
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    tree: Any = compile(source, filename, "exec", flags, dont_inherit=True)
    stored = {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    stored |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    tree = ast.fix_missing_locations(_Rewriter(source, filename, stored, literals).visit(tree))
    return tree, *observers.compiled_tree(tree, filename)


def strings_of(source: str, filename: str) -> list[tuple[str, Place]]:
    """The strings of a cell in which a digit stands."""
    return [
        (node.value, Place(filename, node.lineno))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search(r"\d", node.value)
    ]


def last_expression(source: str, filename: str) -> Written:
    """The code of the value that a cell shows."""
    last = ast.parse(source).body[-1:]
    if not last or not isinstance(last[0], ast.Expr):
        return Written("", Place())
    code = ast.get_source_segment(source, last[0].value) or ""
    return Written(inspect.cleandoc(code), Place(filename, last[0].lineno))


class _Rewriter(ast.NodeTransformer):
    def __init__(self, source: str, filename: str, stored: set[str], literals: list[Any] | None) -> None:
        self._source = source
        self._filename = filename
        self._stored = stored
        self._literals = literals

    def visit_Expr(self, node: ast.Expr) -> ast.Expr:
        if isinstance(node.value, ast.Constant):
            return node
        node.value = self.visit(node.value)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
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
            if name == "len" and len(node.args) == 1 and not isinstance(node.args[0], ast.Starred):
                node.args.append(ast.copy_location(ast.Constant(codes[0]), node.args[0]))
        elif (node.args or node.keywords or _makes(node.func)) and not hasattr(builtins, name):
            node.args = [self._setting(one) for one in node.args]
            return self._call(CALLED, node, [node.func, *node.args], node.keywords)
        return node

    def visit_For(self, node: ast.For) -> ast.For:
        code = self._code(node.iter)
        self.generic_visit(node)
        if self._literals is None:
            return node
        node.iter = self._call(LOOPED, node.iter, [node.iter, ast.Constant(code)])
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.comprehension:
        code = self._code(node.iter)
        self.generic_visit(node)
        if not node.is_async and self._literals is not None:
            node.iter = self._call(LOOPED, node.iter, [node.iter, ast.Constant(code)])
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        """A text with `%` in it, and what is written into it."""
        is_text = isinstance(node.left, ast.Constant) and isinstance(node.left.value, str)
        self.generic_visit(node)
        if is_text and isinstance(node.op, ast.Mod):
            return self._call(PERCENT, node, [node.left, node.right])
        return self._operated(SIGNS.get(type(node.op)), node, node.left, node.right)

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        self.generic_visit(node)
        sign = SIGNS.get(type(node.ops[0])) if len(node.ops) == 1 else None
        return self._operated(sign, node, node.left, node.comparators[0])

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        """Of a variable: `a += b` is `a = iadd(a, b)`."""
        sign = SIGNS.get(type(node.op), "")
        is_followed = sign in ("add", "sub", "mul", "truediv")
        if is_followed or not isinstance(node.target, ast.Subscript):
            self.generic_visit(node)
        else:
            node.value = self.visit(node.value)
        if not isinstance(node.target, ast.Name) or not is_followed:
            return node
        old = ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target)
        new = self._operated(f"i{sign}", node.value, old, node.value)
        return ast.copy_location(ast.Assign([node.target], new), node)

    def _operated(self, name: str | None, node: ast.expr, *given: ast.expr) -> ast.expr:
        if name is None:
            return node
        return self._call(OPERATED, node, [ast.copy_location(ast.Constant(name), node), *given])

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
        return self._literal(node, node.value)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        value = node.operand.value if isinstance(node.operand, ast.Constant) else None
        if isinstance(node.op, ast.USub) and type(value) in (float, int):
            return self._literal(node, -value)  # type: ignore[operator]
        self.generic_visit(node)
        return self._operated("neg" if isinstance(node.op, ast.USub) else None, node, node.operand)

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        """Numbers in brackets say where, not how much."""
        node.value = self.visit(node.value)
        if not isinstance(node.slice, ast.Constant | ast.UnaryOp | ast.Slice | ast.Tuple):
            node.slice = self.visit(node.slice)
        if isinstance(node.ctx, ast.Store):
            node.value = self._call(ITEMS, node.value, [node.value])
        if not isinstance(node.ctx, ast.Load) or _has_slice(node.slice):
            return node
        return self._operated("getitem", node, node.value, node.slice)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return node

    def _literal(self, node: ast.expr, value: Any) -> ast.expr:
        if type(value) not in (float, int) or self._literals is None:
            return node
        place = Place(self._filename, node.lineno)
        self._literals.append(traced(value, Written(self._code(node), place, value=float(value))))
        table = ast.Name(LITERALS, ast.Load())
        number = ast.Subscript(table, ast.Constant(len(self._literals) - 1), ast.Load())
        for new in ast.walk(number):
            if isinstance(new, ast.expr):
                ast.copy_location(new, node)
        return number

    def visit_Match(self, node: ast.Match) -> ast.Match:
        node.subject = self.visit(node.subject)
        for case in node.cases:
            case.body = [self.visit(one) for one in case.body]
        return node

    def _seen(self, changed: Any, old: ast.expr, code: str) -> ast.expr:
        if isinstance(old, ast.JoinedStr):
            return changed  # type: ignore[no-any-return]
        names = sorted({one.id for one in ast.walk(old) if isinstance(one, ast.Name)} - set(RENAMED.values()))
        changed = self._setting(changed)
        given = ast.Tuple([ast.Constant(one) for one in names if not one.startswith("__")], ast.Load())
        return self._call(SEEN, old, [changed, ast.Constant(code), given])

    def _setting(self, node: ast.expr) -> ast.expr:
        """An attribute, which may be a layer's setting."""
        if not isinstance(node, ast.Attribute) or node.attr.startswith("__"):
            return node
        return self._call(SETTING, node, [node.value, ast.Constant(node.attr)])

    def _call(
        self, name: str, like: ast.expr, given: list[ast.expr], named: Sequence[ast.keyword] = ()
    ) -> ast.expr:
        call = ast.Call(ast.Name(name, ast.Load()), given, [*named])
        for node in (call, *ast.walk(call)):
            if not hasattr(node, "lineno"):
                ast.copy_location(node, like)
        return call

    def _code(self, node: ast.expr) -> str:
        return inspect.cleandoc(ast.get_source_segment(self._source, node) or "")


def _makes(function: ast.expr) -> bool:
    """Is it named as classes are, or as a method of arrays?"""
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name[:1].isupper() or name in METHODS


def _has_slice(key: ast.expr) -> bool:
    """Slices give a part of the same memory."""
    parts = key.elts if isinstance(key, ast.Tuple) else [key]
    return any(isinstance(one, ast.Slice | ast.Starred) for one in parts)
