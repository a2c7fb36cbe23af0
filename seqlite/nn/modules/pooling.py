"""Layers that make images smaller, by pooling, or larger, by `Upsample`. Adaptive pooling is derived
(`derived.py`).

Sources: PyTorch, `torch.nn.modules.pooling` and `torch.nn.modules.upsampling`.
"""

from __future__ import annotations

from typing import Any

from ..._core.tensor import Tensor
from .. import functional as F
from .functional_module import FunctionalModule
from .module import Module

WINDOWS = "kernel_size={kernel_size!r}, stride={stride!r}, padding={padding!r}"
MAXIMA = WINDOWS + ", dilation={dilation!r}, ceil_mode={ceil_mode!r}"


class _MaxPool(FunctionalModule):
    """Settings of max pooling in any number of dimensions."""

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


class MaxPool1d(_MaxPool, function=F.max_pool1d, shown=MAXIMA):
    """The largest value of each window: (N, C, L) → (N, C, L'). `stride` is `kernel_size` unless given. N may
    be missing. Raises `RuntimeError` for other shapes.

    >>> nn.MaxPool1d(2)(torch.ones(1, 1, 4)).shape
    torch.Size([1, 1, 2])
    """


class MaxPool2d(_MaxPool, function=F.max_pool2d, shown=MAXIMA):
    """The largest value of each window: (N, C, H, W) → (N, C, H', W'). `stride`: as `kernel_size`.

    Errors are those of `nn.functional.max_pool2d`.

    >>> nn.MaxPool2d(2)(torch.ones(1, 1, 4, 4)).shape
    torch.Size([1, 1, 2, 2])
    """


class AvgPool2d(FunctionalModule, function=F.avg_pool2d, shown=WINDOWS):
    """The mean of each window: (N, C, H, W) → (N, C, H', W'). `stride` is `kernel_size` unless given. N may
    be missing. Raises `RuntimeError` for other shapes.

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


class AvgPool1d(FunctionalModule, function=F.avg_pool1d, shown=WINDOWS):
    """The mean of each window: (N, C, L) → (N, C, L'). `stride` is `kernel_size` unless given. N may be
    missing. Raises `RuntimeError` for other shapes.

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


class Upsample(Module):
    """`F.interpolate`: images (N, C, …) to `size`, or `scale_factor` times as large.

    >>> nn.Upsample(scale_factor=2)(torch.ones(1, 1, 2, 2)).shape
    torch.Size([1, 1, 4, 4])
    """

    def __init__(
        self,
        size: Any = None,
        scale_factor: Any = None,
        mode: str = "nearest",
        align_corners: bool | None = None,
        recompute_scale_factor: bool | None = None,
    ) -> None:
        super().__init__()
        several = isinstance(scale_factor, tuple)
        self.size = size
        self.scale_factor = (
            tuple(map(float, scale_factor)) if several else scale_factor and float(scale_factor)
        )
        self.mode, self.align_corners = mode, align_corners
        self.recompute_scale_factor = recompute_scale_factor

    def forward(self, input: Tensor) -> Tensor:
        return F.interpolate(
            input,
            self.size,
            self.scale_factor,
            self.mode,
            self.align_corners,
            recompute_scale_factor=self.recompute_scale_factor,
        )

    def extra_repr(self) -> str:
        name = "size" if self.scale_factor is None else "scale_factor"
        return f"{name}={getattr(self, name)!r}, mode={self.mode!r}"


class UpsamplingNearest2d(Upsample):
    """`Upsample` with mode "nearest".

    (N, C, H, W) → (N, C, H', W').

    >>> nn.UpsamplingNearest2d(scale_factor=2)(torch.ones(1, 1, 2, 2)).shape
    torch.Size([1, 1, 4, 4])
    """

    def __init__(self, size: Any = None, scale_factor: Any = None) -> None:
        super().__init__(size, scale_factor, mode="nearest")


class UpsamplingBilinear2d(Upsample):
    """`Upsample` with mode "bilinear" and `align_corners`.

    (N, C, H, W) → (N, C, H', W').

    >>> nn.UpsamplingBilinear2d(scale_factor=2)(torch.ones(1, 1, 2, 2)).shape
    torch.Size([1, 1, 4, 4])
    """

    def __init__(self, size: Any = None, scale_factor: Any = None) -> None:
        super().__init__(size, scale_factor, mode="bilinear", align_corners=True)
