"""Optimisers and schedules: every step equal to what PyTorch recorded, in float64."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from golden import GOLDEN

import seqlite as torch
from seqlite import nn, optim

RECORDED = GOLDEN["optim"]
F64 = torch.float64


def build(text: str, params: Any) -> Any:
    name, arguments = text[:-1].split("(", 1)
    return eval(f"kind(params, {arguments})", {"kind": getattr(optim, name), "params": params})


@pytest.mark.parametrize("pieces", [[12], [5, 7], [4, 1, 7]], ids=str)
@pytest.mark.parametrize("name", RECORDED["params_after_each_step"])
def test_steps_equal_the_recorded_ones_however_the_numbers_are_cut(name: str, pieces: list[int]) -> None:
    cuts = np.cumsum(pieces)[:-1]
    params = [
        nn.Parameter(torch.tensor(part, dtype=F64)) for part in np.split(np.array(RECORDED["p0"]), cuts)
    ]
    optimizer = build(name, params)
    for grad, want in zip(RECORDED["grads"], RECORDED["params_after_each_step"][name], strict=True):
        for param, part in zip(params, np.split(np.array(grad), cuts), strict=True):
            param.grad = torch.tensor(part, dtype=F64)
        optimizer.step()
        got = np.concatenate([param.detach().numpy() for param in params])
        np.testing.assert_allclose(got, np.array(want), atol=1e-12, rtol=0)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("StepLR(3, 0.1)", lambda o: optim.lr_scheduler.StepLR(o, 3, 0.1)),
        ("ExponentialLR(0.9)", lambda o: optim.lr_scheduler.ExponentialLR(o, 0.9)),
        (
            "CosineAnnealingLR(10, eta_min=0.1)",
            lambda o: optim.lr_scheduler.CosineAnnealingLR(o, 10, eta_min=0.1),
        ),
    ],
)
def test_schedules_equal_the_recorded_ones(name: str, make: Any) -> None:
    optimizer = optim.SGD([nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler, rates = make(optimizer), []
    for _ in RECORDED["lr_schedules_from_1.0"][name]:
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    np.testing.assert_allclose(rates, RECORDED["lr_schedules_from_1.0"][name], atol=1e-12, rtol=0)


def test_clipping_equals_the_recorded_one() -> None:
    recorded = RECORDED["clip_grad_norm_([3,4,0], 1.0)"]
    param = nn.Parameter(torch.zeros(3, dtype=F64))
    param.grad = torch.tensor([3.0, 4.0, 0.0], dtype=F64)
    assert nn.utils.clip_grad_norm_([param], 1.0).item() == 5.0
    np.testing.assert_allclose(param.grad.numpy(), np.array(recorded["grad"]), atol=1e-12, rtol=0)
