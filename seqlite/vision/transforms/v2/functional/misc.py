"""Types and values: `to_dtype`, `normalize`, blur, noise, `erase`, and frames of videos.

Source: torchvision, `torchvision.transforms.v2.functional`.
"""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from ....._core.creation import as_tensor, from_numpy
from ....._core.creation_ranges import linspace
from ....._core.dtypes import dtype as Dtype
from ....._core.dtypes import float32, float64, int16, int32, int64, uint8
from ....._core.random_sampling import randn_like
from ....._core.tensor import Tensor
from .....nn import functional as nn
from ....tv_tensors import Image, Video
from ... import functional as v1
from ...functional_pixels import get_image_size as _width_and_height
from ...functional_pixels import pil_to_tensor
from .dispatch import functional, is_image, through_tensor

VALUE_BITS = {"uint8": 8, "int8": 7, "int16": 15, "int32": 31, "int64": 63}


def value_bits(kind: Dtype) -> int:
    """The bits of a whole number without its sign. `TypeError` for other types."""
    if kind.name not in VALUE_BITS:
        raise TypeError(f"Number of value bits is only defined for integer dtypes, but got {kind}.")
    return VALUE_BITS[kind.name]


def largest(kind: Dtype) -> int:
    """The largest value of a pixel of this type."""
    return 1 if kind.is_floating_point else 2 ** value_bits(kind) - 1


@functional(mask=lambda mask, dtype, scale=False: mask.to(dtype))
def to_dtype(inpt: Any, dtype: Dtype = float32, scale: bool = False) -> Any:
    """The input (…, H, W) in another type; same shape. With `scale`, images and videos are scaled so that
    the type's largest value stays that, and fractions count from 0 to 1.

    Raises `RuntimeError` where digits would be lost.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.to_dtype(torch.tensor([[[0, 255]]], dtype=torch.uint8), torch.float32, scale=True)
    tensor([[[0., 1.]]])
    """
    old = inpt.dtype
    if old == dtype:
        return inpt
    if not scale or (old.is_floating_point and dtype.is_floating_point):
        return inpt.to(dtype)
    if old.is_floating_point:
        if (old == float32 and dtype in (int32, int64)) or (old == float64 and dtype == int64):
            raise RuntimeError(f"The conversion from {old} to {dtype} cannot be performed safely.")
        return inpt.mul(float(largest(dtype)) + 1.0 - 1e-3).to(dtype)
    if dtype.is_floating_point:
        return inpt.to(dtype).mul_(1.0 / largest(old))
    more = value_bits(dtype) - value_bits(old)
    return inpt.to(dtype) << more if more > 0 else (inpt >> -more).to(dtype)


def convert_image_dtype(image: Tensor, dtype: Dtype = float32) -> Tensor:
    """`to_dtype` with `scale=True`, for a tensor of any shape; same shape.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.convert_image_dtype(torch.tensor([[[0, 255]]], dtype=torch.uint8))
    tensor([[[0., 1.]]])
    """
    made: Tensor = to_dtype(image, dtype, True)
    return made


@functional()
def normalize(inpt: Any, mean: Any, std: Any, inplace: bool = False) -> Any:
    """(x - mean) / std for each channel of floats (…, C, H, W); same shape and dtype.

    Raises `TypeError` for whole numbers, `ValueError` for a std of zero and fewer dimensions.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.normalize(torch.tensor([[[0.5, 1.]]]), [0.5], [0.5])
    tensor([[[0., 1.]]])
    """
    if not inpt.is_floating_point():
        raise TypeError(f"Input tensor should be a float tensor. Got {inpt.dtype}.")
    if inpt.ndim < 3:
        raise ValueError(f"Expected tensor to be a tensor image of size (..., C, H, W). Got {inpt.shape}.")
    if std == 0 if isinstance(std, int | float) else isinstance(std, list | tuple) and not all(std):
        raise ValueError("std evaluated to zero, leading to division by zero.")
    center, width = (as_tensor(numbers, inpt.dtype) for numbers in (mean, std))
    center, width = (n.view(-1, 1, 1) if n.ndim == 1 else n for n in (center, width))
    return (inpt.sub_(center) if inplace else inpt.sub(center)).div_(width)


def bell(size: int, sigma: float, kind: Dtype) -> Tensor:
    """The normal density at `size` places around 0, with sum 1."""
    end = (size - 1) / (2.0 * math.sqrt(2.0))
    made: Tensor = nn.softmax(linspace(-end, end, size, dtype=kind).div(sigma).pow(2).neg(), dim=0)
    return made


@functional(pil=through_tensor)
def gaussian_blur(inpt: Any, kernel_size: Any, sigma: Any = None) -> Any:
    """Blur with a normal density over `kernel_size` (width, height) pixels; same shape as (…, C, H, W).

    `sigma` is a number or two, by default 0.15 kernel_size + 0.35. Raises `ValueError` for even sizes and
    sigmas that are not positive.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.gaussian_blur(torch.ones(1, 4, 4), 3).shape
    torch.Size([1, 4, 4])
    """
    sizes = [kernel_size] * 2 if isinstance(kernel_size, int) else kernel_size
    if len(sizes) != 2:
        raise ValueError(f"If kernel_size is a sequence its length should be 2. Got {len(sizes)}")
    if any(size % 2 == 0 or size < 0 for size in sizes):
        raise ValueError(f"kernel_size should have odd and positive integers. Got {sizes}")
    sigma = [size * 0.15 + 0.35 for size in sizes] if sigma is None else sigma
    if not isinstance(sigma, int | float | list | tuple):
        raise TypeError(f"sigma should be either float or sequence of floats. Got {type(sigma)}")
    widths = [float(sigma)] * 2 if isinstance(sigma, int | float) else sigma
    widths = [widths[0]] * 2 if len(widths) == 1 else widths
    if len(widths) != 2:
        raise ValueError(f"If sigma is a sequence, its length should be 2. Got {len(widths)}")
    if min(widths) <= 0.0:
        raise ValueError(f"sigma should have positive values. Got {widths}")
    if inpt.numel() == 0:
        return inpt
    shape, kind = inpt.shape, inpt.dtype
    work = inpt.reshape(-1, *shape[-3:]) if kind.is_floating_point else inpt.reshape(-1, *shape[-3:]).float()
    across, down = (bell(size, width, work.dtype) for size, width in zip(sizes, widths, strict=True))
    kernel = (down.unsqueeze(-1) * across).expand(shape[-3], 1, sizes[1], sizes[0])
    wide = nn.pad(work, [sizes[0] // 2] * 2 + [sizes[1] // 2] * 2, mode="reflect")
    made = nn.conv2d(wide, kernel, groups=shape[-3]).reshape(shape)
    return made if kind.is_floating_point else made.round_().to(kind)


def _refuse_noise(image: Any, mean: float = 0.0, sigma: float = 0.1, clip: bool = True) -> Any:
    raise ValueError("Gaussian Noise is not implemented for PIL images.")


@functional(pil=_refuse_noise)
def gaussian_noise(inpt: Any, mean: float = 0.0, sigma: float = 0.1, clip: bool = True) -> Any:
    """Add noise of this mean and width (of values from 0 to 1) to floats or uint8 (…, H, W); same shape.

    `clip` keeps the values in range. Raises `ValueError` for a negative `sigma` and other dtypes.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.gaussian_noise(torch.full((1, 1, 2), 0.5), mean=0.25, sigma=0.0)
    tensor([[[0.7500, 0.7500]]])
    """
    if sigma < 0:
        raise ValueError(f"sigma shouldn't be negative. Got {sigma}")
    if inpt.is_floating_point():
        made = inpt + (mean + randn_like(inpt) * sigma)
        return made.clamp(0, 1) if clip else made
    if inpt.dtype != uint8:
        raise ValueError(f"Input tensor is expected to be in uint8 or float dtype, got dtype={inpt.dtype}")
    noise = (mean * 255 + randn_like(inpt, dtype=float32) * (sigma * 255)).to(int16)
    made = inpt + noise
    return (made.clamp(0, 255) if clip else made).to(uint8)


@functional(pil=through_tensor)
def erase(inpt: Any, i: int, j: int, h: int, w: int, v: Tensor, inplace: bool = False) -> Any:
    """The input (…, C, H, W) with `v` in the box of height `h` and width `w` at row `i` and column `j`.

    `v` is a number for each channel (C, 1, 1), or of the box's shape.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.erase(torch.ones(1, 2, 2), 0, 0, 1, 2, torch.tensor(0.))
    tensor([[[0., 0.],
             [1., 1.]]])
    """
    made = inpt if inplace else inpt.clone()
    made[..., i : i + h, j : j + w] = v
    return made


@functional(plain=(Tensor, Video))
def uniform_temporal_subsample(inpt: Any, num_samples: int) -> Any:
    """`num_samples` frames at equal distances of a video (…, T, C, H, W) → (…, num_samples, C, H, W).

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.uniform_temporal_subsample(torch.arange(5).view(5, 1, 1, 1), 3).flatten()
    tensor([0, 2, 4])
    """
    return inpt.index_select(-4, linspace(0, inpt.shape[-4] - 1, num_samples).long())


def to_image(inpt: Any) -> Image:
    """A tensor, an array (H, W) or (H, W, C), or a Pillow image as a `tv_tensors.Image` (C, H, W); same
    dtype.

    Raises `TypeError` for others.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.to_image(torch.ones(1, 1, 2))
    Image([[[1., 1.]]], )
    """
    if isinstance(inpt, np.ndarray):
        return Image(from_numpy(np.atleast_3d(inpt)).permute((2, 0, 1)).contiguous())
    if not (is_image(inpt) or isinstance(inpt, Tensor)):
        raise TypeError(
            f"Input can either be a pure Tensor, a numpy array, or a PIL image, but got {type(inpt)} instead."
        )
    return Image(pil_to_tensor(inpt) if is_image(inpt) else inpt)


def to_tensor(inpt: Any) -> Tensor:
    """The former way to write `to_image` and `to_dtype`: (H, W, C) → (C, H, W), float32. Warns.

    >>> import numpy as np
    >>> from torchvision.transforms.v2 import functional as F
    >>> F.to_tensor(np.array([[0, 255]], dtype=np.uint8))
    tensor([[[0., 1.]]])
    """
    warnings.warn(
        "The function `to_tensor(...)` is deprecated and will be removed in a future release. "
        "Instead, please use `to_image(...)` followed by `to_dtype(..., dtype=torch.float32, scale=True)`.",
        stacklevel=2,
    )
    return v1.to_tensor(inpt)


def get_image_size(inpt: Any) -> list[int]:
    """The former way to write `get_size`: width and height of (…, H, W). Warns.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.get_image_size(torch.ones(3, 2, 4))
    [4, 2]
    """
    warnings.warn(
        "The function `get_image_size(...)` is deprecated and will be removed in a future release. "
        "Instead, please use `get_size(...)` which returns `[h, w]` instead of `[w, h]`.",
        stacklevel=2,
    )
    return _width_and_height(inpt)
