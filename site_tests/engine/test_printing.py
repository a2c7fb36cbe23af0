"""What `expressions.json` cannot hold of printing: options, and Python's own formatting."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import seqlite as torch


@pytest.fixture(autouse=True)
def default_options() -> Iterator[None]:
    yield
    torch.set_printoptions(profile="default")


def test_options() -> None:
    x = torch.tensor([1.23456789, 100.0])
    torch.set_printoptions(precision=2)
    assert repr(x) == "tensor([  1.23, 100.00])"
    torch.set_printoptions(sci_mode=True)
    assert repr(x) == "tensor([1.23e+00, 1.00e+02])"
    torch.set_printoptions(profile="default")
    assert repr(x) == "tensor([  1.2346, 100.0000])"
    torch.set_printoptions(threshold=3, edgeitems=1)
    assert repr(torch.arange(5)) == "tensor([0,  ..., 4])"
    torch.set_printoptions(profile="full")
    assert "..." not in repr(torch.arange(2000))
    torch.set_printoptions(profile="default", linewidth=20)
    assert repr(torch.arange(8)) == "tensor([0, 1, 2, 3,\n        4, 5, 6, 7])"
    with pytest.raises(ValueError, match="short"):
        torch.set_printoptions(profile="tiny")


def test_formatting_one_number() -> None:
    loss = torch.tensor(0.123456, requires_grad=True)
    assert f"{loss:.3f}" == "0.123"
    assert f"{loss.detach()}" == "0.12345600128173828"
    assert f"{torch.tensor(7)}" == "7"
    assert f"{torch.tensor([1.0])}" == "tensor([1.])"


def test_the_middle_is_left_out_above_a_thousand_elements() -> None:
    assert "..." not in repr(torch.zeros(1000))
    assert repr(torch.zeros(1001)) == "tensor([0., 0., 0.,  ..., 0., 0., 0.])"
