"""Convolution over volumes (N, C, D, H, W) or (C, D, H, W): as over images, with a channel for each depth of
the kernel. Source: PyTorch, `torch.nn.functional`."""

from __future__ import annotations

from typing import Any

from ..._core.operations.functions import stack
from ..._core.record import named
from ..._core.tensor import Tensor
from .arguments import check_channels, check_tensor
from .image import conv2d
from .padding import pad

__all__ = ["conv3d"]


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
    steps, gaps, kernel = three(stride), three(dilation), tuple(weight.shape[2:])
    reach = [d * (k - 1) + 1 for d, k in zip(gaps, kernel, strict=True)]
    if padding == "same":
        if steps != (1, 1, 1):
            raise RuntimeError("padding='same' is not supported for strided convolutions")
        around: Any = "same"
        sides = ((reach[0] - 1) // 2, reach[0] - 1 - (reach[0] - 1) // 2)
    else:
        depth, *around = (0, 0, 0) if padding == "valid" else three(padding)
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
    return named(volumes, "ConvolutionBackward0", input, weight)


def three(value: Any) -> tuple[int, int, int]:
    """A number three times, or the three that were given."""
    if isinstance(value, int):
        return value, value, value
    first, second, third = value if len(value) == 3 else (value[0],) * 3
    return int(first), int(second), int(third)
