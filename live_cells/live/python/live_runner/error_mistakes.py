"""Errors of training whose message says what PyTorch could not do: the line that is to blame, and the reason.

An error is recognized by PyTorch's words, if the engine raised it. Its reason is read from the reader's code
and from the objects in the frames.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from . import cut_graphs
from .mistakes import Mistake, Names, names_of, of_kind, operation_name
from .readers_code import CELL, Place, Stack, places_of, stack_of, tree_of


class Raised:
    """An error of the engine, and the reader's line that it came through."""

    def __init__(self, error: BaseException, stack: Stack, place: Place, engine: Any) -> None:
        self.text, self.stack, self.place, self.engine = str(error), stack, place, engine
        self.file, self.line = place.frame.f_code.co_filename, place.line
        self.names: Names = names_of(place.frame)

    def mistake(self, kind: str, line: int = 0, **facts: str | int) -> Mistake:
        return Mistake(kind, self.file, line or self.line, facts)

    def local(self, name: str) -> Any:
        """A variable of the innermost of the engine's functions that has it."""
        for frame, _, _ in reversed(self.stack):
            if name in frame.f_locals and not frame.f_code.co_filename.startswith(CELL):
                return frame.f_locals[name]
        return None


def described(error: BaseException) -> dict[str, Any] | None:
    """What went wrong, for the page; none where the error says it all, or the reason is not certain."""
    stack = stack_of(error)
    places = places_of(stack)
    engine = sys.modules["seqlite"]
    if not places or stack[-1][0].f_globals.get("__name__", "").partition(".")[0] != "seqlite":
        return None
    explain = next((found for begin, found in ERRORS.items() if str(error).startswith(begin)), None)
    if explain is None:
        return None
    found = explain(Raised(error, stack, places[-1], engine))
    return None if found is None else found.described()


def _no_graph(raised: Raised) -> Mistake | None:
    expression = _root_of(raised.place.expression)
    if expression is None:
        return None
    scope = cut_graphs.scope_of(raised.place.frame, raised.names, raised.engine)
    cut = cut_graphs.cause(scope, expression, raised.line)
    if cut is not None:
        return Mistake("no_graph", cut.file, cut.line, {"reason": cut.reason, "name": cut.name})
    if not raised.engine.is_grad_enabled():
        return raised.mistake("no_graph", reason="switched_off", name="")
    made = cut_graphs.nothing_requires_grad(scope, expression, raised.line)
    return (
        None
        if made is None
        else Mistake("no_graph", made.file, made.line, {"reason": made.reason, "name": made.name})
    )


def _root_of(expression: ast.expr | None) -> ast.expr | None:
    """What `backward` was called on."""
    match expression:
        case ast.Call(
            func=ast.Attribute(attr="backward", value=ast.Attribute(attr="autograd")), args=[first, *_]
        ):
            return first
        case ast.Call(func=ast.Attribute(attr="backward", value=inner)):
            return inner
    return None


def _changed_in_place(raised: Raised) -> Mistake | None:
    box = raised.local("box")
    node = raised.local("node")
    operation = "" if node is None else operation_name(node)
    optimizers = [
        (name, one)
        for name, one in of_kind(raised.names, raised.engine.optim.Optimizer)
        if any(p._version_counter is box for group in one.param_groups for p in group["params"])
    ]
    tree = cut_graphs.scope_of(raised.place.frame, raised.names, raised.engine).body
    for name, _ in optimizers:
        if line := _last(tree, raised.line, partial(_is_step, name=name)):
            return raised.mistake("changed_in_place", line, by="step", name=name, operation=operation)
    for name, value in raised.names.items():
        if box is None or getattr(value, "_version_counter", None) is not box:
            continue
        if line := _last(tree, raised.line, partial(_changes, name=name)):
            return raised.mistake("changed_in_place", line, by="code", name=name, operation=operation)
    return None


def _last(tree: ast.AST, before: int, fits: Callable[[ast.AST], bool]) -> int:
    lines = [node.lineno for node in ast.walk(tree) if isinstance(node, (ast.stmt, ast.Call)) and fits(node)]
    return max((line for line in lines if line <= before), default=0)


def _is_step(node: ast.AST, name: str) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="step", value=ast.Name(id=owner))):
            return owner == name
    return False


def _changes(node: ast.AST, name: str) -> bool:
    """Does it change the tensor itself?"""
    match node:
        case ast.AugAssign(target=ast.Name(id=owner) | ast.Subscript(value=ast.Name(id=owner))):
            return owner == name
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=owner))]):
            return owner == name
        case ast.Call(func=ast.Attribute(attr=method, value=ast.Name(id=owner))):
            return owner == name and method.endswith("_") and not method.endswith("__")
    return False


def _backward_twice(raised: Raised) -> Mistake:
    root = _root_of(raised.place.expression)
    name = root.id if isinstance(root, ast.Name) else ""
    loop = _loop_around(raised)
    if loop is not None and name:
        made = [node for node in ast.walk(loop) if _assigns(node, name)]
        if not made:
            return raised.mistake("backward_twice", reason="outside", name=name)
        kept = [node.targets[0].id for node in ast.walk(loop) if _keeps_itself(node)]  # type: ignore[attr-defined]
        if kept:
            return raised.mistake("backward_twice", reason="carried", name=kept[0])
    return raised.mistake("backward_twice", reason="again", name=name)


def _loop_around(raised: Raised) -> ast.AST | None:
    """The innermost loop of the line."""
    loops = [
        node
        for node in ast.walk(tree_of(raised.file))
        if isinstance(node, (ast.For, ast.While)) and node.lineno < raised.line <= (node.end_lineno or 0)
    ]
    return max(loops, key=lambda node: node.lineno, default=None)


def _assigns(node: ast.AST, name: str) -> bool:
    targets = (
        node.targets
        if isinstance(node, ast.Assign)
        else [node.target]
        if isinstance(node, ast.AugAssign)
        else []
    )
    return any(
        isinstance(each, ast.Name) and each.id == name for target in targets for each in ast.walk(target)
    )


def _keeps_itself(node: ast.AST) -> bool:
    """`h = f(h)`: is what it makes computed from what the last time round has made?"""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return any(isinstance(each, ast.Name) and each.id == name for each in ast.walk(value))
    return False


def _not_a_number(raised: Raised) -> Mistake:
    shape = re.search(r"shape (\[[\d, ]*\])", raised.text)
    return raised.mistake("not_a_number", shape=shape[1] if shape else "")


def _class_out_of_range(raised: Raised) -> Mistake | None:
    scores, target = raised.local("input"), raised.local("target")
    found = re.match(r"Target (-?\d+) is out of bounds", raised.text)
    if scores is None or target is None or found is None:
        return None
    classes = scores.shape[0 if scores.dim() == 1 else 1]
    return raised.mistake(
        "class_out_of_range", classes=classes, last=classes - 1, target=found[1], least=int(target.min())
    )


def _not_probabilities(raised: Raised) -> Mistake:
    found = re.search(r"reach from (\S+) to ([^\s;]+)", raised.text)
    return raised.mistake(
        "not_probabilities", least=found[1] if found else "", greatest=found[2] if found else ""
    )


def _index_out_of_table(raised: Raised) -> Mistake | None:
    found = re.search(r"got (-?\d+), the embedding has rows 0 to (\d+)", raised.text)
    return found and raised.mistake(
        "index_out_of_table", index=found[1], rows=int(found[2]) + 1, last=found[2]
    )


def _plainly(kind: str) -> Callable[[Raised], Mistake]:
    return lambda raised: raised.mistake(kind)


def _doubles(raised: Raised) -> Mistake | None:
    return raised.mistake("doubles_into_floats") if "Double and Float" in raised.text else None


ERRORS: dict[str, Callable[[Raised], Mistake | None]] = {
    "element 0 of tensors does not require grad": _no_graph,
    "one of the variables needed for gradient computation has been modified": _changed_in_place,
    "a leaf Variable that requires grad is being used in an in-place operation": _plainly("leaf_in_place"),
    "a view of a leaf Variable that requires grad is being used in an in-place operation": _plainly(
        "leaf_in_place"
    ),
    "Trying to backward through the graph a second time": _backward_twice,
    "grad can be implicitly created only for scalar outputs": _not_a_number,
    "Target ": _class_out_of_range,
    "expected target dtype to be Long or Byte, but got Float": _plainly("classes_as_floats"),
    "all elements of input should be between 0 and 1": _not_probabilities,
    "result type Float can't be cast to the desired output type Long": _plainly("targets_as_integers"),
    "mat1 and mat2 must have the same dtype": _doubles,
    "Only Tensors of floating point and complex dtype can require gradients": _plainly(
        "integers_require_grad"
    ),
    "only Tensors of floating point dtype can require gradients": _plainly("integers_require_grad"),
    "index out of range in self": _index_out_of_table,
}
"""How the message of an error begins, and what explains it."""
