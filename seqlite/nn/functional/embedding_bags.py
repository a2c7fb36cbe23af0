"""Sums, means and maxima of rows of a table: `embedding_bag`.

Source: PyTorch, `torch.nn.functional.embedding_bag`.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from ..._core import dtypes
from ..._core.record import record
from ..._core.rules import FLOATING, Array, Result, rule, saving
from ..._core.tensor import Tensor
from .linear import _limit_rows

__all__ = ["embedding_bag"]
MODES = ("sum", "mean", "max")


@rule("EmbeddingBagBackward0", takes=FLOATING)
def _bags(
    weight: Array,
    scale: Array | None,
    *,
    index: Array,
    bag: Array,
    count: int,
    mode: str,
    every: Array | None,
    details: list[Array],
) -> Result:
    """What `mode` makes of the rows `index` (n,) that belong to each of `count` bags, by their numbers in
    `bag` (n,), which rise. Empty bags give 0. `details` gets the sizes of bags and where maxima are from.
    Gradients are scaled by how often an index occurs among `every`, if given."""
    length, kind = len(weight), weight.dtype
    rows = weight[index]
    sizes = np.bincount(bag, minlength=count)
    filled = np.flatnonzero(sizes)
    starts = (np.cumsum(sizes) - sizes)[filled]
    value = np.zeros((count, weight.shape[1]), kind)
    given = rows if scale is None else rows * scale[:, None]
    origin = None
    if len(filled):
        reduce = np.maximum if mode == "max" else np.add
        value[filled] = reduce.reduceat(given, starts, axis=0)
    share = np.maximum(sizes, 1)[:, None].astype(kind)
    if mode == "mean":
        value /= share
    elif mode == "max":
        places = np.where(rows == value[bag], np.arange(len(bag))[:, None], len(bag))
        origin = np.zeros(value.shape, np.int64)
        if len(filled):
            origin[filled] = np.minimum.reduceat(places, starts, axis=0)
    details += [sizes, origin]

    def to_weight(g: Array) -> Array:
        if origin is not None:
            grad = np.zeros((length, g.shape[1]), kind)
            np.add.at(grad, (index[origin[filled]], np.arange(g.shape[1])), g[filled])
            return grad
        parts = (g / share if mode == "mean" else g)[bag]
        if scale is not None:
            parts = parts * scale[:, None]
        return sum_rows(index, parts, length, kind, every)

    if scale is None:
        return value, (to_weight, None)
    to_scale = saving(lambda g: np.add.reduce(g[bag] * rows, axis=1), weight, scale)
    return value, (to_weight, to_scale)


def sum_rows(rows: Array, values: Array, count: int, kind: Any, every: Array | None) -> Array:
    """The sum of those `values` (n, d) that belong to each of `count` rows, by the numbers in `rows` (n,)."""
    total = np.zeros((count, values.shape[1]), kind)
    if rows.size:
        order = np.argsort(rows, kind="stable")
        present, starts = np.unique(rows[order], return_index=True)
        total[present] = np.add.reduceat(values[order], starts, axis=0)
        if every is not None:  # PyTorch looks up the count of what is sorted to the place of the row's number
            found, often = np.unique(every, return_counts=True)
            there = np.sort(every)[np.searchsorted(found, present)]
            total[present] /= often[np.searchsorted(found, there)][:, None]
    return total


def run_bags(
    weight: Tensor,
    input: Tensor,
    offsets: Tensor,
    mode: str,
    scale_grad_by_freq: bool,
    per_sample_weights: Tensor | None,
    include_last_offset: bool,
    padding_idx: int | None,
) -> tuple[Tensor, Array, Array, list[Array]]:
    """The result, the bag of each element, which elements count, and the details of the rule."""
    for name, indices in (("indices", input), ("offsets", offsets)):
        if indices.dtype not in (dtypes.int64, dtypes.int32):
            raise RuntimeError(
                f"Expected tensor for argument #1 '{name}' to have one of the following scalar types: Long, "
                f"Int; but got torch.{indices.dtype.legacy} instead (while checking arguments for "
                "embedding_bag)"
            )
    index, starts, n = input._array, offsets._array, len(weight)
    if len(starts) and starts[0]:
        raise RuntimeError(
            "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position "
            f"0. However, got {starts[0]}"
        )
    if len(starts) and starts[-1] > len(index):
        raise RuntimeError(
            f"offsets[-1] can not be greater than input's length {len(index)} but got offsets[-1] of "
            f"{starts[-1]}"
        )
    wrong = np.flatnonzero((index < 0) | (index >= n))
    if len(wrong) and mode != "max" and padding_idx is None and weight.dtype != dtypes.float64:
        raise RuntimeError(
            f"Index {wrong[0]} of input takes value {index[wrong[0]]} which is not in the valid range "
            f"[0, {n})"
        )
    if len(wrong):
        raise RuntimeError(
            f"embedding_bag: Expected idx >= 0 && idx < num_embeddings but found idx to be {index[wrong[0]]}"
        )
    if per_sample_weights is not None and per_sample_weights.dtype != weight.dtype:
        raise RuntimeError(
            "Expected tensor for argument #1 'weight' to have the same type as tensor for argument #1 "
            f"'per_sample_weights'; but type {weight.type()} does not equal {per_sample_weights.type()} "
            "(while checking arguments for embedding_bag)"
        )
    starts = starts[:-1] if include_last_offset else starts
    bag = np.searchsorted(starts, np.arange(len(index)), "right") - 1
    kept = np.full(len(index), True) if padding_idx is None else index != padding_idx % n
    weights = per_sample_weights
    if weights is not None and not kept.all():
        weights = weights[Tensor._wrap(kept)]
    details: list[Array] = []
    result = record(
        _bags, weight, weights, index=index[kept], bag=bag[kept], count=len(starts), mode=mode,
        every=index if scale_grad_by_freq else None, details=details, kept=(input, offsets),
    )  # fmt: skip
    return result, bag, kept, details


def embedding_bag(
    input: Tensor,
    weight: Tensor,
    offsets: Tensor | None = None,
    max_norm: float | None = None,
    norm_type: float = 2,
    scale_grad_by_freq: bool = False,
    mode: str = "mean",
    sparse: bool = False,
    per_sample_weights: Tensor | None = None,
    include_last_offset: bool = False,
    padding_idx: int | None = None,
) -> Tensor:
    """The sum, mean or max of rows of `weight` (n, d) for each bag of indices.

    `input` is (B, N), B bags of N indices, or (N,), where `offsets` (B,) says where each bag begins → (B, d).
    An empty bag gives 0. Only "sum" takes `per_sample_weights`, of the shape of `input`, which multiply the
    rows. Indices `padding_idx` do not count. `include_last_offset`: the last of `offsets` is the end. Rows
    whose norm exceeds `max_norm` are scaled down, in place; `scale_grad_by_freq` divides a row's gradient by
    how often its index occurs. `ValueError` or `RuntimeError` for shapes, types and indices that do not fit.
    Source: PyTorch, `torch.nn.functional.embedding_bag`.

    >>> F.embedding_bag(torch.tensor([0, 1, 1]), torch.eye(2), torch.tensor([0, 2]))
    tensor([[0.5000, 0.5000],
            [0.0000, 1.0000]])
    """
    if weight.dtype == dtypes.int64 and input.is_floating_point():
        warnings.warn(
            "Argument order of nn.functional.embedding_bag was changed. Usage `embedding_bag(weight, input, "
            "...)` is deprecated, and should now be `embedding_bag(input, weight, ...)`.",
            stacklevel=2,
        )
        weight, input = input, weight
    if per_sample_weights is not None and input.size() != per_sample_weights.size():
        raise ValueError(
            f"embedding_bag: If per_sample_weights ({per_sample_weights.shape}) is not None, then it must "
            f"have the same shape as the input ({input.shape})"
        )
    if input.dim() == 2:
        if offsets is not None:
            raise ValueError(
                "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed "
                f"length sequences. However, found offsets of type {type(offsets)}"
            )
        offsets = Tensor._wrap(np.arange(len(input)) * input.size(1))
        input, include_last_offset = input.reshape(-1), False
        per_sample_weights = None if per_sample_weights is None else per_sample_weights.reshape(-1)
    elif input.dim() == 1:
        if not isinstance(offsets, Tensor):
            raise ValueError(f"offsets has to be a 1D Tensor but got {offsets and type(offsets)}")
        if offsets.dim() != 1:
            raise ValueError("offsets has to be a 1D Tensor")
    else:
        raise ValueError(f"input has to be 1D or 2D Tensor, but got Tensor of dimension {input.dim()}")
    if mode not in MODES:
        raise ValueError("mode has to be one of sum, mean or max")
    if mode == "max" and scale_grad_by_freq:
        raise ValueError("max mode does not support scaling the gradient by the frequency")
    if sparse:
        raise NotImplementedError("embedding_bag(sparse=True) is not covered: leave it out")
    if max_norm is not None:
        _limit_rows(weight, np.unique(input._array), max_norm, norm_type)
    if per_sample_weights is not None and mode != "sum":
        raise NotImplementedError(
            "embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for "
            f"mode='sum' (got mode='{mode}'). Please open a feature request on GitHub."
        )
    check_padding(padding_idx, weight)
    options = mode, scale_grad_by_freq, per_sample_weights, include_last_offset, padding_idx
    return run_bags(weight, input, offsets, *options)[0]


def check_padding(padding_idx: int | None, weight: Tensor) -> None:
    """Raise `RuntimeError` unless `padding_idx` is None or a row of the table."""
    n = len(weight)
    if padding_idx is not None and not -n <= padding_idx < n:
        raise RuntimeError(
            f"padding_idx must be within the number of embeddings, {-n} through {n - 1}, but got "
            f"{padding_idx}"
        )
