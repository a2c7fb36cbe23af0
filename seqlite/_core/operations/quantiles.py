"""How elements are distributed: quantiles and histograms."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ..bfloat16 import type_name
from ..graph import TensorBase
from ..ops.rules import Array
from ..record import named
from .arguments import axis_of
from .declare import Family, composed
from .elementwise import numeric
from .return_types import return_type
from .writing import write

Histogram = return_type("histogram", "hist bin_edges")


class Quantiles(Family):
    """Without `dim`, of all elements."""

    __slots__ = ()

    @composed(out="quantile() out tensor must be same dtype as the input tensor")
    def quantile(
        input, q: Any, dim: int | None = None, keepdim: bool = False, *, interpolation: str = "linear"
    ) -> Self:
        """The values below which the shares `q` of the elements lie, between two elements interpolated; `q`
        is a number or a vector, which gives the result a first dimension.

        >>> torch.quantile(torch.tensor([0., 1., 2.]), 0.25)
        tensor(0.5000)
        """
        return quantiles(input, q, dim, keepdim, interpolation, False)

    @composed()
    def histc(input, bins: int = 100, min: float = 0, max: float = 0) -> Self:
        """How many elements lie in each of `bins` equal parts of [min, max], by default of all elements.

        >>> torch.histc(torch.tensor([1., 2., 1.]), bins=4, min=0, max=3)
        tensor([0., 2., 1., 0.])
        """
        if bins <= 0:
            raise RuntimeError("torch.histogramdd(): bins must be > 0")
        if min > max:
            raise RuntimeError("torch.histc: max must be larger than min")
        a = numeric(input, "histc", "f")._array
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
        With `density`, the area is 1.

        >>> torch.histogram(torch.tensor([1., 2., 1.]), bins=4, range=(0., 3.)).hist
        tensor([0., 2., 1., 0.])
        """
        a = numeric(input, "histogramdd", "f")._array
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
        edges = edges_of(a, bins, range)
        counts, _ = np.histogram(a, edges, weights=None if weight is None else weight._array)
        hist = counts.astype(a.dtype)
        hist = hist / hist.sum() / np.diff(edges) if density else hist
        value = Histogram(input._wrap(hist), input._wrap(edges))
        return value if out is None else write(tuple(out), value, "histogram")


def quantiles(input: Any, q: Any, dim: Any, keepdim: bool, interpolation: str, skip: bool) -> Any:
    """`quantile`, or with `skip` `nanquantile`, by sorting, so that gradients flow to the elements."""
    if input.dtype.itemsize < 4 or not input.dtype.is_floating_point:
        raise RuntimeError(
            "quantile() input tensor must be either float or double dtype: write .float() first"
        )
    if isinstance(q, TensorBase) and q._array.dtype != input._array.dtype:
        raise RuntimeError("quantile() q tensor must be same dtype as the input tensor")
    shares = np.asarray(q._array if isinstance(q, TensorBase) else q, input._array.dtype)
    if shares.ndim > 1:
        raise RuntimeError("quantile() q must be a scalar or 1D tensor")
    if not isinstance(q, TensorBase) and not 0 <= q <= 1:
        raise RuntimeError(f"quantile() q must be in the range [0, 1] but got {q}")
    if ((shares < 0) | (shares > 1)).any():
        raise RuntimeError("quantile() q values must be in the range [0, 1]")
    if interpolation not in ("linear", "lower", "higher", "midpoint", "nearest"):
        raise RuntimeError(
            "quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, but got "
            f"{interpolation}"
        )
    ndim = input._array.ndim
    x = input.reshape(-1) if dim is None else input
    axis = 0 if dim is None else axis_of(dim, ndim)
    x = x.movedim(axis, -1) if x._array.ndim else x.reshape(1)
    if not x._array.shape[-1]:
        raise RuntimeError("quantile() input tensor must be non-empty")
    ordered = x.sort(-1).values
    bad = np.isnan(x._array)
    last = (~bad).sum(-1, keepdims=True) - 1 if skip else np.full((*x._array.shape[:-1], 1), x.shape[-1] - 1)
    rank = np.atleast_1d(shares) * np.maximum(last, 0)
    if not skip:
        rank = np.where(bad.any(-1, keepdims=True), x._array.shape[-1] - 1, rank)
    if interpolation in ("lower", "higher", "nearest"):
        whole: Any = {"lower": np.floor, "higher": np.ceil, "nearest": np.round}[interpolation]
        rank = whole(rank)
    below = np.floor(rank).astype(np.int64)
    above = np.ceil(rank).astype(np.int64)
    part = 0.5 * (above != below) if interpolation == "midpoint" else rank - below
    weight = input._wrap(part.astype(input._array.dtype))
    low, high = (ordered.gather(-1, input._wrap(place)) for place in (below, above))
    value = low.lerp(high, weight)
    value = value.movedim(-1, 0) if shares.ndim else named(value.squeeze(-1), "SqueezeBackward4")
    lead = 1 if shares.ndim else 0
    if keepdim:
        shape = [1] * ndim if dim is None else list(input._array.shape)
        if dim is not None and shape:
            shape[axis] = 1
        value = value.reshape(*value.shape[:lead], *shape)
    return value


def edges_of(a: Array, bins: Any, range: Any) -> Array:
    """The edges of a histogram's bins: those of a tensor, or so many equal parts."""
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
