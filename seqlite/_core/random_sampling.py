"""New tensors of random numbers, drawn from `generator`, by default the one that `manual_seed` seeds."""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np

from .bfloat16 import BFLOAT16
from .creation import LikeOptions, TensorOptions, factory, new_tensor, result_dtype, size_from_args
from .creation_filled import empty_like
from .dtypes import cast, int64
from .generator import Generator
from .numerics import allocation
from .operations.arguments import size_of
from .operations.out import write_out
from .operations.random_in_place import FULL, check_floating_dtype, check_range, get_generator
from .record import shape_error
from .tensor import Tensor
from .tensor_attributes import memory_format, preserve_format

__all__ = ["normal", "rand", "rand_like", "randint", "randn", "randn_like", "randperm"]


@factory
def rand(
    *sizes: Any, size: Any = None, generator: Generator | None = None, **options: Unpack[TensorOptions]
) -> Tensor:
    """Uniform in [0, 1). The shape is `sizes`; floats. RuntimeError for negative sizes.

    >>> torch.rand(2, 3).shape
    torch.Size([2, 3])
    """
    kind, shape = result_dtype("rand", **options), size_from_args(sizes, size, "rand")
    check_floating_dtype(kind, "rand")
    with allocation(shape, kind):
        values = get_generator(generator).uniform(shape, dtype=kind)
    return new_tensor(cast(values, kind), "rand", **options)


@factory
def randn(
    *sizes: Any, size: Any = None, generator: Generator | None = None, **options: Unpack[TensorOptions]
) -> Tensor:
    """Normal with mean 0 and standard deviation 1. The shape is `sizes`; floats. RuntimeError for negative
    sizes.

    >>> torch.randn(2, 3).shape
    torch.Size([2, 3])
    """
    kind, shape = result_dtype("randn", **options), size_from_args(sizes, size, "randn")
    check_floating_dtype(kind, "randn")
    with allocation(shape, kind):
        values = get_generator(generator).normal(shape, dtype=kind)
    return new_tensor(cast(values, kind), "randn", **options)


@factory
def randint(
    low: Any = None,
    high: Any = None,
    size: Any = None,
    *,
    generator: Generator | None = None,
    **options: Unpack[TensorOptions],
) -> Tensor:
    """Integers in [low, high), or [0, low) when called as `randint(high, size)`. An int64 tensor of shape
    `size`. RuntimeError unless `low` is less than `high`.

    >>> torch.randint(3, 4, (2,))
    tensor([3, 3])
    """
    if size is None and isinstance(high, (tuple, list)):
        low, high, size = 0, low, high
    elif high is None:
        low, high = 0, low
    low, high = check_integer(0 if low is None else low, "low"), check_integer(high, "high")
    if low >= high:
        raise RuntimeError(f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}")
    kind = result_dtype("randint", int64, **options)
    check_range(low, high, kind)
    shape = size_of((size,), "randint")
    with allocation(shape, kind):
        values = get_generator(generator).integers(shape, low, high).astype(kind, copy=False)
    return new_tensor(values, "randint", **options)


def check_integer(value: Any, name: str) -> int:
    """Return an integer, taken out of a tensor if needed. TypeError for others."""
    if isinstance(value, Tensor):
        value = value.item()
    if not isinstance(value, (int, np.integer)):
        raise TypeError(f"randint(): argument '{name}' must be int, not {type(value).__name__}")
    return int(value)


@factory
def randperm(n: int, *, generator: Generator | None = None, **options: Unpack[TensorOptions]) -> Tensor:
    """The numbers 0 to n - 1 in random order. RuntimeError for a negative n. A vector (n,) of int64.

    >>> torch.randperm(5).sort().values
    tensor([0, 1, 2, 3, 4])
    """
    if n < 0:
        raise RuntimeError(f"randperm: n must not be negative, got {n}")
    kind = result_dtype("randperm", int64, **options)
    if kind.kind == "b":
        raise NotImplementedError("\"randperm\" not implemented for 'Bool': the order of n things is numbers")
    most = FULL["bf" if kind == BFLOAT16 else kind.str[1:]]
    if n > most:
        raise RuntimeError(f"n is too large for result tensor type: {kind} holds whole numbers below {most}")
    order = get_generator(generator).permutation(n).astype(kind, copy=False)
    return new_tensor(order, "randperm", **options)


@factory
def normal(
    mean: Any,
    std: Any = 1.0,
    size: Any = None,
    *,
    generator: Generator | None = None,
    **options: Unpack[TensorOptions],
) -> Tensor:
    """Normal numbers with this mean and standard deviation: numbers with a `size`, or tensors. Tensors
    broadcast. RuntimeError for a negative `std`.

    >>> torch.normal(0., 0., (2,)).abs()
    tensor([0., 0.])
    """
    if size is not None:
        kind, shape = result_dtype("normal", **options), size_of((size,), "normal")
        check_floating_dtype(kind, "normal")
        if std < 0:
            raise RuntimeError(f"normal expects std >= 0.0, but found std {std}")
        values = get_generator(generator).normal(shape, mean, std, kind)
        return new_tensor(cast(values, kind), "normal", **options)
    if isinstance(std, (int, float)) and std < 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std}")
    if isinstance(std, Tensor) and std._array.size and std._array.min() < 0:
        raise RuntimeError("normal expects all elements of std >= 0.0")
    like = mean if isinstance(mean, Tensor) else std
    shape = broadcast_shape(mean, std)
    new = randn(shape, generator=generator, dtype=like.dtype).mul(std).add(mean)
    out = options.get("out")
    return new if out is None else write_out(out, new, "normal")


def broadcast_shape(mean: Any, std: Any) -> tuple[int, ...]:
    """The common shape of the tensors among the two. RuntimeError if there is none."""
    arrays = [t._array for t in (mean, std) if isinstance(t, Tensor)]
    if not arrays:
        raise TypeError("normal(): give size=, or mean or std as a tensor")
    try:
        return np.broadcast_shapes(*(a.shape for a in arrays))
    except ValueError:
        raise shape_error(arrays) or RuntimeError("normal(): shapes do not broadcast") from None


@factory
def rand_like(
    input: Tensor,
    *,
    generator: Generator | None = None,
    memory_format: memory_format = preserve_format,
    **options: Unpack[LikeOptions],
) -> Tensor:
    """`rand` in the size and type of `input`, drawn in the order of its memory.

    >>> torch.rand_like(torch.ones(2)).shape
    torch.Size([2])
    """
    requires_grad = options.pop("requires_grad", False)
    return (
        empty_like(input, memory_format=memory_format, **options)
        .uniform_(generator=generator)
        .requires_grad_(requires_grad)
    )


@factory
def randn_like(
    input: Tensor,
    *,
    generator: Generator | None = None,
    memory_format: memory_format = preserve_format,
    **options: Unpack[LikeOptions],
) -> Tensor:
    """`randn` in the size and type of `input`, drawn in the order of its memory.

    >>> torch.randn_like(torch.ones(2)).shape
    torch.Size([2])
    """
    requires_grad = options.pop("requires_grad", False)
    return (
        empty_like(input, memory_format=memory_format, **options)
        .normal_(generator=generator)
        .requires_grad_(requires_grad)
    )
