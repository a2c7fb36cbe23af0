"""Other sizes, mirror images and brightness, for more varied training images. Source: torchvision.

The draws are torchvision's to the seed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..._core.tensor import Tensor
from ...random import default_generator
from ..image import Image
from . import functional as F
from .moving import InterpolationMode, _size_of, _uniform
from .pillow import array_of, is_pillow
from .transforms import ModuleTransform, Transform

BILINEAR = InterpolationMode.BILINEAR


def _chance() -> np.float32:
    return default_generator.uniform((1,))[0]  # type: ignore[no-any-return]


class Resize(ModuleTransform):
    """Of another size: (height, width), or one number for the shorter side.

    >>> transforms.Resize(8)(torch.ones(1, 28, 28)).shape
    torch.Size([1, 8, 8])
    """

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
        self.size, self.interpolation, self.max_size, self.antialias = (
            size,
            interpolation,
            max_size,
            antialias,
        )

    def forward(self, img: Any) -> Any:
        return F.resize(img, self.size, self.interpolation, self.max_size, self.antialias)

    def __repr__(self) -> str:
        return (
            f"Resize(size={self.size}, interpolation={self.interpolation.value}, max_size={self.max_size}, "
            f"antialias={self.antialias})"
        )


class CenterCrop(ModuleTransform):
    """The middle of an image, of this size (height, width).

    >>> transforms.CenterCrop(2)(torch.ones(1, 4, 4)).shape
    torch.Size([1, 2, 2])
    """

    def __init__(self, size: Any) -> None:
        super().__init__()
        self.size = F.pair(size)

    def forward(self, img: Any) -> Any:
        return F.center_crop(img, self.size)

    def __repr__(self) -> str:
        return f"CenterCrop(size={self.size})"


class Pad(ModuleTransform):
    """`padding` around an image: one number, (left and right, top and bottom) or (left, top, right, bottom).

    >>> transforms.Pad(1)(torch.ones(1, 2, 2)).shape
    torch.Size([1, 4, 4])
    """

    def __init__(self, padding: Any, fill: float = 0, padding_mode: str = "constant") -> None:
        super().__init__()
        self.padding, self.fill, self.padding_mode = padding, fill, padding_mode

    def forward(self, img: Any) -> Any:
        return F.pad(img, self.padding, self.fill, self.padding_mode)

    def __repr__(self) -> str:
        return f"Pad(padding={self.padding}, fill={self.fill}, padding_mode={self.padding_mode})"


class RandomHorizontalFlip(ModuleTransform):
    """With probability `p`, left and right exchanged.

    >>> transforms.RandomHorizontalFlip(1.0)(torch.tensor([[[1, 2]]]))
    tensor([[[2, 1]]])
    """

    _flip: Callable[[Any], Any] = staticmethod(F.hflip)

    def __init__(self, p: float = 0.5) -> None:
        super().__init__()
        self.p = p

    def forward(self, img: Any) -> Any:
        return self._flip(img) if _chance() < self.p else img

    def __repr__(self) -> str:
        return f"{type(self).__name__}(p={self.p})"


class RandomVerticalFlip(RandomHorizontalFlip):
    """With probability `p`, top and bottom exchanged.

    >>> transforms.RandomVerticalFlip(1.0)(torch.tensor([[[1], [2]]]))
    tensor([[[2],
             [1]]])
    """

    _flip = staticmethod(F.vflip)


class RandomResizedCrop(ModuleTransform):
    """A part of a random size (shares `scale` of the area) and shape (`ratio` of width to height), resized.

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
        self.size = F.pair(size)
        self.scale, self.ratio, self.interpolation, self.antialias = scale, ratio, interpolation, antialias

    def forward(self, img: Any) -> Any:
        return F.resize(
            F.crop(img, *self._place(*_size_of(img))), self.size, self.interpolation, None, self.antialias
        )

    def _place(self, high: int, wide: int) -> tuple[int, int, int, int]:
        """Top, left, height and width: the first of ten tries that fits, or the middle."""
        low, top = (float(v) for v in np.log(np.array(self.ratio, np.float32)))
        for _ in range(10):
            area = high * wide * _uniform(*self.scale)
            aspect = float(np.exp(np.float32(_uniform(low, top))))
            width, height = round(math.sqrt(area * aspect)), round(math.sqrt(area / aspect))
            if 0 < width <= wide and 0 < height <= high:
                first = int(default_generator.integers((1,), 0, high - height + 1)[0])
                return first, int(default_generator.integers((1,), 0, wide - width + 1)[0]), height, width
        width, height = wide, high
        if wide / high < min(self.ratio):
            height = round(wide / min(self.ratio))
        elif wide / high > max(self.ratio):
            width = round(high * max(self.ratio))
        return (high - height) // 2, (wide - width) // 2, height, width

    def __repr__(self) -> str:
        ends = tuple(round(s, 4) for s in self.scale), tuple(round(r, 4) for r in self.ratio)
        return (
            f"RandomResizedCrop(size={self.size}, scale={ends[0]}, ratio={ends[1]}, "
            f"interpolation={self.interpolation.value}, antialias={self.antialias})"
        )


class ColorJitter(ModuleTransform):
    """Random brightness and contrast (and saturation, for colors): factors from [1 - d, 1 + d], or from the
    range that is given.

    >>> transforms.ColorJitter(brightness=0.5)(torch.ones(1, 2, 2)).shape
    torch.Size([1, 2, 2])
    """

    def __init__(self, brightness: Any = 0, contrast: Any = 0, saturation: Any = 0, hue: Any = 0) -> None:
        super().__init__()
        self.brightness, self.contrast = _range_of(brightness, "brightness"), _range_of(contrast, "contrast")
        self.saturation = _range_of(saturation, "saturation")
        self.hue = _range_of(hue, "hue", 0, (-0.5, 0.5))

    def forward(self, img: Any) -> Any:
        order = default_generator.permutation(4).tolist()
        ranges = (self.brightness, self.contrast, self.saturation, self.hue)
        factors = [None if r is None else _uniform(*r) for r in ranges]
        changes = (F.adjust_brightness, F.adjust_contrast, F.adjust_saturation, F.adjust_hue)
        for i in order:
            factor = factors[i]
            if factor is not None:
                img = changes[i](img, factor)
        return img

    def __repr__(self) -> str:
        return (
            f"ColorJitter(brightness={self.brightness}, contrast={self.contrast}, "
            f"saturation={self.saturation}, hue={self.hue})"
        )


def _range_of(
    value: Any, name: str, center: float = 1, ends: tuple[float, float] = (0, math.inf)
) -> tuple[float, float] | None:
    """A number d as (center - d, center + d), or the range that was given; None where nothing changes."""
    if isinstance(value, (int, float)):
        if value < 0:
            raise ValueError(f"If {name} is a single number, it must be non negative.")
        low, high = center - float(value), center + float(value)
        low = max(low, 0.0) if center else low
    elif isinstance(value, (tuple, list)) and len(value) == 2:
        low, high = float(value[0]), float(value[1])
    else:
        raise TypeError(f"{name} should be a single number or a list/tuple with length 2.")
    if not ends[0] <= low <= high <= ends[1]:
        raise ValueError(f"{name} values should be between {ends}, but got {[low, high]}.")
    return None if low == high == center else (low, high)


class Grayscale(ModuleTransform):
    """The brightness of colors, in one channel or in three equal ones.

    >>> transforms.Grayscale()(torch.ones(3, 2, 2)).shape
    torch.Size([1, 2, 2])
    """

    def __init__(self, num_output_channels: int = 1) -> None:
        super().__init__()
        self.num_output_channels = num_output_channels

    def forward(self, img: Any) -> Any:
        return F.rgb_to_grayscale(img, self.num_output_channels)

    def __repr__(self) -> str:
        return f"Grayscale(num_output_channels={self.num_output_channels})"


class RandomApply(ModuleTransform):
    """With probability `p`, all of `transforms`.

    >>> transforms.RandomApply([transforms.Pad(1)], p=1.0)(torch.ones(1, 2, 2)).shape
    torch.Size([1, 4, 4])
    """

    def __init__(self, transforms: Sequence[Callable[[Any], Any]], p: float = 0.5) -> None:
        super().__init__()
        self.transforms, self.p = transforms, p

    def forward(self, img: Any) -> Any:
        if self.p >= _chance():
            for transform in self.transforms:
                img = transform(img)
        return img

    def __repr__(self) -> str:
        return "\n".join(["RandomApply(", f"    p={self.p}", *(f"    {t}" for t in self.transforms), ")"])


class ToPILImage(Transform):
    """An image of a tensor (C, H, W), whose values count from 0 to 1, or of uint8 ones, or of an array
    (H, W, C). Without Pillow, there are gray ones only.

    >>> transforms.ToPILImage()(torch.ones(1, 2, 3)).size
    (3, 2)
    """

    def __init__(self, mode: str | None = None) -> None:
        self.mode = mode

    def __call__(self, pic: Any) -> Any:
        return F.to_pil_image(pic, self.mode)


class PILToTensor(Transform):
    """An image as a tensor (C, H, W) of the pixels' type.

    >>> transforms.PILToTensor()(transforms.ToPILImage()(torch.ones(1, 1, 1)))
    tensor([[[255]]], dtype=torch.uint8)
    """

    def __call__(self, pic: Any) -> Tensor:
        if is_pillow(pic):
            return Tensor._wrap(array_of(pic).transpose(2, 0, 1))
        if not isinstance(pic, Image):
            raise TypeError(f"pic should be PIL Image. Got {type(pic)}")
        return Tensor._wrap(pic._array[None].copy())


class ConvertImageDtype(ModuleTransform):
    """Values from 0 to 255 as values from 0 to 1, or back.

    >>> transforms.ConvertImageDtype(torch.float32)(torch.tensor([[[255]]], dtype=torch.uint8))
    tensor([[[1.]]])
    """

    def __init__(self, dtype: Any) -> None:
        super().__init__()
        self.dtype = dtype

    def forward(self, image: Tensor) -> Tensor:
        if image.dtype.is_floating_point == self.dtype.is_floating_point:
            return image.to(self.dtype)
        if self.dtype.is_floating_point:
            return image.to(self.dtype) / float(np.iinfo(image.dtype.numpy).max)
        return (image * (float(np.iinfo(self.dtype.numpy).max) + 1.0 - 1e-3)).to(self.dtype)
