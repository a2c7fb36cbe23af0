"""Pooling over images (N, C, H, W) and signals (N, C, L), or without N. Source: `torch.nn.functional`."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..._core.operations import convolution
from ..._core.operations.arguments import axis_of
from ..._core.operations.convolution import Pair
from ..._core.record import record, with_node_name
from ..._core.rules import FLOATING, Op, rule
from ..._core.tensor import Tensor
from .arguments import check_tensor, keep_channels_last, layer, pair
from .convolution import as_image, single

__all__ = [
    "adaptive_avg_pool1d", "adaptive_avg_pool2d", "avg_pool1d", "avg_pool2d", "max_pool1d", "max_pool2d",
]  # fmt: skip

Sizes = tuple[int, ...]
BATCHES = "(batch mode) tensor with optional 0 dim batch size for input, but got:"

mean_over_image = rule("MeanBackward1", takes=FLOATING, refuses=RuntimeError, name="mean")(
    convolution.adaptive_means
)


def max_pool2d(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest value in each window; windows lie `stride` apart, by default side by side. With
    `return_indices`, a pair: the values and their places in the flattened image.

    (N, C, H, W) → (N, C, H', W') (N may be missing), with H' = (H + 2 padding - dilation (kernel_size - 1) -
    1) // stride + 1, rounded up with `ceil_mode`; numbers or pairs. Raises `RuntimeError` for other shapes,
    `padding` above half the kernel and an empty output.

    >>> F.max_pool2d(torch.arange(4.).view(1, 1, 2, 2), 2)
    tensor([[[[3.]]]])
    """
    if return_indices:
        from .pooling_windows import max_pool2d_with_indices

        return max_pool2d_with_indices(input, kernel_size, stride, padding, dilation, ceil_mode)
    check_tensor(input, "max_pool2d")
    if input.dim() not in (3, 4):
        raise RuntimeError("non-empty 3D or 4D (batch mode) tensor expected for input")
    gaps = pair(dilation)
    plan = _pool_plan(input, kernel_size, stride, padding, gaps, ceil_mode)
    return _pool(convolution.max_pool2d, input, dilation=gaps, **plan)


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

    (N, C, H, W) → (N, C, H', W') (N may be missing), with H' = (H + 2 padding - kernel_size) // stride + 1,
    rounded up with `ceil_mode`. `divisor_override` replaces the size of the window. Raises `RuntimeError` in
    the same cases as `max_pool2d`.

    >>> F.avg_pool2d(torch.ones(1, 1, 2, 2), 2)
    tensor([[[[1.]]]])
    """
    if ceil_mode or divisor_override == 0 or input._array.dtype.kind in "iub":
        from .pooling_windows import windows_mean

        options = (stride, padding, ceil_mode, count_include_pad, divisor_override)
        return windows_mean(2, input, kernel_size, *options)
    check_tensor(input, "avg_pool2d")
    plan = _pool_plan(input, kernel_size, stride, padding, (1, 1), False)
    kernel = plan["kernel"]
    divisor: Any = divisor_override or kernel[0] * kernel[1]
    if not (count_include_pad or divisor_override):
        ones = np.ones((1, 1, *input.shape[-2:]), input._array.dtype)
        divisor = convolution.avg_pool2d(ones, divisor=1, **plan)[0][0, 0]
    return _pool(convolution.avg_pool2d, input, divisor=divisor, **plan)


@layer("pooling.AdaptiveAvgPool2d", inputs=1)
def adaptive_avg_pool2d(input: Tensor, output_size: Any) -> Tensor:
    """Means over equal stretches so that images become `output_size`; None keeps a side.

    (N, C, H, W) → (N, C, *output_size) (N may be missing); a number stands for both sides. Raises
    `RuntimeError` for other shapes.

    >>> F.adaptive_avg_pool2d(torch.ones(1, 1, 4, 4), 1).shape
    torch.Size([1, 1, 1, 1])
    """
    check_tensor(input, "adaptive_avg_pool2d")
    if input.dim() not in (3, 4):
        raise RuntimeError(f"adaptive_avg_pool2d(): Expected 3D or 4D tensor, but got {list(input.shape)}")
    sizes = (output_size, output_size) if isinstance(output_size, int | None) else output_size
    out = tuple(n if size is None else int(size) for size, n in zip(sizes, input.shape[-2:], strict=True))
    for dim in input.dim() - 2, input.dim() - 1:
        if input.shape[dim] == 0 and out != (1, 1):
            raise RuntimeError(
                "adaptive_avg_pool2d(): Expected input to have non-zero size for non-batch dimensions, but "
                f"input has sizes {list(input.shape)} with dimension {dim} being empty"
            )
    made = record(mean_over_image if out == (1, 1) else convolution.adaptive_avg_pool2d, input, out=out)
    return keep_channels_last(made, input)


def _pool(op: Op, input: Tensor, **plan: Any) -> Tensor:
    if input.dim() == 3:
        return with_node_name(record(op, input.unsqueeze(0), **plan).squeeze(0), str(op.node))
    return keep_channels_last(record(op, input, **plan), input)


def check_windows(kernel: Sizes, steps: Sizes, space: Sizes, gaps: Sizes) -> None:
    """RuntimeError for windows that cannot be, in PyTorch's order."""
    for k, s, p, d in zip(kernel, steps, space, gaps, strict=True):
        if s == 0:
            raise RuntimeError("stride should not be zero")
        if p < 0:
            raise RuntimeError(f"pad must be non-negative, but got pad: {p}")
        if p > int((d * (k - 1) + 1) / 2):
            raise RuntimeError(
                f"pad should be at most half of effective kernel size, but got pad={p}, kernel_size={k} and "
                f"dilation={d}"
            )
    for name, short, sizes in (
        ("kernel size", "k", kernel),
        ("stride", "d", steps),
        ("dilation", "dilation", gaps),
    ):
        if min(sizes) < 1:
            whole = sizes if len(sizes) > 1 else (1, *sizes)
            sides = zip(("T", "H", "W")[-len(whole) :], whole, strict=True)
            each = " ".join(f"{short}{side}: {n}" for side, n in sides)
            raise RuntimeError(f"{name} should be greater than zero, but got {each}")


def check_padding(kernel: Sizes, space: Sizes) -> None:
    """RuntimeError for more padding than half the kernel, which dilation does not make larger."""
    if any(p > k // 2 for k, p in zip(kernel, space, strict=True)):
        raise RuntimeError(
            "pad should be smaller than or equal to half of kernel size, but got padding "
            f"{list(space)} and kernel size {list(kernel)}"
        )


def _pool_plan(
    input: Tensor, kernel_size: Any, stride: Any, padding: Any, dilation: Pair, ceil: bool
) -> dict[str, Any]:
    """The arguments of pooling in full, and the size of its output."""
    check_images(input)
    kernel, space = pair(kernel_size), pair(padding)
    steps = kernel if stride is None or stride == () else pair(stride)
    check_windows(kernel, steps, space, dilation)
    check_filled(input)
    check_padding(kernel, space)
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


def check_images(input: Tensor) -> None:
    """IndexError unless `input` has a dimension for channels."""
    if not input.dim():
        raise IndexError("Dimension specified as -3 but tensor has no dimensions")
    axis_of(-3, input.dim())


def check_filled(input: Tensor) -> None:
    """RuntimeError unless `input` holds images with pixels, with a batch or without."""
    if input.dim() not in (3, 4) or 0 in input.shape[input.dim() - 3 :]:
        raise RuntimeError(f"Expected 3D or 4D {BATCHES}{list(input.shape)}")


def check_signal(input: Tensor, who: str) -> None:
    """RuntimeError unless `input` is a signal, with a batch or without, as `who` says it."""
    check_tensor(input, who)
    if input.dim() not in (2, 3):
        raise RuntimeError(
            f"Expected 2 to 3 dimensions, but got {input.dim()}-dimensional tensor for argument #1 'self' "
            f"(while checking arguments for {who})"
        )


def image_windows(kernel_size: Any, stride: Any, padding: Any) -> tuple[tuple[int, int], ...]:
    """Kernel, stride and padding of pooling, as for images."""
    steps = kernel_size if stride is None or stride == () else stride
    return (1, single(kernel_size)), (1, single(steps)), (0, single(padding))


def check_signal_windows(input: Tensor, k: int, s: int, p: int, d: int, ceil: bool) -> None:
    """RuntimeError for what `max_pool1d` cannot take, in its own words."""
    check_tensor(input, "max_pool1d")
    if input.dim() not in (2, 3) or 0 in input.shape[-2:]:
        raise RuntimeError(f"max_pool1d: Expected 2D or 3D {BATCHES}{list(input.shape)}")
    for name, n in (("kernel_size", k), ("stride", s)):
        if n < 1:
            raise RuntimeError(f"max_pool1d() {name} must be greater than zero, but got {n}")
    if p < 0:
        raise RuntimeError(f"max_pool1d() padding must be non-negative, but got {p}")
    if p > k // 2:
        raise RuntimeError(
            "max_pool1d() padding should be at most half of kernel size, but got "
            f"padding={p} and kernel_size={k}"
        )
    if d < 1:
        raise RuntimeError(f"max_pool1d() dilation must be greater than zero, but got {d}")
    room = input.shape[-1] + 2 * p - d * (k - 1) - 1
    windows = (-(-room // s) if ceil else room // s) + 1
    if windows < 1:
        raise RuntimeError(f"max_pool1d() Invalid computed output size: {windows}")


def max_pool1d(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest value in each window; windows lie `stride` apart, by default side by side. With
    `return_indices`, a pair: the values and their places in the signal.

    (N, C, L) → (N, C, L') (N may be missing), with L' as H' in `max_pool2d`. Raises `RuntimeError` in the
    same cases.

    >>> F.max_pool1d(torch.arange(4.).view(1, 1, 4), 2)
    tensor([[[1., 3.]]])
    """
    if return_indices:
        from .pooling_windows import max_pool1d_with_indices

        return max_pool1d_with_indices(input, kernel_size, stride, padding, dilation, ceil_mode)
    kernel, steps, space = image_windows(kernel_size, stride, padding)
    gaps = (1, single(dilation))
    check_signal_windows(input, kernel[1], steps[1], space[1], gaps[1], ceil_mode)
    return as_image(max_pool2d, input, "max_pool1d", kernel, steps, space, gaps, ceil_mode, return_indices)


def avg_pool1d(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Tensor:
    """The mean of each window; padding counts as zeros unless `count_include_pad` is off.

    (N, C, L) → (N, C, L') (N may be missing), with L' as H' in `avg_pool2d`. Raises `RuntimeError` in the
    same cases.

    >>> F.avg_pool1d(torch.arange(4.).view(1, 1, 4), 2)
    tensor([[[0.5000, 2.5000]]])
    """
    check_signal(input, "avg_pool1d")
    sizes = image_windows(kernel_size, stride, padding)
    return as_image(avg_pool2d, input, "avg_pool1d", *sizes, ceil_mode, count_include_pad)


@layer("pooling.AdaptiveAvgPool1d", inputs=1)
def adaptive_avg_pool1d(input: Tensor, output_size: Any) -> Tensor:
    """Means over equal stretches so that signals get the length `output_size`.

    (N, C, L) → (N, C, output_size) (N may be missing). Raises `RuntimeError` for other shapes.

    >>> F.adaptive_avg_pool1d(torch.arange(4.).view(1, 1, 4), 2)
    tensor([[[0.5000, 2.5000]]])
    """
    check_signal(input, "adaptive_avg_pool1d")
    return as_image(adaptive_avg_pool2d, input, "adaptive_avg_pool1d", (1, single(output_size)))
