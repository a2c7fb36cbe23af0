"""The sizes of images, videos and masks. Source: torchvision, `torchvision.transforms.v2.functional`."""

from __future__ import annotations

from typing import Any

from ....._core.tensor import Tensor
from ....tv_tensors import Video
from ...functional_affine import image_size
from ...functional_pixels import get_image_num_channels as _channels_of_image
from .dispatch import functional


@functional(pil=lambda img: [_channels_of_image(img), *image_size(img)])
def get_dimensions(inpt: Any) -> list[int]:
    """Channels, height and width of an image, a video or a tensor (…, C, H, W); (H, W) counts as one channel.

    Raises `TypeError` for fewer dimensions.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.get_dimensions(torch.ones(3, 2, 4))
    [3, 2, 4]
    """
    return [get_num_channels(inpt), *get_size(inpt)]


@functional(pil=_channels_of_image)
def get_num_channels(inpt: Any) -> int:
    """The channels of an image, a video or a tensor (…, C, H, W); (H, W) counts as one.

    Raises `TypeError` for fewer dimensions.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.get_num_channels(torch.ones(3, 2, 4))
    3
    """
    check_dimensions(inpt)
    return int(inpt.shape[-3]) if inpt.ndim > 2 else 1


@functional(pil=lambda img: list(image_size(img)), mask=lambda mask: list(mask.shape[-2:]))
def get_size(inpt: Any) -> list[int]:
    """Height and width of an image, a video, a mask or a tensor (…, H, W). Raises `TypeError` for fewer
    dimensions.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.get_size(torch.ones(3, 2, 4))
    [2, 4]
    """
    check_dimensions(inpt)
    return [int(n) for n in inpt.shape[-2:]]


@functional(plain=(Tensor, Video))
def get_num_frames(inpt: Any) -> int:
    """The frames T of a video or a tensor (…, T, C, H, W).

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.get_num_frames(torch.ones(5, 3, 2, 4))
    5
    """
    return int(inpt.shape[-4])


get_image_num_channels = get_num_channels


def check_dimensions(image: Tensor) -> None:
    """Raise `TypeError` unless it has height and width."""
    if image.ndim < 2:
        raise TypeError(f"Input tensor should have at least two dimensions, but got {image.ndim}")
