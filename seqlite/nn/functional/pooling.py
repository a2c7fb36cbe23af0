"""Pooling over signals (N, C, L) or (C, L): as over images of height 1. Source: PyTorch."""

from __future__ import annotations

from typing import Any

from ..._core.tensor import Tensor
from .convolution import as_image, single
from .image import adaptive_avg_pool2d, avg_pool2d, max_pool2d
from .layers import layer

__all__ = ["adaptive_avg_pool1d", "avg_pool1d", "max_pool1d"]


def image_windows(kernel_size: Any, stride: Any, padding: Any) -> tuple[tuple[int, int], ...]:
    """Kernel, stride and padding of pooling, as for images."""
    steps = kernel_size if stride is None or stride == () else stride
    return (1, single(kernel_size)), (1, single(steps)), (0, single(padding))


def max_pool1d(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor:
    """The largest value in each window; windows lie `stride` apart, by default side by side.

    >>> F.max_pool1d(torch.arange(4.).view(1, 1, 4), 2)
    tensor([[[1., 3.]]])
    """
    sizes = *image_windows(kernel_size, stride, padding), (1, single(dilation))
    return as_image(max_pool2d, input, "max_pool1d", *sizes, ceil_mode, return_indices)


def avg_pool1d(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Tensor:
    """The mean of each window; padding counts as zeros unless `count_include_pad` is off.

    >>> F.avg_pool1d(torch.arange(4.).view(1, 1, 4), 2)
    tensor([[[0.5000, 2.5000]]])
    """
    sizes = image_windows(kernel_size, stride, padding)
    return as_image(avg_pool2d, input, "avg_pool1d", *sizes, ceil_mode, count_include_pad)


@layer("pooling.AdaptiveAvgPool1d", inputs=1)
def adaptive_avg_pool1d(input: Tensor, output_size: Any) -> Tensor:
    """Means over equal stretches so that signals get the length `output_size`.

    >>> F.adaptive_avg_pool1d(torch.arange(4.).view(1, 1, 4), 2)
    tensor([[[0.5000, 2.5000]]])
    """
    return as_image(adaptive_avg_pool2d, input, "adaptive_avg_pool1d", (1, single(output_size)))
