"""Linear, sparse and distance functions: `linear`, `embedding`, `one_hot`, `cosine_similarity`.

Source: PyTorch, `torch.nn.functional`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..._core import dtypes
from ..._core.bfloat16 import cast_for_write
from ..._core.operations import normalization
from ..._core.operations.linalg_products import _linear as linear_rule
from ..._core.record import record
from ..._core.tensor import Tensor
from ..._core.tensor_base import increment_version
from .arguments import array, check_tensor
from .layers import layer

__all__ = ["cosine_similarity", "embedding", "linear", "one_hot"]


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """x Wᵀ + b: (…, in), weight (out, in), bias (out,) → (…, out); `RuntimeError` for other shapes.

    >>> F.linear(torch.ones(2), torch.ones(1, 2), torch.ones(1))
    tensor([3.])
    """
    if not isinstance(input, Tensor):
        check_tensor(input, "linear")
    return record(linear_rule, input, weight, bias)


def embedding(
    input: Tensor,
    weight: Tensor,
    padding_idx: int | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> Tensor:
    """Row i of `weight` (n, d) for each index i of `input`: shapes (…) → (…, d).

    Row `padding_idx` gets no gradient. Rows whose norm exceeds `max_norm` are scaled down, in place. An index
    outside [0, n) raises `IndexError`.

    >>> F.embedding(torch.tensor([1]), torch.eye(2))
    tensor([[0., 1.]])
    """
    check_tensor(input, "embedding")
    if input.dtype not in (dtypes.int64, dtypes.int32):
        raise RuntimeError(
            "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, "
            f"Int; but got torch.{input.dtype.legacy} instead (while checking arguments for embedding)"
        )
    if weight.dim() != 2:
        raise RuntimeError("'weight' must be 2-D")
    index = input._array
    if index.size and not 0 <= index.min() <= index.max() < len(weight):
        bad = index[(index < 0) | (index >= len(weight))][0]
        raise IndexError(
            f"index out of range in self: got {bad}, the embedding has rows 0 to {len(weight) - 1}"
        )
    if scale_grad_by_freq or sparse:
        raise NotImplementedError("embedding(scale_grad_by_freq, sparse) are not covered: leave them out")
    if max_norm is not None:
        _limit_rows(weight, np.unique(index), max_norm, norm_type)
    return record(normalization.embedding, weight, index=input, padding_idx=padding_idx)


def _limit_rows(weight: Tensor, rows: Any, max_norm: float, norm_type: float) -> None:
    """Scale those of the rows down whose norm exceeds `max_norm`."""
    sizes = np.linalg.norm(weight._array[rows], norm_type, axis=1, keepdims=True)
    scales = np.where(sizes > max_norm, max_norm / (sizes + 1e-7), 1)
    weight._array[rows] = cast_for_write(
        weight._array[rows] * scales.astype(weight._array.dtype), weight._array
    )
    increment_version(weight)


def one_hot(input: Tensor, num_classes: int = -1) -> Tensor:
    """Class numbers (…) as int64 rows (…, num_classes) of zeros and a single one.

    >>> F.one_hot(torch.tensor([1, 0]))
    tensor([[0, 1],
            [1, 0]])
    """
    labels = array(input)
    if input.dtype != dtypes.int64:
        raise RuntimeError(
            "one_hot is only applicable to index tensor of type LongTensor, got " + str(input.dtype)
        )
    if labels.size and labels.min() < 0:
        raise RuntimeError("Class values must be non-negative.")
    if not labels.size and num_classes <= 0:
        raise RuntimeError("Can not infer total number of classes from empty tensor: give num_classes")
    classes = int(labels.max()) + 1 if num_classes == -1 else num_classes
    if labels.size and labels.max() >= classes:
        raise RuntimeError(f"Class values must be smaller than num_classes: got {labels.max()} and {classes}")
    return Tensor._wrap((labels[..., None] == np.arange(classes)).astype(np.int64))


@layer("distance.CosineSimilarity", shown="")
def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """The cosine of the angle between vectors along `dim`; no length counts as less than `eps`.

    >>> F.cosine_similarity(torch.tensor([3., 4.]), torch.tensor([4., 3.]), dim=0)
    tensor(0.9600)
    """
    first, second = (x / x.norm(dim=dim, keepdim=True).clamp(min=eps) for x in (x1, x2))
    return (first * second).sum(dim)
