"""Smooth activation functions: sigmoid, tanh, softmax and their relatives; see `activation.py`.

Source: PyTorch, `torch.nn.functional`.
"""

from __future__ import annotations

import math
import warnings

import numpy as np

from ..._core import dtypes
from ..._core.operations.special import erf_of, logistic
from ..._core.record import record
from ..._core.rules import FLOATING, Array, Result, rule
from ..._core.tensor import Tensor
from .arguments import apply, check_tensor, into, layer

__all__ = [
    "gelu", "log_softmax", "logsigmoid", "mish", "sigmoid", "silu", "softmax", "softplus", "softsign", "tanh",
]  # fmt: skip


@layer("activation.Sigmoid")
def sigmoid(input: Tensor) -> Tensor:
    """1 / (1 + exp(-x)).

    The result has the shape of `input`; integers give float32.

    >>> F.sigmoid(torch.zeros(1))
    tensor([0.5000])
    """
    return input.sigmoid()


@rule("LogSigmoidBackward0", takes=FLOATING, name="logsigmoid")
def _logsigmoid(x: Array) -> Result:
    return 0 - _softplus_of(-x), (lambda g: g * logistic(-x),)


@layer("activation.LogSigmoid")
def logsigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log(sigmoid(x)), without underflow.

    Takes floats of any shape; the result has the same. Raises `NotImplementedError` for integers.

    >>> F.logsigmoid(torch.tensor([0., -100.]))
    tensor([  -0.6931, -100.0000])
    """
    check_tensor(input, "logsigmoid")
    return into(out, record(_logsigmoid, input), input, "logsigmoid")


@layer("activation.Tanh")
def tanh(input: Tensor) -> Tensor:
    """The hyperbolic tangent.

    The result has the shape of `input`; integers give float32.

    >>> F.tanh(torch.zeros(1))
    tensor([0.])
    """
    return input.tanh()


@layer("activation.Softmax")
def softmax(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: dtypes.dtype | None = None
) -> Tensor:
    """exp(x) / sum exp(x) along `dim`: numbers between 0 and 1 that sum to 1.

    Takes floats of any shape; the result has the same. With `dtype`, they are converted first. Raises
    `NotImplementedError` for integers without it, `IndexError` for a `dim` that is not there.

    >>> F.softmax(torch.zeros(2), dim=0)
    tensor([0.5000, 0.5000])
    """
    dim = _implicit_dim("softmax", input) if dim is None else dim
    return input.softmax(dim, dtype)


@layer("activation.LogSoftmax")
def log_softmax(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: dtypes.dtype | None = None
) -> Tensor:
    """log(softmax(x)) along `dim`, without overflow.

    Shape, types and errors are those of `softmax`.

    >>> F.log_softmax(torch.zeros(2), dim=0)
    tensor([-0.6931, -0.6931])
    """
    dim = _implicit_dim("log_softmax", input) if dim is None else dim
    return input.log_softmax(dim, dtype)


def _implicit_dim(name: str, input: Tensor) -> int:
    """The dimension PyTorch picks, with its warning, when none is given."""
    warnings.warn(
        f"Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an "
        "argument.",
        stacklevel=4,
    )
    return 0 if input.dim() in (0, 1, 3) else 1


@rule("GeluBackward0", takes=FLOATING, name="gelu")
def _gelu(x: Array) -> Result:
    """x times the normal distribution's mass below x (Hendrycks & Gimpel 2016)."""
    below = 0.5 * (1 + erf_of(x * math.sqrt(0.5)))
    return x * below, (lambda g: g * (below + x * np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)),)


@rule("GeluBackward0", takes=FLOATING, name="gelu")
def _gelu_tanh(x: Array) -> Result:
    """`gelu` with the tanh approximation of the same paper."""
    scale = math.sqrt(2 / math.pi)
    t = np.tanh(scale * (x + 0.044715 * (x * x * x)))
    return 0.5 * x * (1 + t), (
        lambda g: g * (0.5 * (1 + t) + 0.5 * x * (1 - t * t) * (scale * (1 + 3 * 0.044715 * (x * x)))),
    )


@layer("activation.GELU")
def gelu(input: Tensor, *, approximate: str = "none", out: Tensor | None = None) -> Tensor:
    """x * Φ(x), or with `approximate="tanh"` its tanh approximation (Hendrycks & Gimpel 2016).

    Takes floats of any shape; the result has the same. Raises `NotImplementedError` for integers,
    `RuntimeError` for another `approximate`.

    >>> F.gelu(torch.tensor([-1., 2.]))
    tensor([-0.1587,  1.9545])
    """
    check_tensor(input, "gelu")
    if approximate not in ("none", "tanh"):
        raise RuntimeError(f"approximate argument must be either none or tanh, got {approximate!r}.")
    return into(out, record(_gelu if approximate == "none" else _gelu_tanh, input), input, "gelu")


@rule("SiluBackward0", takes=FLOATING, name="silu")
def _silu(x: Array) -> Result:
    s = logistic(x)
    return x * s, (lambda g: g * (s * (1 + x * (1 - s))),)


@layer("activation.SiLU")
def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """x * sigmoid(x).

    Takes floats of any shape; the result has the same. Raises `NotImplementedError` for integers.

    >>> F.silu(torch.tensor([-1., 2.]))
    tensor([-0.2689,  1.7616])
    """
    return apply(_silu, input, inplace)


@rule("SoftplusBackward0", takes=FLOATING, name="softplus")
def _softplus(x: Array, *, beta: float, threshold: float) -> Result:
    """log(1 + exp(beta x)) / beta, and x itself where beta x is above the threshold."""
    z = x * beta
    linear = z > threshold
    value = np.where(linear, x, np.log1p(np.exp(np.where(linear, 0, z))) / beta)
    return value, (lambda g: g * np.where(x * beta > threshold, 1, logistic(x * beta)),)


@layer("activation.Softplus")
def softplus(
    input: Tensor, beta: float = 1.0, threshold: float = 20.0, *, out: Tensor | None = None
) -> Tensor:
    """log(1 + exp(beta x)) / beta; x itself where beta x exceeds `threshold`.

    Takes floats of any shape; the result has the same. Raises `NotImplementedError` for integers.

    >>> F.softplus(torch.zeros(1))
    tensor([0.6931])
    """
    check_tensor(input, "softplus")
    return into(out, record(_softplus, input, beta=beta, threshold=threshold), input, "softplus")


def _softplus_of(x: Array) -> Array:
    return _softplus.forward(x, beta=1.0, threshold=20.0)[0]


@rule("MishBackward0", takes=FLOATING, name="mish")
def _mish(x: Array) -> Result:
    def back(g: Array) -> Array:
        t = np.tanh(_softplus_of(x))
        return g * (t + x * (1 - t * t) * logistic(x))

    return x * np.tanh(_softplus_of(x)), (back,)


@layer("activation.Mish")
def mish(input: Tensor, inplace: bool = False) -> Tensor:
    """x * tanh(softplus(x)) (Misra 2019).

    Takes floats of any shape; the result has the same. Raises `NotImplementedError` for integers.

    >>> F.mish(torch.tensor([-1., 2.]))
    tensor([-0.3034,  1.9440])
    """
    return apply(_mish, input, inplace)


@layer("activation.Softsign")
def softsign(input: Tensor) -> Tensor:
    """x / (1 + |x|).

    The result has the shape of `input`; integers give float32.

    >>> F.softsign(torch.tensor([-1., 3.]))
    tensor([-0.5000,  0.7500])
    """
    return input / (input.abs() + 1)
