"""Writing to one place from several: `scatter_reduce`, `index_reduce`."""

from __future__ import annotations

import warnings
from functools import cache
from typing import Any

import numpy as np

from ..record import drop_base, record, with_node_name
from ..rules import Array, Result, rule
from .declare import composed
from .indexing_gather import check_gather_index, gather_key, scalars_as_vectors
from .indexing_scatter import index_add_arguments

Tensor = Any  # avoids a circular import
PUT_TOGETHER: dict[str, Any] = {
    "sum": np.add, "mean": np.add, "prod": np.multiply, "amax": np.maximum, "amin": np.minimum,
}  # fmt: skip


@rule("ScatterReduceBackward0", name="scatter_reduce")
def _reduce_at(
    a: Array, source: Array, *, index: Array, axis: int, reduce: str, include_self: bool
) -> Result:
    """`a` with the elements of `source` put together with what is at their places."""
    key = gather_key(index, axis)
    used = tuple(slice(n) for n in index.shape)
    values = np.full(index.shape, source, a.dtype) if np.ndim(source) == 0 else source[used]
    base = np.array(a)
    if not include_self:
        base[key] = neutral(reduce, a.dtype)
    value = base.copy()
    PUT_TOGETHER[reduce].at(value, key, values)
    counts = np.full(a.shape, int(include_self))
    np.add.at(counts, key, 1)
    counts = np.maximum(counts, 1)
    if reduce == "mean":
        divide = np.divide if a.dtype.kind == "f" else np.floor_divide
        value = divide(value, counts).astype(a.dtype)

    def shared(g: Array) -> tuple[Array, Array]:
        """The gradients of `base` and of `values`."""
        if reduce == "sum":
            return g, g[key]
        if reduce == "mean":
            return g / counts, (g / counts)[key]
        if reduce == "prod":
            return g * product_of(values, base, key), g[key] * product_without_each(values, base, key)
        mine, theirs = a == value, values == value[key]  # what does not count, too, here as in PyTorch
        ties = mine.astype(a.dtype)
        np.add.at(ties, key, theirs)
        part = g / np.where(ties == 0, 1, ties)
        return part * mine, part[key] * theirs

    def to_base(g: Array) -> Array:
        grad = np.array(shared(g)[0], a.dtype)
        if not include_self:
            grad[key] = 0
        return grad

    def to_source(g: Array) -> Array:
        whole = np.zeros(source.shape, g.dtype)
        whole[used] = shared(g)[1]
        return whole

    return value, (to_base, to_source)


def neutral(reduce: str, kind: Any) -> Any:
    """What leaves the first element as it is."""
    if reduce in ("sum", "mean", "prod"):
        return int(reduce == "prod")
    if kind.kind == "b":
        return reduce == "amin"
    limits = (-np.inf, np.inf) if kind.kind == "f" else (np.iinfo(kind).min, np.iinfo(kind).max)
    return limits[reduce == "amin"]


def product_of(values: Array, base: Array, key: Any) -> Array:
    """The product of `values` at each place, without `base`."""
    product = np.ones_like(base)
    np.multiply.at(product, key, values)
    return product


def product_without_each(values: Array, base: Array, key: Any) -> Array:
    """For each of `values`, the product of all else at its place."""
    zero = values == 0
    zeros = (base == 0).astype(int)
    np.add.at(zeros, key, zero)
    rest = np.where(base == 0, 1, base)
    np.multiply.at(rest, key, np.where(zero, 1, values))
    others = zeros[key] - zero
    return np.where(others > 0, 0, rest[key] / np.where(zero, 1, values))


def check_reduce(reduce: str, known: tuple[str, ...], who: str) -> None:
    """Raise RuntimeError for an unknown reduction."""
    if reduce not in known:
        listed = f"{', '.join(known[:-1])}{',' if who else ''} or {known[-1]}"
        raise RuntimeError(f"{who}reduce argument must be either {listed}, got {reduce}.")


@composed(in_place=True)
@scalars_as_vectors
def scatter_reduce(
    input: Tensor, dim: int, index: Tensor, src: Tensor, reduce: str, *, include_self: bool = True
) -> Tensor:
    """As `scatter`, putting what goes to one place together by `reduce`: "sum", "prod", "mean", "amax" or
    "amin"; without `include_self`, what was there does not count. RuntimeError for others.

    The result has the shape of the input.

    >>> torch.scatter_reduce(torch.ones(2), 0, torch.tensor([1, 1]), torch.tensor([5., 7.]), "mean")
    tensor([1.0000, 4.3333])
    """
    check_reduce(reduce, ("sum", "prod", "mean", "amax", "amin"), "")
    axis = check_gather_index(input, dim, index, "scatter_reduce")
    if src._array.dtype != input._array.dtype:
        raise RuntimeError("scatter(): Expected self.dtype to be equal to src.dtype")
    if not index._array.size:
        return input.clone()
    return record(_reduce_at, input, src, index=index, axis=axis, reduce=reduce, include_self=include_self)


@cache
def warn_of_beta() -> None:
    """Warn once, as PyTorch does."""
    warnings.warn("index_reduce() is in beta and the API may change at any time.", UserWarning, stacklevel=4)


@composed(in_place=True, once=True)
def index_reduce(
    input: Tensor, dim: int, index: Tensor, source: Tensor, reduce: str, *, include_self: bool = True
) -> Tensor:
    """A copy in which the slices of `source` are put together with those at the places `index` along `dim`,
    by `reduce`: "prod", "mean", "amax" or "amin"; without `include_self`, what was there does not count.

    The result has the shape of the input. RuntimeError for other reductions and for a `source` of another
    type.

    >>> torch.index_reduce(torch.ones(2), 0, torch.tensor([1, 1]), torch.tensor([5., 7.]), "amax")
    tensor([1., 7.])
    """
    warn_of_beta()
    check_reduce(reduce, ("prod", "mean", "amax", "amin"), "index_reduce(): Expected ")
    wide, axis, places, source = index_add_arguments(input, dim, index, source, "index_reduce")
    result = record(
        _reduce_at, wide, source, index=places, axis=axis, reduce=reduce, include_self=include_self
    )
    result = drop_base(result.reshape(input._array.shape))
    return with_node_name(result, "IndexReduceBackward0", index, result)
