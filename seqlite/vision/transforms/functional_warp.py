"""Images moved by grids of places: affine with interpolation, perspective and elastic; and blurred ones.

Source: torchvision, `torchvision.transforms.functional`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..._core.dtypes import Size
from ..._core.operations.indexing_gather import where
from ..._core.operations.indexing_joining import cat
from ..._core.tensor import Tensor
from ...nn import functional as F
from .functional_affine import Array, InterpolationMode, image_size
from .functional_pil import FILTERS, Image, fill_color, is_pil_image, pil_to_array, to_pil_image

BILINEAR = InterpolationMode.BILINEAR


def on_tensor(img: Any, change: Callable[[Tensor], Tensor]) -> Any:
    """Apply `change`, a function of tensors (…, H, W), to an image or a tensor."""
    if is_pil_image(img):
        return to_pil_image(change(Tensor._wrap(pil_to_array(img).transpose(2, 0, 1))), img.mode)
    if isinstance(img, Image):
        return Image(change(Tensor._wrap(img._array[None]))._array[0])
    if not isinstance(img, Tensor):
        raise TypeError(f"img should be PIL Image or Tensor. Got {type(img)}")
    return change(img)


def in_floats(img: Tensor, change: Callable[[Tensor], Tensor]) -> Tensor:
    """Apply `change`, a function of batches of floats; whole numbers are rounded afterward."""
    kind = img.dtype
    batch = img.reshape(-1, *img.shape[-3:]) if img.dim() != 3 else img.unsqueeze(0)
    made = change(batch if kind.is_floating_point else batch.float())
    made = made.reshape(*img.shape[:-2], *made.shape[-2:])
    whole: Tensor = made if kind.is_floating_point else made.round().to(kind)
    return whole


def moved(img: Tensor, grid: Array, mode: str, fill: Any) -> Tensor:
    """The image's values at the places of `grid` (H', W', 2), from -1 to 1; outside stands `fill`."""

    def sampled(batch: Tensor) -> Tensor:
        kind = batch._array.dtype
        places = Tensor._wrap(np.broadcast_to(grid, (len(batch), *grid.shape)).astype(kind))
        if fill is None:
            whole: Tensor = F.grid_sample(batch, places, mode, "zeros", False)
            return whole
        inside = batch.new_ones((len(batch), 1, *batch.shape[-2:]))
        made = F.grid_sample(cat([batch, inside], 1), places, mode, "zeros", False)
        made, share = made[:, :-1], made[:, -1:]
        color = Tensor._wrap(np.asarray(fill, kind).reshape(1, -1, 1, 1))
        if mode == "nearest":
            nearest: Tensor = where(share < 0.5, color, made)
            return nearest
        blended: Tensor = made * share + (1.0 - share) * color
        return blended

    return in_floats(img, sampled)


def affine_places(matrix: Array, size: tuple[int, int], out: tuple[int, int]) -> Array:
    """The grid of an affine map: `matrix` (2, 3), of places counted from the center of an image of `size`."""
    (high, wide), (rows, columns) = size, out
    y, x = (np.arange(n, dtype=np.float32) - np.float32(n / 2 - 0.5) for n in (rows, columns))
    base = np.ones((rows, columns, 3), np.float32)
    base[..., 0], base[..., 1] = x, y[:, None]
    return base @ (matrix.astype(np.float32).T / np.array([0.5 * wide, 0.5 * high], np.float32))


def expanded_size(matrix: Array, high: int, wide: int) -> tuple[int, int]:
    """The height and width that hold all of an image that `matrix` turns."""
    corners = np.array([[x * wide, y * high, 1] for x in (-0.5, 0.5) for y in (-0.5, 0.5)], np.float32)
    places = corners @ matrix.astype(np.float32).T + np.array([wide * 0.5, high * 0.5], np.float32)
    step = np.float32(1e-4)
    top, least = (np.trunc(v / step) * step for v in (places.max(0), places.min(0)))
    columns, rows = np.ceil(top) - np.floor(least)
    return int(rows), int(columns)


def warp_affine(
    img: Any, matrix: Array, interpolation: InterpolationMode, fill: Any, expand: bool = False
) -> Any:
    """Move a tensor or a gray image by an affine map of places counted from the center."""
    size = image_size(img)
    out = expanded_size(matrix, *size) if expand else size
    grid = affine_places(matrix, size, out)
    return on_tensor(img, lambda tensor: moved(tensor, grid, interpolation.value, fill))


def perspective_coefficients(startpoints: Any, endpoints: Any) -> list[float]:
    """The eight numbers of the perspective map from the four `endpoints` back to the `startpoints`."""
    if len(startpoints) != 4 or len(endpoints) != 4:
        raise ValueError(
            f"Please provide exactly four corners, got {len(startpoints)} startpoints and {len(endpoints)} "
            "endpoints."
        )
    rows = []
    for (x, y), (u, v) in zip(endpoints, startpoints, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    found = np.linalg.lstsq(np.array(rows, np.float64), np.array(startpoints, np.float64).reshape(8))[0]
    return [float(c) for c in found.astype(np.float32)]


def perspective(
    img: Any,
    startpoints: Sequence[Sequence[int]],
    endpoints: Sequence[Sequence[int]],
    interpolation: InterpolationMode = BILINEAR,
    fill: Any = None,
) -> Any:
    """Move the corners `startpoints` (x, y) of an image or a tensor (…, C, H, W) to `endpoints`; same shape.

    Corners count from the top left one, clockwise. Raises `ValueError` unless there are four.

    >>> corners = [[0, 0], [1, 0], [1, 1], [0, 1]]
    >>> transforms.functional.perspective(torch.tensor([[[1., 2.], [3., 4.]]]), corners, corners).shape
    torch.Size([1, 2, 2])
    """
    numbers = perspective_coefficients(startpoints, endpoints)
    if is_pil_image(img):
        return img.transform(
            img.size, 2, numbers, FILTERS[interpolation.value], fillcolor=fill_color(fill, img)
        )
    high, wide = image_size(img)
    y, x = (np.arange(n, dtype=np.float32) + np.float32(0.5) for n in (high, wide))
    base = np.ones((high, wide, 3), np.float32)
    base[..., 0], base[..., 1] = x, y[:, None]
    theta = np.array([*numbers, 1], np.float32).reshape(3, 3)
    above = base @ (theta[:2].T / np.array([0.5 * wide, 0.5 * high], np.float32))
    grid = above / (base @ theta[2:].T) - 1
    return on_tensor(img, lambda tensor: moved(tensor, grid, interpolation.value, fill))


def elastic_transform(
    img: Any,
    displacement: Tensor,
    interpolation: InterpolationMode = BILINEAR,
    fill: Any = None,
) -> Any:
    """Move each pixel by `displacement` (1, H, W, 2), x first, in halves of the image; same shape.

    Raises `TypeError` unless `displacement` is a tensor, `ValueError` for another shape.

    >>> still = torch.zeros(1, 2, 2, 2)
    >>> transforms.functional.elastic_transform(torch.tensor([[[1., 2.], [3., 4.]]]), still)
    tensor([[[1., 2.],
             [3., 4.]]])
    """
    if not isinstance(displacement, Tensor):
        raise TypeError("Argument displacement should be a Tensor")
    high, wide = image_size(img)
    if tuple(displacement.shape) != (1, high, wide, 2):
        raise ValueError(
            f"Argument displacement shape should be {Size((1, high, wide, 2))}, but given "
            f"{displacement.shape}"
        )
    y, x = (np.linspace((1 - n) / n, (n - 1) / n, n, dtype=np.float32) for n in (high, wide))
    still = np.stack(np.broadcast_arrays(x, y[:, None]), -1)
    grid = still + displacement._array[0]
    return on_tensor(img, lambda tensor: moved(tensor, grid, interpolation.value, fill))


def bell(size: int, sigma: float, kind: Any) -> Array:
    """The normal density at `size` places around 0, with sum 1."""
    half = (size - 1) * 0.5
    density = np.exp(-0.5 * (np.linspace(-half, half, size).astype(kind) / kind.type(sigma)) ** 2)
    whole: Array = density / density.sum()
    return whole


def gaussian_blur(img: Any, kernel_size: Any, sigma: Any = None) -> Any:
    """Blur with a normal density over `kernel_size` (width, height) pixels; same shape as (…, C, H, W).

    `sigma` is a number or two, by default 0.15 kernel_size + 0.35. Raises `ValueError` for even sizes and
    sigmas that are not positive.

    >>> transforms.functional.gaussian_blur(torch.ones(1, 3, 3), 3).sum()
    tensor(9.0000)
    """
    sizes = [kernel_size] * 2 if isinstance(kernel_size, int) else list(kernel_size)
    if len(sizes) != 2:
        raise ValueError(f"If kernel_size is a sequence its length should be 2. Got {len(sizes)}")
    for size in sizes:
        if size % 2 == 0 or size < 0:
            raise ValueError(f"kernel_size should have odd and positive integers. Got {sizes}")
    if sigma is None:
        sigma = [size * 0.15 + 0.35 for size in sizes]
    widths = [float(s) for s in (sigma if isinstance(sigma, list | tuple) else [sigma])]
    widths = widths * 2 if len(widths) == 1 else widths
    if len(widths) != 2:
        raise ValueError(f"If sigma is a sequence, its length should be 2. Got {len(widths)}")
    if min(widths) <= 0:
        raise ValueError(f"sigma should have positive values. Got {widths}")

    def blurred(batch: Tensor) -> Tensor:
        kind, channels = batch._array.dtype, int(batch.shape[-3])
        across, down = (bell(size, width, kind) for size, width in zip(sizes, widths, strict=True))
        kernel = Tensor._wrap(np.broadcast_to(down[:, None] * across, (channels, 1, *sizes[::-1])).copy())
        half = [size // 2 for size in sizes]
        wide = F.pad(batch, (half[0], half[0], half[1], half[1]), mode="reflect")
        return F.conv2d(wide, kernel, groups=channels)

    return on_tensor(img, lambda tensor: in_floats(tensor, blurred))


def turn_hue(values: Array, factor: float, version: int = 1) -> Array:
    """Colors (…, 3, H, W) from 0 to 1 whose hue is shifted by a fraction of the circle; rounded as by the
    transforms of this version."""
    red, green, blue = (values[..., i, :, :] for i in range(3))
    top, low = values.max(-3), values.min(-3)
    spread = top - low
    gray = spread == 0
    divisor = np.where(gray, 1, spread)
    r, g, b = ((top - channel) / divisor for channel in (red, green, blue))
    hue = np.where(top == red, b - g, np.where(top == green, 2 + r - b, 4 + g - r))
    sixths = hue / 6 if version == 1 else hue * values.dtype.type(1 / 6)
    turn = (np.fmod(sixths + 1, 1) + values.dtype.type(factor)) % 1 * 6
    share = spread / np.where(gray, 1, top)
    part = np.floor(turn)
    rest = turn - part
    later = 1 - share * (1 - rest) if version == 1 else share * rest + (1 - share)
    p, q, t = (np.clip(top * s, 0, 1) for s in (1 - share, 1 - share * rest, later))
    sixth = part.astype(int) % 6
    choices = ((top, q, p, p, t, top), (t, top, top, q, p, p), (p, p, t, top, top, q))
    return np.stack([np.choose(sixth, each) for each in choices], -3).astype(values.dtype)


def degrees_of(value: Any, name: str, sizes: tuple[int, ...] = (2,)) -> list[float]:
    """The range (-d, d) of a number d, or the given one. ValueError for a negative number or other length."""
    if isinstance(value, int | float):
        if value < 0:
            raise ValueError(f"If {name} is a single number, it must be positive.")
        value = [-value, value]
    elif not isinstance(value, list | tuple):
        raise TypeError(f"{name} should be a sequence of length {' or '.join(map(str, sizes))}.")
    elif len(value) not in sizes:
        raise ValueError(f"{name} should be a sequence of length {' or '.join(map(str, sizes))}.")
    return [float(v) for v in value]


def whole_size(kernel_size: Any, text: str) -> tuple[int, int]:
    """Two sizes of one number, or the given two. ValueError for another number of them."""
    if isinstance(kernel_size, int | float):
        return int(kernel_size), int(kernel_size)
    if len(kernel_size) == 1:
        return kernel_size[0], kernel_size[0]
    if len(kernel_size) != 2:
        raise ValueError(text)
    return tuple(kernel_size)


def root_area(area: float, aspect: float) -> tuple[int, int]:
    """The height and width of a box of this area and aspect."""
    return round(math.sqrt(area * aspect)), round(math.sqrt(area / aspect))
