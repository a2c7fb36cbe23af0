"""Changes of an image's histogram and sharpness, of a Pillow image or a tensor (…, 1 or 3, H, W).

Source: torchvision, `torchvision.transforms.functional`."""

from __future__ import annotations

from typing import Any

import numpy as np

from .moving import _moved
from .pillow import is_pillow, module


def limit_of(values: Any) -> int:
    """The largest value that a pixel of this type has."""
    return 1 if values.dtype.kind == "f" else int(np.iinfo(values.dtype).max)


def working(values: Any) -> Any:
    """The values as they are computed with."""
    return values if values.dtype.kind == "f" else values.astype(np.float32)


def only_bytes(img: Any) -> None:
    """TypeError for a tensor of another type than uint8."""
    if not is_pillow(img) and img.dtype.name != "uint8":
        raise TypeError(f"Only torch.uint8 image tensors are supported, but found {img.dtype}")


def adjust_sharpness(img: Any, sharpness_factor: float) -> Any:
    """The factor times the image, and 1 - factor times its blurred form: 0 blurs, 2 sharpens.

    >>> transforms.functional.adjust_sharpness(torch.ones(1, 3, 3), 2).sum()
    tensor(9.)
    """
    if is_pillow(img):
        return module("ImageEnhance").Sharpness(img).enhance(sharpness_factor)
    if sharpness_factor < 0:
        raise ValueError(f"sharpness_factor ({sharpness_factor}) is not non-negative.")

    def sharpened(values: Any) -> Any:
        if min(values.shape[-2:]) <= 2:
            return values
        work = working(values)
        high, wide = values.shape[-2:]
        places = [work[..., y : y + high - 2, x : x + wide - 2] for y in range(3) for x in range(3)]
        inner = sum(places) * work.dtype.type(1 / 13) + places[4] * work.dtype.type(4 / 13)
        blurred = work.copy()
        blurred[..., 1:-1, 1:-1] = inner if values.dtype.kind == "f" else np.round(inner)
        mixed = sharpness_factor * work + (1.0 - sharpness_factor) * blurred
        return mixed.clip(0, limit_of(values)).astype(values.dtype)

    return _moved(img, sharpened)


def posterize(img: Any, bits: int) -> Any:
    """The first `bits` bits of each pixel.

    >>> transforms.functional.posterize(torch.tensor([[[255]]], dtype=torch.uint8), 1)
    tensor([[[128]]], dtype=torch.uint8)
    """
    if not 0 <= bits <= 8:
        raise ValueError(f"The number if bits should be between 0 and 8. Got {bits}")
    only_bytes(img)
    if is_pillow(img):
        return module("ImageOps").posterize(img, bits)
    return _moved(img, lambda values: values & np.uint8(256 - 2 ** (8 - bits)))


def solarize(img: Any, threshold: float) -> Any:
    """Pixels from `threshold` on inverted.

    >>> transforms.functional.solarize(torch.tensor([[[0.2, 0.9]]]), 0.5)
    tensor([[[0.2000, 0.1000]]])
    """
    if is_pillow(img):
        return module("ImageOps").solarize(img, threshold)

    def solarized(values: Any) -> Any:
        if threshold > limit_of(values):
            raise TypeError("Threshold should be less than bound of img.")
        return np.where(values >= threshold, limit_of(values) - values, values).astype(values.dtype)

    return _moved(img, solarized)


def autocontrast(img: Any) -> Any:
    """Each channel stretched so that its darkest pixel is black and its lightest is white.

    >>> transforms.functional.autocontrast(torch.tensor([[[0.2, 0.6]]]))
    tensor([[[0., 1.]]])
    """
    if is_pillow(img):
        return module("ImageOps").autocontrast(img)

    def stretched(values: Any) -> Any:
        work, limit = working(values), limit_of(values)
        low, high = work.min((-2, -1), keepdims=True), work.max((-2, -1), keepdims=True)
        flat = low == high
        scale = np.where(flat, 1, limit / np.where(flat, 1, high - low)).astype(work.dtype)
        return ((work - np.where(flat, 0, low)) * scale).clip(0, limit).astype(values.dtype)

    return _moved(img, stretched)


def equalize(img: Any) -> Any:
    """Each channel with its pixels spread so that all grays are about as frequent.

    >>> transforms.functional.equalize(torch.tensor([[[1, 1], [2, 3]]], dtype=torch.uint8)).dtype
    torch.uint8
    """
    only_bytes(img)
    if is_pillow(img):
        return module("ImageOps").equalize(img)

    def equalized(values: Any) -> Any:
        planes = values.reshape(-1, *values.shape[-2:])
        return np.stack([spread(plane) for plane in planes]).reshape(values.shape)

    return _moved(img, equalized)


def spread(plane: Any) -> Any:
    """One channel equalized."""
    counts = np.bincount(plane.reshape(-1), minlength=256)
    step = int(counts[counts != 0][:-1].sum()) // 255
    if not step:
        return plane
    table = np.concatenate([[0], (counts.cumsum() + step // 2) // step])[:-1]
    return table.clip(0, 255).astype(np.uint8)[plane]
