"""Further activation functions, made of others. Source: PyTorch, `torch.nn.functional`."""

from __future__ import annotations

import numpy as np

from ..._core.ops.rules import FLOATING, NUMERIC, Array, Result, rule
from ..._core.ops.special import logistic
from ..._core.record import record
from ..._core.tensor import Tensor
from .activation import _softplus
from .arguments import apply, check_tensor, into
from .layers import layer

__all__ = [
    "celu", "logsigmoid", "mish",
    "softsign", "threshold",
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
        return input._assign_in_place(over, alike=True)
    return record(_threshold, input, limit=threshold, value=value)
