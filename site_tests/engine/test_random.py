"""Random numbers: equal to PyTorch's, seed for seed and bit for bit."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest
from golden import GOLDEN, near, same
from golden_draws import DRAWS

import seqlite as torch
from seqlite._core.numerics import fma32


def test_every_recorded_draw_is_tried() -> None:
    assert set(DRAWS) == set(GOLDEN["draws"])


@pytest.mark.parametrize("name", DRAWS)
def test_draws_equal_pytorch(name: str) -> None:
    for row in GOLDEN["draws"][name]:
        torch.manual_seed(row["seed"])
        drawn: Any = DRAWS[name](torch)
        for recorded, t in zip(row["arrays"], drawn if isinstance(drawn, list) else [drawn], strict=True):
            # float64 normals pass through the platform's own log, sin and cos
            soft = recorded["dtype"] == "float64" and "randn" in name and near(recorded, t.numpy(), 1e-14)
            assert soft or same(recorded, t.numpy()), (name, row["seed"])
        assert torch.rand(1).item() == np.float32(row["next_rand"]), (
            f"{name}: the stream is elsewhere afterward"
        )


def test_manual_seed_returns_the_generator_and_repeats() -> None:
    generator = torch.manual_seed(3)
    assert isinstance(generator, torch.Generator)
    assert generator.initial_seed() == torch.initial_seed() == 3
    first = torch.rand(4)
    torch.manual_seed(3)
    assert torch.equal(first, torch.rand(4))


@pytest.mark.parametrize(("seed", "like"), [(-1, 2**32 - 1), (2**40 + 7, 7), (2**64 - 1, -1)])
def test_only_the_low_bits_of_a_seed_count(seed: int, like: int) -> None:
    assert torch.equal(
        torch.rand(3, generator=torch.Generator().manual_seed(seed)),
        torch.rand(3, generator=torch.Generator().manual_seed(like)),
    )


def test_a_generator_of_ones_own_leaves_the_default_stream_alone() -> None:
    torch.manual_seed(0)
    want = torch.rand(2)
    torch.manual_seed(0)
    torch.rand(100, generator=torch.Generator().manual_seed(5))
    assert torch.equal(want, torch.rand(2))


@pytest.mark.parametrize("before", [0, 1, 623, 624, 1000])
def test_states_restore_the_stream_and_the_spare_normal(before: int) -> None:
    torch.manual_seed(1)
    torch.rand(before)
    torch.randn(3)  # an odd number, so one normal is kept for later
    state = torch.get_rng_state()
    assert state.dtype is torch.uint8
    assert state.shape == (5056,)
    want = torch.randn(3), torch.rand(700)
    torch.set_rng_state(state)
    assert torch.equal(torch.randn(3), want[0])
    assert torch.equal(torch.rand(700), want[1])


def test_an_unseeded_stream_is_not_repeated() -> None:
    a, b = torch.Generator(), torch.Generator()
    assert a.initial_seed() == b.initial_seed()  # as in PyTorch
    assert a.seed() != b.seed()


def test_multinomial_without_replacement_gives_each_index_once() -> None:
    torch.manual_seed(0)
    rows = torch.multinomial(torch.ones(5, 7), 7)
    assert rows.sort(1).values.tolist() == [list(range(7))] * 5


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: torch.randint(5, 2, (2,)), "less than 'to'"),
        (lambda: torch.empty(2).uniform_(2, 1), "from=2 > to=1"),
        (lambda: torch.empty(2).normal_(0, -1), "std >= 0"),
        (lambda: torch.bernoulli(torch.tensor([2.0])), "p_in"),
        (lambda: torch.multinomial(torch.zeros(3), 1), "sum of probabilities"),
    ],
)
def test_impossible_distributions_are_refused(draw: Any, message: str) -> None:
    with pytest.raises(RuntimeError, match=message):
        draw()


@pytest.mark.parametrize("bound", [1 / 28, 0.5, 1.9999999, 123.456, 1e-20, 1e-38, 1e-44])
def test_uniform_numbers_around_0_are_rounded_once(bound: float) -> None:
    generator = torch.Generator()
    low, high = np.float32(-bound), np.float32(bound)
    for seed in range(20):
        numbers = generator.manual_seed(seed).uniform(3001, -bound, bound)
        wanted = fma32(generator.manual_seed(seed).fractions(3001), high - low, low)
        wanted[wanted == high] = low
        assert numbers.tobytes() == wanted.tobytes()


def test_a_copy_of_a_generator_goes_its_own_way() -> None:
    generator = torch.Generator().manual_seed(5)
    torch.rand(3, generator=generator, dtype=torch.float64)
    for other in (copy.copy(generator), copy.deepcopy(generator), pickle.loads(pickle.dumps(generator))):
        state = generator.get_state()
        first = torch.rand(3, generator=other, dtype=torch.float64)
        assert torch.equal(generator.get_state(), state)
        assert torch.equal(torch.rand(3, generator=generator, dtype=torch.float64), first)
        generator.set_state(state)
