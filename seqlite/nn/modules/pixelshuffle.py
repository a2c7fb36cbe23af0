"""Channels to pixels and back, as layers. Source: PyTorch, `torch.nn.modules.pixelshuffle`."""

from __future__ import annotations

from .. import functional as F
from .applied import Applied


class PixelShuffle(Applied, function=F.pixel_shuffle):
    """Channels as pixels: (…, C r², H, W) → (…, C, H r, W r).

    >>> nn.PixelShuffle(2)(torch.ones(1, 4, 1, 1)).shape
    torch.Size([1, 1, 2, 2])
    """

    def __init__(self, upscale_factor: int) -> None:
        self._set(locals())


class PixelUnshuffle(Applied, function=F.pixel_unshuffle):
    """The inverse of `PixelShuffle`.

    >>> nn.PixelUnshuffle(2)(torch.ones(1, 1, 2, 2)).shape
    torch.Size([1, 4, 1, 1])
    """

    def __init__(self, downscale_factor: int) -> None:
        self._set(locals())
