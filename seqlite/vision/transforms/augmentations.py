"""Learned and random series of changes: AutoAugment, RandAugment and AugMix.

The draws are torchvision's to the seed. Sources: Cubuk et al. 2019 and 2020, Hendrycks et al. 2020;
torchvision, `torchvision.transforms.autoaugment`.
"""

from __future__ import annotations

import math
from enum import Enum
from typing import Any

import numpy as np

from ..._core.creation_ranges import linspace
from ..._core.tensor import Tensor
from ...random import default_generator
from .autoaugment import apply_op
from .functional_affine import InterpolationMode, image_size
from .functional_pil import is_pil_image
from .functional_warp import on_tensor
from .random_places import fill_of
from .transforms import ModuleTransform, draw_integer

BILINEAR, NEAREST = InterpolationMode.BILINEAR, InterpolationMode.NEAREST
UNSIGNED = {"Identity", "Posterize", "Solarize", "AutoContrast", "Equalize", "Invert"}
COLORS = ("Brightness", "Color", "Contrast", "Sharpness")
# Pairs of changes, each with its probability and the number of its strength.
POLICIES = {
    "imagenet": """
        Posterize 0.4 8 Rotate 0.6 9; Solarize 0.6 5 AutoContrast 0.6 -; Equalize 0.8 - Equalize 0.6 -;
        Posterize 0.6 7 Posterize 0.6 6; Equalize 0.4 - Solarize 0.2 4; Equalize 0.4 - Rotate 0.8 8;
        Solarize 0.6 3 Equalize 0.6 -; Posterize 0.8 5 Equalize 1 -; Rotate 0.2 3 Solarize 0.6 8; Equalize
        0.6 - Posterize 0.4 6; Rotate 0.8 8 Color 0.4 0; Rotate 0.4 9 Equalize 0.6 -; Equalize 0 - Equalize
        0.8 -; Invert 0.6 - Equalize 1 -; Color 0.6 4 Contrast 1 8; Rotate 0.8 8 Color 1 2; Color 0.8 8
        Solarize 0.8 7; Sharpness 0.4 7 Invert 0.6 -; ShearX 0.6 5 Equalize 1 -; Color 0.4 0 Equalize 0.6 -;
        Equalize 0.4 - Solarize 0.2 4; Solarize 0.6 5 AutoContrast 0.6 -; Invert 0.6 - Equalize 1 -; Color
        0.6 4 Contrast 1 8; Equalize 0.8 - Equalize 0.6 -
    """,
    "cifar10": """
        Invert 0.1 - Contrast 0.2 6; Rotate 0.7 2 TranslateX 0.3 9; Sharpness 0.8 1 Sharpness 0.9 3; ShearY
        0.5 8 TranslateY 0.7 9; AutoContrast 0.5 - Equalize 0.9 -; ShearY 0.2 7 Posterize 0.3 7; Color 0.4 3
        Brightness 0.6 7; Sharpness 0.3 9 Brightness 0.7 9; Equalize 0.6 - Equalize 0.5 -; Contrast 0.6 7
        Sharpness 0.6 5; Color 0.7 7 TranslateX 0.5 8; Equalize 0.3 - AutoContrast 0.4 -; TranslateY 0.4 3
        Sharpness 0.2 6; Brightness 0.9 6 Color 0.2 8; Solarize 0.5 2 Invert 0 -; Equalize 0.2 -
        AutoContrast 0.6 -; Equalize 0.2 - Equalize 0.6 -; Color 0.9 9 Equalize 0.6 -; AutoContrast 0.8 -
        Solarize 0.2 8; Brightness 0.1 3 Color 0.7 0; Solarize 0.4 5 AutoContrast 0.9 -; TranslateY 0.9 9
        TranslateY 0.7 9; AutoContrast 0.9 - Solarize 0.8 3; Equalize 0.8 - Invert 0.1 -; TranslateY 0.7 9
        AutoContrast 0.9 -
    """,
    "svhn": """
        ShearX 0.9 4 Invert 0.2 -; ShearY 0.9 8 Invert 0.7 -; Equalize 0.6 - Solarize 0.6 6; Invert 0.9 -
        Equalize 0.6 -; Equalize 0.6 - Rotate 0.9 3; ShearX 0.9 4 AutoContrast 0.8 -; ShearY 0.9 8 Invert
        0.4 -; ShearY 0.9 5 Solarize 0.2 6; Invert 0.9 - AutoContrast 0.8 -; Equalize 0.6 - Rotate 0.9 3;
        ShearX 0.9 4 Solarize 0.3 3; ShearY 0.8 8 Invert 0.7 -; Equalize 0.9 - TranslateY 0.6 6; Invert 0.9
        - Equalize 0.6 -; Contrast 0.3 3 Rotate 0.8 4; Invert 0.8 - TranslateY 0 2; ShearY 0.7 6 Solarize
        0.4 8; Invert 0.6 - Rotate 0.8 4; ShearY 0.3 7 TranslateX 0.9 3; ShearX 0.1 6 Invert 0.6 -; Solarize
        0.7 2 TranslateY 0.6 7; ShearY 0.8 4 Invert 0.8 -; ShearX 0.7 9 TranslateY 0.8 3; ShearY 0.8 5
        AutoContrast 0.7 -; ShearX 0.7 2 Invert 0.1 -
    """,
}


class AutoAugmentPolicy(Enum):
    """For which data set the policy of `AutoAugment` was learned.

    >>> transforms.AutoAugmentPolicy.CIFAR10.value
    'cifar10'
    """

    IMAGENET = "imagenet"
    CIFAR10 = "cifar10"
    SVHN = "svhn"


def strengths_of(name: str, bins: int, size: tuple[int, int], reach: float, bits: int = 8) -> Any:
    """The strengths that a kind of change can have; None if it has only one. `reach` is the largest shift as
    a share of the image."""
    if name in ("Identity", "AutoContrast", "Equalize", "Invert"):
        return None
    if name == "Posterize":
        return bits - np.round(np.arange(bins, dtype=np.float32) / np.float32((bins - 1) / 4)).astype(
            np.int32
        )
    if name == "Solarize":
        return linspace(255.0, 0.0, bins)
    if name.startswith("Translate"):
        return linspace(0.0, reach * size[1 if name == "TranslateX" else 0], bins)
    return linspace(0.0, {"Rotate": 30.0, "ShearX": 0.3, "ShearY": 0.3}.get(name, 0.9), bins)


class AutoAugment(ModuleTransform):
    """A random pair of changes from a policy that was learned for a data set (Cubuk et al. 2019).

    Takes Pillow images ("L" or "RGB") and uint8 tensors (…, 1 or 3, H, W); same shape. Raises `ValueError`
    for another policy.

    >>> transforms.AutoAugment()(torch.zeros(3, 8, 8, dtype=torch.uint8)).shape
    torch.Size([3, 8, 8])
    """

    _shown = "policy={policy}, fill={fill}"

    def __init__(
        self,
        policy: AutoAugmentPolicy = AutoAugmentPolicy.IMAGENET,
        interpolation: InterpolationMode = NEAREST,
        fill: Any = None,
    ) -> None:
        super().__init__()
        if not isinstance(policy, AutoAugmentPolicy):
            raise ValueError(f"The provided policy {policy} is not recognized.")
        self.policy, self.interpolation, self.fill = policy, interpolation, fill
        self.policies = [self._pair(text.split()) for text in POLICIES[policy.value].split(";")]

    @staticmethod
    def _pair(words: list[str]) -> tuple[tuple[str, float, int | None], ...]:
        return tuple(
            (words[i], float(words[i + 1]), None if words[i + 2] == "-" else int(words[i + 2]))
            for i in (0, 3)
        )

    @staticmethod
    def get_params(transform_num: int) -> tuple[int, Tensor, Tensor]:
        """Draw the number of a pair, whether each of its changes is made, and their signs."""
        number = draw_integer(transform_num)
        chances = Tensor._wrap(default_generator.uniform((2,), 0.0, 1.0))
        return number, chances, Tensor._wrap(np.asarray(default_generator.integers((2,), 0, 2)))

    def forward(self, img: Any) -> Any:
        number, chances, signs = self.get_params(len(self.policies))
        fill = fill_of(self.fill, img)
        for (name, p, place), chance, sign in zip(
            self.policies[number], chances.tolist(), signs.tolist(), strict=True
        ):
            if chance <= p:
                strengths = strengths_of(name, 10, image_size(img), 150.0 / 331.0)
                strength = 0.0 if strengths is None or place is None else float(strengths[place])
                strength = -strength if sign == 0 and name not in UNSIGNED else strength
                img = apply_op(img, name, strength, fill, self.interpolation)
        return img


class RandAugment(ModuleTransform):
    """`num_ops` changes of random kinds, all of one strength (Cubuk et al. 2020).

    Takes Pillow images ("L" or "RGB") and uint8 tensors (…, 1 or 3, H, W); same shape.

    >>> transforms.RandAugment()(torch.zeros(3, 8, 8, dtype=torch.uint8)).shape
    torch.Size([3, 8, 8])
    """

    _shown = (
        "num_ops={num_ops}, magnitude={magnitude}, num_magnitude_bins={num_magnitude_bins}, "
        "interpolation={interpolation}, fill={fill}"
    )
    KINDS = (
        "Identity", "ShearX", "ShearY", "TranslateX", "TranslateY", "Rotate", *COLORS, "Posterize",
        "Solarize", "AutoContrast", "Equalize",
    )  # fmt: skip

    def __init__(
        self,
        num_ops: int = 2,
        magnitude: int = 9,
        num_magnitude_bins: int = 31,
        interpolation: InterpolationMode = NEAREST,
        fill: Any = None,
    ) -> None:
        super().__init__()
        self.num_ops, self.magnitude, self.num_magnitude_bins = num_ops, magnitude, num_magnitude_bins
        self.interpolation, self.fill = interpolation, fill

    def forward(self, img: Any) -> Any:
        fill, size = fill_of(self.fill, img), image_size(img)
        for _ in range(self.num_ops):
            name = self.KINDS[draw_integer(len(self.KINDS))]
            strengths = strengths_of(name, self.num_magnitude_bins, size, 150.0 / 331.0)
            strength = 0.0 if strengths is None else float(strengths[self.magnitude])
            if name not in UNSIGNED and draw_integer(2):
                strength = -strength
            img = apply_op(img, name, strength, fill, self.interpolation)
        return img


def draw_gamma(alpha: float) -> float:
    """A number from the gamma distribution, as PyTorch draws it (Marsaglia & Tsang 2000)."""
    scale = 1.0
    if alpha < 1:
        u = float(default_generator.fractions(1, np.float64)[0])
        scale, alpha = (1 - u) ** (1 / alpha), alpha + 1
    d = alpha - 1 / 3
    c = 1 / math.sqrt(9 * d)
    while True:
        x = float(default_generator.normal((1,), 0.0, 1.0, np.dtype(np.float64))[0])
        if 1 + c * x <= 0:
            continue
        v = (1 + c * x) ** 3
        u = 1 - float(default_generator.fractions(1, np.float64)[0])
        if u < 1 - 0.0331 * x**4 or math.log(u) < 0.5 * x * x + d * (1 - v + math.log(v)):
            return scale * d * v


def draw_dirichlet(alpha: float, count: int, rows: int) -> Any:
    """Shares that sum to 1, (rows, count)."""
    drawn = np.array([[draw_gamma(alpha) for _ in range(count)] for _ in range(rows)])
    return (drawn / drawn.sum(1, keepdims=True)).astype(np.float32)


class AugMix(ModuleTransform):
    """The image mixed with `mixture_width` copies, each changed by a chain of random kinds (Hendrycks et al.
    2020).

    `chain_depth` changes make a chain, or 1 to 3 for -1. Takes Pillow images ("L" or "RGB") and uint8 tensors
    (…, 1 or 3, H, W); same shape. Raises `ValueError` for a `severity` outside 1 to 10.

    >>> transforms.AugMix()(torch.zeros(3, 8, 8, dtype=torch.uint8)).shape
    torch.Size([3, 8, 8])
    """

    _shown = (
        "severity={severity}, mixture_width={mixture_width}, chain_depth={chain_depth}, alpha={alpha}, "
        "all_ops={all_ops}, interpolation={interpolation}, fill={fill}"
    )
    KINDS = (
        "ShearX", "ShearY", "TranslateX", "TranslateY", "Rotate", "Posterize", "Solarize", "AutoContrast",
        "Equalize",
    )  # fmt: skip

    def __init__(
        self,
        severity: int = 3,
        mixture_width: int = 3,
        chain_depth: int = -1,
        alpha: float = 1.0,
        all_ops: bool = True,
        interpolation: InterpolationMode = BILINEAR,
        fill: Any = None,
    ) -> None:
        super().__init__()
        if not 1 <= severity <= 10:
            raise ValueError(f"The severity must be between [1, 10]. Got {severity} instead.")
        self.severity, self.mixture_width, self.chain_depth = severity, mixture_width, chain_depth
        self.alpha, self.all_ops, self.interpolation, self.fill = alpha, all_ops, interpolation, fill

    def forward(self, img: Any) -> Any:
        def mixed(tensor: Tensor) -> Tensor:
            fill = self.fill if is_pil_image(img) else fill_of(self.fill, tensor)
            return self._mix(tensor, fill)

        return on_tensor(img, mixed)

    def _mix(self, img: Tensor, fill: Any) -> Tensor:
        batch = img.reshape(-1, *img.shape[-3:]) if img.dim() < 4 else img
        kinds = self.KINDS + COLORS if self.all_ops else self.KINDS
        rows, size = len(batch), image_size(img)
        own = draw_dirichlet(self.alpha, 2, rows)
        weights = draw_dirichlet(self.alpha, self.mixture_width, rows) * own[:, 1:]

        def share(numbers: Any) -> Tensor:
            return Tensor._wrap(numbers.reshape(-1, *[1] * (batch.dim() - 1)))

        mix = share(own[:, 0]) * batch
        for i in range(self.mixture_width):
            changed, depth = batch, self.chain_depth if self.chain_depth > 0 else draw_integer(3) + 1
            for _ in range(depth):
                name = kinds[draw_integer(len(kinds))]
                strengths = strengths_of(name, 10, size, 1 / 3, bits=4)
                strength = 0.0 if strengths is None else float(strengths[draw_integer(self.severity)])
                if name not in UNSIGNED and draw_integer(2):
                    strength = -strength
                changed = apply_op(changed, name, strength, fill, self.interpolation)
            mix = mix + share(weights[:, i]) * changed
        return mix.reshape(img.shape).to(img.dtype)
