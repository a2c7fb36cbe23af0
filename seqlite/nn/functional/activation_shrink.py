"""Activation functions with a dead zone, with gates or with chance; and those that write over their input.

Each but `glu` has the shape of its input. Value and gradient stand above each. Sources: PyTorch,
`torch.nn.functional`; Dauphin et al. 2017 (glu), Jang et al. 2017 (gumbel_softmax).
"""

from __future__ import annotations

import numpy as np

from ..._core import dtypes
from ..._core.operations.arguments import axis_of
from ..._core.operations.special import logistic
from ..._core.record import record
from ..._core.rules import FLOATING, Array, Result, rule, saving
from ..._core.tensor import Tensor
from ...random import default_generator
from . import activation, activation_smooth
from .arguments import apply, check_tensor, into, layer

__all__ = [
    "celu_", "elu_", "glu", "gumbel_softmax", "hardshrink", "hardsigmoid", "hardswish", "hardtanh_",
    "leaky_relu_", "relu_", "rrelu", "rrelu_", "selu_", "softmin", "softshrink", "tanhshrink", "threshold_",
]  # fmt: skip


@rule("HardswishBackward0", takes=FLOATING, name="hardswish")
def _hardswish(x: Array) -> Result:
    value = x * np.clip(x + 3, 0, 6) / 6
    return value, (lambda g: np.where(x <= -3, 0, np.where(x < 3, g * (x / 3 + 0.5), g)),)


@layer("activation.Hardswish", shown="")
def hardswish(input: Tensor, inplace: bool = False) -> Tensor:
    """x * relu6(x + 3) / 6 (Howard et al. 2019). NotImplementedError for integers.

    The result has the shape of `input`.

    >>> F.hardswish(torch.tensor([-1., 2.]))
    tensor([-0.3333,  1.6667])
    """
    return apply(_hardswish, input, inplace)


@rule("HardsigmoidBackward0", takes=FLOATING, name="hardsigmoid")
def _hardsigmoid(x: Array) -> Result:
    return np.clip(x + 3, 0, 6) / 6, (lambda g: np.where((x > -3) & (x < 3), g / 6, 0),)


@layer("activation.Hardsigmoid", shown="")
def hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor:
    """relu6(x + 3) / 6. NotImplementedError for integers.

    The result has the shape of `input`.

    >>> F.hardsigmoid(torch.tensor([-1., 2.]))
    tensor([0.3333, 0.8333])
    """
    return apply(_hardsigmoid, input, inplace)


@layer("activation.Softmin")
def softmin(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: dtypes.dtype | None = None
) -> Tensor:
    """`softmax` of -x along `dim`: numbers between 0 and 1 that sum to 1.

    The result has the shape of `input`.

    >>> F.softmin(torch.zeros(2), dim=0)
    tensor([0.5000, 0.5000])
    """
    return activation_smooth.softmax(-input, dim, _stacklevel, dtype)


@layer("activation.Tanhshrink")
def tanhshrink(input: Tensor) -> Tensor:
    """x - tanh(x).

    The result has the shape of `input`.

    >>> F.tanhshrink(torch.tensor([1.]))
    tensor([0.2384])
    """
    return input - input.tanh()


@rule("HardshrinkBackward0", takes=FLOATING, name="hardshrink")
def _hardshrink(x: Array, *, lambd: float) -> Result:
    return np.where(np.abs(x) <= lambd, 0, x), (lambda g: np.where(np.abs(x) <= lambd, 0, g),)


@layer("activation.Hardshrink", shown="{lambd}")
def hardshrink(input: Tensor, lambd: float = 0.5, *, out: Tensor | None = None) -> Tensor:
    """0 where |x| is at most `lambd`, elsewhere x. NotImplementedError for integers.

    The result has the shape of `input`.

    >>> F.hardshrink(torch.tensor([-0.2, 2.]))
    tensor([0., 2.])
    """
    check_tensor(input, "hardshrink")
    return into(out, record(_hardshrink, input, lambd=lambd), input, "hardshrink")


@rule("SoftshrinkBackward0", takes=FLOATING, name="softshrink")
def _softshrink(x: Array, *, lambd: float) -> Result:
    value = np.where(np.abs(x) <= lambd, x * 0, x - np.clip(x, -lambd, lambd))
    return value, (lambda g: np.where(np.abs(x) <= lambd, 0, g),)


@layer("activation.Softshrink", shown="{lambd}")
def softshrink(input: Tensor, lambd: float = 0.5, *, out: Tensor | None = None) -> Tensor:
    """x moved towards 0 by `lambd`, or 0 where it is nearer. RuntimeError for a negative `lambd`.

    The result has the shape of `input`.

    >>> F.softshrink(torch.tensor([-0.2, 2.]))
    tensor([-0.0000,  1.5000])
    """
    check_tensor(input, "softshrink")
    if not lambd >= 0:
        top = np.finfo(input._array.dtype).max if input.is_floating_point() else np.inf
        raise RuntimeError(
            f"lambda must be in range [0, {top:g}] for input dtype {input.dtype.kind}, but found {lambd:g}"
        )
    return into(out, record(_softshrink, input, lambd=lambd), input, "softshrink")


@rule("GluBackward0", takes=FLOATING, name="glu")
def _glu(x: Array, *, axis: int) -> Result:
    first, second = np.split(x, 2, axis)
    gate = logistic(second)

    def back(g: Array) -> Array:
        return np.concatenate([g * gate, g * first * gate * (1 - gate)], axis)

    return first * gate, (saving(back, x),)


@layer("activation.GLU")
def glu(input: Tensor, dim: int = -1) -> Tensor:
    """a * sigmoid(b), with a and b the halves of x along `dim` (Dauphin et al. 2017): (…, 2 n) → (…, n).

    RuntimeError for an odd size.

    >>> F.glu(torch.tensor([2., 0.]))
    tensor([1.])
    """
    check_tensor(input, "glu")
    if input.dim() == 0:
        raise RuntimeError("glu does not support scalars because halving size must be even")
    axis_of(dim, input.dim())
    if input.shape[dim] % 2:
        raise RuntimeError(
            f"Halving dimension must be even, but dimension {dim % input.dim()} is size {input.shape[dim]}"
        )
    return record(_glu, input, axis=dim)


def gumbel_softmax(
    logits: Tensor, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1
) -> Tensor:
    """A draw from the classes with these logits (…, classes) that gradients pass through (Jang et al. 2017).

    The draw is soft, or with `hard` a one-hot vector whose gradient is the soft one's. `tau` is the
    temperature.

    >>> F.gumbel_softmax(torch.zeros(3), hard=True).sum()
    tensor(1.)
    """
    draws = default_generator.exponential(logits.shape).astype(logits._array.dtype)
    noise: Tensor = -Tensor._wrap(draws).log()
    soft = ((logits + noise) / tau).softmax(dim)
    if not hard:
        return soft
    place = soft.max(dim, keepdim=True)[1]
    return logits.detach().new_zeros(logits.shape).scatter_(dim, place, 1.0) - soft.detach() + soft


@rule("RreluWithNoiseBackward0", takes=FLOATING, name="rrelu")
def _rrelu(x: Array, *, slopes: Array, fixed: float) -> Result:
    return x * slopes, (saving(lambda g: g * slopes, x),)


@rule("RreluWithNoiseBackward1", takes=FLOATING, name="rrelu")
def _rrelu_in_place(x: Array, *, slopes: Array, fixed: float) -> Result:
    """`rrelu` whose slope PyTorch takes from the value; `fixed` is one that was not drawn."""
    value = x * slopes
    if fixed < 0:
        return value, (activation.no_slope("leakyReLu"),)
    return value, (saving(lambda g: g * slopes, value),)


def rrelu(
    input: Tensor,
    lower: float = 1.0 / 8,
    upper: float = 1.0 / 3,
    training: bool = False,
    inplace: bool = False,
) -> Tensor:
    """`leaky_relu` whose slope is drawn from U(lower, upper) for each negative element (Xu et al. 2015).

    Without `training`, the slope is the mean of both. RuntimeError if `lower` is above `upper`.

    The result has the shape of `input`.

    >>> F.rrelu(torch.tensor([-8., 2.]), 0.25, 0.25)
    tensor([-2.,  2.])
    """
    check_tensor(input, "rrelu")
    if lower > upper:
        raise RuntimeError(f"Lower bound should be less than or equal to the upper bound: {lower}, {upper}")
    if inplace:
        input._before_change()  # before numbers are drawn
    x, slopes = input._array, (lower + upper) / 2
    below = x <= 0
    if training:
        slopes = lower + (upper - lower) * default_generator.fractions(int(below.sum()), np.float64)
    each = np.ones(x.shape, x.dtype if x.dtype.isnative else np.float32)
    each[below] = slopes
    fixed = 0.0 if training else slopes
    return apply(_rrelu, input, inplace, in_place=_rrelu_in_place, slopes=each, fixed=fixed)


def relu_(input: Tensor) -> Tensor:
    """As `relu`, in place, for the same shapes and with the same errors.

    >>> F.relu_(torch.tensor([-1., 2.]))
    tensor([0., 2.])
    """
    return activation.relu(input, inplace=True)


def elu_(input: Tensor, alpha: float = 1.0) -> Tensor:
    """As `elu`, in place, for the same shapes and with the same errors.

    >>> F.elu_(torch.tensor([-1., 2.]))
    tensor([-0.6321,  2.0000])
    """
    return activation.elu(input, alpha, inplace=True)


def celu_(input: Tensor, alpha: float = 1.0) -> Tensor:
    """As `celu`, in place, for the same shapes and with the same errors.

    >>> F.celu_(torch.tensor([-1., 2.]), 2.)
    tensor([-0.7869,  2.0000])
    """
    return activation.celu(input, alpha, inplace=True)


def selu_(input: Tensor) -> Tensor:
    """As `selu`, in place, for the same shapes and with the same errors.

    >>> F.selu_(torch.tensor([0., 1.]))
    tensor([0.0000, 1.0507])
    """
    return activation.selu(input, inplace=True)


def leaky_relu_(input: Tensor, negative_slope: float = 0.01) -> Tensor:
    """As `leaky_relu`, in place, for the same shapes and with the same errors.

    >>> F.leaky_relu_(torch.tensor([-1., 2.]))
    tensor([-0.0100,  2.0000])
    """
    return activation.leaky_relu(input, negative_slope, inplace=True)


def hardtanh_(input: Tensor, min_val: float = -1.0, max_val: float = 1.0) -> Tensor:
    """As `hardtanh`, in place, for the same shapes and with the same errors.

    >>> F.hardtanh_(torch.tensor([-3., 0.5]))
    tensor([-1.0000,  0.5000])
    """
    return activation.hardtanh(input, min_val, max_val, inplace=True)


def threshold_(input: Tensor, threshold: float, value: float) -> Tensor:
    """As `threshold`, in place, for the same shapes and with the same errors.

    >>> F.threshold_(torch.tensor([0., 1.]), 0.5, 9.)
    tensor([9., 1.])
    """
    return activation.threshold(input, threshold, value, inplace=True)


def rrelu_(input: Tensor, lower: float = 1.0 / 8, upper: float = 1.0 / 3, training: bool = False) -> Tensor:
    """As `rrelu`, in place, for the same shapes and with the same errors.

    >>> F.rrelu_(torch.tensor([-8., 2.]), 0.25, 0.25)
    tensor([-2.,  2.])
    """
    return rrelu(input, lower, upper, training, inplace=True)
