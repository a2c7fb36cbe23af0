"""The checks and masks of attention in several heads, with PyTorch's messages."""

from __future__ import annotations

import math
import warnings

from ..._core import dtypes
from ..._core.creation_filled import zeros_like
from ..._core.tensor import Tensor

__all__: list[str] = []


def check_shapes(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    key_padding_mask: Tensor | None,
    attn_mask: Tensor | None,
    num_heads: int,
) -> bool:
    """Whether the query (L, N, E) has a batch, or is (L, E). `AssertionError` for dimensions that do not
    fit."""
    if query.dim() not in (2, 3):
        raise AssertionError(
            f"query should be unbatched 2D or batched 3D tensor but received {query.dim()}-D query tensor"
        )
    dims = query.dim()
    start = f"For {'batched' if dims == 3 else 'unbatched'} ({dims}-D) `query`, expected"
    if key.dim() != dims or value.dim() != dims:
        raise AssertionError(
            f"{start} `key` and `value` to be {dims}-D but found {key.dim()}-D and {value.dim()}-D tensors "
            "respectively"
        )
    if key_padding_mask is not None and key_padding_mask.dim() != dims - 1:
        raise AssertionError(
            f"{start} `key_padding_mask` to be `None` or {dims - 1}-D but found {key_padding_mask.dim()}-D "
            "tensor instead"
        )
    if attn_mask is not None and attn_mask.dim() not in (2, 3):
        raise AssertionError(
            f"{start} `attn_mask` to be `None`, 2-D or 3-D but found {attn_mask.dim()}-D tensor instead"
        )
    wanted = num_heads, len(query), len(key)
    if dims == 2 and attn_mask is not None and attn_mask.dim() == 3 and attn_mask.shape != wanted:
        raise AssertionError(f"Expected `attn_mask` shape to be {wanted} but got {attn_mask.shape}")
    return dims == 3


def canonical_mask(
    mask: Tensor | None,
    mask_name: str,
    other_type: dtypes.dtype | None,
    other_name: str,
    target_type: dtypes.dtype,
    check_other: bool = True,
) -> Tensor | None:
    """The mask as numbers to add: -inf where a bool mask is True. Warns if the other mask has another type;
    `AssertionError` for integers."""
    if mask is None:
        return None
    if mask.dtype != dtypes.bool_ and not mask.is_floating_point():
        raise AssertionError(f"only bool and floating types of {mask_name} are supported")
    if check_other and other_type is not None and mask.dtype != other_type:
        warnings.warn(
            f"Support for mismatched {mask_name} and {other_name} is deprecated. Use same type for both "
            "instead.",
            stacklevel=3,
        )
    if mask.is_floating_point():
        return mask
    return zeros_like(mask, dtype=target_type).masked_fill_(mask, -math.inf)


def mask_of_three_dimensions(mask: Tensor | None, length: int, source: int, stacked: int) -> Tensor | None:
    """The mask (L, S) or (N * heads, L, S) with three dimensions. `RuntimeError` for another shape."""
    if mask is None:
        return None
    wanted = (length, source) if mask.dim() == 2 else (stacked, length, source)
    if mask.shape != wanted:
        raise RuntimeError(
            f"The shape of the {mask.dim()}D attn_mask is {mask.shape}, but should be {wanted}."
        )
    return mask.unsqueeze(0) if mask.dim() == 2 else mask


def check_key_padding_mask(mask: Tensor, source: int, batch: int) -> None:
    """Raise `AssertionError` unless the mask is (N, S)."""
    for i, wanted in enumerate((batch, source)):
        if mask.size(i) != wanted:
            raise AssertionError(
                f"Expected key_padded_mask.shape[{i}] to be {wanted}, but got {mask.size(i)}"
            )


def check_attention(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None, dropout_p: float) -> None:
    """Check what attention is given. RuntimeError for shapes or types that do not fit."""
    if min(q.dim(), k.dim(), v.dim()) < 2:
        raise RuntimeError(
            "Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: "
            f"{q.dim()} key.dim: {k.dim()} and value.dim: {v.dim()} instead."
        )
    if not q.dtype == k.dtype == v.dtype:
        kinds = [_word(t) for t in (q, k, v)]
        raise RuntimeError(
            "Expected query, key, and value to have the same dtype, but got query.dtype: "
            f"{kinds[0]} key.dtype: {kinds[1]} and value.dtype: {kinds[2]} instead."
        )
    if not q.is_floating_point():
        raise RuntimeError(f"expected scalar type Float but found {q.dtype.kind}")
    if mask is not None and mask.dtype not in (dtypes.bool_, dtypes.float32, q.dtype):
        raise RuntimeError(
            "Expected attn_mask dtype to be bool or float or to match query dtype, but got attn_mask.dtype: "
            f"{_word(mask)} and  query.dtype: {_word(q)} instead."
        )
    if not 0 <= dropout_p <= 1:
        raise RuntimeError(f"dropout probability has to be between 0 and 1, but got {dropout_p}")
    if q.size(-1) != k.size(-1):
        raise RuntimeError(
            f"query and key have to have the same last dimension, but have {q.size(-1)} and {k.size(-1)}"
        )


def _word(t: Tensor) -> str:
    """What C++ calls the tensor's type."""
    words = {"Long": "long int", "Int": "int", "Half": "c10::Half", "BFloat16": "c10::BFloat16"}
    kind = t.dtype.kind
    return words.get(kind, kind.lower())
