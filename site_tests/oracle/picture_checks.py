"""What pictures of networks say, held against the networks: runs on PyTorch and on seqlite alike.

Each function returns what is wrong, as texts. Tests call them through `TorchSide`.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import torch
from torch import nn

from pictures import network
from pictures.columns import UNFOLDED
from pictures.numbers import as_float32, exact, plain, printed

SMOOTH: tuple[Callable[[], Any], ...] = (
    *(nn.Tanh, nn.Sigmoid, nn.GELU, nn.SiLU, nn.ELU, nn.Softplus, nn.Identity),
    *(lambda: nn.Softmax(dim=-1), lambda: nn.LogSoftmax(dim=-1), lambda: nn.Dropout(0.5)),
)
KINKED: tuple[Callable[[], Any], ...] = (nn.ReLU, nn.LeakyReLU, lambda: nn.ReLU(inplace=True))
LOSSES: tuple[Callable[[], Any], ...] = (nn.MSELoss, nn.L1Loss, nn.CrossEntropyLoss, nn.BCEWithLogitsLoss)


def random_model(draw: random.Random, smooth: bool = False) -> tuple[Any, Any, Any, Any]:
    """A model of nested `nn.Sequential`, a sample, a target, and a loss."""
    size = entry = draw.choice([1, 2, 3, 5, 12, 13, 30])
    modules: list[Any] = []
    for _ in range(draw.randint(1, 6)):
        match draw.random():
            case chance if chance < 0.45:
                out = draw.choice([1, 2, 4, 12, 13, 20])
                modules.append(nn.Linear(size, out, bias=draw.random() < 0.8))
                size = out
            case chance if chance < 0.55:
                modules.append(norm := nn.BatchNorm1d(size, affine=draw.random() < 0.7))
                norm.running_mean += torch.randn(size)
                norm.running_var += torch.rand(size)
            case chance if chance < 0.65:
                modules.append(nn.LayerNorm(size))
            case _:
                modules.append(draw.choice(SMOOTH if smooth else (*SMOOTH, *KINKED))())
    modules.append(nn.Linear(size, draw.choice([1, 3, 14])))
    while len(modules) > 1 and draw.random() < 0.4:
        at = draw.randrange(len(modules) - 1)
        modules[at : at + 2] = [nn.Sequential(*modules[at : at + 2])]
    model = nn.Sequential(*modules).train(draw.random() < 0.5)
    loss = nn.MSELoss() if smooth else draw.choice(LOSSES)()
    outputs = model.eval()(torch.zeros(1, entry)).shape[1]
    model.train(draw.random() < 0.5)
    target: Any = torch.rand(outputs)
    if isinstance(loss, nn.CrossEntropyLoss):
        target = draw.randrange(outputs)
    x = torch.randn(entry)
    needs_batch = any(isinstance(module, nn.BatchNorm1d) for module in model.modules())
    return model, x.unsqueeze(0) if needs_batch or draw.random() < 0.5 else x, target, loss


def numbers(tensor: dict[str, Any], double: bool = False) -> list[float]:
    return [plain(value) if double else as_float32(plain(value)) for value in tensor["values"]]


def flat(model: Any) -> list[Any]:
    found = []
    for module in model.children():
        found += flat(module) if isinstance(module, nn.Sequential) else [module]
    return found


def random_networks(seed: int, count: int) -> list[str]:
    """Outputs, sums, and autograd's gradients of random models, as the pictures tell them."""
    wrong: list[str] = []
    for number in range(count):
        draw = random.Random(f"{seed} {number}")
        torch.manual_seed(seed + number)
        model, x, target, loss = random_model(draw)
        where = f"seed {seed}, model {number}: {model}"
        data = network(model, x, target, loss).data
        json.dumps(data, allow_nan=False)
        wrong += [f"{what} ({where})" for what in _unlike(data, model, x, target, loss)]
    return wrong


def _unlike(data: dict[str, Any], model: Any, x: Any, target: Any, loss: Any) -> list[str]:
    wrong = []
    model.eval()
    for parameter in model.parameters():
        parameter.grad = None
    steps = []
    value = x
    for module in flat(model):
        entered = value
        value = module(value.clone())  # some work in place
        if value.requires_grad:
            value.retain_grad()
        steps.append((module, entered, value))
    goal = torch.tensor(target) if isinstance(target, int) else target
    cost = loss(value, goal if x.dim() == 1 else goal.unsqueeze(0))
    cost.backward()
    if as_float32(plain(data["loss"]["value"])) != cost.item():
        wrong.append(f"the loss is {cost.item()}, not {data['loss']['value']}")
    if len(steps) != len(data["modules"]):
        return [*wrong, f"{len(steps)} modules, not {len(data['modules'])}"]
    for (module, entered, left), told in zip(steps, data["modules"], strict=True):
        row = left.reshape(-1)
        shown = told.get("units", range(len(row)))
        if numbers(told["output"]) != [row[unit].item() for unit in shown]:
            wrong.append(f"the output of {told['name']}")
        if (len(row) > UNFOLDED) != ("units" in told):
            wrong.append(f"{told['name']} is folded or is not")
        if left.grad is not None and not _close(told["output_gradient"], left.grad.reshape(-1), shown):
            wrong.append(f"the gradient of the output of {told['name']}")
        for name, parameter in module.named_parameters():
            if f"{name}_gradient" in told and not _close(told[f"{name}_gradient"], parameter.grad, shown):
                wrong.append(f"the gradient of {told['name']}.{name}")
            if name in told and not _close(told[name], parameter, shown, 0.0):
                wrong.append(f"{told['name']}.{name}")
        if isinstance(module, nn.Linear):
            wrong += _sums(told, entered.reshape(-1).detach(), shown)
    return wrong


def _close(told: dict[str, Any], tensor: Any, shown: Any, most: float = 1e-6) -> bool:
    rows = tensor[list(shown)] if len(tensor) != len(list(shown)) else tensor
    wanted = rows.detach().flatten().tolist()
    values = numbers(told)
    return len(values) == len(wanted) and all(
        abs(one - other) <= most * max(1.0, abs(other)) for one, other in zip(values, wanted, strict=True)
    )


def _sums(told: dict[str, Any], entered: Any, shown: Any) -> list[str]:
    """Does the sum that a unit shows give the number that it shows?"""
    wrong = []
    bias = numbers(told["bias"]) if "bias" in told else [0.0] * len(list(shown))
    for row, (output, offset) in enumerate(zip(numbers(told["output"]), bias, strict=True)):
        if "terms" in told:
            count, rest = told["rest"][row]
            total = offset + plain(rest) + sum(plain(w) * plain(x) for _, w, x in told["terms"][row])
            if count + len(told["terms"][row]) != len(entered):
                wrong.append(f"{told['name']} counts {count} more terms")
        else:
            across = told["weight"]["shape"][1]
            weights = numbers(told["weight"])[row * across : (row + 1) * across]
            total = offset + sum(w * x for w, x in zip(weights, entered.tolist(), strict=True))
        if abs(total - output) > 2e-5 * max(1.0, abs(output)):
            wrong.append(f"unit {row} of {told['name']} shows {output}, and its sum gives {total}")
    return wrong


def finite_differences(seed: int, count: int) -> list[str]:
    """Gradients of smooth models in float64, against what nudging a weight does to the loss."""
    wrong = []
    for number in range(count):
        draw = random.Random(f"{seed} smooth {number}")
        torch.manual_seed(seed + number)
        model, x, target, loss = random_model(draw, smooth=True)
        model, x, target = model.double(), x.double(), target.double()
        data = network(model, x, target, loss).data
        for module, told in zip(flat(model), data["modules"], strict=True):
            if "weight_gradient" not in told:
                continue
            row = draw.randrange(len(told.get("units", range(len(module.weight)))))
            at = [told.get("units", range(len(module.weight)))[row]]
            across = module.weight.numel() // len(module.weight)
            if module.weight.dim() == 2:
                at.append(draw.randrange(across))
            told_slope = numbers(told["weight_gradient"], double=True)[
                row * across + (at[1] if len(at) > 1 else 0)
            ]
            values = []
            for step in (1e-5, -2e-5):
                with torch.no_grad():
                    module.weight[tuple(at)] += step
                values.append(plain(network(model, x, target, loss).data["loss"]["value"]))
            with torch.no_grad():
                module.weight[tuple(at)] += 1e-5
            slope = (values[0] - values[1]) / 2e-5
            if abs(slope - told_slope) > 1e-5 * max(1.0, abs(slope)):
                wrong.append(
                    f"{told['name']}: {told_slope}, and nudging gives {slope} (seed {seed}, {number})"
                )
    return wrong


class Noise(nn.Module):
    """A reader's module that draws random numbers, counts its calls, and prints."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0
        self.inner = nn.Identity()

    def forward(self, x: Any) -> Any:
        self.calls += 1
        print("called")
        return self.inner(x) + 0.01 * torch.randn(x.shape) + random.random()


def _training(look: bool, on_hook: Callable[[], None]) -> list[Any]:
    """A few steps of training, looked at or not, and all that is left behind."""
    torch.manual_seed(7)
    random.seed(7)
    model = nn.Sequential(
        nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(inplace=True), nn.Dropout(0.5), Noise(), nn.Linear(8, 2)
    )
    model[0].bias.requires_grad_(False)
    model[3].eval()
    model[3].train()
    hooks = [module.register_forward_hook(lambda *_: on_hook()) for module in (model[5], model[4].inner)]
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    loss = nn.CrossEntropyLoss()
    left: list[Any] = []

    def glance() -> None:
        if look:
            network(model, x, target=y, loss=loss)
            network(model, x[0])
            network(model, x[:, :3])  # does not fit
            with torch.no_grad():
                network(model, x, target=y, loss=loss)

    for _ in range(4):
        x, y = torch.randn(6, 4, requires_grad=True), torch.randint(0, 2, (6,))
        glance()
        optimizer.zero_grad()
        value = loss(model(x), y)
        glance()
        value.backward()
        glance()
        left += [p.grad.tolist() for p in model.parameters() if p.grad is not None]
        left.append(x.grad.tolist())
        optimizer.step()
        glance()
        left += [tensor.tolist() for tensor in model.state_dict().values()]
    left += [torch.rand(3).tolist(), random.random(), model[4].calls]
    left += [module.training for module in model.modules()]
    left += [parameter.requires_grad for parameter in model.parameters()]
    for hook in hooks:
        hook.remove()
    return left


def unnoticed() -> list[str]:
    """Does training go on as if nobody had looked, bit for bit?"""
    calls = {True: 0, False: 0}

    def counted(look: bool) -> list[Any]:
        def on_hook() -> None:
            calls[look] += 1

        return _training(look, on_hook)

    alone, looked_at = counted(False), counted(True)
    wrong = [f"{i}: {a} became {b}" for i, (a, b) in enumerate(zip(alone, looked_at, strict=True)) if a != b]
    return [*wrong, *([] if calls[True] == calls[False] else [f"hooks were called {calls}"])]


def described(make: str) -> Any:
    """The description of a picture, made by an expression; or the error that is raised."""
    torch.manual_seed(0)
    names = {
        "torch": torch,
        "nn": nn,
        "network": network,
        "F": nn.functional,
        "Twice": Twice,
        "Pair": Pair,
        "Held": Held,
        "Centered": Centered,
        "ones": torch.ones(2),
        "mse": nn.MSELoss(),
    }
    try:
        picture = eval(make, names)
    except (TypeError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    bundle, about = picture._repr_mimebundle_()
    return {"data": picture.data, "forms": bundle, "about": about}


class Twice(nn.Module):
    """A kind that nobody knows."""

    def forward(self, x: Any) -> Any:
        return 2 * x


class Centered(nn.Module):
    """One that looks across the first dimension."""

    def forward(self, x: Any) -> Any:
        return x - x.mean(0)


class Held(nn.Module):
    """One that holds on to something that cannot be copied, and to a tensor that has been computed."""

    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Linear(2, 2)
        self.lines = (line for line in "abc")
        self.last = self.net(torch.ones(1, 2))

    def forward(self, x: Any) -> Any:
        self.last = self.net(x)
        return self.last


class Pair(nn.Module):
    """One that gives no tensor."""

    def forward(self, x: Any) -> Any:
        return x, x


def printed_as_torch_does(seed: int, count: int) -> list[str]:
    """Are the numbers of a table those that `print` gives for the tensor?"""
    wrong = []
    draw = random.Random(seed)
    torch.manual_seed(seed)
    for _ in range(count):
        tensor = torch.randn(draw.randint(1, 6)) * 10 ** draw.choice([-6, -3, 0, 0, 2, 5, 9])
        if draw.random() < 0.2:
            tensor = tensor.round()
        if draw.random() < 0.2:
            tensor[0] = draw.choice([float("nan"), float("inf"), 0.0, 1e-5])
        texts = printed([exact(value) for value in tensor.tolist()])
        wanted = re.findall(
            r"-?(?:[\d.]+(?:e[+-]\d+)?|nan|inf)", str(tensor).partition("[")[2].partition("]")[0]
        )
        if texts != wanted:
            wrong.append(f"{texts}, and PyTorch prints {wanted}")
    return wrong


def shortest(seed: int, count: int) -> list[str]:
    """Is each float32 told exactly, in no more digits than it needs?"""
    torch.manual_seed(seed)
    values = torch.randn(count) * torch.pow(10.0, torch.randint(-30, 30, (count,)).float())
    wrong = []
    for value in values.tolist():
        told = exact(value)
        if as_float32(plain(told)) != value:
            wrong.append(f"{value} became {told}")
        elif isinstance(told, float) and len(Decimal(repr(told)).normalize().as_tuple().digits) > 9:
            wrong.append(f"{value} is told as {told}")
    return wrong


def recorded() -> list[Any]:
    """What a notebook keeps of a cell that shows a picture."""
    import asyncio
    import types

    from live_runner import runner
    from site_tests.generators import record

    parts: list[Any] = []
    source = "import torch\nfrom pictures import network\nnetwork(torch.nn.Linear(2, 1), torch.ones(2))"
    asyncio.run(runner.run(source, parts.append, "draw", types.ModuleType("__main__")))
    return record.outputs_of(parts)
