"""Vision functions: `pad`, `pixel_shuffle` and its inverse, and patches of images by `unfold`.

Sources: PyTorch, `torch.nn.functional`; Shi et al. 2016 (pixel shuffle).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..._core.operations import convolution, interpolation
from ..._core.record import drop_base, record, with_node_name
from ..._core.tensor import Tensor
from .arguments import apart_from, check_tensor, keep_channels_last, layer

__all__ = ["pad", "pixel_shuffle", "pixel_unshuffle", "unfold"]
NODES = {
    "reflect": "ReflectionPad{}DBackward0",
    "replicate": "ReplicationPad{}DBackward0",
    "circular": "CopySlices",
}


def pad(input: Tensor, pad: Sequence[int], mode: str = "constant", value: float | None = None) -> Tensor:
    """`pad` = (left, right, top, bottom, …) elements around the last dimensions, the last one first: of
    `value` (0), or as `mode` "reflect", "replicate" or "circular" continues the image. Negative ones are cut
    off.

    `input` has at least half as many dimensions as `pad` has numbers. Raises `RuntimeError` for an odd or too
    long `pad`, `NotImplementedError` for another `mode`. The result has the shape of `input`, but for what
    `pad` adds.

    >>> F.pad(torch.ones(1, 2), (1, 1))
    tensor([[0., 1., 1., 0.]])
    """
    check_tensor(input, "pad")
    sides = tuple(int(n) for n in pad)
    if len(sides) % 2:
        raise RuntimeError("Padding length must be divisible by 2")
    if len(sides) > 2 * input.dim():
        raise RuntimeError(
            "Padding length should be less than or equal to two times the input dimension but got padding "
            f"length {len(sides)} and input of dimension {input.dim()}"
        )
    pairs = [(sides[i], sides[i + 1]) for i in range(0, len(sides), 2)][::-1]  # the last dimension is last
    pairs = [(0, 0)] * (input.dim() - len(pairs)) + pairs
    for n, (a, b) in zip(input.shape, pairs, strict=True):
        if n + a + b < 0 or n + min(a, 0) + min(b, 0) < 0:
            raise RuntimeError(
                f"narrow(): length must be non-negative: cannot cut {a} and {b} off {n} elements"
            )
    if mode == "constant":
        fill = input._array.dtype.type(0 if value is None else value)
        return keep_channels_last(
            record(interpolation.constant_pad, input, sides=tuple(pairs), value=fill), input
        )
    if mode not in NODES:
        raise NotImplementedError(f"Unrecognized padding mode {mode}")
    if value is not None and value != 0:
        raise RuntimeError(f'Padding mode "{mode}" doesn\'t take in value argument')
    check_pad_dimensions(input, len(sides))
    count = len(sides) // 2
    taps: list[interpolation.Taps] = []
    for d in range(input.dim() - 1, input.dim() - count - 1, -1):
        taps.insert(
            0, interpolation.copy_taps(padded_indices(int(input.shape[d]), *pairs[d], mode, input, d))
        )
    saved = () if mode == "circular" else (input,)
    made = record(interpolation.rearrange, input, taps=tuple(taps))
    if mode == "circular":
        made._array = np.ascontiguousarray(made._array)
    return with_node_name(made, NODES[mode].format(count), *saved)


def check_pad_dimensions(input: Tensor, length: int) -> None:
    """NotImplementedError unless the last dimensions of images are padded, one, two or three."""
    if (length, input.dim()) not in ((2, 2), (2, 3), (4, 3), (4, 4), (6, 4), (6, 5)):
        raise NotImplementedError(
            f"Padding size {length} is not supported for {input.dim()}D input tensor.\n"
            "Supported combinations for non-constant padding:\n"
            "  - 2D or 3D input: padding size = 2 (pads last dimension)\n"
            "  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)\n"
            "  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)"
        )
    if 0 in input.shape[1:]:
        raise RuntimeError(
            f"Expected {length // 2 + 1}D or {length // 2 + 2}D (batch mode) tensor with possibly 0 batch "
            f"size and other non-zero dimensions for input, but got: {list(input.shape)}"
        )


def padded_indices(n: int, before: int, after: int, mode: str, input: Tensor, d: int) -> Any:
    """The places of the `n` elements that continue them on both sides."""
    if mode == "reflect" and max(before, after) >= n:
        raise RuntimeError(
            f"Argument #{2 * (input.dim() - d) + 2}: Padding size should be less than the corresponding "
            f"input dimension, but got: padding ({before}, {after}) at dimension {d} of input "
            f"{list(input.shape)}"
        )
    if mode == "circular" and max(before, after) > n:
        raise RuntimeError("Padding value causes wrapping around more than once.")
    at = np.arange(-before, n + after)
    if mode == "replicate":
        return at.clip(0, n - 1)
    if mode == "circular":
        return at % n
    at = np.abs(at)
    return np.where(at >= n, 2 * (n - 1) - at, at)


def check_shuffle(input: Tensor, who: str, **factor: int) -> None:
    """TypeError unless `input` is a tensor, RuntimeError unless it is an image and the factor positive."""
    check_tensor(input, who)
    if input.dim() < 3:
        raise RuntimeError(
            f"{who} expects input to have at least 3 dimensions, but got input with {input.dim()} "
            "dimension(s)"
        )
    for name, r in factor.items():
        if r <= 0:
            raise RuntimeError(f"{who} expects a positive {name}, but got {r}")


@layer("pixelshuffle.PixelShuffle", inputs=1)
def pixel_shuffle(input: Tensor, upscale_factor: int) -> Tensor:
    """Channels as pixels, r = upscale_factor times as many each way: (…, C r², H, W) → (…, C, H r, W r).

    Raises `RuntimeError` unless r² divides the channels.

    >>> F.pixel_shuffle(torch.arange(4.).view(1, 4, 1, 1), 2)
    tensor([[[[0., 1.],
              [2., 3.]]]])
    """
    check_shuffle(input, "pixel_shuffle", upscale_factor=upscale_factor)
    r = upscale_factor
    *batch, channels, height, width = input.shape
    if channels % r**2:
        raise RuntimeError(
            "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of "
            f"upscale_factor, but input.size(-3)={channels} is not divisible by {r**2}"
        )
    apart = input.reshape(-1, channels // r**2, r, r, height, width).permute(0, 1, 4, 2, 5, 3)
    made = apart_from(input, apart.reshape(*batch, channels // r**2, height * r, width * r))
    return with_node_name(keep_channels_last(made, input), "PixelShuffleBackward0")


@layer("pixelshuffle.PixelUnshuffle", inputs=1)
def pixel_unshuffle(input: Tensor, downscale_factor: int) -> Tensor:
    """The inverse of `pixel_shuffle`: (…, C, H r, W r) → (…, C r², H, W).

    Raises `RuntimeError` unless r divides height and width.

    >>> F.pixel_unshuffle(torch.arange(4.).view(1, 1, 2, 2), 2).shape
    torch.Size([1, 4, 1, 1])
    """
    check_shuffle(input, "pixel_unshuffle", downscale_factor=downscale_factor)
    r = downscale_factor
    *batch, channels, height, width = input.shape
    for name, dim in (("height", -2), ("width", -1)):
        if input.shape[dim] % r:
            raise RuntimeError(
                f"pixel_unshuffle expects {name} to be divisible by downscale_factor, but "
                f"input.size({dim})={input.shape[dim]} is not divisible by {r}"
            )
    apart = input.reshape(-1, channels, height // r, r, width // r, r).permute(0, 1, 3, 5, 2, 4)
    made = apart_from(input, apart.reshape(*batch, channels * r**2, height // r, width // r))
    return with_node_name(keep_channels_last(made, input), "PixelUnshuffleBackward0")


@layer("fold.Unfold", inputs=1)
def unfold(input: Tensor, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Tensor:
    """The patches under each position of a kernel as columns: (N, C, H, W) → (N, C kh kw, positions).

    `input` and result may lack N. Raises `RuntimeError` for other shapes and no position.

    >>> F.unfold(torch.ones(1, 1, 3, 3), 2).shape
    torch.Size([1, 4, 4])
    """
    check_tensor(input, "unfold")
    if input.dim() == 3:
        made = unfold(input.unsqueeze(0), kernel_size, dilation, padding, stride).squeeze(0)
        return with_node_name(drop_base(made), "Im2ColBackward0")
    if input.dim() != 4 or 0 in input.shape[1:]:
        raise RuntimeError(
            "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions "
            f"for input, but got: {list(input.shape)}"
        )
    size = tuple(map(int, input.shape[2:]))
    kernel, gaps, space, steps = (
        pair_of_ints(name, given)
        for name, given in (
            ("kernel_size", kernel_size), ("dilation", dilation), ("padding", padding), ("stride", stride)
        )
    )  # fmt: skip
    for name, (high, wide) in {
        "kernel size": kernel,
        "dilation": gaps,
        "padding": space,
        "stride": steps,
    }.items():
        least, limit = (0, "non-negative") if name == "padding" else (1, "greater than zero")
        if min(high, wide) < least:
            short = {"kernel size": "kernel", "padding": "pad"}.get(name, name)
            raise RuntimeError(
                f"{name} should be {limit}, but got {short}_height: {high} {short}_width: {wide}"
            )
    sizes = zip(size, space, gaps, kernel, steps, strict=True)
    out = tuple((n + 2 * p - d * (k - 1) - 1) // s + 1 for n, p, d, k, s in sizes)
    if min(out) < 1:
        raise RuntimeError(
            f"Given input with spatial size {size}, kernel_size={kernel}, dilation={gaps}, padding={space}, "
            f"calculated shape of the array of sliding blocks as {out}, but its components must be at least "
            "one."
        )
    sides = tuple((p, p) for p in space)
    return record(
        convolution.unfold, input, kernel=kernel, stride=steps, padding=sides, dilation=gaps, out=out
    )


def pair_of_ints(name: str, value: Any) -> tuple[int, int]:
    """A size of `unfold` for both dimensions: a number, or two. TypeError for anything else."""
    both = tuple(value) if isinstance(value, (tuple, list)) else (value, value)
    for at, each in enumerate(both):
        if isinstance(each, bool) or not isinstance(each, (int, np.integer)):
            raise TypeError(
                f"im2col(): argument '{name}' must be tuple of ints, but found element of type "
                f"{type(each).__name__} at pos {at}"
            )
    if len(both) != 2:
        raise RuntimeError(f"It is expected {name} equals to 2, but got size {len(both)}")
    return int(both[0]), int(both[1])
