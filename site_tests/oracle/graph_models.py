"""Graphs of whole models with their losses, held against autograd: runs on PyTorch and on seqlite alike."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from pictures import graph
from pictures.numbers import plain

ACTIVATIONS = (nn.ReLU, nn.Tanh, nn.Sigmoid, nn.GELU, nn.SiLU, nn.ELU, nn.LeakyReLU)


class Skip(nn.Module):
    """A residual block, whose own input is added."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.inner = nn.Sequential(nn.Linear(size, size), nn.ReLU())

    def forward(self, x: Any) -> Any:
        return x + self.inner(x)


class Parts(nn.Module):
    """One that cuts its input in two, views it, and changes a part in place."""

    def forward(self, x: Any) -> Any:
        first, second = x.chunk(2, dim=-1)
        made = torch.cat([second * 2, first.clone()], dim=-1)
        made[..., 0] = 0.0
        return made.view(made.shape).mul_(0.5)


def random_model(draw: random.Random) -> tuple[Any, Any, Any, Any]:
    """A model, an input, a target and a loss."""
    count = draw.choice([0, 1, 3])
    size = draw.choice([2, 4])
    shape = [count, size] if count else [size]
    modules: list[Any] = []
    if draw.random() < 0.25:
        modules += [nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()]
        count = count or 1
        shape, size = [count, 1, 6, 6], 8
    for _ in range(draw.randint(0, 3)):
        kinds = [nn.Linear(size, size), draw.choice(ACTIVATIONS)(), Skip(size), Parts(), nn.LayerNorm(size)]
        modules.append(draw.choice(kinds))
    outs = draw.choice([1, 2, 4])
    modules.append(nn.Linear(size, outs, bias=draw.random() < 0.8))
    is_log = draw.random() < 0.2
    model = nn.Sequential(*modules, *([nn.LogSoftmax(dim=-1)] if is_log else []))
    wanted = [count, outs] if count else [outs]
    label = torch.randint(0, outs, wanted[:-1])
    if is_log:
        return model, torch.randn(shape), label, nn.NLLLoss()
    loss, target = draw.choice(
        [
            (nn.MSELoss(), torch.randn(wanted)),
            (nn.MSELoss(reduction="sum"), torch.randn(wanted)),
            (nn.L1Loss(), torch.randn(wanted)),
            (nn.CrossEntropyLoss(), label),
            (nn.BCEWithLogitsLoss(), torch.rand(wanted)),
        ]
    )
    return model, torch.randn(shape), target, loss


def random_models(seed: int, count: int) -> list[str]:
    """Values, gradients, names and constants of random models, before and after `backward()`."""
    wrong = []
    for number in range(count):
        draw = random.Random(f"{seed} model graph {number}")
        torch.manual_seed(seed + number)
        model, x, target, loss = random_model(draw)
        where = f"(seed {seed}, model {number}: {model}, {loss}, input {list(x.shape)})"
        output = model(x)
        cost = loss(output, target)
        parameters = dict(model.named_parameters())
        data = graph(cost).data
        json.dumps(data, allow_nan=False)
        nodes = {node["label"]: node for node in data["nodes"]}
        gradients = torch.autograd.grad(cost, [*parameters.values(), output], retain_graph=True)
        for (name, tensor), gradient in zip(
            [*parameters.items(), ("output", output)], gradients, strict=True
        ):
            if name not in nodes:
                wrong.append(f"{name} is missing {where}")
            elif not _near(nodes[name].get("value"), tensor) or not _near(
                nodes[name].get("gradient"), gradient
            ):
                wrong.append(f"{name}: {nodes[name]}, and not {tensor}, {gradient} {where}")
        if not isinstance(loss, nn.BCEWithLogitsLoss | nn.L1Loss):
            told = nodes.get("target", {})
            if target.numel() > 1 and not _near(told.get("value"), target):
                wrong.append(f"the target is {told}, and not {target} {where}")
        if isinstance(model[0], nn.Linear | nn.Conv2d) and not _near(nodes.get("x", {}).get("value"), x):
            wrong.append(f"the input is {nodes.get('x')}, and not {x} {where}")
        wrong += [f"{said} {where}" for said in unlike(data)]
        wrong += [
            f"{node['label']} names no operation {where}" for node in data["nodes"] if _is_nameless(node)
        ]
        cost.backward()
        after = {node["label"]: node for node in graph(cost).data["nodes"]}
        wrong += [f"after backward(), {said} {where}" for said in _otherwise(after, nodes)]
        for name, parameter in parameters.items():
            if not _near(after.get(name, {}).get("gradient"), parameter.grad):
                wrong.append(f"after backward(), {name}: {after.get(name)}, and not {parameter.grad} {where}")
    return wrong


AGAIN: dict[str, Callable[..., Any]] = {
    **{"Add": torch.add, "Sub": torch.sub, "Mul": torch.mul, "Div": torch.div, "Relu": torch.relu},
    **{"Tanh": torch.tanh, "Sigmoid": torch.sigmoid, "Linear": nn.functional.linear, "Sum": torch.sum},
    **{"MseLoss": nn.functional.mse_loss, "CrossEntropyLoss": nn.functional.cross_entropy},
}


def unlike(data: dict[str, Any]) -> list[str]:
    """Which values do not follow from the values that are shown before them?"""
    wrong = []
    told = {node["id"]: node["value"] for node in data["nodes"] if "value" in node}
    values = {one: _tensor(value) for one, value in told.items() if _is_told(value)}
    for node in data["nodes"]:
        inputs = [values.get(edge["from"]) for edge in data["edges"] if edge["to"] == node["id"]]
        if node["op"] not in AGAIN or node["id"] not in values or any(one is None for one in inputs):
            continue
        if node["op"] == "CrossEntropyLoss":
            inputs[1] = inputs[1].long()
        made = [AGAIN[node["op"]](*inputs)]
        if node["op"] == "MseLoss":
            made.append(nn.functional.mse_loss(*inputs, reduction="sum"))
        if not any(torch.allclose(one, values[node["id"]], rtol=1e-4, atol=1e-5) for one in made):
            wrong.append(f"{node['op']} of {inputs} is {made}, and not {values[node['id']]}")
    return wrong


def _otherwise(after: dict[str, Any], before: dict[str, Any]) -> list[str]:
    """Which numbers are not what they were?"""
    wrong = []
    for label in after.keys() & before.keys():
        for key in ("value", "gradient"):
            one, other = after[label].get(key), before[label].get(key)
            if one is None or other is None or not _is_told(one) or not _is_told(other):
                continue
            if not torch.allclose(_tensor(one), _tensor(other), rtol=1e-4, atol=1e-5):
                wrong.append(f"the {key} of {label} is {one}, and was {other}")
    return wrong


def _is_told(value: Any) -> bool:
    """Are there numbers, and not only a shape?"""
    return not isinstance(value, dict) or bool(value["values"])


def _tensor(told: Any) -> Any:
    if not isinstance(told, dict):
        return torch.tensor(plain(told))
    return torch.tensor([plain(value) for value in told["values"]]).reshape(told["shape"])


def _is_nameless(node: dict[str, Any]) -> bool:
    return not node["leaf"] and not node.get("sign")


def _near(told: Any, wanted: Any) -> bool:
    if wanted.numel() > 64:
        return True  # only its shape is described
    if told is None:
        return False
    values = told["values"] if isinstance(told, dict) else [told]
    shape = told["shape"] if isinstance(told, dict) else []
    found = wanted.detach().flatten().tolist()
    same = all(
        abs(plain(one) - other) <= 1e-5 * max(1.0, abs(other))
        for one, other in zip(values, found, strict=True)
    )
    return same and (list(wanted.shape) == shape or len(found) == 1)
