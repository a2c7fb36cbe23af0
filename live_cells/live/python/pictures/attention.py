"""What attention does inside: queries, keys and values, the map between them, and what is mixed by it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from .calls import Call, Trace
from .operations import is_same

linear = nn.functional.linear


def _module(trace: Trace, call: Call, args: Any, kwargs: Any, result: Any) -> None:
    """``nn.MultiheadAttention``."""
    module = call.module
    given = dict(
        zip(("query", "key", "value", "key_padding_mask", "need_weights", "attn_mask"), args, strict=False)
    )
    given |= kwargs
    sources = [given[name] for name in ("query", "key", "value")]
    if module.bias_k is not None or module.add_zero_attn or any(one.dim() not in (2, 3) for one in sources):
        return
    size, heads = module.embed_dim, module.num_heads
    weights = module.in_proj_weight
    parts = (
        [module.q_proj_weight, module.k_proj_weight, module.v_proj_weight]
        if weights is None
        else weights.detach().chunk(3)
    )
    biases = [None] * 3 if module.in_proj_bias is None else module.in_proj_bias.detach().chunk(3)
    projected = []
    for name, source, weight, bias in zip(("query", "key", "value"), sources, parts, biases, strict=True):
        x = (
            source.unsqueeze(0)
            if source.dim() == 2
            else source
            if module.batch_first
            else source.transpose(0, 1)
        )
        value = linear(x, weight, bias)
        one = Call(name, "Linear", f"{name[0]} = W·x" + ("" if bias is None else " + b"))
        one.parameters = {"weight": weight} | ({} if bias is None else {"bias": bias})
        trace.add(call, one, [source], [value])
        one.operands = [x]
        projected.append(value)
    q, k, v = ([*one.shape[:2], heads, size // heads] for one in projected)
    split = [one.reshape(form).transpose(1, 2) for one, form in zip(projected, (q, k, v), strict=True)]
    shares = torch.softmax(
        _scores(split[0], split[1], _masks(given, heads), given.get("is_causal"), None), -1
    )
    _map(trace, call, projected[:2], shares, heads, size // heads)
    mixed = (shares @ split[2]).transpose(1, 2).reshape(projected[0].shape)
    trace.add(call, Call("", "weighted values", "map @ value"), [shares, projected[2]], [mixed])
    out = linear(mixed, module.out_proj.weight, module.out_proj.bias)
    left, averaged = result
    made = out[0] if left.dim() == 2 else out if module.batch_first else out.transpose(0, 1)
    if not is_same(made, left):
        call.children.clear()
        return
    last = Call("out_proj", "Linear", "W·x + b")
    last.parameters = {"weight": module.out_proj.weight, "bias": module.out_proj.bias}
    last.parameters = {name: one for name, one in last.parameters.items() if one is not None}
    trace.add(call, last, [mixed], [left])
    last.operands = [mixed[0] if left.dim() == 2 else mixed if module.batch_first else mixed.transpose(0, 1)]
    if averaged is not None:
        is_mean = averaged.dim() < 4 and given.get("average_attn_weights", True)
        said = "mean over the heads" if is_mean else "of each head"
        trace.add(call, Call("", "weights", said), [shares], [averaged])


def _function(trace: Trace, call: Call, args: Any, kwargs: Any, result: Any) -> None:
    """``F.scaled_dot_product_attention``."""
    names = ("query", "key", "value", "attn_mask", "dropout_p", "is_causal")
    given = dict(zip(names, args, strict=False)) | kwargs
    q, k, v = (given[name] for name in ("query", "key", "value"))
    mask = given.get("attn_mask")
    shares = torch.softmax(_scores(q, k, [mask], given.get("is_causal"), given.get("scale")), -1)
    if not is_same(shares @ v, result):
        return
    _map(trace, call, [q, k], shares, 0, q.shape[-1], given.get("scale"))
    trace.add(call, Call("", "weighted values", "map @ value"), [shares, v], [result])


def _map(
    trace: Trace, parent: Call, given: list[Any], shares: Any, heads: int, size: int, scale: Any = None
) -> None:
    call = Call("", "attention map", f"softmax(query · key ÷ √{size})")
    factor = 1 / math.sqrt(size) if scale is None else float(scale)
    call.settings = {"function": "attention", "heads": heads, "scale": factor}
    trace.add(parent, call, given, [shares])


def _scores(q: Any, k: Any, masks: list[Any], is_causal: Any, scale: Any) -> Any:
    scores = q @ k.transpose(-2, -1) * (1 / math.sqrt(q.shape[-1]) if scale is None else scale)
    if is_causal:
        allowed = torch.ones(scores.shape[-2:], dtype=torch.bool).tril()
        scores = scores.masked_fill(~allowed, float("-inf"))
    for mask in masks:
        if mask is None:
            continue
        scores = scores.masked_fill(~mask, float("-inf")) if mask.dtype == torch.bool else scores + mask
    return scores


def _masks(given: dict[str, Any], heads: int) -> list[Any]:
    """As what is added to the scores: here, true is what is left out."""
    found = []
    for name in ("attn_mask", "key_padding_mask"):
        mask = given.get(name)
        if mask is None:
            continue
        if name == "key_padding_mask":
            mask = mask[:, None, None] if mask.dim() == 2 else mask
        elif mask.dim() == 3:
            mask = mask.reshape(-1, heads, *mask.shape[1:])
        found.append(~mask if mask.dtype == torch.bool else mask)
    if found:
        given["is_causal"] = False  # then it is only a hint
    return found


RULES: dict[str, Callable[..., None]] = {
    "MultiheadAttention": _module,
    "scaled_dot_product_attention": _function,
}
