"""The small data sets: real numbers as published, and points where the formulas put them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import seqlite as torch
from seqlite import datasets, nn
from seqlite.utils.data import DataLoader


def test_diabetes_has_442_patients_and_loads_in_batches() -> None:
    patients = datasets.Diabetes()
    inputs, targets = patients.tensors
    assert (inputs.shape, targets.shape) == ((442, 10), (442, 1))
    assert inputs.dtype == targets.dtype == torch.float32
    assert torch.allclose(inputs.mean(0), torch.zeros(10), atol=1e-7)
    assert torch.allclose(inputs.square().sum(0), torch.ones(10))
    assert (targets.min().item(), targets.max().item()) == (25, 346)
    batch = next(iter(DataLoader(patients, batch_size=32)))
    assert [part.shape for part in batch] == [(32, 10), (32, 1)]


def test_diabetes_is_scikit_learns_table() -> None:
    load = pytest.importorskip("sklearn.datasets", reason="scikit-learn is not installed").load_diabetes
    torch.set_default_dtype(torch.float64)
    try:
        for scaled in (True, False):
            theirs = load(scaled=scaled)
            inputs, targets = datasets.Diabetes(scaled).tensors
            assert list(datasets.Diabetes.columns) == theirs.feature_names
            assert np.allclose(inputs.numpy(), theirs.data, rtol=0, atol=1e-15 if scaled else 0)
            assert np.array_equal(targets.numpy()[:, 0], theirs.target)
    finally:
        torch.set_default_dtype(torch.float32)


def test_the_license_travels_with_the_table() -> None:
    license = Path(datasets.__file__).with_name("diabetes.license.txt").read_text("utf8")
    assert "The scikit-learn developers" in license
    assert "Redistributions" in license


@pytest.mark.parametrize(
    ("make", "classes"), [(datasets.moons, 2), (datasets.circles, 2), (datasets.spirals, 3)]
)
def test_points_come_in_classes_with_noise_from_the_generator(make: Any, classes: int) -> None:
    generator = torch.Generator().manual_seed(5)
    points, labels = make(101, noise=0.2, generator=generator).tensors
    assert (points.shape, points.dtype) == ((101, 2), torch.float32)
    assert labels.dtype == torch.int64
    assert labels.bincount().tolist() == [101 // classes] * (classes - 1) + [
        101 - 101 // classes * (classes - 1)
    ]
    still = make(101, noise=0).tensors[0]
    noise = torch.randn(101, 2, generator=torch.Generator().manual_seed(5))
    assert torch.allclose(points, still + 0.2 * noise)
    with pytest.raises(ValueError, match="got n = 1"):
        make(1)
    with pytest.raises(ValueError, match="negative, got -1"):
        make(noise=-1)


def test_moons_are_scikit_learns() -> None:
    make = pytest.importorskip("sklearn.datasets", reason="scikit-learn is not installed").make_moons
    theirs, labels = make(100, shuffle=False)
    points = datasets.moons(100, noise=0).tensors
    assert np.allclose(points[0].numpy(), theirs, atol=1e-6)
    assert points[1].tolist() == labels.tolist()


def test_circles_close_evenly() -> None:
    outer = datasets.circles(16, noise=0, factor=0.3).tensors[0][:8]
    gaps = (outer - outer.roll(1, 0)).norm(dim=1)
    assert torch.allclose(gaps, gaps[0].expand(8), atol=1e-6)


def test_a_small_net_tells_the_moons_apart_and_a_straight_line_does_not() -> None:
    torch.manual_seed(0)
    inputs, labels = datasets.moons(200).tensors

    def accuracy(model: nn.Module) -> float:
        optimizer = torch.optim.Adam(model.parameters(), lr=0.03)
        for _ in range(150):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(inputs), labels).backward()
            optimizer.step()
        return float((model(inputs).argmax(1) == labels).float().mean())

    assert accuracy(nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 2))) > 0.97
    assert accuracy(nn.Linear(2, 2)) < 0.95
