"""Boxes, masks, points and flows as pictures: functions of `torchvision.utils` that few programs use.

Sources: torchvision, `torchvision.utils`; Baker et al. 2007 (the colors of a flow).
"""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from .._core.creation import from_numpy
from .._core.dtypes import bool_, float32, int64, uint8
from .._core.tensor import Tensor
from .transforms.functional_pil import pillow_module, require_pillow, to_pil_image
from .transforms.functional_pixels import pil_to_tensor
from .transforms.v2.functional.misc import to_dtype

Array = np.ndarray[Any, Any]
_SPREAD = (2**25 - 1, 2**15 - 1, 2**21 - 1)  # modulo 255, it takes neighbors far apart
# Of the wheel of hues: how many colors, which channel is full, which changes, and whether it grows.
_WHEEL = (
    (15, 0, 1, True), (6, 1, 0, False), (4, 1, 2, True),
    (11, 2, 1, False), (13, 2, 0, True), (6, 0, 2, False),
)  # fmt: skip


def draw_bounding_boxes(
    image: Tensor,
    boxes: Tensor,
    labels: list[str] | None = None,
    colors: Any = None,
    fill: bool | None = False,
    width: int = 1,
    font: str | None = None,
    font_size: int | None = None,
    label_colors: Any = None,
    label_background_colors: Any = None,
    fill_labels: bool = False,
) -> Tensor:
    """The image (1 or 3, H, W), uint8 or floating from 0 to 1, with boxes (N, 4) as left, top, right, bottom,
    or (N, 8) as four corners, and with their labels; (3, H, W) of the same dtype.

    A color is a name, `#rrggbb` or three numbers; one, or a list for each box. `fill` colors what is inside,
    too. Raises `ValueError` for other shapes, dtypes, numbers of labels and colors, `TypeError` for no
    tensor, and `ModuleNotFoundError` without Pillow. Source: torchvision.

    >>> boxes = torch.tensor([[1, 1, 3, 2]])
    >>> torchvision.utils.draw_bounding_boxes(torch.zeros(3, 4, 5), boxes, colors="red")[0]
    tensor([[0., 0., 0., 0., 0.],
            [0., 1., 1., 1., 0.],
            [0., 1., 1., 1., 0.],
            [0., 0., 0., 0., 0.]])
    """
    if not isinstance(image, Tensor):
        raise TypeError(f"Tensor expected, got {type(image)}")
    _check_image(image)
    if image.size(0) not in (1, 3):
        raise ValueError("Only grayscale and RGB images are supported")
    if boxes.shape[-1] == 4 and bool((boxes[:, :2] > boxes[:, 2:]).any()):
        raise ValueError(
            "Boxes need to be in (xmin, ymin, xmax, ymax) format. Use torchvision.ops.box_convert to convert "
            "them"
        )
    count = int(boxes.shape[0])
    if count == 0:
        warnings.warn("boxes doesn't contain any box. No box was drawn", stacklevel=2)
        return image
    if labels is not None and len(labels) != count:
        raise ValueError(
            f"Number of boxes ({count}) and labels ({len(labels)}) mismatch. Please specify labels for each "
            "box."
        )
    edges = texts = grounds = _colors(colors, count)
    if label_colors or fill_labels:
        texts = _colors(label_colors or "black", count)
    if fill_labels and label_background_colors:
        grounds = _colors(label_background_colors, count)
    letters = _font(font, font_size)
    picture = to_pil_image(_as_bytes(image).tile((3, 1, 1)) if image.size(0) == 1 else _as_bytes(image))
    pen = require_pillow(pillow_module("ImageDraw"), "boxes").Draw(picture, "RGBA" if fill else None)
    for number, box in enumerate(boxes.to(int64).tolist()):
        inside = (*edges[number], 100) if fill else None
        draw = _draw_corners if len(box) > 4 else type(pen).rectangle
        draw(pen, box, fill=inside, outline=edges[number], width=width)
        if labels is not None and labels[number] is not None:
            place = (box[0] + width + 1, box[1] + width + 1)
            if fill_labels:
                left, top, right, bottom = pen.textbbox(place, labels[number], font=letters)
                pen.rectangle((left - 1, top - 1, right + 1, bottom + 1), fill=grounds[number])
            pen.text(place, labels[number], fill=texts[number], font=letters)
    return _as_image(pil_to_tensor(picture), image)


def _draw_corners(pen: Any, box: list[int], fill: Any, outline: Any, width: int) -> None:
    """A box of four corners; its first side is dashed, five pixels on and five off."""
    corners = list(zip(box[::2], box[1::2], strict=True))
    (x, y), (end_x, end_y) = corners[:2]
    left, solid = ((end_x - x) ** 2 + (end_y - y) ** 2) ** 0.5, True
    while left > 0:
        step, angle = min(left, 5), math.atan2(end_y - y, end_x - x)  # anew, to round as torchvision does
        there = (x + math.cos(angle) * step, y + math.sin(angle) * step)
        if solid:
            pen.line([(x, y), there], outline, width, None)
        (x, y), left, solid = there, left - step, not solid
    for start, end in zip(corners[1:], corners[2:] + corners[:1], strict=True):
        pen.line((start, end), width=width, fill=outline)
    pen.polygon(box, fill=fill, outline=None, width=0)


def draw_segmentation_masks(image: Tensor, masks: Tensor, alpha: float = 0.8, colors: Any = None) -> Tensor:
    """The image (3, H, W), uint8 or floating from 0 to 1, with the color of each mask (N, H, W) or (H, W) of
    bool laid over it, `alpha` of it and the rest of the image; where masks overlap, black. Same shape and
    dtype.

    Colors are those of `draw_bounding_boxes`. Raises `ValueError` for other shapes and dtypes, `TypeError`
    for no tensor. Source: torchvision.

    >>> mask = torch.tensor([[True, False]])
    >>> torchvision.utils.draw_segmentation_masks(torch.ones(3, 1, 2), mask, 0.5, (255, 0, 0))[:, 0, 0]
    tensor([1.0000, 0.5000, 0.5000])
    """
    _check_color_image(image)
    masks = masks[None] if masks.ndim == 2 else masks
    if masks.ndim != 3:
        raise ValueError("masks must be of shape (H, W) or (batch_size, H, W)")
    if masks.dtype is not bool_:
        raise ValueError(f"The masks must be of dtype bool. Got {masks.dtype}")
    if masks.shape[-2:] != image.shape[-2:]:
        raise ValueError("The image and the masks must have the same height and width")
    if masks.size(0) == 0:
        warnings.warn("masks doesn't contain any mask. No mask was drawn", stacklevel=2)
        return image
    painted, areas = image._array.copy(), masks._array
    for area, color in zip(areas, _colors(colors, len(areas)), strict=False):
        shade: Any = np.array(color, np.float32 if colors is None else np.float64)
        shade = shade / 255 if image.is_floating_point() else shade
        painted[:, area] = shade.astype(painted.dtype)[:, None]
    painted[:, areas.sum(0) > 1] = 0
    mixed = image * (1 - alpha) + from_numpy(painted) * alpha
    return mixed.to(image.dtype)


def draw_keypoints(
    image: Tensor,
    keypoints: Tensor,
    connectivity: list[tuple[int, int]] | None = None,
    colors: Any = None,
    radius: int = 2,
    width: int = 3,
    visibility: Tensor | None = None,
) -> Tensor:
    """The image (3, H, W), uint8 or floating from 0 to 1, with the points (N, K, 2), x and y, of N objects as
    discs, and with lines between the pairs of points in `connectivity`. Same shape and dtype.

    `visibility` (N, K) says which points are drawn. Raises `ValueError` for other shapes and dtypes,
    `TypeError` for no tensor, and `ModuleNotFoundError` without Pillow. Source: torchvision.

    >>> points = torch.tensor([[[1, 1]]])
    >>> torchvision.utils.draw_keypoints(torch.zeros(3, 3, 3), points, colors="red", radius=1)[0]
    tensor([[0., 1., 0.],
            [1., 1., 1.],
            [0., 1., 0.]])
    """
    _check_color_image(image)
    if keypoints.ndim != 3:
        raise ValueError("keypoints must be of shape (num_instances, K, 2)")
    places = keypoints.to(int64).tolist()
    if visibility is None:
        shown = [[True] * len(points) for points in places]
    else:
        visibility = visibility.squeeze(-1) if visibility.ndim == 3 else visibility
        if visibility.ndim != 2:
            raise ValueError(f"visibility must be of shape (num_instances, K). Got ndim={visibility.ndim}")
        if visibility.shape != keypoints.shape[:-1]:
            raise ValueError(
                "keypoints and visibility must have the same dimensionality for num_instances and K. Got "
                f"{visibility.shape=} and {keypoints.shape=}"
            )
        shown = visibility.bool().tolist()
    picture = to_pil_image(_as_bytes(image))
    pen = require_pillow(pillow_module("ImageDraw"), "points").Draw(picture)
    for points, seen in zip(places, shown, strict=True):
        for (x, y), visible in zip(points, seen, strict=True):
            if visible:
                disc = [x - radius, y - radius, x + radius, y + radius]
                pen.ellipse(disc, fill=colors, outline=None, width=0)
        for start, end in connectivity or ():
            if seen[start] and seen[end]:
                pen.line((tuple(points[start]), tuple(points[end])), width=width)
    return _as_image(pil_to_tensor(picture), image)


def flow_to_image(flow: Tensor) -> Tensor:
    """Movements (N, 2, H, W) or (2, H, W) of float32, across and down, as colors (N, 3, H, W) or (3, H, W) of
    uint8: the hue shows the direction, and the farther, the less white.

    Raises `ValueError` for other shapes and dtypes. Source: torchvision; Baker et al. 2007.

    >>> torchvision.utils.flow_to_image(torch.tensor([[[1., 0.]], [[0., 0.]]]))[:, 0]
    tensor([[255, 255],
            [  0, 255],
            [  0, 255]], dtype=torch.uint8)
    """
    if flow.dtype is not float32:
        raise ValueError(f"Flow should be of dtype torch.float, got {flow.dtype}.")
    if flow.ndim not in (3, 4) or flow.shape[-3] != 2:
        raise ValueError(f"Input flow should have shape (2, H, W) or (N, 2, H, W), got {flow.shape}.")
    moves: Any = flow._array
    farthest = np.sqrt((moves**2).sum(-3)).max() + np.finfo(np.float32).eps
    moves = moves / farthest
    wheel, far = _wheel(), np.sqrt((moves**2).sum(-3))
    across, down = moves[..., 0, :, :], moves[..., 1, :, :]
    place = (np.arctan2(-down, -across) / np.float32(np.pi) + 1) / 2 * (len(wheel) - 1)
    low = np.floor(place).astype(np.int64)
    share = (place - low)[..., None]
    hue = (1 - share) * wheel[low] + share * wheel[(low + 1) % len(wheel)]
    color = np.floor(255 * (1 - far[..., None] * (1 - hue))).astype(np.uint8)
    return from_numpy(np.ascontiguousarray(np.moveaxis(color, -1, -3)))


def _wheel() -> Array:
    """The hues (55, 3), from 0 to 1: red, yellow, green, cyan, blue, magenta and what is between them."""
    parts = []
    for count, full, other, grows in _WHEEL:
        part = np.zeros((count, 3), np.float32)
        steps = np.floor(255 * np.arange(count, dtype=np.float32) / count)
        part[:, full], part[:, other] = 255, steps if grows else 255 - steps
        parts.append(part)
    return np.concatenate(parts) / np.float32(255)


def _check_image(image: Tensor) -> None:
    if not (image.dtype is uint8 or image.is_floating_point()):
        raise ValueError(f"The image dtype must be uint8 or float, got {image.dtype}")
    if image.ndim != 3:
        raise ValueError("Pass individual images, not batches")


def _check_color_image(image: Any) -> None:
    if not isinstance(image, Tensor):
        raise TypeError(f"The image must be a tensor, got {type(image)}")
    _check_image(image)
    if image.size(0) != 3:
        raise ValueError("Pass an RGB image. Other Image formats are not supported")


def _as_bytes(image: Tensor) -> Tensor:
    """The image in uint8."""
    made: Tensor = to_dtype(image, uint8, scale=True) if image.is_floating_point() else image
    return made


def _as_image(drawn: Tensor, image: Tensor) -> Tensor:
    """What was drawn, in the dtype of the image."""
    made: Tensor = to_dtype(drawn, image.dtype, scale=True) if image.is_floating_point() else drawn
    return made


def _font(font: str | None, size: int | None) -> Any:
    """The typeface in a file, or Pillow's own."""
    fonts = require_pillow(pillow_module("ImageFont"), "labels")
    if font is not None:
        return fonts.truetype(font=font, size=size or 10)
    if size is not None:
        warnings.warn("Argument 'font_size' will be ignored since 'font' is not set.", stacklevel=3)
    return fonts.load_default()


def _colors(colors: Any, count: int) -> list[tuple[int, ...]]:
    """A color for each of `count` objects, from 0 to 255."""
    if colors is None:
        colors = [tuple(i * value % 255 for value in _SPREAD) for i in range(count)]
    elif isinstance(colors, list):
        if len(colors) < count:
            raise ValueError(
                "Number of colors must be equal or larger than the number of objects, but got "
                f"{len(colors)} < {count}."
            )
    elif not isinstance(colors, tuple | str):
        raise ValueError(f"colors must be a tuple or a string, or a list thereof, but got {colors}.")
    elif isinstance(colors, tuple) and len(colors) != 3:
        raise ValueError(f"If passed as tuple, colors should be an RGB triplet, but got {colors}.")
    else:
        colors = [colors] * count
    return [_rgb(color) if isinstance(color, str) else color for color in colors]


def _rgb(name: str) -> tuple[int, ...]:
    """The color of a name."""
    found: tuple[int, ...] = require_pillow(pillow_module("ImageColor"), "names of colors").getrgb(name)
    return found
