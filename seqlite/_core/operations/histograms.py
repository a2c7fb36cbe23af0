"""Counts: `bincount`, `histc`, `histogram`."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ..bfloat16 import type_name
from ..rules import Array
from ..tensor_base import TensorBase
from .arguments import check_kind
from .declare import Family, composed
from .out import return_type, write_out

Histogram = return_type("histogram", "hist bin_edges")


class Histograms(Family):
    """No gradient flows through these."""

    __slots__ = ()

    @composed(out=False)
    def bincount(input, weights: TensorBase | None = None, minlength: int = 0) -> Self:
        """How often each number from 0 on occurs, or the sum of its weights.

        >>> torch.bincount(torch.tensor([0, 2, 2]))
        tensor([1, 0, 2])
        """
        numbers = check_kind(input, "bincount", "iu")._array.astype(
            np.intp
        )  # NumPy's index type, 32 bits in browsers
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
        """How many elements lie in each of `bins` equal parts of [min, max], by default of all elements.

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
        With `density`, the area is 1.

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
