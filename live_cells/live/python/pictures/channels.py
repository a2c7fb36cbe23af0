"""An image of several channels, with a kernel that has a table of numbers for each of them."""

from __future__ import annotations

from typing import Any

import torch

LARGEST = 32
"""Sides of images and kernels up to which they are drawn."""
MOST = 8
"""Channels up to which they are drawn."""


def channels_of(image: Any, kernel: Any) -> tuple[Any, Any] | None:
    """Image and kernel in float32, if both have several channels.

    A batch of one image, and the kernels of a module with one output, are taken as they come.
    """
    if not all(isinstance(one, torch.Tensor) and not one.is_complex() for one in (image, kernel)):
        return None
    x, weight = (_without_batch(one.detach().cpu().float()) for one in (image, kernel))
    if weight.dim() == 4 and len(weight) > 1:
        raise ValueError(
            f"convolution() draws one kernel, and got {len(weight)}: take one of them, such as kernel[0]"
        )
    if x.dim() != 3 or weight.dim() != 3 or len(x) < 2:
        return None
    shapes = f"the image has the shape {list(image.shape)} and the kernel {list(kernel.shape)}"
    if len(x) != len(weight):
        raise ValueError(f"convolution() needs a table of the kernel for each channel of the image: {shapes}")
    if len(x) > MOST:
        raise ValueError(f"convolution() draws up to {MOST} channels: {shapes}")
    sides = [*x.shape[1:], *weight.shape[1:]]
    if min(sides) < 1 or max(sides) > LARGEST:
        raise ValueError(f"convolution() draws sides from 1 to {LARGEST}: {shapes}")
    return x, weight


def _without_batch(tensor: Any) -> Any:
    return tensor[0] if tensor.dim() == 4 and len(tensor) == 1 else tensor
