"""Every differentiable operation: its gradient is the slope that finite differences find."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import seqlite as torch
from seqlite.autograd.gradient_check import GradcheckError, gradcheck

SEED = 20260101
INDEX = torch.tensor([[0, 2, 1], [1, 1, 0]])
MASK = torch.tensor([[True, False, True, False], [False, True, True, False], [True, True, False, False]])

# x, y: (3, 4), y positive; w: (5, 4); b: (4,); c: (2, 4, 3)
OPERATIONS: dict[str, Callable[..., Any]] = {
    # arithmetic, with broadcasting and numbers
    "add": lambda x, b: x + b,
    "add number": lambda x: 2 + x + 1.5,
    "add alpha": lambda x, b: torch.add(x, b, alpha=3),
    "sub": lambda x, b: x - b,
    "rsub": lambda x: 1 - x,
    "mul": lambda x, b: x * b,
    "mul itself": lambda x: x * x,
    "div": lambda x, y: x / y,
    "div of number": lambda y: 3 / y,
    "remainder": lambda y: y % 0.7,
    "remainder by tensor": lambda x, y: x % y,
    "fmod": lambda x, y: x.fmod(y),
    "pow 2": lambda x: x**2,
    "pow 3": lambda x: x**3,
    "pow 0": lambda x: x**0,
    "pow half": lambda y: y**0.5,
    "pow -1.5": lambda y: y**-1.5,
    "pow of tensors": lambda x, y: y**x,
    "pow of number": lambda x: 2.5**x,
    "neg": lambda x: -x,
    "abs": lambda x: x.abs(),
    "reciprocal": lambda y: y.reciprocal(),
    "square": lambda x: x.square(),
    "lerp": lambda x, y: x.lerp(y, 0.3),
    "addcmul": lambda x, y, b: x.addcmul(y, b, value=0.5),
    "addcdiv": lambda x, y, b: b.addcdiv(x, y, value=2),
    # functions
    "exp": lambda x: x.exp(),
    "exp2": lambda x: x.exp2(),
    "expm1": lambda x: x.expm1(),
    "log": lambda y: y.log(),
    "log2": lambda y: y.log2(),
    "log10": lambda y: y.log10(),
    "log1p": lambda y: y.log1p(),
    "sqrt": lambda y: y.sqrt(),
    "rsqrt": lambda y: y.rsqrt(),
    "erf": lambda x: x.erf(),
    "sin": lambda x: x.sin(),
    "cos": lambda x: x.cos(),
    "tan": lambda x: x.sin().tan(),
    "asin": lambda x: (x.sin() * 0.9).asin(),
    "acos": lambda x: (x.sin() * 0.9).acos(),
    "atan": lambda x: x.atan(),
    "atan2": lambda x, y: x.atan2(y),
    "sinh": lambda x: x.sinh(),
    "cosh": lambda x: x.cosh(),
    "tanh": lambda x: x.tanh(),
    "sigmoid": lambda x: x.sigmoid(),
    "relu": lambda x: x.relu(),
    "floor, ceil, round, trunc, sign": lambda x: x.floor() + x.ceil() + x.round() + x.trunc() + x.sign() + x,
    "softmax": lambda x: x.softmax(1),
    "log_softmax": lambda x: x.log_softmax(0),
    "nan_to_num": lambda x: x.nan_to_num(),
    # choosing
    "clamp": lambda x: x.clamp(-0.5, 0.5),
    "clamp min": lambda x: x.clamp(min=0.1),
    "clamp by tensors": lambda x, b: x.clamp(b, b + 1),
    "maximum": lambda x, b: torch.maximum(x, b),
    "minimum": lambda x, b: torch.minimum(x, b),
    "where": lambda x, b: torch.where(MASK, x, b),
    "where number": lambda x: torch.where(MASK, 1.5, x),
    "masked_fill": lambda x: x.masked_fill(MASK, 0.5),
    # reductions
    "sum": lambda x: x.sum(),
    "sum dim": lambda c: c.sum((0, 2)),
    "sum keepdim": lambda c: c.sum(1, keepdim=True),
    "mean": lambda x: x.mean(),
    "mean dim": lambda c: c.mean(-1),
    "var": lambda x: x.var(),
    "var dim": lambda c: c.var((0, 1), unbiased=False),
    "std": lambda x: x.std(1, keepdim=True),
    "prod": lambda x: x.prod(),
    "prod dim": lambda x: x.prod(0),
    "prod with a zero": lambda x: (x * torch.tensor([1.0, 0.0, 1.0, 1.0], dtype=torch.float64)).prod(1),
    "max": lambda x: x.max(),
    "max dim": lambda c: c.max(1).values,
    "min dim": lambda x: x.min(0, keepdim=True).values,
    "amax": lambda c: c.amax((0, 2)),
    "amin": lambda c: c.amin(),
    "median": lambda x: x.median(),
    "median dim": lambda x: x.median(1).values,
    "norm": lambda x: x.norm(),
    "norm 1": lambda x: x.norm(1, dim=0),
    "norm 3": lambda x: x.norm(3, dim=1, keepdim=True),
    "norm inf": lambda x: x.norm(float("inf"), dim=1),
    "logsumexp": lambda c: c.logsumexp((1, 2)),
    "cumsum": lambda c: c.cumsum(1),
    "cumprod": lambda y: y.cumprod(1),
    "sort": lambda x: x.sort(1, descending=True).values,
    "topk": lambda x: x.topk(2, dim=0).values,
    # shape
    "reshape": lambda x: x.reshape(2, -1) ** 2,
    "reshape of a transposed": lambda x: x.t().reshape(-1) ** 2,
    "flatten, unflatten": lambda c: c.flatten(1).unflatten(1, (3, 4)) ** 2,
    "squeeze, unsqueeze": lambda x: x.unsqueeze(1).squeeze() ** 2,
    "transpose": lambda c: c.transpose(0, 2) ** 2,
    "permute": lambda c: c.permute(2, 0, 1) ** 2,
    "movedim": lambda c: c.movedim(0, -1) ** 2,
    "expand": lambda b: b.expand(2, 3, 4) ** 2,
    "repeat": lambda x: x.repeat(2, 1, 3) ** 2,
    "tile": lambda x: x.tile(2) ** 2,
    "repeat_interleave": lambda x: x.repeat_interleave(torch.tensor([2, 0, 1]), 0) ** 2,
    "flip, roll": lambda c: c.flip(0, 2).roll(1, 1) ** 2,
    "tril, triu": lambda x: x.tril() + x.triu(1) * 2,
    "cat": lambda x, y: torch.cat([x, y, x], 1) ** 2,
    "stack": lambda x, y: torch.stack([x, y], 1) ** 2,
    # places
    "select": lambda c: c[1] ** 2,
    "slice": lambda c: c[:, 1::2, None] ** 2,
    "index twice": lambda x: x[[0, 0, 2]] ** 2,
    "index mixed": lambda c: c[1, :, torch.tensor([0, 0, 2])] ** 2,
    "index mask": lambda x: x[MASK] ** 2,
    "unbind": lambda x: x.unbind(1)[2] * x.unbind(1)[0],
    "split": lambda x: x.split([1, 3], 1)[1] ** 2,
    "chunk": lambda c: c.chunk(2, 1)[0] ** 2,
    "narrow": lambda x: x.narrow(1, 1, 2) ** 2,
    "index_select": lambda x: x.index_select(1, torch.tensor([3, 0, 3])) ** 2,
    "take": lambda x: x.take(torch.tensor([0, 5, 5])) ** 2,
    "gather": lambda x: x.gather(0, INDEX) ** 2,
    "scatter": lambda x, y: x.scatter(0, torch.tensor([[0, 2, 1], [1, 1, 0]])[:, :2], y) ** 2,
    "scatter_add": lambda x, y: x.scatter_add(0, INDEX, y) ** 2,
    "index_add": lambda x, y: x.index_add(0, torch.tensor([0, 0, 1]), y) ** 2,
    "diagonal": lambda x: x.diagonal(1) ** 2,
    "trace": lambda x: x.trace() ** 2,
    "diag": lambda b: torch.diag(b, 1) ** 2,
    # products
    "matrix, matrix": lambda x, w: x @ w.t(),
    "matrix, vector": lambda x, b: x @ b,
    "vector, matrix": lambda b, w: b @ w.t(),
    "vector, vector": lambda b: b @ (b * 2),
    "stack, matrix": lambda c, x: c @ x,
    "matrix, stack": lambda x, c: x @ c,
    "stack, vector": lambda c, x: c @ x[:, 0],
    "vector, stack": lambda b, c: b @ c,
    "bmm": lambda c: torch.bmm(c, c.transpose(1, 2)),
    "outer": lambda b: b.outer(b * 2),
    "addmm": lambda b, x, w: torch.addmm(b[:1].expand(5), x, w.t()),
    "einsum": lambda x, w, c: torch.einsum("ij,kj,bjl->kil", x, w, c),
    "einsum, letter summed alone": lambda x, c: torch.einsum("ij,bkl->jl", x, c),
    # copies and changes in place
    "clone, contiguous": lambda x: x.t().contiguous() * x.t().clone(),
    "cast": lambda x: x.float().double() * 0 + x,
    "in place": lambda x, y: (x * 1).mul_(y).add_(x).clamp_(max=3).exp_(),
    "assignment": lambda x, b: assigned(x * 1, b),
}


def assigned(z: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    z[1:] = b * 2
    z[0, [0, 2]] = b[:2]
    return z * z


def inputs(names: tuple[str, ...]) -> list[torch.Tensor]:
    torch.manual_seed(SEED)
    kinds = {
        "x": torch.randn(3, 4, dtype=torch.float64),
        "y": torch.rand(3, 4, dtype=torch.float64) + 0.5,
        "w": torch.randn(5, 4, dtype=torch.float64),
        "b": torch.randn(4, dtype=torch.float64),
        "c": torch.randn(2, 4, 3, dtype=torch.float64),
    }
    return [kinds[name].requires_grad_() for name in names]


@pytest.mark.parametrize("name", OPERATIONS)
def test_gradient_is_the_slope(name: str) -> None:
    function = OPERATIONS[name]
    arguments = inputs(function.__code__.co_varnames[: function.__code__.co_argcount])
    if name == "cast":  # through float32 the difference quotients have nothing to say
        function(*arguments).sum().backward()
        assert arguments[0].grad is not None
        assert arguments[0].grad.dtype is torch.float64
        return
    assert gradcheck(function, arguments)


def test_gradcheck_shows_both_gradients_when_they_differ() -> None:
    x = torch.ones(2, dtype=torch.float64, requires_grad=True)
    with pytest.raises(GradcheckError, match=r"(?s)numerical:.*analytical:"):
        gradcheck(lambda t: t.detach() * t, x)  # the slope of t * t, half of it hidden
    assert not gradcheck(lambda t: t.detach() * t, x, raise_exception=False)


def test_gradcheck_wants_double_precision() -> None:
    with pytest.raises(ValueError, match="float64"):
        gradcheck(torch.exp, torch.ones(2, requires_grad=True))


@pytest.mark.parametrize(
    ("expression", "gradient"),
    [
        (lambda x: x.relu(), [0.0, 0.0, 1.0]),
        (lambda x: x.abs(), [-1.0, 0.0, 1.0]),
        (lambda x: x.clamp(-1, 1), [1.0, 1.0, 1.0]),
        (lambda x: torch.maximum(x, torch.tensor([-1.0, 0.5, 1.0])), [0.5, 0.0, 0.5]),
        (lambda x: (x * 0).max(), [0.0, 0.0, 0.0]),
        (lambda x: x.clamp(0, 5).amax(), [0.0, 0.0, 1.0]),
        (lambda x: x[:2].abs().max() * 1, [-1.0, 0.0, 0.0]),
        (lambda x: (x * 0).norm(), [0.0, 0.0, 0.0]),
    ],
)
def test_corners_have_pytorchs_subgradients(expression: Any, gradient: list[float]) -> None:
    x = torch.tensor([-1.0, 0.0, 1.0], requires_grad=True)
    expression(x).sum().backward()
    assert x.grad is not None
    assert x.grad.tolist() == gradient


def test_equal_maxima_share_the_gradient_but_max_over_a_dimension_takes_the_first() -> None:
    x = torch.tensor([2.0, 2.0, 1.0], requires_grad=True)
    assert torch.autograd.grad(x.max(), x)[0].tolist() == [0.5, 0.5, 0.0]
    assert torch.autograd.grad(x.max(0).values, x)[0].tolist() == [1.0, 0.0, 0.0]
