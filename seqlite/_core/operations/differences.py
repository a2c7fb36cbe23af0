"""Differences and counts over several dimensions: `gradient`, `histogramdd`; and `from_file`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..dtypes import as_numpy, get_default_dtype
from ..record import record
from ..rules import Array, Result, rule
from ..tensor_base import TensorBase
from .arguments import axes_of, check_kind
from .declare import function
from .indexing_joining import cat
from .other_operations import bin_edges
from .out import return_type
from .pointwise_arithmetic import mul_number

Tensor = Any  # avoids a circular import
Histogramdd = return_type("histogramdd", "hist bin_edges")


@rule("DivBackward0", name="div")
def _divided(a: Array, *, by: float) -> Result:
    """`a` divided by a constant; saves nothing."""
    return a / by, (lambda g: g / by,)


def divided(x: Tensor, by: Any) -> Tensor:
    """`x` divided by a tensor or a constant."""
    return x / by if isinstance(by, TensorBase) else record(_divided, x, by=float(by))


def slopes(x: Tensor, axis: int, places: Tensor | float, edge_order: int) -> Tensor:
    """The slope of the parabola through each element and its neighbors; at the ends, of a line."""
    size = x.shape[axis]

    def at(start: int, stop: int) -> Tensor:
        return x.narrow(axis, start, stop - start)

    if isinstance(places, TensorBase):
        gaps = places.diff().reshape([-1 if i == axis else 1 for i in range(x.ndim)])  # type: ignore[attr-defined]
        before, after = gaps.narrow(axis, 0, size - 2), gaps.narrow(axis, 1, size - 2)
        first, last = gaps.narrow(axis, 0, 1), gaps.narrow(axis, size - 2, 1)
        inner = (
            at(0, size - 2) * (-after / (before * (before + after)))
            + at(1, size - 1) * ((after - before) / (before * after))
            + at(2, size) * (before / (after * (before + after)))
        )
        second, third = (
            gaps.narrow(axis, 1, 1) if size > 2 else first,
            gaps.narrow(axis, size - 3, 1) if size > 2 else first,
        )
    else:
        first = last = second = third = places
        inner = divided(at(2, size) - at(0, size - 2), 2 * places)
    if edge_order == 1:
        ends = divided(at(1, 2) - at(0, 1), first), divided(at(size - 1, size) - at(size - 2, size - 1), last)
    else:
        ends = (
            parabola(at(0, 1), at(1, 2), at(2, 3), first, second),
            -parabola(at(size - 1, size), at(size - 2, size - 1), at(size - 3, size - 2), last, third),
        )
    return cat([ends[0], inner, ends[1]], axis)


def parabola(a: Tensor, b: Tensor, c: Tensor, near: Any, far: Any) -> Tensor:
    """The slope at the first of three elements of the parabola through them."""
    weights = (
        -(2 * near + far) / (near * (near + far)),
        (near + far) / (near * far),
        -near / (far * (near + far)),
    )
    if isinstance(near, TensorBase):
        return a * weights[0] + b * weights[1] + c * weights[2]
    return mul_number(a, weights[0]) + mul_number(b, weights[1]) + mul_number(c, weights[2])


@function(out=False)
def gradient(input: Tensor, *, spacing: Any = 1, dim: Any = None, edge_order: int = 1) -> tuple[Tensor, ...]:
    """The slopes along each of the dimensions `dim`, by default all, in the shape of `input`. `spacing` is
    the distance of neighbors, or one for each dimension, or a vector of places for each. RuntimeError for
    fewer than `edge_order` + 1 elements.

    >>> torch.gradient(torch.tensor([1., 2., 4., 8.]))
    (tensor([1.0000, 1.5000, 3.0000, 4.0000]),)
    """
    if input._array.dtype.kind not in "fi" or input._array.dtype == np.uint8:
        raise RuntimeError(f"torch.gradient only supports types with negative numbers, got {input.dtype}")
    if edge_order not in (1, 2):
        raise RuntimeError("torch.gradient only supports edge_order=1 and edge_order=2.")
    axes = axes_of(dim, input.ndim)
    axes = tuple(range(input.ndim)) if axes is None else (axes,) if isinstance(axes, int) else axes
    several = spacing if isinstance(spacing, (tuple, list)) else [spacing] * len(axes)
    if len(several) != len(axes):
        raise RuntimeError(
            f"torch.gradient expected spacing to be unspecified, a scalar or a list of length {len(axes)} "
            f"but got a list of length {len(several)}"
        )
    for axis in axes:
        if input.shape[axis] < edge_order + 1:
            raise RuntimeError("torch.gradient expected each dimension size to be at least edge_order+1")
    x = input if input.is_floating_point() else input.to(get_default_dtype())
    return tuple(slopes(x, axis, each, edge_order) for axis, each in zip(axes, several, strict=True))


@function(out=False)
def histogramdd(
    input: Tensor, bins: Any, *, range: Any = None, weight: Tensor | None = None, density: bool = False
) -> Any:
    """A pair: how many of the rows of `input` (..., D) lie in each box, or what they weigh, and the edges of
    the boxes along each dimension, which are given as D tensors `bins`, or are so many equal parts of `range`
    (2 D numbers), by default of all elements. With `density`, the volume is 1.

    RuntimeError for a vector, and for another number of bins than D.

    >>> torch.histogramdd(torch.tensor([[0., 1.], [1., 0.]]), bins=[2, 2]).hist
    tensor([[0., 1.],
            [1., 0.]])
    """
    a = check_kind(input, "histogramdd", "f")._array
    if a.ndim < 2:
        raise RuntimeError(
            f"torch.histogramdd: input tensor should have at least 2 dimensions, but got {a.ndim}"
        )
    rows = a.reshape(-1, a.shape[-1])
    dims = rows.shape[1]
    counts = [bins] * dims if isinstance(bins, int) else list(bins)
    if len(counts) != dims:
        raise RuntimeError(
            "torch.histogramdd: The size of bins must be equal to the innermost dimension of the input."
        )
    ends = [None] * dims if range is None else [tuple(range[2 * i : 2 * i + 2]) for i in np.arange(dims)]
    edges = [bin_edges(rows[:, i], n, end) for i, (n, end) in enumerate(zip(counts, ends, strict=True))]
    weights = None if weight is None else weight._array.reshape(-1)
    hist = np.histogramdd(rows, edges, weights=weights)[0].astype(a.dtype)
    if density:
        sizes = [
            np.diff(e).reshape([-1 if i == j else 1 for j in np.arange(dims)]) for i, e in enumerate(edges)
        ]
        hist = hist / hist.sum() / math.prod(sizes)
    return Histogramdd(input._wrap(hist), tuple(map(input._wrap, edges)))


@function(out=False)
def from_file(
    filename: str, shared: bool | None = None, size: int = 0, *, dtype: Any = None, layout: Any = None,
    device: Any = None, pin_memory: bool = False,
) -> Tensor:  # fmt: skip
    """A vector of `size` numbers of type `dtype` in a file; with `shared`, changes go into the file, which is
    made or lengthened as needed. RuntimeError for a file that is too short.

    >>> torch.from_file("nothing.bin", size=0).shape
    torch.Size([0])
    """
    kind = as_numpy(dtype, "from_file", get_default_dtype())
    if not size:
        return TensorBase.concrete._wrap(np.empty(0, kind))
    try:
        array = np.memmap(filename, kind, "r+" if shared else "c", shape=(size,))
    except (OSError, ValueError):
        if not shared:
            raise RuntimeError(f"file <{filename}> is missing, or has fewer than {size} numbers") from None
        array = np.memmap(filename, kind, "w+", shape=(size,))
    new = TensorBase.concrete._wrap(array.view(np.ndarray))
    new.__dict__["_filename"] = str(filename) if shared else None
    return new
