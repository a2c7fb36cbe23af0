"""Channels to pixels and back. Source: Shi et al. 2016; PyTorch, `torch.nn.functional`."""

from __future__ import annotations

from ..._core.tensor import Tensor
from .arguments import check_tensor
from .image import laid
from .layers import layer

__all__ = ["pixel_shuffle", "pixel_unshuffle"]


@layer("pixelshuffle.PixelShuffle", inputs=1)
def pixel_shuffle(input: Tensor, upscale_factor: int) -> Tensor:
    """Channels as pixels, r = upscale_factor times as many each way: (…, C r², H, W) → (…, C, H r, W r).

    >>> F.pixel_shuffle(torch.arange(4.).view(1, 4, 1, 1), 2)
    tensor([[[[0., 1.],
              [2., 3.]]]])
    """
    check_tensor(input, "pixel_shuffle")
    r = upscale_factor
    if input.dim() < 3:
        raise RuntimeError(
            f"pixel_shuffle expects input to have at least 3 dimensions, but got input with {input.dim()} "
            "dimension(s)"
        )
    if r <= 0:
        raise RuntimeError(f"pixel_shuffle expects a positive upscale_factor, but got {r}")
    *batch, channels, height, width = input.shape
    if channels % r**2:
        raise RuntimeError(
            "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of "
            f"upscale_factor, but input.size(-3)={channels} is not divisible by {r**2}"
        )
    apart = input.reshape(-1, channels // r**2, r, r, height, width).permute(0, 1, 4, 2, 5, 3)
    return laid(apart.reshape(*batch, channels // r**2, height * r, width * r), input)


@layer("pixelshuffle.PixelUnshuffle", inputs=1)
def pixel_unshuffle(input: Tensor, downscale_factor: int) -> Tensor:
    """The inverse of `pixel_shuffle`: (…, C, H r, W r) → (…, C r², H, W).

    >>> F.pixel_unshuffle(torch.arange(4.).view(1, 1, 2, 2), 2).shape
    torch.Size([1, 4, 1, 1])
    """
    check_tensor(input, "pixel_unshuffle")
    r = downscale_factor
    if input.dim() < 3:
        raise RuntimeError(
            f"pixel_unshuffle expects input to have at least 3 dimensions, but got input with {input.dim()} "
            "dimension(s)"
        )
    if r <= 0:
        raise RuntimeError(f"pixel_unshuffle expects a positive downscale_factor, but got {r}")
    *batch, channels, height, width = input.shape
    if height % r or width % r:
        raise RuntimeError(
            "pixel_unshuffle expects height and width to be divisible by downscale_factor, but got "
            f"{height} and {width} with {r}"
        )
    apart = input.reshape(-1, channels, height // r, r, width // r, r).permute(0, 1, 3, 5, 2, 4)
    return laid(apart.reshape(*batch, channels * r**2, height // r, width // r), input)
