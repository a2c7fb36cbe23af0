"""Random rotations, affine, perspective and elastic maps. Source: torchvision, `torchvision.transforms.v2`.

The draws are torchvision's to the seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..functional_warp import perspective_coefficients
from ..geometry import RandomRotation as _RandomRotation
from ..random_places import ElasticTransform as _ElasticTransform
from ..random_places import RandomAffine as _RandomAffine
from ..random_places import RandomPerspective as _RandomPerspective
from ..random_places import draw_displacement
from ..transforms import draw_uniform
from . import functional as F
from .arguments import Fill, angles, check_sequence, numbers
from .transform import PerhapsTransform, Transform, query_size


class RandomRotation(Transform):
    """Rotate (…, C, H, W) counter-clockwise by an angle from `degrees`, a range or a number d for (-d, d);
    same dtype, and shape unless `expand`. Raises `ValueError` and `TypeError` for ranges that are none.

    >>> from torchvision.transforms import v2
    >>> v2.RandomRotation(10)(torch.ones(1, 4, 4)).shape
    torch.Size([1, 4, 4])
    """

    _twin = _RandomRotation
    _function = staticmethod(F.rotate)
    _settings = ("interpolation", "expand", "center", "fill")

    def __init__(
        self,
        degrees: Any,
        interpolation: Any = "nearest",
        expand: bool = False,
        center: Sequence[float] | None = None,
        fill: Any = 0,
    ) -> None:
        super().__init__()
        self.degrees = angles(degrees, "degrees")
        self.interpolation, self.expand, self.fill, self._fill = interpolation, expand, fill, Fill(fill)
        if center is not None:
            check_sequence(center, "center", (2,))
        self.center = center

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """Draw the angle."""
        return {"angle": draw_uniform(*self.degrees)}


class RandomAffine(Transform):
    """Rotate, shift (by up to shares `translate` of width and height), scale and shear (…, C, H, W) at
    random; same shape and dtype. Raises `ValueError` and `TypeError` for ranges that are none.

    >>> from torchvision.transforms import v2
    >>> v2.RandomAffine(10)(torch.ones(1, 4, 4)).shape
    torch.Size([1, 4, 4])
    """

    _twin = _RandomAffine
    _function = staticmethod(F.affine)
    _settings = ("interpolation", "fill", "center")

    def __init__(
        self,
        degrees: Any,
        translate: Sequence[float] | None = None,
        scale: Sequence[float] | None = None,
        shear: Any = None,
        interpolation: Any = "nearest",
        fill: Any = 0,
        center: Sequence[float] | None = None,
    ) -> None:
        super().__init__()
        self.degrees = angles(degrees, "degrees")
        if translate is not None:
            check_sequence(translate, "translate", (2,))
            if not all(0.0 <= share <= 1.0 for share in translate):
                raise ValueError("translation values should be between 0 and 1")
        self.translate = translate
        if scale is not None:
            check_sequence(scale, "scale", (2,))
            if any(factor <= 0 for factor in scale):
                raise ValueError("scale values should be positive")
        self.scale = scale
        self.shear = None if shear is None else angles(shear, "shear", (2, 4))
        self.interpolation, self.fill, self._fill = interpolation, fill, Fill(fill)
        if center is not None:
            check_sequence(center, "center", (2,))
        self.center = center

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """Draw the angle, the shift, the factor and the shears."""
        high, wide = query_size(flat_inputs)
        drawn = _RandomAffine.get_params(self.degrees, self.translate, self.scale, self.shear, (wide, high))
        return dict(zip(("angle", "translate", "scale", "shear"), drawn, strict=True))


class RandomPerspective(PerhapsTransform):
    """(…, C, H, W) seen from a random side with probability `p`: corners move by up to `distortion_scale` of
    half of it. Same shape and dtype. Raises `ValueError` for another scale than 0 to 1.

    >>> from torchvision.transforms import v2
    >>> v2.RandomPerspective(p=1.0)(torch.ones(1, 4, 4)).shape
    torch.Size([1, 4, 4])
    """

    _twin = _RandomPerspective
    _function = staticmethod(F.perspective)
    _settings = ("fill", "interpolation")

    def __init__(
        self, distortion_scale: float = 0.5, p: float = 0.5, interpolation: Any = "bilinear", fill: Any = 0
    ) -> None:
        super().__init__(p=p)
        if not 0 <= distortion_scale <= 1:
            raise ValueError("Argument distortion_scale value should be between 0 and 1")
        self.distortion_scale = distortion_scale
        self.interpolation, self.fill, self._fill = interpolation, fill, Fill(fill)

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """Draw where the corners go."""
        high, wide = query_size(flat_inputs)
        corners = _RandomPerspective.get_params(wide, high, self.distortion_scale)
        numbers = perspective_coefficients(*corners)
        return {"startpoints": None, "endpoints": None, "coefficients": numbers}


class ElasticTransform(Transform):
    """Each pixel of (…, C, H, W) moved at random, by smoothed noise: `alpha` says how far, `sigma` how
    smoothly (Simard et al. 2003). Same shape and dtype. Raises `TypeError` and `ValueError` unless these are
    numbers.

    >>> from torchvision.transforms import v2
    >>> v2.ElasticTransform(sigma=1.0)(torch.ones(1, 8, 8)).shape
    torch.Size([1, 8, 8])
    """

    _twin = _ElasticTransform
    _function = staticmethod(F.elastic)
    _settings = ("fill", "interpolation")

    def __init__(
        self, alpha: Any = 50.0, sigma: Any = 5.0, interpolation: Any = "bilinear", fill: Any = 0
    ) -> None:
        super().__init__()
        self.alpha, self.sigma = numbers(alpha, "alpha"), numbers(sigma, "sigma")
        self.interpolation, self.fill, self._fill = interpolation, fill, Fill(fill)

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """Draw how far each pixel moves."""
        size = query_size(flat_inputs)
        return {"displacement": draw_displacement(self.alpha, self.sigma, size, F.gaussian_blur)}
