"""Record site_tests/unit/network_cases.json from real PyTorch: small networks, their numbers and gradients.

    .cache/torch/bin/python site_tests/record_pictures.py [--check]

The page computes the same while a reader drags a number (live/page/pictures/compute.ts). Each case is
a description as docs/live_cells/live/python/pictures/ makes one. `--check` writes nothing and says
whether it would change.
"""

from __future__ import annotations

import json
import math
import random
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import cases
import torch
from torch import nn

CASES = Path(__file__).resolve().parent / "unit" / "network_cases.json"
SETTINGS = (
    *("negative_slope", "p", "eps", "dim", "alpha", "beta", "threshold", "approximate", "reduction"),
    *("in_features", "out_features"),
)


def num(value: float) -> Any:
    """The shortest decimal that gives the same float32."""
    if not math.isfinite(value):
        return str(value)
    short = (float(f"{value:.{digits}g}") for digits in range(1, 18))
    return next(one for one in short if torch.tensor(one).item() == value)


def tensor(values: Any, shape: list[int] | None = None) -> dict[str, Any]:
    plain = values.detach().float()
    return {"shape": shape or list(plain.shape), "values": [num(value) for value in plain.flatten().tolist()]}


def described(model: Any, x: Any, target: Any, loss: Any) -> dict[str, Any]:
    """What the picture of a network says, and the gradient of its input."""
    x = x.clone().requires_grad_()
    outputs, arriving = [], x.unsqueeze(0)
    for module in model:
        arriving = module(arriving)
        arriving.retain_grad()
        outputs.append(arriving)
    value = loss(arriving, target.unsqueeze(0))
    value.backward()
    modules = []
    for name, (module, output) in enumerate(zip(model, outputs, strict=True)):
        tensors = {"output": output[0], "output_gradient": output.grad[0]}
        for part in ("weight", "bias"):
            if getattr(module, part, None) is not None:
                tensors[part] = getattr(module, part)
                tensors[f"{part}_gradient"] = getattr(module, part).grad
        for part in ("running_mean", "running_var"):
            if getattr(module, part, None) is not None:
                tensors[part] = getattr(module, part)
        found = {key: getattr(module, key) for key in SETTINGS if hasattr(module, key)}
        settings = {key: one for key, one in found.items() if one is not None}
        head = {"name": str(name), "kind": type(module).__name__, "text": str(module), "training": False}
        modules.append({**head, "settings": settings, **{key: tensor(one) for key, one in tensors.items()}})
    said = {"kind": type(loss).__name__, "text": str(loss), "value": num(value.item())}
    return {
        "picture": {
            **{"kind": "network", "version": 1, "input": tensor(x), "modules": modules},
            "target": tensor(target),
            "loss": {**said, "settings": {"reduction": loss.reduction}},
        },
        "input_gradient": tensor(x.grad)["values"],
    }


def activations() -> list[Any]:
    return [
        *(nn.ReLU(), nn.LeakyReLU(0.2), nn.Tanh(), nn.Sigmoid(), nn.GELU(), nn.GELU(approximate="tanh")),
        *(nn.SiLU(), nn.ELU(), nn.ELU(0.5), nn.Softplus(), nn.Softplus(beta=3.0, threshold=2.0)),
        *(nn.Dropout(0.3), nn.Identity(), nn.Softmax(dim=1), nn.LogSoftmax(dim=-1), nn.Flatten()),
    ]


def between(size: int, choice: random.Random) -> Any:
    """What stands between two Linears."""
    norm = nn.BatchNorm1d(size)
    for values in (norm.weight.data, norm.bias.data, norm.running_mean, norm.running_var):
        values.uniform_(0.2, 1.5)
    scaled = nn.LayerNorm(size)
    scaled.weight.data.uniform_(-1, 1)
    return choice.choice([*activations(), norm, scaled, nn.LayerNorm(size, elementwise_affine=False)])


def ended(size: int, choice: random.Random) -> tuple[list[Any], Any, Any]:
    """A loss, a target, and the modules before it."""
    values, label = torch.rand(size), torch.tensor(choice.randrange(size))
    return choice.choice(
        [
            ([], torch.randn(size), nn.MSELoss()),
            ([], torch.randn(size), nn.L1Loss()),
            ([], label, nn.CrossEntropyLoss()),
            ([], values / values.sum(), nn.CrossEntropyLoss()),
            ([nn.LogSoftmax(dim=1)], label, nn.NLLLoss()),
            ([nn.Sigmoid()], values.round(), nn.BCELoss()),
            ([], values.round(), nn.BCEWithLogitsLoss()),
        ]
    )


def case(seed: int) -> dict[str, Any]:
    torch.manual_seed(seed)
    choice = random.Random(seed)
    sizes = [choice.randint(1, 5) for _ in range(choice.randint(2, 4))]
    sizes[-1] += 1
    modules: list[Any] = []
    for index, (before, after) in enumerate(pairwise(sizes)):
        modules += [between(before, choice)] if index else []
        modules.append(nn.Linear(before, after, bias=choice.random() < 0.8))
    last, target, loss = ended(sizes[-1], choice)
    model = nn.Sequential(*modules, *last).eval()
    return described(model, 2 * torch.randn(sizes[0]), target, loss)


def first() -> dict[str, Any]:
    """The network of tests in a browser, with numbers that can be followed by hand."""
    model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1)).eval()
    model[0].weight.data = torch.tensor([[0.31, -0.52], [0.8, 0.25], [-0.45, 0.6]])
    model[0].bias.data = torch.tensor([0.1, -0.2, 0.05])
    model[2].weight.data = torch.tensor([[0.7, -0.9, 0.4]])
    model[2].bias.data = torch.tensor([0.15])
    return described(model, torch.tensor([1.0, 2.0]), torch.tensor([1.0]), nn.MSELoss())


def text() -> str:
    lines = ",\n".join(
        json.dumps(one, separators=(",", ":")) for one in (first(), *(case(seed) for seed in range(80)))
    )
    return f"[\n{lines}\n]\n"


if __name__ == "__main__":
    sys.exit(cases.record(CASES, __doc__, text))
