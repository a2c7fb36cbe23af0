"""Record site_tests/unit/network_cases.json from real PyTorch: small networks, their numbers and gradients.

    .cache/torch/bin/python site_tests/recordings/record_pictures.py [--check]

The page computes the same while a reader drags a number (live/page/pictures/compute.ts). Each case is
a description as live_cells/live/python/pictures/ makes one. `--check` writes nothing and says
whether it would change.
"""

from __future__ import annotations

import json
import random
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from torch import nn

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "live_cells" / "live" / "python")]

from site_tests.recordings import recorded_cases as cases

CASES = ROOT / "site_tests" / "unit" / "network_cases.json"


def described(model: Any, x: Any, target: Any, loss: Any) -> dict[str, Any]:
    """What the picture of a network says, and the gradient of its input."""
    from pictures import network
    from pictures.numbers import numbers_of

    x = x.requires_grad_()
    loss(model(x), target).backward()
    return {
        "picture": network(model, x, target, loss).data,
        "input_gradient": numbers_of(x.grad),
    }


def activations(dim: int) -> list[Any]:
    """Between the numbers of a sample, which are in this dimension."""
    return [
        *(nn.ReLU(), nn.LeakyReLU(0.2), nn.Tanh(), nn.Sigmoid(), nn.GELU(), nn.GELU(approximate="tanh")),
        *(nn.SiLU(), nn.ELU(), nn.ELU(0.5), nn.Softplus(), nn.Softplus(beta=3.0, threshold=2.0)),
        *(nn.Dropout(0.3), nn.Identity(), nn.Softmax(dim=dim), nn.LogSoftmax(dim=-1), nn.Flatten(dim)),
    ]


def between(size: int, choice: random.Random, dim: int) -> Any:
    """What stands between two Linears. Batch normalization takes no sample alone."""
    norm = nn.BatchNorm1d(size)
    for values in (norm.weight.data, norm.bias.data, norm.running_mean, norm.running_var):
        values.uniform_(0.2, 1.5)
    scaled = nn.LayerNorm(size)
    scaled.weight.data.uniform_(-1, 1)
    norms = [*([norm] if dim else []), scaled, nn.LayerNorm(size, elementwise_affine=False)]
    return choice.choice([*activations(dim), *norms])


def ended(size: int, choice: random.Random, dim: int) -> tuple[list[Any], Any, Any]:
    """A loss, a target, and the modules before it."""
    values, label = torch.rand(size), torch.tensor(choice.randrange(size))
    return choice.choice(
        [
            ([], torch.randn(size), nn.MSELoss()),
            ([], torch.randn(size), nn.L1Loss()),
            ([], label, nn.CrossEntropyLoss()),
            ([], values / values.sum(), nn.CrossEntropyLoss()),
            ([nn.LogSoftmax(dim=dim)], label, nn.NLLLoss()),
            ([nn.Sigmoid()], values.round(), nn.BCELoss()),
            ([], values.round(), nn.BCEWithLogitsLoss()),
        ]
    )


def case(seed: int) -> dict[str, Any]:
    torch.manual_seed(seed)
    choice = random.Random(seed)
    dim = seed % 2  # is there a batch?
    sizes = [choice.randint(1, 5) for _ in range(choice.randint(2, 4))]
    sizes[-1] += 1
    modules: list[Any] = []
    for index, (before, after) in enumerate(pairwise(sizes)):
        modules += [between(before, choice, dim)] if index else []
        modules.append(nn.Linear(before, after, bias=choice.random() < 0.8))
    last, target, loss = ended(sizes[-1], choice, dim)
    model = nn.Sequential(*modules, *last).eval()
    x = 2 * torch.randn(sizes[0])
    return described(model, *((x.unsqueeze(0), target.unsqueeze(0)) if dim else (x, target)), loss)


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
