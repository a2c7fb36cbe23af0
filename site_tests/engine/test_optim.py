"""Optimizers in use: groups, state, printing, mistakes, and parameters that come, go and are shared."""

from __future__ import annotations

import copy
import math
from typing import Any

import numpy as np
import pytest

import seqlite as torch
from seqlite import nn, optim
from seqlite.optim import lr_scheduler

ALL = [
    lambda p: optim.SGD(p, lr=0.1, momentum=0.9),
    lambda p: optim.Adam(p, lr=0.1, amsgrad=True),
    lambda p: optim.AdamW(p, lr=0.1),
    lambda p: optim.RMSprop(p, lr=0.01, momentum=0.5, centered=True),
    lambda p: optim.Adagrad(p, lr=0.1),
]


def pair() -> list[nn.Parameter]:
    return [nn.Parameter(torch.tensor([1.0, 2.0])), nn.Parameter(torch.tensor([[3.0]]))]


def push(params: list[nn.Parameter], value: float = 1.0) -> None:
    for param in params:
        param.grad = torch.full(param.shape, value)


@pytest.mark.parametrize("make", ALL)
def test_small_and_large_parameters_together_move_as_each_alone(make: Any) -> None:
    sizes = [(3,), (100, 50), (2, 2), (70, 70), (1,)]
    rng = np.random.RandomState(0)
    start = [rng.randn(*size) for size in sizes]
    together = [nn.Parameter(torch.tensor(a)) for a in start]
    alone = [nn.Parameter(torch.tensor(a)) for a in start]
    joint, singles = make(together), [make([param]) for param in alone]
    for _ in range(3):
        for one, two in zip(together, alone, strict=True):
            one.grad = two.grad = torch.tensor(rng.randn(*one.shape))
        joint.step()
        for single in singles:
            single.step()
    for one, two in zip(together, alone, strict=True):
        assert torch.equal(one, two)


@pytest.mark.parametrize("make", ALL)
def test_a_saved_and_loaded_optimizer_goes_on_as_if_nothing_had_happened(make: Any) -> None:
    one, two = pair(), pair()
    first, second = make(one), make(two)
    for step in range(4):
        push(one, 0.5 + step)
        push(two, 0.5 + step)
        first.step()
        second.step()
        fresh = make(two)
        fresh.load_state_dict(copy.deepcopy(second.state_dict()))
        second = fresh
    for a, b in zip(one, two, strict=True):
        assert torch.equal(a, b)


@pytest.mark.parametrize("make", ALL)
def test_parameters_without_a_gradient_rest_and_keep_their_state(make: Any) -> None:
    both, alone = pair(), pair()[:1]
    joint, single = make(both), make(alone)
    for step in range(6):
        push(both, 1.0 + step)
        push(alone, 1.0 + step)
        if step in (2, 3):
            both[0].grad = alone[0].grad = None
        joint.step()
        single.step()
    assert torch.equal(both[0], alone[0])


def test_a_reader_may_give_a_parameter_new_data() -> None:
    [w] = params = [nn.Parameter(torch.ones(3))]
    optimizer = optim.SGD(params, lr=0.5)
    push(params)
    optimizer.step()
    w.data = torch.zeros(3)
    optimizer.step()
    assert torch.equal(w, torch.full((3,), -0.5))
    view = w.detach().numpy()
    optimizer.step()
    np.testing.assert_array_equal(view, np.full(3, -1.0)), "views of the parameter follow it"


def test_two_optimizers_may_share_a_parameter() -> None:
    [w] = params = [nn.Parameter(torch.zeros(2))]
    first, second = optim.SGD(params, lr=1.0), optim.SGD(params, lr=0.25)
    push(params)
    first.step()
    second.step()
    first.step()
    assert torch.equal(w, torch.full((2,), -2.25))


def test_groups_have_their_own_options() -> None:
    a, b = pair()
    optimizer = optim.SGD([{"params": [a]}, {"params": b, "lr": 1.0}], lr=0.1)
    push([a, b])
    optimizer.step()
    np.testing.assert_allclose(a.detach().numpy(), [0.9, 1.9])
    assert b.item() == 2.0
    c = nn.Parameter(torch.zeros(1))
    optimizer.add_param_group({"params": [c]})
    assert optimizer.param_groups[2]["lr"] == 0.1
    with pytest.raises(ValueError, match="more than one parameter group"):
        optimizer.add_param_group({"params": [a]})


def test_a_closure_is_run_and_its_loss_returned() -> None:
    [w] = params = [nn.Parameter(torch.ones(1))]
    optimizer = optim.SGD(params, lr=0.1)

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = (w * w).sum()
        loss.backward()
        return loss

    with torch.no_grad():
        assert optimizer.step(closure).item() == 1.0
    assert w.item() == pytest.approx(0.8)


def test_zero_grad_forgets_or_fills() -> None:
    params = pair()
    optimizer = optim.SGD(params)
    push(params)
    optimizer.zero_grad(set_to_none=False)
    assert params[0].grad is not None
    assert torch.equal(params[0].grad, torch.zeros(2))
    optimizer.zero_grad()
    assert params[0].grad is None


def test_it_prints_as_pytorch_does() -> None:
    assert repr(optim.SGD(pair(), lr=0.1)) == "\n".join([
        "SGD (", "Parameter Group 0", "    dampening: 0", "    differentiable: False", "    foreach: None",
        "    fused: None", "    lr: 0.1", "    maximize: False", "    momentum: 0", "    nesterov: False",
        "    weight_decay: 0", ")"])  # fmt: skip


def test_state_dict_is_pytorchs() -> None:
    params = pair()
    optimizer = optim.Adam(params)
    push(params)
    optimizer.step()
    state = optimizer.state_dict()
    assert list(state["state"]) == [0, 1]
    assert list(state["state"][0]) == ["step", "exp_avg", "exp_avg_sq"]
    assert state["state"][1]["step"].item() == 1.0
    assert state["param_groups"][0]["params"] == [0, 1]
    assert state["param_groups"][0]["betas"] == (0.9, 0.999)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: optim.SGD(pair(), lr=-1), ValueError, "Invalid learning rate: -1"),
        (lambda: optim.Adam(pair(), lr=math.nan), ValueError, "Invalid learning rate: nan"),
        (lambda: optim.SGD(pair(), momentum=-1), ValueError, "Invalid momentum value: -1"),
        (lambda: optim.SGD(pair(), nesterov=True), ValueError, "Nesterov momentum requires a momentum"),
        (lambda: optim.Adam(pair(), eps=-1), ValueError, "Invalid epsilon value: -1"),
        (lambda: optim.Adam(pair(), betas=(1.0, 0.9)), ValueError, "Invalid beta parameter at index 0: 1.0"),
        (lambda: optim.Adam(pair(), weight_decay=-1), ValueError, "Invalid weight_decay value: -1"),
        (lambda: optim.Adam([]), ValueError, "optimizer got an empty parameter list"),
        (lambda: optim.Adam(pair()[0]), TypeError, "should be an iterable of Tensors or dicts"),
        (lambda: optim.Adam([3]), TypeError, "one of the params is int"),
        (lambda: optim.Adam([pair()[0] * 2]), ValueError, "can't optimize a non-leaf Tensor"),
        (
            lambda: optim.Adam(pair()).load_state_dict(optim.Adam(pair()[:1]).state_dict()),
            ValueError,
            "match the size",
        ),
        (lambda: optim.Adam(pair(), differentiable=True), NotImplementedError, "differentiable"),
        (lambda: lr_scheduler.StepLR(3, 1), TypeError, "int is not an Optimizer"),
        (
            lambda: lr_scheduler.LambdaLR(optim.SGD(pair()), [min, max]),
            ValueError,
            "Expected 1 lr_lambdas, but got 2",
        ),
        (lambda: lr_scheduler.OneCycleLR(optim.SGD(pair()), 1.0), ValueError, "total_steps OR"),
        (
            lambda: lr_scheduler.ReduceLROnPlateau(optim.SGD(pair()), factor=2),
            ValueError,
            "Factor should be < 1.0",
        ),
    ],
)
def test_mistakes_are_pytorchs_errors(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make()


# Learning rates after each of 14 steps from 1.0, recorded from PyTorch.
RATES = {
    "MultiStepLR": (
        lambda o: lr_scheduler.MultiStepLR(o, [2, 5, 5], 0.5),
        [1.0, 1.0, 0.5, 0.5, 0.5, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125],
    ),
    "LinearLR": (
        lambda o: lr_scheduler.LinearLR(o, 0.25, 0.9, 4),
        [0.25, 0.4125, 0.575, 0.7375, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9],
    ),
    "CosineAnnealingLR": (
        lambda o: lr_scheduler.CosineAnnealingLR(o, 5, 0.1),
        [
            1.0,
            0.9140576474687263,
            0.6890576474687263,
            0.41094235253127365,
            0.1859423525312737,
            0.1,
            0.18594235253127367,
            0.41094235253127387,
            0.6890576474687268,
            0.9140576474687271,
            1.0,
            0.9140576474687274,
            0.689057647468727,
            0.4109423525312741,
        ],
    ),
    "LambdaLR": (lambda o: lr_scheduler.LambdaLR(o, lambda epoch: 0.95**epoch), [0.95**i for i in range(14)]),
    "OneCycleLR": (
        lambda o: lr_scheduler.OneCycleLR(o, 2.0, total_steps=15),
        [
            0.08,
            0.4414497902156158,
            1.2536200965980617,
            1.9049301131863223,
            1.9888308709018234,
            1.9009692640269473,
            1.7330529396223389,
            1.500002,
            1.2225240438725786,
            0.9252742053339501,
            0.6346644369977025,
            0.37651669210047395,
            0.17376853063910258,
            0.04443501650508236,
        ],
    ),
    "OneCycleLR, three phases": (
        lambda o: lr_scheduler.OneCycleLR(
            o, 2.0, epochs=3, steps_per_epoch=5, anneal_strategy="linear", three_phase=True
        ),
        [
            0.08,
            0.6285714285714284,
            1.177142857142857,
            1.7257142857142855,
            1.7257142857142858,
            1.1771428571428573,
            0.6285714285714286,
            0.08,
            0.06857257142857143,
            0.05714514285714286,
            0.045717714285714285,
            0.03429028571428572,
            0.022862857142857136,
            0.011435428571428569,
        ],
    ),
}


@pytest.mark.parametrize("name", RATES)
def test_schedules_are_pytorchs(name: str) -> None:
    make, want = RATES[name]
    optimizer = optim.SGD(pair(), lr=1.0, momentum=0.9)
    scheduler, rates = make(optimizer), []
    for _ in want:
        rates.append(scheduler.get_last_lr()[0])
        assert optimizer.param_groups[0]["lr"] == rates[-1]
        optimizer.step()
        scheduler.step()
    np.testing.assert_allclose(rates, want, rtol=1e-12)


def test_a_plateau_lowers_the_rate() -> None:
    optimizer = optim.SGD(pair(), lr=1.0)
    scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, patience=1, cooldown=1)
    rates = []
    for loss in [1, 1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.1, 0.1, 0.1]:
        scheduler.step(loss)
        rates.append(optimizer.param_groups[0]["lr"])
    want = [0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3, 4]
    np.testing.assert_allclose(rates, [0.1**n for n in want])


def test_a_schedule_is_saved_and_loaded_and_warns_of_the_wrong_order() -> None:
    optimizer = optim.SGD(pair(), lr=1.0)
    scheduler = lr_scheduler.StepLR(optimizer, 2)
    with pytest.warns(UserWarning, match=r"lr_scheduler\.step.* before `optimizer\.step"):
        scheduler.step()
    again = lr_scheduler.StepLR(optimizer, 7)
    again.load_state_dict(scheduler.state_dict())
    assert (again.step_size, again.last_epoch) == (2, 1)


def test_one_cycle_stops_at_its_end() -> None:
    optimizer = optim.SGD(pair(), lr=1.0, momentum=0.9)
    scheduler = lr_scheduler.OneCycleLR(optimizer, 1.0, total_steps=2)
    optimizer.step()
    scheduler.step()
    scheduler.step()
    with pytest.raises(ValueError, match=r"Tried to step 3 times\. The specified number of total steps is 2"):
        scheduler.step()


def test_gradients_are_clipped() -> None:
    params = pair()
    push(params, 3.0)
    assert nn.utils.clip_grad_norm_(params, 100.0).item() == pytest.approx(math.sqrt(27))
    assert params[0].grad.tolist() == [3.0, 3.0]
    nn.utils.clip_grad_value_(params, 0.5)
    assert params[0].grad.tolist() == [0.5, 0.5]
    params[0].grad = torch.tensor([math.inf, 0.0])
    with pytest.raises(RuntimeError, match="non-finite"):
        nn.utils.clip_grad_norm_(params, 1.0, error_if_nonfinite=True)
