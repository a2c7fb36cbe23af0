"""Weights of convolutions in another memory format. Source: PyTorch, `torch.nn.utils.memory_format`."""

from __future__ import annotations

from typing import TypeVar

from ..._core.tensor_attributes import memory_format
from ..modules.conv import Conv2d, ConvTranspose2d
from ..modules.module import Module

M = TypeVar("M", bound=Module)
Format = memory_format


def convert_conv2d_weight_memory_format(module: M, memory_format: Format) -> M:
    """Lay the weights of all 2-d convolutions of a module out in `memory_format`; returns the module.

    >>> layer = nn.utils.convert_conv2d_weight_memory_format(nn.Conv2d(2, 3, 4), torch.channels_last)
    >>> layer.weight.stride()
    (32, 1, 8, 2)
    """
    for layer in module.modules():
        if isinstance(layer, (Conv2d, ConvTranspose2d)):
            layer.weight.data = layer.weight.detach().contiguous(memory_format=memory_format)
    return module
