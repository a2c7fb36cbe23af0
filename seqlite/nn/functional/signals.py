"""Convolution and pooling over signals (N, C, L) or (C, L): as over images of height 1."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..._core.record import named
from ..._core.tensor import Tensor
from .arguments import check_tensor
from .folding import conv_transpose2d
from .image import adaptive_avg_pool2d, avg_pool2d, conv2d, max_pool2d
from .layers import layer

__all__ = [
    "adaptive_avg_pool1d",
    "avg_pool1d",
    "conv1d",
    "conv_transpose1d",
    "max_pool1d",
]


def single(value: Any) -> int:
    """A number, or the only one of a tuple."""
    return value if isinstance(value, int) else int(value[0])


def flat(form: Callable[..., Tensor], input: Tensor, who: str, *args: Any, **options: Any) -> Tensor:
    """What `form`, for images, makes of a signal."""
    check_tensor(input, who)
    if input.dim() not in (2, 3):
        raise RuntimeError(
            f"Expected 2D (unbatched) or 3D (batched) input to {who}, but got input of size: "
            f"{list(input.shape)}"
        )
    return form(input.unsqueeze(-2), *args, **options).squeeze(-2)


def convolved(form: Any, who: str, input: Tensor, weight: Tensor, bias: Any, *args: Any) -> Tensor:
    """As `flat`, with a kernel."""
    check_tensor(weight, who, "weight", 2)
    if weight.dim() != 3:
        raise RuntimeError(f"{who}: wanted a 3-dimensional weight, but got size {list(weight.shape)}")
    if input.dim() == 3 and form is conv2d and input.shape[1] != weight.shape[1] * args[-1]:
        channels = weight.shape[1] * args[-1]
        raise RuntimeError(
            f"Given groups={args[-1]}, weight of size {list(weight.shape)}, expected input"
            f"{list(input.shape)} to have {channels} channels, but got {input.shape[1]} channels instead"
        )
    made = flat(form, input, who, weight.unsqueeze(-2), bias, *args)
    return named(made, "ConvolutionBackward0") if made.dim() == 3 else made


def conv1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Tensor:
    """Cross-correlation of (N, C, L) with weight (O, C / groups, k): (N, O, L').

    >>> F.conv1d(torch.ones(1, 1, 4), torch.ones(1, 1, 2))
    tensor([[[2., 2., 2.]]])
    """
    around = padding if isinstance(padding, str) else (0, single(padding))
    sizes = (1, single(stride)), around, (1, single(dilation))
    return convolved(conv2d, "conv1d", input, weight, bias, *sizes, groups)


def conv_transpose1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: int = 1,
    dilation: Any = 1,
) -> Tensor:
    """Signals enlarged by learned kernels: (N, C, L) with weight (C, O / groups, k) → (N, O, L').

    >>> F.conv_transpose1d(torch.ones(1, 1, 2), torch.ones(1, 1, 2), stride=2)
    tensor([[[1., 1., 1., 1.]]])
    """
    sizes = (1, single(stride)), (0, single(padding)), (0, single(output_padding))
    more = groups, (1, single(dilation))
    return convolved(conv_transpose2d, "conv_transpose1d", input, weight, bias, *sizes, *more)


def windows(kernel_size: Any, stride: Any, padding: Any) -> tuple[tuple[int, int], ...]:
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
    sizes = *windows(kernel_size, stride, padding), (1, single(dilation))
    return flat(max_pool2d, input, "max_pool1d", *sizes, ceil_mode, return_indices)


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
    sizes = windows(kernel_size, stride, padding)
    return flat(avg_pool2d, input, "avg_pool1d", *sizes, ceil_mode, count_include_pad)


@layer("pooling.AdaptiveAvgPool1d", inputs=1)
def adaptive_avg_pool1d(input: Tensor, output_size: Any) -> Tensor:
    """Means over equal stretches so that signals get the length `output_size`.

    >>> F.adaptive_avg_pool1d(torch.arange(4.).view(1, 1, 4), 2)
    tensor([[[0.5000, 2.5000]]])
    """
    return flat(adaptive_avg_pool2d, input, "adaptive_avg_pool1d", (1, single(output_size)))
