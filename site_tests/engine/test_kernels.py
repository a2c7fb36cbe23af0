"""The kernels: whichever is chosen, the numbers are the same."""

from __future__ import annotations

import numpy as np
import pytest

import seqlite as torch
from seqlite._core import kernels

SEED = 20260102
SHAPES = [(64, 784, 128), (3, 5, 7), (1, 1, 1), (0, 4, 3)]


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize(("batch", "inner", "outer"), SHAPES)
def test_all_ways_to_multiply_agree(batch: int, inner: int, outer: int, kind: type) -> None:
    random = np.random.default_rng(SEED)
    x = random.standard_normal((batch, inner)).astype(kind)
    w = random.standard_normal((outer, inner)).astype(kind)
    g = random.standard_normal((batch, outer)).astype(kind)
    for a, b in ((x, w.T), (g, w), (g.T, x)):
        for way, product in kernels.PRODUCTS.items():
            result = product(a, b)
            assert result.dtype == kind
            assert result.flags.c_contiguous
            np.testing.assert_allclose(
                result, a @ b, rtol=1e-3, atol=1e-4 if kind is np.float32 else 1e-12, err_msg=way
            )


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_relu_by_bits_is_relu(kind: type) -> None:
    x = np.array([-1.5, -0.0, 0.0, 2.5, np.inf, -np.inf, -1e-40, 1e-40], kind)
    assert np.array_equal(kernels.relu(x), np.maximum(x, 0))
    assert not np.signbit(kernels.relu(x)).any()
    with_nan = np.array([np.nan, -np.nan, -1, 1], kind)
    assert np.array_equal(kernels.relu(with_nan), np.maximum(with_nan, 0), equal_nan=True)
    assert np.array_equal(kernels.relu(x.reshape(2, 4).T), np.maximum(x, 0).reshape(2, 4).T)


def test_adam_step_follows_the_paper() -> None:
    random = np.random.default_rng(SEED)
    p, g = random.standard_normal(10), random.standard_normal(10)
    m, v, start, kept = np.zeros(10), np.zeros(10), p.copy(), g.copy()
    kernels.adam_step(p, g, m, v, lr=0.1, beta1=0.9, beta2=0.99, eps=1e-8, step=1,
                      scratch=np.empty(10))  # fmt: skip
    np.testing.assert_allclose(p, start - 0.1 * g / (np.abs(g) + 1e-8), rtol=1e-12)
    assert np.array_equal(g, kept)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_the_slope_of_relu_passes_or_stops_everything(kind: type) -> None:
    g = np.array([-2.0, np.inf, np.nan, -0.0, 3.0, -np.inf, -1.0, np.nan], kind)
    value = np.array([1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0], kind)
    slope = kernels.relu_backward(g, value)
    assert slope.tobytes() == np.where(value > 0, g, 0).astype(kind).tobytes()
    across = kernels.relu_backward(g.reshape(2, 4).T, value.reshape(2, 4).T)
    assert across.T.tobytes() == slope.tobytes()


@pytest.mark.parametrize(("at", "slope"), [(2.0, 1.0), (-2.0, 0.0), (0.0, 0.0), (float("nan"), 1.0)])
def test_relu_of_one_number_has_a_slope(at: float, slope: float) -> None:
    x = torch.tensor(at, requires_grad=True)
    x.relu().backward()
    assert x.grad.item() == slope
