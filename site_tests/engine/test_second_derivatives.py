"""Gradients of gradients: PyTorch's numbers, for every operation whose gradient can be recorded."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from data.record_second_derivatives import second

import seqlite as torch
from seqlite._core.recorded import backward
from seqlite._core.recorded.backward import refusal
from seqlite.nn import functional as F

RECORDED: dict[str, Any] = json.loads(
    (Path(__file__).parent / "data" / "second_derivatives.json").read_text("utf8")
)
REFUSED = {  # operations that say so by name
    *("linalg_svd", "linalg_eigh", "linalg_qr", "linalg_lu", "factors", "solve_triangular"),
    *("rnn", "gru", "lstm", "scaled_dot_product_attention", "bags", "ctc_loss", "rrelu", "max_pool2d"),
    *("affine_grid", "grid_sample", "scatter_reduce", "logcumsumexp", "sinc"),
}
# PyTorch reads the triangle that a factor does not have, too.
OTHERS = {"torch.cholesky_solve(x,n)"}


def alike(right: float | None, mine: float | None) -> bool:
    """Whether these are the same; no gradient is a gradient of zeros."""
    return math.isclose(right or 0, mine or 0, rel_tol=2e-5, abs_tol=1e-7)


@pytest.mark.parametrize("expression", sorted(RECORDED.keys() - OTHERS))
def test_is_the_number_of_pytorch_or_is_refused_by_name(
    expression: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = []

    def noting(node: Any, reason: str = "") -> NotImplementedError:
        refused.append(node.op)
        return refusal(node, reason)

    monkeypatch.setattr(backward, "refusal", noting)
    right, mine = RECORDED[expression], second(torch, expression)
    if mine == "NotImplementedError" and refused:
        assert set(refused) <= REFUSED
    elif not isinstance(right, str):  # PyTorch has no second derivative of some
        assert not isinstance(mine, str)
        assert [pair for pair in zip(right, mine, strict=True) if not alike(*pair)] == []


def test_a_refusal_names_the_operation_and_what_works_instead() -> None:
    x = torch.eye(2).requires_grad_()
    with pytest.raises(
        NotImplementedError, match=r"second derivatives of LinalgSvd.*differences of first ones"
    ):
        torch.autograd.grad(torch.linalg.svdvals(x).sum(), x, create_graph=True)


def test_bfloat16_is_refused() -> None:
    x = torch.ones(2, dtype=torch.bfloat16, requires_grad=True)
    with pytest.raises(NotImplementedError, match="compute in float32"):
        torch.autograd.grad(x.tanh().sum(), x, create_graph=True)


@pytest.mark.parametrize(
    "function",
    [
        lambda x: F.cross_entropy(x, torch.tensor([0, 2]), label_smoothing=0.1),
        lambda x: F.layer_norm(x, (3,)).pow(3),
        lambda x: F.batch_norm(x, None, None, training=True).pow(3),
        lambda x: F.softmax(x, 1).log().cumsum(1),
        lambda x: torch.linalg.solve(x @ x.T + torch.eye(2, dtype=x.dtype), x),
        lambda x: x.std(1) / x.norm(),
        lambda x: F.gelu(x) * F.mish(x),
    ],
)
def test_gradgradcheck_agrees(function: Any) -> None:
    torch.manual_seed(1)
    x = torch.randn(2, 3, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradgradcheck(function, x)


def test_gradgradcheck_finds_a_wrong_second_derivative() -> None:
    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            (x,) = ctx.saved_tensors
            return g * 3 * x * x.detach()

    x = torch.ones(2, dtype=torch.float64, requires_grad=True)
    with pytest.raises(RuntimeError, match="Jacobian mismatch"):
        torch.autograd.gradgradcheck(Wrong.apply, x)
    assert not torch.autograd.gradgradcheck(Wrong.apply, x, raise_exception=False)


def test_the_graph_of_the_gradient_is_freed_by_its_own_backward() -> None:
    x = torch.tensor([2.0], requires_grad=True)
    (g,) = torch.autograd.grad(x**3, x, create_graph=True)
    g.backward()
    with pytest.raises(RuntimeError, match="second time"):
        g.backward()
