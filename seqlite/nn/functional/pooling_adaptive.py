"""Pooling to a given size: windows that share signals, images or volumes equally. Source: PyTorch,
`torch.nn.functional`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..._core.operations import pooling
from ..._core.record import record
from ..._core.tensor import Tensor
from .arguments import check_tensor, layer
from .pooling_windows import Both, check_dims, largest

__all__ = [
    "adaptive_avg_pool3d", "adaptive_max_pool1d", "adaptive_max_pool1d_with_indices", "adaptive_max_pool2d",
    "adaptive_max_pool2d_with_indices", "adaptive_max_pool3d", "adaptive_max_pool3d_with_indices",
]  # fmt: skip


def output_sizes(input: Tensor, output_size: Any, dims: int, who: str) -> tuple[int, ...]:
    """The size that adaptive pooling gives; None keeps a side. RuntimeError where it is impossible."""
    if who == "adaptive_avg_pool3d":
        check_tensor(input, who)
        check_sizes(input, who)
    check_dims(input, dims, who)
    given = tuple(output_size) if isinstance(output_size, tuple | list) else (output_size,) * dims
    if len(given) != dims:
        if dims == 1:
            raise RuntimeError(f"{who}() argument 'output_size' should contain one int (got {len(given)})")
        raise RuntimeError(f"{who}: output_size must be {dims}, got {len(given)}")
    out = tuple(int(n if g is None else g) for g, n in zip(given, input.shape[-dims:], strict=True))
    if min(out) < 0:
        shape = [*input.shape[:-dims], *out]
        raise RuntimeError(f"Trying to create tensor with negative dimension {min(out)}: {shape}")
    check_sizes(input, who)
    if math.prod(input.shape[:-dims]) * math.prod(out) * input.itemsize >= 2**63:
        raise RuntimeError(f"Storage size calculation overflowed with sizes={[*input.shape[:-dims], *out]}")
    return out


def check_sizes(input: Tensor, who: str) -> None:
    """RuntimeError if a dimension behind the first is empty."""
    for dim in range(1, input.dim()):
        if input.shape[dim] == 0:
            raise RuntimeError(
                f"{who}(): Expected input to have non-zero size for non-batch dimensions, but input has "
                f"sizes {list(input.shape)} with dimension {dim} being empty"
            )


def shares_max(dims: int, input: Tensor, output_size: Any) -> Both:
    """Adaptive max pooling over `dims` dimensions, with places."""
    out = output_sizes(input, output_size, dims, f"adaptive_max_pool{dims}d")
    places = None if 0 in out else pooling.adaptive_places(input.shape[-dims:], out)
    return largest(pooling.ADAPTIVE_MAX[dims], input, places, out)


def adaptive_max_pool1d_with_indices(input: Tensor, output_size: Any, return_indices: bool = False) -> Both:
    """`adaptive_max_pool1d` and the places (int64) of the values: a pair of (N, C, output_size).

    >>> F.adaptive_max_pool1d_with_indices(torch.arange(4.).view(1, 1, 4), 2)
    (tensor([[[1., 3.]]]), tensor([[[1, 3]]]))
    """
    return shares_max(1, input, output_size)


def adaptive_max_pool2d_with_indices(input: Tensor, output_size: Any, return_indices: bool = False) -> Both:
    """`adaptive_max_pool2d` and the places (int64) of the values in the flattened image.

    (N, C, H, W) → two of (N, C, *output_size) (N may be missing).

    >>> F.adaptive_max_pool2d_with_indices(torch.arange(4.).view(1, 1, 2, 2), 1)
    (tensor([[[[3.]]]]), tensor([[[[3]]]]))
    """
    return shares_max(2, input, output_size)


def adaptive_max_pool3d_with_indices(input: Tensor, output_size: Any, return_indices: bool = False) -> Both:
    """`adaptive_max_pool3d` and the places (int64) of the values in the flattened volume.

    (N, C, D, H, W) → two of (N, C, *output_size) (N may be missing).

    >>> F.adaptive_max_pool3d_with_indices(torch.arange(8.).view(1, 1, 2, 2, 2), 1)
    (tensor([[[[[7.]]]]]), tensor([[[[[7]]]]]))
    """
    return shares_max(3, input, output_size)


@layer("pooling.AdaptiveMaxPool1d", inputs=1, shown="output_size={output_size!r}")
def adaptive_max_pool1d(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
    """The largest values of equal stretches: (N, C, L) → (N, C, output_size).

    With `return_indices`, a pair: the values and their places. Raises `RuntimeError` for other shapes.

    >>> F.adaptive_max_pool1d(torch.arange(4.).view(1, 1, 4), 2)
    tensor([[[1., 3.]]])
    """
    both = shares_max(1, input, output_size)
    return both if return_indices else both[0]


@layer("pooling.AdaptiveMaxPool2d", inputs=1, shown="output_size={output_size!r}")
def adaptive_max_pool2d(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
    """The largest values of equal parts: (N, C, H, W) → (N, C, *output_size); None keeps a side.

    With `return_indices`, a pair: the values and their places in the flattened image. Raises `RuntimeError`
    for other shapes.

    >>> F.adaptive_max_pool2d(torch.arange(4.).view(1, 1, 2, 2), 1)
    tensor([[[[3.]]]])
    """
    both = shares_max(2, input, output_size)
    return both if return_indices else both[0]


@layer("pooling.AdaptiveMaxPool3d", inputs=1, shown="output_size={output_size!r}")
def adaptive_max_pool3d(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
    """The largest values of equal parts: (N, C, D, H, W) → (N, C, *output_size); None keeps a side.

    With `return_indices`, a pair: the values and their places in the flattened volume. Raises `RuntimeError`
    for other shapes.

    >>> F.adaptive_max_pool3d(torch.arange(8.).view(1, 1, 2, 2, 2), 1)
    tensor([[[[[7.]]]]])
    """
    both = shares_max(3, input, output_size)
    return both if return_indices else both[0]


@layer("pooling.AdaptiveAvgPool3d", inputs=1)
def adaptive_avg_pool3d(input: Tensor, output_size: Any) -> Tensor:
    """The means of equal parts: (N, C, D, H, W) → (N, C, *output_size); None keeps a side. Raises
    `RuntimeError` for other shapes.

    >>> F.adaptive_avg_pool3d(torch.arange(8.).view(1, 1, 2, 2, 2), 1)
    tensor([[[[[3.5000]]]]])
    """
    out = output_sizes(input, output_size, 3, "adaptive_avg_pool3d")
    if 0 in out:
        return record(pooling.ADAPTIVE_MEAN[3], input, places=None, out=out, divisor=1)
    places = pooling.adaptive_places(input.shape[-3:], out)
    divisor = (places >= 0).sum(-1).astype(np.float64 if input.itemsize == 8 else np.float32)
    if out == (1, 1, 1) and input.is_floating_point():
        return input.mean((-3, -2, -1), keepdim=True)
    op = pooling.ADAPTIVE_MEAN[3]
    return record(op, input, places=places, out=out, divisor=divisor)
