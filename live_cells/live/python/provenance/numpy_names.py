"""What NumPy calls otherwise than the engine: names of functions, and settings."""

from __future__ import annotations

from typing import Any

NAMES = {
    "subtract": "sub", "multiply": "mul", "divide": "div", "true_divide": "div", "power": "pow",
    "negative": "neg", "absolute": "abs", "equal": "eq", "not_equal": "ne", "less": "lt", "less_equal": "le",
    "greater": "gt", "greater_equal": "ge", "truediv": "div", "getitem": "index", "iadd": "add",
    "isub": "sub", "imul": "mul", "itruediv": "div", "amax": "max", "amin": "min", "around": "round",
    "vdot": "dot", "inner": "dot", "clip": "clamp",
}  # fmt: skip
"""Functions that the engine calls by another name."""
ALL_GIVEN = frozenset(["where"])
BINARY = frozenset(
    [
        *("add", "subtract", "sub", "multiply", "mul", "divide", "true_divide", "truediv", "power", "pow"),
        *("maximum", "minimum", "matmul", "dot", "vdot", "inner", "iadd", "isub", "imul", "itruediv"),
        *("eq", "ne", "lt", "le", "gt", "ge", "equal", "not_equal"),
        *("less", "less_equal", "greater", "greater_equal"),
    ]
)
"""Functions of two arguments, which may be numbers."""


def settings(name: str, rest: list[Any], named: dict[str, Any]) -> dict[str, Any]:
    """As the engine's operations have them."""
    found: dict[str, Any] = {"axis": named.get("axis"), "keepdim": bool(named.get("keepdims", False))}
    if rest and isinstance(rest[0], int | tuple) and name not in ("round", "around", "getitem"):
        found["axis"] = rest[0]
    if name == "norm":
        found["p"] = 2 if not rest and "ord" not in named else None
    if name == "clip" and len(rest) == 2:
        found |= {"axis": None, "min": rest[0], "max": rest[1]}
    if name in ("std", "var"):
        found["correction"] = named.get("ddof", 0)
    if name in ("round", "around"):
        found["digits"] = int(rest[0]) if rest else int(named.get("decimals", 0))
    return found
