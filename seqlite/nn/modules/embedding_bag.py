"""`EmbeddingBag`. Source: PyTorch, `torch.nn.modules.sparse`."""

from __future__ import annotations

from typing import Any

from ..._core import dtypes
from ..._core.tensor import Tensor
from ..functional.embedding_bags import embedding_bag
from .sparse import Embedding


class EmbeddingBag(Embedding):
    """The sum, mean or max of rows of a learned table for each bag of indices, as
    `nn.functional.embedding_bag` computes it: (B, N) → (B, embedding_dim), or (N,) with `offsets` (B,).

    The table is drawn from N(0, 1); row `padding_idx` is 0, does not count and stays so. Raises
    `AssertionError` for a `padding_idx` out of range.

    >>> nn.EmbeddingBag(10, 3, mode="sum")(torch.tensor([[1, 2]])).shape
    torch.Size([1, 3])
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        mode: str = "mean",
        sparse: bool = False,
        _weight: Tensor | None = None,
        include_last_offset: bool = False,
        padding_idx: int | None = None,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        if padding_idx is not None and not -num_embeddings <= padding_idx < num_embeddings:
            raise AssertionError("padding_idx must be within num_embeddings")
        rest = scale_grad_by_freq, sparse, _weight, False, device, dtype
        super().__init__(num_embeddings, embedding_dim, padding_idx, max_norm, norm_type, *rest)
        self.mode, self.include_last_offset = mode, include_last_offset

    @classmethod
    def from_pretrained(  # type: ignore[override]
        cls,
        embeddings: Tensor,
        freeze: bool = True,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        mode: str = "mean",
        sparse: bool = False,
        include_last_offset: bool = False,
        padding_idx: int | None = None,
    ) -> EmbeddingBag:
        """One with this table (num_embeddings, embedding_dim), by default not trained."""
        if embeddings.dim() != 2:
            raise AssertionError("Embeddings parameter is expected to be 2-dimensional")
        rows, columns = embeddings.shape
        last: Any = mode, sparse, embeddings, include_last_offset, padding_idx
        bag = cls(rows, columns, max_norm, norm_type, scale_grad_by_freq, *last)
        bag.weight.requires_grad = not freeze
        return bag

    def forward(
        self, input: Tensor, offsets: Tensor | None = None, per_sample_weights: Tensor | None = None
    ) -> Tensor:
        norm = self.max_norm, self.norm_type
        last: Any = self.mode, self.sparse, per_sample_weights, self.include_last_offset, self.padding_idx
        return embedding_bag(input, self.weight, offsets, *norm, self.scale_grad_by_freq, *last)

    def extra_repr(self) -> str:
        text = f"{self.num_embeddings}, {self.embedding_dim}"
        if self.max_norm is not None:
            text += f", max_norm={self.max_norm}"
        if self.norm_type != 2:
            text += f", norm_type={self.norm_type}"
        if self.scale_grad_by_freq:
            text += f", scale_grad_by_freq={self.scale_grad_by_freq}"
        text += f", mode={self.mode!r}"
        return text if self.padding_idx is None else f"{text}, padding_idx={self.padding_idx}"
