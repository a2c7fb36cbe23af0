"""Random crops, rotations and shifts, for more varied training images. Source: torchvision.

The draws are torchvision's to the seed. Pixels are taken from the nearest place, the only interpolation here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import Enum
from typing import Any

import numpy as np

from ..._core.tensor import Tensor
from ...random import default_generator
from ..image import Image
from .pillow import cropped, is_pillow, turned, warped
from .pillow import padded as with_border
from .transforms import ModuleTransform


class InterpolationMode(Enum):
    """How values between pixels are found; turning an image covers NEAREST only.

    >>> transforms.InterpolationMode.NEAREST.value
    'nearest'
    """

    NEAREST = "nearest"
    NEAREST_EXACT = "nearest-exact"
    BILINEAR = "bilinear"
    BICUBIC = "bicubic"


def _moved(img: Any, change: Any) -> Any:
    """`img`, an image or a tensor (…, H, W), with the function `change` applied to its array."""
    if isinstance(img, Image):
        return Image(np.ascontiguousarray(change(img._array)))
    if isinstance(img, Tensor):
        return Tensor._wrap(np.ascontiguousarray(change(img._array)))
    raise TypeError(f"img should be a PIL Image or a tensor image. Got {type(img)}")


def _size_of(img: Any) -> tuple[int, int]:
    """Height and width."""
    if isinstance(img, Image) or is_pillow(img):
        return img.height, img.width
    return int(img.shape[-2]), int(img.shape[-1])


def _uniform(low: float, high: float) -> float:
    return float(default_generator.uniform((1,), low, high)[0])


def _range(value: Any, name: str) -> list[float]:
    """A number d as [-d, d], or the range that was given."""
    if isinstance(value, int | float):
        if value < 0:
            raise ValueError(f"If {name} is a single number, it must be positive.")
        return [-float(value), float(value)]
    return [float(v) for v in value]


def inverse_affine(
    center: Sequence[float], angle: float, translate: Sequence[float], scale: float, shear: Sequence[float]
) -> np.ndarray[Any, Any]:
    """Where each place of the result comes from, as a matrix (2, 3): the inverse of turning (clockwise, in
    degrees), shearing and scaling about `center`, then shifting."""
    turn, sx, sy = math.radians(angle), math.radians(shear[0]), math.radians(shear[1])
    a, c = math.cos(turn - sy) / math.cos(sy), math.sin(turn - sy) / math.cos(sy)
    b, d = -a * math.tan(sx) - math.sin(turn), -c * math.tan(sx) + math.cos(turn)
    linear = np.array([[d, -b], [-c, a]]) / scale
    return np.column_stack([linear, np.array(center) - linear @ (np.array(center) + np.array(translate))])


def warp(values: np.ndarray[Any, Any], matrix: np.ndarray[Any, Any], fill: Any) -> np.ndarray[Any, Any]:
    """Images (…, H, W) with the pixel from `matrix` @ (x, y, 1) at (x, y), counted from the center, or `fill`
    from outside. Rounded as torchvision does it, by way of places from -1 to 1 in float32."""
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


def nearest_only(interpolation: InterpolationMode, who: str) -> None:
    """NotImplementedError for another interpolation."""
    if interpolation is not InterpolationMode.NEAREST:
        raise NotImplementedError(
            f"{who}(interpolation={interpolation}) is not covered: only InterpolationMode.NEAREST is"
        )


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
    """Turned clockwise by `angle` degrees about `center`, sheared, scaled and shifted. Outside is `fill`.

    >>> transforms.functional.affine(torch.tensor([[[1, 2]]]), 0.0, [1, 0], 1.0, 0.0)
    tensor([[[0, 1]]])
    """
    nearest_only(interpolation, "affine")
    if scale <= 0.0:
        raise ValueError("Argument scale should be positive")
    height, width = _size_of(img)
    lean = (shear, 0.0) if isinstance(shear, (int, float)) else tuple(shear)
    lean *= 3 - len(lean)
    half = width * 0.5, height * 0.5
    middle = half if center is None else center
    if is_pillow(img):
        return warped(img, inverse_affine(middle, angle, translate, scale, lean), fill)
    around = [c - h for c, h in zip(middle, half, strict=True)]
    matrix = inverse_affine(around, angle, translate, scale, lean)
    return _moved(img, lambda values: warp(values, matrix, fill))


def rotate(
    img: Any,
    angle: float,
    interpolation: InterpolationMode = InterpolationMode.NEAREST,
    expand: bool = False,
    center: Sequence[float] | None = None,
    fill: Any = None,
) -> Any:
    """Turned counter-clockwise by `angle` degrees about `center`; `fill` (0) from outside.

    >>> transforms.functional.rotate(torch.tensor([[[1, 2], [3, 4]]]), 90)
    tensor([[[2, 4],
             [1, 3]]])
    """
    nearest_only(interpolation, "rotate")
    if expand:
        raise NotImplementedError("rotate(expand=True) is not covered: pad the image before turning it")
    if is_pillow(img):
        return turned(img, angle, center, fill)
    return affine(img, -angle, (0, 0), 1.0, (0.0, 0.0), fill=fill, center=center)


class _Warp(ModuleTransform):
    """What rotations and affine transforms share: angles, the fill, and what is not covered."""

    def __init__(
        self, degrees: Any, interpolation: InterpolationMode, fill: float, center: Sequence[float] | None
    ) -> None:
        super().__init__()
        nearest_only(interpolation, type(self).__name__)
        self.degrees = _range(degrees, "degrees")
        self.interpolation, self.fill, self.center = interpolation, fill, center


class RandomRotation(_Warp):
    """Turned by an angle drawn from `degrees`, a range or a number d for (-d, d), counter-clockwise.

    >>> transforms.RandomRotation(10)(torch.ones(1, 4, 4)).shape
    torch.Size([1, 4, 4])
    """

    def __init__(
        self,
        degrees: Any,
        interpolation: InterpolationMode = InterpolationMode.NEAREST,
        expand: bool = False,
        center: Sequence[float] | None = None,
        fill: float = 0,
    ) -> None:
        super().__init__(degrees, interpolation, fill, center)
        if expand:
            raise NotImplementedError(
                "RandomRotation(expand=True) is not covered: pad the image before turning it"
            )
        self.expand = expand

    def forward(self, img: Any) -> Any:
        return rotate(img, _uniform(*self.degrees), center=self.center, fill=self.fill)

    def __repr__(self) -> str:
        center = "" if self.center is None else f", center={self.center}"
        return (
            f"{type(self).__name__}(degrees={self.degrees}, interpolation={self.interpolation.value}, "
            f"expand={self.expand}{center}, fill={self.fill})"
        )


class RandomAffine(_Warp):
    """Turned, shifted (by up to shares `translate` of width and height), scaled and sheared.

    >>> transforms.RandomAffine(10)(torch.ones(1, 4, 4)).shape
    torch.Size([1, 4, 4])
    """

    def __init__(
        self,
        degrees: Any,
        translate: Sequence[float] | None = None,
        scale: Sequence[float] | None = None,
        shear: Any = None,
        interpolation: InterpolationMode = InterpolationMode.NEAREST,
        fill: float = 0,
        center: Sequence[float] | None = None,
    ) -> None:
        super().__init__(degrees, interpolation, fill, center)
        if translate is not None and not all(0.0 <= t <= 1.0 for t in translate):
            raise ValueError("translation values should be between 0 and 1")
        if scale is not None and not all(s > 0 for s in scale):
            raise ValueError("scale values should be positive")
        self.translate, self.scale = translate, scale
        self.shear = None if shear is None else _range(shear, "shear")

    def forward(self, img: Any) -> Any:
        height, width = _size_of(img)
        angle = _uniform(*self.degrees)
        shift = [0, 0]
        if self.translate is not None:
            reach = [share * size for share, size in zip(self.translate, (width, height), strict=True)]
            shift = [round(_uniform(-r, r)) for r in reach]
        scale = 1.0 if self.scale is None else _uniform(*self.scale)
        lean = [0.0, 0.0]
        if self.shear is not None:
            lean = [_uniform(*self.shear[i : i + 2]) for i in range(0, len(self.shear), 2)]
        return affine(img, angle, shift, scale, (*lean, 0.0)[:2], fill=self.fill, center=self.center)

    def __repr__(self) -> str:
        text = f"{type(self).__name__}(degrees={self.degrees}"
        for name in ("translate", "scale", "shear"):
            value = getattr(self, name)
            text += "" if value is None else f", {name}={value}"
        return text + ")"


class RandomCrop(ModuleTransform):
    """A part of `size` (height, width) from a random place, after adding `padding` around the image.

    Raises `ValueError` where the image is smaller, unless `pad_if_needed`.

    >>> transforms.RandomCrop(2)(torch.ones(1, 4, 4)).shape
    torch.Size([1, 2, 2])
    """

    def __init__(
        self,
        size: Any,
        padding: Any = None,
        pad_if_needed: bool = False,
        fill: float = 0,
        padding_mode: str = "constant",
    ) -> None:
        super().__init__()
        self.size = (int(size), int(size)) if isinstance(size, int) else tuple(int(s) for s in size)
        self.padding, self.pad_if_needed, self.fill, self.padding_mode = (
            padding,
            pad_if_needed,
            fill,
            padding_mode,
        )

    def forward(self, img: Any) -> Any:
        if self.padding is not None:
            img = self._pad(img, self.padding)
        height, width = self.size
        if self.pad_if_needed:
            img = self._pad(img, (max(width - _size_of(img)[1], 0), 0))
            img = self._pad(img, (0, max(height - _size_of(img)[0], 0)))
        rows, columns = _size_of(img)
        if rows < height or columns < width:
            raise ValueError(
                f"Required crop size {self.size} is larger than input image size {(rows, columns)}"
            )
        if (rows, columns) == self.size:
            return img
        top, left = (
            int(default_generator.integers((1,), 0, room + 1)[0]) for room in (rows - height, columns - width)
        )
        if is_pillow(img):
            return cropped(img, top, left, height, width)
        return _moved(img, lambda values: values[..., top : top + height, left : left + width])

    def _pad(self, img: Any, padding: Any) -> Any:
        """`padding`: one number, (left and right, top and bottom) or (left, top, right, bottom)."""
        sides = (
            (padding,) * 4 if isinstance(padding, int) else tuple(padding) * (1 if len(padding) == 4 else 2)
        )
        if is_pillow(img):
            return with_border(img, sides, self.fill, self.padding_mode)
        left, top, right, bottom = sides
        extra = {"constant_values": self.fill} if self.padding_mode == "constant" else {}

        def padded(values: np.ndarray[Any, Any]) -> Any:
            widths = [(0, 0)] * (values.ndim - 2) + [(top, bottom), (left, right)]
            return np.pad(values, widths, mode=self.padding_mode, **extra)  # type: ignore[call-overload]

        return _moved(img, padded)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(size={self.size}, padding={self.padding})"
