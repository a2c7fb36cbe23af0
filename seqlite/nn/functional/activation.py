"""Activation functions made of straight lines and exponentials: `relu` and what followed it.

Each has the shape of its input. Value and gradient stand above each; what declares the function declares its
layer. `activation_smooth.py` has the others. Source: PyTorch, `torch.nn.functional`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..._core.record import record, with_node_name
from ..._core.rules import FLOATING, NUMERIC, Array, Result, rule, saving
from ..._core.tensor import Tensor
from .arguments import apply, check_tensor, layer

__all__ = [
    "celu", "elu", "hardtanh", "leaky_relu", "prelu", "relu", "relu6", "selu", "threshold",
]  # fmt: skip


@layer("activation.ReLU")
def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """max(x, 0); the slope at 0 is 0.

    The result has the shape and type of `input`. Raises `RuntimeError` for bool.

    >>> F.relu(torch.tensor([-1., 2.]))
    tensor([0., 2.])
    """
    if not isinstance(input, Tensor):
        check_tensor(input, "relu")
    return input.relu_() if inplace else input.relu()


@layer("activation.ReLU6")
def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """min(max(x, 0), 6).

    The result has the shape and type of `input`.

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

    The result has the shape of `input`.

    >>> F.hardtanh(torch.tensor([-3., 0.5]))
    tensor([-1.0000,  0.5000])
    """
    if min_val > max_val:
        raise ValueError(f"min_val cannot be greater than max_val: got {min_val} and {max_val}")
    return apply(_hardtanh, input, inplace, low=min_val, high=max_val)


def no_slope(who: str) -> Callable[[Array], Array]:
    """The gradient rule of an activation in place whose value does not tell the sign of x."""

    def refuse(g: Array) -> Array:
        raise RuntimeError(
            f"In-place {who} backward calculation is triggered with a negative slope which is not supported. "
            "This is caused by calling in-place forward function with a negative slope, please call "
            "out-of-place version instead."
        )

    return refuse


@rule("LeakyReluBackward0", takes=FLOATING, name="leaky_relu")
def _leaky_relu(x: Array, *, negative_slope: float) -> Result:
    return np.where(x > 0, x, x * negative_slope), (lambda g: np.where(x > 0, g, g * negative_slope),)


@rule("LeakyReluBackward1", takes=FLOATING, name="leaky_relu")
def _leaky_relu_in_place(x: Array, *, negative_slope: float) -> Result:
    """`leaky_relu` whose slope follows from the value, which takes the place of x."""
    value = np.where(x > 0, x, x * negative_slope)
    if negative_slope < 0:
        return value, (no_slope("leakyReLu"),)
    return value, (lambda g: np.where(value > 0, g, g * negative_slope),)


@layer("activation.LeakyReLU")
def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """x above 0, negative_slope * x below.

    Takes floats of any shape; the result has the same. Raises `NotImplementedError` for integers.

    >>> F.leaky_relu(torch.tensor([-1., 2.]))
    tensor([-0.0100,  2.0000])
    """
    return apply(_leaky_relu, input, inplace, in_place=_leaky_relu_in_place, negative_slope=negative_slope)


@rule("PreluKernelBackward0", takes=FLOATING, name="prelu")
def _prelu(x: Array, slope: Array) -> Result:
    """x, and below 0 the learned slope times x; `slope` has a shape that broadcasts."""
    return np.where(x > 0, x, slope * x), (
        lambda g: np.where(x > 0, g, slope * g),
        saving(lambda g: np.where(x > 0, 0, x * g), slope),
    )


def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """As `leaky_relu` with one learned slope, or one per channel (dimension 1) in `weight`.

    Floats (N, C, …) give the same shape. Raises `RuntimeError` unless `weight` has one element or C, and the
    type of `input`.

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


@rule("ThresholdBackward0", takes=NUMERIC, name="threshold")
def _threshold(x: Array, *, limit: float, value: float) -> Result:
    """nan stays."""
    return np.where(x <= limit, x.dtype.type(value), x), (lambda g: np.where(x <= limit, 0, g),)


@layer("activation.Threshold", inputs=1)
def threshold(input: Tensor, threshold: float, value: float, inplace: bool = False) -> Tensor:
    """x where it exceeds `threshold`, elsewhere `value`.

    The result has the shape and type of `input`.

    >>> F.threshold(torch.tensor([0., 1.]), 0.5, 9.)
    tensor([9., 1.])
    """
    check_tensor(input, "threshold")
    if inplace:
        over = record(_threshold, input._before_change(), limit=threshold, value=value)
        return with_node_name(input._assign_in_place(over, alike=True), "ThresholdBackward1")
    return record(_threshold, input, limit=threshold, value=value)


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
    if alpha < 0:
        return value, (no_slope("elu"),)
    return value, (lambda g: g * np.where(value > 0, scale, value + alpha * scale),)


@layer("activation.ELU")
def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x above 0, alpha * (exp(x) - 1) below (Clevert et al. 2016).

    Takes floats of any shape; the result has the same. Raises `NotImplementedError` for integers.

    >>> F.elu(torch.tensor([-1., 2.]))
    tensor([-0.6321,  2.0000])
    """
    return apply(_elu, input, inplace, in_place=_elu_in_place, alpha=alpha)


@layer("activation.SELU")
def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """`elu` with the two constants that keep mean 0 and variance 1 (Klambauer et al. 2017).

    Takes floats of any shape; the result has the same. Raises `NotImplementedError` for integers.

    >>> F.selu(torch.tensor([0., 1.]))
    tensor([0.0000, 1.0507])
    """
    constants = {"alpha": 1.6732632423543772, "scale": 1.0507009873554805}
    return apply(_elu, input, inplace, in_place=_elu_in_place, **constants)


@rule("CeluBackward0", takes=FLOATING, name="celu")
def _celu(x: Array, *, alpha: float) -> Result:
    value = np.maximum(x, 0) + np.expm1(np.minimum(x, 0) / alpha) * alpha
    rate = 1 / float(np.float32(alpha))  # which PyTorch takes in float32
    return value, (lambda g: g * np.where(x > 0, 1, rate * alpha * np.exp(np.minimum(x, 0) * rate)),)


@rule("CeluBackward1", takes=FLOATING, name="celu")
def _celu_in_place(x: Array, *, alpha: float) -> Result:
    """`celu` whose slope follows from the value, which takes the place of x."""
    value, rate = _celu.forward(x, alpha=alpha)[0], 1 / float(np.float32(alpha))
    if alpha < 0:
        return value, (no_slope("elu"),)
    return value, (lambda g: g * np.where(value > 0, 1, (value + alpha) * rate),)


@layer("activation.CELU")
def celu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x above 0, alpha * (exp(x / alpha) - 1) below (Barron 2017).

    Takes floats of any shape; the result has the same. Raises `RuntimeError` for `alpha` 0.

    >>> F.celu(torch.tensor([-1., 2.]), alpha=2.)
    tensor([-0.7869,  2.0000])
    """
    check_tensor(input, "celu")
    if alpha == 0:
        raise RuntimeError("ZeroDivisionError: alpha cannot be 0 for CELU")
    return apply(_celu, input, inplace, in_place=_celu_in_place, alpha=alpha)
