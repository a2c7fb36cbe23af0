"""Real MNIST, trained as PyTorch trained it for the record: the same losses, batch by batch."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from golden import GOLDEN
from golden_programs import Training, printed

import seqlite as torch
from seqlite.vision import datasets, transforms
from site_tests.suite.slow import slow_except

at_length = pytest.mark.skipif(
    sys.platform == "emscripten",
    reason="whole epochs take minutes in a browser; the first batches are compared",
)
RUNS = {(run["seed"], run["dropout"], run["dtype"]): run for run in GOLDEN["mnist_runs"]}
IN_FLOAT64 = slow_except((key for key in RUNS if key[2] == "float64"), (0, 0.2, "float64"))
IN_FLOAT32 = slow_except((key for key in RUNS if key[2] == "float32"), (2, 0.2, "float32"))


@pytest.fixture(scope="module")
def sets(mnist_root: Path) -> tuple[datasets.MNIST, datasets.MNIST]:
    pixels = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
    return (datasets.MNIST(mnist_root, train=True, download=True, transform=pixels),
            datasets.MNIST(mnist_root, train=False, download=True, transform=pixels))  # fmt: skip


def near(mine: list[str], right: list[str], apart: list[float]) -> bool:
    """Whether printed lines agree but for their losses, and these by epoch within `apart`."""
    pairs = [(a.rsplit(" ", 1), b.rsplit(" ", 1)) for a, b in zip(mine, right, strict=True)]
    return all(
        a[0] == b[0] and abs(float(a[1]) - float(b[1])) <= apart[i // 9] for i, (a, b) in enumerate(pairs)
    )


@pytest.mark.parametrize("key", [key for key in RUNS if key[2] == "float64"], ids=str)
def test_in_float64_the_first_batches_are_pytorchs(sets: Any, key: Any) -> None:
    first = [loss for loss, _ in zip(Training(torch, sets, *key).losses(), range(100), strict=False)]
    np.testing.assert_allclose(first, RUNS[key]["epoch1_batch_losses"][:100], atol=1e-9, rtol=0)


@at_length
@pytest.mark.parametrize("key", IN_FLOAT64, ids=str)
def test_in_float64_every_loss_line_and_answer_is_pytorchs(sets: Any, key: Any) -> None:
    run = RUNS[key]
    training, lines = Training(torch, sets, *key), []
    for epoch, recorded in enumerate(run["evals"], 1):
        losses = list(training.losses())
        if epoch == 1:
            np.testing.assert_allclose(losses, run["epoch1_batch_losses"], atol=1e-9, rtol=0)
        lines += printed(epoch, losses)
        loss, correct = training.test()
        assert (pytest.approx(loss, abs=1e-9), correct) == (recorded["test_loss"], recorded["correct"])
    assert lines == run["printed"]


@at_length
@pytest.mark.parametrize("key", IN_FLOAT32, ids=str)
def test_in_float32_the_first_batches_agree_and_all_epochs_stay_near(sets: Any, key: Any) -> None:
    """A unit near the bend of a ReLU may fall on its other side, here or in PyTorch itself with more threads;
    then losses part. The bands are twice what was seen in 24 runs. Seeds 2 and 10 stayed together wherever
    tried."""
    run = RUNS[key]
    training, lines = Training(torch, sets, *key), []
    for epoch, recorded in enumerate(run["evals"], 1):
        losses = list(training.losses())
        if epoch == 1:
            apart = np.abs(np.array(losses) - run["epoch1_batch_losses"])
            assert apart[:5].max() < 1e-5
            if apart.max() < 1e-5:
                assert printed(1, losses) == run["printed"][:9]
        lines += printed(epoch, losses)
        loss, correct = training.test()
        assert abs(loss - recorded["test_loss"]) < 0.02
        assert abs(correct - recorded["correct"]) <= 50
    assert near(lines, run["printed"], [0.005, 0.01, 0.01])
