"""Small changes of a program that should change what it does: what a check of an exercise has to notice."""

import ast
import copy
from collections.abc import Iterator

_SWAPPED = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Pow: ast.Mult,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
_METHODS = {
    "train": "eval",
    "eval": "train",
    "sum": "mean",
    "mean": "sum",
    "argmax": "argmin",
    "argmin": "argmax",
    "max": "min",
    "min": "max",
    "append": "extend",
    "zeros": "ones",
    "ones": "zeros",
    "ReLU": "Tanh",
}
_MODULES = ("nn", "torch", "copy", "F", "math")
_KEPT = ast.Pass | ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef
"""Statements that are not left out."""
CACHE = """\
def _cached(function):
    found = []

    def first_answer(*args, **kwargs):
        if not found:
            found.append(function(*args, **kwargs))
        return found[0]

    return first_answer
"""
"""What a mutant uses that answers every call as the first."""


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """Each mutant of the program: what was changed, and its source.

    Only what stands in functions and classes is changed, if there are any; else all of it.
    """
    tree = ast.parse(source)
    defined = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    for index, node in enumerate(defined or tree.body):
        for number in range(sum(1 for _ in _changes(node))):
            changed = copy.deepcopy(node)
            words, change = list(_changes(changed))[number]
            change()
            body = [changed] if defined else [*tree.body[:index], changed, *tree.body[index + 1 :]]
            yield words, ast.unparse(ast.Module(body, tree.type_ignores))
        is_generator = any(isinstance(part, ast.Yield) for part in ast.walk(node))
        if isinstance(node, ast.FunctionDef) and not is_generator:
            words = f"{node.name} answers every call as the first"
            yield words, f"{CACHE}\n{ast.unparse(node)}\n\n{node.name} = _cached({node.name})"


def is_print(node: ast.AST) -> bool:
    """Does the statement only show something?"""
    call = node.value if isinstance(node, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "print"


def _changes(root: ast.AST):
    """Each place that can be changed: in words, and a function that does it."""
    shown = {id(part) for node in ast.walk(root) if is_print(node) for part in ast.walk(node)}
    for parent in ast.walk(root):
        if id(parent) in shown:
            continue
        yield from _statements(parent)
        for child, put in _children(parent):
            yield from _expressions(parent, child, put)


def _children(parent: ast.AST):
    for name, value in ast.iter_fields(parent):
        if isinstance(value, ast.AST):
            yield value, lambda new, name=name: setattr(parent, name, new)
        elif isinstance(value, list):
            for at, item in enumerate(value):
                if isinstance(item, ast.AST):
                    yield item, lambda new, value=value, at=at: value.__setitem__(at, new)


def _statements(parent: ast.AST):
    for block in ("body", "orelse"):
        statements = getattr(parent, block, None)
        if not isinstance(statements, list):
            continue
        for at, statement in enumerate(statements):
            is_words = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
            if is_words or is_print(statement) or isinstance(statement, _KEPT):
                continue
            put = lambda at=at, statements=statements: statements.__setitem__(at, ast.Pass())  # noqa: E731
            yield f"without `{_short(statement)}`", put


def _expressions(parent: ast.AST, node: ast.AST, put):
    where = _short(parent)
    match node:
        case ast.Constant(value=bool() as value):
            yield f"{value} → {not value} in `{where}`", lambda: put(ast.Constant(not value))
        case ast.Constant(value=int() as value):
            yield f"{value} → {value + 1} in `{where}`", lambda: put(ast.Constant(value + 1))
        case ast.Constant(value=float() as value):
            yield f"{value} → {value * 2 + 0.5:g} in `{where}`", lambda: put(ast.Constant(value * 2 + 0.5))
        case ast.BinOp() | ast.AugAssign() | ast.BoolOp() if type(node.op) in _SWAPPED:
            new = _SWAPPED[type(node.op)]
            yield f"{new.__name__} in `{_short(node)}`", lambda: setattr(node, "op", new())
        case ast.Compare(ops=[op]) if type(op) in _SWAPPED:
            new = _SWAPPED[type(op)]
            yield f"{new.__name__} in `{_short(node)}`", lambda: setattr(node, "ops", [new()])
        case ast.UnaryOp(operand=operand):
            yield f"`{_short(operand)}` for `{_short(node)}`", lambda: put(operand)
    if isinstance(node, ast.Call):
        yield from _calls(node, put)


def _calls(node: ast.Call, put):
    if len(node.args) > 1:
        swapped = [node.args[1], node.args[0], *node.args[2:]]
        yield f"arguments swapped in `{_short(node)}`", lambda: setattr(node, "args", swapped)
    for keyword in node.keywords:
        rest = [other for other in node.keywords if other is not keyword]
        yield f"no {keyword.arg}= in `{_short(node)}`", lambda rest=rest: setattr(node, "keywords", rest)
    if isinstance(node.func, ast.Attribute):
        function = node.func
        if function.attr in _METHODS:
            new = _METHODS[function.attr]
            yield f"{new} in `{_short(node)}`", lambda: setattr(function, "attr", new)
        is_module = isinstance(function.value, ast.Name) and function.value.id in _MODULES
        inner = function.value if not is_module else node.args[0] if node.args else None
        if inner:
            yield f"`{_short(inner)}` for `{_short(node)}`", lambda: put(inner)
    elif node.args and isinstance(node.func, ast.Name):
        yield f"`{_short(node.args[0])}` for `{_short(node)}`", lambda: put(node.args[0])


def _short(node: ast.AST) -> str:
    """The first line of its source."""
    try:
        return ast.unparse(node).split("\n")[0]
    except Exception:
        return type(node).__name__
