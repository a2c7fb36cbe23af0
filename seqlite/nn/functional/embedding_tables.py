"""`torch.embedding`, `torch.embedding_bag` and `torch.embedding_renorm_`, whose first argument is the table.

Source: PyTorch, `native_functions.yaml`.
"""

from __future__ import annotations

import numpy as np

from ..._core.rules import Array
from ..._core.tensor import Tensor
from .embedding_bags import MODES, check_padding, run_bags
from .linear import _limit_rows
from .linear import embedding as _embedding

__all__: list[str] = []


def embedding(
    weight: Tensor,
    indices: Tensor,
    padding_idx: int = -1,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> Tensor:
    """As `nn.functional.embedding`, with the table (n, d) first: indices (…) → (…, d).

    >>> torch.embedding(torch.eye(2), torch.tensor([1]))
    tensor([[0., 1.]])
    """
    padding = None if padding_idx < 0 else padding_idx
    return _embedding(indices, weight, padding, None, 2.0, scale_grad_by_freq, sparse)


def embedding_bag(
    weight: Tensor,
    indices: Tensor,
    offsets: Tensor,
    scale_grad_by_freq: bool = False,
    mode: int = 0,
    sparse: bool = False,
    per_sample_weights: Tensor | None = None,
    include_last_offset: bool = False,
    padding_idx: int | None = None,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """As `nn.functional.embedding_bag`, with the table first and a number for the mode (0 sum, 1 mean, 2
    max): gives also the bag of each index, the sizes of bags, and where maxima are from.

    >>> torch.embedding_bag(torch.eye(2), torch.tensor([0, 1, 1]), torch.tensor([0, 2]), mode=1)[1:3]
    (tensor([0, 0, 1]), tensor([2, 1]))
    """
    check_padding(padding_idx, weight)
    result, bag, _, (sizes, origin) = run_bags(
        weight, indices, offsets, MODES[mode], scale_grad_by_freq, per_sample_weights, include_last_offset,
        padding_idx,
    )  # fmt: skip
    if mode == 0:
        sizes = np.zeros_like(sizes)
        bag = bag if padding_idx is not None else bag[:0]
    taken = sizes if origin is None else _taken(indices._array, origin, sizes, padding_idx)
    return result, Tensor._wrap(bag), Tensor._wrap(sizes), Tensor._wrap(taken)


def _taken(index: Array, origin: Array, sizes: Array, padding_idx: int | None) -> Array:
    """The row that each maximum is from."""
    kept = index if padding_idx is None else index[index != padding_idx]
    return np.where(sizes[:, None] > 0, kept[origin] if len(kept) else origin, 0)


def embedding_renorm_(input: Tensor, indices: Tensor, max_norm: float, norm_type: float) -> Tensor:
    """Scale those rows `indices` of `input` (n, d) down, in place, whose norm exceeds `max_norm`.

    >>> torch.embedding_renorm_(torch.eye(2) * 4, torch.tensor([1]), 2., 2.)
    tensor([[4., 0.],
            [0., 2.]])
    """
    _limit_rows(input, np.unique(indices._array), max_norm, norm_type)
    return input
