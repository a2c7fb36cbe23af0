"""New tensors of random numbers, drawn from `generator`, by default the one that `manual_seed` seeds."""

from __future__ import annotations

from typing import Any

import numpy as np

from .creation import Kind, empty, finish
from .dtypes import as_numpy, get_default_dtype, int64
from .memory import room
from .operations.arguments import size_of
from .operations.randomizing import check_range, drawable, stream
from .random import Generator
from .tensor import Tensor

__all__ = [
    "normal",
    "rand",
    "rand_like",
    "randint",
    "randint_like",
    "randn",
    "randn_like",
    "randperm",
]


def rand(
    *size: Any,
    generator: Generator | None = None,
    dtype: Kind = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Uniform in [0, 1).

    >>> torch.rand(2, 3).shape
    torch.Size([2, 3])
    """
    shape, kind = size_of(size, "rand"), as_numpy(dtype, "rand", get_default_dtype())
    drawable(kind, "rand")
    with room(shape, kind):
        values = stream(generator).uniform(shape, dtype=kind)
    return finish(values, requires_grad, device)


def randn(
    *size: Any,
    generator: Generator | None = None,
    dtype: Kind = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Normal with mean 0 and standard deviation 1.

    >>> torch.randn(2, 3).shape
    torch.Size([2, 3])
    """
    shape, kind = size_of(size, "randn"), as_numpy(dtype, "randn", get_default_dtype())
    drawable(kind, "randn")
    with room(shape, kind):
        values = stream(generator).normal(shape, dtype=kind)
    return finish(values, requires_grad, device)


def randint(
    low: int,
    high: Any = None,
    size: Any = None,
    *,
    generator: Generator | None = None,
    dtype: Kind = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Integers in [low, high), or [0, low) when called as `randint(high, size)`.

    >>> torch.randint(3, 4, (2,))
    tensor([3, 3])
    """
    if size is None and isinstance(high, (tuple, list)):
        low, high, size = 0, low, high
    elif high is None:
        low, high = 0, low
    if low >= high:
        raise RuntimeError(f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}")
    kind = as_numpy(dtype, "randint", int64)
    check_range(low, high, kind)
    shape = size_of((size,), "randint")
    with room(shape, kind):
        values = stream(generator).integers(shape, low, high).astype(kind, copy=False)
    return finish(values, requires_grad, device)


def randperm(n: int, *, generator: Generator | None = None, dtype: Kind = None, device: Any = None) -> Tensor:
    """The numbers 0 to n - 1 in random order. RuntimeError for a negative n.

    >>> torch.randperm(5).sort().values
    tensor([0, 1, 2, 3, 4])
    """
    if n < 0:
        raise RuntimeError(f"randperm: n must not be negative, got {n}")
    kind = as_numpy(dtype, "randperm", int64)
    if kind.kind == "b":
        raise NotImplementedError("\"randperm\" not implemented for 'Bool': the order of n things is numbers")
    return finish(stream(generator).permutation(n).astype(kind, copy=False), False, device)


def normal(mean: Any, std: Any = 1.0, size: Any = None, *, generator: Generator | None = None) -> Tensor:
    """Normal numbers with this mean and standard deviation: numbers with a `size`, or tensors.

    >>> torch.normal(0., 0., (2,)).abs()
    tensor([0., 0.])
    """
    if size is not None:
        return empty(size).normal_(mean, std, generator=generator)
    if isinstance(std, (int, float)) and std < 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std}")
    like = mean if isinstance(mean, Tensor) else std
    shape = np.broadcast_shapes(np.shape(getattr(mean, "_array", 0)), np.shape(getattr(std, "_array", 0)))
    return randn(shape, generator=generator, dtype=like.dtype).mul(std).add(mean)


def rand_like(
    input: Tensor, *, dtype: Kind = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """`rand` in the size and type of `input`.

    >>> torch.rand_like(torch.ones(2)).shape
    torch.Size([2])
    """
    return rand(input.shape, dtype=dtype or input.dtype, device=device, requires_grad=requires_grad)


def randn_like(
    input: Tensor, *, dtype: Kind = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """`randn` in the size and type of `input`.

    >>> torch.randn_like(torch.ones(2)).shape
    torch.Size([2])
    """
    return randn(input.shape, dtype=dtype or input.dtype, device=device, requires_grad=requires_grad)


def randint_like(input: Tensor, low: int, high: int | None = None, *, dtype: Kind = None) -> Tensor:
    """`randint` in the size and type of `input`.

    >>> torch.randint_like(torch.arange(2), 3, 4)
    tensor([3, 3])
    """
    low, high = (0, low) if high is None else (low, high)
    return randint(low, high, input.shape, dtype=dtype or input.dtype)
