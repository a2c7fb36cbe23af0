"""Pooling layers over volumes, their inverses, and pooling by fractional windows and by power means.

Sources: PyTorch, `torch.nn.modules.pooling`; Graham 2014 (fractional max pooling).
"""

from __future__ import annotations

from typing import Any, ClassVar

from ..._core.tensor import Tensor
from .. import functional as F
from .functional_module import FunctionalModule
from .pooling import MAXIMA, WINDOWS, _MaxPool

LP = "norm_type={norm_type!r}, kernel_size={kernel_size!r}, stride={stride!r}, ceil_mode={ceil_mode!r}"


class MaxPool3d(_MaxPool, function=F.max_pool3d, shown=MAXIMA):
    """The largest value of each window: (N, C, D, H, W) → (N, C, D', H', W'). `stride`: as `kernel_size`. N
    may be missing. Raises `RuntimeError` for other shapes.

    >>> nn.MaxPool3d(2)(torch.ones(1, 1, 4, 4, 4)).shape
    torch.Size([1, 1, 2, 2, 2])
    """


class AvgPool3d(FunctionalModule, function=F.avg_pool3d, shown=WINDOWS):
    """The mean of each window: (N, C, D, H, W) → (N, C, D', H', W'). `stride` is `kernel_size` unless given.
    N may be missing. Raises `RuntimeError` for other shapes.

    >>> nn.AvgPool3d(2)(torch.ones(1, 1, 2, 2, 2))
    tensor([[[[[1.]]]]])
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


def _repeated(value: Any, dims: int) -> tuple[Any, ...]:
    """One value for each dimension."""
    return tuple(value) if isinstance(value, tuple | list) else (value,) * dims


class _MaxUnpool(FunctionalModule):
    """Settings of max unpooling in any number of dimensions."""

    _dims: ClassVar[int]

    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0) -> None:
        stride = kernel_size if stride is None else stride
        kernel_size, stride, padding = (_repeated(n, self._dims) for n in (kernel_size, stride, padding))
        self._set(locals())

    def forward(self, input: Tensor, indices: Tensor, output_size: Any = None) -> Any:  # type: ignore[override]
        return self._apply_to(input, indices, output_size=output_size)


class MaxUnpool1d(_MaxUnpool, function=F.max_unpool1d):
    """The inverse of `MaxPool1d(return_indices=True)`, with zeros elsewhere: (N, C, L) → (N, C, L').

    >>> nn.MaxUnpool1d(2)(torch.tensor([[[1., 3.]]]), torch.tensor([[[1, 3]]]))
    tensor([[[0., 1., 0., 3.]]])
    """

    _dims = 1


class MaxUnpool2d(_MaxUnpool, function=F.max_unpool2d):
    """The inverse of `MaxPool2d(return_indices=True)`, with zeros elsewhere: (N, C, H, W) → (N, C, H', W').

    >>> nn.MaxUnpool2d(2)(torch.tensor([[[[3.]]]]), torch.tensor([[[[3]]]]))
    tensor([[[[0., 0.],
              [0., 3.]]]])
    """

    _dims = 2


class MaxUnpool3d(_MaxUnpool, function=F.max_unpool3d):
    """The inverse of `MaxPool3d(return_indices=True)`: (N, C, D, H, W) → (N, C, D', H', W').

    >>> nn.MaxUnpool3d(2)(torch.tensor([[[[[7.]]]]]), torch.tensor([[[[[7]]]]])).shape
    torch.Size([1, 1, 2, 2, 2])
    """

    _dims = 3


class _FractionalMaxPool(FunctionalModule):
    """Settings of fractional max pooling in any number of dimensions."""

    _dims: ClassVar[int]

    def __init__(
        self,
        kernel_size: Any,
        output_size: Any = None,
        output_ratio: Any = None,
        return_indices: bool = False,
        _random_samples: Tensor | None = None,
    ) -> None:
        name, dims = type(self).__name__, self._dims
        if output_size is None and output_ratio is None:
            raise ValueError(f"{name} requires specifying either an output size, or a pooling ratio")
        if output_size is not None and output_ratio is not None:
            raise ValueError("only one of output_size and output_ratio may be specified")
        kernel_size = _repeated(kernel_size, dims)
        output_size = None if output_size is None else _repeated(output_size, dims)
        if output_ratio is not None:
            ratios = _repeated(output_ratio, dims)
            if not all(0 < ratio < 1 for ratio in ratios):
                raise ValueError(f"output_ratio must be between 0 and 1 (got {output_ratio})")
            output_ratio = ratios
        given = {k: v for k, v in locals().items() if k not in ("name", "dims", "ratios", "_random_samples")}
        self._set(given)
        self.register_buffer("_random_samples", _random_samples)


class FractionalMaxPool2d(_FractionalMaxPool, function=F.fractional_max_pool2d, shown=""):
    """The largest values of windows at random steps: (N, C, H, W) → (N, C, *output_size) (Graham 2014).

    >>> nn.FractionalMaxPool2d(2, output_size=1)(torch.arange(4.).view(1, 1, 2, 2))
    tensor([[[[3.]]]])
    """

    _dims = 2


class FractionalMaxPool3d(_FractionalMaxPool, function=F.fractional_max_pool3d, shown=""):
    """The largest values of windows at random steps: (N, C, D, H, W) → (N, C, *output_size).

    >>> nn.FractionalMaxPool3d(2, output_ratio=0.5)(torch.arange(27.).view(1, 1, 3, 3, 3))
    tensor([[[[[26.]]]]])
    """

    _dims = 3


class _LPPool(FunctionalModule):
    """Settings of power-average pooling in any number of dimensions."""

    def __init__(
        self, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False
    ) -> None:
        self._set(locals())


class LPPool1d(_LPPool, function=F.lp_pool1d, shown=LP):
    """The p-norm of each window, p = `norm_type`: (N, C, L) → (N, C, L').

    >>> nn.LPPool1d(2, 2)(torch.tensor([[[3., 4.]]]))
    tensor([[[5.]]])
    """


class LPPool2d(_LPPool, function=F.lp_pool2d, shown=LP):
    """The p-norm of each window, p = `norm_type`: (N, C, H, W) → (N, C, H', W').

    >>> nn.LPPool2d(2, 2)(torch.ones(1, 1, 2, 2))
    tensor([[[[2.]]]])
    """


class LPPool3d(_LPPool, function=F.lp_pool3d, shown=LP):
    """The p-norm of each window, p = `norm_type`: (N, C, D, H, W) → (N, C, D', H', W').

    >>> nn.LPPool3d(2, (2, 2, 1))(torch.ones(1, 1, 2, 2, 1))
    tensor([[[[[2.]]]]])
    """
