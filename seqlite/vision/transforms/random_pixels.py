"""Random changes of pixels, of a random one of several transforms or their order; types, and whitening.

The draws are torchvision's to the seed, but for `RandomChoice` and `RandomOrder`: as there, these draw from
Python's `random`. Source: torchvision.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from ..._core.dtypes import dtype as Dtype
from ..._core.tensor import Tensor
from . import functional as F
from .functional_pixels import convert_image_dtype, get_image_num_channels, invert
from .transforms import ModuleTransform, Transform, draw_uniform


class _Perhaps(ModuleTransform):
    """Base of the transforms that change an image with probability `p`."""

    _shown = "p={p}"

    def __init__(self, p: float = 0.5) -> None:
        super().__init__()
        self.p = p

    def _change(self, img: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__} has no _change")

    def forward(self, img: Any) -> Any:
        return self._change(img) if draw_uniform() < self.p else img


class RandomGrayscale(_Perhaps):
    """Gray with probability `p`, in as many channels: (…, C, H, W), same shape.

    >>> transforms.RandomGrayscale(1.0)(torch.ones(3, 2, 2)).shape
    torch.Size([3, 2, 2])
    """

    def __init__(self, p: float = 0.1) -> None:
        super().__init__(p)

    def _change(self, img: Any) -> Any:
        return F.rgb_to_grayscale(img, get_image_num_channels(img))


class RandomInvert(_Perhaps):
    """The negative with probability `p`; same shape.

    >>> transforms.RandomInvert(1.0)(torch.tensor([[[0., 1.]]]))
    tensor([[[1., 0.]]])
    """

    def _change(self, img: Any) -> Any:
        return invert(img)


class RandomAutocontrast(_Perhaps):
    """Each channel stretched to black and white with probability `p`; same shape.

    >>> transforms.RandomAutocontrast(1.0)(torch.tensor([[[0.2, 0.6]]]))
    tensor([[[0., 1.]]])
    """

    def _change(self, img: Any) -> Any:
        return F.autocontrast(img)


class RandomEqualize(_Perhaps):
    """The histogram of each channel (uint8) equalized with probability `p`; same shape.

    >>> transforms.RandomEqualize(1.0)(torch.tensor([[[1, 1], [2, 3]]], dtype=torch.uint8)).dtype
    torch.uint8
    """

    def _change(self, img: Any) -> Any:
        return F.equalize(img)


class RandomPosterize(_Perhaps):
    """The first `bits` bits of each pixel (uint8) kept with probability `p`; same shape.

    >>> transforms.RandomPosterize(1, p=1.0)(torch.tensor([[[255]]], dtype=torch.uint8))
    tensor([[[128]]], dtype=torch.uint8)
    """

    _shown = "bits={bits},p={p}"

    def __init__(self, bits: int, p: float = 0.5) -> None:
        super().__init__(p)
        self.bits = bits

    def _change(self, img: Any) -> Any:
        return F.posterize(img, self.bits)


class RandomSolarize(_Perhaps):
    """Pixels from `threshold` on inverted with probability `p`; same shape.

    >>> transforms.RandomSolarize(0.5, p=1.0)(torch.tensor([[[0.25, 0.75]]]))
    tensor([[[0.2500, 0.2500]]])
    """

    _shown = "threshold={threshold},p={p}"

    def __init__(self, threshold: float, p: float = 0.5) -> None:
        super().__init__(p)
        self.threshold = threshold

    def _change(self, img: Any) -> Any:
        return F.solarize(img, self.threshold)


class RandomAdjustSharpness(_Perhaps):
    """Blurred (factor 0) or sharpened (2) with probability `p`; same shape.

    >>> transforms.RandomAdjustSharpness(2, p=1.0)(torch.ones(1, 3, 3)).sum()
    tensor(9.)
    """

    _shown = "sharpness_factor={sharpness_factor},p={p}"

    def __init__(self, sharpness_factor: float, p: float = 0.5) -> None:
        super().__init__(p)
        self.sharpness_factor = sharpness_factor

    def _change(self, img: Any) -> Any:
        return F.adjust_sharpness(img, self.sharpness_factor)


class RandomOrder(Transform):
    """All of `transforms`, in a random order (from Python's `random`). Shapes are those of the transforms.

    >>> transforms.RandomOrder([transforms.Pad(1), transforms.Pad(2)])(torch.ones(1, 1, 1)).shape
    torch.Size([1, 7, 7])
    """

    def __init__(self, transforms: Sequence[Callable[[Any], Any]]) -> None:
        if not isinstance(transforms, list | tuple):
            raise TypeError("Argument transforms should be a sequence")
        self.transforms = transforms

    def __call__(self, img: Any) -> Any:
        order = list(range(len(self.transforms)))
        random.shuffle(order)
        for i in order:
            img = self.transforms[i](img)
        return img

    def __repr__(self) -> str:
        return "\n".join([f"{type(self).__name__}(", *(f"    {t}" for t in self.transforms), ")"])


class RandomChoice(RandomOrder):
    """One of `transforms`, with the weights `p` (from Python's `random`). Shapes are those of the transforms.

    >>> transforms.RandomChoice([transforms.Pad(1)])(torch.ones(1, 1, 1)).shape
    torch.Size([1, 3, 3])
    """

    def __init__(self, transforms: Sequence[Callable[[Any], Any]], p: Sequence[float] | None = None) -> None:
        super().__init__(transforms)
        if p is not None and not isinstance(p, list | tuple):
            raise TypeError("Argument p should be a sequence")
        self.p = p

    def __call__(self, *args: Any) -> Any:
        return random.choices(self.transforms, weights=self.p)[0](*args)

    def __repr__(self) -> str:
        return f"{super().__repr__()}(p={self.p})"


class ConvertImageDtype(ModuleTransform):
    """The tensor in another type, its values scaled so that the type's largest one stays that; same shape.

    >>> transforms.ConvertImageDtype(torch.float32)(torch.tensor([[[0, 255]]], dtype=torch.uint8))
    tensor([[[0., 1.]]])
    """

    def __init__(self, dtype: Dtype) -> None:
        super().__init__()
        self.dtype = dtype

    def forward(self, image: Tensor) -> Tensor:
        return convert_image_dtype(image, self.dtype)


class LinearTransformation(ModuleTransform):
    """(x - mean_vector) times a matrix, for whitening: (…, C, H, W) with (D, D), D = C H W; same shape.

    Raises `ValueError` for other shapes.

    >>> transforms.LinearTransformation(torch.eye(2) * 2, torch.ones(2))(torch.tensor([[[2., 3.]]]))
    tensor([[[2., 4.]]])
    """

    def __init__(self, transformation_matrix: Tensor, mean_vector: Tensor) -> None:
        super().__init__()
        if transformation_matrix.shape[0] != transformation_matrix.shape[1]:
            raise ValueError(
                "transformation_matrix should be square. Got "
                f"{tuple(transformation_matrix.shape)} rectangular matrix."
            )
        if mean_vector.shape[0] != transformation_matrix.shape[0]:
            raise ValueError(
                f"mean_vector should have the same length {mean_vector.shape[0]} as any one of the "
                f"dimensions of the transformation_matrix [{tuple(transformation_matrix.shape)}]"
            )
        if transformation_matrix.dtype != mean_vector.dtype:
            raise ValueError(
                f"Input tensors should have the same dtype. Got {transformation_matrix.dtype} and "
                f"{mean_vector.dtype}"
            )
        self.transformation_matrix, self.mean_vector = transformation_matrix, mean_vector

    def forward(self, tensor: Tensor) -> Tensor:
        *_, channels, high, wide = tensor.shape
        count = channels * high * wide
        if count != self.transformation_matrix.shape[0]:
            raise ValueError(
                f"Input tensor and transformation matrix have incompatible shape.[{channels} x {high} x "
                f"{wide}] != {self.transformation_matrix.shape[0]}"
            )
        flat = tensor.view(-1, count) - self.mean_vector
        made: Tensor = flat.mm(self.transformation_matrix.to(flat.dtype))
        return made.view(tensor.shape)

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(transformation_matrix={self.transformation_matrix.tolist()}, "
            f"mean_vector={self.mean_vector.tolist()})"
        )
