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


def warp(values: np.ndarray[Any, Any], matrix: np.ndarray[Any, Any], fill: float) -> np.ndarray[Any, Any]:
    """Images (…, H, W) with the pixel from `matrix` @ (x, y, 1) at (x, y), or `fill` from outside."""
    height, width = values.shape[-2:]
    y, x = np.mgrid[0.5:height, 0.5:width]
    from_x, from_y = (np.floor(row[0] * x + row[1] * y + row[2]).astype(np.int64) for row in matrix)
    inside = (from_x >= 0) & (from_x < width) & (from_y >= 0) & (from_y < height)
    picked = values[..., np.clip(from_y, 0, height - 1), np.clip(from_x, 0, width - 1)]
    return np.where(inside, picked, np.asarray(fill, values.dtype))


class _Warp(ModuleTransform):
    """What rotations and affine transforms share: angles, the fill, and what is not covered."""

    def __init__(
        self, degrees: Any, interpolation: InterpolationMode, fill: float, center: Sequence[float] | None
    ) -> None:
        super().__init__()
        if interpolation is not InterpolationMode.NEAREST:
            raise NotImplementedError(
                f"{type(self).__name__}(interpolation={interpolation}) is not covered: only "
                "InterpolationMode.NEAREST is"
            )
        self.degrees = _range(degrees, "degrees")
        self.interpolation, self.fill, self.center = interpolation, fill, center

    def _middle(self, img: Any) -> Sequence[float]:
        height, width = _size_of(img)
        return (width * 0.5, height * 0.5) if self.center is None else self.center


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
        angle = _uniform(*self.degrees)
        if is_pillow(img):
            return turned(img, angle, self.center, self.fill)
        matrix = inverse_affine(self._middle(img), -angle, (0, 0), 1.0, (0, 0))
        return _moved(img, lambda values: warp(values, matrix, self.fill))

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
        matrix = inverse_affine(self._middle(img), angle, shift, scale, (*lean, 0.0)[:2])
        if is_pillow(img):
            return warped(img, matrix, self.fill)
        return _moved(img, lambda values: warp(values, matrix, self.fill))

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
