"""Random changes of all kinds at once. Source: Müller & Hutter 2021; torchvision,
`torchvision.transforms.autoaugment`.

The draws are torchvision's to the seed.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..._core.creation_ranges import linspace
from . import functional as F
from .functional_affine import InterpolationMode
from .transforms import ModuleTransform, draw_integer

GEOMETRIC = {"ShearX": 0.99, "ShearY": 0.99, "TranslateX": 32.0, "TranslateY": 32.0, "Rotate": 135.0}
COLORS = {
    "Brightness": F.adjust_brightness,
    "Color": F.adjust_saturation,
    "Contrast": F.adjust_contrast,
    "Sharpness": F.adjust_sharpness,
}
OTHERS = ("Posterize", "Solarize", "AutoContrast", "Equalize")
NAMES = ("Identity", *GEOMETRIC, *COLORS, *OTHERS)


class TrivialAugmentWide(ModuleTransform):
    """One change of a random kind and strength: a shear, a shift, a rotation, or of brightness, color,
    contrast, sharpness or histogram. Takes Pillow images ("L" or "RGB") and uint8 tensors (…, 1 or 3, H, W).

    >>> transforms.TrivialAugmentWide()(torch.zeros(3, 8, 8, dtype=torch.uint8)).shape
    torch.Size([3, 8, 8])
    """

    _shown = "num_magnitude_bins={num_magnitude_bins}, interpolation={interpolation}, fill={fill}"

    def __init__(
        self,
        num_magnitude_bins: int = 31,
        interpolation: InterpolationMode = InterpolationMode.NEAREST,
        fill: Any = None,
    ) -> None:
        super().__init__()
        self.num_magnitude_bins, self.interpolation, self.fill = num_magnitude_bins, interpolation, fill

    def forward(self, img: Any) -> Any:
        name = NAMES[draw_integer(len(NAMES))]
        strengths = magnitudes(name, self.num_magnitude_bins)
        strength = float(strengths[draw_integer(len(strengths))]) if len(strengths) else 0.0
        if (name in GEOMETRIC or name in COLORS) and draw_integer(2):
            strength = -strength
        return apply_op(img, name, strength, self.fill, self.interpolation)


def magnitudes(name: str, bins: int) -> Any:
    """The strengths that a kind of change can have; empty if it has only one."""
    if name == "Posterize":
        return 8 - np.round(np.arange(bins, dtype=np.float32) / np.float32((bins - 1) / 6)).astype(np.int32)
    if name in ("Identity", "AutoContrast", "Equalize"):
        return ()
    if name == "Solarize":
        return linspace(255.0, 0.0, bins)
    return linspace(0.0, GEOMETRIC.get(name, 0.99), bins)


def apply_op(
    img: Any,
    name: str,
    strength: float,
    fill: Any,
    interpolation: InterpolationMode = InterpolationMode.NEAREST,
) -> Any:
    """Apply a kind of change to an image."""
    if name in COLORS:
        return COLORS[name](img, 1.0 + strength)
    if name.startswith("Shear"):
        lean = math.degrees(math.atan(strength))
        shear = [lean, 0.0] if name == "ShearX" else [0.0, lean]
        return F.affine(img, 0.0, [0, 0], 1.0, shear, interpolation, fill, center=[0, 0])
    if name.startswith("Translate"):
        shift = [int(strength), 0] if name == "TranslateX" else [0, int(strength)]
        return F.affine(img, 0.0, shift, 1.0, [0.0, 0.0], interpolation, fill)
    if name == "Rotate":
        return F.rotate(img, strength, interpolation, fill=fill)
    if name == "Posterize":
        return F.posterize(img, int(strength))
    if name == "Solarize":
        return F.solarize(img, strength)
    if name == "AutoContrast":
        return F.autocontrast(img)
    if name == "Invert":
        return F.invert(img)
    return F.equalize(img) if name == "Equalize" else img
