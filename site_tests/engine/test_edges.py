"""Edge cases that comparing with PyTorch brought up, held where PyTorch is absent, too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import seqlite as torch
from seqlite.nn import functional as F


def test_a_batch_of_ignored_targets_has_no_gradient() -> None:
    logits = torch.randn(3, 2, requires_grad=True)
    loss = F.cross_entropy(logits, torch.full((3,), 1), ignore_index=1)
    loss.backward()
    assert loss.isnan()
    assert torch.equal(logits.grad, torch.zeros(3, 2))


def test_gradients_end_at_integers() -> None:
    x = torch.randn(3, requires_grad=True)
    assert not x.long().requires_grad
    assert not x.bool().requires_grad
    assert x.double().requires_grad


def test_assigning_through_arrays_wants_the_same_type() -> None:
    x = torch.arange(4)
    with pytest.raises(
        RuntimeError, match=r"got Long for the destination and Float.*value\.to\(torch\.int64\)"
    ):
        x[[0, 1]] = torch.ones(2)
    x[x > 2] = torch.tensor(7.0)
    x[[0]] = 2.5
    x[1:3] = torch.ones(2)
    assert x.tolist() == [2, 1, 1, 7]


@pytest.mark.parametrize(
    ("run", "error"),
    [
        (lambda x: x.long().std(), RuntimeError),
        (lambda x: x.long().norm(), RuntimeError),
        (lambda x: x.long().softmax(0), NotImplementedError),
        (lambda x: x.bool().floor(), NotImplementedError),
        (lambda x: abs(x.bool()), NotImplementedError),
        (lambda x: x.bool().argmax(), RuntimeError),
        (lambda x: x.triu(), RuntimeError),
        (lambda x: x.mT, RuntimeError),
        (lambda x: x["a"], TypeError),
        (lambda x: 3 @ x, TypeError),
        (lambda x: x < "a", TypeError),
        (lambda x: x[:0].argmax(), IndexError),
        (lambda x: x.sum().split(1), RuntimeError),
        (lambda x: x.lerp(x.double(), 0.5), RuntimeError),
        (lambda x: x.expand(2, 3).add_(1), RuntimeError),
        (lambda x: torch.randperm(-1), RuntimeError),
    ],
)
def test_errors_have_pytorchs_types(run: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        run(torch.ones(3))


def test_comparing_with_other_things_is_false() -> None:
    assert (torch.ones(2) == "a") is False
    assert (torch.ones(2) != None) is True  # noqa: E711
    assert (torch.ones(2) == [1, 1]) is False


def test_single_numbers_keep_having_no_dimensions() -> None:
    x = torch.tensor(2.0, requires_grad=True)
    for y in (x.cumsum(0), x.cumprod(0), x.flip(0), x.sort().values):
        assert y.shape == ()
        y.backward()
    assert x.grad == 4


def test_empty_tensors_have_results_where_pytorch_has() -> None:
    assert torch.zeros(2, 0).softmax(-1).shape == (2, 0)
    assert torch.zeros(0).logsumexp(0).item() == -float("inf")
    assert torch.zeros(0, 2).amax(1).shape == (0,)
    assert torch.cat([torch.zeros(0), torch.ones(2).long()]).dtype == torch.float32


def test_bools_count_in_powers_and_nan_has_no_sign() -> None:
    mask = torch.tensor([True, False])
    assert (mask**2).dtype == mask.square().dtype == torch.int64
    assert mask.sign().dtype == torch.bool
    assert torch.tensor([float("nan"), -2.0]).sign().tolist() == [0, -1]
    assert len(torch.tensor([float("nan")] * 2).unique()) == 2


def test_integers_of_any_size_go_into_each_other_in_place() -> None:
    x = torch.tensor([3], dtype=torch.uint8)
    assert x.mul_(torch.tensor([2])).tolist() == [6]
    with pytest.raises(RuntimeError, match="result type Float can't be cast"):
        x.mul_(torch.tensor([0.5]))


def test_the_angle_at_the_origin_has_no_slope() -> None:
    x, y = torch.zeros(2, requires_grad=True), torch.tensor([0.0, 1.0], requires_grad=True)
    torch.atan2(x, y).sum().backward()
    assert (x.grad.tolist(), y.grad.tolist()) == ([0, 1], [0, 0])


def test_running_products_have_slopes_at_zeros() -> None:
    x = torch.tensor([[2.0, 0.0, 3.0], [0.0, 0.0, 5.0]], requires_grad=True)
    (x.cumprod(1) * torch.tensor([1.0, 10.0, 100.0])).sum().backward()
    assert x.grad.tolist() == [[1, 620, 0], [1, 0, 0]]


def test_where_is_a_method_too() -> None:
    x = torch.tensor([1.0, -1.0])
    assert x.where(x > 0, 0).tolist() == [1, 0]


@pytest.mark.parametrize(
    "too_much",
    [
        lambda: torch.zeros(2**31, 2**31),
        lambda: torch.ones(2**50),
        lambda: torch.empty(2**50, dtype=torch.float64),
        lambda: torch.full((2**50,), 1),
        lambda: torch.eye(2**28),
        lambda: torch.arange(2**50),
        lambda: torch.rand(2**50),
        lambda: torch.zeros(2**25, 1) + torch.zeros(1, 2**25),
        lambda: torch.zeros(1).expand(2**50).clone(),
        lambda: torch.zeros(2**20).repeat(2**30),
    ],
)
def test_what_does_not_fit_into_memory_is_pytorchs_error(too_much: Callable[[], Any]) -> None:
    with pytest.raises(RuntimeError, match="not enough memory"):
        too_much()
