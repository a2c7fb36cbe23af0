"""Shares of the exponentials of elements, and their logarithms."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..dtypes import dtype as Dtype
from ..ops.rules import Array, Result, rule
from ..record import record
from .arguments import axis_of
from .casting import cast_to
from .declare import function

Tensor = Any  # `tensor` imports this module


@rule("SoftmaxBackward0", takes="f", name="softmax")
def shares(x: Array, *, axis: int) -> Result:
    p = np.exp(x - np.maximum.reduce(x, axis=axis, keepdims=True, initial=-np.inf))
    p /= np.add.reduce(p, axis=axis, keepdims=True)
    return p, (lambda g: p * (g - np.add.reduce(g * p, axis=axis, keepdims=True)),)


@rule("LogSoftmaxBackward0", takes="f", name="log_softmax")
def log_shares(x: Array, *, axis: int) -> Result:
    z = x - np.maximum.reduce(x, axis=axis, keepdims=True, initial=-np.inf)
    z -= np.log(np.add.reduce(np.exp(z), axis=axis, keepdims=True))
    return z, (lambda g: g - np.exp(z) * np.add.reduce(g, axis=axis, keepdims=True),)


@function(method=True)
def softmax(input: Tensor, dim: int, dtype: Dtype | None = None) -> Tensor:
    """exp(input) divided by its sum over `dim`.

    >>> torch.softmax(torch.zeros(2), 0)
    tensor([0.5000, 0.5000])
    """
    x = cast_to(input, dtype, "softmax")
    return record(shares, x, axis=axis_of(dim, x._array.ndim))


@function(method=True)
def log_softmax(input: Tensor, dim: int, dtype: Dtype | None = None) -> Tensor:
    """The logarithm of softmax, exact where softmax rounds to 0.

    >>> torch.log_softmax(torch.zeros(2), 0)
    tensor([-0.6931, -0.6931])
    """
    x = cast_to(input, dtype, "log_softmax")
    return record(log_shares, x, axis=axis_of(dim, x._array.ndim))


# --- blends --------------------------------------------------------------------------------
