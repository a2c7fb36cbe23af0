"""Base of the transforms of version 2: they take samples, tuples and dicts of images and of what goes with
them.

Source: torchvision, `torchvision.transforms.v2`.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, ClassVar

from ...._core.random_sampling import rand
from ...._core.tensor import Tensor
from ....func.tree import leaves, rebuild
from ....nn.modules.module import Module
from ...tv_tensors import Image, Mask, Video
from .functional.dispatch import call_kernel, is_image, is_pure_tensor
from .functional.sizes import get_dimensions, get_size

Check = Callable[[Any], bool]


class Transform(Module):
    """Base of the transforms: `transform` changes one input, with what `make_params` drew for the whole
    sample.

    A sample is an input, several, or tuples, lists and dicts of them. Without an image or a video in it, the
    first plain tensor (…, C, H, W) counts as one. What no transform knows stays as it is.

    >>> from torchvision.transforms import v2
    >>> class Double(v2.Transform):
    ...     def transform(self, inpt, params): return inpt * 2
    >>> Double()({"image": torch.ones(1, 1, 1), "label": 3})
    {'image': tensor([[[2.]]]), 'label': 3}
    """

    _transformed_types: tuple[type | Check, ...] = (Tensor, is_image)
    _twin: ClassVar[Any] = None  # the transform of version 1, whose `get_params` this one has, too
    _function: ClassVar[Any] = None  # what is done with each input
    _settings: ClassVar[tuple[str, ...]] = ()  # which of the attributes it takes
    _fill: Any  # by the kind of input

    def __init__(self) -> None:
        super().__init__()

    def __init_subclass__(cls) -> None:
        if hasattr(cls._twin, "get_params"):
            cls.get_params = staticmethod(cls._twin.get_params)  # type: ignore[attr-defined]

    def check_inputs(self, flat_inputs: list[Any]) -> None:
        """Raise an error for a sample that cannot be transformed; to be overridden."""

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """Draw what all inputs of a sample have in common; to be overridden."""
        return {}

    def _call_kernel(self, functional: Callable[..., Any], inpt: Any, *args: Any, **kwargs: Any) -> Any:
        return call_kernel(functional, inpt, *args, passes=True, **kwargs)

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """Change one input of any shape, with what was drawn; to be overridden."""
        if self._function is None:
            raise NotImplementedError
        given = {
            name: self._fill.of(inpt) if name == "fill" else getattr(self, name) for name in self._settings
        }
        return self._call_kernel(self._function, inpt, **params, **given)

    def _is_made(self) -> bool:
        """Whether the transform is made at all, this time."""
        return True

    def forward(self, *inputs: Any) -> Any:
        sample = inputs if len(inputs) > 1 else inputs[0]
        flat = leaves(sample)
        self.check_inputs(flat)
        if not self._is_made():
            return sample
        needs = self._needs_transform_list(flat)
        params = self.make_params([each for each, need in zip(flat, needs, strict=True) if need])
        made = [
            self.transform(each, params) if need else each for each, need in zip(flat, needs, strict=True)
        ]
        return rebuild(sample, iter(made))

    def _needs_transform_list(self, flat_inputs: list[Any]) -> list[bool]:
        """For each input, whether it is to be transformed: of the plain tensors, only the first, and none
        beside an image."""
        plain = not has_any(flat_inputs, Image, Video, is_image)
        needs = []
        for each in flat_inputs:
            need = check_type(each, self._transformed_types)
            if need and is_pure_tensor(each):
                need, plain = plain, False
            needs.append(need)
        return needs

    def extra_repr(self) -> str:
        shown = (
            f"{name}={value}"
            for name, value in vars(self).items()
            if name[0] != "_"
            and name != "training"
            and isinstance(value, bool | int | float | str | tuple | list | Enum)
        )
        return ", ".join(shown)


class PerhapsTransform(Transform):
    """Base of the transforms that are made with probability `p`."""

    def __init__(self, p: float = 0.5) -> None:
        if not 0.0 <= p <= 1.0:
            raise ValueError("`p` should be a floating point value in the interval [0.0, 1.0].")
        super().__init__()
        self.p = p

    def _is_made(self) -> bool:
        return bool(rand(1) < self.p)


def check_type(obj: Any, types_or_checks: tuple[type | Check, ...]) -> bool:
    """Whether an object is of one of these types, or passes one of these checks, functions of it.

    >>> from torchvision.transforms import v2
    >>> v2.check_type(1, (str, lambda obj: obj > 0))
    True
    """
    return any(isinstance(obj, check) if isinstance(check, type) else check(obj) for check in types_or_checks)


def has_any(flat_inputs: list[Any], *types_or_checks: type | Check) -> bool:
    """Whether any of a list of inputs is of one of these types, or passes one of these checks.

    >>> from torchvision.transforms import v2
    >>> v2.has_any([1, "text"], str)
    True
    """
    return any(check_type(each, types_or_checks) for each in flat_inputs)


def has_all(flat_inputs: list[Any], *types_or_checks: type | Check) -> bool:
    """Whether there is an input in the list for each of these types and checks.

    >>> from torchvision.transforms import v2
    >>> v2.has_all([1, "text"], str, float)
    False
    """
    return all(has_any(flat_inputs, check) for check in types_or_checks)


def query_chw(flat_inputs: list[Any]) -> tuple[int, int, int]:
    """Channels, height and width of the images and videos (…, C, H, W) among the inputs.

    Raises `TypeError` if there is none, `ValueError` if they differ.

    >>> from torchvision.transforms import v2
    >>> v2.query_chw([torch.ones(3, 2, 4)])
    (3, 2, 4)
    """
    found = {
        tuple(get_dimensions(each))
        for each in flat_inputs
        if check_type(each, (is_pure_tensor, Image, is_image, Video))
    }
    channels, high, wide = only(found, "No image or video was found in the sample", "CxHxW")
    return channels, high, wide


def query_size(flat_inputs: list[Any]) -> tuple[int, int]:
    """Height and width of the images, videos and masks (…, H, W) among the inputs.

    Raises `TypeError` if there is none, `ValueError` if they differ.

    >>> from torchvision.transforms import v2
    >>> v2.query_size([torch.ones(3, 2, 4)])
    (2, 4)
    """
    found = {
        tuple(get_size(each))
        for each in flat_inputs
        if check_type(each, (is_pure_tensor, Image, is_image, Video, Mask))
    }
    high, wide = only(found, "No image, video, mask, bounding box of keypoint was found in the sample", "HxW")
    return high, wide


def only(found: set[tuple[int, ...]], none: str, what: str) -> tuple[int, ...]:
    """The only one of the sizes."""
    if not found:
        raise TypeError(none)
    if len(found) > 1:
        listed = ", ".join(f"'{size}'" for size in sorted(found))
        raise ValueError(f"Found multiple {what} dimensions in the sample: {listed}")
    return found.pop()
