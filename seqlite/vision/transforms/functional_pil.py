"""Transforms of PIL images, where Pillow is installed: their own methods do the work, as in torchvision; and
`Image`, what data sets give without a transform where it is not.

A program that has such an image has imported Pillow already; only `to_pil_image` imports it. Source:
`torchvision.transforms._functional_pil`.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..._core.tensor import Tensor


class Image:
    """An 8-bit gray image (H, W) that NumPy and matplotlib can read.

    `size` is (W, H), as PIL has it. Other methods of PIL images are not covered (`AttributeError`).
    """

    mode = "L"

    def __init__(self, array: np.ndarray[Any, np.dtype[np.uint8]]) -> None:
        self._array = array

    @property
    def size(self) -> tuple[int, int]:
        """(width, height)."""
        return self.width, self.height

    @property
    def width(self) -> int:
        """Columns of pixels."""
        return int(self._array.shape[1])

    @property
    def height(self) -> int:
        """Rows of pixels."""
        return int(self._array.shape[0])

    def getpixel(self, xy: tuple[int, int]) -> int:
        """The value at column x and row y."""
        return int(self._array[xy[1], xy[0]])

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        return np.array(self._array, dtype=dtype)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Image) and np.array_equal(self._array, other._array)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<PIL.Image.Image image mode=L size={self.width}x{self.height} at {id(self):#X}>".replace(
            "0X", "0x", 1
        )

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(
            f"{name!r}: seqlite has no PIL; its images have size, mode, getpixel and np.asarray(image), "
            "and transforms.ToTensor() makes them tensors"
        )


Array = np.ndarray[Any, Any]
CHANNEL_MODES = {2: ("LA",), 3: ("RGB", "YCbCr", "HSV"), 4: ("RGBA", "CMYK", "RGBX")}
GRAY_MODES = {"uint8": "L", "int16": "I;16", "int32": "I", "float32": "F"}
FILTERS = {
    "nearest": 0,
    "nearest-exact": 0,
    "lanczos": 1,
    "bilinear": 2,
    "bicubic": 3,
    "box": 4,
    "hamming": 5,
}  # as PIL numbers them


def is_pil_image(img: Any) -> bool:
    """Whether this is a Pillow image."""
    pil = sys.modules.get("PIL.Image")
    return pil is not None and isinstance(img, pil.Image)


def pillow_module(name: str) -> Any:
    """A module of Pillow; None if Pillow is not installed."""
    try:
        return importlib.import_module(f"PIL.{name}")
    except ImportError:
        return None


def require_pillow(made: Any, what: str) -> Any:
    """Return `made`. Raise `ModuleNotFoundError` if it is None, since Pillow is not installed."""
    if made is None:
        raise ModuleNotFoundError(f"{what} need Pillow: pip install pillow", name="PIL")
    return made


def open_image(file: Any) -> Any:
    """The image in a file of any format that Pillow knows."""
    image = require_pillow(pillow_module("Image"), "image files").open(file)
    image.load()  # and the file is closed
    return image


def pil_to_array(img: Any) -> Array:
    """The pixels of a Pillow image (H, W, C)."""
    return np.array(img).reshape(img.height, img.width, len(img.getbands()))


def array_to_pil(pixels: Array, mode: str | None) -> Any:
    """An image of pixels (H, W, C), in `mode` or in the one of its type and channels; None without Pillow.
    ValueError for a mode that does not fit, TypeError for a type that no mode has."""
    pil = pillow_module("Image")
    if pil is None:
        return None
    channels = pixels.shape[2]
    if channels > 4:
        raise ValueError(f"pic should not have > 4 channels. Got {channels} channels.")
    if pixels.dtype.kind == "f" and mode != "F":
        pixels = (pixels * 255).astype(np.uint8)
    if channels == 1:
        expected = GRAY_MODES.get(pixels.dtype.name)
        if mode is not None and mode != expected:
            raise ValueError(
                f"Incorrect mode ({mode}) supplied for input type {pixels.dtype}. Should be {expected}"
            )
        mode = expected
    elif mode is not None and mode not in CHANNEL_MODES[channels]:
        raise ValueError(f"Only modes {list(CHANNEL_MODES[channels])} are supported for {channels}D inputs")
    elif mode is None and pixels.dtype == np.uint8:
        mode = CHANNEL_MODES[channels][0]
    if mode is None:
        raise TypeError(f"Input type {pixels.dtype} is not supported")
    return pil.frombytes(mode, pixels.shape[1::-1], np.ascontiguousarray(pixels).tobytes())


def resize(img: Any, size: tuple[int, int], mode: str) -> Any:
    """Resize a Pillow image to (height, width)."""
    return img.resize(size[::-1], FILTERS[mode])


def fill_color(fill: Any, img: Any) -> Any:
    """The color to fill with: a number for each channel. ValueError for another number of them."""
    channels = len(img.getbands())
    fill = 0 if fill is None else fill
    if isinstance(fill, (int, float)) and channels > 1:
        fill = (fill,) * channels
    if isinstance(fill, (list, tuple)):
        fill = tuple(fill) * (channels if len(fill) == 1 else 1)
        if len(fill) != channels:
            raise ValueError(
                "The number of elements in 'fill' does not match the number of channels of the image "
                f"({len(fill)} != {channels})"
            )
    if img.mode == "F":
        return fill
    return tuple(int(v) for v in fill) if isinstance(fill, tuple) else int(fill)


def pad(img: Any, sides: Sequence[int], fill: Any, mode: str) -> Any:
    """Pad left, top, right and bottom; negative numbers crop."""
    if mode == "constant":
        whole = pillow_module("ImageOps").expand(img, border=tuple(sides), fill=fill_color(fill, img))
        if img.mode == "P":
            whole.putpalette(img.getpalette())
        return whole
    left, top, right, bottom = (-min(side, 0) for side in sides)
    if left or top or right or bottom:
        img = img.crop((left, top, img.width - right, img.height - bottom))
    left, top, right, bottom = (max(side, 0) for side in sides)
    pixels = np.asarray(img)
    widths = [(top, bottom), (left, right), (0, 0)][: pixels.ndim]
    whole = pillow_module("Image").fromarray(np.pad(pixels, widths, mode=mode))  # type: ignore[call-overload]
    if img.mode == "P":
        whole.putpalette(img.getpalette())
    return whole


def adjust_hue(img: Any, factor: float) -> Any:
    """Shift the hues by a fraction of the circle; gray images stay as they are."""
    if img.mode in ("L", "1", "I", "F"):
        return img
    hue, *rest = img.convert("HSV").split()
    shifted = np.asarray(hue) + np.int32(factor * 255).astype(np.uint8)
    whole = pillow_module("Image").merge("HSV", (array_to_pil(shifted[..., None], None), *rest))
    return whole.convert(img.mode)


def to_grayscale(img: Any, channels: int) -> Any:
    """Convert to gray, in one channel or in three equal ones."""
    if channels not in (1, 3):
        raise ValueError("num_output_channels should be either 1 or 3")
    gray = img.convert("L")
    return gray if channels == 1 else pillow_module("Image").merge("RGB", (gray, gray, gray))


def to_pil_image(pic: Any, mode: str | None = None) -> Any:
    """An image of a tensor (C, H, W) or (H, W), or of an array (H, W) or (H, W, C); numbers with fractions
    count from 0 to 1. Without Pillow, there are gray ones only."""
    if not isinstance(pic, (Tensor, np.ndarray)):
        raise TypeError(f"pic should be Tensor or ndarray. Got {type(pic)}.")
    values: Any = pic._array if isinstance(pic, Tensor) else pic
    if values.ndim not in (2, 3):
        raise ValueError(f"pic should be 2/3 dimensional. Got {values.ndim} dimensions.")
    pixels = values.transpose(1, 2, 0) if isinstance(pic, Tensor) and values.ndim == 3 else values
    image = array_to_pil(pixels if values.ndim == 3 else values[..., None], mode)
    if image is not None:
        return image
    channel = 0 if isinstance(pic, Tensor) else 2
    if values.ndim == 3 and values.shape[channel] != 1:
        raise NotImplementedError(
            f"to_pil_image of {values.shape[channel]} channels needs Pillow, without which images are gray; "
            "plt.imshow(x.permute(1, 2, 0)) shows colors"
        )
    flat = values.squeeze(channel) if values.ndim == 3 else values
    if isinstance(pic, Tensor) and flat.dtype.kind == "f":
        flat = flat * 255
    if flat.dtype.kind == "f" and not isinstance(pic, Tensor):
        raise NotImplementedError("to_pil_image of an array of floats is not covered: give it as uint8")
    return Image(flat.astype(np.uint8))


def check_one_channel_each(image: tuple[int, ...], numbers: tuple[int, ...]) -> None:
    """Raise PyTorch's RuntimeError unless there is a number for all channels, or one for each."""
    channels, given = image[-3], numbers[0]
    if given in (1, channels):
        return
    if channels == 1:
        shape = [*image[:-3], given, *image[-2:]]
        raise RuntimeError(
            f"output with shape {list(image)} doesn't match the broadcast shape {shape}: the image has 1 "
            f"channel, but there are {given} means or stds"
        )
    raise RuntimeError(
        f"The size of tensor a ({channels}) must match the size of tensor b ({given}) at non-singleton "
        f"dimension {len(image) - 3}: the image has {channels} channels, but there are {given} means or stds"
    )
