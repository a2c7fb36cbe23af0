"""The WebAssembly program: what it computes is NumPy's, and where it cannot be had nothing is missed."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import product as pairs
from typing import Any

import numpy as np
import pytest

import seqlite as torch
from seqlite._core import kernels, simd
from seqlite._core.simd.squashing import squash_in_place

SEED = 20260103
IN_BROWSER = sys.platform == "emscripten"
wasm = pytest.mark.skipif(not IN_BROWSER, reason="WebAssembly runs in a browser or in Node")
native = pytest.mark.skipif(IN_BROWSER, reason="there are no processes in WebAssembly")
SIZES = (1, 2, 3, 4, 5, 7, 8, 9, 13, 31, 64)


@pytest.fixture
def afresh(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """As if nothing had been loaded yet."""
    monkeypatch.setattr(simd, "state", "not needed yet")
    monkeypatch.setattr(simd, "_kernels", {})
    return monkeypatch


def matrix(rows: int, columns: int, seed: int = SEED) -> Any:
    return np.random.default_rng(seed + 100 * rows + columns).standard_normal((rows, columns), np.float32)


@wasm
def test_it_is_in_use_in_the_browser() -> None:
    assert torch.backends.products() == "simd"
    assert kernels.product is kernels.by_simd


@wasm
@pytest.mark.parametrize("m", SIZES)
def test_products_are_numpys(m: int) -> None:
    for k, n in pairs(SIZES, SIZES):
        a, b = matrix(m, k), matrix(k, n, SEED + 1)
        right = a.astype(np.float64) @ b
        for left, other in (
            (a, b),
            (np.asfortranarray(a), b),
            (a, np.asfortranarray(b)),
            (np.repeat(a, 2, 0)[::2], np.repeat(b, 3, 0)[::3]),
            (a[::-1][::-1, ::-1][:, ::-1], b),
        ):
            np.testing.assert_allclose(simd.product(left, other), right, rtol=1e-4, atol=1e-5)


@wasm
def test_small_products_are_numpys_to_the_bit() -> None:
    for m, k, n in ((64, 16, 16), (16, 64, 16), (5, 300, 7), (64, 2, 17)):
        a, b = matrix(m, k), matrix(k, n, SEED + 1)
        assert kernels.TINY <= m * k * n < kernels.SMALL
        for left in (a, np.asfortranarray(a)):
            assert np.array_equal(kernels.by_simd(left, b), np.matmul(left, b))


@wasm
def test_rows_may_be_shared_or_run_backwards() -> None:
    a, b = matrix(6, 40), matrix(40, 24)
    for left in (np.broadcast_to(a[0], (6, 40)), a[::-1], a[:, ::-1]):
        np.testing.assert_allclose(simd.product(left, b), left @ b, rtol=1e-4, atol=1e-5)


@wasm
def test_what_is_not_for_it_goes_the_other_way() -> None:
    a, b = matrix(64, 64), matrix(64, 128)
    assert simd.product(a.astype(np.float64), b.astype(np.float64)) is None
    assert simd.product(a[:0], b) is None
    assert simd.product(a, b[:, ::2]) is None
    np.testing.assert_allclose(kernels.by_simd(a, b[:, ::2]), a @ b[:, ::2], rtol=1e-4, atol=1e-4)
    large = a.astype(np.float64)
    np.testing.assert_allclose(kernels.by_simd(large, large.T), large @ large.T, rtol=1e-12)


@wasm
def test_infinity_and_nan_pass_through() -> None:
    a, b = np.ones((8, 8), np.float32), np.ones((8, 8), np.float32)
    a[0, 0], a[1, 1] = np.inf, np.nan
    assert np.array_equal(simd.product(a, b), a @ b, equal_nan=True)


@wasm
@pytest.mark.parametrize("n", [2048, 2049, 2050, 2051])
def test_adams_steps_are_numpys_to_the_bit(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    start = np.random.default_rng(SEED).standard_normal((4, n), np.float32)
    start[3] = start[3] ** 2
    start[1, :3] = np.nan, np.inf, 0
    results = []
    for way in ("simd", "einsum"):
        monkeypatch.setattr(kernels, "WAY", way)
        param, grad, mean, square = start.copy()
        with np.errstate(all="ignore"):
            for step in (1, 2, 3):
                kernels.adam_step(param, grad, mean, square, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8,
                                  step=step, scratch=np.empty_like(param))  # fmt: skip
        results.append((param.tobytes(), mean.tobytes(), square.tobytes()))
    assert results[0] == results[1]


@wasm
@pytest.mark.parametrize("beta1", [0.0, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("lr", [1e-3, 1e8])
@pytest.mark.parametrize("eps", [1e-8, 1e-30, 0.0])
def test_adams_steps_without_gradients_are_numpys_to_the_bit(
    beta1: float, lr: float, eps: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(SEED)
    n = 8192
    exponents = rng.integers(-149, 10, (3, n)).astype(np.float32)
    param, mean, square = np.exp2(exponents) * rng.choice([-1, 1], (3, n)).astype(np.float32)
    few = rng.integers(-12, 13, n).astype(np.float32) * np.float32(kernels.TINIEST) + np.float32(0)
    mean = np.where(rng.random(n) < 0.8, few, mean)
    square = np.where(rng.random(n) < 0.2, 0, square**2).astype(np.float32)
    grad = np.where(rng.random(n) < 0.9, 0, mean)
    param[::7] = 0
    start = param, grad, mean, square
    results = []
    for way in ("simd", "einsum"):
        monkeypatch.setattr(kernels, "WAY", way)
        param, grad, mean, square = (array.copy() for array in start)
        with np.errstate(all="ignore"):
            for step in range(1, 30):
                kernels.adam_step(param, grad, mean, square, lr=lr, beta1=beta1, beta2=0.999, eps=eps,
                                  step=step, scratch=np.empty_like(param))  # fmt: skip
        results.append((param.tobytes(), mean.tobytes(), square.tobytes()))
    assert results[0] == results[1]


def test_a_stop_while_it_is_loaded_leaves_it_for_the_next_time(afresh: pytest.MonkeyPatch) -> None:
    def interrupted(content: bytes) -> dict[str, Any]:
        raise KeyboardInterrupt

    a, loaded = matrix(64, 64), simd.load_side_module
    afresh.setattr(simd, "load_side_module", interrupted)
    with pytest.raises(KeyboardInterrupt):
        simd.product(a, a)
    afresh.setattr(simd, "load_side_module", loaded)
    np.testing.assert_allclose(kernels.by_simd(a, a), a @ a, rtol=1e-4, atol=1e-4)
    assert simd.state == "in use" if IN_BROWSER else simd.state.startswith("OSError")


@wasm
@pytest.mark.parametrize("n", [2048, 2051])
@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("dampening", [0.0, 0.3])
@pytest.mark.parametrize("nesterov", [False, True])
def test_descent_is_numpys_to_the_bit(
    n: int, momentum: float, dampening: float, nesterov: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = np.random.default_rng(SEED).standard_normal((3, n), np.float32)
    start[1, :4] = np.nan, np.inf, 0, -0.0
    results = []
    for way in ("simd", "einsum"):
        monkeypatch.setattr(kernels, "WAY", way)
        param, grad, buffer = start.copy()
        for number in (1, 2, 3):
            kernels.sgd_step(param, grad, buffer if momentum else None, lr=0.01, momentum=momentum,
                             dampening=dampening, nesterov=nesterov and momentum > 0, first=number == 1,
                             scratch=np.empty_like(param))  # fmt: skip
        results.append((param.tobytes(), grad.tobytes(), buffer.tobytes()))
    assert results[0] == results[1]


@wasm
@pytest.mark.parametrize("n", [2048, 2049, 2051, 5000])
def test_relu_and_its_slope_are_numpys_to_the_bit(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    x, g = np.random.default_rng(SEED).standard_normal((2, n), np.float32)
    x[:6] = 0, -0.0, np.nan, np.inf, -np.inf, 1e-40
    g[:6] = np.inf, np.nan, -0.0, 1, 2, 3
    results = []
    for way in ("simd", "einsum"):
        monkeypatch.setattr(kernels, "WAY", way)
        value = kernels.relu(x)
        assert value.flags.writeable
        results.append((value.tobytes(), kernels.relu_backward(g, value).tobytes()))
    assert results[0] == results[1]


@wasm
def test_layouts_that_are_not_for_it_are_numpys() -> None:
    x, g = np.random.default_rng(SEED).standard_normal((2, 64, 80), np.float32)
    for look in (np.transpose, lambda a: a[:, ::2], lambda a: np.broadcast_to(a[:1], a.shape), np.float64):
        value, slope = look(x), look(g)
        assert np.array_equal(kernels.relu(value), np.maximum(value, 0))
        assert np.array_equal(kernels.relu_backward(slope, value), np.where(value > 0, slope, 0))
        assert np.array_equal(kernels.relu_backward(g, x[0]), np.where(x[0] > 0, g, 0))


@wasm
@pytest.mark.parametrize("kernel", [2, 3])
@pytest.mark.parametrize("odd", [None, np.nan, -0.0, -np.inf])
def test_pooling_is_numpys_to_the_bit(
    kernel: int, odd: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(SEED)
    pixels = np.maximum(random.integers(-3, 4, (8, 4, 23, 22)), 0).astype(np.float32)
    if odd is not None:
        pixels[random.random(pixels.shape) < 0.2] = odd
    results = []
    for way in ("simd", "einsum"):
        monkeypatch.setattr(kernels, "WAY", way)
        x = torch.tensor(pixels, requires_grad=True)
        value = torch.nn.functional.max_pool2d(x, kernel, 2)
        value.backward(torch.arange(1.0, value.numel() + 1).view(value.shape))
        results.append((value.detach().numpy().tobytes(), x.grad.numpy().tobytes()))
    assert results[0] == results[1]


@wasm
@pytest.mark.parametrize("n", [2048, 2049, 2051, 5000])
def test_what_stands_in_a_table_is_found_to_the_bit(n: int) -> None:
    random = np.random.default_rng(SEED)
    table = random.integers(0, 2**32, 256, np.uint32).view(np.float32)  # nan and infinities, too
    values = random.integers(0, 256, (2, n), np.uint8)
    for some in (values[1], values[:, 7:], values.T):
        found = kernels.lookup_or_none(some, lambda: table)
        assert found is None if not some.flags.c_contiguous else found.tobytes() == table[some].tobytes()
    for other in (table[:255], table.astype(np.float64), None):
        assert kernels.lookup_or_none(values, lambda other=other: other) is None


@wasm
@pytest.mark.parametrize("p", [0.5, 0.2, 1e-12, 1 - 2**-53, 1.0])
def test_draws_are_the_same_by_both_ways(p: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """From any place in the generator's words, and it is left at the same one."""
    for before in (0, 1, 7, 311, 623, 624):
        results = []
        for way in ("simd", "einsum"):
            monkeypatch.setattr(kernels, "WAY", way)
            generator = torch.Generator().manual_seed(SEED)
            generator.words(before)
            masks = [generator.keep((n,), p, np.float32(1.25)) for n in (2048, 2051, 3)]
            results.append([*(mask.tobytes() for mask in masks), generator.get_state().tolist()])
        assert results[0] == results[1]


@wasm
@pytest.mark.parametrize("damage", ["truncated", "no program", "other sums", "other words"])
def test_a_broken_program_is_left_alone(damage: str, afresh: pytest.MonkeyPatch) -> None:
    content = simd.CONTENT
    broken = {
        "truncated": content[:-7],
        "no program": b"",
        "other sums": content.replace(b"\xfd\xe4\x01", b"\xfd\xe5\x01"),  # subtracts where it should add
        "other words": content.replace(b"\xdf\xb0\x08\x99", b"\xde\xb0\x08\x99"),
    }[damage]
    assert broken != content
    afresh.setattr(simd, "CONTENT", broken)
    x, w = matrix(64, 64), matrix(64, 64, SEED + 1)
    np.testing.assert_allclose(kernels.by_simd(x, w.T), x @ w.T, rtol=1e-4, atol=1e-4)
    assert simd.state != "in use"
    assert torch.backends.products().startswith("einsum (no simd: ")


@wasm
def test_other_layouts_of_arrays_in_memory_are_noticed() -> None:
    with pytest.raises(ArithmeticError, match="NumPy's arrays do not lie"):
        simd.check_objects(lambda address: 0)


def test_elsewhere_it_says_why_not(afresh: pytest.MonkeyPatch) -> None:
    if IN_BROWSER:
        afresh.setattr(simd.sys, "platform", "linux")
    afresh.setattr(kernels, "WAY", "simd")
    x, w = matrix(64, 64), matrix(64, 64, SEED + 1)
    np.testing.assert_allclose(kernels.by_simd(x, w.T), x @ w.T, rtol=1e-4, atol=1e-4)
    assert torch.backends.products() == (
        "einsum (no simd: OSError: it is WebAssembly, which Python runs only in a browser or in Node)"
    )


@native
@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ("", "matmul"),
        ("matmul", "matmul"),
        ("einsum", "einsum"),
        ("simd", "einsum (no simd: "),
        ("auto", "matmul"),
    ],
)
def test_the_environment_chooses(choice: str, said: str) -> None:
    environment = {**os.environ, "SEQLITE_MATMUL": choice} if choice else {**os.environ}
    program = "import seqlite; print(seqlite.backends.products())"
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
    assert done.stdout.startswith(said), done.stderr


@native
def test_the_environment_may_be_wrong() -> None:
    environment = {**os.environ, "SEQLITE_MATMUL": "blas"}
    done = subprocess.run(
        [sys.executable, "-c", "import seqlite"], env=environment, capture_output=True, text=True
    )
    assert "SEQLITE_MATMUL='blas': expected matmul, einsum, simd or auto" in done.stderr


@wasm
@pytest.mark.parametrize("n", [64, 67, 5001])
@pytest.mark.parametrize("name", ["logistic", "hyperbolic_tangent"])
def test_squashing_is_numpys_up_to_rounding(name: str, n: int) -> None:
    x = 20 * np.random.default_rng(SEED).standard_normal(n, np.float32)
    x[:7] = np.nan, np.inf, -np.inf, 0, -0.0, 1e-30, 200
    wide = x.astype(np.float64)
    with np.errstate(all="ignore"):
        wanted = np.tanh(wide) if name == "hyperbolic_tangent" else 1 / (1 + np.exp(-wide))
    assert squash_in_place(name, x)
    np.testing.assert_allclose(x, wanted, rtol=4e-7, atol=1e-37)
    assert not squash_in_place(name, x[::2])
