"""What pictures of surfaces say, held against the optimizers: runs on PyTorch and on seqlite alike."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any

import torch

from pictures import loss_of, surface
from pictures.numbers import as_float32, plain

Make = Callable[[list[Any]], Any]
MAKERS: tuple[Callable[[random.Random], Make], ...] = (
    lambda draw: _made(torch.optim.SGD, lr=draw.uniform(0.001, 0.1)),
    lambda draw: _made(torch.optim.SGD, lr=0.02, momentum=draw.uniform(0.1, 0.95)),
    lambda draw: _made(
        torch.optim.SGD, lr=0.02, momentum=0.8, nesterov=True, weight_decay=draw.random() / 10
    ),
    lambda draw: _made(torch.optim.SGD, lr=0.02, momentum=0.8, dampening=draw.random()),
    lambda draw: _made(torch.optim.Adam, lr=draw.uniform(0.01, 0.3)),
    lambda draw: _made(torch.optim.Adam, lr=0.1, weight_decay=draw.random() / 10, betas=(0.8, 0.99)),
    lambda draw: _made(torch.optim.AdamW, lr=0.1, weight_decay=draw.random() / 10),
)


def _made(kind: Any, **settings: Any) -> Make:
    return lambda w: kind(w, **settings)


def polynomial(draw: random.Random) -> tuple[list[list[float]], Callable[[Any, Any], Any]]:
    """Terms of degree 4 at most, and their sum; its even powers keep paths from going far at once."""
    powers = [(2, 0), (0, 2), *draw.sample([(1, 1), (1, 0), (0, 1), (3, 0), (1, 2), (4, 0), (0, 4)], 3)]
    terms = [[round(draw.uniform(0.1, 1.5), 3) * (0.05 if i + j > 2 else 1), i, j] for i, j in powers]
    return terms, lambda a, b: sum(c * a**i * b**j for c, i, j in terms)


def random_paths(seed: int, count: int) -> list[str]:
    """Points, heights and terms, as the pictures tell them, against an optimizer's own steps."""
    wrong = []
    for number in range(count):
        draw = random.Random(f"{seed} {number}")
        terms, height = polynomial(draw)
        make = draw.choice(MAKERS)(draw)
        start = [as_float32(draw.uniform(-3, 3)), as_float32(draw.uniform(-2, 2))]
        data = surface(height, {"one": make}, start, steps=20).data
        json.dumps(data, allow_nan=False)
        [path] = data["paths"]
        w = torch.tensor(start, requires_grad=True)
        optimizer = make([w])
        for step, point in enumerate(path["points"]):
            optimizer.zero_grad()
            loss = height(w[0], w[1])
            loss.backward()
            told = [
                as_float32(plain(one)) for one in (*point, path["heights"][step], *path["gradients"][step])
            ]
            if told != [*w.tolist(), loss.item(), *w.grad.tolist()]:
                wrong.append(f"seed {seed}, surface {number}, step {step}: {told}, not {w.tolist()}")
                break
            optimizer.step()
        found = {(i, j): c for c, i, j in data.get("terms", [])}
        if any(abs(found.get((i, j), 0) - c) > 1e-9 for c, i, j in terms) or len(found) != len(terms):
            wrong.append(f"seed {seed}, surface {number}: terms {data.get('terms')}, not {terms}")
    return wrong


def unnoticed() -> list[str]:
    """A picture draws no random number that counts, and touches nothing of the reader's."""
    own = torch.ones(2, requires_grad=True)
    torch.manual_seed(7)
    wanted = torch.rand(3).tolist()
    torch.manual_seed(7)
    surface(
        lambda a, b: (own[0] * a) ** 2 + b**2 + 0 * torch.rand(()), {"S": MAKERS[0](random.Random(1))}, (1, 1)
    )
    return ["random numbers were drawn"] if torch.rand(3).tolist() != wanted else []


def described(expression: str) -> dict[str, Any]:
    """The forms of a picture that the expression makes, or what it says is wrong."""
    names = {"surface": surface, "torch": torch, "sgd": lambda **s: _made(torch.optim.SGD, **s)}
    try:
        picture = eval(expression, names)
    except (TypeError, ValueError) as error:
        return {"error": str(error)}
    forms, about = picture._repr_mimebundle_()
    return {"data": picture.data, "forms": forms, "alt": about["image/svg+xml"]["alt"]}


def model_losses(seed: int) -> list[str]:
    """The loss of two weights of a model, against the model with these weights put in."""
    torch.manual_seed(seed)
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1))
    x, y = torch.randn(6, 2), torch.randn(6, 1)
    before = [one.clone() for one in model.parameters()]
    height = loss_of(model, x, y, torch.nn.MSELoss(), "0.weight[1, 0]", "2.bias[0]")
    a, b = torch.randn(2, 3), torch.randn(2, 3)
    found = height(a, b)
    wrong = [] if all(map(torch.equal, before, model.parameters())) else ["the model has changed"]
    for place in range(6):
        other = copy.deepcopy(model)
        with torch.no_grad():
            other[0].weight[1, 0] = a.reshape(-1)[place]
            other[2].bias[0] = b.reshape(-1)[place]
        wanted = torch.nn.functional.mse_loss(other(x), y).item()
        if abs(found.reshape(-1)[place].item() - wanted) > 1e-6 * max(1, abs(wanted)):
            wrong.append(f"{found.reshape(-1)[place].item()}, and not {wanted}")
    picture = surface(height, {"SGD": lambda w: torch.optim.SGD(w, lr=0.1)}, start=(0.5, 0.5), steps=5)
    heights = picture.data["paths"][0]["heights"]
    if not heights[-1] < heights[0]:
        wrong.append(f"the path does not lead down: {heights}")
    return wrong


def misnamed(weight: str) -> str:
    try:
        loss_of(torch.nn.Linear(2, 1), torch.ones(1, 2), torch.ones(1, 1), torch.nn.MSELoss(), weight, weight)
    except ValueError as error:
        return str(error)
    return ""
