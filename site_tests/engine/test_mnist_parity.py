"""Real MNIST, trained as PyTorch trained it for the record: the same losses, batch by batch."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from golden import GOLDEN

import seqlite as torch
from seqlite import nn, optim
from seqlite.utils.data import DataLoader
from seqlite.vision import datasets, transforms

pytestmark = pytest.mark.skipif(
    sys.platform == "emscripten", reason="the browser tests train MNIST on the page"
)
RUNS = {(run["seed"], run["dropout"], run["dtype"]): run for run in GOLDEN["mnist_runs"]}


@pytest.fixture(scope="module")
def sets(mnist_root: Path) -> tuple[datasets.MNIST, datasets.MNIST]:
    pixels = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
    return (datasets.MNIST(mnist_root, train=True, download=True, transform=pixels),
            datasets.MNIST(mnist_root, train=False, download=True, transform=pixels))  # fmt: skip


class Training:
    """The record's program: the model, and one epoch at a time."""

    def __init__(self, sets: tuple[datasets.MNIST, datasets.MNIST], run: dict[str, Any]) -> None:
        self.dtype = getattr(torch, run["dtype"])
        torch.manual_seed(run["seed"])
        kind = {"dtype": self.dtype}
        self.model = nn.Sequential(
            nn.Flatten(), nn.Linear(784, 128, **kind), nn.ReLU(), nn.Dropout(run["dropout"]),
            nn.Linear(128, 64, **kind), nn.ReLU(), nn.Linear(64, 10, **kind))  # fmt: skip
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = optim.Adam(self.model.parameters(), lr=0.001)
        self.train_loader = DataLoader(sets[0], batch_size=64, shuffle=True)
        self.test_loader = DataLoader(sets[1], batch_size=1000)

    def losses(self) -> Iterator[float]:
        self.model.train()
        for images, labels in self.train_loader:
            self.optimizer.zero_grad()
            loss = self.criterion(self.model(images.to(self.dtype)), labels)
            loss.backward()
            self.optimizer.step()
            yield loss.item()

    def test(self) -> tuple[float, int]:
        """Mean loss, and number of correct answers."""
        self.model.eval()
        total, correct = 0.0, 0
        with torch.no_grad():
            for images, labels in self.test_loader:
                output = self.model(images.to(self.dtype))
                total += self.criterion(output, labels).item() * len(labels)
                guess = output.argmax(dim=1, keepdim=True)
                correct += guess.eq(labels.view_as(guess)).sum().item()
        return total / len(self.test_loader.dataset), correct


def printed(epoch: int, losses: np.ndarray[Any, Any]) -> list[str]:
    """The record's lines: means over 100 batches."""
    return [
        f"Epoch {epoch}, Batch {i}: Loss = {losses[i - 100 : i].sum() / 100:.4f}"
        for i in range(100, len(losses), 100)
    ]


def test_in_float64_every_loss_line_and_answer_is_pytorchs(sets: Any) -> None:
    run = RUNS[0, 0.2, "float64"]
    training, lines = Training(sets, run), []
    for epoch, recorded in enumerate(run["evals"], 1):
        losses = np.array(list(training.losses()))
        if epoch == 1:
            np.testing.assert_allclose(losses, run["epoch1_batch_losses"], atol=1e-9, rtol=0)
        lines += printed(epoch, losses)
        loss, correct = training.test()
        assert (pytest.approx(loss, abs=1e-9), correct) == (recorded["test_loss"], recorded["correct"])
    assert lines == run["printed"]


@pytest.mark.parametrize("key", [key for key in RUNS if key[2] == "float32"], ids=str)
def test_in_float32_the_first_batches_agree(sets: Any, key: Any) -> None:
    first = [loss for loss, _ in zip(Training(sets, RUNS[key]).losses(), range(5), strict=False)]
    np.testing.assert_allclose(first, RUNS[key]["epoch1_batch_losses"][:5], atol=1e-5, rtol=0)


@pytest.mark.parametrize("seed", [2, 10])
def test_in_float32_two_steady_seeds_agree_for_an_epoch(sets: Any, seed: int) -> None:
    """These stayed together wherever tried; a BLAS not tried may flip a ReLU, and then they part."""
    run = RUNS[seed, 0.2, "float32"]
    losses = np.array(list(Training(sets, run).losses()))
    apart = np.abs(losses - run["epoch1_batch_losses"]).max()
    if apart > 1e-5:
        np.testing.assert_allclose(losses[:5], run["epoch1_batch_losses"][:5], atol=1e-5, rtol=0)
        pytest.xfail(f"seed {seed}: a ReLU fell on the other side here; losses part by up to {apart:.1e}")
    assert printed(1, losses) == run["printed"][:9]
