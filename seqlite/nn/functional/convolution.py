"""Convolution over images (N, C, H, W), signals (N, C, L) and volumes (N, C, D, H, W), with or without N.

A signal is an image of height 1. For a volume, the depths of the kernel become channels. Source: PyTorch,
`torch.nn.functional`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..._core import autocast
from ..._core.operations import convolution
from ..._core.operations.indexing_joining import cat, stack
from ..._core.record import drop_base, record, with_node_name
from ..._core.tensor import Tensor
from .arguments import (
    check_channels,
    check_output_padding,
    check_tensor,
    check_transposed,
    keep_channels_last,
    pair,
    transposed_size,
)
from .vision import pad

__all__ = ["conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d"]


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
    if input.dim() in (2, 3) and form is conv_transpose2d:
        check_transposed(input if input.dim() == 3 else input.unsqueeze(0), weight)
    try:
        made = as_image(form, input, who, weight.unsqueeze(-2), bias, *args)
    except RuntimeError as error:  # of an image of one row
        raise RuntimeError(str(error).replace("(1 x ", "(") if form is conv2d else str(error)) from None
    return with_node_name(drop_base(made), "ConvolutionBackward0") if made.dim() == 3 else made


def sides_of(padding: Any, steps: Any, reach: tuple[int, ...], space: Any) -> tuple[Any, ...]:
    """What `padding` puts before and after each dimension. RuntimeError if a kernel that reaches so far does
    not fit in then, or for "same" with a stride."""
    if padding == "same":
        if max(steps) > 1:
            raise RuntimeError("padding='same' is not supported for strided convolutions")
        sides = tuple(((r - 1) // 2, r - 1 - (r - 1) // 2) for r in reach)
    else:
        sides = tuple((p, p) for p in ((0,) * len(reach) if padding == "valid" else padding))
    sizes = [n + sum(side) for n, side in zip(space, sides, strict=True)]
    if any(n < r for n, r in zip(sizes, reach, strict=True)):
        size, wanted = (" x ".join(map(str, numbers)) for numbers in (sizes, reach))
        raise RuntimeError(
            f"Calculated padded input size per channel: ({size}). Kernel size: ({wanted}). Kernel size can't "
            "be greater than actual input size"
        )
    return sides


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
    given = padding if isinstance(padding, str) else pair(padding)
    sides = sides_of(given, steps, reach, input.shape[2:])
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
    return keep_channels_last(made, input, weight)


def with_zeros(input: Tensor, dim: int, count: int) -> Tensor:
    """The input with zeros at the end: what output padding of a stride or more comes from."""
    shape = (*input.shape[:dim], count, *input.shape[dim + 1 :])
    return cat([input, input.new_zeros(shape)], dim)  # type: ignore[no-any-return]


def conv_transpose2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: int = 1,
    dilation: Any = 1,
) -> Tensor:
    """Images enlarged by learned kernels: (N, C, H, W) with weight (C, O / groups, kh, kw) → (N, O, H', W'),
    H' = (H - 1) stride - 2 padding + dilation (kh - 1) + output_padding + 1.

    Raises `RuntimeError` for other shapes, an empty output and an `output_padding` that is below neither
    stride nor dilation.

    >>> F.conv_transpose2d(torch.ones(1, 1, 2, 2), torch.ones(1, 1, 2, 2), stride=2).shape
    torch.Size([1, 1, 4, 4])
    """
    check_tensor(input, "conv_transpose2d")
    if input.dim() == 3:
        batch = input.unsqueeze(0)
        return conv_transpose2d(
            batch, weight, bias, stride, padding, output_padding, groups, dilation
        ).squeeze(0)
    if input.dim() != 4:
        raise RuntimeError(
            "Expected 3D (unbatched) or 4D (batched) input to conv_transpose2d, but got input of size: "
            f"{list(input.shape)}"
        )
    check_transposed(input, weight)
    if not len(input):  # with an image of zeros there is something to multiply, which is then left out
        filled = cat([input, input.new_zeros((1, *input.shape[1:]))])
        made = conv_transpose2d(filled, weight, bias, stride, padding, output_padding, groups, dilation)
        return with_node_name(made[:0], "ConvolutionBackward0")
    steps, space, extra, gaps = pair(stride), pair(padding), pair(output_padding), pair(dilation)
    kernel = (int(weight.shape[2]), int(weight.shape[3]))
    check_output_padding(extra, steps, gaps)
    size = transposed_size(input, kernel, steps, space, gaps, extra)
    sides = tuple((p, p) for p in space)
    for dim, (e, s) in enumerate(zip(extra, steps, strict=True), 2):
        if e >= s:
            input = with_zeros(input, dim, e // s)
    return record(
        convolution.conv_transpose2d,
        input,
        weight,
        bias,
        size=tuple(size),
        stride=steps,
        padding=sides,
        dilation=gaps,
        groups=groups,
    )


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

    Raises `RuntimeError` where shapes or types do not fit.

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

    Raises `RuntimeError` where shapes do not fit.

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
    reach = tuple(d * (k - 1) + 1 for d, k in zip(gaps, kernel, strict=True))
    given: Any = padding if isinstance(padding, str) else triple(padding)
    depth = sides_of(given, steps, reach, input.shape[2:])[0]
    around = given if isinstance(given, str) else given[1:]
    deep = pad(input, (0, 0, 0, 0, *depth)) if any(depth) else input
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
