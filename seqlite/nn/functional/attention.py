"""Attention: `scaled_dot_product_attention` and `multi_head_attention_forward`.

Sources: Vaswani et al. 2017, "Attention Is All You Need"; PyTorch, `torch.nn.functional`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..._core import dtypes
from ..._core.operations.indexing_joining import cat
from ..._core.record import record, shape_error, with_node_name
from ..._core.rules import FLOATING, Array, Result, rule, saving
from ..._core.tensor import Tensor
from ..._core.tensor_attributes import elementwise_order
from .attention_checks import (
    canonical_mask,
    check_attention,
    check_key_padding_mask,
    check_shapes,
    mask_of_three_dimensions,
)
from .linear import _keep
from .linear import dropout as _dropout
from .linear import linear as _linear
from .vision import pad as _pad

__all__ = ["multi_head_attention_forward", "scaled_dot_product_attention"]


@rule("UnsafeViewBackward0", takes=FLOATING, name="scaled_dot_product_attention")
def _attention(
    q: Array, k: Array, v: Array, mask: Array | None, *, scale: float, dropout_p: float, fused: bool
) -> Result:
    """softmax(q kᵀ scale + mask) v; rows of which everything is masked give 0."""
    given = q.dtype
    if q.itemsize < 4:
        q, k, v = (a.astype(np.float32) for a in (q, k, v))
    root = q.dtype.type(math.sqrt(abs(scale)))
    held = (q, k, v) if fused else ()
    q, k = q * (root if scale > 0 else -root), k * root
    scores = np.matmul(q, k.swapaxes(-1, -2))
    if mask is not None:
        if misfit := shape_error([scores, mask]):
            raise misfit
        scores = scores + mask
    if scores.size:
        top = np.maximum.reduce(scores, axis=-1, keepdims=True)
        p = np.exp(scores - np.where(np.isneginf(top), 0, top))
        total = np.add.reduce(p, axis=-1, keepdims=True)
        p /= np.where(total == 0, 1, total)
    else:
        p = scores
    kept = _keep(p.shape, dropout_p, p.dtype) if dropout_p else None
    dropped = p if kept is None else p * kept
    value = np.matmul(dropped, v)
    if fused and not q.flags.c_contiguous:
        value = elementwise_order(value, [q])
    known: list[Any] = [None, None]  # a gradient, and that of the scores

    def to_scores(g: Array) -> Array:
        if known[0] is not g:
            slope = np.matmul(g, v.swapaxes(-1, -2))
            slope = slope if kept is None else slope * kept
            known[:] = g, p * (slope - np.add.reduce(slope * p, axis=-1, keepdims=True))
        return known[1]

    def to_query(g: Array) -> Array:
        return np.matmul(to_scores(g), k) * (root if scale > 0 else -root)

    def to_value(g: Array) -> Array:
        return np.matmul(dropped.swapaxes(-1, -2), g)

    vjps = (
        saving(to_query, value, *held) if fused else to_query,
        lambda g: np.matmul(to_scores(g).swapaxes(-1, -2), q) * root,
        saving(to_value, value, *held) if fused else to_value,
        lambda g: to_scores(g).copy(),
    )
    return value.astype(given, copy=False), vjps


def scaled_dot_product_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    *,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Tensor:
    """softmax(Q Kᵀ * scale + mask) V: query (…, L, E), key (…, S, E), value (…, S, Ev) → (…, L, Ev).

    `attn_mask` broadcasts to (…, L, S): True where attention is allowed, or floats that are added.
    With `is_causal`, position i sees the first i + 1 keys. `scale` is 1 / sqrt(E) if left out. Probabilities
    are dropped with `dropout_p`, also in evaluation. `enable_gqa` repeats the heads, dimension -3, of key and
    value as often as the query's need. `RuntimeError` for types and shapes that do not fit.
    Source: PyTorch, `torch.nn.functional.scaled_dot_product_attention`.

    >>> F.scaled_dot_product_attention(torch.zeros(1, 2), torch.zeros(2, 2), torch.eye(2))
    tensor([[0.5000, 0.5000]])
    """
    check_attention(query, key, value, attn_mask, dropout_p)
    if is_causal and attn_mask is not None:
        raise RuntimeError(
            "_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True"
        )
    if enable_gqa:
        heads, groups = query.size(-3), {key.size(-3), value.size(-3)}
        if any(heads % n for n in groups):
            raise RuntimeError("Number of heads in key and value must divide the number of heads in query")
        key, value = (t.repeat_interleave(heads // t.size(-3), -3) for t in (key, value))
    mask: Any = attn_mask
    if attn_mask is not None and attn_mask.dtype == dtypes.bool_:
        mask = Tensor._wrap(np.where(attn_mask._array, 0, -np.inf).astype(query._array.dtype))
    if is_causal:
        allowed = np.tri(query.size(-2), key.size(-2), dtype=bool)
        mask = Tensor._wrap(np.where(allowed, 0, -np.inf).astype(query._array.dtype))
    fused = (
        not dropout_p
        and query.dim() == 4
        and query.shape[:2] == key.shape[:2] == value.shape[:2]
        and query.size(-1) == value.size(-1)
        and not (mask is not None and mask.requires_grad)
    )
    scale = 1 / math.sqrt(query.size(-1)) if scale is None else scale
    weights = Tensor._wrap(np.empty(0))  # PyTorch saves them: a second way back needs retain_graph
    options: Any = {"scale": scale, "dropout_p": dropout_p, "fused": fused}
    out = record(_attention, query, key, value, mask, kept=(weights,), **options)
    if fused:
        return with_node_name(out, "ScaledDotProductFlashAttentionForCpuBackward0")
    return with_node_name(out, "MmBackward0") if query.dim() == 2 else out


def _projections(
    query: Tensor, key: Tensor, value: Tensor, weight: Tensor, bias: Tensor | None
) -> tuple[Tensor, ...]:
    """Query, key and value times the three parts of `weight` (3 * E, E), in as few products as they allow."""
    if query is key is value:
        return _linear(query, weight, bias).chunk(3, -1)
    e = query.size(-1)
    if key is value:
        w_q, w_kv = weight.split([e, 2 * e])
        b_q, b_kv = (None, None) if bias is None else bias.split([e, 2 * e])
        return _linear(query, w_q, b_q), *_linear(key, w_kv, b_kv).chunk(2, -1)
    biases = [None] * 3 if bias is None else bias.chunk(3)
    parts = zip((query, key, value), weight.chunk(3), biases, strict=True)
    return tuple(_linear(x, w, b) for x, w, b in parts)


def multi_head_attention_forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    embed_dim_to_check: int,
    num_heads: int,
    in_proj_weight: Tensor | None,
    in_proj_bias: Tensor | None,
    bias_k: Tensor | None,
    bias_v: Tensor | None,
    add_zero_attn: bool,
    dropout_p: float,
    out_proj_weight: Tensor,
    out_proj_bias: Tensor | None,
    training: bool = True,
    key_padding_mask: Tensor | None = None,
    need_weights: bool = True,
    attn_mask: Tensor | None = None,
    use_separate_proj_weight: bool = False,
    q_proj_weight: Tensor | None = None,
    k_proj_weight: Tensor | None = None,
    v_proj_weight: Tensor | None = None,
    static_k: Tensor | None = None,
    static_v: Tensor | None = None,
    average_attn_weights: bool = True,
    is_causal: bool = False,
) -> tuple[Tensor, Tensor | None]:
    """Attention in several heads, as `nn.MultiheadAttention` computes it: query (L, N, E), key (S, N, Ek),
    value (S, N, Ev), or all without N → output (L, N, E) and, with `need_weights`, the weights (N, L, S),
    averaged over heads or (N, heads, L, S), else None.

    `key_padding_mask` (N, S) and `attn_mask`, (L, S) or (N * heads, L, S), are True where attention is not
    allowed, or are added. `AssertionError` or `RuntimeError` for shapes that do not fit. Source: PyTorch,
    `torch.nn.functional.multi_head_attention_forward`.

    >>> x, w = torch.ones(1, 1, 2), torch.ones(6, 2)
    >>> F.multi_head_attention_forward(x, x, x, 2, 1, w, None, None, None, False, 0., torch.eye(2), None)
    (tensor([[[2., 2.]]]), tensor([[[1.]]]))
    """
    batched = check_shapes(query, key, value, key_padding_mask, attn_mask, num_heads)
    if not batched:
        same_query, same_value = query is key, key is value
        query = query.unsqueeze(1)
        key = query if same_query else key.unsqueeze(1)
        value = key if same_value else value.unsqueeze(1)
        key_padding_mask = None if key_padding_mask is None else key_padding_mask.unsqueeze(0)
    length, batch, embed_dim = query.shape
    other = None if attn_mask is None else attn_mask.dtype
    key_padding_mask = canonical_mask(key_padding_mask, "key_padding_mask", other, "attn_mask", query.dtype)
    if is_causal and attn_mask is None:
        raise RuntimeError(
            "Need attn_mask if specifying the is_causal hint. You may use the Transformer module method "
            "`generate_square_subsequent_mask` to create this mask."
        )
    if is_causal and key_padding_mask is None and not need_weights:
        attn_mask = None
    else:
        attn_mask = canonical_mask(attn_mask, "attn_mask", None, "", query.dtype, check_other=False)
        is_causal = is_causal and key_padding_mask is None
    if embed_dim != embed_dim_to_check:
        raise AssertionError(
            f"was expecting embedding dimension of {embed_dim_to_check}, but got {embed_dim}"
        )
    if embed_dim % num_heads:
        raise AssertionError(f"embed_dim {embed_dim} not divisible by num_heads {num_heads}")
    if use_separate_proj_weight and key.shape[:2] != value.shape[:2]:
        raise AssertionError(
            f"key's sequence and batch dims {key.shape[:2]} do not match value's {value.shape[:2]}"
        )
    if not use_separate_proj_weight and key.shape != value.shape:
        raise AssertionError(f"key shape {key.shape} does not match value shape {value.shape}")
    if use_separate_proj_weight:
        biases = [None] * 3 if in_proj_bias is None else in_proj_bias.chunk(3)
        weights: Any = q_proj_weight, k_proj_weight, v_proj_weight
        if None in [w if w is None else 0 for w in weights]:
            raise AssertionError("use_separate_proj_weight is True but q_proj_weight is None")
        q, k, v = (_linear(x, w, b) for x, w, b in zip((query, key, value), weights, biases, strict=True))
    else:
        if in_proj_weight is None:
            raise AssertionError("use_separate_proj_weight is False but in_proj_weight is None")
        q, k, v = _projections(query, key, value, in_proj_weight, in_proj_bias)
    attn_mask = mask_of_three_dimensions(attn_mask, length, len(key), batch * num_heads)
    if (bias_k is None) != (bias_v is None):
        raise AssertionError(
            "bias_k is set but bias_v is None" if bias_v is None else "bias_v is set but bias_k is None"
        )
    added = add_zero_attn + (bias_k is not None)
    if bias_k is not None and bias_v is not None:
        k, v = cat([k, bias_k.repeat(1, batch, 1)]), cat([v, bias_v.repeat(1, batch, 1)])
    head = embed_dim // num_heads
    q, k, v = (t.reshape(len(t), batch * num_heads, head).transpose(0, 1) for t in (q, k, v))
    k, v = k if static_k is None else static_k, v if static_v is None else static_v
    if add_zero_attn:
        k, v = _pad(k, (0, 0, 0, 1)), _pad(v, (0, 0, 0, 1))
    if added:
        attn_mask = None if attn_mask is None else _pad(attn_mask, (0, added))
        key_padding_mask = None if key_padding_mask is None else _pad(key_padding_mask, (0, added))
    source = k.size(1)
    if key_padding_mask is not None:
        check_key_padding_mask(key_padding_mask, source, batch)
        wide = key_padding_mask.view(batch, 1, 1, source).expand(-1, num_heads, -1, -1)
        wide = wide.reshape(batch * num_heads, 1, source)
        attn_mask = wide if attn_mask is None else attn_mask + wide
    dropout_p = dropout_p if training else 0.0
    if need_weights:
        scores = (q * math.sqrt(1.0 / head)).bmm(k.transpose(-2, -1))
        scores = scores if attn_mask is None else scores + attn_mask
        weights = _dropout(scores.softmax(-1), dropout_p) if dropout_p > 0 else scores.softmax(-1)
        out = weights.bmm(v).transpose(0, 1).reshape(length * batch, embed_dim)
    else:
        if attn_mask is not None:
            one = attn_mask.size(0) == 1
            attn_mask = (
                attn_mask.unsqueeze(0) if one else attn_mask.view(batch, num_heads, attn_mask.size(1), source)
            )
        q, k, v = (t.reshape(batch, num_heads, t.size(1), head) for t in (q, k, v))
        out = scaled_dot_product_attention(q, k, v, attn_mask, dropout_p, is_causal)
        out = out.permute(2, 0, 1, 3).reshape(length * batch, embed_dim)
    out = _linear(out, out_proj_weight, out_proj_bias).view(length, batch, out_proj_weight.size(0))
    out = out if batched else out.squeeze(1)
    if not need_weights:
        return out, None
    weights = weights.view(batch, num_heads, length, source)
    weights = weights.mean(1) if average_attn_weights else weights
    return out, weights if batched else weights.squeeze(0)
