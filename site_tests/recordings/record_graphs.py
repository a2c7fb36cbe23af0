"""Record site_tests/unit/graph_cases.json from real PyTorch: graphs before and after a leaf is moved.

    .cache/torch/bin/python site_tests/recordings/record_graphs.py [--check]

The page computes the same while a reader drags the leaf
(live_cells/live/page/pictures/graph_numbers.ts).
`--check` writes nothing and says whether it would change.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "live_cells" / "live" / "python")]

from site_tests.recordings import recorded_cases as cases

CASES = ROOT / "site_tests" / "unit" / "graph_cases.json"
RANDOM = 40
LEAVES = {"w": 0.8, "v": -1.2, "b": 0.3}

Leaves = Mapping[str, Any]
Made = Callable[[Any, Any, Any], dict[str, Any]]


def chain(w: Any, v: Any, b: Any) -> dict[str, Any]:
    z = w * 1.5 + b
    h = torch.relu(z)
    y_hat = v * h
    return {"z": z, "h": h, "y_hat": y_hat, "loss": (y_hat - 1.8) ** 2}


def functions(w: Any, v: Any, b: Any) -> dict[str, Any]:
    a = torch.sigmoid(w)
    c = a * torch.exp(v)
    d = c + torch.log(w + 2)
    i = b + 1
    e = d - torch.sqrt(i)
    f = torch.sin(e) * torch.cos(b)
    g = f + v.reciprocal()
    j = b / 3
    h = g - j
    named = {"a": a, "c": c, "d": d, "i": i, "e": e, "f": f, "g": g, "j": j, "h": h}
    return {**named, "loss": torch.nn.functional.mse_loss(h, torch.tensor(0.5))}


def powers(w: Any, v: Any, b: Any) -> dict[str, Any]:
    p = w**3
    q = (b + 1) ** 0.5
    r = p + q
    s = torch.tensor(2.0) - r
    t = torch.nn.functional.mse_loss(s, v.tanh())
    u = (0.5 - v) * -w
    return {"p": p, "q": q, "r": r, "s": s, "t": t, "u": u, "loss": t + u}


def program(number: int) -> Made:
    """Operations at random, the same for all leaves."""
    from site_tests.oracle.graph_checks import BINARY, UNARY

    draw = random.Random(f"graph {number}")
    steps = []
    for count in range(3, draw.randint(5, 11)):
        rule = draw.choice(BINARY if draw.random() < 0.6 else UNARY)
        steps.append((rule, [draw.randrange(max(0, count - 4), count) for _ in range(1 + (rule in BINARY))]))

    def made(*leaves: Any) -> dict[str, Any]:
        values = list(leaves)
        for rule, inputs in steps:
            values.append(rule(*(values[i] for i in inputs)))
        return {f"t{i}": value for i, value in enumerate(values) if i > 2}

    return made


def described(made: Made, numbers: Mapping[str, float]) -> dict[str, Any]:
    from pictures import graph

    leaves = {name: torch.tensor(number, requires_grad=True) for name, number in numbers.items()}
    results = made(*leaves.values())
    last = list(results.values())[-1]
    named = {**leaves, **results}
    gradients = torch.autograd.grad(last, list(named.values()), retain_graph=True, allow_unused=True)
    used = [name for name, gradient in zip(named, gradients, strict=True) if gradient is not None]
    return graph(last, **{name: named[name] for name in used}).data


def text() -> str:
    programs = {"chain": chain, "functions": functions, "powers": powers}
    programs |= {f"random {number}": program(number) for number in range(RANDOM)}
    found = []
    for name, made in programs.items():
        draw = random.Random(name)
        before = described(made, LEAVES)
        used = [node["label"] for node in before["nodes"] if node["label"] in LEAVES]
        leaf = draw.choice(used)
        value = round(LEAVES[leaf] + draw.choice([-1, 1]) * draw.uniform(0.05, 0.25), 2)
        after = described(made, {**LEAVES, leaf: value})
        found.append({"name": name, "leaf": leaf, "value": value, "picture": before, "moved": after})
    lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in found)
    return f"[\n{lines}\n]\n"


if __name__ == "__main__":
    sys.exit(cases.record(CASES, __doc__, text))
