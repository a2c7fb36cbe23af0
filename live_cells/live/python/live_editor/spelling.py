"""Expressions of a signature as text; for `ast.unparse`, the page would fetch a file."""

from __future__ import annotations

import ast


def spelled(node: ast.expr) -> str:
    """What is usual in annotations and default values as text; an ellipsis in the place of anything else."""
    match node:
        case ast.Constant(value=value):
            return "..." if value is ... else repr(value)
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=owner, attr=name):
            return f"{spelled(owner)}.{name}"
        case ast.UnaryOp(op=ast.USub(), operand=value):
            return f"-{spelled(value)}"
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            return f"{spelled(left)} | {spelled(right)}"
        case ast.Subscript(value=owner, slice=ast.Tuple(elts=parts)):
            return f"{spelled(owner)}[{', '.join(map(spelled, parts))}]"
        case ast.Subscript(value=owner, slice=part):
            return f"{spelled(owner)}[{spelled(part)}]"
        case ast.Tuple(elts=parts):
            return f"({', '.join(map(spelled, parts))}{',' * (len(parts) == 1)})"
        case ast.List(elts=parts):
            return f"[{', '.join(map(spelled, parts))}]"
        case ast.Dict(keys=[]):
            return "{}"
        case ast.Call(func=called, args=[], keywords=[]):
            return f"{spelled(called)}()"
        case _:
            return "…"
