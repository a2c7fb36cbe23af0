"""The expressions in the lines of a cell, rewritten so that each reports its value once it is computed.

``loss = (model(x) - y).mean()`` becomes ``loss = report(2, report(1, report(0, model(x)) - y).mean())``.
What is computed, how often and in which order stays the same: an expression is wrapped where it stands.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from .step_code import Lines

REPORT = "__live_report__"
"""The name under which the code finds what is reported to."""
LONGEST = 80
"""Characters of an expression's text."""
_SHOWN = (
    *(ast.BinOp, ast.BoolOp, ast.UnaryOp, ast.Compare, ast.Call, ast.Attribute, ast.Subscript, ast.IfExp),
    *(ast.NamedExpr, ast.Await, ast.JoinedStr, ast.ListComp, ast.SetComp, ast.DictComp),
)
"""What has a value worth saying. Names stand among the variables, and displays put values together."""


class Part(NamedTuple):
    """An expression."""

    line: int
    """Where the step begins that computes it."""
    statement: int
    """The number of the statement to which it belongs."""
    start: int
    """Its place in the statement's text."""
    end: int
    text: str
    is_statement: bool
    """Does its line make nothing of the value?"""


class Parts:
    """The expressions of some cells, by their numbers."""

    def __init__(self) -> None:
        self._parts: list[Part] = []
        self._statements: list[str] = []

    def __getitem__(self, number: int) -> Part:
        return self._parts[number]

    def rewrite(self, tree: ast.Module, source: str) -> None:
        """Let the expressions of a tree report."""
        _Rewriter(self._parts, self._statements, tree, source).visit(tree)
        ast.fix_missing_locations(tree)

    def described(self, numbers: Iterable[int]) -> dict[str, Any]:
        """``parts``: ``[statement, start, end, text]`` by number. ``statements``: the texts by number."""
        parts = {number: self._parts[number] for number in numbers}
        texts = {part.statement: self._statements[part.statement] for part in parts.values()}
        return {"parts": {number: part[1:5] for number, part in parts.items()}, "statements": texts}


class _Text:
    """A cell's code, in which Python counts bytes of lines."""

    def __init__(self, source: str) -> None:
        self._lines = source.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._source = source

    def place(self, line: int, column: int) -> int:
        return self._starts[line - 1] + len(self._lines[line - 1].encode()[:column].decode(errors="ignore"))

    def start(self, node: ast.stmt | ast.expr | ast.pattern) -> int:
        return self.place(node.lineno, node.col_offset)

    def end(self, node: ast.stmt | ast.expr) -> int:
        return self.place(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def __getitem__(self, span: slice) -> str:
        return self._source[span]


class _Rewriter(ast.NodeTransformer):
    def __init__(self, parts: list[Part], statements: list[str], tree: ast.Module, source: str) -> None:
        self._parts = parts
        self._statements = statements
        self._text = _Text(source)
        self._lines = Lines(tree)
        self._start = 0
        """Where the text of the statement begins to which expressions belong now."""
        self._alone: ast.expr | None = None
        """An expression of which its line makes nothing."""

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, ast.stmt):
            start, end = self._text.start(node), self._header_end(node)
            with self._statement(start, end):
                self._alone = node.value if isinstance(node, ast.Expr) else None
                return super().visit(node)
        if not isinstance(node, _SHOWN) or not self._is_worth_it(node):
            return super().visit(node)
        alone = node is self._alone
        return self._reporting(node, super().visit(node), alone)

    def visit_Call(self, node: ast.Call) -> ast.Call:
        """A method belongs to its call."""
        if isinstance(node.func, ast.Attribute):
            node.func.value = self.visit(node.func.value)
        else:
            node.func = self.visit(node.func)
        node.args = [self.visit(one) for one in node.args]
        node.keywords = [self.visit(one) for one in node.keywords]
        return node

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.FormattedValue:
        """How a value is formatted is no expression of its own, but it may have some."""
        node.value = self.visit(node.value)
        if node.format_spec is not None:
            self.generic_visit(node.format_spec)
        return node

    visit_Interpolation = visit_FormattedValue  # of Python 3.14's template strings

    def visit_match_case(self, node: ast.match_case) -> ast.match_case:
        """A pattern is not computed."""
        if node.guard is not None:
            node.guard = self.visit(node.guard)
        node.body = [self.visit(one) for one in node.body]
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        node.target = self.visit(node.target)
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_arguments(self, node: ast.arguments) -> ast.arguments:
        node.defaults = [self.visit(one) for one in node.defaults]
        node.kw_defaults = [one and self.visit(one) for one in node.kw_defaults]
        return node

    def visit_FunctionDef(self, node: Any) -> Any:
        self._decorators(node)
        node.args = self.visit(node.args)
        node.body = [self.visit(one) for one in node.body]
        return node

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        self._decorators(node)
        node.bases = [self.visit(one) for one in node.bases]
        node.keywords = [self.visit(one) for one in node.keywords]
        node.body = [self.visit(one) for one in node.body]
        return node

    def visit_TypeAlias(self, node: ast.AST) -> ast.AST:
        return node

    def _decorators(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        for place, decorator in enumerate(node.decorator_list):
            with self._statement(self._text.start(decorator), self._text.end(decorator)):
                node.decorator_list[place] = self.visit(decorator)

    @contextmanager
    def _statement(self, start: int, end: int) -> Iterator[None]:
        """Expressions belong to this text meanwhile."""
        saved = self._start, self._alone, self._number
        self._start, self._alone, self._number = start, None, len(self._statements)
        self._statements.append(self._text[start:end])
        try:
            yield
        finally:
            self._start, self._alone, self._number = saved

    _number = 0

    def _header_end(self, node: ast.stmt) -> int:
        """The end of what stands before the body, or of all."""
        bodies: Sequence[Any] = getattr(node, "cases", None) or getattr(node, "body", None) or ()
        if not bodies:
            return self._text.end(node)
        first = bodies[0].pattern if isinstance(node, ast.Match) else bodies[0]
        decorators = getattr(first, "decorator_list", None)
        start = self._text.start(node)
        header = self._text[start : self._text.start(decorators[0] if decorators else first)]
        if isinstance(node, ast.Match):
            header = header.rpartition("\n")[0]
        return start + len(header.rstrip().removesuffix("@").rstrip())

    def _is_worth_it(self, node: Any) -> bool:
        """Is it computed, and no sign before a number or a way to the class above?"""
        if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            return False
        if isinstance(node, ast.UnaryOp):
            return not isinstance(node.operand, ast.Constant)
        return not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "super")

    def _reporting(self, node: Any, inner: Any, is_alone: bool) -> ast.Call:
        start, end = self._text.start(node), self._text.end(node)
        text = " ".join(self._text[start:end].split())
        text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
        line = self._lines.start(node.lineno)
        self._parts.append(Part(line, self._number, start - self._start, end - self._start, text, is_alone))
        report, number = ast.Name(REPORT, ast.Load()), ast.Constant(len(self._parts) - 1)
        call = ast.Call(report, [number, inner], [])
        for one in (report, number, call):
            ast.copy_location(one, node)
        return call
