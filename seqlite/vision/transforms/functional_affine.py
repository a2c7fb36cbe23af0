"""Rotations and affine transforms of images. `functional_warp.py` finds what lies between pixels.

Source: torchvision, `torchvision.transforms.functional`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import Enum
from typing import Any

import numpy as np

from ..._core.tensor import Tensor
from .functional_pil import FILTERS, Image, fill_color, is_pil_image

Array = np.ndarray[Any, Any]


class InterpolationMode(Enum):
    """How values between pixels are found. BOX, HAMMING and LANCZOS are for Pillow images.

    >>> transforms.InterpolationMode.NEAREST.value
    'nearest'
    """

    NEAREST = "nearest"
    NEAREST_EXACT = "nearest-exact"
    BILINEAR = "bilinear"
    BICUBIC = "bicubic"
    BOX = "box"
    HAMMING = "hamming"
    LANCZOS = "lanczos"


def map_pixels(img: Any, change: Any) -> Any:
    """Apply `change` to the array of an image or a tensor (…, H, W)."""
    if isinstance(img, Image):
        return Image(np.ascontiguousarray(change(img._array)))
    if isinstance(img, Tensor):
        return Tensor._wrap(np.ascontiguousarray(change(img._array)))
    raise TypeError(f"img should be a PIL Image or a tensor image. Got {type(img)}")


def image_size(img: Any) -> tuple[int, int]:
    """Height and width of an image or a tensor."""
    if isinstance(img, Image) or is_pil_image(img):
        return img.height, img.width
    return int(img.shape[-2]), int(img.shape[-1])


def resized_output_size(before: tuple[int, int], size: Any, max_size: int | None) -> tuple[int, int]:
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


def as_pair(size: Any) -> tuple[int, int]:
    """A size (height, width): one number repeated, or the given two."""
    if isinstance(size, int):
        return size, size
    several: Sequence[int] = tuple(size)
    return (int(several[0]), int(several[-1]))


def inverse_affine_matrix(
    center: Sequence[float], angle: float, translate: Sequence[float], scale: float, shear: Sequence[float]
) -> Array:
    """Where each place of the result comes from, as a matrix (2, 3): the inverse of turning (clockwise, in
    degrees), shearing and scaling about `center`, then shifting."""
    turn, sx, sy = math.radians(angle), math.radians(shear[0]), math.radians(shear[1])
    a, c = math.cos(turn - sy) / math.cos(sy), math.sin(turn - sy) / math.cos(sy)
    b, d = -a * math.tan(sx) - math.sin(turn), -c * math.tan(sx) + math.cos(turn)
    linear = np.array([[d, -b], [-c, a]]) / scale
    return np.column_stack([linear, np.array(center) - linear @ (np.array(center) + np.array(translate))])


def sample_nearest(values: Array, matrix: Array, fill: Any) -> Array:
    """Images (…, H, W) whose pixel (x, y), counted from the center, comes from `matrix` @ (x, y, 1), or is
    `fill` if that lies outside. Rounded as by torchvision's grid from -1 to 1 in float32."""
    height, width = values.shape[-2:]
    sizes = np.array([width, height], np.float32)
    y, x = (np.arange(n, dtype=np.float32) - np.float32(n / 2 - 0.5) for n in (height, width))
    grid = np.ones((height, width, 3), np.float32)
    grid[..., 0], grid[..., 1] = x, y[:, None]
    found = grid.reshape(-1, 3) @ (matrix.astype(np.float32).T / (np.float32(0.5) * sizes))
    places = np.rint(((found + 1) * sizes - 1) / 2).astype(np.int64).reshape(height, width, 2)
    from_x, from_y = places[..., 0], places[..., 1]
    inside = (from_x >= 0) & (from_x < width) & (from_y >= 0) & (from_y < height)
    picked = values[..., np.clip(from_y, 0, height - 1), np.clip(from_x, 0, width - 1)]
    outside = np.asarray(0 if fill is None else fill, values.dtype)
    return np.where(inside, picked, outside.reshape(-1, 1, 1) if outside.ndim else outside)


def affine(
    img: Any,
    angle: float,
    translate: Sequence[int],
    scale: float,
    shear: Any,
    interpolation: InterpolationMode = InterpolationMode.NEAREST,
    fill: Any = None,
    center: Sequence[float] | None = None,
) -> Any:
    """Rotate clockwise by `angle` degrees about `center`, shear, scale and shift. Pixels outside are `fill`.
    Images (…, H, W) keep shape and dtype.

    >>> transforms.functional.affine(torch.tensor([[[1, 2]]]), 0.0, [1, 0], 1.0, 0.0)
    tensor([[[0, 1]]])
    """
    if scale <= 0.0:
        raise ValueError("Argument scale should be positive")
    height, width = image_size(img)
    lean = (shear, 0.0) if isinstance(shear, (int, float)) else tuple(shear)
    lean *= 3 - len(lean)
    half = width * 0.5, height * 0.5
    middle = half if center is None else center
    if is_pil_image(img):
        numbers = inverse_affine_matrix(middle, angle, translate, scale, lean).reshape(-1).tolist()
        way = FILTERS[interpolation.value]
        return img.transform(img.size, 0, numbers, way, fillcolor=fill_color(fill, img))
    around = [c - h for c, h in zip(middle, half, strict=True)]
    matrix = inverse_affine_matrix(around, angle, translate, scale, lean)
    if interpolation is not InterpolationMode.NEAREST:
        from .functional_warp import warp_affine

        return warp_affine(img, matrix, interpolation, fill)
    return map_pixels(img, lambda values: sample_nearest(values, matrix, fill))


def rotate(
    img: Any,
    angle: float,
    interpolation: InterpolationMode = InterpolationMode.NEAREST,
    expand: bool = False,
    center: Sequence[float] | None = None,
    fill: Any = None,
) -> Any:
    """Rotate counter-clockwise by `angle` degrees about `center`. Pixels outside are `fill` (0).

    >>> transforms.functional.rotate(torch.tensor([[[1, 2], [3, 4]]]), 90)
    tensor([[[2, 4],
             [1, 3]]])
    """
    if is_pil_image(img):
        way = FILTERS[interpolation.value]
        return img.rotate(angle, way, expand, center, fillcolor=fill_color(fill, img))
    if expand:
        from .functional_warp import warp_affine

        height, width = image_size(img)
        around = [0.0, 0.0] if center is None else [center[0] - width * 0.5, center[1] - height * 0.5]
        matrix = inverse_affine_matrix(around, -angle, (0, 0), 1.0, (0.0, 0.0))
        return warp_affine(img, matrix, interpolation, fill, expand)
    return affine(img, -angle, (0, 0), 1.0, (0.0, 0.0), interpolation, fill, center)
