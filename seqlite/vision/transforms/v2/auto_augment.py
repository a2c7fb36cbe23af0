"""Learned and random series of changes. Sources: torchvision, `torchvision.transforms.v2`; see the transforms
of version 1 for the papers.

The draws are torchvision's to the seed; they differ from those of version 1.
"""

from __future__ import annotations

import math
from typing import Any, ClassVar

from ...._core.creation_ranges import linspace
from ...._core.random_sampling import rand
from ...._core.tensor import Tensor
from ....func.tree import leaves, rebuild
from ...tv_tensors import Image, Mask, Video, wrap
from ..augmentations import UNSIGNED, draw_dirichlet, strengths_of
from ..augmentations import AugMix as _AugMix
from ..augmentations import AutoAugment as _AutoAugment1
from ..augmentations import AutoAugmentPolicy as AutoAugmentPolicy
from ..augmentations import RandAugment as _RandAugment
from ..autoaugment import NAMES, magnitudes
from ..transforms import draw_integer
from . import functional as F
from .arguments import Fill
from .functional.dispatch import is_image, is_pure_tensor
from .functional.misc import largest
from .transform import Transform, check_type

PLAIN = {"AutoContrast": F.autocontrast, "Equalize": F.equalize, "Invert": F.invert}
COLORS = {
    "Brightness": F.adjust_brightness,
    "Color": F.adjust_saturation,
    "Contrast": F.adjust_contrast,
    "Sharpness": F.adjust_sharpness,
}


class _AutoAugment(Transform):
    """Base of the series of changes."""

    def __init__(self, *, interpolation: Any = "nearest", fill: Any = None) -> None:
        super().__init__()
        self.interpolation, self.fill, self._fill = interpolation, fill, Fill(fill)

    def forward(self, *inputs: Any) -> Any:
        sample = inputs if len(inputs) > 1 else inputs[0]
        flat = leaves(sample)
        found = []
        for i, (each, need) in enumerate(zip(flat, self._needs_transform_list(flat), strict=True)):
            if need and check_type(each, (Image, is_image, is_pure_tensor, Video)):
                found.append(i)
            elif isinstance(each, Mask):
                raise TypeError(f"Inputs of type Mask are not supported by {type(self).__name__}()")
        if not found:
            raise TypeError("Found no image in the sample.")
        if len(found) > 1:
            raise TypeError(
                "Auto augment transformations are only properly defined for a single image or video, but "
                f"found {len(found)}."
            )
        flat[found[0]] = self._augmented(flat[found[0]])
        return rebuild(sample, iter(flat))

    def _augmented(self, image: Any) -> Any:
        raise NotImplementedError

    def _change(self, image: Any, name: str, strengths: Any, place: Any) -> Any:
        """Make a change of the strength at `place`, a number or what draws it; in a random direction."""
        strength = 0.0
        if strengths is not None and len(strengths):
            strength = float(strengths[place() if callable(place) else place])
            if name not in UNSIGNED and rand(()) <= 0.5:
                strength = -strength
        if name in PLAIN:
            return PLAIN[name](image)
        if name in COLORS:
            return COLORS[name](image, 1.0 + strength)
        if name == "Posterize":
            return F.posterize(image, bits=int(strength))
        if name == "Solarize":
            most = largest(image.dtype) if isinstance(image, Tensor) else 255.0
            return F.solarize(image, threshold=most * strength)
        if name == "Identity":
            return image
        options = {"interpolation": self.interpolation, "fill": self._fill.of(image)}
        if name == "Rotate":
            return F.rotate(image, strength, **options)
        across = name.endswith("X")
        if name.startswith("Translate"):
            shift = [int(strength), 0] if across else [0, int(strength)]
            return F.affine(image, 0.0, shift, 1.0, [0.0, 0.0], **options)
        lean = math.degrees(math.atan(strength))
        shear = [lean, 0.0] if across else [0.0, lean]
        return F.affine(image, 0.0, [0, 0], 1.0, shear, center=[0, 0], **options)


def strengths(name: str, bins: int, size: Any, reach: float, bits: int = 8) -> Any:
    """The strengths that a kind of change can have; None if it has only one."""
    return (
        linspace(1.0, 0.0, bins) if name == "Solarize" else strengths_of(name, bins, size, reach, bits=bits)
    )


class AutoAugment(_AutoAugment):
    """A random pair of changes from a policy that was learned for a data set (Cubuk et al. 2019).

    Takes one image or video (…, 1 or 3, H, W) in a sample; same shape and dtype. Raises `ValueError` for
    another policy, `TypeError` for other samples.

    >>> from torchvision.transforms import v2
    >>> v2.AutoAugment()(torch.zeros(3, 8, 8, dtype=torch.uint8)).shape
    torch.Size([3, 8, 8])
    """

    _twin = _AutoAugment1

    def __init__(
        self,
        policy: AutoAugmentPolicy = AutoAugmentPolicy.IMAGENET,
        interpolation: Any = "nearest",
        fill: Any = None,
    ) -> None:
        super().__init__(interpolation=interpolation, fill=fill)
        self.policy, self._policies = policy, _AutoAugment1(policy).policies

    def _augmented(self, image: Any) -> Any:
        size = F.get_size(image)
        for name, chance, place in self._policies[draw_integer(len(self._policies))]:
            if rand(()) <= chance:
                image = self._change(image, name, strengths(name, 10, size, 150.0 / 331.0), place)
        return image


class RandAugment(_AutoAugment):
    """`num_ops` changes of random kinds, all of one strength (Cubuk et al. 2020).

    Takes one image or video (…, 1 or 3, H, W) in a sample; same shape and dtype. Raises `ValueError` for a
    negative `num_ops`, `TypeError` for other samples.

    >>> from torchvision.transforms import v2
    >>> v2.RandAugment()(torch.zeros(3, 8, 8, dtype=torch.uint8)).shape
    torch.Size([3, 8, 8])
    """

    def __init__(
        self,
        num_ops: int = 2,
        magnitude: int = 9,
        num_magnitude_bins: int = 31,
        interpolation: Any = "nearest",
        fill: Any = None,
    ) -> None:
        super().__init__(interpolation=interpolation, fill=fill)
        if not isinstance(num_ops, int) or num_ops < 0:
            raise ValueError(f"num_ops should be a non-negative integer, but got {num_ops} instead.")
        self.num_ops, self.magnitude, self.num_magnitude_bins = num_ops, magnitude, num_magnitude_bins

    def _augmented(self, image: Any) -> Any:
        size, kinds = F.get_size(image), _RandAugment.KINDS
        for _ in range(self.num_ops):
            name = kinds[draw_integer(len(kinds))]
            possible = strengths(name, self.num_magnitude_bins, size, 150.0 / 331.0)
            image = self._change(image, name, possible, self.magnitude)
        return image


class TrivialAugmentWide(_AutoAugment):
    """One change of a random kind and strength (Müller & Hutter 2021).

    Takes one image or video (…, 1 or 3, H, W) in a sample; same shape and dtype. Raises `TypeError` for
    others.

    >>> from torchvision.transforms import v2
    >>> v2.TrivialAugmentWide()(torch.zeros(3, 8, 8, dtype=torch.uint8)).shape
    torch.Size([3, 8, 8])
    """

    def __init__(
        self, num_magnitude_bins: int = 31, interpolation: Any = "nearest", fill: Any = None
    ) -> None:
        super().__init__(interpolation=interpolation, fill=fill)
        self.num_magnitude_bins = num_magnitude_bins

    def _augmented(self, image: Any) -> Any:
        name, bins = NAMES[draw_integer(len(NAMES))], self.num_magnitude_bins
        possible = linspace(1.0, 0.0, bins) if name == "Solarize" else magnitudes(name, bins)
        return self._change(image, name, possible, lambda: draw_integer(bins))


class AugMix(_AutoAugment):
    """The image mixed with `mixture_width` copies, each changed by a chain of random kinds (Hendrycks et al.
    2020).

    `chain_depth` changes make a chain, or 1 to 3 for -1. Takes one image or video (…, 1 or 3, H, W) in a
    sample; same shape and dtype. Raises `ValueError` for a `severity` outside 1 to 10, `TypeError` for other
    samples.

    >>> from torchvision.transforms import v2
    >>> v2.AugMix()(torch.zeros(3, 8, 8, dtype=torch.uint8)).shape
    torch.Size([3, 8, 8])
    """

    KINDS: ClassVar[tuple[str, ...]] = _AugMix.KINDS

    def __init__(
        self,
        severity: int = 3,
        mixture_width: int = 3,
        chain_depth: int = -1,
        alpha: float = 1.0,
        all_ops: bool = True,
        interpolation: Any = "bilinear",
        fill: Any = None,
    ) -> None:
        super().__init__(interpolation=interpolation, fill=fill)
        if not 1 <= severity <= 10:
            raise ValueError(f"The severity must be between [1, 10]. Got {severity} instead.")
        self.severity, self.mixture_width, self.chain_depth = severity, mixture_width, chain_depth
        self.alpha, self.all_ops = alpha, all_ops

    def _augmented(self, image: Any) -> Any:
        pixels = image if isinstance(image, Tensor) else F.pil_to_tensor(image)
        missing = max((5 if isinstance(image, Video) else 4) - pixels.ndim, 0)
        batch = pixels.reshape([1] * missing + list(pixels.shape))
        rows, size = len(batch), F.get_size(pixels)
        kinds = (*self.KINDS, *COLORS) if self.all_ops else self.KINDS
        own = draw_dirichlet(self.alpha, 2, rows)
        weights = draw_dirichlet(self.alpha, self.mixture_width, rows) * own[:, 1:]

        def share(numbers: Any) -> Tensor:
            return Tensor._wrap(numbers.reshape(-1, *[1] * (batch.ndim - 1)))

        mix = share(own[:, 0]) * batch
        for i in range(self.mixture_width):
            changed, depth = batch, self.chain_depth if self.chain_depth > 0 else draw_integer(3) + 1
            for _ in range(depth):
                name = kinds[draw_integer(len(kinds))]
                possible = strengths(name, 10, size, 1 / 3, bits=4)
                changed = self._change(changed, name, possible, lambda: draw_integer(self.severity))
            mix = mix + share(weights[:, i]) * changed
        mix = mix.reshape(pixels.shape).to(pixels.dtype)
        if not isinstance(image, Tensor):
            return F.to_pil_image(mix)
        return mix if is_pure_tensor(image) else wrap(mix, like=image)
