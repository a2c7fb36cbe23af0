"""What stands in `torch.special` alone: `entr`, `erfcx`, `ndtr`, `ndtri`, `xlog1py`, `zeta` and others."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np

from ..bfloat16 import type_name
from ..record import with_node_name
from ..rules import Array, Result, rule, saving
from . import special_values as values
from .declare import function, operation
from .pointwise_special import no_gradient
from .special import of_two

Tensor = Any  # avoids a circular import
special = partial(operation, promote="float", namespace="special")
ROOT2 = math.sqrt(2)


def refuse_half(input: Array, who: str) -> None:
    """Raise NotImplementedError for the 16-bit types that PyTorch's kernel does not take."""
    if input.dtype.itemsize == 2 and input.dtype.kind == "f":
        raise NotImplementedError(f"\"{who}_cpu\" not implemented for '{type_name(input)}'")


@special("SpecialEntrBackward0")
def entr(input: Array) -> Result:
    """-input * log(input), 0 at 0 and -inf below, in the shape of `input`; integers become floats.

    >>> torch.special.entr(torch.tensor([-0.5, 0., 0.5]))
    tensor([  -inf, 0.0000, 0.3466])
    """
    value = np.where(input > 0, -input * np.log(np.where(input > 0, input, 1)), -np.inf)
    value = np.where(input == 0, 0, np.where(np.isnan(input), input, value)).astype(input.dtype)
    return value, (lambda g: np.where(input < 0, np.nan, g * (-np.log(np.abs(input)) - 1)),)


@special("SpecialErfcxBackward0")
def erfcx(input: Array) -> Result:
    """exp(input ** 2) * erfc(input), in the shape of `input`; integers become floats.

    >>> torch.special.erfcx(torch.tensor([0., 10.]))
    tensor([1.0000, 0.0561])
    """
    refuse_half(input, "erfcx")
    value = values.erfcx_of(input)
    return value, (lambda g: g * (2 * input * value - 2 / math.sqrt(math.pi)),)


@special("SpecialI0EBackward0")
def i0e(input: Array) -> Result:
    """exp(-|input|) * i0(input), in the shape of `input`; integers become floats.

    >>> torch.special.i0e(torch.tensor([0., 100.]))
    tensor([1.0000, 0.0399])
    """
    value = values.i0e_of(input)
    return value, (lambda g: g * (values.i1e_of(input) - np.sign(input) * value),)


@special("SpecialI1Backward0")
def i1(input: Array) -> Result:
    """The modified Bessel function of the first kind and order 1, in the shape of `input`.

    >>> torch.special.i1(torch.tensor([0., 1.]))
    tensor([0.0000, 0.5652])
    """
    value = values.i1_of(input)

    def back(g: Array) -> Array:
        return g * np.where(np.abs(input) > 0, values.i0_of(input) - value / nonzero(input), 0.5)

    return value, (back,)


@special("SpecialI1EBackward0")
def i1e(input: Array) -> Result:
    """exp(-|input|) * i1(input), in the shape of `input`; integers become floats.

    >>> torch.special.i1e(torch.tensor([0., 100.]))
    tensor([0.0000, 0.0397])
    """
    value = values.i1e_of(input)

    def back(g: Array) -> Array:
        slope = values.i0e_of(input) - value * (np.sign(input) + 1 / nonzero(input))
        return g * np.where(np.abs(input) > 0, slope, 0.5)

    return value, (back,)


def nonzero(a: Array) -> Array:
    """1 where `a` is 0."""
    return np.where(a == 0, 1, a)


@function(namespace="special")
def ndtr(input: Tensor) -> Tensor:
    """The area below the density of the standard normal distribution, from minus infinity to `input`. Any
    shape; integers give float32.

    >>> torch.special.ndtr(torch.tensor([-1., 0., 1.]))
    tensor([0.1587, 0.5000, 0.8413])
    """
    return with_node_name(((input * (1 / ROOT2)).erf() + 1) * 0.5, "MulBackward1")


@special("SpecialNdtriBackward0")
def ndtri(input: Array) -> Result:
    """The inverse of `ndtr`: the quantiles of the standard normal distribution; nan outside of [0, 1]. Any
    shape; integers give float32.

    >>> torch.special.ndtri(torch.tensor([0., 0.25, 0.5]))
    tensor([   -inf, -0.6745,  0.0000])
    """
    refuse_half(input, "ndtri")
    value = values.ndtri_of(input)
    return value, (lambda g: g * (math.sqrt(2 * math.pi) * np.exp(value * value / 2)),)


@special("SpecialLogNdtrBackward0")
def log_ndtr(input: Array) -> Result:
    """The logarithm of `ndtr`, exact in the left tail. Any shape; integers give float32.

    >>> torch.special.log_ndtr(torch.tensor([-10., 0.]))
    tensor([-53.2313,  -0.6931])
    """
    refuse_half(input, "log_ndtr")
    value, slope = values.log_ndtr_of(input), math.sqrt(2 / math.pi)
    return value, (saving(lambda g: g / values.erfcx_of(-input * (1 / ROOT2)) * slope, value),)


@rule("SpecialXlog1PyBackward0", promote="float")
def _xlog1py(a: Array, b: Array) -> Result:
    zero = (a == 0) & ~np.isnan(b)
    return np.where(zero, 0, a * np.log1p(np.where(zero, 0, b))).astype(np.result_type(a, b)), (
        lambda g: np.where((a == 0) & (b <= -1), 0, g * np.log1p(b)),
        lambda g: g * a / (b + 1),
    )


@rule("SpecialZetaBackward0", promote="float")
def _zeta(a: Array, b: Array) -> Result:
    refuse_half(a, "zeta")
    value = values.zeta_of(a, b)
    return value, (no_gradient("zeta"), lambda g: g * -a * values.zeta_of(a + 1, b))


@function(namespace="special")
def xlog1py(input: Any, other: Any) -> Tensor:
    """input * log1p(other), 0 where the input is 0; the arguments broadcast, and one may be a number.

    >>> torch.special.xlog1py(torch.tensor([0., 2.]), torch.tensor([-1., 1.]))
    tensor([0.0000, 1.3863])
    """
    return of_two(_xlog1py, input, other)


@function(namespace="special")
def zeta(input: Any, other: Any) -> Tensor:
    """Hurwitz's zeta function: the sum of (other + k) ** -input over k from 0 on; the arguments broadcast.
    There is a gradient of `other` only.

    >>> torch.special.zeta(torch.tensor([2., 4.]), torch.tensor([1., 2.]))
    tensor([1.6449, 0.0823])
    """
    return of_two(_zeta, input, other)
