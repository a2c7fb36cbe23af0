"""Pooling layers. Source: PyTorch, `torch.nn.modules.pooling`."""

from __future__ import annotations

from typing import Any

from .. import functional as F
from .applied import Applied


class MaxPool2d(Applied, function=F.max_pool2d, shown="kernel_size stride padding dilation ceil_mode"):
    """The largest value of each window: (N, C, H, W) → (N, C, H', W'). `stride`: as `kernel_size`.

    >>> nn.MaxPool2d(2)(torch.ones(1, 1, 4, 4)).shape
    torch.Size([1, 1, 2, 2])
    """

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        dilation: Any = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ) -> None:
        stride = kernel_size if stride is None else stride
        self._set(locals())


class AvgPool2d(Applied, function=F.avg_pool2d, shown="kernel_size stride padding"):
    """The mean of each window: (N, C, H, W) → (N, C, H', W'). `stride` is `kernel_size` unless given.

    >>> nn.AvgPool2d(2)(torch.ones(1, 1, 2, 2))
    tensor([[[[1.]]]])
    """

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        stride = kernel_size if stride is None else stride
        self._set(locals())


class AdaptiveAvgPool2d(Applied, function=F.adaptive_avg_pool2d):
    """Means over equal stretches, so that images of any size become `output_size`; None keeps a side.

    >>> nn.AdaptiveAvgPool2d(1)(torch.ones(1, 2, 4, 4)).shape
    torch.Size([1, 2, 1, 1])
    """

    def __init__(self, output_size: Any) -> None:
        self._set(locals())


class MaxPool1d(Applied, function=F.max_pool1d, shown="kernel_size stride padding dilation ceil_mode"):
    """The largest value of each window: (N, C, L) → (N, C, L'). `stride` is `kernel_size` unless given.

    >>> nn.MaxPool1d(2)(torch.ones(1, 1, 4)).shape
    torch.Size([1, 1, 2])
    """

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        dilation: Any = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ) -> None:
        stride = kernel_size if stride is None else stride
        self._set(locals())


class AvgPool1d(Applied, function=F.avg_pool1d, shown="kernel_size stride padding"):
    """The mean of each window: (N, C, L) → (N, C, L'). `stride` is `kernel_size` unless given.

    >>> nn.AvgPool1d(2)(torch.ones(1, 1, 2))
    tensor([[[1.]]])
    """

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> None:
        sizes = (kernel_size, kernel_size if stride is None else stride, padding)
        kernel_size, stride, padding = ((n,) if isinstance(n, int) else n for n in sizes)
        del sizes
        self._set(locals())


class AdaptiveAvgPool1d(Applied, function=F.adaptive_avg_pool1d):
    """Means over equal stretches, so that signals of any length get the length `output_size`.

    >>> nn.AdaptiveAvgPool1d(1)(torch.ones(1, 2, 4)).shape
    torch.Size([1, 2, 1])
    """

    def __init__(self, output_size: Any) -> None:
        self._set(locals())


class AdaptiveMaxPool1d(Applied, function=F.adaptive_max_pool1d, shown="output_size"):
    """The largest values of equal stretches, so that signals of any length get the length `output_size`.

    >>> nn.AdaptiveMaxPool1d(1)(torch.ones(1, 2, 4)).shape
    torch.Size([1, 2, 1])
    """

    def __init__(self, output_size: Any, return_indices: bool = False) -> None:
        self._set(locals())


class AdaptiveMaxPool2d(Applied, function=F.adaptive_max_pool2d, shown="output_size"):
    """The largest values of equal stretches, so that images of any size become `output_size`.

    >>> nn.AdaptiveMaxPool2d(1)(torch.ones(1, 2, 4, 4)).shape
    torch.Size([1, 2, 1, 1])
    """

    def __init__(self, output_size: Any, return_indices: bool = False) -> None:
        self._set(locals())
