"""Pointwise Ops on how numbers are stored, and on integers: `ldexp`, `frexp`, `nextafter`, `gcd`, `lcm`."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..bfloat16 import BFLOAT16
from ..dtypes import cast, from_numpy_dtype, number_dtype
from ..dtypes import result_type as combine
from ..record import call_numpy, record, with_node_name
from ..rules import FLOATING, Array, Result, rule, saving
from ..seldom_types import refuse_wide
from ..tensor_base import TensorBase
from .arguments import check_tensor
from .declare import function
from .expand_repeat import broadcast_tensors
from .out import return_type

Tensor = Any  # avoids a circular import
Frexp = return_type("frexp", "mantissa exponent")


@function(method=True, in_place=True)
def ldexp(input: Tensor, other: Tensor) -> Tensor:
    """input * 2 ** other; the arguments broadcast, and integers become floats.

    >>> torch.ldexp(torch.ones(1), torch.tensor([3]))
    tensor([8.])
    """
    power = check_tensor(other, "ldexp", "other")
    if input.is_floating_point() and not power.is_floating_point():  # in float64 no power of 2 overflows
        value = (input.double() * 2.0 ** power.double()).to(input.dtype)
    else:
        value = input * (2.0**power)
    return with_node_name(value, "LdexpBackward0", other, value)


@function(method=True)
def frexp(input: Tensor) -> Any:
    """A pair: mantissas from 0.5 to 1 and int32 exponents with input = mantissa * 2 ** exponent. RuntimeError
    for integers. Both have the shape of the input.

    >>> torch.frexp(torch.tensor([8., 0.75])).exponent
    tensor([4, 0], dtype=torch.int32)
    """
    if input._array.dtype.kind != "f":
        raise RuntimeError("torch.frexp() only supports floating-point dtypes")
    wide = input._array.astype(np.float32) if input._array.dtype == BFLOAT16 else input._array
    exponent = np.where(np.isfinite(wide), np.frexp(wide)[1], 0).astype(np.int32)
    places = input._wrap(exponent)
    return Frexp(record(_frexp, input, exponent=places), places)


@rule("FrexpBackward0")
def _frexp(a: Array, *, exponent: Array) -> Result:
    return np.frexp(a)[0], (lambda g: g / np.exp2(exponent).astype(g.dtype),)


@rule("NextafterBackward0", promote="same", takes=FLOATING)
def _nextafter(a: Array, b: Array) -> Result:
    return np.nextafter(a, b), (saving(lambda g: g, a, b), np.zeros_like)


def next_bfloat16(a: Array, b: Array) -> Array:
    """As `np.nextafter`, for numbers of bfloat16, which are the upper halves of those of float32."""
    wide, towards = (np.asarray(x, np.float32) for x in np.broadcast_arrays(a, b))
    bits = wide.view(np.int32)
    away = (towards > wide) == (wide > 0)
    stepped = (bits + np.where(away, 1 << 16, -(1 << 16)).astype(np.int32)).view(np.float32)
    least = np.copysign(np.array(1 << 16, np.int32).view(np.float32), towards)
    value = np.where(wide == 0, least, stepped)
    value = np.where(wide == towards, towards, value)
    return np.where(np.isnan(wide) | np.isnan(towards), np.float32(np.nan), value).astype(a.dtype)


@function(method=True, in_place=True)
def nextafter(input: Tensor, other: Tensor) -> Tensor:
    """The next number of the type after `input`, in the direction of `other`; the arguments broadcast.

    >>> torch.nextafter(torch.tensor([1.]), torch.tensor([2.])) == 1 + torch.finfo(torch.float32).eps
    tensor([True])
    """
    kinds = [(1 if x.dim() == 0 else 2, x.dtype) for x in (input, other)]
    if combine(kinds).numpy == BFLOAT16:
        return input._wrap(next_bfloat16(*(cast(x._array, BFLOAT16) for x in (input, other))))
    return record(_nextafter, input, other)


@function(method=True, in_place=True)
def gcd(input: Tensor, other: Tensor) -> Tensor:
    """The greatest common divisors of integers, which broadcast. NotImplementedError for floats.

    >>> torch.gcd(torch.tensor([4, 9]), torch.tensor([6, 6]))
    tensor([2, 3])
    """
    return call_numpy(np.gcd, *whole_numbers(input, other, "gcd"))


@function(method=True, in_place=True)
def lcm(input: Tensor, other: Tensor) -> Tensor:
    """The least common multiples of integers, which broadcast. NotImplementedError for floats.

    >>> torch.lcm(torch.tensor([4, 9]), torch.tensor([6, 6]))
    tensor([12, 18])
    """
    return call_numpy(np.lcm, *whole_numbers(input, other, "lcm"))


def whole_numbers(input: Tensor, other: Tensor, who: str) -> tuple[Tensor, Tensor]:
    """Both in their common type. NotImplementedError if that is no integer."""
    broadcast_tensors(input, other)
    common = result_type(input, other)
    refuse_wide(input._array, who)
    if common.numpy.kind not in "iu":
        raise NotImplementedError(f"\"{who}\" not implemented for '{common.kind}': convert with .long()")
    return input.to(common), other.to(common)


@function(out=False)
def result_type(tensor: Any, other: Any) -> Any:
    """The type that an operation on two tensors or numbers gives. Of shapes only 0-dim ones matter.

    >>> torch.result_type(torch.arange(2), 1.5)
    torch.float32
    """
    pairs = []
    for t in (tensor, other):
        if isinstance(t, TensorBase):
            pairs.append((2 if t._array.ndim else 1, from_numpy_dtype(t._array.dtype)))
        else:
            pairs.append((0, number_dtype(t)))
    return combine(pairs)
