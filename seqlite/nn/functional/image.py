"""Convolution and pooling over images (N, C, H, W) or (C, H, W). Source: `torch.nn.functional`."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..._core import autocast
from ..._core.operations import convolution, pooling
from ..._core.operations.convolution import Pair
from ..._core.operations.indexing_joining import cat
from ..._core.record import record, with_node_name
from ..._core.rules import FLOATING, Op, rule
from ..._core.tensor import Tensor
from ..._core.tensor_attributes import is_channels_last, to_channels_last
from .arguments import check_channels, check_tensor, pair
from .layers import layer

__all__ = ["adaptive_avg_pool2d", "avg_pool2d", "conv2d", "max_pool2d"]
mean_over_image = rule("MeanBackward1", takes=FLOATING, refuses=RuntimeError, name="mean")(
    pooling.adaptive_means
)


def conv2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Tensor:
    """Cross-correlation of (N, C, H, W) with weight (O, C / groups, kh, kw): (N, O, H', W').

    `padding` is a number, a pair, "valid" or (for stride 1) "same". Raises `RuntimeError` where shapes do
    not fit.

    >>> F.conv2d(torch.ones(1, 1, 3, 3), torch.ones(1, 1, 2, 2))
    tensor([[[[4., 4.],
              [4., 4.]]]])
    """
    check_tensor(input, "conv2d")
    if input.dim() == 3:
        return conv2d(input.unsqueeze(0), weight, bias, stride, padding, dilation, groups).squeeze(0)
    steps, gaps, kernel = pair(stride), pair(dilation), pair(tuple(weight.shape[2:]))
    check_channels(input, weight, groups, 2)
    if input.dtype != weight.dtype and not autocast.current_dtype():
        raise RuntimeError(
            f"Input type (torch.{input.dtype.legacy}) and weight type (torch.{weight.dtype.legacy}) "
            "should be the same; convert the "
            f"input with .to({weight.dtype})"
        )
    reach = tuple(d * (k - 1) + 1 for d, k in zip(gaps, kernel, strict=True))
    if padding == "same":
        if steps != (1, 1):
            raise RuntimeError("padding='same' is not supported for strided convolutions")
        sides = tuple(((r - 1) // 2, r - 1 - (r - 1) // 2) for r in reach)
    else:
        sides = tuple((p, p) for p in ((0, 0) if padding == "valid" else pair(padding)))
    space = [n + sum(side) for n, side in zip(input.shape[2:], sides, strict=True)]
    if any(s < r for s, r in zip(space, reach, strict=True)):
        raise RuntimeError(
            f"Calculated padded input size per channel: ({space[0]} x {space[1]}). Kernel size: "
            f"({reach[0]} x {reach[1]}). Kernel size can't be greater than actual input size"
        )
    if not len(input):  # with an image of zeros there is something to multiply, which is then left out
        one = input.new_zeros((1, *input.shape[1:]))
        filled = conv2d(cat([input, one]), weight, bias, stride, padding, dilation, groups)
        return with_node_name(filled[:0], "ConvolutionBackward0")
    if not input.shape[1]:  # alike with a channel of zeros; PyTorch gives no channel for none
        x, w = (cat([t, t.new_zeros((len(t), 1, *t.shape[2:]))], 1) for t in (input, weight))
        filled = conv2d(x, w, bias, stride, padding, dilation)
        return with_node_name(filled[:, :0], "ConvolutionBackward0")
    made = record(
        convolution.conv2d, input, weight, bias, stride=steps, padding=sides, dilation=gaps, groups=groups
    )
    return laid(made, input, weight)


def max_pool2d(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor:
    """The largest value in each window; windows lie `stride` apart, by default side by side.

    >>> F.max_pool2d(torch.arange(4.).view(1, 1, 2, 2), 2)
    tensor([[[[3.]]]])
    """
    if return_indices:
        raise NotImplementedError(
            "max_pool2d(return_indices=True) is not covered, nor is unpooling; "
            "for enlarging use repeat_interleave"
        )
    gaps = pair(dilation)
    plan = _pool_plan(input, kernel_size, stride, padding, gaps, ceil_mode)
    return _pooled(pooling.max_pool2d, input, dilation=gaps, **plan)


def avg_pool2d(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """The mean of each window; padding counts as zeros unless `count_include_pad` is off.

    >>> F.avg_pool2d(torch.ones(1, 1, 2, 2), 2)
    tensor([[[[1.]]]])
    """
    if ceil_mode:
        raise NotImplementedError(
            "avg_pool2d(ceil_mode=True) is not covered: pad the input, or use max_pool2d"
        )
    plan = _pool_plan(input, kernel_size, stride, padding, (1, 1), False)
    kernel = plan["kernel"]
    divisor: Any = divisor_override or kernel[0] * kernel[1]
    if not (count_include_pad or divisor_override):
        ones = np.ones((1, 1, *input.shape[-2:]), input._array.dtype)
        divisor = pooling.avg_pool2d(ones, divisor=1, **plan)[0][0, 0]
    return _pooled(pooling.avg_pool2d, input, divisor=divisor, **plan)


@layer("pooling.AdaptiveAvgPool2d", inputs=1)
def adaptive_avg_pool2d(input: Tensor, output_size: Any) -> Tensor:
    """Means over equal stretches so that images become `output_size`; None keeps a side.

    >>> F.adaptive_avg_pool2d(torch.ones(1, 1, 4, 4), 1).shape
    torch.Size([1, 1, 1, 1])
    """
    check_tensor(input, "adaptive_avg_pool2d")
    if input.dim() not in (3, 4):
        raise RuntimeError(f"adaptive_avg_pool2d(): Expected 3D or 4D tensor, but got {list(input.shape)}")
    sizes = (output_size, output_size) if isinstance(output_size, int | None) else output_size
    out = tuple(n if size is None else int(size) for size, n in zip(sizes, input.shape[-2:], strict=True))
    made = record(mean_over_image if out == (1, 1) else pooling.adaptive_avg_pool2d, input, out=out)
    return laid(made, input)


def laid(made: Tensor, *inputs: Tensor) -> Tensor:
    """What was made, with the channels side by side in memory if one of the inputs has them so."""
    if made.dim() == 4 and any(is_channels_last(t._array) for t in inputs):
        made._array = to_channels_last(made._array)
    return made


def _pooled(op: Op, input: Tensor, **plan: Any) -> Tensor:
    if input.dim() == 3:
        return record(op, input.unsqueeze(0), **plan).squeeze(0)
    return laid(record(op, input, **plan), input)


def _pool_plan(
    input: Tensor, kernel_size: Any, stride: Any, padding: Any, dilation: Pair, ceil: bool
) -> dict[str, Any]:
    """The arguments of pooling in full, and the size of its output."""
    check_tensor(input, "pool2d")
    if input.dim() not in (3, 4) or 0 in input.shape[input.dim() - 3 :]:
        raise RuntimeError(
            "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got shape "
            f"{list(input.shape)}"
        )
    kernel, space = pair(kernel_size), pair(padding)
    steps = kernel if stride is None or stride == () else pair(stride)
    if 0 in steps:
        raise RuntimeError("stride should not be zero")
    for k, p in zip(kernel, space, strict=True):
        if p > k // 2:
            raise RuntimeError(
                f"pad should be at most half of effective kernel size, but got pad={p}, kernel_size={k} "
                "and dilation=1"
            )
    out, sides = [], []
    for n, k, s, p, d in zip(input.shape[-2:], kernel, steps, space, dilation, strict=True):
        room = n + 2 * p - d * (k - 1) - 1
        size = (-(-room // s) if ceil else room // s) + 1
        if ceil and (size - 1) * s >= n + p:  # the last window would lie wholly in the padding
            size -= 1
        out.append(size)
        sides.append((p, max(p, (size - 1) * s + d * (k - 1) + 1 - n - p)))
    if min(out) < 1:
        before = "x".join(map(str, input.shape[-3:]))
        after = "x".join(map(str, (input.shape[-3], *out)))
        raise RuntimeError(
            f"Given input size: ({before}). Calculated output size: ({after}). Output size is too small"
        )
    return {"kernel": kernel, "stride": steps, "padding": tuple(sides), "out": tuple(out)}
