"""What may look on while a cell's code runs: other code in its place, what watches it, what is shown."""

from __future__ import annotations

import ast
import contextlib
import sys
import types
from collections.abc import Iterator
from typing import Any

Compiled = tuple[ast.Module, types.CodeType | None, types.CodeType | None]
"""The tree of a cell, its statements and its last expression."""


@contextlib.contextmanager
def unseen() -> Iterator[None]:
    """What is computed meanwhile, to describe a value, is no part of the program: no picture shows it."""
    interception = sys.modules.get("pictures.interception")
    with interception.unheard() if interception else contextlib.nullcontext():
        yield


class Observer:
    """Looks on while a cell's code runs. This one leaves all as it is."""

    takes_examples = False
    """Does it look at examples with prompts as well, each of which is a program?"""

    def compile(self, source: str, filename: str) -> Compiled:
        """What runs in place of the source."""
        return compiled(source, filename)

    def watching(
        self, tree: ast.Module, *codes: types.CodeType | None
    ) -> contextlib.AbstractContextManager[None]:
        """Is entered while what :meth:`compile` has made runs."""
        return contextlib.nullcontext()

    def shown(self, value: Any) -> Any:
        """What is shown of the value of a last expression."""
        return value


def compiled(source: str, filename: str) -> Compiled:
    """The statements, and the last expression on its own; both compiled before either runs."""
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    tree = compile(source, filename, "exec", ast.PyCF_ONLY_AST | flags, dont_inherit=True)
    return tree, *compiled_tree(tree, filename)


def compiled_tree(tree: ast.Module, filename: str) -> tuple[types.CodeType | None, types.CodeType | None]:
    """The same of a tree, which loses its last expression."""
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr):
        tree.body.pop()
    statements = compile(tree, filename, "exec", flags, dont_inherit=True) if tree.body else None
    if not isinstance(last, ast.Expr):
        return statements, None
    return statements, compile(ast.Expression(last.value), filename, "eval", flags, dont_inherit=True)
