"""Further activation functions, made of others. Source: PyTorch, `torch.nn.functional`."""

from __future__ import annotations

import numpy as np

from ..._core import dtypes
from ..._core.operations.functions import where
from ..._core.ops.rules import FLOATING, NUMERIC, Array, Result, rule
from ..._core.ops.special import logistic
from ..._core.record import named, record
from ..._core.tensor import Tensor
from .activation import _softplus, softmax
from .arguments import apply, check_tensor, into
from .layers import layer

__all__ = [
    "celu", "glu", "gumbel_softmax", "hardshrink", "hardsigmoid", "hardswish", "logsigmoid", "mish",
    "softmin", "softshrink", "softsign", "tanhshrink", "threshold",
]  # fmt: skip


@rule("CeluBackward0", takes=FLOATING, name="celu")
def _celu(x: Array, *, alpha: float) -> Result:
    value = np.maximum(x, 0) + np.expm1(np.minimum(x, 0) / alpha) * alpha
    rate = 1 / float(np.float32(alpha))  # which PyTorch takes in float32
    return value, (lambda g: g * np.where(x > 0, 1, rate * alpha * np.exp(np.minimum(x, 0) * rate)),)


@rule("EluBackward1", takes=FLOATING, name="celu")
def _celu_in_place(x: Array, *, alpha: float) -> Result:
    """`celu` whose slope follows from the value, which takes the place of x."""
    value, rate = _celu.forward(x, alpha=alpha)[0], 1 / float(np.float32(alpha))
    return value, (lambda g: g * np.where(value > 0, 1, (value + alpha) * rate),)


@layer("activation.CELU")
def celu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x above 0, alpha * (exp(x / alpha) - 1) below (Barron 2017).

    >>> F.celu(torch.tensor([-1., 2.]), alpha=2.)
    tensor([-0.7869,  2.0000])
    """
    check_tensor(input, "celu")
    if alpha == 0:
        raise RuntimeError("ZeroDivisionError: alpha cannot be 0 for CELU")
    return apply(_celu, input, inplace, in_place=_celu_in_place, alpha=alpha)


@rule("MishBackward0", takes=FLOATING, name="mish")
def _mish(x: Array) -> Result:
    def back(g: Array) -> Array:
        t = np.tanh(_softplus_of(x))
        return g * (t + x * (1 - t * t) * logistic(x))

    return x * np.tanh(_softplus_of(x)), (back,)


def _softplus_of(x: Array) -> Array:
    return _softplus.forward(x, beta=1.0, threshold=20.0)[0]


@layer("activation.Mish")
def mish(input: Tensor, inplace: bool = False) -> Tensor:
    """x * tanh(softplus(x)) (Misra 2019).

    >>> F.mish(torch.tensor([-1., 2.]))
    tensor([-0.3034,  1.9440])
    """
    return apply(_mish, input, inplace)


@rule("HardswishBackward0", takes=FLOATING, name="hardswish")
def _hardswish(x: Array) -> Result:
    def back(g: Array) -> Array:
        inside = (x > -3) & (x < 3)
        return g * (np.clip(x + 3, 0, 6) + x * inside) / 6

    return x * np.clip(x + 3, 0, 6) / 6, (back,)


@layer("activation.Hardswish", shown="")
def hardswish(input: Tensor, inplace: bool = False) -> Tensor:
    """x * relu6(x + 3) / 6 (Howard et al. 2019).

    >>> F.hardswish(torch.tensor([-1., 2.]))
    tensor([-0.3333,  1.6667])
    """
    return apply(_hardswish, input, inplace)


@rule("HardsigmoidBackward0", takes=FLOATING, name="hardsigmoid")
def _hardsigmoid(x: Array) -> Result:
    sixth = x.dtype.type(np.float32(1 / 6))  # which PyTorch takes in float32 going back
    return np.clip(x + 3, 0, 6) / 6, (lambda g: np.where((x > -3) & (x < 3), g * sixth, 0),)


@layer("activation.Hardsigmoid", shown="")
def hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor:
    """relu6(x + 3) / 6.

    >>> F.hardsigmoid(torch.tensor([-1., 2.]))
    tensor([0.3333, 0.8333])
    """
    return apply(_hardsigmoid, input, inplace)


@rule("LogSigmoidBackward0", takes=FLOATING, name="logsigmoid")
def _logsigmoid(x: Array) -> Result:
    return 0 - _softplus_of(-x), (lambda g: g * logistic(-x),)


@layer("activation.LogSigmoid")
def logsigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log(sigmoid(x)), without underflow.

    >>> F.logsigmoid(torch.tensor([0., -100.]))
    tensor([  -0.6931, -100.0000])
    """
    check_tensor(input, "logsigmoid")
    return into(out, record(_logsigmoid, input), input, "logsigmoid")


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


@rule("ThresholdBackward0", takes=NUMERIC, name="threshold")
def _threshold(x: Array, *, limit: float, value: float) -> Result:
    """nan stays."""
    return np.where(x <= limit, x.dtype.type(value), x), (lambda g: np.where(x <= limit, 0, g),)


@layer("activation.Threshold", inputs=1)
def threshold(input: Tensor, threshold: float, value: float, inplace: bool = False) -> Tensor:
    """x where it exceeds `threshold`, elsewhere `value`.

    >>> F.threshold(torch.tensor([0., 1.]), 0.5, 9.)
    tensor([9., 1.])
    """
    check_tensor(input, "threshold")
    if inplace:
        over = record(_threshold, input._before(), limit=threshold, value=value)
        return input._become(over, alike=True)
    return record(_threshold, input, limit=threshold, value=value)


@rule("HardshrinkBackward0", takes=FLOATING, name="hardshrink")
def _hardshrink(x: Array, *, lambd: float) -> Result:
    """nan stays."""

    def within() -> Array:
        return (x >= -lambd) & (x <= lambd)

    return np.where(within(), 0, x), (lambda g: np.where(within(), 0, g),)


@layer("activation.Hardshrink", shown="{lambd}")
def hardshrink(input: Tensor, lambd: float = 0.5, *, out: Tensor | None = None) -> Tensor:
    """0 where |x| is at most `lambd`, elsewhere x.

    >>> F.hardshrink(torch.tensor([-0.2, 2.]))
    tensor([0., 2.])
    """
    check_tensor(input, "hardshrink")
    return into(out, record(_hardshrink, input, lambd=lambd), input, "hardshrink")


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
