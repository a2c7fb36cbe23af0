"""Grids of images, and saving them: `torchvision.utils`."""

from __future__ import annotations

import math
from typing import Any

import numpy as _np

from .._core.absent import absent_attribute as _refuse
from .._core.absent import lazy_names as _lazy_names
from .._core.tensor import Tensor as _Tensor
from .transforms.functional_pil import array_to_pil as _array_to_pil
from .transforms.functional_pil import require_pillow as _require_pillow


def make_grid(
    tensor: Any,
    nrow: int = 8,
    padding: int = 2,
    normalize: bool = False,
    value_range: tuple[float, float] | None = None,
    scale_each: bool = False,
    pad_value: float = 0.0,
) -> _Tensor:
    """Images (N, C, H, W), or a list of them, side by side in rows of `nrow`, as one image (C, H, W) with a
    border of `padding` around each; gray ones get three channels. `normalize` maps `value_range` (by default
    the values' ends, of each image with `scale_each`) to [0, 1].

    >>> torchvision.utils.make_grid(torch.zeros(10, 1, 28, 28)).shape
    torch.Size([3, 62, 242])
    """
    for t in tensor if isinstance(tensor, list) else [tensor]:
        if not isinstance(t, _Tensor):
            inside = "a list containing " if isinstance(tensor, list) else ""
            raise TypeError(f"tensor or list of tensors expected, got {inside}{type(t)}")
    images = _np.stack([t._array for t in tensor]) if isinstance(tensor, list) else tensor._array
    if images.ndim == 2:
        images = images[None]
    if images.ndim == 3:
        images = images[None]
    if images.shape[1] == 1:
        images = _np.repeat(images, 3, axis=1)
    if normalize:
        images = _normalized(images, value_range, scale_each)
    count, channels, high, wide = images.shape
    if count == 1:
        return _Tensor._wrap(_np.ascontiguousarray(images[0]))
    columns = min(nrow, count)
    rows = math.ceil(count / columns)
    size = (channels, (high + padding) * rows + padding, (wide + padding) * columns + padding)
    grid = _np.full(size, pad_value, images.dtype)
    for i, image in enumerate(images):
        top, left = (high + padding) * (i // columns) + padding, (wide + padding) * (i % columns) + padding
        grid[:, top : top + high, left : left + wide] = image
    return _Tensor._wrap(grid)


def save_image(tensor: Any, fp: Any, format: str | None = None, **kwargs: Any) -> None:
    """Write an image (C, H, W), or several as `make_grid` with `kwargs` puts them, into a file by Pillow;
    values from 0 to 1. `format` is that of the file's name, or has to be given for a file object.

    >>> import io
    >>> file = io.BytesIO()
    >>> torchvision.utils.save_image(torch.zeros(2, 1, 4, 4), file, format="png")
    >>> file.getvalue()[1:4]
    b'PNG'
    """
    grid = make_grid(tensor, **kwargs)._array * 255
    pixels = _np.clip(grid + 0.5, 0, 255).astype(_np.uint8).transpose(1, 2, 0)
    _require_pillow(_array_to_pil(pixels, None), "image files").save(fp, format=format)


def _normalized(images: Any, ends: tuple[float, float] | None, each: bool) -> Any:
    """The images with the values between `ends`, or between their own, mapped to [0, 1]."""
    if ends is not None and not isinstance(ends, tuple):
        raise TypeError("value_range has to be a tuple (min, max) if specified. min and max are numbers")
    axes = (1, 2, 3) if each else None
    low, high = ends or (images.min(axes, keepdims=True), images.max(axes, keepdims=True))
    gap = _np.maximum(_np.subtract(high, low, dtype=_np.float64), 1e-5).astype(images.dtype)
    return (_np.clip(images, low, high) - _np.asarray(low, images.dtype)) / gap


__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
_DRAWING = ("draw_bounding_boxes", "draw_keypoints", "draw_segmentation_masks", "flow_to_image")
__getattr__ = _lazy_names(__package__, dict.fromkeys(_DRAWING, "drawing"), _refuse("torchvision.utils"))


def __dir__() -> list[str]:
    return sorted({*globals(), *_DRAWING})
