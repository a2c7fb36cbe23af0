"""Small data sets for lessons: one real table, and points in the plane made by formula.

Each set of points is a `TensorDataset` of pairs: a point, (2,) of the default floating type, and its class,
an int64. The classes come one after the other, of n // classes points (the last has what is left), so
shuffle when loading. The only random numbers are the noise, `noise * torch.randn(n, 2, generator=generator)`.
Fewer points than classes and a negative noise raise `ValueError`.

`Diabetes` is the table of Efron, Hastie, Johnstone and Tibshirani (2004), "Least Angle Regression", Annals of
Statistics 32; the numbers are those of scikit-learn's `load_diabetes`, under the BSD license in
`diabetes.license.txt`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from .._core.creation import tensor
from .._core.dtypes import get_default_dtype
from .._core.generator import Generator
from .._core.random_sampling import randn
from ..utils.data.dataset import TensorDataset

Curve = Callable[[int, Any], tuple[Any, Any]]


def moons(n: int = 200, noise: float = 0.1, *, generator: Generator | None = None) -> TensorDataset:
    """Two half circles that interlock: (cos t, sin t), and (1 - cos t, ½ - sin t), t from 0 to π.

    After scikit-learn's `make_moons`.

    >>> len(moons(200)), moons(4, noise=0)[3]
    (200, (tensor([2.0000, 0.5000]), tensor(1)))
    """

    def curve(label: int, t: Any) -> tuple[Any, Any]:
        x, y = np.cos(np.pi * t), np.sin(np.pi * t)
        return (1 - x, 0.5 - y) if label else (x, y)

    return _points(curve, 2, n, noise, generator)


def circles(
    n: int = 200, noise: float = 0.05, factor: float = 0.5, *, generator: Generator | None = None
) -> TensorDataset:
    """A circle of radius 1, and one of radius `factor` inside it. After scikit-learn's `make_circles`.

    >>> circles(4, noise=0).tensors[0].norm(dim=1)
    tensor([1.0000, 1.0000, 0.5000, 0.5000])
    """

    def curve(label: int, t: Any) -> tuple[Any, Any]:
        radius, angle = (factor if label else 1.0), 2 * np.pi * t * (1 - 1 / len(t))
        return radius * np.cos(angle), radius * np.sin(angle)

    return _points(curve, 2, n, noise, generator)


def spirals(
    n: int = 300,
    noise: float = 0.02,
    classes: int = 3,
    turns: float = 0.75,
    *,
    generator: Generator | None = None,
) -> TensorDataset:
    """Arms, one a class, that wind outwards from the middle to radius 1 in the given number of `turns`.

    >>> spirals(300, classes=3).tensors[1].bincount()
    tensor([100, 100, 100])
    """

    def curve(label: int, t: Any) -> tuple[Any, Any]:
        angle = 2 * np.pi * (turns * t + label / classes)
        return t * np.cos(angle), t * np.sin(angle)

    return _points(curve, classes, n, noise, generator)


def _points(curve: Curve, classes: int, n: int, noise: float, generator: Generator | None) -> TensorDataset:
    """Points at even steps t from 0 to 1 along `curve(label, t)` of each class, moved by noise."""
    if n < classes or classes < 1:
        raise ValueError(f"wanted at least one point for each of {classes} classes, got n = {n}")
    if noise < 0:
        raise ValueError(f"noise is a standard deviation and cannot be negative, got {noise}")
    sizes = [n // classes] * (classes - 1)
    sizes.append(n - sum(sizes))
    places = [np.stack(curve(i, np.linspace(0, 1, size)), 1) for i, size in enumerate(sizes)]
    points = tensor(np.concatenate(places), dtype=get_default_dtype())
    labels = tensor(np.repeat(np.arange(classes, dtype=np.int64), sizes))
    return TensorDataset(points + noise * randn(n, 2, generator=generator), labels)


# Read at once: a reader's Python may start from a memory image that has no files.
TABLE = np.loadtxt(Path(__file__).with_name("diabetes.csv"), delimiter=",", skiprows=1)


class Diabetes(TensorDataset):
    """Ten measurements of each of 442 patients, and how far the disease had gone a year later.

    Samples are pairs of a tensor (10,) and a tensor (1,), of the default floating type; `tensors` has all of
    them, (442, 10) and (442, 1). `columns` names the measurements: age in years, sex (1 or 2), body mass
    index, average blood pressure, and six values of the blood serum. The target lies between 25 and 346.

    `scaled=True` centers each column and scales it to a sum of squares of 1, as scikit-learn does;
    `scaled=False` gives the raw numbers, for scaling by hand with the training part's own mean and deviation.

    >>> from seqlite.utils.data import random_split
    >>> patients = Diabetes(scaled=False)
    >>> patients[0]
    (tensor([ 59.0000,   2.0000,  32.1000, 101.0000, 157.0000,  93.2000,  38.0000,
              4.0000,   4.8598,  87.0000]), tensor([151.]))
    >>> [len(part) for part in random_split(patients, [0.8, 0.2])]
    [354, 88]
    """

    columns = ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6")

    def __init__(self, scaled: bool = True) -> None:
        inputs, targets = TABLE[:, :-1], TABLE[:, -1:]
        if scaled:
            inputs = inputs - inputs.mean(0)
            inputs /= np.sqrt((inputs**2).sum(0))
        kind = get_default_dtype()
        super().__init__(tensor(inputs, dtype=kind), tensor(targets, dtype=kind))
