"""Transposed convolutions of volumes, and convolutions that take their channels from the first input.

Source: PyTorch, `torch.nn.modules.conv`.
"""

from __future__ import annotations

from typing import Any

from ..._core import dtypes
from ..._core.tensor import Tensor
from .. import functional as F
from ..parameter import UninitializedParameter
from .conv import Conv3d, ConvTranspose1d, ConvTranspose2d, _ConvTranspose, _LazyConv
from .module import LazyModuleMixin


class ConvTranspose3d(_ConvTranspose):
    """`ConvTranspose2d` for volumes: (N, in_channels, D, H, W) → (N, out_channels, D', H', W').

    >>> nn.ConvTranspose3d(8, 1, 2, stride=2)(torch.ones(5, 8, 3, 3, 3)).shape
    torch.Size([5, 1, 6, 6, 6])
    """

    _dims, _convolve = 3, staticmethod(F.conv_transpose3d)


class LazyConv3d(_LazyConv, Conv3d):
    """`Conv3d` that takes `in_channels` from its first input, and is a `Conv3d` from then on.

    Shapes and errors are those of that layer.

    >>> nn.LazyConv3d(8, 3)(torch.ones(5, 1, 4, 4, 4)).shape
    torch.Size([5, 8, 2, 2, 2])
    """

    cls_to_become = Conv3d


class _LazyConvTranspose(LazyModuleMixin, _ConvTranspose):
    """Base of the lazy transposed convolutions."""

    def __init__(
        self,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Any = 1,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        sizes = (kernel_size, stride, padding, output_padding)
        super().__init__(0, 0, *sizes, groups, False, dilation, padding_mode)
        self.out_channels = out_channels
        self.weight = UninitializedParameter(dtype=dtype, device=device)
        self.bias = UninitializedParameter(dtype=dtype, device=device) if bias else None

    def reset_parameters(self) -> None:
        """Initialize the parameters, the weight first, once their shapes are known."""
        if self.in_channels:
            super().reset_parameters()

    def initialize_parameters(self, input: Tensor) -> None:
        """Infer `in_channels` from an input, batched or not."""
        if input.dim() not in (self._dims + 1, self._dims + 2):
            raise RuntimeError(
                f"Expected {self._dims + 1}D (unbatched) or {self._dims + 2}D (batched) input to "
                f"{type(self).__name__}, but got input of size: {input.shape}"
            )
        self.in_channels = int(input.shape[-self._dims - 1])
        if self.in_channels % self.groups:
            raise ValueError("in_channels must be divisible by groups")
        shape = (self.in_channels, self.out_channels // self.groups, *self.kernel_size)
        self.materialize({"weight": shape, "bias": (self.out_channels,)})


class LazyConvTranspose1d(_LazyConvTranspose, ConvTranspose1d):
    """`ConvTranspose1d` that takes `in_channels` from its first input, and is one from then on.

    Shapes and errors are those of that layer.

    >>> nn.LazyConvTranspose1d(8, 2)(torch.ones(5, 1, 4)).shape
    torch.Size([5, 8, 5])
    """

    cls_to_become = ConvTranspose1d


class LazyConvTranspose2d(_LazyConvTranspose, ConvTranspose2d):
    """`ConvTranspose2d` that takes `in_channels` from its first input, and is one from then on.

    Shapes and errors are those of that layer.

    >>> nn.LazyConvTranspose2d(8, 2)(torch.ones(5, 1, 4, 4)).shape
    torch.Size([5, 8, 5, 5])
    """

    cls_to_become = ConvTranspose2d


class LazyConvTranspose3d(_LazyConvTranspose, ConvTranspose3d):
    """`ConvTranspose3d` that takes `in_channels` from its first input, and is one from then on.

    Shapes and errors are those of that layer.

    >>> nn.LazyConvTranspose3d(8, 2)(torch.ones(5, 1, 4, 4, 4)).shape
    torch.Size([5, 8, 5, 5, 5])
    """

    cls_to_become = ConvTranspose3d
