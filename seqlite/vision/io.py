"""Images from files: `torchvision.io`. Source: torchvision, `torchvision.io.image`."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np

from .._core.absent import absent_attribute as _refuse
from .._core.tensor import Tensor
from .transforms.functional_pil import open_image as _open_image
from .transforms.functional_pil import pil_to_array as _pil_to_array


class ImageReadMode(Enum):
    """Which channels an image is read with.

    >>> torchvision.io.ImageReadMode.RGB.value
    3
    """

    UNCHANGED = 0
    GRAY = 1
    GRAY_ALPHA = 2
    RGB = 3
    RGB_ALPHA = 4
    RGBA = RGB_ALPHA


_MODES = {"GRAY": "L", "GRAY_ALPHA": "LA", "RGB": "RGB", "RGB_ALPHA": "RGBA"}  # as Pillow names them


def read_image(
    path: str | Path,
    mode: ImageReadMode | str = ImageReadMode.UNCHANGED,
    apply_exif_orientation: bool = False,
) -> Tensor:
    """The image in a file as a uint8 tensor (C, H, W). `RuntimeError` if there is no such file, or no image
    in it. `NotImplementedError` for `apply_exif_orientation`."""
    if apply_exif_orientation:
        raise NotImplementedError("read_image(apply_exif_orientation=True): turn the tensor with x.flip")
    try:
        image = _open_image(path)
    except OSError as error:
        raise RuntimeError(f"{path}: {error}") from None
    wanted = _MODES.get((ImageReadMode[mode.upper()] if isinstance(mode, str) else mode).name)
    if wanted is None and image.mode == "P":
        wanted = "RGBA" if "transparency" in image.info else "RGB"
    pixels: Any = _pil_to_array(image if wanted is None else image.convert(wanted))
    pixels = pixels * np.uint8(255) if pixels.dtype == bool else pixels
    return Tensor._wrap(pixels.transpose(2, 0, 1))


__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
__getattr__ = _refuse("torchvision.io")
