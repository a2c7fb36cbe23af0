"""Further Pointwise Ops of one tensor, and of two: `frac`, `copysign`, `fmax`, `hypot`, `logaddexp`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..bfloat16 import type_name
from ..record import record, with_node_name
from ..rules import FLOATING, Array, Result, rule, saving
from ..tensor_base import TensorBase
from .arguments import check_kind, check_tensor
from .declare import IN_PLACE, composed, function, in_place_form, operation
from .out import return_type
from .pointwise_arithmetic import mul_number

Tensor = Any  # avoids a circular import
Frexp = return_type("frexp", "mantissa exponent")


@composed(in_place=True)
def frac(input: Tensor) -> Tensor:
    """input - trunc(input), in the shape of `input`. NotImplementedError for integers.

    >>> torch.frac(torch.tensor([-1.5, 2.25]))
    tensor([-0.5000,  0.2500])
    """
    x = check_kind(input, "frac", "f")
    return with_node_name(x - x.trunc(), "FracBackward0")


@composed(in_place=True)
def sgn(input: Tensor) -> Tensor:
    """The sign of real numbers, as `sign`. Any shape.

    >>> torch.sgn(torch.tensor([-3., 0.]))
    tensor([-1.,  0.])
    """
    direction = input.sign()
    return with_node_name(direction, "SgnBackward0", input, direction)


def scaled(input: Tensor, factor: float) -> Tensor:
    """The tensor times a constant, of which float16 rounds the product only."""
    if input._array.dtype == np.float16:
        return mul_number(input.float(), factor).half()
    return mul_number(input, factor)


@composed(in_place=True)
def deg2rad(input: Tensor) -> Tensor:
    """Degrees as radians, in the shape of `input`; integers become floats.

    >>> torch.deg2rad(torch.tensor([180.]))
    tensor([3.1416])
    """
    return with_node_name(scaled(input, math.pi / 180), "Deg2RadBackward0")


@composed(in_place=True)
def rad2deg(input: Tensor) -> Tensor:
    """Radians as degrees, in the shape of `input`; integers become floats.

    >>> torch.rad2deg(torch.tensor([torch.pi]))
    tensor([180.])
    """
    return with_node_name(scaled(input, 180 / math.pi), "Rad2DegBackward0")


@function(method=True, out=False)
def positive(input: Tensor) -> Tensor:
    """The tensor itself. RuntimeError for bool. Any shape.

    >>> torch.positive(torch.tensor([-1]))
    tensor([-1])
    """
    if input._array.dtype == bool:
        raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
    return input


@operation("NotImplemented")
def isposinf(input: Array) -> Result:
    """Where the elements are inf: a bool tensor in the shape of `input`.

    >>> torch.isposinf(torch.tensor([-torch.inf, torch.inf]))
    tensor([False,  True])
    """
    return np.equal(input, np.inf), ()


@operation("NotImplemented")
def isneginf(input: Array) -> Result:
    """Where the elements are -inf: a bool tensor in the shape of `input`.

    >>> torch.isneginf(torch.tensor([-torch.inf, torch.inf]))
    tensor([ True, False])
    """
    return np.equal(input, -np.inf), ()


@composed(out=False)
def isreal(input: Tensor) -> Tensor:
    """Where the elements are real numbers: everywhere. A bool tensor of the same shape.

    >>> torch.isreal(torch.ones(1))
    tensor([True])
    """
    return input._wrap(np.ones(input._array.shape, bool))


@rule("CopysignBackward0", promote="float")
def _copysign(a: Array, b: Array) -> Result:
    value = np.copysign(a, b)
    ratio = saving(lambda g: g * np.where(a == 0, 0, value / np.where(a == 0, 1, a)), value)
    return value, (ratio, saving(np.zeros_like, value))


@composed(in_place=True)
def copysign(input: Tensor, other: Any) -> Tensor:
    """The size of the input with the sign of `other`, a tensor or a number; they broadcast.

    >>> torch.copysign(torch.tensor([1., -2.]), torch.tensor([-1., -1.]))
    tensor([-1., -2.])
    """
    value = record(_copysign, input, other)
    return value if isinstance(other, TensorBase) else with_node_name(value, "CopysignBackward1")


@rule("NotImplemented", promote="same")
def _heaviside(a: Array, b: Array) -> Result:
    def back(g: Array) -> Array:
        raise RuntimeError("derivative for aten::heaviside is not implemented")

    return np.where(a == 0, b, a > 0).astype(np.result_type(a, b)), (back, back)


@composed(in_place=True)
def heaviside(input: Tensor, values: Tensor) -> Tensor:
    """0 below zero, 1 above, and `values` at zero; they broadcast. RuntimeError if the types differ.

    >>> torch.heaviside(torch.tensor([-1., 0., 2.]), torch.tensor([0.5]))
    tensor([0.0000, 0.5000, 1.0000])
    """
    if input._array.dtype != check_tensor(values, "heaviside", "values")._array.dtype:
        raise RuntimeError("heaviside is not yet implemented for tensors with different dtypes.")
    return record(_heaviside, input, values)


def extremum(node: str, beats: Any) -> Any:
    """The rule for the larger or smaller of two, where a number is preferred to nan."""

    def forward(a: Array, b: Array) -> Result:
        def first() -> Array:
            return beats(a, b) | (np.isnan(b) if b.dtype.kind == "f" else False)

        return np.where(first(), a, b), (
            lambda g: np.where(first(), g, 0),
            lambda g: np.where(first(), 0, g),
        )

    return rule(node, promote="same", name=node[:4].lower())(forward)


_fmax, _fmin = extremum("FmaxBackward0", np.greater_equal), extremum("FminBackward0", np.less_equal)


@function(method=True)
def fmax(input: Tensor, other: Tensor) -> Tensor:
    """The larger of two tensors, which broadcast; a number rather than nan.

    >>> torch.fmax(torch.tensor([1., torch.nan]), torch.tensor([2., 3.]))
    tensor([2., 3.])
    """
    return record(_fmax, input, check_tensor(other, "fmax", "other"))


@function(method=True)
def fmin(input: Tensor, other: Tensor) -> Tensor:
    """The smaller of two tensors, which broadcast; a number rather than nan.

    >>> torch.fmin(torch.tensor([1., torch.nan]), torch.tensor([2., 3.]))
    tensor([1., 3.])
    """
    return record(_fmin, input, check_tensor(other, "fmin", "other"))


@rule("HypotBackward0", promote="same", takes="f")
def _hypot(a: Array, b: Array) -> Result:
    value = np.hypot(a, b)
    return value, (lambda g: g * (a / value), lambda g: g * (b / value))


@function(method=True, in_place=True)
def hypot(input: Tensor, other: Tensor) -> Tensor:
    """The length of the hypotenuse, sqrt(input ** 2 + other ** 2); the arguments broadcast.

    >>> torch.hypot(torch.tensor([3.]), torch.tensor([4.]))
    tensor([5.])
    """
    return record(_hypot, input, check_tensor(other, "hypot", "other"))


@function(method=True)
def float_power(input: Any, exponent: Any) -> Tensor:
    """input ** exponent, in float64; one of the two may be a number. The shapes broadcast.

    >>> torch.float_power(torch.tensor([2]), 0.5)
    tensor([1.4142], dtype=torch.float64)
    """
    double = exponent if isinstance(exponent, (int, float)) else exponent.double()
    return (input if isinstance(input, (int, float)) else input.double()) ** double


def refuse_narrow(self: Tensor, exponent: Any) -> Tensor:
    """As `float_power`, in place. RuntimeError unless the tensor is of float64."""
    if self._array.dtype != np.float64:
        raise RuntimeError(
            f"the base given to float_power_ has dtype {type_name(self._array)} but the operation's result "
            "requires dtype Double"
        )
    return in_place_form(float_power)(self, exponent)


IN_PLACE["float_power_"] = refuse_narrow


@rule("LogaddexpBackward0", promote="same", takes=FLOATING)
def _logaddexp(a: Array, b: Array) -> Result:
    return np.logaddexp(a, b), (lambda g: g / (1 + np.exp(b - a)), lambda g: g / (1 + np.exp(a - b)))


@rule("Logaddexp2Backward0", promote="same", takes=FLOATING)
def _logaddexp2(a: Array, b: Array) -> Result:
    return np.logaddexp2(a, b), (lambda g: g / (1 + np.exp2(b - a)), lambda g: g / (1 + np.exp2(a - b)))


@function(method=True)
def logaddexp(input: Tensor, other: Tensor) -> Tensor:
    """log(exp(input) + exp(other)) that does not overflow; the arguments broadcast.

    >>> torch.logaddexp(torch.zeros(1), torch.zeros(1))
    tensor([0.6931])
    """
    return record(_logaddexp, input, other)


@function(method=True)
def logaddexp2(input: Tensor, other: Tensor) -> Tensor:
    """log2(2 ** input + 2 ** other) that does not overflow; the arguments broadcast.

    >>> torch.logaddexp2(torch.zeros(1), torch.zeros(1))
    tensor([1.])
    """
    return record(_logaddexp2, input, other)
