"""Loads a test file so that what this side does not have costs the tests that use it, not the file.

Whatever runs when the file is imported is taken apart: each import, each statement of the module or of a
class body, each turn of a loop, each decorator, each default, each entry of a table. What fails is replaced
by an `Absent` (see absent.py). The bodies of functions stay as they are.
"""

from __future__ import annotations

import ast
import copy
import sys
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from .absent import bind_absent, lenient, refusing, with_its_defaults

LENIENT, BIND, REFUSING, DEFAULTS = "_lenient_", "_bind_absent_", "_refusing_", "_with_its_defaults_"
ERROR = "_error_"


def load(path: Path, name: str, given: dict[str, Any] | None = None) -> ModuleType:
    """The file at `path` as a module, as much of it as this side allows. `SkipTest` if it skips itself.

    `given` are names that the file imports, bound to what it shall have for them.
    """
    given = given or {}
    module = ModuleType(name)
    module.__file__ = str(path)
    vars(module).update(
        {LENIENT: lenient, BIND: bind_absent, REFUSING: refusing, DEFAULTS: with_its_defaults, **given}
    )
    sys.modules[name] = module
    tree = ast.parse(path.read_text("utf8"), str(path))
    taken = TakeApart(torch_names(tree) - set(given), set(given))
    tree.body = taken.statements(tree.body)
    ast.fix_missing_locations(tree)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(tree, str(path), "exec"), vars(module))
    return module


def torch_names(tree: ast.Module) -> set[str]:
    """What the module calls torch's modules: `torch`, `nn`, `F`…"""
    names = set()
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            source = getattr(node, "module", None) or ""
            for alias in node.names:
                if f"{source or alias.name}.".startswith("torch."):
                    names.add(alias.asname or alias.name.partition(".")[0])
    return names


def bound_by(node: ast.stmt) -> list[str]:
    """The names that a statement binds in its scope."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [alias.asname or alias.name.partition(".")[0] for alias in node.names]
    return [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]


def call(function: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(function, ast.Load()), list(arguments), [])


def attempt(body: list[ast.stmt], *rescue: ast.stmt) -> ast.Try:
    handler = ast.ExceptHandler(ast.Name("Exception", ast.Load()), ERROR, list(rescue))
    return ast.Try(body, [handler], [], [])


def guarded(node: ast.stmt) -> ast.stmt:
    """The statement; if it fails, what it binds is absent."""
    names = ast.Tuple([ast.Constant(name) for name in dict.fromkeys(bound_by(node))], ast.Load())
    failed = call(BIND, call("locals"), names, ast.Name(ERROR, ast.Load()))
    return ast.copy_location(attempt([node], ast.Expr(failed)), node)


class TakeApart(ast.NodeTransformer):
    """Rewrites what runs at import; `roots` are the names of torch's modules, `given` not to be imported."""

    def __init__(self, roots: set[str], given: set[str]) -> None:
        self.roots, self.given = roots, given
        self.in_class: list[set[str]] = []  # what the class bodies around bind, which a lambda does not see

    def statements(self, body: list[ast.stmt]) -> list[ast.stmt]:
        return [made for node in body for made in self.statement(node)]

    def statement(self, node: ast.stmt) -> list[ast.stmt]:
        match node:
            case ast.Expr(value=ast.Constant()) | ast.ImportFrom(module="__future__"):
                return [node]
            case ast.Import() | ast.ImportFrom():
                return [guarded(one) for one in split(node) if not self.given & set(bound_by(one))]
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                return self.function(node)
            case ast.ClassDef():
                return self.class_(node)
            case ast.If():
                node.test = self.visit(node.test)
                node.body, node.orelse = self.statements(node.body), self.statements(node.orelse)
            case ast.For():
                node.iter = self.visit(node.iter)
                failed = call(BIND, call("locals"), ast.Tuple([], ast.Load()), ast.Name(ERROR, ast.Load()))
                node.body = [attempt([self.visit(n) for n in node.body], ast.Expr(failed))]
            case _:
                node = self.visit(node)
        return [guarded(node)]

    def class_(self, node: ast.ClassDef) -> list[ast.stmt]:
        node.bases = [self.visit(base) for base in node.bases]
        self.in_class.append({name for n in node.body for name in bound_by(n)})
        node.body = self.statements(node.body)
        self.in_class.pop()
        decorators, node.decorator_list = node.decorator_list, []
        return [guarded(node), *self.decorated(node.name, decorators)]

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.stmt]:
        self.visit(node)
        if any(isinstance(d, ast.Attribute) and d.attr in ("setter", "deleter") for d in node.decorator_list):
            return [node]  # `@x.setter` must be looked up before `x` is bound anew
        decorators, node.decorator_list = node.decorator_list, []
        if not (node.args.defaults or any(node.args.kw_defaults)):
            return [node, *self.decorated(node.name, decorators)]
        if node.name.startswith("test"):
            decorators.append(ast.copy_location(ast.Name(DEFAULTS, ast.Load()), node))
        return [guarded(node), *self.decorated(node.name, decorators)]

    def decorated(self, name: str, decorators: list[ast.expr]) -> list[ast.stmt]:
        if not decorators:
            return []
        result: ast.expr = ast.Name(name, ast.Load())
        for decorator in reversed(decorators):
            result = ast.copy_location(ast.Call(self.visit(decorator), [result], []), decorator)
        failed = call(REFUSING, ast.Name(name, ast.Load()), ast.Name(ERROR, ast.Load()))
        target = ast.Name(name, ast.Store())
        step = attempt([ast.Assign([target], result)], ast.Assign([copy.copy(target)], failed))
        return [ast.copy_location(step, decorators[0])]

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self.visit(node.args)
        node.returns = None
        return node

    visit_AsyncFunctionDef = visit_FunctionDef  # type: ignore[assignment]

    def visit_Lambda(self, node: ast.Lambda) -> ast.Lambda:
        self.visit(node.args)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None  # nobody reads it
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        root: ast.expr = node
        while isinstance(root, ast.Attribute):
            root = root.value
        if isinstance(root, ast.Name) and root.id in self.roots and isinstance(node.ctx, ast.Load):
            return self.lenient(node, ast.unparse(node))
        return cast(ast.expr, self.generic_visit(node))

    def visit_List(self, node: ast.List) -> ast.expr:
        return self.table(node)

    def visit_Tuple(self, node: ast.Tuple) -> ast.expr:
        return self.table(node)

    def table(self, node: ast.List | ast.Tuple) -> ast.expr:
        """A display whose entries are had one by one."""
        self.generic_visit(node)
        if isinstance(node.ctx, ast.Load):
            node.elts = [self.entry(entry) for entry in node.elts]
        return node

    def entry(self, node: ast.expr) -> ast.expr:
        if not isinstance(node, ast.Call) or is_lenient(node):
            return node
        here = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
        return node if self.in_class and here & self.in_class[-1] else self.lenient(node, "a table's entry")

    def lenient(self, node: ast.expr, name: str) -> ast.expr:
        nothing = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
        return ast.copy_location(call(LENIENT, ast.Lambda(nothing, node), ast.Constant(name)), node)


def is_lenient(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id == LENIENT


def split(node: ast.Import | ast.ImportFrom) -> list[ast.stmt]:
    """One import for each name."""
    made: list[Any] = []
    for alias in node.names:
        one = copy.copy(node)
        one.names = [alias]
        made.append(one)
    return made
