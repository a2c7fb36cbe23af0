"""Functions of two tensors, element by element."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..graph import TensorBase
from ..record import computed, named, record
from .arguments import axis_of
from .arithmetic_rules import log2_of_sum, times_log
from .declare import function
from .functions import broadcast_tensors, result_type, where

Tensor = Any  # `tensor` imports this module


@function(method=True, in_place=True)
def xlogy(input: Any, other: Any) -> Tensor:
    """input * log(other), 0 where the input is 0 and `other` a number.

    >>> torch.xlogy(torch.tensor([0., 1.]), torch.tensor([0., 1.]))
    tensor([0., 0.])
    """
    a: Any = input if isinstance(input, TensorBase) else other.new_tensor(input)
    b: Any = other if isinstance(other, TensorBase) else a.new_tensor(other)
    return record(times_log, a, b)


@function(method=True, in_place=True)
def float_power(input: Any, exponent: Any) -> Tensor:
    """input ** exponent, in float64.

    >>> torch.float_power(torch.tensor([2]), 0.5)
    tensor([1.4142], dtype=torch.float64)
    """
    double = exponent if isinstance(exponent, (int, float)) else exponent.double()
    return (input if isinstance(input, (int, float)) else input.double()) ** double


@function(method=True)
def logaddexp2(input: Tensor, other: Tensor) -> Tensor:
    """log2(2 ** input + 2 ** other) that does not overflow.

    >>> torch.logaddexp2(torch.zeros(1), torch.zeros(1))
    tensor([1.])
    """
    return record(log2_of_sum, input, other)


@function(method=True, in_place=True)
def ldexp(input: Tensor, other: Tensor) -> Tensor:
    """input * 2 ** other.

    >>> torch.ldexp(torch.ones(1), torch.tensor([3]))
    tensor([8.])
    """
    value = input * (2.0**other)
    return named(value, "LdexpBackward0", other, value)


@function(method=True, in_place=True)
def gcd(input: Tensor, other: Tensor) -> Tensor:
    """The greatest common divisors of integers.

    >>> torch.gcd(torch.tensor([4, 9]), torch.tensor([6, 6]))
    tensor([2, 3])
    """
    return computed(np.gcd, *whole_numbers(input, other, "gcd"))


@function(method=True, in_place=True)
def lcm(input: Tensor, other: Tensor) -> Tensor:
    """The least common multiples of integers.

    >>> torch.lcm(torch.tensor([4, 9]), torch.tensor([6, 6]))
    tensor([12, 18])
    """
    return computed(np.lcm, *whole_numbers(input, other, "lcm"))


def whole_numbers(input: Tensor, other: Tensor, who: str) -> tuple[Tensor, Tensor]:
    """Both in their common type. NotImplementedError if that is no integer."""
    broadcast_tensors(input, other)
    common = result_type(input, other)
    if common.numpy.kind not in "iu":
        raise NotImplementedError(f"\"{who}\" not implemented for '{common.kind}': convert with .long()")
    return input.to(common), other.to(common)


@function(names={"element": "elements", "test_element": "test_elements"})
def isin(elements: Any, test_elements: Any, *, assume_unique: bool = False, invert: bool = False) -> Tensor:
    """Whether each element is one of `test_elements`.

    >>> torch.isin(torch.tensor([1, 2, 3]), torch.tensor([2, 3]))
    tensor([False,  True,  True])
    """
    arrays = [e._array if isinstance(e, TensorBase) else np.asarray(e) for e in (elements, test_elements)]
    if any(a.dtype == bool for a in arrays):
        raise RuntimeError("Unsupported input type encountered for isin(): Bool")
    return TensorBase.concrete._wrap(np.isin(arrays[0], arrays[1], invert=invert))


@function(method=True, in_place=True)
def renorm(input: Tensor, p: float, dim: int, maxnorm: float) -> Tensor:
    """A copy in which each slice along `dim` has a p-norm of at most `maxnorm`.

    >>> torch.renorm(torch.tensor([[3., 4.], [0., 1.]]), 2, 0, 1)
    tensor([[0.6000, 0.8000],
            [0.0000, 1.0000]])
    """
    if input.ndim < 2:
        raise RuntimeError(f"renorm: input needs at least 2 dimensions, got {input.ndim} dimensions")
    axis = axis_of(dim, input.ndim)
    others = [i for i in range(input.ndim) if i != axis]
    norms = input.norm(p, others, True)
    factor = where(norms > maxnorm, maxnorm / (norms + 1e-7), norms.new_ones(()))
    return named(input * factor, "RenormBackward0")
