"""Random changes of color, contrast and histogram. Source: torchvision, `torchvision.transforms.v2`.

The draws are torchvision's to the seed.
"""

from __future__ import annotations

import math
from typing import Any, ClassVar

from ...._core.random_sampling import rand, randperm
from ..color import ColorJitter as _ColorJitter
from ..transforms import draw_uniform
from . import functional as F
from .transform import PerhapsTransform, Transform, query_chw


class Grayscale(Transform):
    """Images (…, 1 or 3, H, W) in gray, in one channel or in three equal ones; same dtype.

    >>> from torchvision.transforms import v2
    >>> v2.Grayscale()(torch.ones(3, 2, 2)).shape
    torch.Size([1, 2, 2])
    """

    _function = staticmethod(F.rgb_to_grayscale)
    _settings = ("num_output_channels",)

    def __init__(self, num_output_channels: int = 1) -> None:
        super().__init__()
        self.num_output_channels = num_output_channels


class RandomGrayscale(PerhapsTransform):
    """Gray with probability `p`, in as many channels: (…, 1 or 3, H, W), same shape and dtype.

    >>> from torchvision.transforms import v2
    >>> v2.RandomGrayscale(1.0)(torch.ones(3, 2, 2)).shape
    torch.Size([3, 2, 2])
    """

    _function = staticmethod(F.rgb_to_grayscale)

    def __init__(self, p: float = 0.1) -> None:
        super().__init__(p=p)

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """The number of channels."""
        return {"num_output_channels": query_chw(flat_inputs)[0]}


class RGB(Transform):
    """Gray images (…, 1, H, W) in three equal channels; colors stay as they are. Same dtype.

    >>> from torchvision.transforms import v2
    >>> v2.RGB()(torch.ones(1, 2, 2)).shape
    torch.Size([3, 2, 2])
    """

    _function = staticmethod(F.grayscale_to_rgb)


class _Jitter(Transform):
    """Base of the random changes of brightness, contrast, saturation and hue."""

    def _change(self, inpt: Any, name: str, factor: float | None) -> Any:
        if factor is None:
            return inpt
        return self._call_kernel(getattr(F, f"adjust_{name}"), inpt, **{f"{name}_factor": factor})


class ColorJitter(_Jitter):
    """Random brightness, contrast, saturation and hue, in a random order: factors from [1 - d, 1 + d] (hues
    from [-d, d]), or from the range that is given. (…, 1 or 3, H, W), same shape and dtype.

    Raises `ValueError` and `TypeError` for ranges that are impossible.

    >>> from torchvision.transforms import v2
    >>> v2.ColorJitter(brightness=0.5)(torch.ones(1, 2, 2)).shape
    torch.Size([1, 2, 2])
    """

    _twin = _ColorJitter
    NAMES: ClassVar[tuple[str, ...]] = ("brightness", "contrast", "saturation", "hue")

    def __init__(
        self, brightness: Any = None, contrast: Any = None, saturation: Any = None, hue: Any = None
    ) -> None:
        super().__init__()
        self.brightness = self._range(brightness, "brightness")
        self.contrast = self._range(contrast, "contrast")
        self.saturation = self._range(saturation, "saturation")
        self.hue = self._range(hue, "hue", 0, (-0.5, 0.5))

    @staticmethod
    def _range(
        value: Any, name: str, center: float = 1.0, ends: tuple[float, float] = (0, math.inf)
    ) -> tuple[float, float] | None:
        if value is None:
            return None
        if isinstance(value, int | float):
            if value < 0:
                raise ValueError(f"If {name} is a single number, it must be non negative.")
            value = [max(center - value, 0.0) if center else -value, center + value]
        elif isinstance(value, tuple | list) and len(value) == 2:
            value = [float(v) for v in value]
        else:
            raise TypeError(f"{name}={value} should be a single number or a sequence with length 2.")
        if not ends[0] <= value[0] <= value[1] <= ends[1]:
            raise ValueError(f"{name} values should be between {ends} and increasing, but got {value}.")
        return None if value[0] == value[1] == center else (float(value[0]), float(value[1]))

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """Draw the order of the changes, and their factors."""
        drawn = _ColorJitter.get_params(self.brightness, self.contrast, self.saturation, self.hue)
        return dict(zip(("fn_idx", *(f"{name}_factor" for name in self.NAMES)), drawn, strict=True))

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """See `functional.adjust_brightness`, `adjust_contrast`, `adjust_saturation` and `adjust_hue`."""
        for i in params["fn_idx"].tolist():
            inpt = self._change(inpt, self.NAMES[i], params[f"{self.NAMES[i]}_factor"])
        return inpt


class RandomChannelPermutation(Transform):
    """The channels of (…, C, H, W) in a random order; same shape and dtype.

    >>> from torchvision.transforms import v2
    >>> v2.RandomChannelPermutation()(torch.ones(3, 2, 2)).shape
    torch.Size([3, 2, 2])
    """

    _function = staticmethod(F.permute_channels)

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """Draw the order."""
        return {"permutation": randperm(query_chw(flat_inputs)[0])}


class RandomPhotometricDistort(_Jitter):
    """Random brightness, contrast, saturation, hue and order of channels, each with probability `p` (Liu et
    al. 2016). (…, 1 or 3, H, W), same shape and dtype.

    >>> from torchvision.transforms import v2
    >>> v2.RandomPhotometricDistort()(torch.ones(3, 2, 2)).shape
    torch.Size([3, 2, 2])
    """

    def __init__(
        self,
        brightness: tuple[float, float] = (0.875, 1.125),
        contrast: tuple[float, float] = (0.5, 1.5),
        saturation: tuple[float, float] = (0.5, 1.5),
        hue: tuple[float, float] = (-0.05, 0.05),
        p: float = 0.5,
    ) -> None:
        super().__init__()
        self.brightness, self.contrast, self.hue, self.saturation = brightness, contrast, hue, saturation
        self.p = p

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """Draw the factors, whether contrast comes first, and the order of the channels; None for no
        change."""
        channels = query_chw(flat_inputs)[0]
        drawn: dict[str, Any] = {
            f"{name}_factor": draw_uniform(*getattr(self, name)) if rand(1) < self.p else None
            for name in ColorJitter.NAMES
        }
        drawn["contrast_before"] = bool(rand(()) < 0.5)
        drawn["channel_permutation"] = randperm(channels) if rand(1) < self.p else None
        return drawn

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """See `functional.adjust_brightness`, …, and `functional.permute_channels`."""
        early = params["contrast_before"]
        names = ["brightness", *["contrast"] * early, "saturation", "hue", *["contrast"] * (not early)]
        for name in names:
            inpt = self._change(inpt, name, params[f"{name}_factor"])
        order = params["channel_permutation"]
        return inpt if order is None else self._call_kernel(F.permute_channels, inpt, permutation=order)


class RandomEqualize(PerhapsTransform):
    """The histogram of each channel of (…, H, W) equalized with probability `p`; same shape and dtype.

    >>> from torchvision.transforms import v2
    >>> v2.RandomEqualize(1.0)(torch.tensor([[[1, 1], [2, 3]]], dtype=torch.uint8)).dtype
    torch.uint8
    """

    _function = staticmethod(F.equalize)


class RandomInvert(PerhapsTransform):
    """The negative of (…, H, W) with probability `p`; same shape and dtype.

    >>> from torchvision.transforms import v2
    >>> v2.RandomInvert(1.0)(torch.tensor([[[0., 1.]]]))
    tensor([[[1., 0.]]])
    """

    _function = staticmethod(F.invert)


class RandomAutocontrast(PerhapsTransform):
    """Each channel of (…, 1 or 3, H, W) stretched to black and white with probability `p`; same shape and
    dtype.

    >>> from torchvision.transforms import v2
    >>> v2.RandomAutocontrast(1.0)(torch.tensor([[[0.25, 0.75]]]))
    tensor([[[0., 1.]]])
    """

    _function = staticmethod(F.autocontrast)


class RandomPosterize(PerhapsTransform):
    """The first `bits` bits of each pixel of (…, H, W) kept with probability `p`; same shape and dtype.

    >>> from torchvision.transforms import v2
    >>> v2.RandomPosterize(1, p=1.0)(torch.tensor([[[255]]], dtype=torch.uint8))
    tensor([[[128]]], dtype=torch.uint8)
    """

    _function = staticmethod(F.posterize)
    _settings = ("bits",)

    def __init__(self, bits: int, p: float = 0.5) -> None:
        super().__init__(p=p)
        self.bits = bits


class RandomSolarize(PerhapsTransform):
    """Pixels of (…, H, W) from `threshold` on inverted with probability `p`; same shape and dtype.

    >>> from torchvision.transforms import v2
    >>> v2.RandomSolarize(0.5, p=1.0)(torch.tensor([[[0.25, 0.75]]]))
    tensor([[[0.2500, 0.2500]]])
    """

    _function = staticmethod(F.solarize)
    _settings = ("threshold",)

    def __init__(self, threshold: float, p: float = 0.5) -> None:
        super().__init__(p=p)
        self.threshold = threshold


class RandomAdjustSharpness(PerhapsTransform):
    """(…, 1 or 3, H, W) blurred (factor 0) or sharpened (2) with probability `p`; same shape and dtype.

    >>> from torchvision.transforms import v2
    >>> v2.RandomAdjustSharpness(2, p=1.0)(torch.ones(1, 3, 3)).shape
    torch.Size([1, 3, 3])
    """

    _function = staticmethod(F.adjust_sharpness)
    _settings = ("sharpness_factor",)

    def __init__(self, sharpness_factor: float, p: float = 0.5) -> None:
        super().__init__(p=p)
        self.sharpness_factor = sharpness_factor
