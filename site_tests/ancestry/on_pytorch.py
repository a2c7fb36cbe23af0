"""Run by PyTorch's Python: numbers of pictures as PyTorch has them, and formulas in float64."""

from __future__ import annotations

import ast
import json
import math
import sys
from typing import Any

import torch


def shown(source: str) -> Any:
    """The description of the picture that ends a program."""
    tree = ast.parse(source)
    last = tree.body.pop()
    assert isinstance(last, ast.Expr)
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(tree, "program", "exec"), names)
    return eval(compile(ast.Expression(last.value), "program", "eval"), names).data


def at(data: Any, path: list[Any]) -> float:
    for key in path:
        data = data[key]
    return float(data)


def again(python: str, given: list[float]) -> float:
    """What a formula gives, by PyTorch's functions in float64."""
    functions: dict[str, Any] = {
        name: lambda x, name=name: getattr(torch, name)(torch.as_tensor(x, dtype=torch.float64))
        for name in ["exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "erf", "floor", "ceil"]
    }
    functions |= {"fsum": sum, "int": torch.trunc, "inf": math.inf, "nan": math.nan}
    return float(eval(python, functions, {"v": [torch.tensor(one, dtype=torch.float64) for one in given]}))


def main() -> None:
    found: dict[str, list[float]] = {}
    worst = 0.0
    for name, asked in json.load(sys.stdin).items():
        data = shown(asked["source"])
        found[name] = [at(data, path) for path in asked["paths"]]
        for python, given, value, said in asked["formulas"]:
            scale = max([abs(value), *(abs(one) for one in given if abs(one) < 1e4)])
            miss = abs(again(python, given) - value) / max(scale, 1e-30)
            if miss > 1e-6 * max(1, len(given) / 8):
                raise SystemExit(f"{name}: {said}: {python} of {given} misses {value} by {miss}")
            worst = max(worst, miss)
    print(json.dumps({"numbers": found, "worst": worst}))


if __name__ == "__main__":
    main()
