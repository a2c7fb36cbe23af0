"""What pictures of a layer's matrices say, held against `backward()`: runs on PyTorch and seqlite alike.

Each function returns what is wrong, as texts. Tests call them through `TorchSide`.
"""

from __future__ import annotations

import json
import random
from itertools import pairwise
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from pictures import matrices
from pictures.numbers import plain


def described(source: str) -> Any:
    """The forms of a picture, by the expression that makes it; what it raises, as text."""
    try:
        picture = eval(source, {"torch": torch, "nn": nn, "F": F, "matrices": matrices})
    except (TypeError, ValueError) as error:
        return str(error)
    forms, about = picture._repr_mimebundle_()
    return {"data": picture.data, "forms": forms, "alt": about["image/svg+xml"]["alt"]}


def random_layers(seed: int, count: int) -> list[str]:
    """Layers of random models: gradients are those of `backward()`, and products of what is drawn."""
    wrong: list[str] = []
    for number in range(count):
        draw = random.Random(f"{seed} {number}")
        torch.manual_seed(draw.randrange(10**6))
        sizes = [draw.randint(1, 8) for _ in range(draw.randint(2, 4))]
        between = [nn.Tanh, nn.ReLU, nn.Sigmoid, nn.GELU]
        modules: list[Any] = []
        for inputs, outputs in pairwise(sizes):
            modules += [nn.Linear(inputs, outputs, bias=draw.random() < 0.8), draw.choice(between)()]
        model = nn.Sequential(*modules)
        x = torch.randn(draw.randint(1, 8), sizes[0])
        if draw.random() < 0.5:
            loss: Any = nn.MSELoss()
            target = torch.randn(len(x), sizes[-1])
        else:
            loss = nn.CrossEntropyLoss(reduction=draw.choice(["mean", "sum"]))
            target = torch.randint(sizes[-1], (len(x),))
        layer = draw.choice([name for name, module in model.named_modules() if isinstance(module, nn.Linear)])
        where = f"{sizes}, layer {layer} (seed {seed}, model {number})"
        data = matrices(model, x, target, loss, layer=layer).data
        json.dumps(data, allow_nan=False)
        if any(parameter.grad is not None for parameter in model.parameters()):
            wrong.append(f"looking left a gradient: {where}")
        entered = model[: int(layer)](x).detach().requires_grad_()
        left = model[int(layer)](entered)
        left.retain_grad()
        loss(model[int(layer) + 1 :](left), target).backward()
        own = model[int(layer)]
        wanted = {"x": entered, "z": left, "g": left.grad, "input_gradient": entered.grad}
        wanted |= {"weight": own.weight, "weight_gradient": own.weight.grad}
        if own.bias is not None:
            wanted |= {"bias": own.bias, "bias_gradient": own.bias.grad}
        if ("bias" in data) != (own.bias is not None):
            wrong.append(f"a bias is said, or is not: {where}")
        for name, tensor in wanted.items():
            if not torch.allclose(_tensor(data[name]), tensor.detach(), atol=1e-6, rtol=1e-5):
                wrong.append(f"{name} is {tensor.tolist()}, and not {data[name]}: {where}")
        x_, w, g = (_tensor(data[name]) for name in ("x", "weight", "g"))
        products = {"weight_gradient": g.T @ x_, "input_gradient": g @ w, "bias_gradient": g.sum(0)}
        for name, product in products.items():
            if name in data and not torch.allclose(_tensor(data[name]), product, atol=1e-5, rtol=1e-4):
                wrong.append(f"{name} is not the product of what is drawn: {where}")
    return wrong


def _tensor(data: dict[str, Any]) -> Any:
    return torch.tensor([plain(value) for value in data["values"]]).reshape(data["shape"])
