"""Convolutions over signals, images and volumes, and transposed ones.

Source: PyTorch, `torch.nn.modules.conv`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from ..._core import dtypes
from ..._core.creation_filled import empty
from ..._core.tensor import Tensor
from .. import functional as F
from ..parameter import Parameter, UninitializedParameter
from .linear import reset_uniform
from .module import LazyModuleMixin, Module


def sizes_of(value: Any, dims: int) -> tuple[int, ...]:
    """A size for each dimension: one number repeated, or the given ones."""
    values = (value,) if isinstance(value, int) else tuple(map(int, value))
    return values * dims if len(values) == 1 else values


class _ConvNd(Module):
    """Base of all convolutions, transposed or not."""

    transposed: ClassVar[bool] = False
    _dims: ClassVar[int]
    _convolve: ClassVar[Callable[..., Tensor]]

    weight: Parameter
    bias: Parameter | None
    padding: Any  # a text, or a number for each dimension

    def __init__(
        self,
        channels: tuple[int, int],
        sizes: tuple[Any, ...],
        groups: int,
        bias: bool,
        padding_mode: str,
        kind: dict[str, Any],
    ) -> None:
        (in_channels, out_channels), (kernel_size, stride, padding, dilation, output_padding) = (
            channels,
            sizes,
        )
        super().__init__()
        if groups <= 0:
            raise ValueError("groups must be a positive integer")
        for name, count in (("in_channels", in_channels), ("out_channels", out_channels)):
            if count % groups:
                raise ValueError(f"{name} must be divisible by groups: got {count} and {groups}")
        if isinstance(padding, str) and padding not in ("same", "valid"):
            raise ValueError(f"Invalid padding string {padding!r}, should be one of {{'valid', 'same'}}")
        if padding == "same" and set(sizes_of(stride, self._dims)) != {1}:
            raise ValueError("padding='same' is not supported for strided convolutions")
        modes = ("zeros", "reflect", "replicate", "circular")
        if padding_mode not in modes:
            raise ValueError(f"padding_mode must be one of {set(modes)}, but got {padding_mode=}")
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size, self.stride = sizes_of(kernel_size, self._dims), sizes_of(stride, self._dims)
        self.padding = padding if isinstance(padding, str) else sizes_of(padding, self._dims)
        self.dilation = sizes_of(dilation, self._dims)
        self.output_padding = sizes_of(output_padding, self._dims)
        self.groups, self.padding_mode = groups, padding_mode
        first, second = (in_channels, out_channels) if self.transposed else (out_channels, in_channels)
        self.weight = Parameter(empty((first, second // groups, *self.kernel_size), **kind))
        self.bias = Parameter(empty(out_channels, **kind)) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Initialize the parameters, the weight first."""
        reset_uniform(self.weight, self.bias)

    def extra_repr(self) -> str:
        text = (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        )
        for name, usual in (("padding", 0), ("dilation", 1), ("output_padding", 0)):
            if getattr(self, name) != (usual,) * self._dims:
                text += f", {name}={getattr(self, name)}"
        if self.groups != 1:
            text += f", groups={self.groups}"
        if self.bias is None:
            text += ", bias=False"
        return text + ("" if self.padding_mode == "zeros" else f", padding_mode={self.padding_mode}")

    def _brief(self) -> str:
        return (
            f"{type(self).__name__}({self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size})"
        )

    def _wants(self, given: Tensor) -> str:
        return f"(N, {self.in_channels}, {('L', 'H, W', 'D, H, W')[self._dims - 1]})"


class _Conv(_ConvNd):
    """Base of the convolutions that are not transposed."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        sizes, kind = (kernel_size, stride, padding, dilation, 0), {"device": device, "dtype": dtype}
        super().__init__((in_channels, out_channels), sizes, groups, bias, padding_mode, kind)

    def forward(self, input: Tensor) -> Tensor:
        padding = self.padding
        if self.padding_mode != "zeros":
            input, padding = F.pad(input, self._pad_sizes(), mode=self.padding_mode), (0,) * self._dims
        return self._convolve(input, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)

    def _pad_sizes(self) -> list[int]:
        """The padding in the order of `F.pad`: left, right, top, bottom."""
        sides: list[int] = []
        for i in reversed(range(self._dims)):
            extra = self.dilation[i] * (self.kernel_size[i] - 1)
            if self.padding == "same":
                sides += [extra // 2, extra - extra // 2]
            else:
                sides += [0 if self.padding == "valid" else int(self.padding[i])] * 2
        return sides


class Conv1d(_Conv):
    """`Conv2d` for signals: (N, in_channels, L) → (N, out_channels, L'). `RuntimeError` for other shapes.

    >>> nn.Conv1d(1, 8, 3)(torch.ones(5, 1, 28)).shape
    torch.Size([5, 8, 26])
    """

    _dims, _convolve = 1, staticmethod(F.conv1d)


class Conv2d(_Conv):
    """Cross-correlation with learned kernels: (N, in_channels, H, W) → (N, out_channels, H', W').

    H' = floor((H + 2 padding - dilation (kernel - 1) - 1) / stride) + 1. `kernel_size`, `stride`,
    `padding` and `dilation` are numbers or pairs; `padding` may be "same" or "valid". `weight` is
    (out_channels, in_channels / groups, kh, kw), drawn like `Linear`'s.

    >>> nn.Conv2d(1, 8, 3)(torch.ones(5, 1, 28, 28)).shape
    torch.Size([5, 8, 26, 26])
    """

    _dims, _convolve = 2, staticmethod(F.conv2d)


class Conv3d(_Conv):
    """`Conv2d` for volumes: (N, in_channels, D, H, W) → (N, out_channels, D', H', W').

    >>> nn.Conv3d(1, 8, 3)(torch.ones(5, 1, 10, 28, 28)).shape
    torch.Size([5, 8, 8, 26, 26])
    """

    _dims, _convolve = 3, staticmethod(F.conv3d)


class _LazyConv(LazyModuleMixin, _Conv):
    """Base of the lazy convolutions."""

    def __init__(
        self,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        super().__init__(0, 0, kernel_size, stride, padding, dilation, groups, False, padding_mode)
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
        shape = (self.out_channels, self.in_channels // self.groups, *self.kernel_size)
        self.materialize({"weight": shape, "bias": (self.out_channels,)})


class LazyConv1d(_LazyConv, Conv1d):
    """`Conv1d`, in shapes, too, that takes `in_channels` from its first input, and is one from then on.

    >>> nn.LazyConv1d(8, 3)(torch.ones(5, 1, 28)).shape
    torch.Size([5, 8, 26])
    """

    cls_to_become = Conv1d


class LazyConv2d(_LazyConv, Conv2d):
    """`Conv2d`, in shapes, too, that takes `in_channels` from its first input, and is one from then on.

    >>> nn.LazyConv2d(8, 3)(torch.ones(5, 1, 28, 28)).shape
    torch.Size([5, 8, 26, 26])
    """

    cls_to_become = Conv2d


class _ConvTranspose(_ConvNd):
    """Base of the transposed convolutions."""

    transposed = True

    def __init__(
        self,
        in_channels: int,
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
        if padding_mode != "zeros":
            raise ValueError('Only "zeros" padding mode is supported for ' + type(self).__name__)
        sizes = (kernel_size, stride, padding, dilation, output_padding)
        kind = {"device": device, "dtype": dtype}
        super().__init__((in_channels, out_channels), sizes, groups, bias, padding_mode, kind)

    def forward(self, input: Tensor, output_size: Any = None) -> Tensor:
        extra = self.output_padding if output_size is None else self._output_padding(input, output_size)
        return self._convolve(
            input, self.weight, self.bias, self.stride, self.padding, extra, self.groups, self.dilation
        )

    def _output_padding(self, input: Tensor, output_size: Any) -> tuple[int, ...]:
        """The output padding that gives this size."""
        wanted = tuple(output_size)[-self._dims :]
        sizes = (input.shape[-self._dims :], self.stride, self.padding, self.dilation, self.kernel_size)
        least = [(n - 1) * s - 2 * p + d * (k - 1) + 1 for n, s, p, d, k in zip(*sizes, strict=True)]
        for n, low, s in zip(wanted, least, self.stride, strict=True):
            if not low <= n < low + s:
                raise ValueError(
                    f"requested an output size of {list(wanted)}, but valid sizes range from {least} to "
                    f"{[m + s - 1 for m, s in zip(least, self.stride, strict=True)]} (for an input of "
                    f"{input.shape[-self._dims :]})"
                )
        return tuple(n - low for n, low in zip(wanted, least, strict=True))


class ConvTranspose1d(_ConvTranspose):
    """`ConvTranspose2d` for signals: (N, in_channels, L) → (N, out_channels, L').

    >>> nn.ConvTranspose1d(8, 1, 2, stride=2)(torch.ones(5, 8, 7)).shape
    torch.Size([5, 1, 14])
    """

    _dims, _convolve = 1, staticmethod(F.conv_transpose1d)


class ConvTranspose2d(_ConvTranspose):
    """Images enlarged by learned kernels: (N, in_channels, H, W) → (N, out_channels, H', W').

    H' = (H - 1) stride - 2 padding + dilation (kernel - 1) + output_padding + 1. `weight` is
    (in_channels, out_channels / groups, kh, kw), drawn like `Linear`'s.

    >>> nn.ConvTranspose2d(8, 1, 2, stride=2)(torch.ones(5, 8, 7, 7)).shape
    torch.Size([5, 1, 14, 14])
    """

    _dims, _convolve = 2, staticmethod(F.conv_transpose2d)
