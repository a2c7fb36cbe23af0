"""Changes of color, contrast, sharpness and histogram, of images and videos (…, 1 or 3, H, W).

Source: torchvision, `torchvision.transforms.v2.functional`.
"""

from __future__ import annotations

from typing import Any

from ....._core.creation import tensor
from ....._core.dtypes import float32
from ....._core.tensor import Tensor
from .....nn import functional as nn
from ... import functional as v1
from ...functional_pil import is_pil_image
from ...functional_pil import to_grayscale as _gray_of_pil
from ...functional_pixels import adjust_gamma as _gamma_of_pil
from ...functional_warp import turn_hue
from .dispatch import functional
from .misc import convert_image_dtype, largest


def check_channels(image: Tensor, text: str = "permitted channel values are 1 or 3") -> None:
    """Raise `TypeError` unless there are one or three channels."""
    if image.shape[-3] not in (1, 3):
        raise TypeError(f"Input image tensor {text}, but found {image.shape[-3]}")


def check_factor(factor: float, name: str) -> None:
    """Raise `ValueError` for a negative factor."""
    if factor < 0:
        raise ValueError(f"{name} ({factor}) is not non-negative.")


def gray(image: Any, channels: int = 1, keep: bool = True) -> Any:
    """The brightness of colors; in the image's dtype if it is to `keep` it."""
    if image.shape[-3] == 1:
        return image.clone() if channels == 1 else image.repeat(*[1] * (image.ndim - 3), channels, 1, 1)
    red, green, blue = image.unbind(-3)
    light = red.mul(0.2989).add_(green, alpha=0.587).add_(blue, alpha=0.114).unsqueeze(-3)
    light = light.to(image.dtype) if keep else light if image.is_floating_point() else light.floor_()
    return light.expand(image.shape) if channels == 3 else light


def blend(image: Any, other: Any, ratio: float) -> Any:
    """`ratio` times the image plus (1 - ratio) times another one, clipped."""
    ratio = float(ratio)
    made = image.mul(ratio).add_(other, alpha=1.0 - ratio).clamp_(0, largest(image.dtype))
    return made if image.is_floating_point() else made.to(image.dtype)


def _gray_image(image: Any, num_output_channels: int = 1) -> Any:
    check_outputs(num_output_channels)
    if is_pil_image(image):
        return _gray_of_pil(image, num_output_channels)
    return v1.rgb_to_grayscale(image, num_output_channels)


def check_outputs(channels: int) -> None:
    """Raise `ValueError` unless it is one channel or three."""
    if channels not in (1, 3):
        raise ValueError(f"num_output_channels must be 1 or 3, got {channels}.")


@functional(pil=_gray_image, video=False)
def rgb_to_grayscale(inpt: Any, num_output_channels: int = 1) -> Any:
    """Colors (…, 1 or 3, H, W) in gray, in one channel or in three equal ones; same dtype.

    Raises `ValueError` for another number of channels.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.rgb_to_grayscale(torch.ones(3, 2, 2)).shape
    torch.Size([1, 2, 2])
    """
    check_outputs(num_output_channels)
    return gray(inpt, num_output_channels)


to_grayscale = rgb_to_grayscale


@functional(pil=lambda image: image.convert("RGB"), video=False)
def grayscale_to_rgb(inpt: Any) -> Any:
    """Gray (…, 1, H, W) in three equal channels; colors stay as they are. Same dtype.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.grayscale_to_rgb(torch.ones(1, 2, 2)).shape
    torch.Size([3, 2, 2])
    """
    return inpt if inpt.shape[-3] >= 3 else gray(inpt, 3)


@functional(pil=v1.adjust_brightness)
def adjust_brightness(inpt: Any, brightness_factor: float) -> Any:
    """Multiply the values by a factor, and clip them; same shape and dtype as (…, 1 or 3, H, W).

    Raises `ValueError` for a negative factor, `TypeError` for other channels.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.adjust_brightness(torch.tensor([[[0.2, 0.4]]]), 2)
    tensor([[[0.4000, 0.8000]]])
    """
    check_factor(brightness_factor, "brightness_factor")
    check_channels(inpt)
    made = inpt.mul(brightness_factor).clamp_(0, largest(inpt.dtype))
    return made if inpt.is_floating_point() else made.to(inpt.dtype)


@functional(pil=v1.adjust_saturation)
def adjust_saturation(inpt: Any, saturation_factor: float) -> Any:
    """Multiply the colors' distance from gray by a factor; same shape and dtype as (…, 1 or 3, H, W).

    Raises `ValueError` for a negative factor, `TypeError` for other channels.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.adjust_saturation(torch.tensor([[[0.2, 0.4]]]), 2)
    tensor([[[0.2000, 0.4000]]])
    """
    check_factor(saturation_factor, "saturation_factor")
    check_channels(inpt)
    return inpt if inpt.shape[-3] == 1 else blend(inpt, gray(inpt, keep=False), saturation_factor)


@functional(pil=v1.adjust_contrast)
def adjust_contrast(inpt: Any, contrast_factor: float) -> Any:
    """Multiply the values' distance from the mean by a factor; same shape and dtype as (…, 1 or 3, H, W).

    Raises `ValueError` for a negative factor, `TypeError` for other channels.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.adjust_contrast(torch.tensor([[[0.2, 0.4]]]), 0)
    tensor([[[0.3000, 0.3000]]])
    """
    check_factor(contrast_factor, "contrast_factor")
    check_channels(inpt)
    light = gray(inpt, keep=False) if inpt.shape[-3] == 3 else inpt
    light = light if light.is_floating_point() else light.float()
    return blend(inpt, light.mean((-3, -2, -1), keepdim=True), contrast_factor)


@functional(pil=v1.adjust_sharpness)
def adjust_sharpness(inpt: Any, sharpness_factor: float) -> Any:
    """Blend the image with a blurred copy: factor 0 blurs, 1 changes nothing, 2 sharpens; same shape and
    dtype as (…, 1 or 3, H, W).

    Raises `ValueError` for a negative factor, `TypeError` for other channels.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.adjust_sharpness(torch.ones(1, 3, 3), 2).shape
    torch.Size([1, 3, 3])
    """
    check_channels(inpt, "can have 1 or 3 channels")
    check_factor(sharpness_factor, "sharpness_factor")
    channels, high, wide = inpt.shape[-3:]
    if inpt.numel() == 0 or high <= 2 or wide <= 2:
        return inpt
    whole = not inpt.is_floating_point()
    work = inpt.reshape(-1, channels, high, wide).to(float32 if whole else inpt.dtype, copy=True)
    edge, middle = 1.0 / 13.0, 5.0 / 13.0
    weights = tensor([[edge] * 3, [edge, middle, edge], [edge] * 3], dtype=work.dtype)
    blurred = nn.conv2d(work, weights.expand(channels, 1, 3, 3), groups=channels)
    blurred = blurred.round_() if whole else blurred
    inner = work[..., 1:-1, 1:-1]
    inner.add_(blurred.sub_(inner), alpha=1.0 - sharpness_factor)
    return work.clamp_(0, largest(inpt.dtype)).to(inpt.dtype).reshape(inpt.shape)


@functional(pil=v1.adjust_hue)
def adjust_hue(inpt: Any, hue_factor: float) -> Any:
    """Shift the hue by a fraction of the circle; same shape and dtype as (…, 1 or 3, H, W).

    Raises `ValueError` unless it is from -0.5 to 0.5, `TypeError` for other channels.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.adjust_hue(torch.tensor([[[0.2, 0.4]]]), 0.1)
    tensor([[[0.2000, 0.4000]]])
    """
    if not -0.5 <= hue_factor <= 0.5:
        raise ValueError(f"hue_factor ({hue_factor}) is not in [-0.5, 0.5].")
    check_channels(inpt)
    if inpt.shape[-3] == 1 or inpt.numel() == 0:
        return inpt
    turned = Tensor._wrap(turn_hue(convert_image_dtype(inpt)._array, hue_factor, version=2))
    return convert_image_dtype(turned, inpt.dtype)


@functional(pil=_gamma_of_pil)
def adjust_gamma(inpt: Any, gamma: float, gain: float = 1) -> Any:
    """gain * x ** gamma, for values from 0 to 1; same shape and dtype. Raises `ValueError` for a negative
    gamma.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.adjust_gamma(torch.tensor([[[0.5, 1.]]]), 2)
    tensor([[[0.2500, 1.0000]]])
    """
    if gamma < 0:
        raise ValueError("Gamma should be a non-negative real number")
    made = (inpt if inpt.is_floating_point() else convert_image_dtype(inpt)).pow(gamma)
    return convert_image_dtype(made.mul_(gain).clamp_(0.0, 1.0) if gain != 1.0 else made, inpt.dtype)
