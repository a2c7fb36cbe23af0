"""What pictures of any module say, held against the module: runs on PyTorch and on seqlite alike.

The numbers that are drawn are those of `model(x)` and of forward hooks. Between two numbers there is a line
if and only if the derivative of the one by the other can be other than 0, which is measured.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from pictures import network
from pictures.links import MOST_DRAWN, pairs_of
from pictures.numbers import as_float32, plain

TRIES = 4
"""Random weights and inputs with which it is measured what a number changes."""
NEAR = 1e-10
"""What changes by less is the same but for rounding."""
ANY: tuple[Callable[[], Any], ...] = (
    *(
        nn.ReLU,
        nn.LeakyReLU,
        nn.Tanh,
        nn.Sigmoid,
        nn.GELU,
        nn.SiLU,
        nn.ELU,
        nn.Softplus,
        nn.Hardtanh,
        nn.ReLU6,
    ),
    *(nn.Identity, lambda: nn.ReLU(inplace=True), lambda: nn.Dropout(0.5), nn.PReLU),
    *(lambda dim=dim: nn.Softmax(dim=dim) for dim in (0, 1, -1)),
    *(lambda dim=dim: nn.LogSoftmax(dim=dim) for dim in (0, 1, -1)),
    *(nn.Flatten, lambda: nn.Flatten(0), lambda: nn.Flatten(0, 1), lambda: nn.GLU(dim=-1)),
)


class Skip(nn.Module):
    """A residual block."""

    def __init__(self, inner: Any) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, x: Any) -> Any:
        return x + self.inner(x)


class Centered(nn.Module):
    """A class with its own forward, which looks across a dimension."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, x: Any) -> Any:
        return x - x.mean(self.dim, keepdim=True)


class Reversed(nn.Sequential):
    """One that is no plain sequence."""

    def forward(self, x: Any) -> Any:
        for module in reversed(self):
            x = module(x)
        return x


def of_shape(shape: list[int], draw: random.Random) -> Any:
    """A module that may take such an input."""
    last = shape[-1] if shape else 1
    few = draw.choice([1, 2, 3, 5])
    choices: list[Callable[[], Any]] = [
        *(lambda: draw.choice(ANY)() for _ in range(3)),
        *(lambda: nn.Linear(last, few, bias=draw.random() < 0.8) for _ in range(3)),
        lambda: nn.LayerNorm(shape[-draw.randint(1, max(len(shape), 1)) :] or [1]),
        lambda: Skip(draw.choice([nn.Tanh(), nn.Sequential(nn.Linear(last, last), nn.ReLU())])),
        lambda: Centered(draw.choice([0, -1])),
        lambda: Reversed(nn.Tanh(), nn.Linear(last, few)),
        lambda: nn.Sequential(nn.Linear(last, few), nn.Sequential(nn.Tanh())),
    ]
    if len(shape) >= 2:
        size = shape[-2] if len(shape) == 2 else draw.choice(shape[-3:-1])
        channels = shape[1]
        choices += [
            lambda: nn.Conv1d(size, 2 * few, draw.choice([1, 2, 3]), padding=1, stride=draw.choice([1, 2])),
            lambda: nn.Conv1d(size, size, 2, groups=size),
            lambda: draw.choice([nn.MaxPool1d, nn.AvgPool1d])(2),
            lambda: nn.AdaptiveAvgPool1d(2),
            lambda: normed(nn.BatchNorm1d(channels)),
            lambda: nn.BatchNorm1d(channels, track_running_stats=False),
            lambda: nn.GroupNorm(draw.choice([1, channels]), channels),
        ]
    if len(shape) >= 3:
        size = shape[-3]
        choices += [
            lambda: nn.Conv2d(size, 2, draw.choice([1, 2]), padding=draw.choice([0, 1])),
            lambda: nn.Conv2d(size, 2 * size, 1, groups=size),
            lambda: nn.ConvTranspose2d(size, 2, 2),
            lambda: draw.choice([nn.MaxPool2d, nn.AvgPool2d])(2),
            lambda: nn.AdaptiveAvgPool2d(1),
            lambda: nn.ZeroPad2d(1),
            lambda: normed(nn.BatchNorm2d(shape[1])),
            lambda: nn.InstanceNorm2d(size),
            lambda: nn.PixelShuffle(2),
        ]
    return draw.choice(choices)()


def normed(norm: Any) -> Any:
    norm.running_mean += torch.randn(norm.num_features)
    norm.running_var += torch.rand(norm.num_features)
    return norm


def random_model(draw: random.Random) -> tuple[Any, Any]:
    """A model, and an input that it takes."""
    shape = [draw.choice([1, 2, 3, 4, 6]) for _ in range(draw.choice([0, 1, 1, 1, 2, 2, 3, 4]))]
    modules: list[Any] = []
    x: Any = torch.randn(shape)
    if shape and draw.random() < 0.15:
        x = torch.randint(0, 5, shape)
        modules.append(nn.Embedding(5, draw.choice([1, 2, 3])))
    value = modules[0](x) if modules else x
    for _ in range(draw.randint(1, 5)):
        try:
            module = of_shape(list(value.shape), draw).eval()
            left = module(value.detach().clone())
        except (
            RuntimeError,
            ValueError,
            IndexError,
            AssertionError,
            ZeroDivisionError,
            TypeError,
            AttributeError,
        ):
            continue  # it does not fit
        if left.numel() and left.numel() < 400:
            modules.append(module)
            value = left
    if len(modules) > 1 and draw.random() < 0.3:
        modules[:2] = [nn.Sequential(*modules[:2])]
    return nn.Sequential(*modules).train(draw.random() < 0.5), x


def flat(model: Any) -> list[Any]:
    found = []
    for module in model.children():
        found += flat(module) if type(module) is nn.Sequential else [module]
    return found


def random_modules(seed: int, count: int) -> list[str]:
    """Numbers and lines of random models, against the models."""
    wrong: list[str] = []
    known: dict[str, list[list[int]]] = {}
    for number in range(count):
        draw = random.Random(f"lines {seed} {number}")
        torch.manual_seed(seed + number)
        model, x = random_model(draw)
        where = f"(seed {seed}, model {number}: {model}, input {list(x.shape)})"
        data = network(model, x).data
        json.dumps(data, allow_nan=False)
        if data["kind"] == "module":
            continue  # picture_modules.py holds those to their hooks
        model.eval()
        noted, output = hooked(model, x)
        if "fault" in data:
            wrong.append(f"{data['fault']['text']} {where}")
            continue
        is_batch = x.dim() > 0 and data["input"]["shape"] == list(x.shape[1:])
        last = noted[-1][1] if noted else x
        if not torch.equal(last, output):
            wrong.append(f"hooks {where}")
        before = Column(x, is_batch, len(x) if is_batch else 0, data.get("input_units"))
        for module, (shape, left), told in zip(flat(model), noted, data["modules"], strict=True):
            after = Column(left, is_batch, len(x) if is_batch else 0, told.get("units"))
            wanted = [left.reshape(-1)[place].item() for place in after.places]
            if [as_float32(plain(value)) for value in told["output"]["values"]] != wanted:
                wrong.append(f"the output of {told['name']} {where}")
            pairs = pairs_of(told, before.names, after.names)
            if pairs is None and isinstance(module, Skip | Centered | Reversed):
                before = after
                continue
            if pairs is None:
                wrong.append(f"{told['kind']} is not known {where}")
                continue
            key = f"{module} {list(shape)} {before.units} {after.units}"
            if key not in known:
                known[key] = measured(module, list(shape), before.units, after.units)
            if sorted(map(list, pairs)) != known[key]:
                wrong.append(f"{told['name']} has {sorted(map(list, pairs))}, and not {known[key]} {where}")
            before = after
    return wrong


def hooked(model: Any, x: Any) -> tuple[list[Any], Any]:
    """The shape of what enters each module and what leaves it, by hooks, and what the model gives."""
    noted: list[Any] = []

    def note(_: Any, entered: Any, left: Any) -> None:
        noted.append((entered[0].shape, left.detach().clone()))

    hooks = [module.register_forward_hook(note) for module in flat(model)]
    output = model(x)
    for hook in hooks:
        hook.remove()
    return noted, output


class Column:
    """Of each unit that is drawn, the places of its numbers in the tensor, and its number among all units."""

    def __init__(self, tensor: Any, is_batch: bool, count: int, units: list[int] | None) -> None:
        places = torch.arange(tensor.numel()).reshape(tensor.shape)
        shown = places[0] if is_batch and tensor.dim() and len(tensor) == count else places
        rows = shown if units is None else shown[units]
        self.places = rows.reshape(-1).tolist()
        groups = rows.reshape(len(rows), -1).tolist() if shown.dim() == 3 else [[one] for one in self.places]
        self.units: list[list[int]] = groups[:MOST_DRAWN]
        self.names = (units or [*range(len(groups))])[:MOST_DRAWN]


def measured(
    module: Any, shape: list[int], before: list[list[int]], after: list[list[int]]
) -> list[list[int]]:
    """The pairs of units of which one changes the other, with some weights and some input."""
    count = math.prod(shape)
    is_token = isinstance(module, nn.Embedding)
    found: set[tuple[int, int]] = set()
    module.double()
    with torch.no_grad():
        for number in range(TRIES):
            for parameter in module.parameters():
                parameter.copy_(torch.rand(parameter.shape) + 0.1)
            # small ones, which no function cuts off; then one that is larger than all others
            new = 4 if is_token else 9.0 if number % 2 else 0.6
            entered = torch.randint(0, 2, (count,)) if is_token else 0.3 * torch.randn(count).double()
            left = module(entered.reshape(shape).clone()).reshape(-1)
            for i, places in enumerate(before):
                other = entered.clone()
                other[places] = new
                change = ((module(other.reshape(shape)).reshape(-1) - left).abs() > NEAR).tolist()
                found |= {(i, k) for k, unit in enumerate(after) if any(change[one] for one in unit)}
    return sorted(map(list, found))
