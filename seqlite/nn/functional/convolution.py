"""Convolution over signals (N, C, L) and volumes (N, C, D, H, W), with or without N, by way of images.

A signal is an image of height 1. For a volume, the depths of the kernel become channels. Source: PyTorch,
`torch.nn.functional`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..._core.operations.indexing_joining import stack
from ..._core.record import with_node_name
from ..._core.tensor import Tensor
from .arguments import check_channels, check_tensor
from .folding import conv_transpose2d
from .image import conv2d
from .vision import pad

__all__ = ["conv1d", "conv3d", "conv_transpose1d"]


def single(value: Any) -> int:
    """A number, also from a tuple of one."""
    return value if isinstance(value, int) else int(value[0])


def as_image(form: Callable[..., Tensor], input: Tensor, who: str, *args: Any, **options: Any) -> Tensor:
    """Apply `form`, a function of images, to a signal."""
    check_tensor(input, who)
    if input.dim() not in (2, 3):
        raise RuntimeError(
            f"Expected 2D (unbatched) or 3D (batched) input to {who}, but got input of size: "
            f"{list(input.shape)}"
        )
    return form(input.unsqueeze(-2), *args, **options).squeeze(-2)


def convolve_as_image(form: Any, who: str, input: Tensor, weight: Tensor, bias: Any, *args: Any) -> Tensor:
    """Apply `form`, a convolution of images, to a signal and a kernel."""
    check_tensor(weight, who, "weight", 2)
    if weight.dim() != 3:
        raise RuntimeError(f"{who}: wanted a 3-dimensional weight, but got size {list(weight.shape)}")
    if input.dim() == 3 and form is conv2d:
        check_channels(input, weight, args[-1], 1)
    made = as_image(form, input, who, weight.unsqueeze(-2), bias, *args)
    return with_node_name(made, "ConvolutionBackward0") if made.dim() == 3 else made


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
    return convolve_as_image(conv2d, "conv1d", input, weight, bias, *sizes, groups)


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
    return convolve_as_image(conv_transpose2d, "conv_transpose1d", input, weight, bias, *sizes, *more)


def conv3d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Tensor:
    """Cross-correlation of (N, C, D, H, W) with weight (O, C / groups, kd, kh, kw): (N, O, D', H', W').

    `padding` is a number, three, "valid" or (for stride 1) "same". Raises `RuntimeError` where shapes do not
    fit.

    >>> F.conv3d(torch.ones(1, 1, 2, 2, 2), torch.ones(1, 1, 2, 2, 2))
    tensor([[[[[8.]]]]])
    """
    check_tensor(input, "conv3d")
    if input.dim() == 4:
        return conv3d(input.unsqueeze(0), weight, bias, stride, padding, dilation, groups).squeeze(0)
    check_channels(input, weight, groups, 3)
    steps, gaps, kernel = triple(stride), triple(dilation), tuple(weight.shape[2:])
    reach = [d * (k - 1) + 1 for d, k in zip(gaps, kernel, strict=True)]
    if padding == "same":
        if steps != (1, 1, 1):
            raise RuntimeError("padding='same' is not supported for strided convolutions")
        around: Any = "same"
        sides = ((reach[0] - 1) // 2, reach[0] - 1 - (reach[0] - 1) // 2)
    else:
        depth, *around = (0, 0, 0) if padding == "valid" else triple(padding)
        sides = (depth, depth)
        space = [n + 2 * p for n, p in zip(input.shape[2:], (depth, *around), strict=True)]
        if any(s < r for s, r in zip(space, reach, strict=True)):
            size, wanted = (" x ".join(map(str, sizes)) for sizes in (space, reach))
            raise RuntimeError(
                f"Calculated padded input size per channel: ({size}). Kernel size: ({wanted}). Kernel size "
                "can't be greater than actual input size"
            )
    deep = pad(input, (0, 0, 0, 0, *sides)) if any(sides) else input
    layers = (deep.shape[2] - reach[0]) // steps[0] + 1
    last = steps[0] * (layers - 1) + 1
    slices = stack([deep[:, :, i : i + last : steps[0]] for i in range(0, reach[0], gaps[0])], 2)
    count, channels, _, _, high, wide = slices.shape
    images = slices.permute(0, 3, 1, 2, 4, 5).reshape(count * layers, channels * kernel[0], high, wide)
    made = conv2d(images, weight.flatten(1, 2), bias, steps[1:], around, gaps[1:], groups)
    volumes = made.reshape(count, layers, *made.shape[1:]).transpose(1, 2).contiguous()
    return with_node_name(volumes, "ConvolutionBackward0", input, weight)


def triple(value: Any) -> tuple[int, int, int]:
    """Three sizes: one number repeated, or the given three."""
    if isinstance(value, int):
        return value, value, value
    first, second, third = value if len(value) == 3 else (value[0],) * 3
    return int(first), int(second), int(third)
