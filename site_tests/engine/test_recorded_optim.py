"""Optimizers and schedules: every step equal to what PyTorch recorded, in float64."""

from __future__ import annotations

import numpy as np
import pytest
from golden import GOLDEN
from golden_programs import clipped, rates, steps

import seqlite as torch

RECORDED = GOLDEN["optim"]


@pytest.mark.parametrize("pieces", [[12], [5, 7], [4, 1, 7]], ids=str)
@pytest.mark.parametrize("name", RECORDED["params_after_each_step"])
def test_steps_equal_the_recorded_ones_however_the_numbers_are_cut(name: str, pieces: list[int]) -> None:
    got = list(steps(torch, name, RECORDED["p0"], RECORDED["grads"], pieces))
    np.testing.assert_allclose(got, RECORDED["params_after_each_step"][name], atol=1e-12, rtol=0)


@pytest.mark.parametrize("name", RECORDED["lr_schedules_from_1.0"])
def test_schedules_equal_the_recorded_ones(name: str) -> None:
    np.testing.assert_allclose(
        rates(torch, name), RECORDED["lr_schedules_from_1.0"][name], atol=1e-12, rtol=0
    )


def test_clipping_equals_the_recorded_one() -> None:
    recorded = RECORDED["clip_grad_norm_([3,4,0], 1.0)"]
    got = clipped(torch)
    assert got["returned"] == recorded["returned"]
    np.testing.assert_allclose(got["grad"], recorded["grad"], atol=1e-12, rtol=0)
