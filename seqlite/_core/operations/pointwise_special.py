"""Pointwise Ops of statistics: `erfc`, `erfinv`, `lgamma`, `digamma`, `polygamma`, `igamma`, `i0`, `sinc`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..dtypes import get_default_dtype
from ..record import record, with_node_name
from ..rules import Array, Result, rule
from . import special_values as values
from .declare import IN_PLACE, METHODS, function, in_place_form, operation

Tensor = Any  # avoids a circular import


@operation("ErfcBackward0", promote="float", in_place=True)
def erfc(input: Array) -> Result:
    """1 - erf(input), in the shape of `input`; integers become floats. Exact where erf rounds to 1.

    >>> torch.erfc(torch.tensor([0., 1.]))
    tensor([1.0000, 0.1573])
    """
    return values.erfc_of(input), (lambda g: g * (-2 / math.sqrt(math.pi) * np.exp(-input * input)),)


@operation("ErfinvBackward0", promote="float", in_place=True)
def erfinv(input: Array) -> Result:
    """The inverse of erf, in the shape of `input`: nan outside of [-1, 1]; integers become floats.

    >>> torch.erfinv(torch.tensor([0., 0.5, -1.]))
    tensor([0.0000, 0.4769,   -inf])
    """

    def back(g: Array) -> Array:
        return g * (math.sqrt(math.pi) / 2 * np.exp(values.erfinv_of(input) ** 2))

    return values.erfinv_of(input), (back,)


@operation("LgammaBackward0", promote="float", in_place=True)
def lgamma(input: Array) -> Result:
    """The logarithm of the absolute value of the gamma function, in the shape of `input`; integers become
    floats.

    >>> torch.lgamma(torch.tensor([1., 5.]))
    tensor([0.0000, 3.1781])
    """
    return values.lgamma_of(input), (lambda g: g * values.digamma_of(input),)


@operation("DigammaBackward0", promote="float", in_place=True)
def digamma(input: Array) -> Result:
    """The slope of `lgamma`, in the shape of `input`; integers become floats.

    >>> torch.digamma(torch.tensor([1., 0.5]))
    tensor([-0.5772, -1.9635])
    """
    return values.digamma_of(input), (lambda g: g * values.polygamma_of(1, input),)


@rule("PolygammaBackward0", promote="float")
def _polygamma(input: Array, *, n: int) -> Result:
    return values.polygamma_of(n, input), (lambda g: g * values.polygamma_of(n + 1, input),)


@function()
def polygamma(n: int, input: Tensor) -> Tensor:
    """The derivative number `n` of `digamma`, in the shape of `input`; integers become floats. RuntimeError
    for a negative `n`.

    >>> torch.polygamma(1, torch.tensor([1., 0.5]))
    tensor([1.6449, 4.9348])
    """
    if n < 0:
        raise RuntimeError("polygamma(n, x) does not support negative n.")
    return record(_polygamma, input, n=n)


def of_input(input: Tensor, n: int) -> Tensor:
    """The derivative number `n` of `digamma`: `torch.polygamma(n, input)`."""
    return polygamma(n, input)


of_input.__name__ = "polygamma"
METHODS["polygamma"], IN_PLACE["polygamma_"] = of_input, in_place_form(of_input)


@function(method=True, in_place=True, names={"n": "p"})
def mvlgamma(input: Tensor, p: int) -> Tensor:
    """The multivariate log-gamma function of dimension `p`, in the shape of `input`; integers become floats.
    RuntimeError for a `p` below 1.

    >>> torch.mvlgamma(torch.tensor([2., 3.]), 2)
    tensor([0.4516, 1.5502])
    """
    if p < 1:
        raise RuntimeError("p has to be greater than or equal to 1")
    x = input if input.is_floating_point() else input.to(get_default_dtype())
    parts = x.unsqueeze(-1) - x.new_tensor([j / 2 for j in range(p)])
    value = parts.lgamma().sum(-1) + p * (p - 1) / 4 * math.log(math.pi)
    return with_node_name(value, "MvlgammaBackward0", input)


def no_gradient(name: str) -> Any:
    """The gradient rule of an argument for which PyTorch has none."""

    def back(g: Array) -> Array:
        raise NotImplementedError(f"the derivative for '{name}' is not implemented.")

    return back


def gamma_density(g: Array, a: Array, x: Array) -> Array:
    """`g` times the density of the gamma distribution with shape `a`."""
    return g * np.exp((a - 1) * np.log(x) - x - values.lgamma_of(a))


@operation("IgammaBackward0", promote="same", takes="f", in_place=True)
def igamma(input: Array, other: Array) -> Result:
    """The regularized lower incomplete gamma function of shape `input` at `other`, which broadcast. There is
    a gradient of `other` only.

    >>> torch.igamma(torch.tensor([1., 2.]), torch.tensor([1., 1.]))
    tensor([0.6321, 0.2642])
    """
    value = values.gammainc_of(input, other)
    return value, (no_gradient("igamma: input"), lambda g: gamma_density(g, input, other))


@operation("IgammacBackward0", promote="same", takes="f", in_place=True)
def igammac(input: Array, other: Array) -> Result:
    """The regularized upper incomplete gamma function of shape `input` at `other`: 1 - igamma.

    >>> torch.igammac(torch.tensor([1., 2.]), torch.tensor([1., 1.]))
    tensor([0.3679, 0.7358])
    """
    value = values.gammaincc_of(input, other)
    return value, (no_gradient("igammac: input"), lambda g: -gamma_density(g, input, other))


@operation("I0Backward0", promote="float", in_place=True)
def i0(input: Array) -> Result:
    """The modified Bessel function of the first kind and order 0, in the shape of `input`; integers become
    floats.

    >>> torch.i0(torch.tensor([0., 1.]))
    tensor([1.0000, 1.2661])
    """
    return values.i0_of(input), (lambda g: g * values.i1_of(input),)


@operation("SincBackward0", promote="float", in_place=True)
def sinc(input: Array) -> Result:
    """sin(pi * input) / (pi * input), 1 at 0, in the shape of `input`; integers become floats.

    >>> torch.sinc(torch.tensor([0., 0.5]))
    tensor([1.0000, 0.6366])
    """
    angle = math.pi * input

    def back(g: Array) -> Array:
        safe = np.where(input == 0, 1, angle)
        slope = (np.cos(angle) - np.sin(angle) / safe) / np.where(input == 0, 1, input)
        return g * np.where(input == 0, 0, slope)

    return np.sinc(input), (back,)
