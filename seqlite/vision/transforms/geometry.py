"""Other sizes, mirror images, crops and rotations, for more varied training images. Source: torchvision.

The draws are torchvision's to the seed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ...random import default_generator
from . import functional as F
from .functional_affine import InterpolationMode, as_pair, image_size
from .transforms import ModuleTransform, draw_integer, draw_uniform

BILINEAR = InterpolationMode.BILINEAR


class Resize(ModuleTransform):
    """Resize to (height, width), or so that the shorter side has a given length.

    >>> transforms.Resize(8)(torch.ones(1, 28, 28)).shape
    torch.Size([1, 8, 8])
    """

    _shown = "size={size}, interpolation={interpolation.value}, max_size={max_size}, antialias={antialias}"

    def __init__(
        self,
        size: Any,
        interpolation: InterpolationMode = BILINEAR,
        max_size: int | None = None,
        antialias: bool | None = True,
    ) -> None:
        super().__init__()
        if not isinstance(size, (int, list, tuple)):
            raise TypeError(f"Size should be int or sequence. Got {type(size)}")
        if isinstance(size, (list, tuple)) and len(size) not in (1, 2):
            raise ValueError("If size is a sequence, it should have 1 or 2 values")
        self.size, self.interpolation = size, interpolation
        self.max_size, self.antialias = max_size, antialias

    def forward(self, img: Any) -> Any:
        return F.resize(img, self.size, self.interpolation, self.max_size, self.antialias)


class CenterCrop(ModuleTransform):
    """Crop the center of an image to a size (height, width).

    >>> transforms.CenterCrop(2)(torch.ones(1, 4, 4)).shape
    torch.Size([1, 2, 2])
    """

    _shown = "size={size}"

    def __init__(self, size: Any) -> None:
        super().__init__()
        self.size = as_pair(size)

    def forward(self, img: Any) -> Any:
        return F.center_crop(img, self.size)


class Pad(ModuleTransform):
    """`padding` around an image: one number, (left and right, top and bottom) or (left, top, right, bottom).

    >>> transforms.Pad(1)(torch.ones(1, 2, 2)).shape
    torch.Size([1, 4, 4])
    """

    _shown = "padding={padding}, fill={fill}, padding_mode={padding_mode}"

    def __init__(self, padding: Any, fill: float = 0, padding_mode: str = "constant") -> None:
        super().__init__()
        self.padding, self.fill, self.padding_mode = padding, fill, padding_mode

    def forward(self, img: Any) -> Any:
        return F.pad(img, self.padding, self.fill, self.padding_mode)


class RandomHorizontalFlip(ModuleTransform):
    """Flip left and right with probability `p`. Images (…, H, W) keep shape and dtype.

    >>> transforms.RandomHorizontalFlip(1.0)(torch.tensor([[[1, 2]]]))
    tensor([[[2, 1]]])
    """

    _flip: Callable[[Any], Any] = staticmethod(F.hflip)
    _shown = "p={p}"

    def __init__(self, p: float = 0.5) -> None:
        super().__init__()
        self.p = p

    def forward(self, img: Any) -> Any:
        return self._flip(img) if default_generator.uniform((1,))[0] < self.p else img


class RandomVerticalFlip(RandomHorizontalFlip):
    """Flip top and bottom with probability `p`. Images (…, H, W) keep shape and dtype.

    >>> transforms.RandomVerticalFlip(1.0)(torch.tensor([[[1], [2]]]))
    tensor([[[2],
             [1]]])
    """

    _flip = staticmethod(F.vflip)


class RandomCrop(ModuleTransform):
    """A part of `size` (height, width) from a random place, after adding `padding` around the image.

    Raises `ValueError` where the image is smaller, unless `pad_if_needed`.

    >>> transforms.RandomCrop(2)(torch.ones(1, 4, 4)).shape
    torch.Size([1, 2, 2])
    """

    _shown = "size={size}, padding={padding}"

    def __init__(
        self,
        size: Any,
        padding: Any = None,
        pad_if_needed: bool = False,
        fill: float = 0,
        padding_mode: str = "constant",
    ) -> None:
        super().__init__()
        self.size = as_pair(size)
        self.padding, self.pad_if_needed = padding, pad_if_needed
        self.fill, self.padding_mode = fill, padding_mode

    def forward(self, img: Any) -> Any:
        if self.padding is not None:
            img = self._pad(img, self.padding)
        height, width = self.size
        if self.pad_if_needed:
            img = self._pad(img, (max(width - image_size(img)[1], 0), 0))
            img = self._pad(img, (0, max(height - image_size(img)[0], 0)))
        return F.crop(img, *self.get_params(img, self.size))

    @staticmethod
    def get_params(img: Any, output_size: tuple[int, int]) -> tuple[int, int, int, int]:
        """Draw a part of an image (…, H, W): top, left, height and width. `ValueError` if it is smaller."""
        (rows, columns), (height, width) = image_size(img), output_size
        if rows < height or columns < width:
            raise ValueError(
                f"Required crop size {(height, width)} is larger than input image size {(rows, columns)}"
            )
        if (rows, columns) == (height, width):  # nothing is drawn
            return 0, 0, height, width
        return draw_integer(rows - height + 1), draw_integer(columns - width + 1), height, width

    def _pad(self, img: Any, padding: Any) -> Any:
        return F.pad(img, padding, self.fill, self.padding_mode)


class RandomResizedCrop(ModuleTransform):
    """Crop a part of random size (fraction `scale` of the area) and aspect `ratio`, and resize it.

    >>> transforms.RandomResizedCrop(4)(torch.ones(1, 8, 8)).shape
    torch.Size([1, 4, 4])
    """

    def __init__(
        self,
        size: Any,
        scale: Sequence[float] = (0.08, 1.0),
        ratio: Sequence[float] = (3 / 4, 4 / 3),
        interpolation: InterpolationMode = BILINEAR,
        antialias: bool | None = True,
    ) -> None:
        super().__init__()
        self.size = as_pair(size)
        self.scale, self.ratio, self.interpolation, self.antialias = scale, ratio, interpolation, antialias

    def forward(self, img: Any) -> Any:
        part = F.crop(img, *self.get_params(img, self.scale, self.ratio))
        return F.resize(part, self.size, self.interpolation, None, self.antialias)

    @staticmethod
    def get_params(img: Any, scale: Sequence[float], ratio: Sequence[float]) -> tuple[int, int, int, int]:
        """Draw a part of an image (…, H, W): top, left, height and width."""
        return draw_box(*image_size(img), scale, ratio)

    def __repr__(self) -> str:
        ends = tuple(round(s, 4) for s in self.scale), tuple(round(r, 4) for r in self.ratio)
        return (
            f"RandomResizedCrop(size={self.size}, scale={ends[0]}, ratio={ends[1]}, "
            f"interpolation={self.interpolation.value}, antialias={self.antialias})"
        )


def draw_box(
    high: int, wide: int, scale: Sequence[float], ratio: Sequence[float]
) -> tuple[int, int, int, int]:
    """Top, left, height and width: the first of ten tries that fits, or the middle."""
    low, upper = (float(v) for v in np.log(np.array(ratio, np.float32)))
    for _ in range(10):
        area = high * wide * draw_uniform(*scale)
        aspect = float(np.exp(np.float32(draw_uniform(low, upper))))
        width, height = round(math.sqrt(area * aspect)), round(math.sqrt(area / aspect))
        if 0 < width <= wide and 0 < height <= high:
            top = draw_integer(high - height + 1)
            return top, draw_integer(wide - width + 1), height, width
    width, height = wide, high
    if wide / high < min(ratio):
        height = round(wide / min(ratio))
    elif wide / high > max(ratio):
        width = round(high * max(ratio))
    return (high - height) // 2, (wide - width) // 2, height, width


class RandomRotation(ModuleTransform):
    """Rotate counter-clockwise by an angle from `degrees`, a range or a number d for (-d, d). Images (…, H,
    W) keep shape and dtype, unless `expand` makes room for the corners.

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
        super().__init__()
        if isinstance(degrees, int | float):
            if degrees < 0:
                raise ValueError("If degrees is a single number, it must be positive.")
            degrees = (-degrees, degrees)
        self.degrees = [float(angle) for angle in degrees]
        self.interpolation, self.expand, self.fill, self.center = interpolation, expand, fill, center

    @staticmethod
    def get_params(degrees: Sequence[float]) -> float:
        """Draw an angle from a range."""
        return draw_uniform(*degrees)

    def forward(self, img: Any) -> Any:
        angle = self.get_params(self.degrees)
        return F.rotate(img, angle, self.interpolation, self.expand, self.center, self.fill)

    def __repr__(self) -> str:
        center = "" if self.center is None else f", center={self.center}"
        return (
            f"{type(self).__name__}(degrees={self.degrees}, interpolation={self.interpolation.value}, "
            f"expand={self.expand}{center}, fill={self.fill})"
        )
