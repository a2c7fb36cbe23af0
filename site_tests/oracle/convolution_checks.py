"""What pictures of convolutions say, held against `F.conv2d`: runs on PyTorch and on seqlite alike.

Each function returns what is wrong, as texts. Tests call them through `TorchSide`.
"""

from __future__ import annotations

import json
import random
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from pictures import convolution, network
from pictures.numbers import as_float32, plain


def random_convolutions(seed: int, count: int) -> list[str]:
    """Outputs of random convolutions: `F.conv2d`'s, and sums taken by hand."""
    wrong = []
    for number in range(count):
        draw = random.Random(f"{seed} {number}")
        torch.manual_seed(draw.randrange(10**6))
        h, w = draw.randint(1, 12), draw.randint(1, 12)
        k, m = draw.randint(1, 4), draw.randint(1, 4)
        image, kernel, bias = torch.randn(h, w), torch.randn(k, m), round(draw.uniform(-1, 1), 3)
        told: dict[str, Any] = {
            "stride": draw.choice([1, 1, 2, 3, (2, 1)]),
            "padding": draw.choice([0, 1, 2, (0, 2)]),
            "dilation": draw.choice([1, 1, 2, (1, 3)]),
        }
        where = f"{[h, w]}, {[k, m]}, {told} (seed {seed}, convolution {number})"
        data = convolution(image if draw.random() < 0.5 else image[None], kernel, bias=bias, **told).data
        json.dumps(data, allow_nan=False)
        try:
            wanted = F.conv2d(image[None, None], kernel[None, None], torch.tensor([bias]), **told)[0, 0]
        except RuntimeError:
            if "fault" not in data or "output" in data:
                wrong.append(f"it does not fit, and nothing is said: {where}")
            continue
        if "output" not in data or data["output"]["shape"] != list(wanted.shape):
            wrong.append(f"its shape is {list(wanted.shape)}, and not {data.get('output')}: {where}")
            continue
        found = data["output"]["values"]
        for one, other, by_hand in zip(found, wanted.flatten().tolist(), _sums(data), strict=True):
            if as_float32(plain(one)) != other or abs(plain(one) - by_hand) > 2e-6 * max(1, abs(by_hand)):
                wrong.append(f"{other}, {by_hand} by hand, and not {one}: {where}")
    return wrong


def random_channels(seed: int, count: int) -> list[str]:
    """Outputs of convolutions over several channels: `F.conv2d`'s; with names, and with a batch of one."""
    wrong = []
    for number in range(count):
        draw = random.Random(f"{seed} {number}")
        torch.manual_seed(draw.randrange(10**6))
        channels = draw.randint(2, 8)
        image = torch.randn(channels, draw.randint(3, 9), draw.randint(3, 9))
        kernel = torch.randn(channels, draw.randint(1, 3), draw.randint(1, 3))
        told: dict[str, Any] = {"stride": draw.choice([1, 2, (2, 1)]), "padding": draw.choice([0, 1])}
        batch = draw.random() < 0.5
        data = convolution(image[None] if batch else image, kernel[None] if batch else kernel, **told).data
        wanted = F.conv2d(image[None], kernel[None], torch.tensor([0.0]), **told)[0, 0]
        found = [as_float32(plain(one)) for one in data["output"]["values"]]
        if data["kind"] != "channels" or found != wanted.flatten().tolist():
            wrong.append(f"{list(image.shape)}, {list(kernel.shape)}, {told} (seed {seed}, number {number})")
    return wrong


def _sums(data: dict[str, Any]) -> list[float]:
    """The output by the formula, from what the description says."""
    (h, w), (k, m) = data["image"]["shape"], data["kernel"]["shape"]
    image, kernel = ([plain(value) for value in data[name]["values"]] for name in ("image", "kernel"))
    pairs = (data[name] for name in ("stride", "padding", "dilation"))
    stride, padding, dilation = (pair if isinstance(pair, list) else [pair, pair] for pair in pairs)
    rows, columns = data["output"]["shape"]
    sums = []
    for i in range(rows):
        for j in range(columns):
            total = plain(data["bias"])
            for u in range(k):
                for v in range(m):
                    row = i * stride[0] - padding[0] + u * dilation[0]
                    column = j * stride[1] - padding[1] + v * dilation[1]
                    if 0 <= row < h and 0 <= column < w:
                        total += kernel[u * m + v] * image[row * w + column]
            sums.append(total)
    return sums


def described(make: str) -> Any:
    """A description and its forms, or the error that is raised."""
    names = {"torch": torch, "nn": nn, "convolution": convolution, "network": network}
    try:
        picture = eval(make, names)
    except (TypeError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    forms, about = picture._repr_mimebundle_()
    return {"data": picture.data, "forms": forms, "alt": about["image/svg+xml"]["alt"]}


def unnoticed() -> list[str]:
    """Are the tensors as before, and no random number drawn?"""
    torch.manual_seed(1)
    image, kernel = torch.rand(5, 5), torch.rand(3, 3, requires_grad=True)
    before = torch.rand(1).item()
    torch.manual_seed(1)
    image, kernel = torch.rand(5, 5), torch.rand(3, 3, requires_grad=True)
    kept = image.clone()
    convolution(image, kernel, padding=1)
    same = torch.equal(image, kept) and kernel.grad is None and torch.rand(1).item() == before
    return [] if same else ["looking changed something"]
