"""Activation functions: each has the shape of its input. Value and slope stand above each; what declares the
function declares its layer. Source: PyTorch, `torch.nn.functional`."""

from __future__ import annotations

import math
import warnings

import numpy as np

from ..._core import dtypes
from ..._core.ops.rules import FLOATING, NUMERIC, Array, Result, holding, rule
from ..._core.ops.special import erf_of, logistic
from ..._core.record import record
from ..._core.tensor import Tensor
from .arguments import apply, check_tensor, into
from .layers import layer

__all__ = [
    "elu", "gelu", "hardtanh", "leaky_relu", "log_softmax", "prelu", "relu", "relu6", "selu", "sigmoid",
    "silu", "softmax", "softplus", "tanh",
]  # fmt: skip


@layer("activation.ReLU")
def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """max(x, 0); the slope at 0 is 0.

    >>> F.relu(torch.tensor([-1., 2.]))
    tensor([0., 2.])
    """
    if not isinstance(input, Tensor):
        check_tensor(input, "relu")
    return input.relu_() if inplace else input.relu()


@layer("activation.ReLU6")
def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """min(max(x, 0), 6).

    >>> F.relu6(torch.tensor([-1., 9.]))
    tensor([0., 6.])
    """
    return hardtanh(input, 0.0, 6.0, inplace)


@rule("HardtanhBackward0", takes=NUMERIC, refuses=RuntimeError, name="hardtanh")
def _hardtanh(x: Array, *, low: float, high: float) -> Result:
    """x limited, by whole numbers if it holds such; at the limits themselves the slope is 0."""
    if x.dtype.kind == "u" and low < 0:
        raise RuntimeError("cannot do hardtanh on an unsigned type with negative limits")
    low, high = x.dtype.type(low), x.dtype.type(high)
    return np.clip(x, low, high), (lambda g: np.where((x <= low) | (x >= high), 0, g),)


def hardtanh(input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Tensor:
    """x limited to [min_val, max_val], slope 0 at the limits. `ValueError` if they are swapped.

    >>> F.hardtanh(torch.tensor([-3., 0.5]))
    tensor([-1.0000,  0.5000])
    """
    if min_val > max_val:
        raise ValueError(f"min_val cannot be greater than max_val: got {min_val} and {max_val}")
    return apply(_hardtanh, input, inplace, low=min_val, high=max_val)


@rule("LeakyReluBackward0", takes=FLOATING, name="leaky_relu")
def _leaky_relu(x: Array, *, negative_slope: float) -> Result:
    return np.where(x > 0, x, x * negative_slope), (lambda g: np.where(x > 0, g, g * negative_slope),)


@rule("LeakyReluBackward1", takes=FLOATING, name="leaky_relu")
def _leaky_relu_in_place(x: Array, *, negative_slope: float) -> Result:
    """`leaky_relu` whose slope follows from the value, which takes the place of x."""
    value = np.where(x > 0, x, x * negative_slope)
    return value, (lambda g: np.where(value > 0, g, g * negative_slope),)


@layer("activation.LeakyReLU")
def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """x above 0, negative_slope * x below.

    >>> F.leaky_relu(torch.tensor([-1., 2.]))
    tensor([-0.0100,  2.0000])
    """
    return apply(_leaky_relu, input, inplace, in_place=_leaky_relu_in_place, negative_slope=negative_slope)


@rule("PreluKernelBackward0", takes=FLOATING, name="prelu")
def _prelu(x: Array, slope: Array) -> Result:
    """x, and below 0 the learned slope times x; `slope` has a shape that broadcasts."""
    return np.where(x > 0, x, slope * x), (
        lambda g: np.where(x > 0, g, slope * g),
        holding(lambda g: np.where(x > 0, 0, x * g), slope),
    )


def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """As `leaky_relu` with one learned slope, or one per channel (dimension 1) in `weight`.

    >>> F.prelu(torch.tensor([-1., 2.]), torch.tensor([0.5]))
    tensor([-0.5000,  2.0000])
    """
    check_tensor(input, "prelu")
    if input.dtype != weight.dtype:
        raise RuntimeError(
            f"prelu: Type promoting not supported. Got {input.dtype.kind} and {weight.dtype.kind}"
        )
    channels = input.shape[1] if input.dim() > 1 else 1
    if weight.numel() not in (1, channels):
        raise RuntimeError(
            f"Mismatch of parameter numbers and input channel size. Found parameter numbers = "
            f"{weight.numel()} and channel size = {channels}."
        )
    shape = [1] * input.dim()
    if input.dim() > 1:
        shape[1] = weight.numel()
    return record(_prelu, input, weight.reshape(shape))


@rule("EluBackward0", takes=FLOATING, name="elu")
def _elu(x: Array, *, alpha: float, scale: float = 1.0) -> Result:
    """scale * (x above 0, alpha * (exp(x) - 1) below): ELU, and with two constants SELU."""
    negative = np.expm1(np.minimum(x, 0)) * (alpha * scale)
    return np.where(x > 0, x * scale, negative), (
        lambda g: g * np.where(x > 0, scale, negative + alpha * scale),
    )


@rule("EluBackward1", takes=FLOATING, name="elu")
def _elu_in_place(x: Array, *, alpha: float, scale: float = 1.0) -> Result:
    """`elu` whose slope follows from the value, which takes the place of x."""
    value = _elu.forward(x, alpha=alpha, scale=scale)[0]
    return value, (lambda g: g * np.where(value > 0, scale, value + alpha * scale),)


@layer("activation.ELU")
def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x above 0, alpha * (exp(x) - 1) below (Clevert et al. 2016).

    >>> F.elu(torch.tensor([-1., 2.]))
    tensor([-0.6321,  2.0000])
    """
    return apply(_elu, input, inplace, in_place=_elu_in_place, alpha=alpha)


@layer("activation.SELU")
def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """`elu` with the two constants that keep mean 0 and variance 1 (Klambauer et al. 2017).

    >>> F.selu(torch.tensor([0., 1.]))
    tensor([0.0000, 1.0507])
    """
    constants = {"alpha": 1.6732632423543772, "scale": 1.0507009873554805}
    return apply(_elu, input, inplace, in_place=_elu_in_place, **constants)


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

    >>> F.softplus(torch.zeros(1))
    tensor([0.6931])
    """
    check_tensor(input, "softplus")
    return into(out, record(_softplus, input, beta=beta, threshold=threshold), input, "softplus")


@layer("activation.Tanh")
def tanh(input: Tensor) -> Tensor:
    """The hyperbolic tangent.

    >>> F.tanh(torch.zeros(1))
    tensor([0.])
    """
    return input.tanh()


@layer("activation.Sigmoid")
def sigmoid(input: Tensor) -> Tensor:
    """1 / (1 + exp(-x)).

    >>> F.sigmoid(torch.zeros(1))
    tensor([0.5000])
    """
    return input.sigmoid()


@layer("activation.Softmax")
def softmax(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: dtypes.dtype | None = None
) -> Tensor:
    """exp(x) / sum exp(x) along `dim`: numbers between 0 and 1 that sum to 1.

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
