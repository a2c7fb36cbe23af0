"""Digits models as readers make them: this file runs where `import torch` is PyTorch (see torch_side.py)."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import torch
from safetensors.torch import load, load_file, save
from torch import nn

DIGITS = Path(__file__).resolve().parents[2] / "docs" / "lab" / "test-digits.safetensors"
Logits = list[list[float]]


class Named(nn.Module):
    """A model as a class, whose layers have names of their own."""

    def __init__(self, sizes: list[int]) -> None:
        super().__init__()
        self.input = nn.Linear(sizes[0], sizes[1])
        self.hidden = nn.Linear(sizes[1], sizes[2])
        self.output = nn.Linear(sizes[2], sizes[3])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.relu(self.input(x.flatten(1)))
        return self.output(torch.relu(self.hidden(x)))


def course_model() -> nn.Sequential:
    """As the training lesson defines it."""
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 128),
        nn.ReLU(),
        nn.Dropout(0.2),
        nn.Linear(128, 64),
        nn.ReLU(),
        nn.Linear(64, 10),
    )


def plain(sizes: list[int]) -> nn.Sequential:
    """Linear layers with ReLUs between."""
    layers: list[nn.Module] = [nn.Flatten()]
    for inputs, outputs in pairwise(sizes):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def digits() -> tuple[torch.Tensor, torch.Tensor]:
    """The hundred test digits, prepared for the model, and what they are."""
    found = load_file(DIGITS)
    return ((found["images"].float() / 255 - 0.1307) / 0.3081).unsqueeze(1), found["labels"]


def trained(kind: str, sizes: list[int], dtype: str) -> tuple[bytes, Logits]:
    """A model that has learned a little, as a safetensors file, and its scores for the test digits.

    `kind` is "course", "plain" or "named"; the scores are those of the weights as they are in the file.
    """
    torch.manual_seed(7)
    model = {"course": lambda _: course_model(), "plain": plain, "named": Named}[kind](sizes)
    x, labels = digits()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    for _ in range(15):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), labels).backward()
        optimizer.step()
    state = {name: value.to(getattr(torch, dtype)) for name, value in model.state_dict().items()}
    model.load_state_dict(state)
    model.eval()
    with torch.no_grad():
        return save(state), model(x).tolist()


def scores_of_course_model(content: bytes) -> Logits:
    """The scores that the lesson's model gives the test digits once it has loaded the file, to the letter."""
    model = course_model()
    model.load_state_dict(load(content), strict=True)
    model.eval()
    with torch.no_grad():
        return model(digits()[0]).tolist()


def tensors_of(content: bytes) -> dict[str, tuple[str, list[int]]]:
    """What PyTorch finds in a file: names, types, shapes."""
    return {name: (str(value.dtype), list(value.shape)) for name, value in load(content).items()}
