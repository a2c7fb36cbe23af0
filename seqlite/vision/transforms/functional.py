"""Transforms as functions of an image or a tensor (…, H, W): `torchvision.transforms.functional`."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from ..._core.absent import absent_attribute as _refuse
from ..._core.absent import lazy_names as _lazy_names
from ..._core.operations.interpolation import antialias_taps as _antialias_taps
from ..._core.operations.interpolation import interpolate_axis as _interpolate_axis
from ..._core.operations.interpolation import interpolate_bytes as _interpolate_bytes
from ..._core.operations.interpolation import nearest_taps as _nearest_taps
from ..._core.tensor import Tensor
from ...nn import functional as _F
from . import functional_pil as _pil
from .functional_affine import InterpolationMode as InterpolationMode
from .functional_affine import affine as affine
from .functional_affine import as_pair as _as_pair
from .functional_affine import image_size as _image_size
from .functional_affine import map_pixels as _map_pixels
from .functional_affine import resized_output_size as _resized_output_size
from .functional_affine import rotate as rotate
from .functional_color import adjust_brightness as adjust_brightness
from .functional_color import adjust_contrast as adjust_contrast
from .functional_color import adjust_hue as adjust_hue
from .functional_color import adjust_saturation as adjust_saturation
from .functional_color import adjust_sharpness as adjust_sharpness
from .functional_color import autocontrast as autocontrast
from .functional_color import equalize as equalize
from .functional_color import posterize as posterize
from .functional_color import rgb_to_grayscale as rgb_to_grayscale
from .functional_color import solarize as solarize
from .functional_pil import Image
from .functional_pil import is_pil_image as _is_pil_image
from .functional_pil import to_pil_image as to_pil_image
from .transforms import Normalize as _Normalize
from .transforms import ToTensor as _ToTensor

_BILINEAR = InterpolationMode.BILINEAR


def to_tensor(pic: Any) -> Tensor:
    """See `transforms.ToTensor`. (H, W, C) → (C, H, W).

    >>> import numpy as np
    >>> transforms.functional.to_tensor(np.array([[0, 255]], dtype=np.uint8))
    tensor([[[0., 1.]]])
    """
    return _ToTensor()(pic)


def normalize(tensor: Tensor, mean: Any, std: Any, inplace: bool = False) -> Tensor:
    """See `transforms.Normalize`. (…, C, H, W) keeps its shape.

    >>> transforms.functional.normalize(torch.tensor([[[0.5, 1.]]]), [0.5], [0.5])
    tensor([[[0., 1.]]])
    """
    return _Normalize(mean, std, inplace).forward(tensor)


def hflip(img: Any) -> Any:
    """Flip left and right. Images (…, H, W) keep shape and dtype.

    >>> transforms.functional.hflip(torch.tensor([[[1., 2.]]]))
    tensor([[[2., 1.]]])
    """
    if _is_pil_image(img):
        return img.transpose(0)
    return _map_pixels(img, lambda values: values[..., ::-1])


def vflip(img: Any) -> Any:
    """Flip top and bottom. Images (…, H, W) keep shape and dtype.

    >>> transforms.functional.vflip(torch.tensor([[[1.], [2.]]]))
    tensor([[[2.],
             [1.]]])
    """
    if _is_pil_image(img):
        return img.transpose(1)
    return _map_pixels(img, lambda values: values[..., ::-1, :])


def crop(img: Any, top: int, left: int, height: int, width: int) -> Any:
    """Crop a part of the image; pixels outside are 0. (…, H, W) → (…, `height`, `width`).

    >>> transforms.functional.crop(torch.arange(9.).reshape(1, 3, 3), 0, 1, 2, 2)
    tensor([[[1., 2.],
             [4., 5.]]])
    """
    if _is_pil_image(img):
        return img.crop((left, top, left + width, top + height))
    high, wide = _image_size(img)
    around = (max(-left, 0), max(-top, 0), max(left + width - wide, 0), max(top + height - high, 0))
    if any(around):
        img, top, left = pad(img, around), max(top, 0), max(left, 0)
    return _map_pixels(img, lambda values: values[..., top : top + height, left : left + width])


def center_crop(img: Any, output_size: Any) -> Any:
    """Crop the center to a size (height, width); pixels outside are 0.

    >>> transforms.functional.center_crop(torch.arange(9.).reshape(1, 3, 3), 1)
    tensor([[[4.]]])
    """
    height, width = _as_pair(output_size)
    rows, columns = _image_size(img)
    extra = (max(width - columns, 0), max(height - rows, 0))
    if any(extra):
        img = pad(img, (extra[0] // 2, extra[1] // 2, (extra[0] + 1) // 2, (extra[1] + 1) // 2))
        rows, columns = _image_size(img)
    return crop(img, round((rows - height) / 2), round((columns - width) / 2), height, width)


def pad(img: Any, padding: Any, fill: float = 0, padding_mode: str = "constant") -> Any:
    """`padding`: one number, (left and right, top and bottom) or (left, top, right, bottom).

    >>> transforms.functional.pad(torch.ones(1, 1, 1), 1)
    tensor([[[0., 0., 0.],
             [0., 1., 0.],
             [0., 0., 0.]]])
    """
    sides = (padding,) * 4 if isinstance(padding, int) else tuple(padding) * (4 // len(padding))
    if _is_pil_image(img):
        return _pil.pad(img, sides, fill, padding_mode)
    left, top, right, bottom = sides
    extra = {"constant_values": fill} if padding_mode == "constant" else {}

    def padded(values: np.ndarray[Any, Any]) -> Any:
        widths = [(0, 0)] * (values.ndim - 2) + [(top, bottom), (left, right)]
        return np.pad(values, widths, mode=padding_mode, **extra)  # type: ignore[call-overload]

    return _map_pixels(img, padded)


def resize(
    img: Any,
    size: Any,
    interpolation: InterpolationMode = _BILINEAR,
    max_size: int | None = None,
    antialias: bool | None = True,
) -> Any:
    """Resize to (height, width), or so that the shorter side has a given length.

    >>> transforms.functional.resize(torch.rand(1, 28, 28), 14).shape
    torch.Size([1, 14, 14])
    """
    if interpolation.value not in ("nearest", "bilinear", "bicubic", "nearest-exact"):
        raise NotImplementedError(f"resize(interpolation={interpolation}) is not covered: BILINEAR is")
    before = _image_size(img)
    new = _resized_output_size(before, size, max_size)
    if new == before:
        return img
    if _is_pil_image(img):
        if antialias is False:
            warnings.warn(
                "Anti-alias option is always applied for PIL Image input. Argument antialias is ignored.",
                stacklevel=3,
            )
        return _pil.resize(img, new, interpolation.value)
    if isinstance(img, Image):
        return Image(_resize_gray_image(img._array, new, interpolation.value))
    smooth = bool(antialias) and interpolation.value in ("bilinear", "bicubic")
    batch = img.reshape(-1, 1, *before) if img.ndim != 4 else img
    kind = img.dtype
    work = batch if kind.is_floating_point or interpolation.value == "nearest" else batch.float()
    value = _F.interpolate(
        work if work.dtype.is_floating_point else work.double(),
        new,
        mode=interpolation.value,
        antialias=smooth,
    )
    if not kind.is_floating_point:
        value = value.round().clamp(0, 255) if kind.name == "uint8" else value.round()
    return value.to(kind).reshape(*img.shape[:-2], *new)


def _resize_gray_image(values: Any, size: tuple[int, int], mode: str) -> Any:
    """A gray 8-bit image (H, W) in another size, as PIL computes it: in integers, axis by axis."""
    if mode.startswith("nearest"):
        for axis in (0, 1):
            values = _interpolate_axis(
                values, axis, _nearest_taps(values.shape[axis], size[axis], None, True)
            )
        return values
    for axis in (1, 0):
        if values.shape[axis] != size[axis]:
            width = 4 if mode == "bicubic" else 2
            taps = _antialias_taps(values.shape[axis], size[axis], None, False, np.dtype(np.float64), width)
            values = _interpolate_bytes(values, axis, taps, bits=22)
    return values


__path__: list[str] = []  # so that `from … import` says, too, what works in place of a name
_PIXELS = (
    "adjust_gamma convert_image_dtype erase five_crop get_dimensions get_image_num_channels get_image_size "
    "invert pil_to_tensor resized_crop ten_crop to_grayscale"
)
_HOMES = dict.fromkeys(_PIXELS.split(), "functional_pixels")
_HOMES |= dict.fromkeys(("elastic_transform", "gaussian_blur", "perspective"), "functional_warp")
__getattr__ = _lazy_names(__package__, _HOMES, _refuse("torchvision.transforms.functional"))
