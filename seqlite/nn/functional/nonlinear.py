"""Further activation functions, made of others. Source: PyTorch, `torch.nn.functional`."""

from __future__ import annotations

from ..._core import dtypes
from ..._core.operations.functions import where
from ..._core.record import named
from ..._core.tensor import Tensor
from .activation import relu6, softmax, softplus
from .arguments import check_tensor, into
from .layers import layer

__all__ = [
    "celu", "glu", "gumbel_softmax", "hardshrink", "hardsigmoid", "hardswish", "logsigmoid", "mish",
    "softmin", "softshrink", "softsign", "tanhshrink", "threshold",
]  # fmt: skip


def _made(result: Tensor, node: str, input: Tensor, inplace: bool = False) -> Tensor:
    """The result under PyTorch's name for its node, written over `input` if so wished."""
    return input.copy_(result) if inplace else named(result, node)


@layer("activation.CELU", once=True)
def celu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x above 0, alpha * (exp(x / alpha) - 1) below (Barron 2017).

    >>> F.celu(torch.tensor([-1., 2.]), alpha=2.)
    tensor([-0.7869,  2.0000])
    """
    check_tensor(input, "celu")
    if alpha == 0:
        raise RuntimeError("ZeroDivisionError: alpha cannot be 0 for CELU")
    curved = (input.clamp(max=0) / alpha).expm1() * alpha
    return _made(input.relu() + curved, "CeluBackward0", input, inplace)


@layer("activation.Mish", once=True)
def mish(input: Tensor, inplace: bool = False) -> Tensor:
    """x * tanh(softplus(x)) (Misra 2019).

    >>> F.mish(torch.tensor([-1., 2.]))
    tensor([-0.3034,  1.9440])
    """
    check_tensor(input, "mish")
    return _made(input * softplus(input).tanh(), "MishBackward0", input, inplace)


@layer("activation.Hardswish", shown="", once=True)
def hardswish(input: Tensor, inplace: bool = False) -> Tensor:
    """x * relu6(x + 3) / 6 (Howard et al. 2019).

    >>> F.hardswish(torch.tensor([-1., 2.]))
    tensor([-0.3333,  1.6667])
    """
    check_tensor(input, "hardswish")
    return _made(input * relu6(input + 3) / 6, "HardswishBackward0", input, inplace)


@layer("activation.Hardsigmoid", shown="", once=True)
def hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor:
    """relu6(x + 3) / 6.

    >>> F.hardsigmoid(torch.tensor([-1., 2.]))
    tensor([0.3333, 0.8333])
    """
    check_tensor(input, "hardsigmoid")
    return _made(relu6(input + 3) / 6, "HardsigmoidBackward0", input, inplace)


@layer("activation.LogSigmoid", once=True)
def logsigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log(sigmoid(x)), without underflow.

    >>> F.logsigmoid(torch.tensor([0., -100.]))
    tensor([  -0.6931, -100.0000])
    """
    return into(out, named(0 - softplus(-input), "LogSigmoidBackward0"), input, "logsigmoid")


@layer("activation.Softsign")
def softsign(input: Tensor) -> Tensor:
    """x / (1 + |x|).

    >>> F.softsign(torch.tensor([-1., 3.]))
    tensor([-0.5000,  0.7500])
    """
    return input / (input.abs() + 1)


@layer("activation.Softmin")
def softmin(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: dtypes.dtype | None = None
) -> Tensor:
    """softmax(-x).

    >>> F.softmin(torch.zeros(2), dim=0)
    tensor([0.5000, 0.5000])
    """
    return softmax(-input, dim, _stacklevel, dtype)


@layer("activation.Tanhshrink")
def tanhshrink(input: Tensor) -> Tensor:
    """x - tanh(x).

    >>> F.tanhshrink(torch.tensor([1.]))
    tensor([0.2384])
    """
    return input - input.tanh()


@layer("activation.Threshold", inputs=1)
def threshold(input: Tensor, threshold: float, value: float, inplace: bool = False) -> Tensor:
    """x where it exceeds `threshold`, elsewhere `value`.

    >>> F.threshold(torch.tensor([0., 1.]), 0.5, 9.)
    tensor([9., 1.])
    """
    check_tensor(input, "threshold")
    before = input._before() if inplace else input
    kept: Tensor = where(before <= threshold, before.new_full((), value), before)  # which keeps nan
    named(kept, "ThresholdBackward0")
    return input._become(kept, alike=True) if inplace else kept


@layer("activation.Hardshrink", shown="{lambd}")
def hardshrink(input: Tensor, lambd: float = 0.5, *, out: Tensor | None = None) -> Tensor:
    """0 where |x| is at most `lambd`, elsewhere x.

    >>> F.hardshrink(torch.tensor([-0.2, 2.]))
    tensor([0., 2.])
    """
    check_tensor(input, "hardshrink")
    kept: Tensor = where(_within(input, lambd), input.new_zeros(()), input)
    return into(out, named(kept, "HardshrinkBackward0"), input, "hardshrink")


@layer("activation.Softshrink", shown="{lambd}", once=True)
def softshrink(input: Tensor, lambd: float = 0.5, *, out: Tensor | None = None) -> Tensor:
    """x moved towards 0 by `lambd`. `RuntimeError` if that is negative.

    >>> F.softshrink(torch.tensor([-0.2, 2.]))
    tensor([-0.0000,  1.5000])
    """
    check_tensor(input, "softshrink")
    if lambd < 0:
        raise RuntimeError(f"lambda must be greater or equal to 0, but found to be {lambd:g}.")
    moved: Tensor = where(_within(input, lambd), input * 0, input - input.clamp(-lambd, lambd))
    return into(out, named(moved, "SoftshrinkBackward0"), input, "softshrink")


def _within(input: Tensor, limit: float) -> Tensor:
    """Where |x| is at most `limit`."""
    within: Tensor = (input >= -limit) & (input <= limit)
    return within


@layer("activation.GLU", once=True)
def glu(input: Tensor, dim: int = -1) -> Tensor:
    """a * sigmoid(b), with a and b the halves of x along `dim` (Dauphin et al. 2017).

    >>> F.glu(torch.tensor([2., 0.]))
    tensor([1.])
    """
    check_tensor(input, "glu")
    if input.dim() == 0:
        raise RuntimeError("glu does not support 0-dimensional tensors")
    if input.shape[dim] % 2:
        raise RuntimeError(
            f"Halving dimension must be even, but dimension {dim % input.dim()} is size {input.shape[dim]}"
        )
    first, second = input.chunk(2, dim)
    return named(first * second.sigmoid(), "GluBackward0")


def gumbel_softmax(
    logits: Tensor, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1
) -> Tensor:
    """A draw from the classes with these logits that gradients pass through (Jang et al. 2017): soft, or with
    `hard` a one-hot vector whose gradient is the soft one's.

    >>> F.gumbel_softmax(torch.zeros(3), hard=True).sum()
    tensor(1.)
    """
    noise = -logits.detach().clone().exponential_().log()
    soft = ((logits + noise) / tau).softmax(dim)
    if not hard:
        return soft
    place = soft.max(dim, keepdim=True)[1]
    return logits.detach().new_zeros(logits.shape).scatter_(dim, place, 1.0) - soft.detach() + soft
