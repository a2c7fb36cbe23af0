"""Tensors as Python objects: making, converting, sharing memory, changing in place; errors that help."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

import seqlite as torch


def test_tensor_copies_and_as_tensor_and_from_numpy_share() -> None:
    array = np.zeros(2, np.float32)
    copied, shared, also = torch.tensor(array), torch.as_tensor(array), torch.from_numpy(array)
    array[0] = 5
    assert copied.tolist() == [0, 0]
    assert shared.tolist() == also.tolist() == [5, 0]
    also[1] = 7
    assert array.tolist() == [5, 7]


def test_integers_are_int64_on_every_platform() -> None:
    for t in (
        torch.tensor([1]), torch.arange(3), torch.tensor([1.0]).long(), torch.tensor([1.0]).argmax(),
        torch.tensor([2, 1]).argsort(), torch.tensor([True]).sum(), torch.tensor([0, 1]).nonzero(),
        torch.randperm(3), torch.randint(3, (2,)), torch.tensor([1.0, 2.0]).topk(1).indices,
        torch.tensor([1, 1]).bincount(), torch.tensor([1.0]).max(0).indices, torch.full((2,), 3),
        torch.tensor([1], dtype=torch.int32).cumsum(0), torch.tensor([1], dtype=torch.uint8).prod(),
    ):  # fmt: skip
        assert t.dtype is torch.int64, t


def test_float32_stays_float32() -> None:
    x = torch.ones(3)
    for t in (
        x + 1.5, 1.5 - x, x * True, x / 3, x**2, x**0.5, 2**x, x.mean(), x.var(), x.std(0), x.norm(), x.exp(),
        x.sum(), x.cumsum(0), x.logsumexp(0), x.clamp(0.1, 0.9), torch.where(x > 0, x, 0.5), x % 0.7, x @ x,
        x.lerp(x, 0.5), x.erf(), torch.linspace(0, 1, 3), x.softmax(0), torch.tensor([1, 2]).sqrt(), x.max(),
        torch.tensor(np.float64(1)) * x, x * np.float64(2), np.float32(2) * x, torch.maximum(x, x * 2),
    ):  # fmt: skip
        assert t.dtype is torch.float32, t


def test_default_dtype_can_be_set() -> None:
    torch.set_default_dtype(torch.float64)
    try:
        assert torch.tensor([1.5]).dtype is torch.zeros(1).dtype is torch.float64
        assert "dtype" not in repr(torch.rand(1))
    finally:
        torch.set_default_dtype(torch.float32)
    with pytest.raises(TypeError, match="floating"):
        torch.set_default_dtype(torch.int64)


def test_views_share_memory() -> None:
    base = torch.zeros(2, 3)
    base.view(6)[0] = 1
    base.t()[1, 0] = 2
    base[1].fill_(3)
    base[0, 2].add_(4)
    base.unsqueeze(0)[0, 0, 1] += 5
    assert base.tolist() == [[1, 7, 4], [3, 3, 3]]


def test_view_refuses_what_needs_a_copy() -> None:
    with pytest.raises(RuntimeError, match="reshape"):
        torch.zeros(2, 3).t().view(6)
    assert torch.zeros(2, 3).t().reshape(6).shape == (6,)


def test_assignment_by_masks_lists_and_numbers() -> None:
    x = torch.arange(6).reshape(2, 3)
    x[x > 3] = 0
    x[[0, 0], [1, 1]] = torch.tensor([9, 8])
    x[..., -1] = torch.tensor([6, 7])
    x[0, torch.tensor([True, False, False])] = -1
    assert x.tolist() == [[-1, 8, 6], [3, 0, 7]]
    with pytest.raises(RuntimeError, match=r"shape \[2\] cannot be broadcast .* shape \[3\]"):
        x[0] = torch.tensor([1, 2])


def test_in_place_arithmetic_keeps_type_and_shape() -> None:
    x = torch.tensor([1, 2])
    x += 1
    with pytest.raises(RuntimeError, match=r"Float can't be cast .* Long"):
        x += 0.5
    with pytest.raises(RuntimeError, match="broadcast shape"):
        x += torch.ones(3, 2, dtype=torch.int64)
    assert x.tolist() == [2, 3]


def test_numpy_and_tensors_mix() -> None:
    x = torch.ones(2)
    assert isinstance(x * np.ones(2), torch.Tensor)
    assert isinstance(np.exp(x), torch.Tensor)
    with pytest.raises(TypeError, match="ndarray"):
        np.ones(2) * x  # here as in PyTorch, an array does not know tensors
    assert (x + np.array([1.0, 2.0])).dtype is torch.float64
    assert np.asarray(x).tolist() == [1, 1]
    assert np.shares_memory(x.numpy(), x.numpy())
    with pytest.raises(RuntimeError, match=r"detach\(\)\.numpy\(\)"):
        x.requires_grad_().numpy()


def test_tensors_are_python_objects() -> None:
    x = torch.tensor([1.0, 2.0])
    assert 2.0 in x
    assert [float(v) for v in x] == [1.0, 2.0]
    assert {x: "found"}[x] == "found"
    assert bool(torch.tensor([1])) is True
    assert list(range(5))[torch.tensor(2) : torch.tensor(4)] == [2, 3]
    assert x.size(0) == x.shape[-1] == len(x) == x.numel() == 2
    assert isinstance(x.shape + (1,), torch.Size)  # noqa: RUF005


def test_copies_are_independent() -> None:
    x = torch.ones(2, requires_grad=True)
    x.sum().backward()
    y = copy.deepcopy(x)
    assert y.requires_grad
    assert y.grad.tolist() == [1, 1]
    with torch.no_grad():
        y.zero_()
    assert x.tolist() == [1, 1]
    with pytest.raises(RuntimeError, match="graph leaves"):
        copy.deepcopy(x * 2)


def test_casts_and_devices() -> None:
    x = torch.tensor([1.7])
    assert x.to("cpu") is x.cpu() is x.to(torch.float32) is x.float() is x
    assert x.to(torch.int64).tolist() == [1]
    assert x.to(torch.device("cpu"), torch.float64).dtype is torch.float64
    assert x.type() == "torch.FloatTensor"
    assert x.new_zeros(2, 3).shape == (2, 3)
    assert str(x.device) == "cpu"
    for where in (lambda: x.cuda(), lambda: x.to("cuda"), lambda: torch.zeros(1, device="cuda:0")):
        with pytest.raises(AssertionError, match="is_available"):
            where()


@pytest.mark.parametrize(
    ("wrong", "kind", "message"),
    [
        (lambda: torch.ones(2, 3) @ torch.ones(4, 5), RuntimeError, r"\(2x3 and 4x5\)"),
        (
            lambda: torch.ones(2, 3) + torch.ones(4),
            RuntimeError,
            r"\(3\) must match .* \(4\).*\[2, 3\] and \[4\]",
        ),
        (lambda: torch.ones(2) @ torch.ones(2).double(), RuntimeError, "same dtype"),
        (lambda: torch.ones(6).view(4, -1), RuntimeError, "invalid for input of size 6"),
        (lambda: torch.tensor([[1, 2], [3]]), ValueError, "length 2 at dim 1"),
        (lambda: torch.tensor([1, [2]]), ValueError, "number at dim 1"),
        (lambda: torch.ones(3)[3], IndexError, "out of bounds"),
        (lambda: torch.ones(3)[0, 0], IndexError, "too many indices"),
        (lambda: torch.ones(3)[::-1], ValueError, "flip"),
        (lambda: torch.ones(2, 3).sum(2), IndexError, r"\[-2, 1\], but got 2"),
        (lambda: torch.ones(3).item(), RuntimeError, "3 elements"),
        (lambda: bool(torch.ones(2)), RuntimeError, "ambiguous"),
        (lambda: torch.tensor([1, 2]).mean(), RuntimeError, "float"),
        (lambda: torch.exp(2.0), TypeError, "must be Tensor, not float"),
        (lambda: torch.ones(2) + "a", TypeError, "'Tensor' and 'str'"),
        (lambda: torch.where(torch.ones(2), 1, 0), RuntimeError, "bool"),
        (lambda: torch.cat([torch.ones(2, 3), torch.ones(3, 4)]), RuntimeError, "size 3 but got size 4"),
        (
            lambda: torch.zeros(2, 3).gather(1, torch.tensor([[3], [0]])),
            RuntimeError,
            "index 3 is out of bounds",
        ),
        (lambda: torch.from_numpy(np.zeros(2, np.complex64)), TypeError, "supported types"),
        (lambda: torch.einsum("ij,jk", torch.ones(2, 3), torch.ones(4, 5)), RuntimeError, "subscript j"),
        (lambda: torch.tensor([True]) - True, RuntimeError, "bool"),
        (lambda: torch.ones(2).expand(3), RuntimeError, r"\(3\) must match the existing size \(2\)"),
        (lambda: torch.compile(lambda x: x), NotImplementedError, "eagerly"),
    ],
)
def test_errors_have_pytorchs_type_and_say_what_is_wrong(
    wrong: Any, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=message):
        wrong()


def test_integer_indices_come_before_arrays_as_in_pytorch() -> None:
    x = torch.arange(24).reshape(2, 3, 4)
    assert x[0, :, torch.tensor([1, 2])].shape == (3, 2)  # NumPy would give (2, 3)
    assert torch.equal(x[0, :, torch.tensor([1, 2])], x[0][:, [1, 2]])


def test_numpys_functions_of_tensors_give_tensors() -> None:
    assert isinstance(np.abs(torch.tensor([-1.0])), torch.Tensor)
    assert np.add(torch.ones(2), 1).tolist() == [2.0, 2.0]
    assert isinstance(np.asarray(torch.ones(1)), np.ndarray)


def test_arrays_of_different_shapes_make_no_tensor() -> None:
    slow = pytest.warns(UserWarning, match="extremely slow")
    with slow, pytest.raises(ValueError, match="expected sequence of length 3 at dim 3"):
        torch.tensor([[np.ones((3, 3)), np.ones((3, 2))]])
