"""Points in the plane that no straight line separates, made by formula.

Each gives a `TensorDataset` of pairs: a point, (2,) of the default floating type, and its class, an int64.
The classes come one after the other, of n // classes points (the last has what is left), so shuffle when
loading. The only random numbers are the noise, `noise * torch.randn(n, 2, generator=generator)`. Fewer points
than classes and a negative noise raise `ValueError`.
"""

from __future__ import annotations

from collections.abc import Callable
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
