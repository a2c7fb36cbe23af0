"""Functions of each element by itself. Value and gradient side by side, as inside the cover of a calculus
book."""

from __future__ import annotations

import math
from typing import Any, Self

import numpy as np

from .. import kernels
from ..bfloat16 import type_name
from ..graph import T
from ..ops.rules import NUMERIC, Array, Result, rule
from ..ops.special import erf_of
from ..record import named, record
from .declare import Family, composed, operation

LN2, LN10 = math.log(2), math.log(10)


@rule("SignBackward0", name="sign")
def direction(a: Array) -> Result:
    """nan has no sign: 0."""
    return (a > 0).astype(a.dtype) - (a < 0), (np.zeros_like,)


class Elementwise(Family):
    """Each result has the shape of the input; integers become floats where the result is no integer."""

    __slots__ = ()

    # --- exponentials and roots -------------------------------------------------------------------

    @operation("ExpBackward0", promote="float", in_place=True)
    def exp(input: Array) -> Result:
        """e ** input.

        >>> torch.exp(torch.tensor([0., 1.]))
        tensor([1.0000, 2.7183])
        """
        value = np.exp(input)
        return value, (lambda g: g * value,)

    @operation("Exp2Backward0", promote="float", in_place=True)
    def exp2(input: Array) -> Result:
        """2 ** input.

        >>> torch.exp2(torch.tensor([3.]))
        tensor([8.])
        """
        value = np.exp2(input)
        return value, (lambda g: g * (value * LN2),)

    @operation("Expm1Backward0", promote="float", in_place=True)
    def expm1(input: Array) -> Result:
        """e ** input - 1, exact for small inputs.

        >>> torch.expm1(torch.zeros(1))
        tensor([0.])
        """
        value = np.expm1(input)
        return value, (lambda g: g * (value + 1),)

    @operation("LogBackward0", promote="float", in_place=True)
    def log(input: Array) -> Result:
        """The natural logarithm: -inf at 0, nan below.

        >>> torch.log(torch.ones(1))
        tensor([0.])
        """
        return np.log(input), (lambda g: g / input,)

    @operation("Log2Backward0", promote="float", in_place=True)
    def log2(input: Array) -> Result:
        """The logarithm to base 2.

        >>> torch.log2(torch.tensor([8.]))
        tensor([3.])
        """
        return np.log2(input), (lambda g: g / (input * LN2),)

    @operation("Log10Backward0", promote="float", in_place=True)
    def log10(input: Array) -> Result:
        """The logarithm to base 10.

        >>> torch.log10(torch.tensor([10.]))
        tensor([1.])
        """
        return np.log10(input), (lambda g: g / (input * LN10),)

    @operation("Log1PBackward0", promote="float", in_place=True)
    def log1p(input: Array) -> Result:
        """log(1 + input), exact for small inputs.

        >>> torch.log1p(torch.zeros(1))
        tensor([0.])
        """
        return np.log1p(input), (lambda g: g / (input + 1),)

    @operation("SqrtBackward0", promote="float", in_place=True)
    def sqrt(input: Array) -> Result:
        """The square root; its gradient at 0 is inf.

        >>> torch.sqrt(torch.tensor([9.]))
        tensor([3.])
        """
        value = np.sqrt(input)

        def back(g: Array) -> Array:
            return g / (2 * value)

        return value, (back,)

    @operation("RsqrtBackward0", promote="float", in_place=True)
    def rsqrt(input: Array) -> Result:
        """1 / sqrt(input).

        >>> torch.rsqrt(torch.tensor([4.]))
        tensor([0.5000])
        """
        value = np.divide(1, np.sqrt(input))
        return value, (lambda g: g * (-0.5 * value * value * value),)

    # --- activations and the functions of statistics ----------------------------------------------

    @operation("ReluBackward0", takes=NUMERIC, refuses=RuntimeError, in_place=True)
    def relu(input: Array) -> Result:
        """max(input, 0); its gradient at 0 is 0. RuntimeError for bool tensors.

        >>> torch.relu(torch.tensor([-1., 2.]))
        tensor([0., 2.])
        """
        value = kernels.relu(input)
        return value, (lambda g: kernels.relu_slope(g, value),)

    @operation("SigmoidBackward0", promote="float", in_place=True)
    def sigmoid(input: Array) -> Result:
        """1 / (1 + exp(-input)).

        >>> torch.sigmoid(torch.zeros(1))
        tensor([0.5000])
        """
        value = 1 / (1 + np.exp(-input))
        return value, (lambda g: g * (value * (1 - value)),)

    @composed(in_place=True)
    def logit(input, eps: float | None = None) -> Self:
        """log(input / (1 - input)), the inverse of sigmoid; with `eps`, of the input within [eps, 1 - eps].

        >>> torch.logit(torch.tensor([0.5]))
        tensor([0.])
        """
        x: Any = input if eps is None else input.clamp(eps, 1 - eps)
        return named((x / (1 - x)).log(), "LogitBackward0")

    @operation("ErfBackward0", promote="float", in_place=True)
    def erf(input: Array) -> Result:
        """The error function, 2 / sqrt(pi) times the integral of exp(-t * t) from 0 to the input.

        >>> torch.erf(torch.ones(1))
        tensor([0.8427])
        """
        return erf_of(input), (lambda g: g * (2 / math.sqrt(math.pi) * np.exp(-input * input)),)

    # --- rounding: constant between jumps, so the gradient is zero ----------------------------------

    @operation("FloorBackward0", takes=NUMERIC, in_place=True)
    def floor(input: Array) -> Result:
        """The next integer below.

        >>> torch.floor(torch.tensor([-1.5]))
        tensor([-2.])
        """
        return np.floor(input), (np.zeros_like,)

    @operation("CeilBackward0", takes=NUMERIC, in_place=True)
    def ceil(input: Array) -> Result:
        """The next integer above.

        >>> torch.ceil(torch.tensor([-1.5]))
        tensor([-1.])
        """
        return np.ceil(input), (np.zeros_like,)

    @operation("RoundBackward0", takes=NUMERIC, in_place=True)
    def round(input: Array, *, decimals: int = 0) -> Result:
        """The nearest integer, halves to the even one.

        >>> torch.round(torch.tensor([0.5, 1.5]))
        tensor([0., 2.])
        """
        return np.round(input, decimals), (np.zeros_like,)

    @operation("TruncBackward0", takes=NUMERIC, in_place=True, also="fix")
    def trunc(input: Array) -> Result:
        """The integer part.

        >>> torch.trunc(torch.tensor([-1.5]))
        tensor([-1.])
        """
        return np.trunc(input), (np.zeros_like,)

    @composed(in_place=True)
    def sign(input) -> Self:
        """-1, 0 or 1.

        >>> torch.sign(torch.tensor([-3, 0]))
        tensor([-1,  0])
        """
        return input.clone() if input._array.dtype == bool else record(direction, input)

    @operation("NotImplemented", function=True)
    def signbit(input: Array) -> Result:
        """Whether the sign is negative, also that of -0.

        >>> torch.signbit(torch.tensor([-1., 0.]))
        tensor([ True, False])
        """
        return np.signbit(input) if input.dtype.kind == "f" else input < 0, ()


def numeric(input: T, who: str, kinds: str = "fiu") -> T:
    """`input`; NotImplementedError unless its type is of the given kinds, which leave out bool."""
    if input._array.dtype.kind not in kinds:
        raise NotImplementedError(
            f'"{who}_cpu" not implemented for {type_name(input._array)}: convert with .float() first'
        )
    return input
