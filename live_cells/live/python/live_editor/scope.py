"""What names stand for at the cursor: in the Python that runs, or by reading code that has not run."""

from __future__ import annotations

import ast
import builtins
import inspect
import re
import sys
import textwrap
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from live_runner import introspection
from live_runner.introspection import is_a
from live_runner.lazy_imports import LazyModule

from .reading import MISSING, Instance, Method, ReadClass, ReadFunction, bound, statements

_LITERALS: dict[type[ast.AST], type] = {
    ast.List: list,
    ast.ListComp: list,
    ast.Dict: dict,
    ast.DictComp: dict,
    ast.Set: set,
    ast.SetComp: set,
    ast.Tuple: tuple,
    ast.JoinedStr: str,
}
_MOST_STEPS = 20
"""So many names lead on to each other, and no more."""


class Scope:
    """The names at the cursor.

    Args:
        text: the cell's code up to the cursor.
        others: the code of the page's other cells, in their order.
        living: the variables of the Python that runs.
    """

    def __init__(self, text: str, others: Sequence[str], living: Mapping[str, Any]) -> None:
        self._text = text
        self._others = others
        self.living = living

    @cached_property
    def read(self) -> dict[str, Any]:
        """What cells bind, by reading them: objects, or syntax that `value_of` follows."""
        found: dict[str, Any] = {}
        for source in (*self._others, self._text):
            for statement in statements(source):
                found |= dict(bound(statement))
        return found

    def named(self, name: str, steps: int = 0) -> Any:
        """What a name stands for; ``MISSING`` if that is unknown."""
        if name in self.living:
            return self.living[name]
        if name in self.enclosing:
            return Instance(self.value_of(self.enclosing[name], steps + 1))
        if name in self.read:
            return self.value_of(self.read[name], steps + 1)
        return getattr(builtins, name, MISSING)

    def expression(self, text: str) -> Any:
        """What an expression stands for. Of a call, only the class of its result is known."""
        try:
            return self.value_of(ast.parse(textwrap.dedent(text).strip(), mode="eval").body)
        except (SyntaxError, ValueError, RecursionError):
            return MISSING

    def value_of(self, node: Any, steps: int = 0) -> Any:
        """What is bound: an object as it is, and for syntax what it stands for."""
        if not is_a(node, ast.AST) or steps > _MOST_STEPS:
            return node if not is_a(node, ast.AST) else MISSING
        match node:
            case ast.Name(id=name):
                return self.named(name, steps)
            case ast.Attribute(value=owner, attr=name):
                return self.attribute(self.value_of(owner, steps + 1), name)
            case ast.Call(func=called):
                return self.result(self.value_of(called, steps + 1))
            case ast.Await(value=value) | ast.NamedExpr(value=value):
                return self.value_of(value, steps + 1)
            case ast.Constant(value=value):
                return MISSING if value is Ellipsis else Instance(type(value))
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                return ReadFunction(node)
            case ast.ClassDef():
                return ReadClass(node, [self.value_of(base, steps + 1) for base in node.bases])
            case ast.BinOp(left=left):
                value = self.value_of(left, steps + 1)
                return Instance(type(value)) if _is_plain(value) else value
            case ast.Subscript(value=owner, slice=index):
                return self.item(self.value_of(owner, steps + 1), index)
            case _:
                kind = _LITERALS.get(type(node))
                return Instance(kind) if kind else MISSING

    def attribute(self, owner: Any, name: str) -> Any:
        """An attribute, as far as looking at it runs no code."""
        if is_a(owner, Instance):
            return self._of_instance(owner.of, name)
        if is_a(owner, ReadClass):
            return self._of_class(owner, name)
        if owner is MISSING or is_a(owner, ReadFunction | LazyModule):
            return MISSING
        return introspection.look_up(f"it.{name}", {"it": owner})

    def item(self, owner: Any, index: ast.expr) -> Any:
        """An item of a plain list, tuple or dictionary; a part of a tensor or an array is one, too."""
        if type(owner) in (list, tuple, dict) and isinstance(index, ast.Constant):
            try:
                return owner[index.value]
            except (LookupError, TypeError):
                return MISSING
        of = owner.of if is_a(owner, Instance) else type(owner)
        return Instance(of) if getattr(of, "__name__", "") in ("Tensor", "ndarray", "str") else MISSING

    def _of_class(self, owner: ReadClass, name: str) -> Any:
        if name in owner.members:
            return self.value_of(owner.members[name], 1)
        for base in owner.bases:
            found = self.attribute(base, name)
            if found is not MISSING:
                return found
        return MISSING

    def _of_instance(self, of: Any, name: str) -> Any:
        is_read = is_a(of, ReadClass)
        found = self._of_class(of, name) if is_read else inspect.getattr_static(of, name, MISSING)
        if is_a(found, property):
            return self.result(found.fget)
        return Method(found) if callable(found) or is_a(found, ReadFunction) else found

    def result(self, called: Any) -> Any:
        """What a call gives: an object of the class that is called, or of the one that a function names."""
        if is_a(called, ReadClass) or is_a(called, type):
            return Instance(called)
        if is_a(called, Method):
            called = called.function
        if called is MISSING or is_a(called, ReadFunction | Instance | LazyModule):
            return MISSING
        return _annotated_result(called)

    @cached_property
    def enclosing(self) -> dict[str, ast.ClassDef]:
        """The class whose body the cursor is in, under ``self``, or what its function calls the object."""
        lines = self._text.split("\n")
        if not lines[-1][:1].isspace():
            return {}
        start = next((at for at in reversed(range(len(lines))) if re.match(r"\S", lines[at])), None)
        if start is None or not lines[start].startswith("class "):
            return {}
        node = next(iter(statements("\n".join([*lines[start:-1]]))), None)
        functions = re.findall(r"^\s+(?:async )?def \w+\(\s*(\w+)", "\n".join(lines[start:]), re.M)
        if not isinstance(node, ast.ClassDef) or not functions:
            return {}
        return {functions[-1]: node}


def _is_plain(value: Any) -> bool:
    return is_a(value, int | float | str | list | tuple)


def _annotated_result(function: Any) -> Any:
    try:
        annotation = inspect.signature(function).return_annotation
    except Exception:
        return MISSING
    if annotation == "Self" and not is_a(getattr(function, "__self__", sys), type(sys)):
        return Instance(type(function.__self__))
    if annotation == "Self":
        module, _, owner = getattr(function, "__qualname__", "").rpartition(".")[0].rpartition(".")
        annotation = owner or module
    if is_a(annotation, str):
        names = getattr(function, "__globals__", None) or vars(sys.modules.get(function.__module__, builtins))
        annotation = names.get(annotation) or _torch_class(annotation)
    return Instance(annotation) if is_a(annotation, type) else MISSING


def _torch_class(name: str) -> Any:
    """A class of the engine: its functions name classes that they need not import."""
    return getattr(sys.modules.get("seqlite"), name, MISSING) if name.isidentifier() else MISSING
