"""The picture of a convolution: an image, a kernel that slides over it, and the map that it gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
import torch.nn.functional as F

from .channels import LARGEST, channels_of
from .numbers import Data, as_float32, data_of, exact
from .picture import Picture


def convolution(
    image: Any,
    kernel: Any,
    *,
    bias: float = 0.0,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    kernels: Mapping[str, Any] | Sequence[Any] = (),
    channels: Sequence[str] = (),
) -> Picture:
    """Picture how a kernel slides over an image: each number of the output is one sum of products.

    The numbers are those of ``F.conv2d``. A kernel that does not fit is shown with the reason.

    Args:
        image: a tensor of the shape [height, width] or [channels, height, width], at most 32 × 32.
        kernel: a tensor of the shape [height, width]; for several channels, [channels, height, width].
        bias: what is added to each sum.
        stride: how far the kernel moves from one sum to the next.
        padding: how many zeros are put around the image on each side.
        dilation: how far the numbers of the kernel are apart.
        kernels: others that can be put in the place of the kernel, by name, or numbered from 1 on.
        channels: what several channels are called, such as ["red", "green", "blue"].
    """
    several = channels_of(image, kernel)
    x, weight = several or (_flat(image, "image"), _flat(kernel, "kernel"))
    added = None
    if isinstance(bias, torch.Tensor) and bias.numel() == 1:
        added = bias.detach().cpu().float().reshape(1)
        bias = added.item()
    if isinstance(bias, bool) or not isinstance(bias, int | float):
        raise TypeError(f"bias is a number, such as 0.5; it is {bias!r}")
    options = {
        "stride": _pair("stride", stride, 1),
        "padding": _pair("padding", padding, 0),
        "dilation": _pair("dilation", dilation, 1),
    }
    data: Data = {
        "kind": "channels" if several else "convolution",
        "version": 1,
        "image": data_of(x),
        "kernel": data_of(weight),
        "bias": exact(as_float32(bias)),
        **{name: pair[0] if pair[0] == pair[1] else list(pair) for name, pair in options.items()},
    }
    if several:
        names = [str(name) for name in channels] or [f"channel {i}" for i in range(len(x))]
        if len(names) != len(x):
            raise ValueError(f"channels has {len(names)} names, and the image has {len(x)} channels")
        data["names"] = names
    named = kernels if isinstance(kernels, Mapping) else {str(i + 1): one for i, one in enumerate(kernels)}
    if named and several:
        raise ValueError("convolution() exchanges kernels of one channel only")
    if named:
        others = {str(name): _flat(one, "kernel") for name, one in named.items()}
        data["kernels"] = [{"name": name, "kernel": data_of(one)} for name, one in others.items()]
    fault = _misfit(x.shape[-2:], weight.shape[-2:], options["padding"], options["dilation"])
    if fault:
        return Picture(data | {"fault": fault})
    shift = torch.tensor([float(bias)]) if added is None else added
    (rows, columns), (high, wide) = x.shape[-2:], weight.shape[-2:]
    output = F.conv2d(x.reshape(1, -1, rows, columns), weight.reshape(1, -1, high, wide), shift, **options)
    return Picture(data | {"output": data_of(output[0, 0])})


def _flat(tensor: Any, what: str) -> Any:
    """A tensor of two dimensions, in float32."""
    if not isinstance(tensor, torch.Tensor):
        raise TypeError(f"convolution() needs the {what} as a tensor, and got {type(tensor).__name__}")
    if tensor.is_complex():
        raise TypeError(f"convolution() needs a {what} of real numbers, and got complex ones")
    found = tensor.detach().cpu().float()
    while found.dim() > 2 and len(found) == 1:
        found = found[0]
    shape = list(tensor.shape)
    if found.dim() != 2:
        raise ValueError(
            f"convolution() needs {'an' if what == 'image' else 'a'} {what} of the shape [height, width], "
            f"and got {shape}: take one channel of it, such as {what}[0]"
        )
    if min(found.shape) < 1 or max(found.shape) > LARGEST:
        raise ValueError(
            f"convolution() draws sides from 1 to {LARGEST}, and the {what} has the shape {shape}: "
            f"take a part of it, such as {what}[..., :{LARGEST}, :{LARGEST}]"
        )
    return found


def _pair(name: str, value: Any, least: int) -> tuple[int, int]:
    """One number for both directions, or one for each."""
    pair = tuple(value) if isinstance(value, Sequence) and not isinstance(value, str) else (value, value)
    if len(pair) != 2 or any(isinstance(n, bool) or not isinstance(n, int) for n in pair):
        raise TypeError(f"{name} is a whole number, such as {least + 1}, or a pair of them; it is {value!r}")
    if not all(least <= number <= LARGEST for number in pair):
        raise ValueError(f"{name} is a whole number from {least} to {LARGEST}; it is {value!r}")
    return pair[0], pair[1]


def _misfit(
    image: Sequence[int], kernel: Sequence[int], padding: Sequence[int], dilation: Sequence[int]
) -> str:
    """Why the kernel has no place in the image; empty if it has."""
    room = [side + 2 * more for side, more in zip(image, padding, strict=True)]
    taken = [apart * (side - 1) + 1 for side, apart in zip(kernel, dilation, strict=True)]
    if taken[0] <= room[0] and taken[1] <= room[1]:
        return ""
    return (
        f"The kernel covers {taken[0]} × {taken[1]} pixels, and the image with its padding has only "
        f"{room[0]} × {room[1]}: take a smaller kernel or dilation, or more padding."
    )
