"""Cumulative sums and products, and differences."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ..dtypes import dtype as Dtype
from ..record import record
from ..rules import Array, Result, rule
from .arguments import axis_of
from .casting import cast_to
from .declare import Family, composed
from .indexing_joining import _cat
from .reductions import sum_dtype


def reverse_cumsum(g: Array, axis: int) -> Array:
    """Cumulative sums from the end."""
    return np.flip(np.cumsum(np.flip(g, axis), axis), axis) if g.ndim else g


@rule("CumsumBackward0")
def _cumsum(a: Array, *, axis: int) -> Result:
    value = np.cumsum(np.ascontiguousarray(a), axis, sum_dtype(a)).reshape(a.shape)
    return value, (lambda g: reverse_cumsum(g, axis),)


@rule("CumprodBackward0")
def _cumprod(a: Array, *, axis: int) -> Result:
    value = np.cumprod(np.ascontiguousarray(a), axis, sum_dtype(a)).reshape(a.shape)

    def back(g: Array) -> Array:
        if a.all():
            return reverse_cumsum(g * value, axis) / a
        x, weights = np.moveaxis(np.atleast_1d(a), axis, 0), np.moveaxis(np.atleast_1d(g), axis, 0)
        grad = np.empty_like(x)
        for k in range(len(x)):  # what x[k] is multiplied with in this and each later product
            others = x.copy()
            others[k] = 1
            grad[k] = (np.cumprod(others, 0) * weights)[k:].sum(0)
        return np.moveaxis(grad, 0, axis).reshape(a.shape)

    return value, (back,)


class Cumulative(Family):
    """`dim` is the dimension along which elements are accumulated."""

    __slots__ = ()

    @composed(in_place=True)
    def cumsum(input, dim: int, *, dtype: Dtype | None = None) -> Self:
        """Running sums.

        >>> torch.cumsum(torch.tensor([1, 2, 3]), 0)
        tensor([1, 3, 6])
        """
        x = cast_to(input, dtype, "cumsum")
        return record(_cumsum, x, axis=axis_of(dim, x._array.ndim))

    @composed(in_place=True)
    def cumprod(input, dim: int, *, dtype: Dtype | None = None) -> Self:
        """Running products.

        >>> torch.cumprod(torch.tensor([1, 2, 3]), 0)
        tensor([1, 2, 6])
        """
        x = cast_to(input, dtype, "cumprod")
        return record(_cumprod, x, axis=axis_of(dim, x._array.ndim))

    @composed()
    def diff(input, n: int = 1, dim: int = -1, prepend: Any = None, append: Any = None) -> Self:
        """Differences of neighbors, `n` times over.

        >>> torch.diff(torch.tensor([1, 3, 2]))
        tensor([ 2, -1])
        """
        if not input._array.ndim:
            raise RuntimeError("diff expects input to be at least one-dimensional")
        if n < 0:
            raise RuntimeError(f"order must be non-negative but got {n}")
        axis = axis_of(dim, input._array.ndim)
        parts = [part for part in (prepend, input, append) if part is not None]
        if any(part.ndim != input.ndim for part in parts):
            raise RuntimeError("diff expects prepend or append to be the same dimension as input")
        for i, size in enumerate(input.shape):
            for part in parts:
                if i != axis and part.shape[i] != size:
                    raise RuntimeError(
                        "diff expects the shape of tensor to prepend or append to match that of input except "
                        f"along the differencing dimension; input.size({i}) = {size}, but got "
                        f"tensor.size({i}) = {part.shape[i]}"
                    )
        x: Any = parts[0] if len(parts) == 1 else record(_cat, *parts, axis=axis)
        for _ in range(min(n, x.shape[axis])):
            size = x.shape[axis]
            later, earlier = x.narrow(axis, 1, size - 1), x.narrow(axis, 0, size - 1)
            x = later ^ earlier if x._array.dtype == bool else later - earlier
        return x
