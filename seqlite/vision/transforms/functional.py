"""Transforms as functions of an image or a tensor (…, H, W): `torchvision.transforms.functional`."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..._core.absent import refuse as _refuse
from ..._core.tensor import Tensor
from ...nn import functional as _F
from ..image import Image
from . import pillow as _pillow
from .histograms import adjust_sharpness as adjust_sharpness
from .histograms import autocontrast as autocontrast
from .histograms import equalize as equalize
from .histograms import posterize as posterize
from .histograms import solarize as solarize
from .histograms import working as _working
from .moving import InterpolationMode, _moved, _size_of
from .moving import affine as affine
from .moving import rotate as rotate
from .pillow import is_pillow as _is_pillow
from .resizing import resized_image as _resized_image
from .transforms import Normalize as _Normalize
from .transforms import ToTensor as _ToTensor

BILINEAR = InterpolationMode.BILINEAR


def to_tensor(pic: Any) -> Tensor:
    """See `transforms.ToTensor`.

    >>> import numpy as np
    >>> transforms.functional.to_tensor(np.array([[0, 255]], dtype=np.uint8))
    tensor([[[0., 1.]]])
    """
    return _ToTensor()(pic)


def normalize(tensor: Tensor, mean: Any, std: Any, inplace: bool = False) -> Tensor:
    """See `transforms.Normalize`.

    >>> transforms.functional.normalize(torch.tensor([[[0.5, 1.]]]), [0.5], [0.5])
    tensor([[[0., 1.]]])
    """
    return _Normalize(mean, std, inplace).forward(tensor)


def to_pil_image(pic: Any, mode: str | None = None) -> Any:
    """An image of a tensor (C, H, W) or (H, W), or of an array (H, W) or (H, W, C); numbers with fractions
    count from 0 to 1. Without Pillow, there are gray ones only."""
    if not isinstance(pic, (Tensor, np.ndarray)):
        raise TypeError(f"pic should be Tensor or ndarray. Got {type(pic)}.")
    values: Any = pic._array if isinstance(pic, Tensor) else pic
    if values.ndim not in (2, 3):
        raise ValueError(f"pic should be 2/3 dimensional. Got {values.ndim} dimensions.")
    pixels = values.transpose(1, 2, 0) if isinstance(pic, Tensor) and values.ndim == 3 else values
    image = _pillow.image_of(pixels if values.ndim == 3 else values[..., None], mode)
    if image is not None:
        return image
    channel = 0 if isinstance(pic, Tensor) else 2
    if values.ndim == 3 and values.shape[channel] != 1:
        raise NotImplementedError(
            f"to_pil_image of {values.shape[channel]} channels needs Pillow, without which images are gray; "
            "plt.imshow(x.permute(1, 2, 0)) shows colors"
        )
    flat = values.squeeze(channel) if values.ndim == 3 else values
    if isinstance(pic, Tensor) and flat.dtype.kind == "f":
        flat = flat * 255
    if flat.dtype.kind == "f" and not isinstance(pic, Tensor):
        raise NotImplementedError("to_pil_image of an array of floats is not covered: give it as uint8")
    return Image(flat.astype(np.uint8))


def hflip(img: Any) -> Any:
    """Left and right exchanged.

    >>> transforms.functional.hflip(torch.tensor([[[1., 2.]]]))
    tensor([[[2., 1.]]])
    """
    if _is_pillow(img):
        return _pillow.flipped(img, False)
    return _moved(img, lambda values: values[..., ::-1])


def vflip(img: Any) -> Any:
    """Top and bottom exchanged.

    >>> transforms.functional.vflip(torch.tensor([[[1.], [2.]]]))
    tensor([[[2.],
             [1.]]])
    """
    if _is_pillow(img):
        return _pillow.flipped(img, True)
    return _moved(img, lambda values: values[..., ::-1, :])


def crop(img: Any, top: int, left: int, height: int, width: int) -> Any:
    """A part; what lies outside the image is 0.

    >>> transforms.functional.crop(torch.arange(9.).reshape(1, 3, 3), 0, 1, 2, 2)
    tensor([[[1., 2.],
             [4., 5.]]])
    """
    if _is_pillow(img):
        return _pillow.cropped(img, top, left, height, width)
    high, wide = _size_of(img)
    around = (max(-left, 0), max(-top, 0), max(left + width - wide, 0), max(top + height - high, 0))
    if any(around):
        img, top, left = pad(img, around), max(top, 0), max(left, 0)
    return _moved(img, lambda values: values[..., top : top + height, left : left + width])


def center_crop(img: Any, output_size: Any) -> Any:
    """The middle, of this size (height, width); what lies outside the image is 0.

    >>> transforms.functional.center_crop(torch.arange(9.).reshape(1, 3, 3), 1)
    tensor([[[4.]]])
    """
    height, width = pair(output_size)
    rows, columns = _size_of(img)
    extra = (max(width - columns, 0), max(height - rows, 0))
    if any(extra):
        img = pad(img, (extra[0] // 2, extra[1] // 2, (extra[0] + 1) // 2, (extra[1] + 1) // 2))
        rows, columns = _size_of(img)
    return crop(img, round((rows - height) / 2), round((columns - width) / 2), height, width)


def pad(img: Any, padding: Any, fill: float = 0, padding_mode: str = "constant") -> Any:
    """`padding`: one number, (left and right, top and bottom) or (left, top, right, bottom).

    >>> transforms.functional.pad(torch.ones(1, 1, 1), 1)
    tensor([[[0., 0., 0.],
             [0., 1., 0.],
             [0., 0., 0.]]])
    """
    sides = (padding,) * 4 if isinstance(padding, int) else tuple(padding) * (4 // len(padding))
    if _is_pillow(img):
        return _pillow.padded(img, sides, fill, padding_mode)
    left, top, right, bottom = sides
    extra = {"constant_values": fill} if padding_mode == "constant" else {}

    def padded(values: np.ndarray[Any, Any]) -> Any:
        widths = [(0, 0)] * (values.ndim - 2) + [(top, bottom), (left, right)]
        return np.pad(values, widths, mode=padding_mode, **extra)  # type: ignore[call-overload]

    return _moved(img, padded)


def resize(
    img: Any,
    size: Any,
    interpolation: InterpolationMode = BILINEAR,
    max_size: int | None = None,
    antialias: bool | None = True,
) -> Any:
    """Of another size: (height, width), or one number for the shorter side.

    >>> transforms.functional.resize(torch.rand(1, 28, 28), 14).shape
    torch.Size([1, 14, 14])
    """
    if interpolation.value not in ("nearest", "bilinear", "bicubic", "nearest-exact"):
        raise NotImplementedError(f"resize(interpolation={interpolation}) is not covered: BILINEAR is")
    before = _size_of(img)
    new = new_size(before, size, max_size)
    if new == before:
        return img
    if _is_pillow(img):
        if antialias is False:
            warnings.warn(
                "Anti-alias option is always applied for PIL Image input. Argument antialias is ignored.",
                stacklevel=3,
            )
        return _pillow.resized(img, new, interpolation.value)
    if isinstance(img, Image):
        return Image(_resized_image(img._array, new, interpolation.value))
    smooth = bool(antialias) and interpolation.value in ("bilinear", "bicubic")
    batch = img.reshape(-1, 1, *before) if img.ndim != 4 else img
    kind = img.dtype
    work = batch if kind.is_floating_point or interpolation.value == "nearest" else batch.float()
    value = _F.interpolate(
        work if work.dtype.is_floating_point else work.double(),
        new,
        mode=interpolation.value,
        antialias=smooth,
    )
    if not kind.is_floating_point:
        value = value.round().clamp(0, 255) if kind.name == "uint8" else value.round()
    return value.to(kind).reshape(*img.shape[:-2], *new)


def new_size(before: tuple[int, int], size: Any, max_size: int | None) -> tuple[int, int]:
    """Height and width after `resize`."""
    if isinstance(size, (tuple, list)) and len(size) == 2:
        if max_size is not None:
            raise ValueError(
                "max_size should only be passed if size specifies the length of the smaller edge, i.e. size "
                "should be an int or a sequence of length 1 in torchscript mode."
            )
        return int(size[0]), int(size[1])
    short = int(size[0] if isinstance(size, (tuple, list)) else size)
    low, high = min(before), max(before)
    long = int(short * high / low)
    if max_size is not None:
        if max_size <= short:
            raise ValueError(
                f"max_size = {max_size} must be strictly greater than the requested size for the smaller "
                f"edge size = {size}"
            )
        if long > max_size:
            short, long = int(max_size * short / long), max_size
    return (short, long) if before[0] <= before[1] else (long, short)


def pair(size: Any) -> tuple[int, int]:
    """One number twice, or two."""
    if isinstance(size, int):
        return size, size
    several: Sequence[int] = tuple(size)
    return (int(several[0]), int(several[-1]))


def adjust_brightness(img: Any, brightness_factor: float) -> Any:
    """Values times the factor, cut off at the ends.

    >>> transforms.functional.adjust_brightness(torch.tensor([[[0.2, 0.4]]]), 2)
    tensor([[[0.4000, 0.8000]]])
    """
    if _is_pillow(img):
        return _pillow.enhanced(img, "Brightness", brightness_factor)
    check_factor(brightness_factor, "brightness_factor")
    return blended(img, lambda values: np.zeros_like(values[..., :1, :1]), brightness_factor)


def adjust_contrast(img: Any, contrast_factor: float) -> Any:
    """Values' distance from the mean times the factor.

    >>> transforms.functional.adjust_contrast(torch.tensor([[[0.2, 0.4]]]), 0)
    tensor([[[0.3000, 0.3000]]])
    """
    if _is_pillow(img):
        return _pillow.enhanced(img, "Contrast", contrast_factor)
    check_factor(contrast_factor, "contrast_factor")
    if isinstance(img, Image):
        return blended(img, lambda values: np.array(int(values.mean() + 0.5), np.uint8), contrast_factor)

    def middle(values: Any) -> Any:
        light = gray(values) if values.shape[-3] == 3 else values
        return _working(light).mean((-3, -2, -1), keepdims=True)

    return blended(img, middle, contrast_factor)


def adjust_saturation(img: Any, saturation_factor: float) -> Any:
    """Colors' distance from gray times the factor: nothing for gray images.

    >>> transforms.functional.adjust_saturation(torch.tensor([[[0.2, 0.4]]]), 2)
    tensor([[[0.2000, 0.4000]]])
    """
    if _is_pillow(img):
        return _pillow.enhanced(img, "Color", saturation_factor)
    check_factor(saturation_factor, "saturation_factor")
    if isinstance(img, Image) or img.shape[-3] == 1:
        return img
    return blended(img, gray, saturation_factor)


def adjust_hue(img: Any, hue_factor: float) -> Any:
    """Nothing for gray images. NotImplementedError for colors.

    >>> transforms.functional.adjust_hue(torch.tensor([[[0.2, 0.4]]]), 0.1)
    tensor([[[0.2000, 0.4000]]])
    """
    if not -0.5 <= hue_factor <= 0.5:
        raise ValueError(f"hue_factor ({hue_factor}) is not in [-0.5, 0.5].")
    if _is_pillow(img):
        return _pillow.other_hue(img, hue_factor)
    if isinstance(img, Image) or img.shape[-3] == 1:
        return img
    raise NotImplementedError("adjust_hue of colors is not covered: adjust_saturation is")


def rgb_to_grayscale(img: Any, num_output_channels: int = 1) -> Any:
    """The brightness of colors, in one channel or in three equal ones.

    >>> transforms.functional.rgb_to_grayscale(torch.ones(1, 2, 2)).shape
    torch.Size([1, 2, 2])
    """
    if _is_pillow(img):
        return _pillow.grayed(img, num_output_channels)
    if isinstance(img, Image):
        if num_output_channels != 1:
            raise NotImplementedError("images here are gray: repeat the channel of the tensor")
        return img
    light = img if img.shape[-3] == 1 else Tensor._wrap(gray(img._array))
    return light.expand(*img.shape[:-3], num_output_channels, *img.shape[-2:])


def check_factor(factor: float, name: str) -> None:
    """ValueError for a negative factor."""
    if factor < 0:
        raise ValueError(f"{name} ({factor}) is not non-negative.")


def gray(values: Any) -> Any:
    """The brightness of colors (…, 3, H, W)."""
    work = _working(values)
    red, green, blue = (work[..., i : i + 1, :, :] for i in range(3))
    return (0.2989 * red + 0.587 * green + 0.114 * blue).astype(values.dtype)


def blended(img: Any, other: Any, factor: float) -> Any:
    """`factor` times the image and 1 - factor times `other` of it, cut off at the ends."""

    def mixed(values: Any) -> Any:
        base = other(values)
        if isinstance(img, Image):
            first = base.astype(np.float32)
            return (first + np.float32(factor) * (values - first)).clip(0, 255).astype(np.uint8)
        kind = values.dtype
        total = factor * _working(values) + (1.0 - factor) * _working(base)
        return total.clip(0, 1 if kind.kind == "f" else 255).astype(kind)

    return _moved(img, mixed)


__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
__getattr__ = _refuse("torchvision.transforms.functional")
