"""New tensors of random numbers, drawn from `generator`, by default the one that `manual_seed` seeds."""

from __future__ import annotations

from typing import Any

import numpy as np

from .bfloat16 import NARROW
from .creation import Kind, finish, kind_of, shape_of
from .devices import check_device
from .dtypes import converted, int64
from .generator import Generator
from .layouts import layout, memory_format, preserve_format, strided
from .likes import empty_like
from .memory import room
from .operations.arguments import size_of
from .operations.randomizing import FULL, check_range, drawable, stream
from .operations.writing import write
from .record import shape_error
from .tensor import Tensor

__all__ = [
    "normal",
    "rand",
    "rand_like",
    "randint",
    "randn",
    "randn_like",
    "randperm",
]


def rand(
    *sizes: Any,
    size: Any = None,
    generator: Generator | None = None,
    out: Tensor | None = None,
    dtype: Kind = None,
    layout: layout = strided,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Uniform in [0, 1).

    >>> torch.rand(2, 3).shape
    torch.Size([2, 3])
    """
    check_device(device)
    shape, kind = shape_of(sizes, size, "rand"), kind_of(dtype, "rand", out)
    drawable(kind, "rand")
    with room(shape, kind):
        values = stream(generator).uniform(shape, dtype=kind)
    return finish(converted(values, kind), requires_grad, device, layout, pin_memory, out, "rand")


def randn(
    *sizes: Any,
    size: Any = None,
    generator: Generator | None = None,
    out: Tensor | None = None,
    dtype: Kind = None,
    layout: layout = strided,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Normal with mean 0 and standard deviation 1.

    >>> torch.randn(2, 3).shape
    torch.Size([2, 3])
    """
    check_device(device)
    shape, kind = shape_of(sizes, size, "randn"), kind_of(dtype, "randn", out)
    drawable(kind, "randn")
    with room(shape, kind):
        values = stream(generator).normal(shape, dtype=kind)
    return finish(converted(values, kind), requires_grad, device, layout, pin_memory, out, "randn")


def randint(
    low: Any = None,
    high: Any = None,
    size: Any = None,
    *,
    generator: Generator | None = None,
    out: Tensor | None = None,
    dtype: Kind = None,
    layout: layout = strided,
    device: Any = None,
    pin_memory: bool = False,
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
    low, high = whole(0 if low is None else low, "low"), whole(high, "high")
    if low >= high:
        raise RuntimeError(f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}")
    kind = kind_of(dtype, "randint", out, int64)
    check_range(low, high, kind)
    shape = size_of((size,), "randint")
    with room(shape, kind):
        values = stream(generator).integers(shape, low, high).astype(kind, copy=False)
    return finish(values, requires_grad, device, layout, pin_memory, out, "randint")


def whole(value: Any, name: str) -> int:
    """A whole number, also one in a tensor. TypeError for others."""
    if isinstance(value, Tensor):
        value = value.item()
    if not isinstance(value, (int, np.integer)):
        raise TypeError(f"randint(): argument '{name}' must be int, not {type(value).__name__}")
    return int(value)


def randperm(
    n: int,
    *,
    generator: Generator | None = None,
    out: Tensor | None = None,
    dtype: Kind = None,
    layout: layout = strided,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """The numbers 0 to n - 1 in random order. RuntimeError for a negative n.

    >>> torch.randperm(5).sort().values
    tensor([0, 1, 2, 3, 4])
    """
    if n < 0:
        raise RuntimeError(f"randperm: n must not be negative, got {n}")
    kind = kind_of(dtype, "randperm", out, int64)
    if kind.kind == "b":
        raise NotImplementedError("\"randperm\" not implemented for 'Bool': the order of n things is numbers")
    most = FULL["bf" if kind == NARROW else kind.str[1:]]
    if n > most:
        raise RuntimeError(f"n is too large for result tensor type: {kind} holds whole numbers below {most}")
    order = stream(generator).permutation(n).astype(kind, copy=False)
    return finish(order, requires_grad, device, layout, pin_memory, out, "randperm")


def normal(
    mean: Any,
    std: Any = 1.0,
    size: Any = None,
    *,
    generator: Generator | None = None,
    out: Tensor | None = None,
    dtype: Kind = None,
    layout: layout = strided,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Normal numbers with this mean and standard deviation: numbers with a `size`, or tensors.

    >>> torch.normal(0., 0., (2,)).abs()
    tensor([0., 0.])
    """
    if size is not None:
        kind, shape = kind_of(dtype, "normal", out), size_of((size,), "normal")
        drawable(kind, "normal")
        if std < 0:
            raise RuntimeError(f"normal expects std >= 0.0, but found std {std}")
        values = stream(generator).normal(shape, mean, std, kind)
        return finish(converted(values, kind), requires_grad, device, layout, pin_memory, out, "normal")
    if isinstance(std, (int, float)) and std < 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std}")
    if isinstance(std, Tensor) and std._array.size and std._array.min() < 0:
        raise RuntimeError("normal expects all elements of std >= 0.0")
    like = mean if isinstance(mean, Tensor) else std
    shape = broadcast(mean, std)
    new = randn(shape, generator=generator, dtype=like.dtype).mul(std).add(mean)
    return new if out is None else write(out, new, "normal")


def broadcast(mean: Any, std: Any) -> tuple[int, ...]:
    """The common shape of what is a tensor of the two. RuntimeError if there is none."""
    arrays = [t._array for t in (mean, std) if isinstance(t, Tensor)]
    if not arrays:
        raise TypeError("normal(): give size=, or mean or std as a tensor")
    try:
        return np.broadcast_shapes(*(a.shape for a in arrays))
    except ValueError:
        raise shape_error(arrays) or RuntimeError("normal(): shapes do not broadcast") from None


def rand_like(
    input: Tensor,
    *,
    generator: Generator | None = None,
    dtype: Kind = None,
    layout: layout | None = None,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    memory_format: memory_format = preserve_format,
) -> Tensor:
    """`rand` in the size and type of `input`, drawn in the order of its memory.

    >>> torch.rand_like(torch.ones(2)).shape
    torch.Size([2])
    """
    new = empty_like(input, dtype=dtype, layout=layout, device=device, pin_memory=pin_memory)
    return new.uniform_(generator=generator).requires_grad_(requires_grad)


def randn_like(
    input: Tensor,
    *,
    generator: Generator | None = None,
    dtype: Kind = None,
    layout: layout | None = None,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    memory_format: memory_format = preserve_format,
) -> Tensor:
    """`randn` in the size and type of `input`, drawn in the order of its memory.

    >>> torch.randn_like(torch.ones(2)).shape
    torch.Size([2])
    """
    new = empty_like(input, dtype=dtype, layout=layout, device=device, pin_memory=pin_memory)
    return new.normal_(generator=generator).requires_grad_(requires_grad)
