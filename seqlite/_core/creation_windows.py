"""Windows for signals: `hann_window`, `hamming_window`, `bartlett_window` and others."""

from __future__ import annotations

import math
from typing import Any, Unpack

import numpy as np

from .bfloat16 import FLOAT32
from .creation import TensorOptions, factory, new_tensor, result_dtype
from .dtypes import cast
from .operations.declare import FUNCTIONS
from .operations.special_values import i0_of
from .tensor import Tensor

__all__ = ["bartlett_window", "blackman_window", "hamming_window", "hann_window", "kaiser_window"]


def window(who: str, length: int, periodic: bool, shape: Any, options: Any) -> Tensor:
    """A window: `shape` of the places 0, 1, ... in the type of the result, and of the last of them."""
    kind = result_dtype(who, **options)
    if kind.kind != "f":
        raise RuntimeError(f"{who} expects floating point dtypes, got: {options.get('dtype')}")
    if length < 0:
        raise RuntimeError(f"{who} requires non-negative window_length, got window_length={length}")
    work = kind if kind.itemsize > 2 else FLOAT32
    last = length if periodic else length - 1
    values = np.ones(length, work) if length == 1 else shape(np.arange(length, dtype=work), max(last, 1))
    return new_tensor(cast(values, kind), who, **options)


@factory
def hann_window(window_length: int, periodic: bool = True, **options: Unpack[TensorOptions]) -> Tensor:
    """Hann's window of this length, a raised cosine; without `periodic`, a symmetric one. RuntimeError for a
    negative length. A vector of floats.

    >>> torch.hann_window(4)
    tensor([0.0000, 0.5000, 1.0000, 0.5000])
    """
    return window("hann_window", window_length, periodic, cosines(0.5, 0.5), options)


@factory
def hamming_window(
    window_length: int, periodic: bool = True, alpha: float = 0.54, beta: float = 0.46,
    **options: Unpack[TensorOptions],
) -> Tensor:  # fmt: skip
    """Hamming's window of this length, alpha - beta * cos; without `periodic`, a symmetric one. RuntimeError
    for a negative length. A vector of floats.

    >>> torch.hamming_window(4)
    tensor([0.0800, 0.5400, 1.0000, 0.5400])
    """
    return window("hamming_window", window_length, periodic, cosines(alpha, beta), options)


@factory
def bartlett_window(window_length: int, periodic: bool = True, **options: Unpack[TensorOptions]) -> Tensor:
    """Bartlett's window of this length, a triangle; without `periodic`, a symmetric one. RuntimeError for a
    negative length. A vector of floats.

    >>> torch.bartlett_window(4)
    tensor([0.0000, 0.5000, 1.0000, 0.5000])
    """
    return window(
        "bartlett_window", window_length, periodic, lambda t, last: 1 - np.abs(t * (2 / last) - 1), options
    )


@factory
def blackman_window(window_length: int, periodic: bool = True, **options: Unpack[TensorOptions]) -> Tensor:
    """Blackman's window of this length, a sum of two cosines; without `periodic`, a symmetric one.
    RuntimeError for a negative length. A vector of floats.

    >>> torch.blackman_window(4).amax()
    tensor(1.)
    """

    def shape(t: Any, last: int) -> Any:
        slow, fast = np.cos(t * (2 * math.pi / last)), np.cos(t * (4 * math.pi / last))
        return fast * 0.08 - slow * 0.5 + 0.42

    return window("blackman_window", window_length, periodic, shape, options)


@factory
def kaiser_window(
    window_length: int, periodic: bool = True, beta: float = 12.0, **options: Unpack[TensorOptions]
) -> Tensor:
    """Kaiser's window of this length and of shape `beta`; without `periodic`, a symmetric one. RuntimeError
    for a negative length.

    >>> torch.kaiser_window(4)
    tensor([5.2773e-05, 2.1567e-01, 1.0000e+00, 2.1567e-01])
    """

    def shape(t: Any, last: int) -> Any:
        inside = np.sqrt(np.maximum(1 - (t.astype(np.float64) * (2 / last) - 1) ** 2, 0))
        return (i0_of(beta * inside) / i0_of(np.float64(beta))).astype(t.dtype)

    return window("kaiser_window", window_length, periodic, shape, options)


def cosines(alpha: float, beta: float) -> Any:
    """The shape alpha - beta * cos over one period."""
    return lambda t, last: np.cos(t * (2 * math.pi / last)) * -beta + alpha


FUNCTIONS.update({name: globals()[name] for name in __all__})
