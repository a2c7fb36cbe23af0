"""Types, values, blur, noise and frames. Source: torchvision, `torchvision.transforms.v2`.

The draws are torchvision's to the seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...._core.tensor import Tensor
from ...tv_tensors import Image, Video, wrap
from ..random_crops import GaussianBlur as _GaussianBlur
from ..transforms import draw_uniform
from . import functional as F
from .arguments import numbers
from .functional.crops import pair_of
from .functional.dispatch import is_image, is_pure_tensor
from .transform import Transform, has_any


class _OfTensors(Transform):
    """Base of the transforms that refuse Pillow images."""

    def check_inputs(self, flat_inputs: list[Any]) -> None:
        """Raise `TypeError` if there is a Pillow image."""
        if has_any(flat_inputs, is_image):
            raise TypeError(f"{type(self).__name__}() does not support PIL images.")


class Normalize(_OfTensors):
    """(x - mean) / std for each channel of floats (…, C, H, W); same shape and dtype.

    Raises `TypeError` for other dtypes and images, `ValueError` for a std of zero.

    >>> from torchvision.transforms import v2
    >>> v2.Normalize((0.5,), (0.5,))(torch.ones(1, 1, 1))
    tensor([[[1.]]])
    """

    _function = staticmethod(F.normalize)
    _settings = ("mean", "std", "inplace")

    def __init__(self, mean: Sequence[float], std: Sequence[float], inplace: bool = False) -> None:
        super().__init__()
        self.mean, self.std, self.inplace = list(mean), list(std), inplace


class LinearTransformation(_OfTensors):
    """(x - mean_vector) times a matrix, for whitening: (…, C, H, W) with (D, D), D = C H W; same shape.

    Raises `ValueError` for other shapes, `TypeError` for Pillow images.

    >>> from torchvision.transforms import v2
    >>> v2.LinearTransformation(torch.eye(2) * 2, torch.ones(2))(torch.tensor([[[2., 3.]]]))
    tensor([[[2., 4.]]])
    """

    _transformed_types = (is_pure_tensor, Image, Video)

    def __init__(self, transformation_matrix: Tensor, mean_vector: Tensor) -> None:
        super().__init__()
        rows, columns = (int(n) for n in transformation_matrix.shape)
        if rows != columns:
            raise ValueError(
                f"transformation_matrix should be square. Got {(rows, columns)} rectangular matrix."
            )
        if mean_vector.shape[0] != rows:
            raise ValueError(
                f"mean_vector should have the same length {mean_vector.shape[0]} as any one of the "
                f"dimensions of the transformation_matrix [{(rows, columns)}]"
            )
        if transformation_matrix.dtype != mean_vector.dtype:
            raise ValueError(
                f"Input tensors should have the same dtype. Got {transformation_matrix.dtype} and "
                f"{mean_vector.dtype}"
            )
        self.transformation_matrix, self.mean_vector = transformation_matrix, mean_vector

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """The product, of the input's shape."""
        channels, high, wide = (int(n) for n in inpt.shape[-3:])
        count = channels * high * wide
        if count != self.transformation_matrix.shape[0]:
            raise ValueError(
                f"Input tensor and transformation matrix have incompatible shape.[{channels} x {high} x "
                f"{wide}] != {self.transformation_matrix.shape[0]}"
            )
        flat = inpt.reshape(-1, count) - self.mean_vector
        made = flat.mm(self.transformation_matrix.to(flat.dtype)).reshape(inpt.shape)
        return made if is_pure_tensor(inpt) else wrap(made, like=inpt)


class GaussianBlur(Transform):
    """Blur (…, C, H, W) with a normal density of a random width from `sigma`; same shape and dtype.

    Raises `ValueError` for an even `kernel_size` and impossible ranges.

    >>> from torchvision.transforms import v2
    >>> v2.GaussianBlur(3)(torch.ones(1, 4, 4)).shape
    torch.Size([1, 4, 4])
    """

    _twin = _GaussianBlur
    _function = staticmethod(F.gaussian_blur)
    _settings = ("kernel_size",)

    def __init__(self, kernel_size: Any, sigma: Any = (0.1, 2.0)) -> None:
        super().__init__()
        self.kernel_size = pair_of(kernel_size, "Kernel size should be a tuple/list of two integers")
        if any(size <= 0 or size % 2 == 0 for size in self.kernel_size):
            raise ValueError("Kernel size value should be an odd and positive number.")
        self.sigma = numbers(sigma, "sigma")
        if not 0.0 < self.sigma[0] <= self.sigma[1]:
            raise ValueError(f"sigma values should be positive and of the form (min, max). Got {self.sigma}")

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """Draw the width."""
        return {"sigma": [draw_uniform(*self.sigma)] * 2}


class GaussianNoise(Transform):
    """Add noise of this mean and width (of values from 0 to 1) to floats or uint8 (…, H, W); same shape.

    `clip` keeps the values in range. Raises `ValueError` for a negative `sigma`, other dtypes and images.

    >>> from torchvision.transforms import v2
    >>> v2.GaussianNoise(mean=0.25, sigma=0.0)(torch.full((1, 1, 2), 0.5))
    tensor([[[0.7500, 0.7500]]])
    """

    _function = staticmethod(F.gaussian_noise)
    _settings = ("mean", "sigma", "clip")

    def __init__(self, mean: float = 0.0, sigma: float = 0.1, clip: bool = True) -> None:
        super().__init__()
        self.mean, self.sigma, self.clip = mean, sigma, clip


class UniformTemporalSubsample(Transform):
    """`num_samples` frames at equal distances of a video (…, T, C, H, W) → (…, num_samples, C, H, W).

    >>> from torchvision.transforms import v2
    >>> v2.UniformTemporalSubsample(3)(torch.arange(5).view(5, 1, 1, 1)).flatten()
    tensor([0, 2, 4])
    """

    _transformed_types = (Tensor,)
    _function = staticmethod(F.uniform_temporal_subsample)
    _settings = ("num_samples",)

    def __init__(self, num_samples: int) -> None:
        super().__init__()
        self.num_samples = num_samples
