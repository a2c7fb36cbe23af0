"""What pictures of graphs say, held against autograd: runs on PyTorch and on seqlite alike.

Each function returns what is wrong, as texts. Tests call them through `TorchSide`.
"""

from __future__ import annotations

import json
import random
from typing import Any

import torch
from torch import nn

from pictures import graph
from pictures.numbers import plain
from site_tests import ROOT
from site_tests.oracle.graph_models import Skip, random_models, unlike

BINARY = (lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: a / (b * b + 1))
__all__ = ["random_models"]  # asked through this module
UNARY = (
    *(torch.relu, torch.tanh, torch.sigmoid, torch.exp, lambda a: a**2, lambda a: -a),
    *(lambda a: a * 1.5, lambda a: 0.5 - a, lambda a: a + 2, lambda a: a * a),
)


def random_graph(draw: random.Random) -> tuple[Any, list[Any]]:
    """A result, and all that it was computed from and that has a name, leaves first."""
    made = [torch.tensor(draw.uniform(-1, 1), dtype=torch.float64, requires_grad=True) for _ in range(3)]
    for _ in range(draw.randint(1, 8)):
        if draw.random() < 0.5:
            made.append(draw.choice(BINARY)(draw.choice(made), draw.choice(made)))
        else:
            made.append(draw.choice(UNARY)(draw.choice(made)))
    return made[-1], made


def random_graphs(seed: int, count: int) -> list[str]:
    """Values, gradients and contributions of random graphs, named and not."""
    wrong = []
    for number in range(count):
        where = f"(seed {seed}, graph {number})"
        result, made = random_graph(random.Random(f"{seed} {number}"))
        gradients = torch.autograd.grad(result, made, retain_graph=True, allow_unused=True)
        used = [i for i, gradient in enumerate(gradients) if gradient is not None]
        names = {f"t{i}": made[i] for i in used}
        data = graph(result, **names).data
        json.dumps(data, allow_nan=False)
        nodes = {node["label"]: node for node in data["nodes"]}
        for i in used:
            told = nodes[f"t{i}"]
            if not _near(told["value"], made[i]) or not _near(told["gradient"], gradients[i]):
                wrong.append(f"t{i} is {made[i]}, {gradients[i]}, and not {told} {where}")
        wrong += [f"{said} {where}" for said in (*_sums(data), *unlike(data))]
        without = graph(result).data
        if len(without["nodes"]) == len(data["nodes"]):
            for told, node in zip(without["nodes"], data["nodes"], strict=True):
                known = "value" in told and "value" in node
                if known and abs(plain(told["value"]) - plain(node["value"])) > 1e-9:
                    wrong.append(f"without names, {told} and not {node} {where}")
        if any(tensor.is_leaf and tensor.grad is not None for tensor in made):
            wrong.append(f"a gradient was left behind {where}")
        result.backward()  # nothing was freed
    return wrong


def _near(told: Any, wanted: Any) -> bool:
    return abs(plain(told) - wanted.item()) <= 1e-12 * max(1.0, abs(wanted.item()))


def _sums(data: dict[str, Any]) -> list[str]:
    """Is each gradient the sum of what arrives, and each contribution a product?"""
    wrong = []
    gradients = {node["id"]: node.get("gradient") for node in data["nodes"]}
    for node in data["nodes"][:-1]:
        edges = [edge for edge in data["edges"] if edge["from"] == node["id"]]
        if node["op"] == "constant":
            continue
        total = sum(plain(edge["contribution"]) for edge in edges)
        if abs(total - plain(node["gradient"])) > 1e-9 * max(1.0, abs(total)):
            wrong.append(f"{total} arrives at {node}")
        for edge in edges:
            product = plain(edge["derivative"]) * plain(gradients[edge["to"]])
            if abs(product - plain(edge["contribution"])) > 1e-9 * max(1.0, abs(product)):
                wrong.append(f"{edge} is no product with {gradients[edge['to']]}")
    return wrong


def unnoticed() -> list[str]:
    """Does a training step end as if nobody had looked, and are no hooks called?"""
    ends = []
    calls = []
    for look in (False, True):
        torch.manual_seed(3)
        model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Dropout(0.5), nn.Linear(3, 1))
        z = model[0](torch.randn(1, 2))
        z.register_hook(lambda g, look=look: calls.append(look))
        loss = nn.functional.mse_loss(model[1:](z), torch.ones(1, 1))
        for _ in range(3 * look):
            graph(loss, z=z)
        loss.backward()
        ends.append([[p.grad.tolist() for p in model.parameters()], torch.rand(3).tolist()])
    return [
        *([] if ends[0] == ends[1] else [f"{ends[0]} became {ends[1]}"]),
        *([] if calls == [False, True] else [f"hooks: {calls}"]),
    ]


def of_values() -> list[str]:
    """The lesson's own autograd: its numbers before and after `backward()`, and PyTorch's."""
    lesson = json.loads((ROOT / "docs/lessons/gradients.ipynb").read_text("utf8"))
    names: dict[str, Any] = {}
    exec("".join(next(cell["source"] for cell in lesson["cells"] if cell["id"] == "value-class")), names)

    def loss_of(w: Any, v: Any, b: Any) -> Any:
        return (v * (w * 1.5 + b).relu() + w * w - 2.0) ** 2

    numbers = {"w": 0.8, "v": 1.2, "b": 0.3}
    mine = {name: names["Value"](number) for name, number in numbers.items()}
    theirs = {
        name: torch.tensor(number, dtype=torch.float64, requires_grad=True)
        for name, number in numbers.items()
    }
    loss = loss_of(**mine)
    before = graph(loss, **mine).data
    if any(value.grad for value in mine.values()):
        return ["looking left gradients behind"]
    loss.backward()
    after = graph(loss, **mine).data
    wanted = {node["label"]: node for node in graph(loss_of(**theirs), **theirs).data["nodes"]}
    told = {node["label"]: node for node in after["nodes"]}
    wrong = [] if before == after else [f"{before} became {after}"]
    wrong += _sums(after)
    for name in numbers:
        if abs(plain(told[name]["gradient"]) - plain(wanted[name]["gradient"])) > 1e-12:
            wrong.append(f"{told[name]}, and PyTorch has {wanted[name]}")
    labels = sorted(node["label"] for node in after["nodes"] if not node["leaf"])
    if labels != sorted(["×", "+", "ReLU", "×", "×", "+", "×", "+", "square"]):
        wrong.append(f"operations: {labels}")
    return wrong


def described(make: str) -> Any:
    """The description of a graph and its forms, or the error that is raised."""
    torch.manual_seed(0)
    w = torch.tensor(0.8, requires_grad=True)
    v = torch.tensor(1.2, requires_grad=True)
    names = {"torch": torch, "nn": nn, "graph": graph, "w": w, "v": v, "freed": freed, "deep": deep}
    names |= {"shown": shown, "stepped": stepped, "Skip": Skip}
    try:
        picture = eval(make, names)
    except (TypeError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    forms, about = picture._repr_mimebundle_()
    return {"data": picture.data, "forms": forms, "alt": about["image/svg+xml"]["alt"]}


def shown(model: Any, x: Any, loss: Any, target: Any, then: Any = None) -> Any:
    """The graph of a model's loss, drawn where its tensors are variables."""
    output = model(x)
    loss = loss(output, target)
    if then is not None:
        then(loss)
    if then is stepped:
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= 0.1 * parameter.grad
    return graph(loss)


def freed(loss: Any) -> Any:
    loss.backward()
    return loss


def stepped(loss: Any) -> None:
    """What comes before a step of training, which then follows."""
    loss.backward()


def deep(value: Any, steps: int) -> Any:
    for _ in range(steps):
        value = value * 0.999 + 0.001
    return value
