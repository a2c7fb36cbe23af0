"""Changes of each pixel and of histograms, of images and videos (…, C, H, W).

Source: torchvision, `torchvision.transforms.v2.functional`.
"""

from __future__ import annotations

from typing import Any

from ....._core.dtypes import float32, uint8
from ....._core.operations.indexing_gather import where
from ....._core.operations.indexing_joining import cat
from ... import functional as v1
from ...functional_pil import pillow_module
from ...functional_pixels import invert as _invert_pil
from .color import check_channels
from .dispatch import functional, through_tensor
from .misc import convert_image_dtype, largest, value_bits


@functional(pil=lambda image, bits: pillow_module("ImageOps").posterize(image, bits))
def posterize(inpt: Any, bits: int) -> Any:
    """Keep the first `bits` bits of each pixel (…, H, W), of fractions that many levels; same shape and
    dtype.

    Raises `TypeError` unless they are 0 to 8.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.posterize(torch.tensor([[[255]]], dtype=torch.uint8), 1)
    tensor([[[128]]], dtype=torch.uint8)
    """
    if not isinstance(bits, int) or not 0 <= bits <= 8:
        raise TypeError(f"bits must be a positive integer in the range [0, 8], got {bits} instead.")
    if inpt.is_floating_point():
        levels = 1 << bits
        return inpt.mul(levels).floor_().clamp_(0, levels - 1).mul_(1.0 / levels)
    most = value_bits(inpt.dtype)
    return inpt if bits >= most else inpt & (((1 << bits) - 1) << (most - bits))


@functional(pil=v1.solarize)
def solarize(inpt: Any, threshold: float) -> Any:
    """Invert the pixels (…, H, W) from `threshold` on; same shape and dtype. Raises `TypeError` if it is
    above all values.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.solarize(torch.tensor([[[0.25, 0.75]]]), 0.5)
    tensor([[[0.2500, 0.2500]]])
    """
    if threshold > largest(inpt.dtype):
        raise TypeError(
            f"Threshold should be less or equal the maximum value of the dtype, but got {threshold}"
        )
    return where(inpt >= threshold, invert(inpt), inpt)


@functional(pil=v1.autocontrast)
def autocontrast(inpt: Any) -> Any:
    """Stretch each channel of (…, 1 or 3, H, W) from black to white; same shape and dtype.

    Raises `TypeError` for other channels.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.autocontrast(torch.tensor([[[0.25, 0.75]]]))
    tensor([[[0., 1.]]])
    """
    check_channels(inpt)
    if inpt.numel() == 0:
        return inpt
    most = largest(inpt.dtype)
    work = inpt if inpt.is_floating_point() else inpt.to(float32)
    low, high = work.amin((-2, -1), keepdim=True), work.amax((-2, -1), keepdim=True)
    flat = low == high
    scale = where(flat, 1.0, (high - low).mul(1.0 / most))
    return work.sub(where(flat, 0.0, low)).div(scale).clamp(0, most).to(inpt.dtype)


@functional(pil=v1.equalize)
def equalize(inpt: Any) -> Any:
    """Equalize the histogram of each channel of (…, H, W), in 256 steps; same shape and dtype.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.equalize(torch.tensor([[[1, 1], [2, 3]]], dtype=torch.uint8)).dtype
    torch.uint8
    """
    if inpt.numel() == 0:
        return inpt
    return convert_image_dtype(v1.equalize(convert_image_dtype(inpt, uint8)), inpt.dtype)


@functional(pil=_invert_pil)
def invert(inpt: Any) -> Any:
    """The negative: the largest value minus each, for (…, H, W); same shape and dtype.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.invert(torch.tensor([[[0, 255]]], dtype=torch.uint8))
    tensor([[[255,   0]]], dtype=torch.uint8)
    """
    return 1.0 - inpt if inpt.is_floating_point() else inpt ^ largest(inpt.dtype)


@functional(pil=through_tensor)
def permute_channels(inpt: Any, permutation: Any) -> Any:
    """The channels of (…, C, H, W) in another order; same shape and dtype. Raises `ValueError` unless there
    is a number for each.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.permute_channels(torch.tensor([[[1.]], [[2.]]]), [1, 0]).flatten()
    tensor([2., 1.])
    """
    channels = inpt.shape[-3]
    if len(permutation) != channels:
        raise ValueError(
            f"Length of permutation does not match number of channels: {len(permutation)} != {channels}"
        )
    return cat([inpt[..., int(i) : int(i) + 1, :, :] for i in permutation], -3)
