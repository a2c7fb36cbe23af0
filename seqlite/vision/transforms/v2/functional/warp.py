"""Images, videos and masks (…, C, H, W) moved by affine, perspective and elastic maps.

Source: torchvision, `torchvision.transforms.v2.functional`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ....._core.creation import tensor
from ....._core.dtypes import float16, float32
from ....._core.operations.indexing_gather import where
from ....._core.operations.indexing_joining import cat
from ....._core.operations.places_turns import rot90
from ....._core.tensor import Tensor
from .....nn import functional as nn
from ... import functional as v1
from ...functional_affine import InterpolationMode, inverse_affine_matrix
from ...functional_pil import FILTERS, fill_color, is_pil_image
from ...functional_warp import expanded_size, perspective_coefficients
from .dispatch import functional, interpolation_of, through_tensor

BILINEAR, NEAREST = InterpolationMode.BILINEAR, InterpolationMode.NEAREST
Array = np.ndarray[Any, Any]


def kind_of(image: Tensor) -> Any:
    """NumPy's type of the places: the image's if it has fractions."""
    return (image.dtype if image.is_floating_point() else float32).numpy


def check_fill(image: Tensor, fill: Any, mode: InterpolationMode) -> None:
    """Raise `ValueError` unless fill and mode fit the image."""
    if isinstance(fill, tuple | list):
        if len(fill) > 1 and len(fill) != image.shape[-3]:
            raise ValueError(
                "The number of elements in 'fill' cannot broadcast to match the number of channels of the "
                f"image ({len(fill)} != {image.shape[-3]})"
            )
    elif fill is not None and not isinstance(fill, int | float):
        raise ValueError("Argument fill should be either int, float, tuple or list")
    if mode not in (NEAREST, BILINEAR):
        raise ValueError(f"Interpolation mode '{mode.value}' is unsupported with Tensor input")


def moved(image: Any, grid: Array, mode: InterpolationMode, fill: Any) -> Any:
    """The image's values at the places of `grid` (H', W', 2), from -1 to 1; outside stands `fill`."""
    check_fill(image, fill, mode)
    shape = (*image.shape[:-2], *grid.shape[:2])
    if image.numel() == 0:
        return image.reshape(shape)
    batch = image.reshape(-1, *image.shape[-3:])
    places = Tensor._wrap(np.broadcast_to(grid, (len(batch), *grid.shape)))
    work = batch if image.is_floating_point() else batch.to(float32)
    if fill is not None:
        work = cat([work, work.new_ones((len(batch), 1, *batch.shape[-2:]))], 1)
    made = nn.grid_sample(work, places, mode.value, "zeros", False)
    if fill is not None:
        made, share = made[:, :-1], made[:, -1:]
        color = tensor(fill if isinstance(fill, tuple | list) else [float(fill)], dtype=made.dtype)
        color = color.view(1, -1, 1, 1)
        made = where(share < 0.5, color, made) if mode is NEAREST else made.sub(color).mul(share).add(color)
    return (made if image.is_floating_point() else made.round().to(image.dtype)).reshape(shape)


def places_of(matrix: Array, size: Sequence[int], out: Sequence[int], kind: Any) -> Array:
    """The grid of an affine map: `matrix` (2, 3), of places counted from the center of an image of `size`."""
    (high, wide), (rows, columns) = size, out
    y, x = (np.arange(n, dtype=np.float32) - np.float32(n / 2 - 0.5) for n in (rows, columns))
    base = np.ones((rows, columns, 3), kind)
    base[..., 0], base[..., 1] = x, y[:, None]
    grid: Array = base @ (matrix.astype(kind).T / np.array([0.5 * wide, 0.5 * high], kind))
    return grid


def check_affine(angle: Any, translate: Any, scale: float, shear: Any, center: Any) -> list[float]:
    """The shears of both directions. TypeError and ValueError for what torchvision refuses."""
    if not isinstance(angle, int | float):
        raise TypeError("Argument angle should be int or float")
    if not isinstance(translate, list | tuple):
        raise TypeError("Argument translate should be a sequence")
    if len(translate) != 2:
        raise ValueError("Argument translate should be a sequence of length 2")
    if scale <= 0.0:
        raise ValueError("Argument scale should be positive")
    if not isinstance(shear, int | float | list | tuple):
        raise TypeError("Shear should be either a single value or a sequence of two values")
    lean = [shear, 0.0] if isinstance(shear, int | float) else [*shear]
    lean = [lean[0], lean[0]] if len(lean) == 1 else lean
    if len(lean) != 2:
        raise ValueError(f"Shear should be a sequence containing two values. Got {lean}")
    if center is not None and not isinstance(center, list | tuple):
        raise TypeError("Argument center should be a sequence")
    return lean


def _affine_pil(
    image: Any,
    angle: Any,
    translate: Any,
    scale: float,
    shear: Any,
    interpolation: Any = NEAREST,
    fill: Any = None,
    center: Any = None,
) -> Any:
    lean = check_affine(angle, translate, scale, shear, center)
    mode = interpolation_of(interpolation)
    return v1.affine(image, float(angle), translate, scale, lean, mode, fill, center)


@functional(pil=_affine_pil, mask=True)
def affine(
    inpt: Any,
    angle: float,
    translate: Any,
    scale: float,
    shear: Any,
    interpolation: Any = NEAREST,
    fill: Any = None,
    center: Any = None,
) -> Any:
    """Rotate clockwise by `angle` degrees about `center`, shear, scale and shift; same shape and dtype.

    Pixels outside are `fill`, a number or one for each channel. Raises `TypeError` and `ValueError` for other
    arguments.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.affine(torch.tensor([[[1, 2]]]), 0.0, [1, 0], 1.0, [0.0, 0.0])
    tensor([[[0, 1]]])
    """
    lean = check_affine(angle, translate, scale, shear, center)
    size = [int(n) for n in inpt.shape[-2:]]
    around = around_center(center, size)
    matrix = inverse_affine_matrix(around, float(angle), translate, scale, lean)
    return moved(inpt, places_of(matrix, size, size, kind_of(inpt)), interpolation_of(interpolation), fill)


def around_center(center: Any, size: Sequence[int]) -> list[float]:
    """A place (x, y) counted from the middle of an image."""
    return [0.0, 0.0] if center is None else [center[0] - size[1] * 0.5, center[1] - size[0] * 0.5]


def _rotate_pil(
    image: Any,
    angle: float,
    interpolation: Any = NEAREST,
    expand: bool = False,
    center: Any = None,
    fill: Any = None,
) -> Any:
    return v1.rotate(image, angle, interpolation_of(interpolation), expand, center, fill)


@functional(pil=_rotate_pil, mask=True)
def rotate(
    inpt: Any,
    angle: float,
    interpolation: Any = NEAREST,
    expand: bool = False,
    center: Any = None,
    fill: Any = None,
) -> Any:
    """Rotate counter-clockwise by `angle` degrees about `center`; same dtype, and shape unless `expand`.

    Pixels outside are `fill`, a number or one for each channel, of which `ValueError` refuses another number.

    >>> from torchvision.transforms.v2 import functional as F
    >>> F.rotate(torch.tensor([[[1, 2], [3, 4]]]), 90)
    tensor([[[2, 4],
             [1, 3]]])
    """
    angle, size = angle % 360, [int(n) for n in inpt.shape[-2:]]
    if center is None and (angle in (0, 180) or (angle in (90, 270) and (expand or size[0] == size[1]))):
        return rot90(inpt, int(angle // 90), (-2, -1)) if angle else inpt.clone()
    matrix = inverse_affine_matrix(around_center(center, size), -angle, (0.0, 0.0), 1.0, (0.0, 0.0))
    out = expanded_size(matrix, *size) if expand else size
    return moved(inpt, places_of(matrix, size, out, kind_of(inpt)), interpolation_of(interpolation), fill)


def coefficients_of(startpoints: Any, endpoints: Any, coefficients: Any) -> list[float]:
    """The eight numbers of a perspective map, given or found from corners. `ValueError` for both."""
    if coefficients is None:
        if startpoints is None or endpoints is None:
            raise ValueError(
                "Either the startpoints/endpoints or the coefficients must have non `None` values."
            )
        return perspective_coefficients(startpoints, endpoints)
    if startpoints is not None and endpoints is not None:
        raise ValueError("The startpoints/endpoints and the coefficients shouldn't be defined concurrently.")
    if len(coefficients) != 8:
        raise ValueError("Argument coefficients should have 8 float values")
    return list(coefficients)


def _perspective_pil(
    image: Any,
    startpoints: Any,
    endpoints: Any,
    interpolation: Any = BILINEAR,
    fill: Any = None,
    coefficients: Any = None,
) -> Any:
    numbers, mode = coefficients_of(startpoints, endpoints, coefficients), interpolation_of(interpolation)
    if not is_pil_image(image):
        return through_tensor(perspective)(image, None, None, mode, fill, numbers)
    color = fill_color(fill, image)
    return image.transform(image.size, 2, numbers, FILTERS[mode.value], fillcolor=color)


@functional(pil=_perspective_pil, mask=True)
def perspective(
    inpt: Any,
    startpoints: Any,
    endpoints: Any,
    interpolation: Any = BILINEAR,
    fill: Any = None,
    coefficients: Any = None,
) -> Any:
    """Move the corners `startpoints` (x, y) of (…, C, H, W) to `endpoints`; same shape and dtype.

    Corners count from the top left one, clockwise. `coefficients` are the map's eight numbers in their place.
    Raises `ValueError` for another number of either.

    >>> from torchvision.transforms.v2 import functional as F
    >>> corners = [[0, 0], [1, 0], [1, 1], [0, 1]]
    >>> F.perspective(torch.tensor([[[1., 2.], [3., 4.]]]), corners, corners).shape
    torch.Size([1, 2, 2])
    """
    numbers, kind = coefficients_of(startpoints, endpoints, coefficients), kind_of(inpt)
    high, wide = (int(n) for n in inpt.shape[-2:])
    y, x = (np.arange(n, dtype=kind) + kind.type(0.5) for n in (high, wide))
    base = np.ones((high, wide, 3), kind)
    base[..., 0], base[..., 1] = x, y[:, None]
    theta = np.array([*numbers, 1], kind).reshape(3, 3)
    above = base @ (theta[:2].T / np.array([0.5 * wide, 0.5 * high], kind))
    return moved(inpt, above / (base @ theta[2:].T) - 1, interpolation_of(interpolation), fill)


@functional(pil=through_tensor, mask=True)
def elastic(inpt: Any, displacement: Tensor, interpolation: Any = BILINEAR, fill: Any = None) -> Any:
    """Move each pixel of (…, C, H, W) by `displacement` (1, H, W, 2), x first, in halves of the image; same
    shape and dtype.

    Raises `TypeError` unless `displacement` is a tensor, `ValueError` for another shape.

    >>> from torchvision.transforms.v2 import functional as F
    >>> still = torch.zeros(1, 2, 2, 2)
    >>> F.elastic(torch.tensor([[[1., 2.], [3., 4.]]]), still)
    tensor([[[1., 2.],
             [3., 4.]]])
    """
    if not isinstance(displacement, Tensor):
        raise TypeError("Argument displacement should be a Tensor")
    mode, (high, wide) = interpolation_of(interpolation), (int(n) for n in inpt.shape[-2:])
    if tuple(displacement.shape) != (1, high, wide, 2):
        raise ValueError(
            f"Argument displacement shape should be {(1, high, wide, 2)}, but given {displacement.shape}"
        )
    half = inpt.dtype == float16
    image = inpt.to(float32) if half else inpt
    y, x = (np.linspace((1 - n) / n, (n - 1) / n, n).astype(kind_of(image)) for n in (high, wide))
    still = np.stack(np.broadcast_arrays(x, y[:, None]), -1)
    made = moved(image, still + displacement._array[0].astype(still.dtype), mode, fill)
    return made.to(float16) if half else made


elastic_transform = elastic
