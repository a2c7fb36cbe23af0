"""Crops of images, videos and masks (…, H, W).

Source: torchvision, `torchvision.transforms.v2.functional`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .....nn import functional as nn
from ... import functional as v1
from ...functional_pixels import five_crop as _five_of_pil
from ...functional_pixels import ten_crop as _ten_of_pil
from .dispatch import functional
from .geometry import BILINEAR, resize, resize_pil


@functional(pil=v1.crop, mask=True)
def crop(inpt: Any, top: int, left: int, height: int, width: int) -> Any:
    """A part of (…, H, W) → (…, height, width); pixels outside are 0. Same dtype.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.crop(torch.arange(9.).reshape(1, 3, 3), 0, 1, 2, 2)
    tensor([[[1., 2.],
             [4., 5.]]])
    """
    high, wide = (int(n) for n in inpt.shape[-2:])
    bottom, right = top + height, left + width
    part = inpt[..., max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
    if left >= 0 and top >= 0 and right <= wide and bottom <= high:
        return part
    before = max(min(right, 0) - left, 0), max(min(bottom, 0) - top, 0)
    after = max(right - max(wide, left), 0), max(bottom - max(high, top), 0)
    return nn.pad(part, [before[0], after[0], before[1], after[1]])


def pair_of(size: Any, text: str = "Please provide only two dimensions (h, w) for size.") -> tuple[int, int]:
    """Two sizes of one number, or the given two. `ValueError` for another number of them."""
    if isinstance(size, int | float):
        return int(size), int(size)
    if isinstance(size, Sequence) and len(size) == 1:
        return size[0], size[0]
    if len(size) != 2:
        raise ValueError(text)
    return size[0], size[1]


@functional(pil=v1.center_crop, mask=True)
def center_crop(inpt: Any, output_size: Any) -> Any:
    """The center of (…, H, W), of a size (height, width); pixels outside are 0. Same dtype.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.center_crop(torch.arange(9.).reshape(1, 3, 3), 1)
    tensor([[[4.]]])
    """
    height, width = pair_of(output_size)
    if inpt.numel() == 0:
        return inpt.reshape(*inpt.shape[:-2], height, width)
    rows, columns = (int(n) for n in inpt.shape[-2:])
    if height > rows or width > columns:
        around = [max(width - columns, 0), max(height - rows, 0)]
        sides = [around[0] // 2, (around[0] + 1) // 2, around[1] // 2, (around[1] + 1) // 2]
        inpt = nn.pad(inpt, sides)
        rows, columns = (int(n) for n in inpt.shape[-2:])
    return crop(inpt, round((rows - height) / 2.0), round((columns - width) / 2.0), height, width)


def _resized_crop_pil(
    image: Any,
    top: int,
    left: int,
    height: int,
    width: int,
    size: Any,
    interpolation: Any = BILINEAR,
    antialias: bool | None = True,
) -> Any:
    return resize_pil(v1.crop(image, top, left, height, width), size, interpolation, None, antialias)


@functional(pil=_resized_crop_pil, mask=True)
def resized_crop(
    inpt: Any,
    top: int,
    left: int,
    height: int,
    width: int,
    size: Any,
    interpolation: Any = BILINEAR,
    antialias: bool | None = True,
) -> Any:
    """`crop`, then `resize`: (…, C, H, W) → (…, C, *size). Same dtype.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.resized_crop(torch.ones(1, 4, 4), 0, 0, 2, 2, [3, 3]).shape
    torch.Size([1, 3, 3])
    """
    return resize(crop(inpt, top, left, height, width), size, interpolation, None, antialias)


@functional(pil=_five_of_pil)
def five_crop(inpt: Any, size: Any) -> tuple[Any, ...]:
    """The four corners and the center, each of `size` (height, width): a tuple of (…, *size). Same dtype.

    Raises `ValueError` where the image is smaller.

    >>> from torchvision.transforms.v2 import functional as F
    >>> [part.item() for part in F.five_crop(torch.arange(9).view(1, 3, 3), 1)]
    [0, 2, 6, 8, 4]
    """
    height, width = pair_of(size)
    rows, columns = (int(n) for n in inpt.shape[-2:])
    if width > columns or height > rows:
        asked = [height, width] if isinstance(size, int | float) else size
        raise ValueError(f"Requested crop size {asked} is bigger than input size {(rows, columns)}")
    corners = [(y, x) for y in (0, rows - height) for x in (0, columns - width)]
    return (*(crop(inpt, y, x, height, width) for y, x in corners), center_crop(inpt, [height, width]))


@functional(pil=_ten_of_pil)
def ten_crop(inpt: Any, size: Any, vertical_flip: bool = False) -> tuple[Any, ...]:
    """`five_crop` of the image and of its mirror image, left and right, or with `vertical_flip` up and down.

    A tuple of ten (…, *size). Raises `ValueError` where the image is smaller.

    >>> from torchvision.transforms.v2 import functional as F
    >>> len(F.ten_crop(torch.ones(1, 3, 3), 1))
    10
    """
    return five_crop(inpt, size) + five_crop(inpt.flip(-2 if vertical_flip else -1), size)
