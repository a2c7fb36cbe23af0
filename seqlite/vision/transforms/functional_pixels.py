"""Types, sizes, crops and single changes of images: `convert_image_dtype`, `five_crop`, `erase`, `invert`, ….

Source: torchvision, `torchvision.transforms.functional`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..._core.dtypes import dtype as Dtype
from ..._core.dtypes import float32
from ..._core.tensor import Tensor
from . import functional as F
from .functional_affine import InterpolationMode, image_size, map_pixels
from .functional_color import max_value
from .functional_pil import is_pil_image, pillow_module
from .functional_warp import whole_size


def get_dimensions(img: Any) -> list[int]:
    """Channels, height and width of an image or a tensor (…, C, H, W).

    >>> transforms.functional.get_dimensions(torch.ones(3, 2, 4))
    [3, 2, 4]
    """
    return [get_image_num_channels(img), *image_size(img)]


def get_image_size(img: Any) -> list[int]:
    """Width and height of an image or a tensor (…, H, W).

    >>> transforms.functional.get_image_size(torch.ones(3, 2, 4))
    [4, 2]
    """
    return list(image_size(img))[::-1]


def get_image_num_channels(img: Any) -> int:
    """The number of channels of an image or a tensor (…, C, H, W).

    >>> transforms.functional.get_image_num_channels(torch.ones(3, 2, 4))
    3
    """
    if is_pil_image(img):
        return len(img.getbands())
    if not isinstance(img, Tensor) or img.dim() == 2:
        return 1
    return int(img.shape[-3])


def pil_to_tensor(pic: Any) -> Tensor:
    """See `transforms.PILToTensor`: an image → (C, H, W) of the pixels' type.

    >>> transforms.functional.pil_to_tensor(transforms.ToPILImage()(torch.ones(1, 1, 1)))
    tensor([[[255]]], dtype=torch.uint8)
    """
    from .transforms import PILToTensor

    return PILToTensor()(pic)


def convert_image_dtype(image: Tensor, dtype: Dtype = float32) -> Tensor:
    """The image in another type, its values scaled so that the type's largest one stays that; same shape.

    Fractions count from 0 to 1. Raises `TypeError` unless it is a tensor, `RuntimeError` where digits
    would be lost.

    >>> transforms.functional.convert_image_dtype(torch.tensor([[[0, 255]]], dtype=torch.uint8))
    tensor([[[0., 1.]]])
    """
    if not isinstance(image, Tensor):
        raise TypeError("Input img should be Tensor Image")
    old = image.dtype
    if old == dtype or (old.is_floating_point and dtype.is_floating_point):
        return image.to(dtype)
    limit = float(max_value(np.zeros(0, dtype.numpy)))
    if old.is_floating_point:
        if dtype.itemsize >= old.itemsize:
            raise RuntimeError(f"The cast from {old} to {dtype} cannot be performed safely.")
        return (image * (limit + 1.0 - 1e-3)).to(dtype)
    most = float(max_value(image._array))
    if dtype.is_floating_point:
        return image.to(dtype) / most
    if most > limit:
        return image.div(int((most + 1) // (limit + 1)), rounding_mode="floor").to(dtype)
    return image.to(dtype) * int((limit + 1) // (most + 1))


def adjust_gamma(img: Any, gamma: float, gain: float = 1) -> Any:
    """gain * x ** gamma, for values from 0 to 1; same shape. Raises `ValueError` for a negative gamma.

    >>> transforms.functional.adjust_gamma(torch.tensor([[[0.5, 1.]]]), 2)
    tensor([[[0.2500, 1.0000]]])
    """
    if gamma < 0:
        raise ValueError("Gamma should be a non-negative real number")
    if is_pil_image(img):
        table = [int((255 + 1 - 1e-3) * gain * pow(value / 255.0, gamma)) for value in range(256)]
        colors = img.convert("RGB")
        return colors.point(table * len(colors.getbands())).convert(img.mode)
    if not isinstance(img, Tensor):
        return map_pixels(img, lambda values: adjust_gamma(Tensor._wrap(values), gamma, gain)._array)
    fractions = img if img.is_floating_point() else convert_image_dtype(img)
    return convert_image_dtype((fractions.pow(gamma) * gain).clamp(0, 1), img.dtype)


def invert(img: Any) -> Any:
    """The negative: the largest value minus each; same shape.

    >>> transforms.functional.invert(torch.tensor([[[0, 255]]], dtype=torch.uint8))
    tensor([[[255,   0]]], dtype=torch.uint8)
    """
    if is_pil_image(img):
        return pillow_module("ImageOps").invert(img)
    return map_pixels(img, lambda values: (max_value(values) - values).astype(values.dtype))


def erase(img: Tensor, i: int, j: int, h: int, w: int, v: Tensor, inplace: bool = False) -> Tensor:
    """The tensor (…, C, H, W) with `v` in the box of height `h` and width `w` at row `i` and column `j`.

    Raises `TypeError` unless it is a tensor.

    >>> transforms.functional.erase(torch.ones(1, 2, 2), 0, 0, 1, 2, torch.tensor(0.))
    tensor([[[0., 0.],
             [1., 1.]]])
    """
    if not isinstance(img, Tensor):
        raise TypeError(f"img should be Tensor Image. Got {type(img)}")
    made = img if inplace else img.clone()
    made[..., i : i + h, j : j + w] = v
    return made


def to_grayscale(img: Any, num_output_channels: int = 1) -> Any:
    """A PIL image in gray, in one channel or in three equal ones. Raises `TypeError` for others. Height and
    width stay.

    >>> transforms.functional.to_grayscale(transforms.ToPILImage()(torch.ones(1, 2, 2))).size
    (2, 2)
    """
    if isinstance(img, Tensor):
        raise TypeError("Input should be PIL Image")
    return F.rgb_to_grayscale(img, num_output_channels)


def resized_crop(
    img: Any,
    top: int,
    left: int,
    height: int,
    width: int,
    size: Any,
    interpolation: InterpolationMode = InterpolationMode.BILINEAR,
    antialias: bool | None = True,
) -> Any:
    """`crop`, then `resize`: (…, H, W) → (…, *size).

    >>> transforms.functional.resized_crop(torch.ones(1, 4, 4), 0, 0, 2, 2, 3).shape
    torch.Size([1, 3, 3])
    """
    return F.resize(F.crop(img, top, left, height, width), size, interpolation, None, antialias)


def five_crop(img: Any, size: Any) -> tuple[Any, ...]:
    """The four corners and the center, each of `size` (height, width): a tuple of (…, *size).

    Raises `ValueError` where the image is smaller.

    >>> [part.item() for part in transforms.functional.five_crop(torch.arange(9).view(1, 3, 3), 1)]
    [0, 2, 6, 8, 4]
    """
    height, width = whole_size(size, "Please provide only two dimensions (h, w) for size.")
    rows, columns = image_size(img)
    if width > columns or height > rows:
        raise ValueError(f"Requested crop size {(height, width)} is bigger than input size {(rows, columns)}")
    corners = [(y, x) for y in (0, rows - height) for x in (0, columns - width)]
    return (*(F.crop(img, y, x, height, width) for y, x in corners), F.center_crop(img, (height, width)))


def ten_crop(img: Any, size: Any, vertical_flip: bool = False) -> tuple[Any, ...]:
    """`five_crop` of the image and of its mirror image, left and right, or with `vertical_flip` up and down.
    (…, H, W) → (…, h, w) each.

    >>> len(transforms.functional.ten_crop(torch.ones(1, 3, 3), 1))
    10
    """
    mirror = F.vflip if vertical_flip else F.hflip
    return five_crop(img, size) + five_crop(mirror(img), size)
