"""Flips, other sizes, crops and padding, of images, videos and masks (…, H, W).

Source: torchvision, `torchvision.transforms.v2.functional`.
"""

from __future__ import annotations

from typing import Any

from ....._core.creation import tensor
from ....._core.dtypes import float32
from ....._core.tensor import Tensor
from .....nn import functional as nn
from ... import functional as v1
from ...functional_affine import InterpolationMode, image_size, resized_output_size
from .dispatch import functional, interpolation_of

BILINEAR = InterpolationMode.BILINEAR
SMOOTH = (BILINEAR, InterpolationMode.BICUBIC)


@functional(pil=v1.hflip, mask=True)
def horizontal_flip(inpt: Any) -> Any:
    """Flip left and right; same shape and dtype.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.horizontal_flip(torch.tensor([[[1., 2.]]]))
    tensor([[[2., 1.]]])
    """
    return inpt.flip(-1)


@functional(pil=v1.vflip, mask=True)
def vertical_flip(inpt: Any) -> Any:
    """Flip top and bottom; same shape and dtype.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.vertical_flip(torch.tensor([[[1.], [2.]]]))
    tensor([[[2.],
             [1.]]])
    """
    return inpt.flip(-2)


hflip, vflip = horizontal_flip, vertical_flip


def new_size(before: tuple[int, int], size: Any, max_size: int | None) -> tuple[int, int]:
    """Height and width after `resize`."""
    if size is None and max_size is not None:
        low, high = min(before), max(before)
        other = int(max_size * low / high)
        return (max_size, other) if before[0] > before[1] else (other, max_size)
    if max_size is not None and not isinstance(size, int) and len(size) != 1:
        raise ValueError(
            "max_size should only be passed if size is None or specifies the length of the smaller edge, "
            "i.e. size should be an int or a sequence of length 1 in torchscript mode."
        )
    return resized_output_size(before, size, max_size)


def resize_pil(
    image: Any,
    size: Any,
    interpolation: Any = BILINEAR,
    max_size: int | None = None,
    antialias: bool | None = True,
) -> Any:
    """`resize` of a Pillow image."""
    new = new_size(image_size(image), size, max_size)
    return v1.resize(image, list(new), interpolation_of(interpolation), None, antialias)


@functional(pil=resize_pil, mask=True)
def resize(
    inpt: Any,
    size: Any,
    interpolation: Any = BILINEAR,
    max_size: int | None = None,
    antialias: bool | None = True,
) -> Any:
    """Resize (…, C, H, W) to (height, width), or so that the shorter side has a given length, and the longer
    one at most `max_size`; with size None, the longer one exactly. Same dtype.

    Raises `ValueError` for another `interpolation`, and for `max_size` with two sizes.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.resize(torch.rand(1, 28, 28), 14).shape
    torch.Size([1, 14, 14])
    """
    mode, shape = interpolation_of(interpolation), inpt.shape
    new = new_size((int(shape[-2]), int(shape[-1])), size, max_size)
    if new == tuple(shape[-2:]):
        return inpt
    if mode.value not in ("nearest", "nearest-exact", "bilinear", "bicubic"):
        raise NotImplementedError(f"resize(interpolation={mode}) of tensors is not covered: BILINEAR is")
    if inpt.numel() == 0:
        return inpt.reshape(*shape[:-2], *new)
    kind = inpt.dtype
    kept = kind.name in ("float32", "float64", "uint8")
    work = inpt.reshape(-1, *shape[-3:])
    smooth = mode in SMOOTH
    made = nn.interpolate(
        work if kept else work.to(float32),
        new,
        mode=mode.value,
        align_corners=False if smooth else None,
        antialias=smooth and bool(antialias),
    )
    made = made if kept or kind.is_floating_point else made.round_()
    return made.to(kind).reshape(*shape[:-2], *new)


def sides_of(padding: Any) -> list[int]:
    """Left, right, top and bottom of one number, of two or of four (left, top, right, bottom)."""
    if isinstance(padding, int):
        padding = [padding]
    elif not isinstance(padding, list | tuple):
        raise TypeError(f"`padding` should be an integer or tuple or list of integers, but got {padding}")
    if len(padding) not in (1, 2, 4):
        raise ValueError(
            f"Padding must be an int or a 1, 2, or 4 element tuple or list. Found {len(padding)}"
        )
    left, top, right, bottom = [*padding] * (4 // len(padding))
    return [left, right, top, bottom]


def _pad_pil(image: Any, padding: Any, fill: Any = None, padding_mode: str = "constant") -> Any:
    return v1.pad(image, padding, 0 if fill is None else fill, padding_mode)


@functional(pil=_pad_pil, mask=lambda mask, *args, **kwargs: _pad_mask(mask, *args, **kwargs))
def pad(inpt: Any, padding: Any, fill: Any = None, padding_mode: str = "constant") -> Any:
    """`padding` around (…, C, H, W): one number, (left and right, top and bottom) or (left, top, right,
    bottom).

    `fill` is a number, or one for each channel. Raises `ValueError` for another `padding_mode` than
    "constant", "edge", "reflect" and "symmetric".

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.pad(torch.ones(1, 1, 1), 1)
    tensor([[[0., 0., 0.],
             [0., 1., 0.],
             [0., 0., 0.]]])
    """
    sides = sides_of(padding)
    if padding_mode not in ("constant", "edge", "reflect", "symmetric"):
        raise ValueError(
            "`padding_mode` should be either `'constant'`, `'edge'`, `'reflect'` or `'symmetric'`, but got "
            f"`'{padding_mode}'`."
        )
    colors = [0 if fill is None else fill] if fill is None or isinstance(fill, int | float) else [*fill]
    if len(colors) > 1 and padding_mode != "constant":
        raise ValueError(f"Padding mode '{padding_mode}' is not supported if fill is not scalar")
    if padding_mode == "symmetric":
        return v1.pad(inpt, [sides[0], sides[2], sides[1], sides[3]], 0, padding_mode)
    work = inpt.reshape(-1, *inpt.shape[-3:])
    if padding_mode == "constant":
        made = nn.pad(work, sides, value=float(colors[0]) if len(colors) == 1 else 0.0)
    else:
        mode = "replicate" if padding_mode == "edge" else padding_mode
        made = nn.pad(work if work.is_floating_point() else work.to(float32), sides, mode=mode)
    made = made.to(inpt.dtype).reshape(*inpt.shape[:-2], *made.shape[-2:])
    if len(colors) > 1:
        color = tensor(colors).to(inpt.dtype).reshape(-1, 1, 1)
        left, right, top, bottom = sides
        for part in (
            made[..., : max(top, 0), :],
            made[..., : max(left, 0)],
            made[..., made.shape[-2] - max(bottom, 0) :, :],
            made[..., made.shape[-1] - max(right, 0) :],
        ):
            part.copy_(color.expand(part.shape))
    return made


def _pad_mask(mask: Tensor, padding: Any, fill: Any = None, padding_mode: str = "constant") -> Any:
    if isinstance(fill, tuple | list):
        raise ValueError("Non-scalar fill value is not supported")
    flat = mask.ndim < 3
    made = pad(mask.unsqueeze(0) if flat else mask, padding, fill, padding_mode)
    return made.squeeze(0) if flat else made
