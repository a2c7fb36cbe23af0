"""PyTorch's section of other operations: cumulative sums, differences, diagonals, triangles and counts."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ..bfloat16 import type_name
from ..dtypes import dtype as Dtype
from ..record import record, with_node_name
from ..rules import Array, Result, rule
from ..tensor_base import TensorBase
from .arguments import axis_of, check_kind
from .casting import cast_to
from .declare import Family, composed, function, operation
from .indexing import copy_slices
from .indexing_joining import _cat
from .out import return_type, write_out
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


class OtherOperations(Family):
    """`diagonal` is a view. No gradient flows through counts."""

    __slots__ = ()

    @composed(in_place=True)
    def cumsum(input, dim: int, *, dtype: Dtype | None = None) -> Self:
        """Running sums, in the shape of the input; integers give int64. IndexError for another `dim`.

        >>> torch.cumsum(torch.tensor([1, 2, 3]), 0)
        tensor([1, 3, 6])
        """
        x = cast_to(input, dtype, "cumsum")
        return record(_cumsum, x, axis=axis_of(dim, x._array.ndim))

    @composed(in_place=True)
    def cumprod(input, dim: int, *, dtype: Dtype | None = None) -> Self:
        """Running products, in the shape of the input; integers give int64. IndexError for another `dim`.

        >>> torch.cumprod(torch.tensor([1, 2, 3]), 0)
        tensor([1, 2, 6])
        """
        x = cast_to(input, dtype, "cumprod")
        return record(_cumprod, x, axis=axis_of(dim, x._array.ndim))

    @composed()
    def diff(input, n: int = 1, dim: int = -1, prepend: Any = None, append: Any = None) -> Self:
        """Differences of neighbors, `n` times over, which shortens `dim` by `n`. RuntimeError for shape ().

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

    @composed(out=False)
    def diagonal(input, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Self:
        """The diagonals over two dimensions (RuntimeError if equal), along a new last one, as a view.

        >>> torch.diagonal(torch.eye(2))
        tensor([1., 1.])
        """
        axes = axis_of(dim1, input._array.ndim), axis_of(dim2, input._array.ndim)
        if axes[0] == axes[1]:
            raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
        return record(_diagonal, input, offset=offset, axes=axes)

    @composed(out=False)
    def trace(input) -> Self:
        """The sum of the diagonal of a matrix, of shape (). RuntimeError for other shapes.

        >>> torch.trace(torch.eye(2))
        tensor(2.)
        """
        if input._array.ndim != 2:
            raise RuntimeError(f"trace: expected a matrix, but got tensor with dim {input._array.ndim}")
        return with_node_name(OtherOperations.diagonal(check_kind(input, "trace")).sum(), "TraceBackward0")

    @operation("TrilBackward0", in_place=True)
    def tril(input: Array, diagonal: int = 0) -> Result:
        """The lower triangle of matrices (…, m, n), zero elsewhere. RuntimeError for vectors.

        >>> torch.tril(torch.ones(2, 2))
        tensor([[1., 0.],
                [1., 1.]])
        """
        check_matrix(input, "tril")
        return np.tril(input, diagonal), (lambda g: np.tril(g, diagonal),)

    @operation("TriuBackward0", in_place=True)
    def triu(input: Array, diagonal: int = 0) -> Result:
        """The upper triangle of matrices (…, m, n), zero elsewhere. RuntimeError for vectors.

        >>> torch.triu(torch.ones(2, 2))
        tensor([[1., 1.],
                [0., 1.]])
        """
        check_matrix(input, "triu")
        return np.triu(input, diagonal), (lambda g: np.triu(g, diagonal),)

    @composed(out=False)
    def bincount(input, weights: TensorBase | None = None, minlength: int = 0) -> Self:
        """How often each number from 0 on is in a vector, or its summed weights. RuntimeError for others.

        >>> torch.bincount(torch.tensor([0, 2, 2]))
        tensor([1, 0, 2])
        """
        numbers = check_kind(input, "bincount", "iu")._array.astype(np.intp)  # 32 bits in browsers
        if numbers.ndim != 1 or (numbers < 0).any():
            raise RuntimeError("bincount only supports 1-d non-negative integral inputs.")
        if minlength < 0:
            raise RuntimeError("minlength should be >= 0")
        if weights is not None and weights._array.shape != numbers.shape:
            raise RuntimeError("weights should be 1-d and have the same length as input")
        if weights is None:
            return input._wrap(np.bincount(numbers, None, minlength).astype(np.int64))
        kind = np.float32 if weights._array.dtype == np.float32 else np.float64
        return input._wrap(np.bincount(numbers, weights._array, minlength).astype(kind))

    @composed()
    def histc(input, bins: int = 100, min: float = 0, max: float = 0) -> Self:
        """Counts in `bins` equal parts of [min, max], by default of all elements. RuntimeError for 0 `bins`.

        >>> torch.histc(torch.tensor([1., 2., 1.]), bins=4, min=0, max=3)
        tensor([0., 2., 1., 0.])
        """
        if bins <= 0:
            raise RuntimeError("torch.histogramdd(): bins must be > 0")
        if min > max:
            raise RuntimeError("torch.histc: max must be larger than min")
        a = check_kind(input, "histc", "f")._array
        low, high = (a.min(), a.max()) if min == max and a.size else (min, max)
        low, high = (low - 1, high + 1) if low == high else (low, high)
        counts, _ = np.histogram(a, bins, (float(low), float(high)))
        return input._wrap(counts.astype(a.dtype))

    @composed(out=False)
    def histogram(
        input,
        bins: Any = 100,
        *,
        range: Any = None,
        weight: Any = None,
        density: bool = False,
        out: Any = None,
    ) -> Any:
        """A pair: how many elements lie between the edges, or with `weight` what they weigh, and the edges,
        which are given as a tensor `bins`, or are so many equal parts of `range`, by default of all elements.
        With `density`, the area is 1. RuntimeError for weights of another shape or type.

        >>> torch.histogram(torch.tensor([1., 2., 1.]), bins=4, range=(0., 3.)).hist
        tensor([0., 2., 1., 0.])
        """
        a = check_kind(input, "histogramdd", "f")._array
        others = [("bins tensors", bins), ("weight tensor", weight)]
        others += zip(("hist tensor", "bin_edges tensor"), out or (), strict=False)
        for name, other in others:
            if isinstance(other, TensorBase) and other._array.dtype != a.dtype:
                raise RuntimeError(
                    f"torch.histogram(): input tensor and {name} should have the same dtype, but got "
                    f"{type_name(a)} and {type_name(other._array)}"
                )
        if weight is not None and weight._array.shape != a.shape:
            raise RuntimeError(
                "torch.histogramdd: if weight tensor is provided it should have the same shape as the input "
                f"tensor excluding its innermost dimension, but got {list(weight._array.shape)} for "
                f"{list(a.shape)}"
            )
        edges = bin_edges(a, bins, range)
        counts, _ = np.histogram(a, edges, weights=None if weight is None else weight._array)
        hist = counts.astype(a.dtype)
        hist = hist / hist.sum() / np.diff(edges) if density else hist
        value = Histogram(input._wrap(hist), input._wrap(edges))
        return value if out is None else write_out(tuple(out), value, "histogram")


Tensor = Any  # avoids a circular import


@rule("DiagonalBackward0", view=True)
def _diagonal(a: Array, *, offset: int, axes: tuple[int, int]) -> Result:
    """The diagonals over two axes, along a new last one."""

    def of(array: Array) -> Array:
        lines = np.diagonal(array, offset, *axes)
        lines.setflags(write=array.flags.writeable)
        return lines

    shape = a.shape

    def back(g: Array) -> Array:
        whole = np.zeros(shape, g.dtype)
        of(whole)[...] = g
        return whole

    return of(a), (back,)


def check_matrix(a: Array, who: str) -> None:
    """Raise RuntimeError unless there are at least two dimensions."""
    if a.ndim < 2:
        raise RuntimeError(f"{who}: input tensor must have at least 2 dimensions")


@function(method=True)
def diag(input: Tensor, diagonal: int = 0) -> Tensor:
    """The diagonal of a matrix, or the matrix with this diagonal. RuntimeError for more dimensions.

    >>> torch.diag(torch.tensor([1, 2]))
    tensor([[1, 0],
            [0, 2]])
    """
    if not 1 <= input.ndim <= 2:
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {input.ndim}D")
    if input.ndim == 2:
        return with_node_name(input.diagonal(diagonal).clone(), "DiagonalBackward0_copy")
    n = input.shape[0] + abs(diagonal)
    places = np.arange(input.shape[0], dtype=np.int64)
    key = (places + max(-diagonal, 0), places + max(diagonal, 0))
    whole = TensorBase.concrete._wrap(np.zeros((n, n), input._array.dtype))
    return with_node_name(record(copy_slices, whole, input, key=key), "DiagEmbedBackward0")


Histogram = return_type("histogram", "hist bin_edges")


def bin_edges(a: Array, bins: Any, range: Any) -> Array:
    """The edges of the bins: those of a tensor, or `bins` equal parts."""
    if isinstance(bins, TensorBase):
        if range is not None:
            raise TypeError(
                "histogram() received an invalid combination of arguments: range goes with a number of bins"
            )
        if bins._array.ndim != 1:
            raise RuntimeError("torch.histogram(): bins tensor should have one dimension")
        if not bins._array.size:
            raise RuntimeError("torch.histogram(): bins tensor should have at least 1 element")
        return bins._array
    if bins <= 0:
        raise RuntimeError(f"torch.histogram(): bins must be > 0, but got {bins} for dimension 0")
    low, high = range or ((a.min(), a.max()) if a.size else (0, 1))
    if not np.isfinite([low, high]).all():
        raise RuntimeError(f"torch.histogramdd: dimension 0's range [{low}, {high}] is not finite")
    if low > high:
        raise RuntimeError(
            f"torch.histogramdd: min should not exceed max, but got min {low} max {high} for dimension 0"
        )
    low, high = (low - 0.5, high + 0.5) if low == high else (low, high)
    return np.linspace(low, high, bins + 1).astype(a.dtype)
