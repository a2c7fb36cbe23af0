"""The rules of what puts several elements into one place."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..ops.rules import Array, Result, rule
from . import moves

PUT_TOGETHER: dict[str, Any] = {
    "sum": np.add, "mean": np.add, "prod": np.multiply, "amax": np.maximum, "amin": np.minimum,
}  # fmt: skip


@rule("ScatterReduceBackward0", name="scatter_reduce")
def scattered(a: Array, source: Array, *, index: Array, axis: int, reduce: str, include_self: bool) -> Result:
    """`a` with the elements of `source` put together with what is at their places."""
    key = moves.along(index, axis)
    used = tuple(slice(n) for n in index.shape)
    values = np.full(index.shape, source, a.dtype) if np.ndim(source) == 0 else source[used]
    base = np.array(a)
    if not include_self:
        base[key] = first_of(reduce, a.dtype)
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
        slope = np.array(shared(g)[0], a.dtype)
        if not include_self:
            slope[key] = 0
        return slope

    def to_source(g: Array) -> Array:
        whole = np.zeros(source.shape, g.dtype)
        whole[used] = shared(g)[1]
        return whole

    return value, (to_base, to_source)


def first_of(reduce: str, kind: Any) -> Any:
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


@rule("IndexPutBackward0", name="index_put")
def added_at(a: Array, value: Array, *, key: Any) -> Result:
    """`a` with `value` added at `key`."""
    changed = np.array(a)
    np.add.at(changed, key, value)
    return changed, (lambda g: g, lambda g: np.asarray(g[key]))
