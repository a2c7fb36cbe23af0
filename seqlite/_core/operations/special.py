"""Activations and functions of `torch.special`: `relu`, `sigmoid`, `softmax`, `erf`, `logit`, `xlogy`."""

from __future__ import annotations

import math
from typing import Any, Self

import numpy as np

from .. import kernels
from ..dtypes import dtype as Dtype
from ..dtypes import number_dtype
from ..record import record, with_node_name
from ..rules import NUMERIC, Array, Result, rule
from ..tensor_base import TensorBase
from .arguments import axis_of
from .casting import cast_to
from .declare import Family, composed, function, operation

Tensor = Any  # avoids a circular import


@rule("SoftmaxBackward0", takes="f")
def _softmax(x: Array, *, axis: int) -> Result:
    p = np.exp(x - np.maximum.reduce(x, axis=axis, keepdims=True, initial=-np.inf))
    p /= np.add.reduce(p, axis=axis, keepdims=True)
    return p, (lambda g: p * (g - np.add.reduce(g * p, axis=axis, keepdims=True)),)


@rule("LogSoftmaxBackward0", takes="f")
def _log_softmax(x: Array, *, axis: int) -> Result:
    z = x - np.maximum.reduce(x, axis=axis, keepdims=True, initial=-np.inf)
    z -= np.log(np.add.reduce(np.exp(z), axis=axis, keepdims=True))
    return z, (lambda g: g - np.exp(z) * np.add.reduce(g, axis=axis, keepdims=True),)


@rule("XlogyBackward0", promote="float")
def _xlogy(a: Array, b: Array) -> Result:
    zero = (a == 0) & ~np.isnan(b)
    return np.where(zero, 0, a * np.log(np.where(zero, 1, b))), (
        lambda g: np.where((g == 0) | ((a == 0) & (b <= 0)), 0, g * np.log(b)),
        lambda g: g * a / b,
    )


class Special(Family):
    """Each result has the shape of the input; integers become floats."""

    __slots__ = ()

    @operation("ReluBackward0", takes=NUMERIC, refuses=RuntimeError, in_place=True)
    def relu(input: Array) -> Result:
        """max(input, 0); its gradient at 0 is 0. RuntimeError for bool tensors. Shape and type stay the same.

        >>> torch.relu(torch.tensor([-1., 2.]))
        tensor([0., 2.])
        """
        value = kernels.relu(input)
        return value, (lambda g: kernels.relu_backward(g, value),)

    @operation("SigmoidBackward0", promote="float", in_place=True)
    def sigmoid(input: Array) -> Result:
        """1 / (1 + exp(-input)). Any shape; integers give float32.

        >>> torch.sigmoid(torch.zeros(1))
        tensor([0.5000])
        """
        value = 1 / (1 + np.exp(-input))
        return value, (lambda g: g * (value * (1 - value)),)

    @composed(in_place=True)
    def logit(input, eps: float | None = None) -> Self:
        """log(input / (1 - input)), the inverse of sigmoid; with `eps`, of the input within [eps, 1 - eps].
        Any shape; integers give float32.

        >>> torch.logit(torch.tensor([0.5]))
        tensor([0.])
        """
        x: Any = input if eps is None else input.clamp(eps, 1 - eps)
        return with_node_name((x / (1 - x)).log(), "LogitBackward0")

    @operation("ErfBackward0", promote="float", in_place=True)
    def erf(input: Array) -> Result:
        """The error function, 2 / sqrt(pi) times the integral of exp(-t * t) from 0 to the input. Any shape;
        integers give float32.

        >>> torch.erf(torch.ones(1))
        tensor([0.8427])
        """
        return erf_of(input), (lambda g: g * (2 / math.sqrt(math.pi) * np.exp(-input * input)),)


@function(method=True)
def softmax(input: Tensor, dim: int, dtype: Dtype | None = None) -> Tensor:
    """exp(input) divided by its sum over `dim`. The result keeps the shape. NotImplementedError for integers
    without `dtype`.

    >>> torch.softmax(torch.zeros(2), 0)
    tensor([0.5000, 0.5000])
    """
    x = cast_to(input, dtype, "softmax")
    return record(_softmax, x, axis=axis_of(dim, x._array.ndim))


@function(method=True)
def log_softmax(input: Tensor, dim: int, dtype: Dtype | None = None) -> Tensor:
    """The logarithm of softmax, exact where softmax rounds to 0. The result keeps the shape.
    NotImplementedError for integers without `dtype`.

    >>> torch.log_softmax(torch.zeros(2), 0)
    tensor([-0.6931, -0.6931])
    """
    x = cast_to(input, dtype, "log_softmax")
    return record(_log_softmax, x, axis=axis_of(dim, x._array.ndim))


@function(method=True, in_place=True)
def xlogy(input: Any, other: Any) -> Tensor:
    """input * log(other), 0 where the input is 0 and `other` a number. The shapes broadcast.

    >>> torch.xlogy(torch.tensor([0., 1.]), torch.tensor([0., 1.]))
    tensor([0., 0.])
    """
    return of_two(_xlogy, input, other)


def of_two(op: Any, input: Any, other: Any) -> Any:
    """Apply `op` to two arguments, of which one may be a number: it takes the floating dtype of the other.
    TypeError if both are numbers."""
    number = 2 if not isinstance(other, TensorBase) else 0 if isinstance(input, TensorBase) else 1
    if number == 1:
        input = number_beside(input, other)
    elif number and isinstance(input, TensorBase):
        other = number_beside(other, input)
    return with_node_name(record(op, input, other), f"{op.node[:-1]}{number}")


def number_beside(number: Any, tensor: Any) -> Any:
    """The number as a tensor without dimensions, of the tensor's dtype or, of integers, the default one."""
    return tensor.new_tensor(number, dtype=tensor.dtype if tensor.is_floating_point() else number_dtype(0.0))


def erf_of(a: Array) -> Array:
    """erf by Cody's rational approximations (Math. Comp. 23, 1969) on three ranges of |a|."""
    x = np.abs(np.asarray(a, np.float64))
    z = x * x
    near = a * horner(z, ERF_P) / horner(z, ERF_Q)
    y = np.clip(x, 0.46875, 4.0)
    middle = 1 - np.exp(-y * y) * horner(y, ERFC_P) / horner(y, ERFC_Q)
    y = np.clip(x, 4.0, 27.0)
    w = 1 / (y * y)
    far = 1 - np.exp(-y * y) / y * (1 / math.sqrt(math.pi) - w * horner(w, TAIL_P) / horner(w, TAIL_Q))
    value = np.where(x <= 0.46875, near, np.copysign(np.where(x <= 4.0, middle, far), a))
    return np.where(np.isnan(a), a, value).astype(a.dtype)


def horner(x: Array, coefficients: tuple[float, ...]) -> Array:
    """Evaluate a polynomial; coefficients start with the highest power."""
    value = np.full_like(x, coefficients[0])
    for c in coefficients[1:]:
        value *= x
        value += c
    return value


# fmt: off
ERF_P = (1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2, 3.77485237685302021e2,
         3.20937758913846947e3)
ERF_Q = (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3)
ERFC_P = (2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1,
          2.98635138197400131e2, 8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3,
          1.23033935479799725e3)
ERFC_Q = (1.0, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
          3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3)
TAIL_P = (1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
          1.60837851487422766e-2, 6.58749161529837803e-4)
TAIL_Q = (1.0, 2.56852019228982242, 1.87295284992346725, 5.27905102951428412e-1, 6.05183413124413191e-2,
          2.33520497626869185e-3)
# fmt: on


def logistic(x: Array) -> Array:
    """1 / (1 + exp(-x)), without warnings of overflow."""
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))
