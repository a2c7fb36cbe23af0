"""Random blurs, erased boxes, and crops by the corners. Sources: torchvision; Zhong et al. 2017 (erasing).

The draws are torchvision's to the seed.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..._core.creation import tensor
from ..._core.tensor import Tensor
from ...random import default_generator
from .functional_pixels import erase, five_crop, ten_crop
from .functional_warp import gaussian_blur, root_area, whole_size
from .transforms import ModuleTransform, draw_integer, draw_uniform


class GaussianBlur(ModuleTransform):
    """Blurred by a normal density of a random width from `sigma`: (…, C, H, W), same shape.

    Raises `ValueError` for an even `kernel_size` and impossible ranges.

    >>> transforms.GaussianBlur(3)(torch.ones(1, 4, 4)).shape
    torch.Size([1, 4, 4])
    """

    _shown = "kernel_size={kernel_size}, sigma={sigma}"

    def __init__(self, kernel_size: Any, sigma: Any = (0.1, 2.0)) -> None:
        super().__init__()
        self.kernel_size = whole_size(kernel_size, "Kernel size should be a tuple/list of two integers")
        if any(size <= 0 or size % 2 == 0 for size in self.kernel_size):
            raise ValueError("Kernel size value should be an odd and positive number.")
        if isinstance(sigma, int | float):
            if sigma <= 0:
                raise ValueError("If sigma is a single number, it must be positive.")
            sigma = (sigma, sigma)
        elif not (isinstance(sigma, list | tuple) and len(sigma) == 2):
            raise ValueError("sigma should be a single number or a list/tuple with length 2.")
        elif not 0.0 < sigma[0] <= sigma[1]:
            raise ValueError("sigma values should be positive and of the form (min, max).")
        self.sigma = sigma

    @staticmethod
    def get_params(sigma_min: float, sigma_max: float) -> float:
        """Draw a width."""
        return draw_uniform(sigma_min, sigma_max)

    def forward(self, img: Any) -> Any:
        sigma = self.get_params(*self.sigma)
        return gaussian_blur(img, self.kernel_size, [sigma, sigma])


class RandomErasing(ModuleTransform):
    """A random box of a tensor (…, C, H, W) filled with `value` with probability `p` (Zhong et al. 2017).

    The box covers a share `scale` of the area and has an aspect from `ratio`. `value` is a number, one for
    each channel, or "random". Raises `TypeError` and `ValueError` for impossible settings.

    >>> transforms.RandomErasing(p=1.0)(torch.ones(1, 8, 8)).shape
    torch.Size([1, 8, 8])
    """

    _shown = "p={p}, scale={scale}, ratio={ratio}, value={value}, inplace={inplace}"

    def __init__(
        self,
        p: float = 0.5,
        scale: Sequence[float] = (0.02, 0.33),
        ratio: Sequence[float] = (0.3, 3.3),
        value: Any = 0,
        inplace: bool = False,
    ) -> None:
        super().__init__()
        if not isinstance(value, int | float | str | tuple | list):
            raise TypeError("Argument value should be either a number or str or a sequence")
        if isinstance(value, str) and value != "random":
            raise ValueError("If value is str, it should be 'random'")
        for name, limits in (("Scale", scale), ("Ratio", ratio)):
            if not isinstance(limits, list | tuple):
                raise TypeError(f"{name} should be a sequence")
        if scale[0] > scale[1] or ratio[0] > ratio[1]:
            warnings.warn("Scale and ratio should be of kind (min, max)", stacklevel=2)
        if scale[0] < 0 or scale[1] > 1:
            raise ValueError("Scale should be between 0 and 1")
        if p < 0 or p > 1:
            raise ValueError("Random erasing probability should be between 0 and 1")
        self.p, self.scale, self.ratio, self.value, self.inplace = p, scale, ratio, value, inplace

    @staticmethod
    def get_params(
        img: Tensor, scale: Sequence[float], ratio: Sequence[float], value: list[float] | None = None
    ) -> tuple[int, int, int, int, Tensor]:
        """Draw the row, column, height and width of a box, and what fills it."""
        channels, high, wide = (int(n) for n in img.shape[-3:])
        low, upper = (float(v) for v in np.log(np.array(ratio, np.float32)))
        for _ in range(10):
            area = high * wide * draw_uniform(*scale)
            height, width = root_area(area, float(np.exp(np.float32(draw_uniform(low, upper)))))
            if height < high and width < wide:
                if value is None:
                    shape = (channels, height, width)
                    fill = Tensor._wrap(default_generator.normal(shape, 0.0, 1.0, np.dtype(np.float32)))
                else:
                    fill = tensor(value)[:, None, None]
                top = draw_integer(high - height + 1)
                return top, draw_integer(wide - width + 1), height, width, fill
        return 0, 0, high, wide, img

    def forward(self, img: Tensor) -> Tensor:
        if draw_uniform() >= self.p:
            return img
        given = self.value
        value = (
            None
            if isinstance(given, str)
            else [float(v) for v in (given if isinstance(given, list | tuple) else [given])]
        )
        if value is not None and len(value) not in (1, img.shape[-3]):
            raise ValueError(
                f"If value is a sequence, it should have either a single value or {img.shape[-3]} (number of "
                "input channels)"
            )
        return erase(img, *self.get_params(img, self.scale, self.ratio, value), self.inplace)


class FiveCrop(ModuleTransform):
    """The four corners and the center, each of `size` (height, width): a tuple of (…, *size).

    >>> len(transforms.FiveCrop(2)(torch.ones(1, 4, 4)))
    5
    """

    _shown = "size={size}"

    def __init__(self, size: Any) -> None:
        super().__init__()
        self.size = whole_size(size, "Please provide only two dimensions (h, w) for size.")

    def forward(self, img: Any) -> tuple[Any, ...]:
        return five_crop(img, self.size)


class TenCrop(FiveCrop):
    """`FiveCrop` of the image and of its mirror image: a tuple of ten. Images (…, H, W) → (…, h, w) each.

    >>> len(transforms.TenCrop(2)(torch.ones(1, 4, 4)))
    10
    """

    _shown = "size={size}, vertical_flip={vertical_flip}"

    def __init__(self, size: Any, vertical_flip: bool = False) -> None:
        super().__init__(size)
        self.vertical_flip = vertical_flip

    def forward(self, img: Any) -> tuple[Any, ...]:
        return ten_crop(img, self.size, self.vertical_flip)
