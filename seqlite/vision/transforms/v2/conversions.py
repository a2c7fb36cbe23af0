"""Types of values, and of inputs. Source: torchvision, `torchvision.transforms.v2`."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from ...._core.dtypes import dtype as Dtype
from ...._core.dtypes import float32
from ...._core.tensor import Tensor
from ...tv_tensors import Image, TVTensor, Video
from ..functional import to_tensor
from . import functional as F
from .functional.dispatch import is_image, is_pure_tensor
from .transform import Transform


class ToDtype(Transform):
    """Images and videos (…, H, W) in another type, or each kind of input in its own, if `dtype` is a dict;
    same shape. With `scale`, the type's largest value stays that, and fractions count from 0 to 1.

    Raises `ValueError` for a kind that the dict lacks, `RuntimeError` where digits would be lost.

    >>> from torchvision.transforms import v2
    >>> v2.ToDtype(torch.float32, scale=True)(torch.tensor([[[0, 255]]], dtype=torch.uint8))
    tensor([[[0., 1.]]])
    """

    _transformed_types = (Tensor,)

    def __init__(self, dtype: Any, scale: bool = False) -> None:
        super().__init__()
        if not isinstance(dtype, dict | Dtype):
            raise ValueError(f"dtype must be a dict or a torch.dtype, got {type(dtype)} instead")
        if isinstance(dtype, dict) and Tensor in dtype and (Image in dtype or Video in dtype):
            warnings.warn(
                "Got `dtype` values for `torch.Tensor` and either `tv_tensors.Image` or `tv_tensors.Video`. "
                "Note that a plain `torch.Tensor` will *not* be transformed by this (or any other "
                "transformation) in case a `tv_tensors.Image` or `tv_tensors.Video` is present in the input.",
                stacklevel=2,
            )
        self.dtype, self.scale = dtype, scale

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """See `functional.to_dtype`."""
        shows = is_pure_tensor(inpt) or isinstance(inpt, Image | Video)
        if isinstance(self.dtype, Dtype):
            return self._call_kernel(F.to_dtype, inpt, self.dtype, scale=self.scale) if shows else inpt
        if type(inpt) not in self.dtype and "others" not in self.dtype:
            raise ValueError(
                f"No dtype was specified for type {type(inpt)}. If you only need to convert the dtype of "
                "images or videos, you can just pass e.g. dtype=torch.float32. If you're passing a dict as "
                'dtype, you can use "others" as a catch-all key e.g. dtype={tv_tensors.Mask: torch.int64, '
                '"others": None} to pass-through the rest of the inputs.'
            )
        dtype = self.dtype[type(inpt) if type(inpt) in self.dtype else "others"]
        if dtype is None:
            if self.scale and shows:
                warnings.warn(
                    "scale was set to True but no dtype was specified for images or videos: no scaling will "
                    "be done.",
                    stacklevel=2,
                )
            return inpt
        return self._call_kernel(F.to_dtype, inpt, dtype, scale=self.scale)


class ConvertImageDtype(Transform):
    """The former way to write `ToDtype(dtype, scale=True)`: (…, H, W) in another type, scaled; same shape.

    >>> from torchvision.transforms import v2
    >>> v2.ConvertImageDtype(torch.float32)(torch.tensor([[[0, 255]]], dtype=torch.uint8))
    tensor([[[0., 1.]]])
    """

    def __init__(self, dtype: Dtype = float32) -> None:
        super().__init__()
        self.dtype = dtype

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """See `functional.to_dtype`."""
        return self._call_kernel(F.to_dtype, inpt, self.dtype, scale=True)


class PILToTensor(Transform):
    """A Pillow image as a tensor (C, H, W) of the pixels' type.

    >>> from torchvision.transforms import v2
    >>> v2.PILToTensor()(v2.ToPILImage()(torch.ones(1, 1, 1)))
    tensor([[[255]]], dtype=torch.uint8)
    """

    _transformed_types = (is_image,)

    def transform(self, inpt: Any, params: dict[str, Any]) -> Tensor:
        """See `functional.pil_to_tensor`."""
        return F.pil_to_tensor(inpt)


class ToImage(Transform):
    """Plain tensors, arrays (H, W) or (H, W, C), and Pillow images as `tv_tensors.Image` (C, H, W); same
    dtype.

    >>> from torchvision.transforms import v2
    >>> v2.ToImage()(torch.ones(1, 1, 2))
    Image([[[1., 1.]]], )
    """

    _transformed_types = (is_pure_tensor, is_image, np.ndarray)

    def transform(self, inpt: Any, params: dict[str, Any]) -> Image:
        """See `functional.to_image`."""
        return F.to_image(inpt)


class ToPILImage(Transform):
    """A Pillow image of a tensor (C, H, W) or an array (H, W, C); numbers with fractions count from 0 to 1.

    Raises `ValueError` for a `mode` that does not fit.

    >>> from torchvision.transforms import v2
    >>> v2.ToPILImage()(torch.ones(1, 2, 3)).size
    (3, 2)
    """

    _transformed_types = (is_pure_tensor, Image, np.ndarray)

    def __init__(self, mode: str | None = None) -> None:
        super().__init__()
        self.mode = mode

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """See `functional.to_pil_image`."""
        return F.to_pil_image(inpt, mode=self.mode)


class ToPureTensor(Transform):
    """Images, videos and masks as plain tensors; same shape and dtype.

    >>> from torchvision import tv_tensors
    >>> from torchvision.transforms import v2
    >>> v2.ToPureTensor()(tv_tensors.Mask([[1.]]))
    tensor([[1.]])
    """

    _transformed_types = (TVTensor,)

    def transform(self, inpt: Any, params: dict[str, Any]) -> Tensor:
        """The tensor, with its memory and history."""
        made: Tensor = inpt.as_subclass(Tensor)
        return made


class ToTensor(Transform):
    """The former way to write `ToImage()` and `ToDtype(torch.float32, scale=True)`: (H, W, C) → (C, H, W).
    Warns.

    >>> import numpy as np
    >>> from torchvision.transforms import v2
    >>> v2.ToTensor()(np.array([[0, 255]], dtype=np.uint8))
    tensor([[[0., 1.]]])
    """

    _transformed_types = (is_image, np.ndarray)

    def __init__(self) -> None:
        warnings.warn(
            "The transform `ToTensor()` is deprecated and will be removed in a future release. Instead, "
            "please use `v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True)])`.Output is "
            "equivalent up to float precision.",
            stacklevel=2,
        )
        super().__init__()

    def transform(self, inpt: Any, params: dict[str, Any]) -> Tensor:
        """See version 1's `to_tensor`."""
        return to_tensor(inpt)
