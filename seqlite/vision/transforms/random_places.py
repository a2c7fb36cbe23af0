"""Random affine, perspective and elastic maps.

The draws are torchvision's to the seed. Sources: torchvision; Simard et al. 2003 (elastic).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..._core.operations.indexing_joining import cat
from ..._core.random_sampling import rand
from ..._core.tensor import Tensor
from . import functional as F
from .functional_affine import InterpolationMode, image_size
from .functional_pixels import get_image_num_channels
from .functional_warp import (
    degrees_of,
    elastic_transform,
    gaussian_blur,
    perspective,
)
from .transforms import ModuleTransform, draw_integer, draw_uniform

BILINEAR, NEAREST = InterpolationMode.BILINEAR, InterpolationMode.NEAREST


def fill_of(fill: Any, img: Any) -> Any:
    """The fill as a list of numbers for a tensor."""
    if not isinstance(img, Tensor) or fill is None:
        return fill
    each = [fill] * get_image_num_channels(img) if isinstance(fill, int | float) else fill
    return [float(f) for f in each]


class RandomAffine(ModuleTransform):
    """Rotated, shifted (by up to shares `translate` of width and height), scaled and sheared at random.

    (…, H, W), same shape. Raises `ValueError` for ranges that are impossible.

    >>> transforms.RandomAffine(10)(torch.ones(1, 4, 4)).shape
    torch.Size([1, 4, 4])
    """

    def __init__(
        self,
        degrees: Any,
        translate: Sequence[float] | None = None,
        scale: Sequence[float] | None = None,
        shear: Any = None,
        interpolation: InterpolationMode = NEAREST,
        fill: Any = 0,
        center: Sequence[float] | None = None,
    ) -> None:
        super().__init__()
        self.degrees = degrees_of(degrees, "degrees")
        if translate is not None:
            degrees_of(translate, "translate")
            if not all(0.0 <= t <= 1.0 for t in translate):
                raise ValueError("translation values should be between 0 and 1")
        if scale is not None:
            degrees_of(scale, "scale")
            if not all(s > 0 for s in scale):
                raise ValueError("scale values should be positive")
        self.translate, self.scale = translate, scale
        self.shear = None if shear is None else degrees_of(shear, "shear", (2, 4))
        if fill is not None and not isinstance(fill, int | float | list | tuple):
            raise TypeError("Fill should be either a sequence or a number.")
        self.interpolation, self.fill, self.center = interpolation, 0 if fill is None else fill, center

    @staticmethod
    def get_params(
        degrees: Sequence[float], translate: Any, scale_ranges: Any, shears: Any, img_size: Sequence[int]
    ) -> tuple[float, tuple[int, int], float, tuple[float, float]]:
        """Draw an angle, a shift, a scale and a shear; `img_size` is (width, height)."""
        angle, shift, scale, lean = draw_uniform(*degrees), (0, 0), 1.0, [0.0, 0.0]
        if translate is not None:
            reach = [float(share * size) for share, size in zip(translate, img_size, strict=True)]
            shift = round(draw_uniform(-reach[0], reach[0])), round(draw_uniform(-reach[1], reach[1]))
        if scale_ranges is not None:
            scale = draw_uniform(*scale_ranges)
        for i in range(0, 0 if shears is None else len(shears), 2):
            lean[i // 2] = draw_uniform(*shears[i : i + 2])
        return angle, shift, scale, (lean[0], lean[1])

    def forward(self, img: Any) -> Any:
        high, wide = image_size(img)
        drawn = self.get_params(self.degrees, self.translate, self.scale, self.shear, (wide, high))
        return F.affine(
            img, *drawn, interpolation=self.interpolation, fill=fill_of(self.fill, img), center=self.center
        )

    def __repr__(self) -> str:
        shown = {"degrees": self.degrees}
        for name in ("translate", "scale", "shear", "interpolation", "fill", "center"):
            value = getattr(self, name)
            if value is not None and value is not NEAREST and not (name == "fill" and value == 0):
                shown[name] = value.value if name == "interpolation" else value
        return f"{type(self).__name__}({', '.join(f'{name}={value}' for name, value in shown.items())})"


class RandomPerspective(ModuleTransform):
    """Seen from a random side with probability `p`: corners move by up to `distortion_scale` of half of it.

    (…, C, H, W), same shape.

    >>> transforms.RandomPerspective(p=1.0)(torch.ones(1, 4, 4)).shape
    torch.Size([1, 4, 4])
    """

    _shown = "p={p}"

    def __init__(
        self,
        distortion_scale: float = 0.5,
        p: float = 0.5,
        interpolation: InterpolationMode = BILINEAR,
        fill: Any = 0,
    ) -> None:
        super().__init__()
        if fill is not None and not isinstance(fill, int | float | list | tuple):
            raise TypeError("Fill should be either a sequence or a number.")
        self.p, self.interpolation, self.distortion_scale = p, interpolation, distortion_scale
        self.fill = 0 if fill is None else fill

    @staticmethod
    def get_params(
        width: int, height: int, distortion_scale: float
    ) -> tuple[list[list[int]], list[list[int]]]:
        """Draw where the four corners go: a pair, where they are and where they go."""
        across, down = int(distortion_scale * (width // 2)), int(distortion_scale * (height // 2))

        def draw(right: bool, low: bool) -> list[int]:
            x = draw_integer(across + 1) + (width - across - 1 if right else 0)
            return [x, draw_integer(down + 1) + (height - down - 1 if low else 0)]

        ends = [
            draw(right, low) for right, low in ((False, False), (True, False), (True, True), (False, True))
        ]
        starts = [[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]]
        return starts, ends

    def forward(self, img: Any) -> Any:
        if draw_uniform() >= self.p:
            return img
        high, wide = image_size(img)
        starts, ends = self.get_params(wide, high, self.distortion_scale)
        return perspective(img, starts, ends, self.interpolation, fill_of(self.fill, img))


class ElasticTransform(ModuleTransform):
    """Each pixel moved at random, by smoothed noise: `alpha` says how far, `sigma` how smoothly.

    (…, C, H, W), same shape (Simard et al. 2003). Raises `TypeError` unless these are floats or pairs.

    >>> transforms.ElasticTransform(sigma=1.0)(torch.ones(1, 8, 8)).shape
    torch.Size([1, 8, 8])
    """

    _shown = "alpha={alpha}, sigma={sigma}, interpolation={interpolation}, fill={fill}"

    def __init__(
        self,
        alpha: Any = 50.0,
        sigma: Any = 5.0,
        interpolation: InterpolationMode = BILINEAR,
        fill: Any = 0,
    ) -> None:
        super().__init__()
        self.alpha, self.sigma = self._pair(alpha, "alpha"), self._pair(sigma, "sigma")
        if not isinstance(fill, int | float | list | tuple):
            raise TypeError(f"fill should be int or float or a list or tuple of them. Got {type(fill)}")
        self.interpolation = interpolation
        self.fill = [float(f) for f in (fill if isinstance(fill, list | tuple) else [fill])]

    @staticmethod
    def _pair(value: Any, name: str) -> Any:
        if isinstance(value, float):
            return [value, value]
        if not isinstance(value, list | tuple):
            raise TypeError(f"{name} should be float or a sequence of floats. Got {type(value)}")
        if len(value) != 2:
            raise ValueError(f"If {name} is a sequence its length should be 2. Got {len(value)}")
        for each in value:
            if not isinstance(each, float):
                raise TypeError(f"{name} should be a sequence of floats. Got {type(each)}")
        return value

    @staticmethod
    def get_params(alpha: Sequence[float], sigma: Sequence[float], size: Sequence[int]) -> Tensor:
        """Draw a displacement (1, H, W, 2)."""
        return draw_displacement(alpha, sigma, size, gaussian_blur)

    def forward(self, tensor: Any) -> Any:
        moves = self.get_params(self.alpha, self.sigma, image_size(tensor))
        return elastic_transform(tensor, moves, self.interpolation, self.fill)


def draw_displacement(
    alpha: Sequence[float], sigma: Sequence[float], size: Sequence[int], blur: Any
) -> Tensor:
    """Smoothed noise (1, H, W, 2), `alpha` high; `blur` smooths it."""
    parts = []
    for i in (0, 1):
        noise = rand(1, 1, *size) * 2 - 1
        if sigma[i] > 0:
            width = int(8 * sigma[i] + 1) | 1
            noise = blur(noise, [width, width], list(sigma))
        parts.append(noise * alpha[i] / size[1 - i])
    moves: Tensor = cat(parts, 1).permute(0, 2, 3, 1)
    return moves
