"""Record site_tests/unit/convolution_cases.json from real PyTorch: convolutions, and feature maps.

    .cache/torch/bin/python site_tests/recordings/record_convolutions.py [--check]

The page computes the same (live_cells/live/page/pictures/convolve.ts, maps.ts). `--check` writes nothing
and says whether it would change.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

import torch
from torch import nn

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "live_cells" / "live" / "python")]

from pictures import convolution, network
from site_tests.recordings import recorded_cases as cases

CASES = ROOT / "site_tests" / "unit" / "convolution_cases.json"


def case(seed: int) -> dict[str, Any]:
    """A convolution of random numbers, sizes and settings."""
    torch.manual_seed(seed)
    draw = random.Random(seed)
    image = torch.randn(draw.randint(4, 9), draw.randint(4, 9))
    kernel = torch.randn(draw.randint(1, 3), draw.randint(1, 3))
    told: dict[str, Any] = {
        "stride": draw.choice([1, 2, 3, (2, 1)]),
        "padding": draw.choice([0, 1, (0, 2)]),
        "dilation": draw.choice([1, 1, 2, (1, 2)]),
    }
    return convolution(image, kernel, bias=draw.choice([0.0, 0.25, -1.5]), **told).data


def first() -> dict[str, Any]:
    """The convolution of tests in a browser, with numbers that can be followed by hand."""
    image = torch.tensor(
        [[0.0, 0.2, 0.5, 0.0], [0.1, 0.4, 1.0, 0.3], [0.0, 0.8, 0.6, 0.0], [0.2, 0.0, 0.9, 0.7]]
    )
    return convolution(image, torch.tensor([[-1.0, 1.0], [-2.0, 0.5]]), bias=0.25).data


def channels(seed: int) -> dict[str, Any]:
    """A convolution over several channels."""
    torch.manual_seed(seed)
    draw = random.Random(seed)
    count = draw.randint(2, 5)
    image = torch.randn(count, draw.randint(4, 9), draw.randint(4, 9))
    kernel = torch.randn(count, draw.randint(1, 3), draw.randint(1, 3))
    told: dict[str, Any] = {"stride": draw.choice([1, 2, (2, 1)]), "padding": draw.choice([0, 1, (0, 2)])}
    return convolution(
        image, kernel, bias=draw.choice([0.0, 0.25]), dilation=draw.choice([1, 2]), **told
    ).data


def color() -> dict[str, Any]:
    """Three channels of tests in a browser: red on the left, white on the right."""
    image = torch.zeros(3, 3, 4)
    image[0] = 1
    image[1:, :, 2:] = 1
    kernel = torch.tensor([1.0, -0.5, -0.5]).view(3, 1, 1).expand(3, 2, 2)
    return convolution(image, kernel, bias=0.25, channels=["red", "green", "blue"]).data


def models() -> list[dict[str, Any]]:
    """Convolutional models: with groups, strides, dilation, padding; pooled, normalized, flat."""
    torch.manual_seed(3)
    small = nn.Sequential(
        nn.Conv2d(1, 3, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(3, 2, 2, bias=False),
        nn.Flatten(),
        nn.Linear(8, 3),
    )
    odd = nn.Sequential(
        nn.Conv2d(2, 4, (2, 3), stride=(2, 1), padding=(1, 0), groups=2),
        nn.BatchNorm2d(4),
        nn.Conv2d(4, 2, 2, dilation=2, padding="same"),
        nn.AvgPool2d(2, stride=1),
        nn.LeakyReLU(0.2),
    )
    return [
        network(small, torch.rand(1, 1, 6, 6)).data,
        network(odd, torch.randn(1, 2, 6, 7)).data,
    ]


def text() -> str:
    found = {"convolutions": [first(), *(case(seed) for seed in range(40))], "models": models()}
    found["channels"] = [color(), *(channels(seed) for seed in range(20))]
    return json.dumps(found, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    sys.exit(cases.record(CASES, __doc__, text))
