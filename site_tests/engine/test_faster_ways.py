"""Where the engine takes a faster way, for sizes that allow it, the numbers stay those of the plain one."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest

import seqlite as torch
from seqlite import nn, optim
from seqlite._core import kernels

F = nn.functional
SEEDS = range(20261127, 20261127 + 12)
MAKE: list[Any] = [
    lambda p, lr: optim.SGD(p, lr=lr),
    lambda p, lr: optim.SGD(p, lr=lr, momentum=0.9, nesterov=True, weight_decay=0.01),
    lambda p, lr: optim.SGD(p, lr=lr, momentum=0.5, dampening=0.3, maximize=True),
    lambda p, lr: optim.Adam(p, lr=lr),
    lambda p, lr: optim.Adam(p, lr=lr, betas=(0.8, 0.99), amsgrad=True),
    lambda p, lr: optim.AdamW(p, lr=lr, eps=1e-3),
    lambda p, lr: optim.RMSprop(p, lr=lr, centered=True),
]
SHAPES = [(3,), (1,), (5, 4), (0, 2), (150, 120), (2, 3, 4), ()]


class Life:
    """Parameters and the optimizers that train them."""

    def __init__(self, starts: list[Any], make: Any, lr: Any, together: bool) -> None:
        self.params = [nn.Parameter(torch.tensor(start)) for start in starts]
        groups = [self.params] if together else [[param] for param in self.params]
        self.make, self.optimizers = make, [make(group, lr) for group in groups]

    def gradients(self, values: list[Any]) -> None:
        for param, value in zip(self.params, values, strict=True):
            param.grad = None if value is None else torch.tensor(value)

    def step(self) -> list[bytes]:
        for optimizer in self.optimizers:
            optimizer.step()
        return [param.detach().numpy().tobytes() for param in self.params]

    def set_rate(self, rate: Any) -> None:
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = copy.copy(rate)

    def reload(self) -> None:
        states = [pickle.loads(pickle.dumps(o.state_dict())) for o in self.optimizers]
        given = [[*o.param_groups[0]["params"]] for o in self.optimizers]
        self.optimizers = [self.make(params, 1.0) for params in given]
        for optimizer, state in zip(self.optimizers, states, strict=True):
            optimizer.load_state_dict(state)

    def replace(self, index: int, value: Any) -> None:
        self.params[index].data = torch.tensor(value)


@pytest.mark.parametrize("seed", SEEDS)
def test_together_parameters_live_as_each_alone(seed: int) -> None:
    print(f"seed {seed}")
    random = np.random.default_rng(seed)
    kind = random.choice([np.float32, np.float64])
    shapes = [SHAPES[i] for i in random.permutation(len(SHAPES))]

    def numbers(shape: tuple[int, ...]) -> Any:
        return np.asarray(random.standard_normal(shape), kind)

    starts, make = [numbers(shape) for shape in shapes], MAKE[random.integers(len(MAKE))]
    lives = [Life(starts, make, 0.1, together) for together in (True, False)]
    if random.random() < 0.5:  # a copy goes on as its original would
        lives[0] = copy.deepcopy(lives[0])
    for _ in range(12):
        values = [None if random.random() < 0.1 else numbers(shape) for shape in shapes]
        event, index = random.integers(6), random.integers(len(shapes))
        rate, new = float(random.random()) / 10, numbers(shapes[index])
        for life in lives:
            if event == 0:
                life.set_rate(rate)
            elif event == 1:
                life.set_rate(torch.tensor(rate, dtype=torch.float64))
            elif event == 2:
                life.reload()
            elif event == 3:
                life.replace(index, new)
            life.gradients(values)
        held = [(param.grad, value) for param, value in zip(lives[0].params, values, strict=True)]
        assert lives[0].step() == lives[1].step()
        for grad, value in held:  # whoever has them finds gradients as they were
            assert grad is None or np.array_equal(grad.numpy(), value)


def test_tensors_among_the_options_count_as_they_are_at_each_step() -> None:
    rate, beta = torch.tensor(0.5), torch.tensor(0.9)
    w = nn.Parameter(torch.zeros(1))
    optimizer = optim.Adam([w], lr=rate, betas=(beta, torch.tensor(0.999)), foreach=False)
    for now in (0.5, 0.25):
        rate.fill_(now)
        w.data = torch.zeros(1)
        w.grad = torch.ones(1)
        optimizer.step()
        assert w.item() == pytest.approx(-now, rel=1e-4)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("seed", SEEDS)
def test_products_are_matmuls_to_the_bit(seed: int, kind: type) -> None:
    print(f"seed {seed}")
    random = np.random.default_rng(seed)
    for _ in range(20):
        m, k, n = random.integers(1, [80, 60, 80])
        if random.random() < 0.1:
            m, n = 200, 300
        a, b = (random.standard_normal(shape).astype(kind) for shape in ((m, k), (k, n)))
        for left in (a, np.asfortranarray(a)):
            for right in (b, np.asfortranarray(b)):
                assert kernels.matmul(left, right).tobytes() == np.matmul(left, right).tobytes()


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("n", [1, 7, 2047, 2048, 2049, 5000])
def test_relu_of_any_size_leaves_no_negative_zero(n: int, kind: type) -> None:
    x = np.resize(np.array([-0.0, 1.5, -2.5, np.inf, -np.inf, np.nan, 0.0], kind), n)
    value = kernels.relu(x)
    assert np.array_equal(value, np.where(x <= 0, 0, x), equal_nan=True)
    assert not np.signbit(value[~np.isnan(value)]).any()
    slope = kernels.relu_backward(np.full(n, 3, kind), np.nan_to_num(value))
    assert np.array_equal(slope, np.where(np.nan_to_num(value) > 0, 3, 0))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_loss_of_many_rows_is_that_of_each(seed: int) -> None:
    print(f"seed {seed}")
    random = np.random.default_rng(seed)
    rows, classes = random.integers(20, 90), random.integers(1, 40)
    scores = (100 * random.standard_normal((rows, classes))).astype(np.float32)
    scores[random.random(scores.shape) < 0.05] = random.choice([np.inf, -np.inf, np.nan, -0.0])
    target = torch.tensor(random.integers(0, classes, rows))
    x = torch.tensor(scores, requires_grad=True)
    losses = F.cross_entropy(x, target, reduction="none")
    losses.sum().backward()
    for i in range(rows):
        row = torch.tensor(scores[i : i + 1], requires_grad=True)
        loss = F.cross_entropy(row, target[i : i + 1], reduction="sum")
        loss.backward()
        assert np.array_equal(loss.item(), losses[i].item(), equal_nan=True)
        assert np.array_equal(row.grad.numpy()[0], x.grad.numpy()[i], equal_nan=True)


@pytest.mark.parametrize("kind", [torch.float32, torch.float64])
@pytest.mark.parametrize("momentum", [0.1, 0.37, 1.0, None])
def test_batch_norm_counts_and_averages(momentum: float | None, kind: Any) -> None:
    torch.manual_seed(0)
    norm = nn.BatchNorm1d(3, momentum=momentum, dtype=kind)
    mean, var = norm.running_mean.numpy().copy(), norm.running_var.numpy().copy()
    looking, versions = norm.running_mean.numpy(), norm.num_batches_tracked._version
    for step in range(1, 5):
        x = torch.randn(5, 3, dtype=kind)
        norm(x)
        share = 1 / step if momentum is None else momentum
        mean = (1 - share) * mean + share * x.numpy().mean(0)
        var = (1 - share) * var + share * x.numpy().var(0, ddof=1)
        np.testing.assert_allclose(norm.running_mean.numpy(), mean, rtol=1e-5, atol=1e-7)
        np.testing.assert_allclose(norm.running_var.numpy(), var, rtol=1e-5, atol=1e-7)
        assert np.array_equal(looking, norm.running_mean.numpy())
        assert (norm.num_batches_tracked.item(), norm.num_batches_tracked._version) == (step, versions + step)
    assert norm.num_batches_tracked.dtype == torch.int64


@pytest.mark.parametrize("seed", SEEDS)
def test_many_large_images_are_resampled_as_each_alone(seed: int) -> None:
    random = np.random.default_rng(seed)
    mode = ("nearest", "bilinear", "bicubic", "area")[seed % 4]
    size = tuple(int(n) for n in random.integers(100, 500, 2))
    smooth = {"antialias": bool(random.integers(2))} if mode.startswith("bi") else {}
    images = torch.tensor(random.integers(0, 256, (3, 4, *random.integers(60, 300, 2)), np.uint8))
    if mode == "area" or seed % 3:
        images = images.float()
    if seed % 2:
        images = images.contiguous(memory_format=torch.channels_last)
    together = F.interpolate(images, size, mode=mode, **smooth)
    assert together.is_contiguous(memory_format=torch.channels_last) == bool(seed % 2), f"seed {seed}"
    for i, j in np.ndindex(3, 4):
        alone = F.interpolate(images[i : i + 1, j : j + 1], size, mode=mode, **smooth)
        assert torch.equal(together[i, j], alone[0, 0]), f"seed {seed}"
