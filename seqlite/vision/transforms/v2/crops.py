"""Crops. Source: torchvision, `torchvision.transforms.v2`.

The draws are torchvision's to the seed.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, ClassVar

from ...tv_tensors import Mask
from ..geometry import RandomCrop as _RandomCrop
from ..geometry import RandomResizedCrop as _RandomResizedCrop
from ..geometry import draw_box
from ..transforms import draw_integer
from . import functional as F
from .arguments import Fill, check_padding, check_padding_mode
from .functional.crops import pair_of
from .functional.geometry import sides_of
from .transform import Transform, has_any, query_size


class CenterCrop(Transform):
    """The center of (…, H, W), of a size (height, width); pixels outside are 0. Same dtype.

    Raises `ValueError` for another number of sizes.

    >>> from torchvision.transforms import v2
    >>> v2.CenterCrop(2)(torch.ones(1, 4, 4)).shape
    torch.Size([1, 2, 2])
    """

    _function = staticmethod(F.center_crop)

    def __init__(self, size: Any) -> None:
        super().__init__()
        self.size = pair_of(size)

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """The size."""
        return {"output_size": self.size}


class FiveCrop(Transform):
    """The four corners and the center of (…, H, W), each of `size` (height, width): a tuple of (…, *size).

    Raises `ValueError` for a larger size, `TypeError` for a sample with masks.

    >>> from torchvision.transforms import v2
    >>> len(v2.FiveCrop(2)(torch.ones(1, 4, 4)))
    5
    """

    _function = staticmethod(F.five_crop)
    _settings: ClassVar[tuple[str, ...]] = ("size",)

    def __init__(self, size: Any) -> None:
        super().__init__()
        self.size = pair_of(size)

    def check_inputs(self, flat_inputs: list[Any]) -> None:
        """Raise `TypeError` if there are masks."""
        if has_any(flat_inputs, Mask):
            raise TypeError(f"BoundingBoxes'es and Mask's are not supported by {type(self).__name__}()")


class TenCrop(FiveCrop):
    """`FiveCrop` of (…, H, W) and of its mirror image: a tuple of ten (…, *size).

    Raises `ValueError` for a larger size, `TypeError` for a sample with masks.

    >>> from torchvision.transforms import v2
    >>> len(v2.TenCrop(2)(torch.ones(1, 4, 4)))
    10
    """

    _function = staticmethod(F.ten_crop)
    _settings = ("size", "vertical_flip")

    def __init__(self, size: Any, vertical_flip: bool = False) -> None:
        super().__init__(size)
        self.vertical_flip = vertical_flip


class RandomCrop(Transform):
    """A part of `size` (height, width) of (…, H, W), from a random place, after adding `padding`; same dtype.

    Raises `ValueError` where the image is smaller, unless `pad_if_needed`.

    >>> from torchvision.transforms import v2
    >>> v2.RandomCrop(2)(torch.ones(1, 4, 4)).shape
    torch.Size([1, 2, 2])
    """

    _twin = _RandomCrop

    def __init__(
        self,
        size: Any,
        padding: Any = None,
        pad_if_needed: bool = False,
        fill: Any = 0,
        padding_mode: str = "constant",
    ) -> None:
        super().__init__()
        self.size = pair_of(size)
        if padding is not None:
            check_padding(padding)
        if pad_if_needed or padding is not None:
            check_padding_mode(padding_mode)
        self.padding = sides_of(padding) if padding else None
        self.pad_if_needed, self.fill, self._fill = pad_if_needed, fill, Fill(fill)
        self.padding_mode = padding_mode

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """Draw the place; nothing in a direction in which there is only one."""
        left, right, top, bottom = self.padding or [0, 0, 0, 0]
        high, wide = query_size(flat_inputs)
        high, wide = high + top + bottom, wide + left + right
        height, width = self.size
        if self.pad_if_needed:
            down, across = max(height - high, 0), max(width - wide, 0)
            top, bottom, left, right = top + down, bottom + down, left + across, right + across
            high, wide = high + 2 * down, wide + 2 * across
        if high < height or wide < width:
            raise ValueError(
                f"Required crop size {(height, width)} is larger than "
                f"{'padded ' if self.padding is not None else ''}input image size {(high, wide)}."
            )
        row = draw_integer(high - height + 1) if high > height else 0
        column = draw_integer(wide - width + 1) if wide > width else 0
        box = {"top": row, "left": column, "height": height, "width": width}
        return {"padding": [left, top, right, bottom], "box": box if (high, wide) != self.size else None}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """See `functional.pad` and `functional.crop`."""
        if any(params["padding"]):
            inpt = self._call_kernel(
                F.pad, inpt, params["padding"], fill=self._fill.of(inpt), padding_mode=self.padding_mode
            )
        return inpt if params["box"] is None else self._call_kernel(F.crop, inpt, **params["box"])


class RandomResizedCrop(Transform):
    """Crop a part of (…, C, H, W) of random size (fraction `scale` of the area) and aspect `ratio`, and
    resize it to `size`; same dtype. Raises `TypeError` for ranges that are none.

    >>> from torchvision.transforms import v2
    >>> v2.RandomResizedCrop(4)(torch.ones(1, 8, 8)).shape
    torch.Size([1, 4, 4])
    """

    _twin = _RandomResizedCrop
    _function = staticmethod(F.resized_crop)
    _settings = ("size", "interpolation", "antialias")

    def __init__(
        self,
        size: Any,
        scale: tuple[float, float] = (0.08, 1.0),
        ratio: tuple[float, float] = (3.0 / 4.0, 4.0 / 3.0),
        interpolation: Any = "bilinear",
        antialias: bool | None = True,
    ) -> None:
        super().__init__()
        self.size = pair_of(size)
        for name, ends in (("Scale", scale), ("Ratio", ratio)):
            if not isinstance(ends, Sequence) or len(ends) != 2:
                raise TypeError(f"{name} should be a sequence of two floats.")
        if scale[0] > scale[1] or ratio[0] > ratio[1]:
            warnings.warn("Scale and ratio should be of kind (min, max)", stacklevel=2)
        self.scale, self.ratio = scale, ratio
        self.interpolation, self.antialias = interpolation, antialias

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """Draw the part."""
        high, wide = query_size(flat_inputs)
        box = draw_box(high, wide, self.scale, self.ratio)
        return dict(zip(("top", "left", "height", "width"), box, strict=True))
