"""Flips, other sizes, padding and crops. Source: torchvision, `torchvision.transforms.v2`.

The draws are torchvision's to the seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...._core.random_sampling import rand, randint
from ..transforms import draw_integer
from . import functional as F
from .arguments import Fill, check_padding, check_padding_mode, check_sequence
from .transform import PerhapsTransform, Transform, query_size


class RandomHorizontalFlip(PerhapsTransform):
    """Flip (…, H, W) left and right with probability `p`; same shape and dtype.

    >>> from torchvision.transforms import v2
    >>> v2.RandomHorizontalFlip(1.0)(torch.tensor([[[1, 2]]]))
    tensor([[[2, 1]]])
    """

    _function = staticmethod(F.horizontal_flip)


class RandomVerticalFlip(PerhapsTransform):
    """Flip (…, H, W) top and bottom with probability `p`; same shape and dtype.

    >>> from torchvision.transforms import v2
    >>> v2.RandomVerticalFlip(1.0)(torch.tensor([[[1], [2]]]))
    tensor([[[2],
             [1]]])
    """

    _function = staticmethod(F.vertical_flip)


class Resize(Transform):
    """Resize (…, C, H, W) to (height, width), or so that the shorter side has a given length, and the longer
    one at most `max_size`; with size None, the longer one exactly. Same dtype.

    Raises `ValueError` for another size.

    >>> from torchvision.transforms import v2
    >>> v2.Resize(8)(torch.ones(1, 28, 28)).shape
    torch.Size([1, 8, 8])
    """

    _function = staticmethod(F.resize)
    _settings = ("size", "interpolation", "max_size", "antialias")

    def __init__(
        self,
        size: Any,
        interpolation: Any = "bilinear",
        max_size: int | None = None,
        antialias: bool | None = True,
    ) -> None:
        super().__init__()
        if size is None and not isinstance(max_size, int):
            raise ValueError(f"max_size must be an integer when size is None, but got {max_size} instead.")
        several = isinstance(size, Sequence) and len(size) in (1, 2)
        if not (size is None or isinstance(size, int) or several):
            raise ValueError(
                f"size can be an integer, a sequence of one or two integers, or None, but got {size} instead."
            )
        self.size = [size] if isinstance(size, int) else None if size is None else [*size]
        self.interpolation, self.max_size, self.antialias = interpolation, max_size, antialias


class _RandomSize(Transform):
    """Base of the transforms that resize to a random size."""

    _function = staticmethod(F.resize)
    _settings = ("interpolation", "antialias")
    interpolation: Any
    antialias: bool | None

    def _sized(self, ratio: Any, flat_inputs: list[Any]) -> dict[str, Any]:
        high, wide = query_size(flat_inputs)
        return {"size": (int(high * ratio), int(wide * ratio))}


class ScaleJitter(_RandomSize):
    """Resize (…, C, H, W) so that it fits `target_size`, times a random factor from `scale_range` (Ghiasi et
    al. 2021). Same dtype.

    >>> from torchvision.transforms import v2
    >>> v2.ScaleJitter((8, 8), (1.0, 1.0))(torch.ones(1, 4, 4)).shape
    torch.Size([1, 8, 8])
    """

    def __init__(
        self,
        target_size: tuple[int, int],
        scale_range: tuple[float, float] = (0.1, 2.0),
        interpolation: Any = "bilinear",
        antialias: bool | None = True,
    ) -> None:
        super().__init__()
        self.target_size, self.scale_range = target_size, scale_range
        self.interpolation, self.antialias = interpolation, antialias

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """Draw the size."""
        high, wide = query_size(flat_inputs)
        low, top = self.scale_range
        scale = low + rand(1) * (top - low)
        return self._sized(min(self.target_size[1] / high, self.target_size[0] / wide) * scale, flat_inputs)


class RandomShortestSize(_RandomSize):
    """Resize (…, C, H, W) so that the shorter side has one of the lengths `min_size`, and the longer one at
    most `max_size`. Same dtype.

    >>> from torchvision.transforms import v2
    >>> v2.RandomShortestSize([8])(torch.ones(1, 4, 4)).shape
    torch.Size([1, 8, 8])
    """

    def __init__(
        self,
        min_size: Any,
        max_size: int | None = None,
        interpolation: Any = "bilinear",
        antialias: bool | None = True,
    ) -> None:
        super().__init__()
        self.min_size = [min_size] if isinstance(min_size, int) else [*min_size]
        self.max_size, self.interpolation, self.antialias = max_size, interpolation, antialias

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """Draw the size."""
        size = query_size(flat_inputs)
        ratio = self.min_size[draw_integer(len(self.min_size))] / min(size)
        limit = ratio if self.max_size is None else self.max_size / max(size)
        return self._sized(min(ratio, limit), flat_inputs)


class RandomResize(_RandomSize):
    """Resize (…, C, H, W) so that the shorter side has a random length from `min_size` up to, but not
    including, `max_size`. Same dtype.

    >>> from torchvision.transforms import v2
    >>> v2.RandomResize(8, 9)(torch.ones(1, 4, 4)).shape
    torch.Size([1, 8, 8])
    """

    def __init__(
        self, min_size: int, max_size: int, interpolation: Any = "bilinear", antialias: bool | None = True
    ) -> None:
        super().__init__()
        self.min_size, self.max_size = min_size, max_size
        self.interpolation, self.antialias = interpolation, antialias

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """Draw the length."""
        return {"size": [int(randint(self.min_size, self.max_size, ()))]}


class Pad(Transform):
    """`padding` around (…, C, H, W): one number, (left and right, top and bottom) or (left, top, right,
    bottom).

    `fill` is a number, one for each channel, or a dict of these by the input's kind. Raises `ValueError` for
    another padding or mode.

    >>> from torchvision.transforms import v2
    >>> v2.Pad(1)(torch.ones(1, 2, 2)).shape
    torch.Size([1, 4, 4])
    """

    _function = staticmethod(F.pad)
    _settings = ("padding", "fill", "padding_mode")

    def __init__(self, padding: Any, fill: Any = 0, padding_mode: str = "constant") -> None:
        super().__init__()
        check_padding(padding)
        check_padding_mode(padding_mode)
        self.padding = padding if isinstance(padding, int) else [*padding]
        self.fill, self._fill, self.padding_mode = fill, Fill(fill), padding_mode


class RandomZoomOut(PerhapsTransform):
    """(…, C, H, W) on a larger canvas, at a random place, with probability `p` (Liu et al. 2016); same dtype.

    The canvas is larger by a factor from `side_range`. Raises `ValueError` for an impossible one.

    >>> from torchvision.transforms import v2
    >>> v2.RandomZoomOut(side_range=(2.0, 2.0), p=1.0)(torch.ones(1, 2, 2)).shape
    torch.Size([1, 4, 4])
    """

    _function = staticmethod(F.pad)
    _settings = ("fill",)

    def __init__(self, fill: Any = 0, side_range: Sequence[float] = (1.0, 4.0), p: float = 0.5) -> None:
        super().__init__(p=p)
        self.fill, self._fill = fill, Fill(fill)
        check_sequence(side_range, "side_range", (2,))
        self.side_range = side_range
        if side_range[0] < 1.0 or side_range[0] > side_range[1]:
            raise ValueError(f"Invalid side range provided {side_range}.")

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """Draw the size of the canvas, and the place."""
        high, wide = query_size(flat_inputs)
        low, top = self.side_range
        ratio = low + rand(1) * (top - low)
        across, down = int(wide * ratio) - wide, int(high * ratio) - high
        place = rand(2)
        left, above = int(across * place[0]), int(down * place[1])
        return {"padding": [left, above, across - left, down - above]}
