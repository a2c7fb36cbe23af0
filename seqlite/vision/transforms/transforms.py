"""Base of the transforms, compositions, and conversions of images to tensors and back.

Source: torchvision, `torchvision.transforms.transforms`.

A transform that treats every sample alike also says how to treat a stack of them (`_stack`), which lets a
data set make whole batches at once. It looks at each pixel by itself, and at nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from importlib import import_module
from typing import Any, ClassVar, TypeGuard

import numpy as np

from ..._core import kernels
from ..._core.tensor import Tensor
from ..._core.tensor_base import increment_version
from ...nn.modules.module import Module, has_forward_hooks
from ...random import default_generator
from .functional_pil import Image, check_one_channel_each, is_pil_image, pil_to_array, to_pil_image

Stack = np.ndarray[Any, Any]  # uint8 images (N, H, W) or (N, H, W, C), or float tensors (N, C, H, W)
PIXELS = np.arange(256, dtype=np.uint8).reshape(1, 1, 256)  # all that an image's pixel can be


class Transform:
    """Base of the transforms: called with one sample. Not a name of torchvision's."""

    _shown: ClassVar[str] = ""  # the settings in the printed form, as a format of the attributes

    def __init_subclass__(cls) -> None:
        """A subclass with a `__call__` or `forward` of its own does not inherit `_stack`."""
        owner = next(kind for kind in cls.__mro__ if {"__call__", "forward", "_stack"} & vars(kind).keys())
        if "_stack" not in vars(owner):
            cls._stack = Transform._stack  # type: ignore[method-assign]

    def __call__(self, img: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__} has no __call__")

    def _stack(self, samples: Stack) -> Stack | None:
        """The samples transformed, as one array; None if that cannot be done."""
        return None

    def _settings(self) -> Hashable:
        """All that `_stack` depends on beside the class; None if that cannot be told."""
        return None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._shown.format_map(vars(self))})"


class ModuleTransform(Transform, Module):
    """Base of the transforms that are modules in torchvision: `nn.Sequential` takes them."""

    __call__ = Module.__call__
    __repr__ = Transform.__repr__


def is_plain_transform(transform: Any) -> TypeGuard[Transform]:
    """Whether it is one of these transforms and has no forward hooks."""
    hooked = isinstance(transform, Module) and has_forward_hooks(transform)
    return isinstance(transform, Transform) and not hooked


def transform_stack(transform: Any, samples: Stack) -> Stack | None:
    """Apply one of these transforms to a stack of samples; None if that is not possible."""
    if not is_plain_transform(transform):
        return None
    found = kernels.lookup_or_none(samples, lambda: _lookup_table(transform)) if samples.ndim == 3 else None
    return transform._stack(samples) if found is None else found[:, None]


MOST_TABLES = 16  # of a program that varies its settings
_lookup_tables: dict[Hashable, Stack | None] = {}


def _lookup_table(transform: Transform) -> Stack | None:
    """The transform of each possible pixel, cached by settings, since it takes as long as a batch."""
    settings = transform._settings()
    if settings is None:
        return transform._stack(PIXELS)
    key = type(transform), settings
    if key not in _lookup_tables:
        if len(_lookup_tables) == MOST_TABLES:
            _lookup_tables.clear()
        _lookup_tables[key] = transform._stack(PIXELS)
    return _lookup_tables[key]


class Compose(Transform):
    """Apply transforms one after the other. Shapes are those of the transforms.

    >>> transforms.Compose([transforms.Lambda(abs), transforms.Lambda(str)])(-3)
    '3'
    """

    def __init__(self, transforms: Sequence[Callable[[Any], Any]]) -> None:
        self.transforms = transforms

    def __call__(self, img: Any) -> Any:
        for transform in self.transforms:
            img = transform(img)
        return img

    def _stack(self, samples: Stack) -> Stack | None:
        done: Stack | None = samples
        for transform in self.transforms:
            done = None if done is None else transform_stack(transform, done)
        return done

    def _settings(self) -> Hashable:
        settings = []
        for transform in self.transforms:
            of_one = transform._settings() if is_plain_transform(transform) else None
            if of_one is None:
                return None
            settings.append((type(transform), of_one))
        return tuple(settings)

    def __repr__(self) -> str:
        return "\n".join(
            [f"{type(self).__name__}(", *(f"    {transform}" for transform in self.transforms), ")"]
        )


class ToTensor(Transform):
    """An image or array (H, W) or (H, W, C) to a tensor (C, H, W), 8-bit values as float32 in [0, 1].

    >>> import numpy
    >>> transforms.ToTensor()(numpy.full((2, 2, 1), 255, numpy.uint8)).shape
    torch.Size([1, 2, 2])
    """

    def __call__(self, pic: Any) -> Tensor:
        if is_pil_image(pic):
            array = pil_to_array(pic)
            if pic.mode == "1":
                array = array * np.uint8(255)
            elif array.dtype == np.uint16:
                array = array.astype(np.int16)
        elif isinstance(pic, Image | np.ndarray):
            array = np.asarray(pic)
        else:
            raise TypeError(f"pic should be PIL Image or ndarray. Got {type(pic)}")
        if array.ndim not in (2, 3):
            raise ValueError(f"pic should be 2/3 dimensional. Got {array.ndim} dimensions.")
        planes = array[None] if array.ndim == 2 else array.transpose(2, 0, 1)
        return Tensor._wrap(_scale_to_unit(np.ascontiguousarray(planes)))

    def _stack(self, samples: Stack) -> Stack | None:
        if samples.ndim == 3:
            return _scale_to_unit(samples[:, None])
        return _scale_to_unit(samples.transpose(0, 3, 1, 2)) if samples.dtype == np.uint8 else None

    def _settings(self) -> Hashable:
        return ()


def _scale_to_unit(values: Stack) -> Stack:
    """8-bit values divided by 255 as float32, others unchanged."""
    return np.divide(values, np.float32(255), dtype=np.float32) if values.dtype == np.uint8 else values


class Normalize(ModuleTransform):
    """(x - mean) / std per channel of float tensors (C, H, W) or (N, C, H, W). Raises `TypeError` for
    others and `ValueError` for a std of zero.

    >>> transforms.Normalize((0.5,), (0.5,))(torch.ones(1, 1, 1))
    tensor([[[1.]]])
    """

    _shown = "mean={mean}, std={std}"

    def __init__(self, mean: Any, std: Any, inplace: bool = False) -> None:
        super().__init__()
        self.mean, self.std, self.inplace = mean, std, inplace

    def forward(self, tensor: Any) -> Tensor:
        if not isinstance(tensor, Tensor):
            raise TypeError(f"img should be Tensor Image. Got {type(tensor)}")
        if not tensor.is_floating_point():
            raise TypeError(f"Input tensor should be a float tensor. Got {tensor.dtype}.")
        if tensor.dim() < 3:
            raise ValueError(
                "Expected tensor to be a tensor image of size (..., C, H, W). Got tensor.size() = "
                f"{tensor.size()}"
            )
        array = self._normalized(tensor._array)
        if not self.inplace:
            return Tensor._wrap(array)
        tensor._array[...] = array
        increment_version(tensor)
        return tensor

    def _normalized(self, values: Stack) -> Stack:
        mean, std = (np.asarray(v, values.dtype).reshape(-1, 1, 1) for v in (self.mean, self.std))
        if (std == 0).any():
            raise ValueError(
                f"std evaluated to zero after conversion to torch.{values.dtype}, leading to division by "
                "zero."
            )
        check_one_channel_each(values.shape, mean.shape)
        check_one_channel_each(values.shape, std.shape)
        result = values - mean
        result /= std
        return result

    def _stack(self, samples: Stack) -> Stack | None:
        fits = samples.ndim == 4 and {np.size(self.mean), np.size(self.std)} <= {1, samples.shape[1]}
        return self._normalized(samples) if fits and samples.dtype.kind == "f" else None

    def _settings(self) -> Hashable:
        settings = self.mean, self.std
        plain = all(type(each) is tuple and {*map(type, each)} <= {float, int} for each in settings)
        return settings if plain else None


class Lambda(Transform):
    """Apply a function as a transform. `TypeError` for what cannot be called.

    >>> transforms.Lambda(lambda x: x + 1)(2)
    3
    """

    def __init__(self, lambd: Callable[[Any], Any]) -> None:
        if not callable(lambd):
            raise TypeError(f"Argument lambd should be callable, got {type(lambd).__name__!r}")
        self.lambd = lambd

    def __call__(self, img: Any) -> Any:
        return self.lambd(img)


def draw_uniform(low: float = 0.0, high: float = 1.0) -> float:
    """A number from the default generator, as torchvision draws it."""
    if low > high:
        raise RuntimeError(f"uniform_ expects to return a [from, to) range, but found from={low} > to={high}")
    return float(default_generator.uniform((1,), low, high)[0])


def draw_integer(high: int) -> int:
    """An integer from 0 up to but not including `high`."""
    return int(default_generator.integers((1,), 0, high)[0])


class RandomApply(ModuleTransform):
    """Apply all of `transforms` with probability `p`. Shapes are those of the transforms.

    >>> transforms.RandomApply([transforms.Pad(1)], p=1.0)(torch.ones(1, 2, 2)).shape
    torch.Size([1, 4, 4])
    """

    def __init__(self, transforms: Sequence[Callable[[Any], Any]], p: float = 0.5) -> None:
        super().__init__()
        self.transforms, self.p = transforms, p

    def forward(self, img: Any) -> Any:
        if self.p >= default_generator.uniform((1,))[0]:
            for transform in self.transforms:
                img = transform(img)
        return img

    def __repr__(self) -> str:
        return "\n".join(["RandomApply(", f"    p={self.p}", *(f"    {t}" for t in self.transforms), ")"])


class ToPILImage(Transform):
    """An image of a tensor (C, H, W), whose values count from 0 to 1, or of uint8 ones, or of an array
    (H, W, C). Without Pillow, there are gray ones only.

    >>> transforms.ToPILImage()(torch.ones(1, 2, 3)).size
    (3, 2)
    """

    def __init__(self, mode: str | None = None) -> None:
        self.mode = mode

    def __call__(self, pic: Any) -> Any:
        return to_pil_image(pic, self.mode)


class PILToTensor(Transform):
    """An image as a tensor (C, H, W) of the pixels' type.

    >>> transforms.PILToTensor()(transforms.ToPILImage()(torch.ones(1, 1, 1)))
    tensor([[[255]]], dtype=torch.uint8)
    """

    def __call__(self, pic: Any) -> Tensor:
        if is_pil_image(pic):
            return Tensor._wrap(pil_to_array(pic).transpose(2, 0, 1))
        if not isinstance(pic, Image):
            raise TypeError(f"pic should be PIL Image. Got {type(pic)}")
        return Tensor._wrap(pic._array[None].copy())


def __getattr__(name: str) -> Any:  # torchvision has all transforms in this module
    return getattr(import_module(__package__ or ""), name)
