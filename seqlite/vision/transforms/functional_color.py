"""Changes of color, contrast, sharpness and histogram, of a PIL image or a tensor (…, 1 or 3, H, W).

Source: torchvision, `torchvision.transforms.functional`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..._core.tensor import Tensor
from .functional_affine import map_pixels
from .functional_pil import Image, is_pil_image, pillow_module, to_grayscale
from .functional_pil import adjust_hue as _adjust_hue_of_pil


def adjust_brightness(img: Any, brightness_factor: float) -> Any:
    """Multiply the values by a factor, and clip them. Images (…, C, H, W) keep shape and dtype. `ValueError`
    for a negative factor.

    >>> transforms.functional.adjust_brightness(torch.tensor([[[0.2, 0.4]]]), 2)
    tensor([[[0.4000, 0.8000]]])
    """
    if is_pil_image(img):
        return pillow_module("ImageEnhance").Brightness(img).enhance(brightness_factor)
    check_factor(brightness_factor, "brightness_factor")
    return blend(img, lambda values: np.zeros_like(values[..., :1, :1]), brightness_factor)


def adjust_contrast(img: Any, contrast_factor: float) -> Any:
    """Multiply the values' distance from the mean by a factor. Images (…, C, H, W) keep shape and dtype.
    `ValueError` for a negative factor.

    >>> transforms.functional.adjust_contrast(torch.tensor([[[0.2, 0.4]]]), 0)
    tensor([[[0.3000, 0.3000]]])
    """
    if is_pil_image(img):
        return pillow_module("ImageEnhance").Contrast(img).enhance(contrast_factor)
    check_factor(contrast_factor, "contrast_factor")
    if isinstance(img, Image):
        return blend(img, lambda values: np.array(int(values.mean() + 0.5), np.uint8), contrast_factor)

    def middle(values: Any) -> Any:
        light = luminance(values) if values.shape[-3] == 3 else values
        return as_float(light).mean((-3, -2, -1), keepdims=True)

    return blend(img, middle, contrast_factor)


def adjust_saturation(img: Any, saturation_factor: float) -> Any:
    """Multiply the colors' distance from gray by a factor; gray images stay as they are. (…, C, H, W) keeps
    shape and dtype. `ValueError` for a negative factor.

    >>> transforms.functional.adjust_saturation(torch.tensor([[[0.2, 0.4]]]), 2)
    tensor([[[0.2000, 0.4000]]])
    """
    if is_pil_image(img):
        return pillow_module("ImageEnhance").Color(img).enhance(saturation_factor)
    check_factor(saturation_factor, "saturation_factor")
    if isinstance(img, Image) or img.shape[-3] == 1:
        return img
    return blend(img, luminance, saturation_factor)


def adjust_hue(img: Any, hue_factor: float) -> Any:
    """Shift the hue by a fraction of the circle; gray images stay as they are. (…, 1 or 3, H, W), same shape.

    >>> transforms.functional.adjust_hue(torch.tensor([[[0.2, 0.4]]]), 0.1)
    tensor([[[0.2000, 0.4000]]])
    """
    if not -0.5 <= hue_factor <= 0.5:
        raise ValueError(f"hue_factor ({hue_factor}) is not in [-0.5, 0.5].")
    if is_pil_image(img):
        return _adjust_hue_of_pil(img, hue_factor)
    if isinstance(img, Image) or img.shape[-3] == 1:
        return img
    from .functional_pixels import convert_image_dtype
    from .functional_warp import turn_hue

    turned = Tensor._wrap(turn_hue(convert_image_dtype(img)._array, hue_factor))
    return convert_image_dtype(turned, img.dtype)


def rgb_to_grayscale(img: Any, num_output_channels: int = 1) -> Any:
    """Convert colors to gray, in one channel or in three equal ones. (…, 3, H, W) → (…,
    `num_output_channels`, H, W), of the same dtype.

    >>> transforms.functional.rgb_to_grayscale(torch.ones(1, 2, 2)).shape
    torch.Size([1, 2, 2])
    """
    if is_pil_image(img):
        return to_grayscale(img, num_output_channels)
    if isinstance(img, Image):
        if num_output_channels != 1:
            raise NotImplementedError("images here are gray: repeat the channel of the tensor")
        return img
    light = img if img.shape[-3] == 1 else Tensor._wrap(luminance(img._array))
    return light.expand(*img.shape[:-3], num_output_channels, *img.shape[-2:])


def adjust_sharpness(img: Any, sharpness_factor: float) -> Any:
    """Blend the image with a blurred copy: factor 0 blurs, 1 changes nothing, 2 sharpens. Images (…, C, H, W)
    keep shape and dtype. `ValueError` for a negative factor.

    >>> transforms.functional.adjust_sharpness(torch.ones(1, 3, 3), 2).sum()
    tensor(9.)
    """
    if is_pil_image(img):
        return pillow_module("ImageEnhance").Sharpness(img).enhance(sharpness_factor)
    check_factor(sharpness_factor, "sharpness_factor")

    def sharpened(values: Any) -> Any:
        if min(values.shape[-2:]) <= 2:
            return values
        work = as_float(values)
        high, wide = values.shape[-2:]
        places = [work[..., y : y + high - 2, x : x + wide - 2] for y in range(3) for x in range(3)]
        inner = sum(places) * work.dtype.type(1 / 13) + places[4] * work.dtype.type(4 / 13)
        blurred = work.copy()
        blurred[..., 1:-1, 1:-1] = inner if values.dtype.kind == "f" else np.round(inner)
        mixed = sharpness_factor * work + (1.0 - sharpness_factor) * blurred
        return mixed.clip(0, max_value(values)).astype(values.dtype)

    return map_pixels(img, sharpened)


def posterize(img: Any, bits: int) -> Any:
    """Keep the first `bits` bits of each pixel. Images (…, C, H, W) of uint8 keep their shape; `TypeError`
    for other dtypes.

    >>> transforms.functional.posterize(torch.tensor([[[255]]], dtype=torch.uint8), 1)
    tensor([[[128]]], dtype=torch.uint8)
    """
    if not 0 <= bits <= 8:
        raise ValueError(f"The number if bits should be between 0 and 8. Got {bits}")
    check_uint8(img)
    if is_pil_image(img):
        return pillow_module("ImageOps").posterize(img, bits)
    return map_pixels(img, lambda values: values & np.uint8(256 - 2 ** (8 - bits)))


def solarize(img: Any, threshold: float) -> Any:
    """Invert the pixels from `threshold` on. Images (…, C, H, W) keep shape and dtype. `TypeError` for a
    `threshold` above the largest value.

    >>> transforms.functional.solarize(torch.tensor([[[0.2, 0.9]]]), 0.5)
    tensor([[[0.2000, 0.1000]]])
    """
    if is_pil_image(img):
        return pillow_module("ImageOps").solarize(img, threshold)

    def solarized(values: Any) -> Any:
        if threshold > max_value(values):
            raise TypeError("Threshold should be less than bound of img.")
        return np.where(values >= threshold, max_value(values) - values, values).astype(values.dtype)

    return map_pixels(img, solarized)


def autocontrast(img: Any) -> Any:
    """Stretch each channel so that its darkest pixel is black and its lightest is white. Images (…, C, H, W)
    keep shape and dtype.

    >>> transforms.functional.autocontrast(torch.tensor([[[0.2, 0.6]]]))
    tensor([[[0., 1.]]])
    """
    if is_pil_image(img):
        return pillow_module("ImageOps").autocontrast(img)

    def stretched(values: Any) -> Any:
        work, limit = as_float(values), max_value(values)
        low, high = work.min((-2, -1), keepdims=True), work.max((-2, -1), keepdims=True)
        flat = low == high
        scale = np.where(flat, 1, 1 / np.where(flat, 1, high - low) * work.dtype.type(limit))
        return ((work - np.where(flat, 0, low)) * scale).clip(0, limit).astype(values.dtype)

    return map_pixels(img, stretched)


def equalize(img: Any) -> Any:
    """Equalize the histogram of each channel. Images (…, C, H, W) of uint8 keep their shape; `TypeError` for
    other dtypes.

    >>> transforms.functional.equalize(torch.tensor([[[1, 1], [2, 3]]], dtype=torch.uint8)).dtype
    torch.uint8
    """
    check_uint8(img)
    if is_pil_image(img):
        return pillow_module("ImageOps").equalize(img)

    def equalized(values: Any) -> Any:
        planes = values.reshape(-1, *values.shape[-2:])
        return np.stack([equalize_channel(plane) for plane in planes]).reshape(values.shape)

    return map_pixels(img, equalized)


def max_value(values: Any) -> int:
    """The largest value of a pixel of this type."""
    return 1 if values.dtype.kind == "f" else int(np.iinfo(values.dtype).max)


def as_float(values: Any) -> Any:
    """The values as floating point numbers."""
    return values if values.dtype.kind == "f" else values.astype(np.float32)


def check_uint8(img: Any) -> None:
    """Raise `TypeError` unless a tensor is uint8."""
    if not is_pil_image(img) and img.dtype.name != "uint8":
        raise TypeError(f"Only torch.uint8 image tensors are supported, but found {img.dtype}")


def equalize_channel(plane: Any) -> Any:
    """Equalize the histogram of one channel."""
    counts = np.bincount(plane.reshape(-1), minlength=256)
    step = int(counts[counts != 0][:-1].sum()) // 255
    if not step:
        return plane
    table = np.concatenate([[0], (counts.cumsum() + step // 2) // step])[:-1]
    return table.clip(0, 255).astype(np.uint8)[plane]


def check_factor(factor: float, name: str) -> None:
    """Raise `ValueError` for a negative factor."""
    if factor < 0:
        raise ValueError(f"{name} ({factor}) is not non-negative.")


def luminance(values: Any) -> Any:
    """The brightness of colors (…, 3, H, W)."""
    work = as_float(values)
    red, green, blue = (work[..., i : i + 1, :, :] for i in range(3))
    return (0.2989 * red + 0.587 * green + 0.114 * blue).astype(values.dtype)


def blend(img: Any, other: Any, factor: float) -> Any:
    """`factor` times the image plus (1 - factor) times `other` of it, clipped."""

    def mixed(values: Any) -> Any:
        base = other(values)
        if isinstance(img, Image):
            first = base.astype(np.float32)
            return (first + np.float32(factor) * (values - first)).clip(0, 255).astype(np.uint8)
        kind = values.dtype
        total = factor * as_float(values) + (1.0 - factor) * as_float(base)
        return total.clip(0, 1 if kind.kind == "f" else 255).astype(kind)

    return map_pixels(img, mixed)
