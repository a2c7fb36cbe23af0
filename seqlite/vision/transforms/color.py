"""Random changes of brightness and color, and gray images. Source: torchvision.

The draws are torchvision's to the seed.
"""

from __future__ import annotations

import math
from typing import Any

from ..._core.tensor import Tensor
from ...random import default_generator
from . import functional as F
from .transforms import ModuleTransform, draw_uniform


class ColorJitter(ModuleTransform):
    """Random brightness and contrast (and saturation, for colors): factors from [1 - d, 1 + d], or from the
    range that is given. Images (…, C, H, W) keep shape and dtype.

    >>> transforms.ColorJitter(brightness=0.5)(torch.ones(1, 2, 2)).shape
    torch.Size([1, 2, 2])
    """

    _shown = "brightness={brightness}, contrast={contrast}, saturation={saturation}, hue={hue}"

    def __init__(self, brightness: Any = 0, contrast: Any = 0, saturation: Any = 0, hue: Any = 0) -> None:
        super().__init__()
        self.brightness, self.contrast = _range_of(brightness, "brightness"), _range_of(contrast, "contrast")
        self.saturation = _range_of(saturation, "saturation")
        self.hue = _range_of(hue, "hue", 0, (-0.5, 0.5))

    @staticmethod
    def get_params(brightness: Any, contrast: Any, saturation: Any, hue: Any) -> tuple[Any, ...]:
        """Draw the order of the changes, a tensor (4), and a factor from each range; None for no change."""
        order = Tensor._wrap(default_generator.permutation(4))
        ranges = (brightness, contrast, saturation, hue)
        return order, *(None if ends is None else draw_uniform(*ends) for ends in ranges)

    def forward(self, img: Any) -> Any:
        order, *factors = self.get_params(self.brightness, self.contrast, self.saturation, self.hue)
        changes = (F.adjust_brightness, F.adjust_contrast, F.adjust_saturation, F.adjust_hue)
        for i in order.tolist():
            factor = factors[i]
            if factor is not None:
                img = changes[i](img, factor)
        return img


def _range_of(
    value: Any, name: str, center: float = 1, ends: tuple[float, float] = (0, math.inf)
) -> tuple[float, float] | None:
    """The range center ± d of a number d, or the given range; None if nothing changes."""
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
    """Convert colors to gray, in one channel or in three equal ones. (…, 3, H, W) → (…,
    `num_output_channels`, H, W).

    >>> transforms.Grayscale()(torch.ones(3, 2, 2)).shape
    torch.Size([1, 2, 2])
    """

    _shown = "num_output_channels={num_output_channels}"

    def __init__(self, num_output_channels: int = 1) -> None:
        super().__init__()
        self.num_output_channels = num_output_channels

    def forward(self, img: Any) -> Any:
        return F.rgb_to_grayscale(img, self.num_output_channels)
