"""Normalization. Source: PyTorch, `torch.nn.functional`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..._core import dtypes
from ..._core.bfloat16 import cast_for_write
from ..._core.kernels import scalar_array
from ..._core.operations import normalization
from ..._core.record import drop_base, record, with_node_name
from ..._core.tensor import Tensor
from .arguments import check_tensor, into

__all__ = ["batch_norm", "group_norm", "instance_norm", "layer_norm", "normalize", "rms_norm"]


def batch_norm(
    input: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """Each channel (dimension 1) to mean 0 and variance 1, times weight, plus bias (Ioffe & Szegedy 2015).

    In training by the batch's statistics, which also move the running ones (with the unbiased variance);
    otherwise by the running ones. A single value per channel in training raises `ValueError`. `input` (N, C,
    …) gives the same shape; the other tensors are (C,), else `RuntimeError`.

    >>> F.batch_norm(torch.tensor([[1.], [3.]]), None, None, training=True)
    tensor([[-1.0000],
            [ 1.0000]])
    """
    check_tensor(input, "batch_norm")
    x = input._array
    axes = (0, *range(2, x.ndim))
    shape = (1, x.shape[1], *[1] * (x.ndim - 2))
    given = {"running_mean": running_mean, "running_var": running_var, "weight": weight, "bias": bias}
    for name, own in given.items():
        if own is not None and own._array.size != x.shape[1]:
            raise RuntimeError(
                f"{name} should contain {x.shape[1]} elements not {own.numel()}: the input of shape "
                f"{tuple(x.shape)} has {x.shape[1]} channels in dimension 1"
            )
    if not x.size:
        scaled = input.clone() if weight is None else input * weight[0]
        return scaled if bias is None else scaled + bias[0]
    if _mixed("batch_norm", input, weight, bias):
        wide = input.float()
        made = batch_norm(wide, running_mean, running_var, weight, bias, training, momentum, eps)
        return made.to(input.dtype)
    if not training:
        if running_mean is None or running_var is None:
            raise RuntimeError("Expected running_mean and running_var to be defined when training=False")
        known = {"mean": running_mean, "var": running_var}
        return record(normalization.batch_norm, input, weight, bias, axes=axes, eps=eps, shape=shape, **known)
    count = x.size // max(1, x.shape[1])
    if count == 1:
        raise ValueError(
            f"Expected more than 1 value per channel when training, got input size {input.shape}"
        )
    batch_stats: list[Any] = []
    plan: dict[str, Any] = {"axes": axes, "eps": eps, "shape": shape, "batch_stats": batch_stats}
    if running_mean is None or running_var is None:
        return record(normalization.batch_norm, input, weight, bias, **plan)
    value = record(normalization.batch_norm, input, weight, bias, kept=(running_mean, running_var), **plan)
    if count:
        mean, var = (found.reshape(-1) for found in batch_stats)
        _move(running_mean, mean, momentum)
        _move(running_var, var * (count / (count - 1)), momentum)
    return value


def _move(running: Tensor, now: Any, momentum: float) -> None:
    """As PyTorch's does, this leaves the version alone: two passes may precede one backward."""
    share = float(momentum)
    kept, moved = scalar_array(1 - share, running._array.dtype), scalar_array(share, now.dtype) * now
    if running._array.dtype.isnative:
        running._array *= kept
        running._array += moved
    else:
        running._array[...] = cast_for_write(kept * running._array + moved, running._array)


def layer_norm(
    input: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """The last dimensions, of sizes `normalized_shape`, to mean 0 and variance 1 (Ba et al. 2016).

    `weight` and `bias` have the shape `normalized_shape`. The result has the shape of `input`. Raises
    `RuntimeError` where its last dimensions differ from `normalized_shape`.

    >>> F.layer_norm(torch.tensor([1., 3.]), (2,))
    tensor([-1.0000,  1.0000])
    """
    last = _last_dimensions(input, normalized_shape, "layer_norm")
    if _mixed("layer_norm", input, weight, bias):
        return layer_norm(input.float(), last, weight, bias, eps).to(input.dtype)
    axes = tuple(range(-len(last), 0))
    return record(normalization.layer_norm, input, weight, bias, axes=axes, eps=eps, shape=last)


def instance_norm(
    input: Tensor,
    running_mean: Tensor | None = None,
    running_var: Tensor | None = None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """Each channel of each sample as `batch_norm` has each channel (Ulyanov et al. 2016).

    (N, C, …) gives the same shape; the other tensors are (C,). Raises `ValueError` for a single value per
    channel, `RuntimeError` if, without `use_input_stats`, running ones are missing.

    >>> F.instance_norm(torch.tensor([[[1., 3.]]]))
    tensor([[[-1.0000,  1.0000]]])
    """
    check_tensor(input, "instance_norm")
    batch, channels, *space = input.shape
    if use_input_stats and math.prod(space) == 1:
        raise ValueError(f"Expected more than 1 spatial element when training, got input size {input.shape}")
    if not use_input_stats and (running_mean is None or running_var is None):
        raise RuntimeError(
            "Expected running_mean and running_var to be defined when use_input_stats is false"
        )
    mean, var, scale, shift = (
        None if t is None else t.repeat(batch) for t in (running_mean, running_var, weight, bias)
    )
    flat = input.reshape(1, batch * channels, *space)
    made = batch_norm(flat, mean, var, scale, shift, use_input_stats, momentum, eps)
    for running, moved in ((running_mean, mean), (running_var, var)):
        if use_input_stats and running is not None and moved is not None and batch:
            mean_of = moved._array.reshape(batch, channels).mean(0)
            running._array[...] = cast_for_write(mean_of, running._array)
    return made.view(input.shape)


def group_norm(
    input: Tensor,
    num_groups: int,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """Groups of channels to mean 0 and variance 1, then each channel scaled and shifted (Wu & He 2018).

    (N, C, …) gives the same shape; `weight` and `bias` are (C,). Raises `RuntimeError` unless `num_groups`
    divides C, `ValueError` for a single value per group.

    >>> F.group_norm(torch.tensor([[1., 3., 5., 5.]]), 2)
    tensor([[-1.0000,  1.0000,  0.0000,  0.0000]])
    """
    check_tensor(input, "group_norm")
    if input.dim() < 2:
        raise RuntimeError(f"Expected at least 2 dimensions for input tensor but received {input.dim()}")
    if input.shape[1] % num_groups:
        raise RuntimeError(
            "Expected number of channels in input to be divisible by num_groups, but got input of shape "
            f"{list(input.shape)} and num_groups={num_groups}"
        )
    for name, each in (("weight", weight), ("bias", bias)):
        if each is not None and each.shape != input.shape[1:2]:
            shown = list((each if weight is None else weight).shape)
            raise RuntimeError(
                f"Expected {name} to be a vector of size equal to the number of channels in input, but got "
                f"{name} of shape {shown} and input of shape {list(input.shape)}"
            )
    if _mixed("group_norm", input, weight, bias):
        return group_norm(input.float(), num_groups, weight, bias, eps).to(input.dtype)
    batch, channels, *space = input.shape
    if batch * channels // num_groups * math.prod(space) == 1:
        raise ValueError(
            "Expected more than 1 value per channel when training, got input size "
            f"{[batch * channels // num_groups, num_groups, *space]}"
        )
    groups = input.reshape(batch, num_groups, channels // num_groups * math.prod(space))
    made = layer_norm(groups, groups.shape[2:], eps=eps).reshape(input.shape)
    if weight is not None:
        made = made * weight.reshape(-1, *[1] * len(space))
    if bias is not None:
        made = made + bias.reshape(-1, *[1] * len(space))
    made = drop_base(made)
    return with_node_name(made, "NativeGroupNormBackward0", input, *([] if weight is None else [weight]))


def rms_norm(
    input: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    eps: float | None = None,
) -> Tensor:
    """The last dimensions divided by the root of their mean square (Zhang & Sennrich 2019). `eps` is by
    default the type's smallest step at 1.

    `weight` has the shape `normalized_shape`. Raises `RuntimeError` where the last dimensions of `input`
    differ.

    >>> F.rms_norm(torch.tensor([3., 4.]), (2,))
    tensor([0.8485, 1.1314])
    """
    last = _last_dimensions(input, normalized_shape, "rms_norm")
    least = float(np.finfo(input._array.dtype).eps) if eps is None else eps
    size = input.pow(2).mean(tuple(range(-len(last), 0)), keepdim=True)
    made = input * (size + least).rsqrt()
    return made if weight is None else made * weight


def _last_dimensions(input: Tensor, normalized_shape: Sequence[int], who: str) -> tuple[int, ...]:
    """`normalized_shape`, if these are the input's last dimensions; else RuntimeError."""
    check_tensor(input, who)
    last = tuple(normalized_shape)
    if not last:
        raise RuntimeError("Expected normalized_shape to be at least 1-dimensional, but got []")
    if tuple(input.shape[-len(last) :]) != last:
        wanted = ("*, " if who == "layer_norm" else "*") + ", ".join(map(str, last))
        raise RuntimeError(
            f"Given normalized_shape={list(last)}, expected input with shape [{wanted}], but got input of "
            f"size{list(input.shape)}"
        )
    return last


def _mixed(who: str, input: Tensor, weight: Tensor | None, bias: Tensor | None) -> bool:
    """Whether `input` is of a small type, and what scales and shifts it float32. RuntimeError unless it is
    that or of the type of `input`."""
    given = [t for t in (weight, bias) if t is not None]
    if all(t._array.dtype == input._array.dtype for t in given):
        return False
    if given and input.itemsize == 2 and all(t.dtype is dtypes.float32 for t in given):
        return True
    for name, own in (("weight", weight), ("bias", bias)):
        if own is not None and own.dtype != input.dtype:
            raise RuntimeError(
                f"mixed dtype (CPU): all inputs must share same datatype. In {who}, the input is "
                f"{input.dtype}, the {name} {own.dtype}; write input.to({own.dtype})"
            )
    return False


def normalize(
    input: Tensor, p: float = 2.0, dim: int = 1, eps: float = 1e-12, out: Tensor | None = None
) -> Tensor:
    """x divided by its p-norm along `dim`, or by `eps` if that is larger.

    The result has the shape of `input`. Raises `IndexError` for a `dim` that is not there.

    >>> F.normalize(torch.tensor([[3., 4.]]))
    tensor([[0.6000, 0.8000]])
    """
    return into(out, input / input.norm(p, dim, keepdim=True).clamp(min=eps), input, "normalize")
