"""One layer of a Transformer's encoder and of its decoder. Sources: Vaswani et al. 2017; PyTorch,
`torch.nn.modules.transformer`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ..._core import dtypes
from ..._core.tensor import Tensor
from ...autograd.grad_mode import is_grad_enabled
from .. import functional as F
from ..functional.attention_checks import canonical_mask
from .attention import MultiheadAttention
from .dropout import Dropout
from .linear import Linear
from .module import Module, has_forward_hooks
from .normalization import LayerNorm

Activation = str | Callable[[Tensor], Tensor]


class _TransformerLayer(Module):
    """Base of both layers: their parts, and the blocks that they are made of."""

    def __init__(
        self,
        attentions: tuple[str, ...],
        d_model: int,
        nhead: int,
        dim_feedforward: int,
        dropout: float,
        activation: Activation,
        layer_norm_eps: float,
        batch_first: bool,
        norm_first: bool,
        bias: bool,
        device: Any,
        dtype: dtypes.dtype | None,
    ) -> None:
        options: Any = {"device": device, "dtype": dtype}
        super().__init__()
        for name in attentions:
            heads = MultiheadAttention(d_model, nhead, dropout, bias, batch_first=batch_first, **options)
            setattr(self, name, heads)
        self.linear1 = Linear(d_model, dim_feedforward, bias, **options)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, bias, **options)
        self.norm_first = norm_first
        numbers = range(1, len(attentions) + 2)
        for i in numbers:
            setattr(self, f"norm{i}", LayerNorm(d_model, eps=layer_norm_eps, bias=bias, **options))
        for i in numbers:
            setattr(self, f"dropout{i}", Dropout(dropout))
        if isinstance(activation, str):
            if activation not in ("relu", "gelu"):
                raise RuntimeError(f"activation should be relu/gelu, not {activation}")
            activation = getattr(F, activation)
        self.activation: Any = activation

    def _attend(self, name: str, dropout: Any, x: Tensor, to: Tensor, *masks: Any) -> Tensor:
        """The attention called `name` of `x` to `to`; `masks` are those of
        positions and padding, and `is_causal`."""
        attn_mask, key_padding_mask, is_causal = masks
        out = getattr(self, name)(
            x, to, to, attn_mask=attn_mask, key_padding_mask=key_padding_mask, is_causal=is_causal,
            need_weights=False,
        )[0]  # fmt: skip
        return dropout(out)  # type: ignore[no-any-return]

    def _feed_forward(self, dropout: Any, x: Tensor) -> Tensor:
        return dropout(self.linear2(self.dropout(self.activation(self.linear1(x)))))  # type: ignore[no-any-return]

    def _add(self, norm: Any, x: Tensor, block: Callable[[Tensor], Tensor]) -> Tensor:
        """`x` and what the block makes of it, normalized before the block or after the sum."""
        return x + block(norm(x)) if self.norm_first else norm(x + block(x))


class TransformerEncoderLayer(_TransformerLayer):
    """Self-attention and two dense layers, each with dropout, a shortcut and layer normalization:
    `forward(src, src_mask=None, src_key_padding_mask=None, is_causal=False)`, (S, N, d_model), with
    `batch_first` (N, S, d_model), or (S, d_model) → the same.

    `activation` is "relu", "gelu" or a function (`RuntimeError` for another name); `norm_first` normalizes
    before each block, not after. Masks as for `MultiheadAttention`.

    >>> nn.TransformerEncoderLayer(4, 2, 8)(torch.zeros(3, 1, 4)).shape
    torch.Size([3, 1, 4])
    """

    self_attn: MultiheadAttention

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Activation = F.relu,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        super().__init__(
            ("self_attn",), d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first,
            norm_first, bias, device, dtype,
        )  # fmt: skip

    def forward(
        self,
        src: Tensor,
        src_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool = False,
    ) -> Tensor:
        other = None if src_mask is None else src_mask.dtype
        padding = canonical_mask(src_key_padding_mask, "src_key_padding_mask", other, "src_mask", src.dtype)
        mask = canonical_mask(src_mask, "src_mask", None, "", src.dtype, check_other=False)
        fast = self._is_fast(src)
        if fast:
            is_causal = False
            mask, padding = (m if m is None else m.masked_fill(m != 0, -math.inf) for m in (mask, padding))
        x = self._add(
            self.norm1,
            src,
            lambda x: self._attend("self_attn", self.dropout1, x, x, mask, padding, is_causal),
        )
        x = self._add(self.norm2, x, lambda x: self._feed_forward(self.dropout2, x))
        return _without_blind(x, mask, padding) if fast else x

    def _is_fast(self, src: Tensor) -> bool:
        """Whether PyTorch takes its shortcut of inference. There any number but 0 in a mask hides a position,
        `is_causal` does not count, and what sees no position is nan."""
        attention = self.self_attn
        return (
            not self.training
            and src.dim() == 3
            and attention.batch_first
            and attention.in_proj_weight is not None
            and attention.in_proj_bias is not None
            and attention.num_heads % 2 == 0
            and has_usual_activation(self)
            and self.norm1.eps == self.norm2.eps
            and not any(has_forward_hooks(module) for module in self.modules())
            and not (
                is_grad_enabled() and (src.requires_grad or any(p.requires_grad for p in self.parameters()))
            )
        )


def has_usual_activation(layer: Any) -> bool:
    """Whether its activation is one that PyTorch's shortcut of inference has."""
    return layer.activation in (F.relu, F.gelu) or type(layer.activation).__name__ in ("ReLU", "GELU")


def _without_blind(x: Tensor, mask: Tensor | None, padding: Tensor | None) -> Tensor:
    """`x`, nan where the masks hide all positions from one."""
    hidden: Any = False
    if mask is not None:  # (L, S) or (N * heads, L, S)
        hidden = np.isneginf(mask._array).reshape(len(x) if mask.dim() == 3 else 1, -1, *mask.shape[-2:])
    if padding is not None:
        hidden = hidden | np.isneginf(padding._array)[:, None, None]
    if hidden is False:
        return x
    blind = hidden.all(-1).any(1)
    return x.masked_fill(Tensor._wrap(blind[..., None]), math.nan) if blind.any() else x


class TransformerDecoderLayer(_TransformerLayer):
    """Self-attention, attention to the encoder's output, and two dense layers, each with dropout, a shortcut
    and layer normalization: `forward(tgt, memory, tgt_mask=None, memory_mask=None,
    tgt_key_padding_mask=None, memory_key_padding_mask=None, tgt_is_causal=False, memory_is_causal=False)`,
    tgt (T, N, d_model) and memory (S, N, d_model) → (T, N, d_model). Settings as `TransformerEncoderLayer`.

    >>> nn.TransformerDecoderLayer(4, 2, 8)(torch.zeros(3, 1, 4), torch.zeros(5, 1, 4)).shape
    torch.Size([3, 1, 4])
    """

    self_attn: MultiheadAttention
    multihead_attn: MultiheadAttention

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Activation = F.relu,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        super().__init__(
            ("self_attn", "multihead_attn"), d_model, nhead, dim_feedforward, dropout, activation,
            layer_norm_eps, batch_first, norm_first, bias, device, dtype,
        )  # fmt: skip

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool = False,
        memory_is_causal: bool = False,
    ) -> Tensor:
        own = tgt_mask, tgt_key_padding_mask, tgt_is_causal
        across = memory_mask, memory_key_padding_mask, memory_is_causal
        x = self._add(self.norm1, tgt, lambda x: self._attend("self_attn", self.dropout1, x, x, *own))
        x = self._add(
            self.norm2, x, lambda x: self._attend("multihead_attn", self.dropout2, x, memory, *across)
        )
        return self._add(self.norm3, x, lambda x: self._feed_forward(self.dropout3, x))
