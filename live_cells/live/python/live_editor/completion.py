"""Completions at the cursor, with what each is: from the Python that runs, and from code that has not run."""

from __future__ import annotations

import ast
import builtins
import inspect
import keyword
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from live_runner import introspection
from live_runner.introspection import is_a
from live_runner.lazy_imports import LazyModule

from .cursor import call_at_end, expression_before
from .reading import MISSING, Instance, Method, ReadClass, ReadFunction, loaded
from .scope import Scope
from .signatures import signature_of

Answer = dict[str, Any]
_IMPORT = re.compile(r"^\s*(?:import\s+(?:[\w.]+(?:\s+as\s+\w+)?\s*,\s*)*|from\s+)(?P<path>[\w.]*)$")
_FROM_IMPORT = re.compile(r"^\s*from\s+(?P<module>[\w.]+)\s+import\s+[\w\s,(]*$")
_OFFERED = ("torch", "torchvision", "numpy", "matplotlib", "tqdm", "seqlite")
MOST = 300
"""So many completions, and no more."""


def completions(text: str, scope: Scope) -> Answer:
    """What may follow: ``{"start", "names": [{"name", "kind", "type", "own"}]}``.

    ``start`` is what is there already; ``type`` says more about a value; ``own`` marks what cells have made.

    Args:
        text: the code up to the cursor.
    """
    word = re.search(r"\w*$", text)
    start = word[0] if word else ""
    before = text[: len(text) - len(start)]
    found = dict(_offered(before, scope)) if not start or start.isidentifier() else {}
    shown = [name for name in found if name.startswith(start) and (start.startswith("_") or name[0] != "_")]
    return {"start": start, "names": [{"name": name} | found[name] for name in shown[:MOST]]}


def _offered(before: str, scope: Scope) -> Iterator[tuple[str, Answer]]:
    line = before.rpartition("\n")[2]
    if imported := _IMPORT.match(line):
        yield from _modules(imported["path"])
    elif imported := _FROM_IMPORT.match(line):
        yield from _about_all(_members_of(loaded(imported["module"])))
    elif before.endswith("."):
        owner = expression_before(before, len(before) - 1)
        if owner:
            yield from _about_all(_members_of(scope.expression(owner)))
        elif re.search(r"[\"']\.$", before):
            yield from _about_all(_members_of(Instance(str)))
    else:
        yield from _parameters(before, scope)
        yield from _names(scope)


def _names(scope: Scope) -> Iterator[tuple[str, Answer]]:
    own = {name: value for name, value in scope.living.items() if introspection.is_name(name)}
    for name in scope.read:
        if name not in own:
            own[name] = scope.named(name)
    own |= {name: scope.named(name) for name in scope.enclosing}
    for name, value in reversed(own.items()):
        yield name, _about(name, value) | {"own": True}
    known = {**dict.fromkeys(keyword.kwlist), **vars(builtins)}
    for name, value in known.items():
        if name not in own:
            is_word = value is None and keyword.iskeyword(name)
            yield name, {"kind": "keyword", "type": "", "own": False} if is_word else _about(name, value)


def _parameters(before: str, scope: Scope) -> Iterator[tuple[str, Answer]]:
    """The parameters of the call that the cursor is in, each with its sign, where an argument begins."""
    call = call_at_end(before)
    if call is None or call.arguments[-1].strip():
        return
    signature = signature_of(scope.expression(call.callee))
    given = {found[1] for one in call.arguments if (found := re.match(r"\s*(\w+)\s*=(?!=)", one))}
    for index, parameter in enumerate(signature.parameters.values() if signature else ()):
        by_name = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
        is_given = index < len(call.arguments) - 1 - len(given)
        if parameter.kind in by_name and parameter.name not in given and not is_given:
            yield f"{parameter.name}=", {"kind": "property", "type": "", "own": True}


def _modules(path: str) -> Iterator[tuple[str, Answer]]:
    owner, _, _ = path.rpartition(".")
    if owner:
        module = loaded(owner)
        for name, value in _members_of(module).items():
            if is_a(value, type(sys)):
                yield name, {"kind": "namespace", "type": "", "own": False}
        return
    for name in (*_OFFERED, *sorted(sys.stdlib_module_names)):
        yield name, {"kind": "namespace", "type": "", "own": name in _OFFERED}


def _members_of(owner: Any) -> dict[str, Any]:
    if is_a(owner, Instance):
        annotated = [vars(kind).get("__annotations__", {}) for kind in getattr(owner.of, "__mro__", ())]
        return {**{name: MISSING for some in annotated for name in some}, **_members_of(owner.of)}
    if is_a(owner, ReadClass):
        inherited: dict[str, Any] = {}
        for base in owner.bases:
            inherited |= _members_of(base)
        return {**inherited, **owner.members}
    if owner is MISSING or is_a(owner, ReadFunction | Method | LazyModule):
        return {}
    found: dict[str, Any] = introspection.members(owner)
    return found


def _about_all(members: Mapping[str, Any]) -> Iterator[tuple[str, Answer]]:
    for name, value in members.items():
        yield name, _about(name, value)


def _about(name: str, value: Any) -> Answer:
    """The kind of what a name stands for, and the class of a value."""
    kind, said = "variable", ""
    if is_a(value, ast.FunctionDef | ast.AsyncFunctionDef | ReadFunction | Method):
        kind = "function"
    elif is_a(value, ast.ClassDef | ReadClass):
        kind = "class"
    elif is_a(value, Instance):
        said = value.of.node.name if is_a(value.of, ReadClass) else value.of.__name__
    elif is_a(value, property):
        kind = "property"
    elif value is not MISSING and not is_a(value, ast.AST):
        kind = introspection.kind_of(name, value)
        if kind == "variable" and value is not None:
            said = introspection.type_of(value)
            if said in ("getset_descriptor", "member_descriptor", "cached_property"):
                kind, said = "property", ""
    return {"kind": kind, "type": said, "own": False}
